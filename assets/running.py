"""Runs the nightly job in this process, in the same Dagster home as the UI, and says what came of it.

Belongs here: the way from the command to a run. Not here: arguments (command_line.py), how a summary looks (terminal.py).
"""

import sys
import time

import dagster as dg
from filelock import FileLock

from assets.errors import error_message
from assets.history import PROCESS_TAG, PUBLISHED_TAG, end_dead_runs, this_process
from assets.settings import use_dagster_home
from pipeline import publication, warehouse


def run_job(settings, tags=None, **options):
    """Runs the job on the given settings and returns a summary: outcome (published, nothing new or failed), version, seconds, errors, files by status, observations, facts, findings by severity."""
    home = use_dagster_home()
    from assets.definitions import JOB, defs

    started = time.monotonic()
    config = {
        "resources": {"workspace": {"config": {"raw": str(settings.raw), "warehouse": settings.address, **options}}},
        "loggers": {"console": {"config": {"log_level": "WARNING" if sys.stderr.isatty() else "INFO"}}},
    }
    with _history(home) as instance:
        end_dead_runs(instance)
        result = defs.resolve_job_def(JOB).execute_in_process(
            run_config=config,
            instance=instance,
            raise_on_error=False,
            tags={
                "foi/started_by": "foi run",
                PROCESS_TAG: this_process(),
                **({"foi/only": " ".join(options["only"])} if options.get("only") else {}),
                **(tags or {}),
            },
        )
        errors = [error_message(event) for event in result.all_events if event.is_failure]
        has_published = PUBLISHED_TAG in instance.get_run_by_id(result.run_id).tags  # another run may have published while this one waited
    now = publication.current(settings.warehouse)
    summary = {
        "run_id": result.run_id,
        "outcome": "failed" if not result.success else "published" if has_published else "nothing new",
        "version": now.name if now else None,
        "seconds": round(time.monotonic() - started, 1),
        "errors": list(dict.fromkeys(error for error in errors if error)),
    }
    if (settings.warehouse / warehouse.FILE).exists():
        summary |= warehouse.summary(settings.warehouse)
    return summary


def _history(home):
    """The Dagster instance of this home. One process at a time opens it: two that open a new one would both make its tables, and one would fail."""
    with FileLock(home / ".opening.lock"):
        return dg.DagsterInstance.get()
