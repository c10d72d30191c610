"""What Dagster loads: assets, the nightly job with its schedule, the sensors.

Belongs here: the list of definitions. Not here: the assets themselves.
"""

import os

import dagster as dg

from assets.alerts import sensors as alert_sensors
from assets.arrivals import landing_folder_sensor
from assets.errors import console
from assets.fetching import fetched
from assets.history import history
from assets.judging import findings, reports
from assets.landing import extraction, raw_files
from assets.pictures import pictures
from assets.publishing import published
from assets.settings import settings
from assets.upkeep import every_week, upkeep
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
    description="The nightly job at FOI_CRON (default 01:30) in FOI_TIMEZONE (default Asia/Shanghai)",
    job=nightly,
    cron_schedule=os.environ.get("FOI_CRON", "30 1 * * *"),
    execution_timezone=os.environ.get("FOI_TIMEZONE", "Asia/Shanghai"),
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

defs = dg.Definitions(
    assets=[fetched, raw_files, extraction, reports, findings, published, pictures],
    jobs=[nightly, *([upkeep] if settings().lake else [])],
    schedules=[every_night, *([every_week] if settings().lake else [])],
    sensors=[landing_folder_sensor(nightly), history, *alert_sensors(nightly)],
    resources={"workspace": Workspace()},
    loggers={"console": console},
    executor=dg.in_process_executor,
)
