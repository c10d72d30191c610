"""Assets over all reports: which version of a report counts (reports), and what is wrong (findings).

Belongs here: putting shards together. Not here: what makes a version count or a finding (pipeline/).
"""

import dagster as dg

from assets.metadata import asset_spec, contract_broken, contract_check, contract_held, lineage, preview
from assets.workspace import Workspace, with_retries
from pipeline.fingerprints import comparing_fingerprint
from pipeline.judging import all_findings, settled_reports
from pipeline.layers import read_whole, write_whole
from schemas.contracts import ContractError, validate

BEFORE = {"reports": ("identities",), "findings": ("reports", "observations", "report_findings")}
KEPT = "office_findings.parquet"  # beside the layers


@dg.multi_asset(specs=[asset_spec("reports", "judging", deps=BEFORE["reports"])], check_specs=[contract_check("reports")], name="reports")
@with_retries
def reports(context: dg.AssetExecutionContext, workspace: Workspace):
    settled = settled_reports(workspace.read("identities"), workspace.shards(), workspace.read_one("raw_files"))
    yield from _kept(workspace, settled, "reports", settled["status"].value_counts().sort("status"))


@dg.multi_asset(specs=[asset_spec("findings", "judging", deps=BEFORE["findings"])], check_specs=[contract_check("findings")], name="findings")
@with_retries
def findings(context: dg.AssetExecutionContext, workspace: Workspace):
    kept = workspace.layers.folder / KEPT
    found, corrections, to_keep = all_findings(
        workspace.read_one("reports"),
        workspace.scan("observations"),
        workspace.scan("compared"),
        workspace.scan("signatures"),
        workspace.read("report_findings"),
        workspace.made_by("compared", comparing_fingerprint()),
        read_whole(kept) if kept.exists() and not workspace.whole else None,
    )
    write_whole(to_keep, kept)
    write_whole(corrections, workspace.layers.folder / "corrections.parquet")  # for fact_correction; worked out with the findings about them
    yield from _kept(workspace, found, "findings", found["severity"].value_counts().sort("severity"))


def _kept(workspace, frame, layer, counts):
    """Checks and writes a layer of one file, and says so to Dagster."""
    try:
        validate(frame, layer)
    except ContractError as error:
        yield contract_broken(error)
        raise
    write_whole(frame, workspace.layers.folder / f"{layer}.parquet")
    metadata = (
        {"dagster/row_count": frame.height, "preview": preview(frame)}
        | {str(name): count for name, count in counts.iter_rows()}
        | lineage(layer, BEFORE[layer])
    )
    yield dg.MaterializeResult(layer, metadata=metadata)
    yield contract_held(layer, frame.height)
