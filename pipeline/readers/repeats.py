"""Tables in text whose merged cells a converter has written out in every place that they cover: each is left once.

Belongs here: which cells are one. Not here: how rows and cells are found (text.py).
"""

import polars as pl

LABEL = r"\p{Han}{2}"  # units of one sign may stand side by side
TABLE = ["document", "table"]


def without_repeats(cells):
    """Cells (document, table, row, column, text …) without the repeats of merged ones, columns counted anew.

    Only in tables with as many cells in each row, some of them labels that stand twice side by side. Then a label that also stands to the left
    or above is one with that one, and so is a value with the equal one to its left where both stand under one heading.
    """
    row = [*TABLE, "row"]
    beside = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in (*row, "text"))
    twice = cells.filter(beside).filter(pl.col("text").str.contains(LABEL)).select(TABLE).unique()
    if twice.is_empty():
        return cells
    marked = cells.join(twice.with_columns(repeated=pl.lit(True)), on=TABLE, how="left", maintain_order="left").with_columns(
        is_label=pl.col("text").str.contains(LABEL),
        as_left=(pl.col("text") == pl.col("text").shift(1).over(row)).fill_null(False),
        repeated=pl.col("repeated").fill_null(False) & (pl.len().over(row).n_unique().over(TABLE) == 1),
    )
    column = [*TABLE, "column"]
    marked = marked.with_columns(
        as_above=(pl.col("text") == pl.col("text").shift(1).over(column)).fill_null(False),
        one_heading=pl.when("is_label").then("as_left").forward_fill().over(column).fill_null(False),
    )
    same = pl.when("is_label").then(pl.col("as_left") | pl.col("as_above")).otherwise(pl.col("as_left") & pl.col("one_heading"))
    left = marked.filter(~(pl.col("repeated") & same))
    left = left.with_columns(column=pl.when("repeated").then(pl.int_range(pl.len()).over(row)).otherwise("column"))
    return left.select(cells.columns)
