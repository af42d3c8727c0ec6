"""One module a notebook: the frames it computes, numbers only."""
