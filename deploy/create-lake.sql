CREATE DATABASE lake;  -- the catalog of the shared warehouse, beside the history of Dagster
