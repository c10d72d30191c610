"""Findings over an office's own reports, kept from night to night until one of these reports changes.

Belongs here: which offices are as they were. Not here: comparing reports (panel.py).
"""

import polars as pl

from pipeline.rules.findings import empty, rule_of
from schemas.contracts import conform

COLUMNS = ("office_id", "state")
STATES = pl.DataFrame(schema={"office_id": pl.String, "state": pl.UInt64})


def office_states(reports, made):
    """Frame office_id, state: a number that changes with anything that findings over the office's own reports depend on.

    reports: the layer `reports`; made: frame report_id, made of the same documents: what made the values of a document, and what compares them, as a text.
    """
    rows = reports.join(made, on="report_id", how="left")
    return rows.select("office_id", state=rows.hash_rows()).group_by("office_id").agg(pl.col("state").bitwise_xor()).sort("office_id")


def with_states(findings, reports, states):
    """Frame to keep: the columns of the layer `findings` and COLUMNS; an office without findings has one row without them.

    Offices that a check failed on are left out: they are to be tried again.
    """
    rows = findings.join(reports.select("report_id", "office_id"), on="report_id")
    failed = rows.filter(pl.col("rule_id") == rule_of("program_error").id)
    return states.join(failed, on="office_id", how="anti").join(rows, on="office_id", how="left").sort("office_id", "finding_id")


def still_valid(kept, states):
    """(Layer `findings` of offices that are as they were, frame of these offices); kept: as with_states() gave it, None for nothing."""
    if kept is None:
        return empty(), STATES
    rows = kept.join(states, on=COLUMNS, how="semi")
    return conform(rows.filter(pl.col("finding_id").is_not_null()), "findings"), rows.select(COLUMNS).unique()
