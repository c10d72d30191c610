"""Runs the nightly job in this process, in the same Dagster home as the UI, and says what came of it.

Belongs here: the way from the command to a run. Not here: arguments (command_line.py), how a summary looks (terminal.py).
"""

import sys
import time

import dagster as dg

from assets.settings import use_dagster_home
from pipeline import warehouse


def run_job(settings, tags=None):
    """Runs the job on the given settings and returns a summary: published, seconds, files by status, observations, facts, findings by severity."""
    use_dagster_home()
    from assets.definitions import JOB, defs

    started = time.monotonic()
    config = {
        "resources": {"workspace": {"config": {"raw": str(settings.raw), "warehouse": str(settings.warehouse)}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL" if sys.stderr.isatty() else "INFO"}}},
    }
    with dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def(JOB).execute_in_process(
            run_config=config, instance=instance, raise_on_error=False, tags={"foi/started_by": "foi run", **(tags or {})}
        )
        errors = [event.step_failure_data.error for event in result.all_node_events if event.is_step_failure]
    summary = {
        "run_id": result.run_id,
        "published": result.success,
        "seconds": round(time.monotonic() - started, 1),
        "errors": [_root(error) for error in errors],
    }
    if (settings.warehouse / warehouse.FILE).exists():
        summary |= warehouse.summary(settings.warehouse)
    return summary


def _root(error):
    """The message of the innermost cause of a step's failure."""
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else "unknown"
