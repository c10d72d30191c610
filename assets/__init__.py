"""When the pipeline runs and what a person sees of it: Dagster assets, checks, jobs, schedule, sensor, and the command `foi`."""
