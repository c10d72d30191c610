"""Dagster's history of runs: those whose process has died end, those that are too old are forgotten.

A run from a shell that was killed would stay `started` for ever: Dagster watches only runs that its daemon has launched, and one of the others
blocks the queue. Belongs here: putting the history right. Not here: what a killed run leaves in the warehouse folder (pipeline/publication.py).
"""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.settings import settings

PROCESS_TAG = "foi/process"
PUBLISHED_TAG = "foi/published"  # of runs that did: the version
MOST_FORGOTTEN = 200  # runs at one look


def this_process():
    """Names this process for as long as it lives, on this machine or another: host, number, time of its start."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def end_dead_runs(instance):
    """Marks runs from shells of this machine as failed whose process is gone; returns their ids."""
    ended = []
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])):
        host, _, process = run.tags.get(PROCESS_TAG, "").partition(" ")
        number, _, started = process.partition(" ")
        if host == socket.gethostname() and _started(int(number)) != started:
            instance.report_run_failed(
                run, f"its process {number} is gone: killed, out of memory, or the machine was switched off; the next run goes on from there"
            )
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            ended.append(run.run_id)
    return ended


def forget_runs(instance, before):
    """Deletes runs that were created before a time, with their events and output; returns how many."""
    records = instance.get_run_records(dg.RunsFilter(created_before=before), limit=MOST_FORGOTTEN, ascending=True)
    over = [record.dagster_run for record in records if record.dagster_run.is_finished]
    for run in over:
        instance.compute_log_manager.delete_logs(prefix=[run.run_id])
        instance.delete_run(run.run_id)
    return len(over)


@dg.sensor(
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Ends runs from shells whose process has died, which would block the queue; forgets runs after FOI_KEEP_RUNS_DAYS days (180)",
)
def history(context: dg.SensorEvaluationContext):
    ended = end_dead_runs(context.instance)
    forgotten = forget_runs(context.instance, datetime.now(UTC) - timedelta(days=settings().keep_runs_days))
    return dg.SkipReason(f"{len(ended)} dead runs ended, {forgotten} old runs forgotten")


def _started(number):
    """When a process started, in ticks since the machine did; '' where there is no such process."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[19]
    except FileNotFoundError:  # no such process; on systems without /proc nothing is ever found dead
        return "" if Path("/proc/self").exists() else "?"
