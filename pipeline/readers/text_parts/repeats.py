"""Tables in text whose merged cells a converter has written out in every place that they cover: each is left once.

Belongs here: which cells are one. Not here: how rows and cells are found (text.py).
"""

import polars as pl

LABEL = r"\p{Han}{2}"  # units of one sign may stand side by side
LEAST_NUMBERED = 4  # cells of a row that do no more than count columns
ROW = ["document", "table", "row"]
PIECE = ["document", "table", "piece"]


def without_repeats(cells):
    """Cells (document, table, row, column, text …) without the repeats of merged ones, columns counted anew, and without rows that number the columns.

    Only in rows below each other with as many cells each (a piece), some of them labels that stand twice side by side. Then a label that also stands to
    the left or above is one with that one, and so is a value with the equal one to its left where both stand under one heading.
    """
    beside = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in (*ROW, "text"))
    twice = cells.filter(beside).filter(pl.col("text").str.contains(LABEL)).select("document", "table").unique()
    if twice.is_empty():
        return cells
    marked = cells.join(twice.with_columns(written_out=pl.lit(True)), on=["document", "table"], how="left", maintain_order="left")
    marked = marked.with_columns(
        width=pl.len().over(ROW), counts=((pl.col("text") == pl.col("column").cast(pl.String)).all() & (pl.len() >= LEAST_NUMBERED)).over(ROW)
    )
    marked = marked.filter(~(pl.col("counts") & pl.col("written_out").fill_null(False)))
    changes = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in ("document", "table", "width")).fill_null(True)
    as_left = (pl.col("text") == pl.col("text").shift(1).over(ROW)).fill_null(False)
    marked = marked.with_columns(as_left=as_left, is_label=pl.col("text").str.contains(LABEL), piece=changes.cum_sum())
    repeated = pl.col("written_out").fill_null(False) & (pl.col("as_left") & pl.col("is_label")).any().over(PIECE)
    column = [*PIECE, "column"]
    marked = marked.with_columns(
        repeated=repeated,
        as_above=(pl.col("text") == pl.col("text").shift(1).over(column)).fill_null(False),
        one_heading=pl.when("is_label").then("as_left").forward_fill().over(column).fill_null(False),
    )
    same = pl.when("is_label").then(pl.col("as_left") | pl.col("as_above")).otherwise(pl.col("as_left") & pl.col("one_heading"))
    left = marked.filter(~(pl.col("repeated") & same))
    left = left.with_columns(column=pl.when("repeated").then(pl.int_range(pl.len()).over(ROW)).otherwise("column"))
    return left.select(cells.columns)
