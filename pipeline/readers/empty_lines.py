"""Empty lines of text files: some stand for the empty cells of a table with a cell in each line.

Belongs here: which empty lines those are. Not here: what the cells are (pipeline/tables/flattened.py), other layouts (text.py).
"""

import polars as pl

LONGEST_HEADING = 80  # characters
LEAST_SENTENCES = 3  # lines that tell how paragraphs are parted
LEAST_PARTED = 0.7  # empty lines to others, where one follows each paragraph and each cell
LEAST_NUMBERS, NUMBER_ALONE = 10, r"^[-+]?[0-9][0-9.,]*$"  # lines of a flattened table with nothing but a number


def with_empty_cells(lines):
    """Lines with those that stand for empty cells as no blank ones, in documents with many numbers alone in their line, between lines as short as labels and
    numbers: where an empty line follows each paragraph and each cell (docx2txt), each further pair of empty lines is a paragraph without text; where none
    parts the paragraphs, each is one."""
    solid, text = ~pl.col("is_blank"), pl.col("text")
    said = lines.select(
        "document",
        "is_blank",
        number=text.str.contains(NUMBER_ALONE),
        sentence=text.str.ends_with("。"),
        marked=pl.col("tab") | pl.col("piped"),
    )
    counts = said.group_by("document").agg(
        pl.col("number", "sentence").sum(), blanks=pl.col("is_blank").sum(), solid=pl.col("is_blank").not_().sum(), marked=pl.col("marked").any()
    )
    counts = counts.filter((pl.col("number") >= LEAST_NUMBERS) & (pl.col("blanks") > 0) & ~pl.col("marked"))
    if counts.is_empty():
        return lines
    likely = lines.select("document", "is_blank", "text", at=pl.int_range(pl.len())).filter(pl.col("document").is_in(counts["document"].implode()))
    run = pl.struct("document", "is_blank").rle_id()
    inner = solid.cum_max().over("document") & solid.cum_max(reverse=True).over("document")
    likely = likely.with_columns(place=pl.int_range(pl.len()).over(run), run_length=pl.len().over(run), inner=inner)
    beside_blank = pl.any_horizontal(
        (pl.col("is_blank").shift(step) & (pl.col("document").shift(step) == pl.col("document"))).fill_null(False) for step in (1, -1)
    )
    kinds = likely.group_by("document").agg(
        even=(pl.col("is_blank") & pl.col("inner") & (pl.col("run_length") % 2 == 0)).any(), apart=(text.str.ends_with("。") & beside_blank).any()
    )
    kinds = counts.join(kinds, on="document").select(
        "document",
        spaced=~pl.col("even") & (pl.col("blanks") >= LEAST_PARTED * pl.col("solid")),
        tight=~pl.col("apart") & (pl.col("sentence") >= LEAST_SENTENCES),
    )
    likely = likely.join(kinds.filter(pl.col("spaced") | pl.col("tight")), on="document", how="inner", maintain_order="left")
    if likely.is_empty():
        return lines
    short = pl.when(solid).then(text.str.len_chars() <= LONGEST_HEADING)
    between = short.forward_fill().over("document") & short.backward_fill().over("document")
    is_cell = pl.col("is_blank") & pl.col("inner") & between & (pl.col("tight") | (pl.col("place") % 2 == 1))
    cells = likely.filter(is_cell.fill_null(False))["at"]
    return lines.with_columns(is_blank=lines["is_blank"].scatter(cells, False))
