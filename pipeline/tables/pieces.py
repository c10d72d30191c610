"""Tables in pieces: one that goes on in the next, on another page or behind a gap, without its head.

Belongs here: which tables of a document are one. Not here: pieces of a page of a PDF (readers/pdf_joins.py).
"""

import polars as pl

from pipeline.tables.shapes import VALUE


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
