"""Tables in pieces: one that goes on beside itself, or in the next one, on another page or behind a gap, without its head.

Belongs here: which tables of a document are one. Not here: pieces of a page of a PDF (readers/pdf_joins.py).
"""

from functools import cache

import polars as pl

from pipeline.tables.forms import blocks
from pipeline.tables.shapes import VALUE


@cache
def _heads_of_labels():
    """Headings of the column of labels, as 统计指标."""
    return [key for block in blocks() for column in block.columns if column.role == "label" for key in column.keys]


def unfolded(cells):
    """Cells of tables that are printed in two halves side by side, under two heads in one row, with the right half below the left one."""
    places = [pl.col("column").min().alias("left"), pl.col("column").max().alias("right"), pl.col("row").first().alias("head")]
    heads = cells.filter(pl.col("key").is_in(_heads_of_labels())).group_by("report_id", "table").agg(*places, times=pl.len(), rows=pl.col("row").n_unique())
    heads = heads.filter((pl.col("times") == 2) & (pl.col("rows") == 1) & (pl.col("left") == 0)).select("report_id", "table", "right", "head")
    if heads.is_empty():
        return cells
    cells = cells.join(heads, on=["report_id", "table"], how="left", maintain_order="left")
    moved = ((pl.col("column") >= pl.col("right")) & (pl.col("row") >= pl.col("head"))).fill_null(False)
    height = pl.col("row").max().over("report_id", "table") + 1
    cells = cells.with_columns(
        row=pl.when(moved).then(pl.col("row") + height).otherwise("row"), column=pl.when(moved).then(pl.col("column") - pl.col("right")).otherwise("column")
    )
    cells = cells.with_row_index("at").with_columns(place=pl.col("at").min().over("report_id", "table"))
    return cells.sort("place", "row", "column", maintain_order=True).drop("at", "place", "right", "head")


def continued(cells):
    """Cells with tables that go on with the one before them, on the next page or in the next piece, as rows of that one: as wide as it, nothing
    between the two, and a row of values first."""
    tables = cells.group_by("report_id", "table", maintain_order=True).agg(
        first=pl.col("block").first(),
        last=pl.col("block").last(),
        width=(pl.col("column") + pl.col("column_span").fill_null(1)).max(),
        rows=pl.col("row").max() + 1,
        starts_with_values=((pl.col("key") == VALUE) & (pl.col("row") == pl.col("row").first())).any(),
    )
    before = [pl.col(name) == pl.col(name).shift(1) for name in ("report_id", "width")]
    goes_on = pl.all_horizontal(*before, pl.col("first") == pl.col("last").shift(1) + 1, "starts_with_values").fill_null(False)
    tables = tables.with_columns(whole=(~goes_on).cum_sum()).with_columns(
        whole=pl.col("table").first().over("whole"), rows_before=(pl.col("rows").cum_sum() - pl.col("rows")).over("whole")
    )
    cells = cells.join(tables.select("report_id", "table", "whole", "rows_before"), on=["report_id", "table"], how="left", maintain_order="left")
    return cells.with_columns(table="whole", row=(pl.col("row") + pl.col("rows_before")).cast(pl.Int16)).drop("whole", "rows_before")
