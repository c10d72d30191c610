"""What Dagster loads: assets, the nightly job with its schedule, the sensor on the landing folder.

Belongs here: the list of definitions. Not here: the assets themselves.
"""

import os

import dagster as dg

from assets.alerts import sensors as alert_sensors
from assets.fetching import fetched
from assets.judging import findings, reports
from assets.landing import extraction, raw_files
from assets.publishing import published
from assets.workspace import Workspace

JOB = "nightly"
nightly = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="Reads what is new, derives, judges, publishes: the job of every night, of `foi run` and of the sensor",
    executor_def=dg.in_process_executor,
)
every_night = dg.ScheduleDefinition(
    name="every_night",
    job=nightly,
    cron_schedule=os.environ.get("FOI_CRON", "30 1 * * *"),
    execution_timezone=os.environ.get("FOI_TIMEZONE", "Asia/Shanghai"),
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(
    job=nightly, minimum_interval_seconds=60, description="Starts the job when files arrive, change or leave in the landing folder; off until switched on"
)
def landing_folder(context: dg.SensorEvaluationContext):
    state = _state(Workspace().settings.raw)
    if state == context.cursor:
        return dg.SkipReason("nothing new in the landing folder")
    context.update_cursor(state)
    return dg.RunRequest(run_key=state, tags={"foi/started_by": "landing_folder"})


def _state(folder):
    """Number of files, their bytes and latest change, as text: cheap to tell, changes with any file."""
    files = newest = size = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(f"{directory}/{name}")
            files, newest, size = files + 1, max(newest, status.st_mtime_ns), size + status.st_size
    return f"{files} {size} {newest}"


defs = dg.Definitions(
    assets=[fetched, raw_files, extraction, reports, findings, published],
    jobs=[nightly],
    schedules=[every_night],
    sensors=[landing_folder, *alert_sensors(nightly)],
    resources={"workspace": Workspace()},
    executor=dg.in_process_executor,
)
