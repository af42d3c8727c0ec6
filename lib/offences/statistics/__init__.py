"""Numbers in, numbers out: rates, changes, trends, funnels, bounds; no file and no table name is known here."""
