"""Run the notebooks for a set of parameters and keep the result whole."""
