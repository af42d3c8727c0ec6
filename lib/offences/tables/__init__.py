"""Rows become typed clean tables: the best figure chosen, shares, problems, disclosure, loading."""
