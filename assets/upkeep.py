"""The job that tidies a shared warehouse once a week: forgets old versions, compacts files. A warehouse in a folder needs none.

Belongs here: when it runs. Not here: what is forgotten and compacted (pipeline/lake.py).
"""

import os

import dagster as dg

from assets.settings import settings
from pipeline.sharing import maintain_lake


@dg.op(retry_policy=dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL))
def compact(context: dg.OpExecutionContext):
    where = settings()
    forgotten = maintain_lake(where.place, where.keep_versions, where.keep_days)
    context.log.info(f"{where.lake}: {forgotten} versions older than {where.keep_days} days forgotten, files compacted")


@dg.job(description="Forgets old versions of the shared warehouse and compacts its files", executor_def=dg.in_process_executor)
def upkeep():
    compact()


every_week = dg.ScheduleDefinition(
    name="every_week",
    job=upkeep,
    cron_schedule="0 5 * * 0",
    execution_timezone=os.environ.get("FOI_TIMEZONE", "Asia/Shanghai"),
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
