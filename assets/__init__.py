"""When the pipeline runs and what a person sees of it: Dagster assets, checks, jobs, schedule, sensor, and the command `foi`."""

import gc

gc.set_threshold(50_000)  # by default 700: a run loads much that is no garbage, and looking for some among it takes a sixth of that time
