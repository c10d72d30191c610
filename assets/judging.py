"""Assets over all reports: which version of a report counts (reports), and what is wrong (findings).

Belongs here: putting shards together. Not here: what makes a version count or a finding (pipeline/).
"""

import dagster as dg
import polars as pl

from assets.metadata import asset_spec, contract_broken, contract_check, contract_held, preview
from assets.workspace import Workspace
from pipeline.identity.versions import settle, with_office_keys
from pipeline.layers import write_whole
from pipeline.rules.corrections import apply_dismissals
from pipeline.rules.findings import empty
from pipeline.rules.panel_rules import panel_findings, thin_statements, thin_values
from schemas.contracts import ContractError, conform, validate


@dg.multi_asset(specs=[asset_spec("reports", "judging", deps=["identities"])], check_specs=[contract_check("reports")], name="reports")
def reports(context: dg.AssetExecutionContext, workspace: Workspace):
    identities = workspace.read("identities")
    settled = settle(identities.drop("content"), identities.select("report_id", "content"))
    yield from _kept(workspace, conform(with_office_keys(settled).sort("report_id"), "reports"), "reports", settled["status"].value_counts().sort("status"))


@dg.multi_asset(
    specs=[asset_spec("findings", "judging", deps=["reports", "observations", "report_findings"])], check_specs=[contract_check("findings")], name="findings"
)
def findings(context: dg.AssetExecutionContext, workspace: Workspace):
    reports, observations = workspace.read_one("reports"), workspace.scan("observations")
    compared = panel_findings(reports, thin_values(observations).collect(), thin_statements(observations).collect(), workspace.read("signatures"))
    own = workspace.read("report_findings").join(reports.filter(pl.col("status") != "duplicate").select("report_id"), on="report_id", how="semi")
    found = pl.concat([empty(), conform(own, "findings"), conform(compared, "findings")]).unique("finding_id", keep="first").sort("finding_id")
    found = apply_dismissals(found, reports)
    yield from _kept(workspace, conform(found, "findings"), "findings", found["severity"].value_counts().sort("severity"))


def _kept(workspace, frame, layer, counts):
    """Checks and writes a layer of one file, and says so to Dagster."""
    try:
        validate(frame, layer)
    except ContractError as error:
        yield contract_broken(error)
        raise
    write_whole(frame, workspace.layers.folder / f"{layer}.parquet")
    metadata = {"dagster/row_count": frame.height, "preview": preview(frame)} | {str(name): count for name, count in counts.iter_rows()}
    yield dg.MaterializeResult(layer, metadata=metadata)
    yield contract_held(layer, frame.height)
