"""The layer `observations`: one row a printed value, from tables and prose together.

Belongs here: ids, and what both origins share. Not here: how a table or a sentence is read.
"""

import polars as pl

from pipeline.tables.shapes import TAKEN, UNKNOWN
from schemas.contracts import conform

MOST_OBSERVATIONS = 2**13  # of one document; its key fills the bits above


def report_key(report_id):
    """Number key of a document (Int64 expression) from its id: the first 50 bits of its SHA-256, so that it never changes."""
    return report_id.str.slice(0, 13).str.to_integer(base=16, dtype=pl.Int64) // 4


def observations(table_values, prose, reports):
    """Values of tables (pipeline/tables/reading.py) and of prose (pipeline/prose/reading.py) → the layer `observations`, sorted by id.

    reports: frame report_id, year; documents that are no reports have no observations.

    Table values under a label that no form knows have no indicator and pattern 'unknown'; cells whose row or column could not be told have
    pattern 'unread'.
    """
    known = reports.select("report_id", "year").sort("report_id").with_row_index("report")
    both = pl.concat([_from_tables(table_values), prose], how="diagonal_relaxed")
    both = both.with_columns(both.select("report_id").join(known, on="report_id", how="left", maintain_order="left").drop("report_id"))
    both = both.filter(pl.col("report").is_not_null())
    yearly = (pl.col("origin") == "table") & ~pl.col("cumulative").fill_null(False)
    both = both.with_columns(period_year=pl.when(yearly).then(pl.coalesce("period_year", "year")).otherwise("period_year"))
    both = both.sort("report", "block", "start", nulls_last=True, maintain_order=True)
    order = pl.int_range(pl.len()).over("report")
    both = both.with_columns(order=order).filter(pl.col("order") < MOST_OBSERVATIONS)
    keys = known.select(report_key=report_key(pl.col("report_id")))["report_key"]
    both = both.with_columns(report_key=keys.gather(both["report"]))
    both = both.with_columns(observation_id=pl.col("report_key") * MOST_OBSERVATIONS + pl.col("order"))
    return conform(_with_best(both), "observations")


def _with_best(frame):
    """Marks the value of each indicator that counts for its report: a number before a mark before a blank, a table before prose, exact before rounded,
    then the first printed. Only levels of the report year come into question."""
    kind = pl.when(pl.col("value").is_not_null()).then(0).when(pl.col("value_kind") == "blank").then(2).otherwise(1)
    rank = kind * 4 + (pl.col("origin") != "table").cast(pl.Int64) * 2 + (pl.col("precision") != "exact").cast(pl.Int64)
    counts = pl.col("indicator_key").is_not_null() & (pl.col("statistic") == "level") & (pl.col("period_year") == pl.col("year"))
    of, rank = pl.col("report").cast(pl.Int64) * 2**16 + pl.col("indicator_key"), rank * MOST_OBSERVATIONS + pl.col("order")
    ranked = frame.select(of=of, best=rank * 2**32 + pl.int_range(pl.len()), counts=counts.fill_null(False)).filter("counts")
    best = ranked.group_by("of").agg(pl.col("best").min())["best"] % 2**32
    return frame.with_columns(is_best=pl.repeat(False, frame.height, eager=True).scatter(best, True))


def _from_tables(values):
    role = pl.col("role")
    pattern = pl.when(role == TAKEN).then(pl.col("form") + "/" + pl.col("table")).when(role == UNKNOWN).then(pl.lit("unknown")).otherwise(pl.lit("unread"))
    cumulative = pl.col("column_role").is_in(["cumulative", "period"])
    return values.select(
        "report_id", "block", "page", "start", "end", "indicator_key", "value", "unit", "value_text", "value_kind", "precision", "label", "column_label",
        origin=pl.lit("table"), statistic=pl.lit("level"), measure_text=_innermost(values["label"]),
        cumulative=cumulative, period_year=_years_compared(values), pattern=pattern,
    )  # fmt: skip


def _innermost(labels):
    """The last part of labels that bear those above them: 其中 / 当面申请数 → 当面申请数."""
    distinct = pl.DataFrame({"label": labels.unique()}).with_columns(innermost=pl.col("label").str.split(" / ").list.last())
    return pl.DataFrame({"label": labels}).join(distinct, on="label", how="left", maintain_order="left")["innermost"]


def _years_compared(values):
    """Years of the columns of tables that compare years, null for other values. A single year may be left over from the report that was copied, and says nothing."""
    label = pl.col("column_label")
    dated = values.with_row_index("at").filter((pl.col("role") == TAKEN) & label.str.starts_with("20"))
    dated = dated.with_columns(year=label.str.extract("^(20[0-9]{2})年").cast(pl.Int16)).filter(pl.col("year").is_not_null())
    dated = dated.filter(pl.col("year").n_unique().over("report_id", "form", "table") > 1)
    return pl.repeat(None, values.height, dtype=pl.Int16, eager=True).scatter(dated["at"], dated["year"])
