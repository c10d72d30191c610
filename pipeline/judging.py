"""Over all reports, once their layers are made: which version of a report counts, and all findings.

Belongs here: what is put together from which layers. Not here: what makes a version count (identity/versions.py) or a finding (rules/).
"""

import polars as pl

from pipeline.identity.lineage import with_office_keys
from pipeline.identity.versions import replaced, settle
from pipeline.rules.corrections import apply_corrections, apply_dismissals
from pipeline.rules.findings import empty
from pipeline.rules.panel import panel_findings
from schemas.contracts import conform


def settled_reports(identities, documents, files):
    """The layer `reports`, sorted by report_id, from the layer `identities` of all documents; documents, files: see replaced()."""
    settled = settle(identities.drop("content"), identities.select("report_id", "content"), replaced(documents, files))
    return conform(with_office_keys(settled).sort("report_id"), "reports")


def all_findings(reports, observations, compared, signatures, report_findings):
    """(The layer `findings`, sorted by finding_id; frame of fact_correction): what single reports show and what comparing them shows, with the
    dismissals of the codebook and its corrections that no longer apply; and all of its corrections, whether they apply or not.

    observations, compared, signatures: lazy frames of the layers; reports, report_findings: frames. Findings of duplicates are left out, they are their original's.
    """
    between = panel_findings(reports, compared, signatures)
    own = report_findings.join(reports.filter(pl.col("status") != "duplicate").select("report_id"), on="report_id", how="semi")
    found = pl.concat([empty(), conform(own, "findings"), conform(between, "findings")]).unique("finding_id", keep="first")
    corrections, stale = apply_corrections(observations, reports)
    return conform(pl.concat([apply_dismissals(found.sort("finding_id"), reports), stale]), "findings").sort("finding_id"), corrections
