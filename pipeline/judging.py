"""Over all reports, once their layers are made: which version of a report counts, and all findings.

Belongs here: what is put together from which layers. Not here: what makes a version count (identity/versions.py) or a finding (rules/).
"""

from typing import NamedTuple

import polars as pl

from pipeline.identity.lineage import with_office_keys
from pipeline.identity.versions import replaced, settle
from pipeline.rules.cell_rules import with_attachments
from pipeline.rules.corrections import apply_corrections, apply_dismissals
from pipeline.rules.findings import empty
from pipeline.rules.panel import differing_findings, own_findings, shared_findings
from pipeline.rules.unchanged import office_states, still_valid, with_states
from schemas.contracts import conform


def settled_reports(identities, documents, files):
    """The layer `reports`, sorted by report_id, from the layer `identities` of all documents; documents, files: see replaced()."""
    settled = settle(identities.drop("content"), identities.select("report_id", "content"), replaced(documents, files))
    return conform(with_office_keys(settled).sort("report_id"), "reports")


class Judged(NamedTuple):
    """`findings`: the layer, sorted by finding_id; `corrections`: frame of fact_correction; `kept`: what the next night need not compare again."""

    findings: pl.DataFrame
    corrections: pl.DataFrame
    kept: pl.DataFrame


def all_findings(reports, observations, compared, signatures, report_findings, made, kept=None):
    """Judged: what single reports show and what comparing them shows, with the dismissals of the codebook and its corrections that no longer apply; and
    all of its corrections, whether they apply or not.

    observations, compared, signatures: lazy frames of the layers; reports, report_findings: frames; made: see office_states(); kept: of the Judged of the
    last night. Findings of duplicates are left out, they are their original's.
    """
    states = office_states(reports, made)
    known, unchanged = still_valid(kept, states)
    changed = reports.join(unchanged, on="office_id", how="anti")
    of_offices = pl.concat([known, own_findings(changed, compared), differing_findings(changed, observations)])
    between = [of_offices, shared_findings(reports, compared, signatures)]
    own = report_findings.join(reports.filter(pl.col("status") != "duplicate").select("report_id"), on="report_id", how="semi")
    own = with_attachments(own, reports)
    found = pl.concat([empty(), *(conform(frame, "findings") for frame in (own, *between))]).unique("finding_id", keep="first")
    corrections, stale = apply_corrections(observations, reports)
    findings = conform(pl.concat([apply_dismissals(found.sort("finding_id"), reports), stale]), "findings").sort("finding_id")
    return Judged(findings, corrections, with_states(of_offices, reports, states))
