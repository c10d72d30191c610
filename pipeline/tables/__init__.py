"""From grids of cells to values of a known form."""
