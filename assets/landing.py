"""Assets from the landing folder to the layers of single documents: raw_files, then documents, identities, observations and report_findings.

Belongs here: what is new, what must be made again, progress. Not here: how files are read and derived (pipeline/).
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import dagster as dg
import polars as pl

from assets import updating
from assets.metadata import asset_spec, contract_broken, contract_check, contract_held, lineage, numerals_check, numerals_result, preview
from assets.progress import progress
from assets.settings import alerts
from assets.workspace import Workspace, with_retries
from pipeline import engines
from pipeline.extraction import Task, extract
from pipeline.fingerprints import landing_fingerprint
from pipeline.landing.isolation import Failure
from pipeline.landing.raw_files import changes
from pipeline.landing.raw_files import raw_files as walk
from pipeline.layers import assign_shards, read_whole, write_whole
from pipeline.making import why
from pipeline.prose.account import account
from schemas.codebook import codebook
from schemas.codebook_files import CodebookError
from schemas.consistency import shipped_problems
from schemas.contracts import ContractError, validate

EXTRACTED = {"documents": "raw_files", "identities": "documents", "observations": "identities", "report_findings": "observations"}  # layer → the one before


LOOKED_AT = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=alerts().stale_hours))  # every run looks, also one that finds nothing new


@dg.multi_asset(
    specs=[asset_spec("raw_files", "landing", deps=["fetched"]).replace_attributes(freshness_policy=LOOKED_AT)],
    check_specs=[contract_check("raw_files")],
    name="raw_files",
)
@with_retries
def raw_files(context: dg.AssetExecutionContext, workspace: Workspace):
    settings, path = workspace.settings, workspace.layers.folder / "raw_files.parquet"
    if settings.warehouse.resolve().is_relative_to(settings.raw.resolve()):  # every run would find its own files new
        raise NotADirectoryError(f"the warehouse {settings.warehouse} lies in the landing folder {settings.raw}: choose a folder beside it")
    previous = read_whole(path) if path.exists() else None
    stamp = path.with_suffix(".fingerprint")  # of the code that decided which files are read at all; another may read what is quarantined
    is_same_code = stamp.exists() and stamp.read_text(encoding="utf-8") == landing_fingerprint()
    retry = () if is_same_code else tuple(codebook().reasons)
    if previous is None:
        engines.prepare(_engine(settings))  # while the files are looked at: there will be tasks
    limits = {"workers": max(1, settings.workers), "seconds": settings.seconds_per_file, "memory": settings.megabytes_per_file * 2**20}
    files = walk(settings.raw, previous, datetime.now(UTC).date(), settings.most_bytes, retry, **limits)
    if files is not previous:
        engines.prepare(_engine(settings))
        try:
            validate(files, "raw_files")
        except ContractError as error:
            yield contract_broken(error)
            raise
        shards = assign_shards(files.filter(pl.col("status").is_null() & ~pl.col("is_gone")).select("report_id", "format", "path"), workspace.shards())
        write_whole(shards, workspace.layers.folder / "shards.parquet")
        write_whole(files, path)  # the last one: a run that is killed before finds the same files new again
    stamp.write_text(landing_fingerprint(), encoding="utf-8")
    night = changes(files, previous)
    context.log.info(f"{files.height} files: " + ", ".join(f"{count} {name}" for name, count in night.items()))
    context.instance.add_run_tags(context.run.run_id, {"foi/new": str(night["new"]), "foi/changed": str(night["changed"])})
    yield dg.MaterializeResult(
        "raw_files",
        metadata={"dagster/row_count": files.height, **night, "preview": preview(files)} | lineage("raw_files", ["fetched"]),
    )
    yield contract_held("raw_files", files.height)


@dg.multi_asset(
    specs=[asset_spec(layer, "extraction", deps=[before], skippable=True) for layer, before in EXTRACTED.items()],
    check_specs=[*map(contract_check, EXTRACTED), numerals_check()],
    name="extraction",
)
@with_retries
def extraction(context: dg.AssetExecutionContext, workspace: Workspace):
    before, (planned, waiting) = workspace.made(), workspace.planned()
    reasons = Counter()
    for task in waiting:
        reasons[why(before.get(task.shard), task.made)] += len(task.files if task.only is None else task.only)
    told = "; ".join(f"{count} documents: {reason}" for reason, count in sorted(reasons.items())) or "none"
    context.log.info(f"to be made: {told}")
    changed = workspace.changed_code()
    if changed and any(before.values()):
        context.log.info(f"changed since the last run: {', '.join(changed)}")
    if any(name.startswith("schemas/") for name in changed) and shipped_problems():
        raise CodebookError(shipped_problems())
    settings = workspace.settings
    if waiting and updating.is_brought_up_to_date(workspace, updating.documents(workspace, planned)):
        workspace.copy_of_published.begin(settings.warehouse)
    try:
        _make(context, settings, waiting)
        workspace.record(planned)
        if waiting:  # what names no county of its own is looked at again, now that all beside it is read
            planned, beside = workspace.planned_beside(planned)
            if beside:
                _make(context, settings, beside)
                workspace.record(planned)
    except ContractError as error:
        if error.table in EXTRACTED:
            yield contract_broken(error)
        raise
    nothing_new = None if waiting else workspace.nothing_new()
    if nothing_new:
        context.log.info(nothing_new)
        context.instance.add_run_tags(context.run.run_id, {"foi/outcome": "nothing new"})
        for layer in EXTRACTED:  # without materializations, which lets Dagster skip all that is downstream
            yield contract_held(layer)
        yield numerals_result(account(workspace.read("numerals")))
        return
    for layer in EXTRACTED:
        rows, head = _summary(workspace, layer)
        yield dg.MaterializeResult(
            layer,
            metadata={"dagster/row_count": rows, "made_again": told, "shards": len(planned), "shards_made": len(waiting), "preview": preview(head)}
            | lineage(layer, [EXTRACTED[layer]]),
        )
        yield contract_held(layer, rows)
    yield numerals_result(account(workspace.read("numerals")))


def _make(context, settings, tasks):
    with progress("reading", sum(len(task.files if task.only is None else task.only) for task in tasks), context.log) as advance:
        for done in engines.run(_engine(settings), extract, tasks, Task.without):
            if isinstance(done, Failure):
                raise RuntimeError(f"a shard could not be made: {done.reason}: {done.detail}")
            advance(done.documents)


def _engine(settings):
    return engines.Engine(settings.engine, settings.workers, settings.seconds_per_file, settings.megabytes_per_file * 2**20, settings.ray_address)


def _summary(workspace, layer):
    """Row count and first rows of a layer over all shards."""
    rows = workspace.scan(layer)
    return rows.select(pl.len()).collect().item(), rows.head(10).collect()
