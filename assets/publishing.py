"""The asset that builds the warehouse beside the published one and swaps it in: all tables of the star, or nothing.

Belongs here: what goes into the new warehouse and when it is published. Not here: tables, views and checks (pipeline/building.py).
"""

from datetime import UTC, datetime
from importlib.metadata import version

import dagster as dg
import polars as pl

from assets import updating
from assets.history import PUBLISHED_TAG
from assets.metadata import asset_spec, contract_broken, contract_check, contract_held, expectation_checks, expectation_results, lineage, preview
from assets.workspace import Workspace, with_retries
from pipeline import building, publication, sharing, star, warehouse
from pipeline.fingerprints import derivation_fingerprint
from pipeline.landing.fetching import origins
from schemas.codebook import codebook
from schemas.contracts import ContractError, conform

TABLES = tuple(codebook().tables["warehouse"])
SOURCES = {"file_log": ["fetched", "raw_files", "reports"], "dim_office": ["reports"], "dim_report": ["reports"], "dim_rule": ["reports", "report_findings"], "fact_observation": ["observations", "reports"], "fact_indicator": ["observations", "reports", "findings"],
           "fact_finding": ["findings"], "fact_correction": ["findings"], "run_log": ["raw_files", "reports", "findings"]}  # fmt: skip


@dg.multi_asset(
    specs=[asset_spec(table, "warehouse", deps=SOURCES.get(table, []), kinds=("duckdb",), **{"dagster/table_name": f"foi.main.{table}"}) for table in TABLES],
    check_specs=[*map(contract_check, TABLES), *expectation_checks()],
    name="warehouse",
)
@with_retries
def published(context: dg.AssetExecutionContext, workspace: Workspace):
    folder = workspace.settings.warehouse
    new = folder / publication.NEW
    dimensions, findings = _frames(context, workspace)
    try:
        counts = _built(context, workspace, new, dimensions, findings)
    except ContractError as error:
        yield contract_broken(error)
        raise
    unmet = warehouse.unmet_expectations(new, folder / publication.FILE if (folder / publication.FILE).exists() else None, workspace.accept_losses)
    yield from expectation_results(unmet)
    unfit = [_told(name, rows) for name, rows in unmet if codebook().expectations.expectations[name].severity == "error"]
    if unfit:
        raise building.PublishError("the new warehouse is not fit to be published, the old one stays:\n" + "\n".join(unfit))
    name = publication.version_name(datetime.now(UTC), workspace.state())
    if workspace.settings.lake:
        rows = sharing.share(new, workspace.settings.place, name, workspace.settings.publisher)
        context.log.info(f"published into {workspace.settings.lake}: {rows} rows written or taken away")
    path = publication.publish(new, folder, name, workspace.settings.keep_versions, updating.made_of(workspace.made()))
    workspace.remove_old_layers()
    context.log.info(f"published {name}: {counts['dim_report']} reports, {counts['fact_indicator']} values, {counts['fact_finding']} findings")
    quarantined = dimensions["file_log"].filter((pl.col("status") == "quarantined") & ~pl.col("is_gone")).height
    context.instance.add_run_tags(context.run.run_id, {PUBLISHED_TAG: name, "foi/quarantined": str(quarantined), "foi/findings": str(findings.height)})
    for table, head in warehouse.first_rows(path, TABLES).items():
        shown = {
            "dagster/row_count": counts[table],
            "path": dg.MetadataValue.path(str(path)),
            "version": name,
            "preview": preview(head),
        }
        yield dg.MaterializeResult(table, metadata=shown | lineage(table, SOURCES.get(table, [])))
        yield contract_held(table, counts[table])


def _built(context, workspace, new, dimensions, findings):
    """Builds the new warehouse from the published one if the same code made that and most of it stays, else from all layers. Returns row counts."""
    documents = updating.documents(workspace, workspace.made())
    if updating.is_brought_up_to_date(workspace, documents):
        context.log.info(f"{documents['is_changed'].sum()} of {documents.height} documents are new or made anew: the published warehouse is brought up to date")
        try:
            return building.update(workspace.copy_of_published.path(new.parent), dimensions, documents, findings)
        except building.UpdateError as error:
            context.log.warning(f"the published warehouse could not be brought up to date, all of it is built: {error}")
    return building.build(new, dimensions, workspace.paths("observations"), findings)


def _told(name, rows):
    """What a person reads of an expectation that is not met."""
    entry = codebook().expectations.expectations[name]
    shown = "\n".join("    " + ", ".join(f"{column} {value}" for column, value in row.items()) for row in rows.head(5).iter_rows(named=True))
    remedy = "\n    if that is right: foi run --accept-losses" if entry.compares else ""
    return f"  {name}: {entry.zh} | {entry.en}\n{shown}{remedy}"


def _frames(context, workspace):
    """Frames of all tables but the facts, and fact_finding."""
    reports = workspace.read_one("reports")
    dimensions = star.dimensions(
        workspace.read_one("raw_files"),
        workspace.read("rejected"),
        reports,
        origins(workspace.settings.raw),
        workspace.read("rule_counts"),
        workspace.read_one("corrections"),
    )
    findings = star.fact_finding(workspace.read_one("findings"), reports)
    return {**dimensions, "run_log": _run_log(context, workspace, dimensions["file_log"], findings)}, findings


def _run_log(context, workspace, log, findings):
    """The run log of the published warehouse with this run added. New is what the published warehouse does not know, whichever run found it first."""
    earlier_runs, known = (warehouse.published_table(workspace.settings.warehouse, table) for table in ("run_log", "file_log"))
    log = log.filter(~pl.col("is_gone"))
    new = log.join(known, on=["path", "sha256"], how="anti", nulls_equal=True)
    started = datetime.fromtimestamp(context.instance.get_run_stats(context.run.run_id).start_time or 0, UTC)
    finished = datetime.now(UTC)
    statuses = dict(log["status"].value_counts().iter_rows())
    run = {
        "run_id": context.run.run_id, "started_at": started.isoformat(timespec="seconds"), "finished_at": finished.isoformat(timespec="seconds"), "seconds": (finished - started).total_seconds(),
        "files": log.height, "files_new": new.height, "accepted": statuses.get("accepted", 0), "quarantined": statuses.get("quarantined", 0),
        "observations": workspace.scan("observations").select(pl.len()).collect().item(), "findings": findings.height, "version": version("foi-warehouse"), "fingerprint": derivation_fingerprint(),
    }  # fmt: skip
    runs = pl.concat([earlier_runs, conform(pl.DataFrame([run]), "run_log")])
    return runs.unique("run_id", keep="last", maintain_order=True).sort("started_at", maintain_order=True)
