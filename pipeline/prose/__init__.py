"""From sentences to quantitative statements."""
