"""Files and printed words become rows: periods, values, places, published figures, a file of one's own."""
