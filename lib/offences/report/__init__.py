"""Numbers become sentences, tables and charts."""
