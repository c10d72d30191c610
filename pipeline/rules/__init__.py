"""What is wrong with a report: rules of the codebook, evaluated over whole batches."""
