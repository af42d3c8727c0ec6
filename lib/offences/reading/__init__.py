"""Files and printed words become rows."""
