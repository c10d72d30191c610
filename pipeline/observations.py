"""The layer `observations`: one row a printed value, from tables and prose together.

Belongs here: ids, and what both origins share. Not here: how a table or a sentence is read.
"""

import polars as pl

from pipeline.shapes import TAKEN, UNKNOWN
from schemas.contracts import conform

MOST_OBSERVATIONS = 2**13  # of one document; its key fills the bits above


def report_key(report_id):
    """Number key of a document (Int64 expression) from its id: the first 50 bits of its SHA-256, so that it never changes."""
    return report_id.str.slice(0, 13).str.to_integer(base=16, dtype=pl.Int64) // 4


def observations(table_values, prose):
    """Values of tables (pipeline/tables.py) and of prose (pipeline/prose.py) → the layer `observations`, sorted by id.

    Table values under a label that no form knows have no indicator and pattern 'unknown'; cells whose row or column could not be told have
    pattern 'unread'.
    """
    both = pl.concat([_from_tables(table_values), prose], how="diagonal_relaxed")
    both = both.sort("report_id", "block", "start", maintain_order=True).with_columns(report_key=report_key(pl.col("report_id")))
    order = pl.int_range(pl.len()).over("report_id")
    both = both.filter(order < MOST_OBSERVATIONS).with_columns(
        observation_id=pl.col("report_key") * MOST_OBSERVATIONS + pl.int_range(pl.len()).over("report_id")
    )
    return conform(both.sort("observation_id"), "observations")


def _from_tables(values):
    role = pl.col("role")
    pattern = pl.when(role == TAKEN).then(pl.col("form") + "/" + pl.col("table")).when(role == UNKNOWN).then(pl.lit("unknown")).otherwise(pl.lit("unread"))
    cumulative = pl.col("column_role").is_in(["cumulative", "period"])
    return values.select(
        "report_id", "block", "page", "start", "end", "indicator_key", "value", "unit", "value_text", "value_kind", "precision", "label", "column_label",
        origin=pl.lit("table"), statistic=pl.lit("level"), measure_text=pl.col("label").str.split(" / ").list.last(),
        period_year=pl.when(~cumulative.fill_null(False)).then(pl.col("year") if "year" in values.columns else pl.lit(None)), pattern=pattern,
    )  # fmt: skip
