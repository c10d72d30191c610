"""The asset before the landing folder: what the sources deliver. Does nothing unless FOI_SOURCES names a list of sources.

Belongs here: when sources are asked and what a person sees of it. Not here: how they are asked (pipeline/landing/).
"""

from datetime import UTC, datetime

import dagster as dg
from filelock import FileLock, Timeout

from assets.metadata import asset_spec, contract_check, contract_held, preview
from assets.secrets import without_secrets
from assets.workspace import Workspace
from pipeline.landing.fetching import Landing, fetch, read_ledger
from pipeline.landing.items import Trouble
from pipeline.landing.raw_files import SOURCES_FOLDER
from pipeline.landing.sources import SourcesError, read_sources
from schemas.contracts import validate

TROUBLES_SHOWN = 50


class Fetching(Exception):
    """Another process fetches into the landing folder."""


def fetch_sources(settings, log):
    """Asks all sources of settings.sources once; returns their Outcomes, sorted by name. Raises SourcesError, FileNotFoundError, Fetching."""
    sources = read_sources(settings.sources)
    hidden = settings.raw / SOURCES_FOLDER
    hidden.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(hidden / ".lock", timeout=settings.wait_for_lock):
            outcomes = []
            for outcome in fetch(sources, Landing(settings.raw), _now, settings.most_bytes):
                outcomes.append(outcome)
                log(f"source {outcome.source}: {outcome.new} new, {outcome.changed} changed, {outcome.unchanged} unchanged, {len(outcome.troubles)} troubles")
                for trouble in outcome.troubles[:TROUBLES_SHOWN]:
                    log(f"source {outcome.source}: {trouble.url}: {without_secrets(trouble.reason)}")
    except Timeout:
        raise Fetching(f"another process fetches into {settings.raw}; waited {settings.wait_for_lock:.0f} s (FOI_WAIT_FOR_LOCK)") from None
    return sorted(outcomes, key=lambda outcome: outcome.source)


@dg.multi_asset(
    specs=[asset_spec("fetched", "landing")],
    check_specs=[
        contract_check("fetched"),
        dg.AssetCheckSpec("sources", asset="fetched", description="Every source delivered all it was asked for; a source that fails stops nothing"),
    ],
    name="fetched",
)
def fetched(context: dg.AssetExecutionContext, workspace: Workspace):
    settings = workspace.settings
    outcomes, troubles = [], []
    try:
        outcomes = fetch_sources(settings, context.log.info) if settings.sources else []
    except (SourcesError, OSError, Fetching) as error:  # what lies in the landing folder is read all the same
        troubles = [("FOI_SOURCES", Trouble("", str(error)))]
    ledger = validate(read_ledger(settings.raw), "fetched")
    counts = {what: sum(getattr(outcome, what) for outcome in outcomes) for what in ("new", "changed", "unchanged", "bytes")}
    troubles += [(outcome.source, trouble) for outcome in outcomes for trouble in outcome.troubles]
    state = f"{len(outcomes)} sources" if settings.sources else "off: FOI_SOURCES is not set"
    yield dg.MaterializeResult(
        "fetched", metadata={"dagster/row_count": ledger.height, "state": state, **counts, "troubles": len(troubles), "preview": preview(ledger.reverse())}
    )
    yield contract_held("fetched", ledger.height)
    records = [
        dg.TableRecord({"source": source, "url": trouble.url, "reason": without_secrets(trouble.reason)}) for source, trouble in troubles[:TROUBLES_SHOWN]
    ]
    shown = {"troubles": len(troubles)} | ({"list": dg.MetadataValue.table(records=records)} if records else {})
    yield dg.AssetCheckResult(passed=not troubles, asset_key="fetched", check_name="sources", severity=dg.AssetCheckSeverity.WARN, metadata=shown)


def _now():
    return datetime.now(UTC).isoformat(timespec="milliseconds")
