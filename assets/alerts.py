"""Alerts: a run that failed for good, a warehouse that has grown stale. Off unless FOI_ALERT_MAIL_TO or FOI_ALERT_WEBHOOK is set.

Belongs here: when there is something to say, and what. Not here: how it is sent (messages.py).
"""

from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.errors import error_message
from assets.secrets import without_secrets
from assets.settings import alerts, settings
from pipeline.warehouse import FILE

SECONDS_BETWEEN_LOOKS = 15 * 60


def sensors(job):
    """The sensors to load for a job: none where no alert is configured."""
    if not alerts().are_on:
        return []
    from assets.messages import send  # here, for a night in a shell sends nothing

    return [_failure_sensor(send), _staleness_sensor(job, send)]


def _failure_sensor(send):
    @dg.run_failure_sensor(
        name="alert_on_failure",
        monitor_all_code_locations=True,  # without it runs from a shell are passed over: they belong to none
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends mail or calls a webhook when a run has failed and will not be retried",
    )
    def alert_on_failure(context: dg.RunFailureSensorContext):
        run = context.dagster_run
        if run.tags.get("dagster/will_retry") == "true" and run.remote_job_origin is not None:  # the last retry will speak for all; runs of a shell have none
            return dg.SkipReason(f"run {run.run_id} will be retried")
        errors = [f"{event.step_key}: {error_message(event)}" for event in context.get_step_failure_events()]
        send(
            alerts(),
            f"FOI 数据仓库：运行失败 | run failed: {run.job_name}",
            failure_text(run, errors or [error_message(context.failure_event) or context.failure_event.message]),
        )
        return None

    return alert_on_failure


def failure_text(run, errors):
    """What a person needs to know of a failed run: errors, what readers see now, where to look."""
    lines = [
        f"运行 run          {run.run_id}",
        f"启动者 started by  {run.tags.get('foi/started_by') or run.tags.get('dagster/schedule_name') or run.tags.get('dagster/sensor_name') or 'UI'}",
        *(f"错误 error        {without_secrets(error)}" for error in errors),
        f"已发布 published  {_published()}",
        *_links(f"runs/{run.run_id}"),
    ]
    return "\n".join(lines)


def _staleness_sensor(job, send):
    @dg.sensor(
        name="alert_on_staleness",
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends mail or calls a webhook, once, when no run has succeeded for FOI_STALE_HOURS hours",
    )
    def alert_on_staleness(context: dg.SensorEvaluationContext):
        hours = alerts().stale_hours
        last = context.instance.get_run_records(dg.RunsFilter(job_name=job.name, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
        if not last:
            return dg.SkipReason("no run has succeeded yet")
        ended = datetime.fromtimestamp(last[0].end_time, UTC)
        if datetime.now(UTC) - ended < timedelta(hours=hours):
            return dg.SkipReason(f"the last run succeeded on {ended:%Y-%m-%d %H:%M} UTC")
        if context.cursor == last[0].dagster_run.run_id:
            return dg.SkipReason("stale, and said so")
        text = [f"最后一次成功 last success  {ended:%Y-%m-%d %H:%M} UTC, more than {hours:g} hours ago", f"已发布 published  {_published()}", *_links("runs")]
        send(alerts(), "FOI 数据仓库：数据已陈旧 | the warehouse is stale", "\n".join(text))
        context.update_cursor(last[0].dagster_run.run_id)
        return dg.SkipReason("stale: alert sent")

    return alert_on_staleness


def _published():
    """Since when readers see what they see now."""
    file = settings().warehouse / FILE
    if not file.exists():
        return "无 none yet"
    return f"{datetime.fromtimestamp(file.stat().st_mtime, UTC):%Y-%m-%d %H:%M} UTC 的版本仍可查询 | the version of that time is still in place"


def _links(page):
    address = alerts().ui
    return [f"详情 see          {address.rstrip('/')}/{page}"] if address else []
