"""Tables whose rows and columns a program has numbered from nought, as pandas writes its frames: ｜0｜1｜2｜3 above, 0, 1, 2 … at the left.

Belongs here: which cells are such numbers. Not here: rows that number columns within a form (labels.py, readers/text_parts/repeats.py).
"""

import polars as pl

LEAST_COLUMNS = 3
TABLE = ["report_id", "table"]
ROW = [*TABLE, "row"]


def without_counts(cells):
    """Cells without the rows that count columns and the first column that counts rows, of tables in which nothing else stands there. Where frames follow
    each other, the counts begin anew."""
    text, row, column = pl.col("text"), pl.col("row"), pl.col("column")
    likely = cells.filter((row == 0) & (column == 1) & (text == "0")).select(TABLE)
    if likely.is_empty():
        return cells
    here = cells.join(likely, on=TABLE, how="semi", maintain_order="left").select(*ROW, "column", "text")
    counts = pl.when(column == 0).then(text.is_in(["", "index"])).otherwise(text == (column - 1).cast(pl.String))
    heads = here.group_by(ROW).agg(is_head=counts.all() & (column.max() >= LEAST_COLUMNS))
    first = here.filter(column == 0).join(heads, on=ROW, how="left").sort(ROW)
    begin = pl.when("is_head").then("row").forward_fill().over(TABLE)
    is_count = pl.col("is_head") | (text == (row - begin - 1).cast(pl.String)).fill_null(False)
    numbered = first.with_columns(is_count=is_count).group_by(TABLE).agg(pl.col("is_count").all(), height=pl.len())
    numbered = numbered.join(here.group_by(TABLE).agg(height=row.n_unique()), on=[*TABLE, "height"], how="semi").filter("is_count")
    if numbered.is_empty():
        return cells
    heads = heads.filter("is_head").join(numbered, on=TABLE, how="semi").select(*ROW)
    cells = cells.join(numbered.select(*TABLE, is_numbered=pl.lit(True)), on=TABLE, how="left", maintain_order="left")
    cells = cells.join(heads, on=ROW, how="anti", maintain_order="left").filter(~(pl.col("is_numbered").fill_null(False) & (column == 0)))
    return cells.with_columns(column=column - pl.col("is_numbered").fill_null(False).cast(pl.Int16)).drop("is_numbered")
