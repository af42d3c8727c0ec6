"""Is a printed statement so? Sums, percentages and superlatives recomputed, with a verdict for each."""
