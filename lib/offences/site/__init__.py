"""Pages from executed notebooks: the pages of an area, the start page, the downloads."""
