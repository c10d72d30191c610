"""Reviewed corrections and dismissals (codebook/corrections.yml), applied where what they expect is still there.

A correction never changes what is printed: it gives a corrected value to show beside it. An entry whose expectation no longer holds is not applied; it
becomes a finding. Belongs here: applying entries. Not here: what is entered, and how values are chosen for the star.
"""

import polars as pl

from pipeline.rules.findings import empty, found, together
from pipeline.rules.formulas import number_text
from pipeline.rules.wide import column_frame
from schemas.codebook import codebook

CORRECTED = {
    "report_id": pl.String,
    "observation_id": pl.Int64,
    "indicator_key": pl.Int16,
    "value": pl.Float64,
    "corrected_value": pl.Float64,
    "reason": pl.String,
    "reviewed_on": pl.Date,
    "reviewed_by": pl.String,
}


def apply_corrections(observations, reports, entries=None):
    """(corrected, stale): frame CORRECTED with the printed and the corrected value, and findings for entries that no longer apply.

    observations: report_id, observation_id, origin, indicator_key, value; reports: report_id, full_name, year, status. An entry whose office and year
    have no accepted report waits.
    """
    entries = codebook().corrections.corrections if entries is None else entries
    if not entries:
        return pl.DataFrame(schema=CORRECTED), empty()
    rows = [(entry.office, entry.year, entry.indicator, entry.expects, entry.value, entry.reason, entry.date, entry.by) for entry in entries]
    names = ["full_name", "year", "column", "expects", "corrected_value", "reason", "reviewed_on", "reviewed_by"]
    wanted = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("year").cast(pl.Int16), pl.col("expects", "corrected_value").cast(pl.Float64))
    wanted = wanted.join(_accepted(reports), on=["full_name", "year"], how="inner")
    printed = observations.filter(pl.col("origin") == "table").join(column_frame().select("indicator_key", "column"), on="indicator_key")
    printed = printed.sort("observation_id").unique(["report_id", "column"], keep="first", maintain_order=True)
    wanted = wanted.join(printed.select("report_id", "column", "indicator_key", "observation_id", "value"), on=["report_id", "column"], how="left")
    holds = (pl.col("value") == pl.col("expects")).fill_null(False)
    stale = wanted.filter(~holds).with_columns(
        place="column",
        expected=number_text(pl.col("expects")),
        printed=number_text(pl.col("value")),
        text=pl.concat_str("full_name", pl.lit(" "), pl.col("year").cast(pl.String)),
        actual=number_text(pl.col("value")),
    )
    return wanted.filter(holds).select(list(CORRECTED)).sort("observation_id"), together([found(stale, "stale_correction")])


def apply_dismissals(findings, reports, entries=None):
    """The findings, those that were reviewed and dismissed turned into remarks (info) that say why; entries that no longer match become findings."""
    entries = codebook().corrections.dismissals if entries is None else entries
    if not entries:
        return findings
    rows = [(entry.office, entry.year, entry.rule, entry.expects, f"{entry.reason}（{entry.by}，{entry.date}）") for entry in entries]
    wanted = (
        pl.DataFrame(rows, schema=["full_name", "year", "rule_id", "actual", "why"], orient="row")
        .with_columns(pl.col("year").cast(pl.Int16))
        .join(_accepted(reports), on=["full_name", "year"])
    )
    key = ["report_id", "rule_id", "actual"]
    marked = findings.join(wanted.select(*key, "why"), on=key, how="left", maintain_order="left")
    dismissed = pl.col("why").is_not_null()
    marked = marked.with_columns(
        severity=pl.when(dismissed).then(pl.lit("info")).otherwise("severity"),
        message_zh=pl.when(dismissed).then(pl.concat_str("message_zh", pl.lit("【已审核，不作问题："), "why", pl.lit("】"))).otherwise("message_zh"),
        message_en=pl.when(dismissed).then(pl.concat_str("message_en", pl.lit(" [reviewed and dismissed]"))).otherwise("message_en"),
    ).drop("why")
    stale = wanted.join(findings.select(key), on=key, how="anti").with_columns(
        place="rule_id",
        expected="actual",
        printed=pl.lit("-"),
        text=pl.concat_str("full_name", pl.lit(" "), pl.col("year").cast(pl.String)),
        actual=pl.lit(None, pl.String),
    )
    return pl.concat([marked, together([found(stale, "stale_correction")])])


def _accepted(reports):
    return reports.filter(pl.col("status") == "accepted").select("report_id", "full_name", "year")
