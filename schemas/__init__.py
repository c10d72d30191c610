"""What the data mean: the codebook (data files beside this module) and the contract of every layer and table."""
