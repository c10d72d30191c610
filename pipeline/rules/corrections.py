"""Reviewed corrections and dismissals (codebook/corrections.yml), applied where what they expect is still there.

A correction never changes what is printed: it gives a corrected value to show beside it. An entry whose expectation no longer holds is not applied; it
becomes a finding. Belongs here: applying entries. Not here: what is entered, and how values are chosen for the star.
"""

import polars as pl

from pipeline.rules.findings import empty, found, together
from pipeline.rules.formulas import number_text
from pipeline.rules.wide import column_frame
from schemas.codebook import codebook
from schemas.contracts import conform, polars_schema


def apply_corrections(observations, reports, entries=None):
    """(corrections, stale): every entry with what was found, as the table fact_correction, and findings for entries that no longer apply.

    observations: frame or lazy frame of report_id, observation_id, origin, indicator_key, value, value_text; reports: report_id, full_name, year, status.
    An entry is `applied` where its cell still prints what it expects, `stale` where it does not, `waiting` where its office and year have no accepted report.
    """
    entries = codebook().corrections.corrections if entries is None else entries
    if not entries:
        return pl.DataFrame(schema=polars_schema("fact_correction")), empty()
    rows = [
        (number, entry.office, entry.year, entry.indicator, entry.expects, entry.value, entry.reason, entry.date, entry.by)
        for number, entry in enumerate(entries, 1)
    ]
    names = ["entry", "full_name", "year", "column", "expects", "corrected_value", "review_reason", "reviewed_on", "reviewed_by"]
    wanted = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("year").cast(pl.Int16), pl.col("expects", "corrected_value").cast(pl.Float64))
    wanted = wanted.join(_accepted(reports), on=["full_name", "year"], how="left")
    printed = observations.lazy().filter((pl.col("origin") == "table") & pl.col("report_id").is_in(wanted["report_id"].drop_nulls().implode())).collect()
    printed = printed.join(column_frame().select("indicator_key", "column"), on="indicator_key").sort("observation_id")
    printed = printed.unique(["report_id", "column"], keep="first", maintain_order=True).select(
        "report_id", "column", "indicator_key", "observation_id", found="value"
    )
    wanted = wanted.join(printed, on=["report_id", "column"], how="left").sort("entry", "found", nulls_last=True)
    wanted = wanted.unique("entry", keep="first", maintain_order=True)
    holds = (pl.col("found") == pl.col("expects")).fill_null(False)
    status = pl.when(pl.col("report_id").is_null()).then(pl.lit("waiting")).when(holds).then(pl.lit("applied")).otherwise(pl.lit("stale"))
    wanted = wanted.with_columns(status=status, indicator_id="column")
    stale = _stale(wanted.filter(pl.col("status") == "stale"), "corrections", pl.col("column"), number_text(pl.col("expects")), number_text(pl.col("found")))
    return conform(wanted, "fact_correction"), stale


def _stale(rows, part, place, expected, printed):
    """Findings for entries whose expectation no longer holds: they name the file, the entry, what it expects and what was found."""
    entry = pl.concat_str(pl.lit(f"{part} "), pl.col("entry").cast(pl.String), pl.lit("，"), "full_name", pl.lit(" "), pl.col("year").cast(pl.String))
    rows = rows.with_columns(place=place, expected=expected, printed=printed.fill_null("（无此数 nothing）"), text=entry, actual=printed)
    return together([found(rows, "stale_correction")])


def apply_dismissals(findings, reports, entries=None):
    """The findings, those that were reviewed and dismissed turned into remarks (info) that say why; entries that no longer match become findings."""
    entries = codebook().corrections.dismissals if entries is None else entries
    if not entries:
        return findings
    rows = [
        (number, entry.office, entry.year, entry.rule, entry.expects, f"{entry.reason}（{entry.by}，{entry.date}）") for number, entry in enumerate(entries, 1)
    ]
    wanted = (
        pl.DataFrame(rows, schema=["entry", "full_name", "year", "rule_id", "actual", "why"], orient="row")
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
    now = findings.drop_nulls("actual").group_by("report_id", "rule_id").agg(found=pl.col("actual").unique().sort().str.join("、"))
    stale = wanted.join(findings.select(key), on=key, how="anti").join(now, on=["report_id", "rule_id"], how="left", maintain_order="left")
    return pl.concat([marked, _stale(stale, "dismissals", pl.col("rule_id"), pl.col("actual"), pl.col("found"))])


def _accepted(reports):
    return reports.filter(pl.col("status") == "accepted").select("report_id", "full_name", "year")
