"""What the notebooks compute, one module a notebook: frames of numbers, never a sentence."""
