import polars as pl
from pipeline.findings import empty
def findings(*a): return empty()
