"""Empty lines of text files: some stand for the empty cells of a table with a cell in each line.

Belongs here: which empty lines those are. Not here: what the cells are (pipeline/tables/flattened.py), other layouts (text.py).
"""

import polars as pl

from pipeline.readers.form_labels import NEW_SECTION, is_label

LONGEST_HEADING = 80  # characters
LEAST_PARTED = 0.7  # empty lines to others, where one follows each paragraph and each cell
LEAST_NUMBERS, NUMBER_ALONE = (
    10,
    r"^[-+]?[0-9０-９][0-9０-９.,．，]*(?:条|件|次|篇|个|人|人次|项|元|万元)?$",
)  # lines of a flattened table with nothing but a number


def with_empty_cells(lines):
    """Lines with those that stand for empty cells as no blank ones, in documents with many numbers alone in their line, between lines as short as labels and
    numbers: where an empty line follows each paragraph and each cell (docx2txt), each further pair of empty lines is a paragraph without text; elsewhere each is
    one, but those that part a heading from what stands above and below it."""
    solid, text = ~pl.col("is_blank"), pl.col("text")
    said = lines.select(
        "document",
        "is_blank",
        number=text.str.contains(NUMBER_ALONE),
        marked=pl.col("tab") | pl.col("piped"),
    )
    counts = said.group_by("document").agg(
        pl.col("number").sum(), blanks=pl.col("is_blank").sum(), solid=pl.col("is_blank").not_().sum(), marked=pl.col("marked").any()
    )
    counts = counts.filter((pl.col("number") >= LEAST_NUMBERS) & (pl.col("blanks") > 0) & ~pl.col("marked"))
    if counts.is_empty():
        return lines
    likely = lines.select("document", "is_blank", "text", at=pl.int_range(pl.len())).filter(pl.col("document").is_in(counts["document"].implode()))
    run = pl.struct("document", "is_blank").rle_id()
    inner = solid.cum_max().over("document") & solid.cum_max(reverse=True).over("document")
    likely = likely.with_columns(place=pl.int_range(pl.len()).over(run), run_length=pl.len().over(run), inner=inner)
    kinds = likely.group_by("document").agg(even=(pl.col("is_blank") & pl.col("inner") & (pl.col("run_length") % 2 == 0)).any())
    kinds = counts.join(kinds, on="document").select("document", spaced=~pl.col("even") & (pl.col("blanks") >= LEAST_PARTED * pl.col("solid")))
    likely = likely.join(kinds, on="document", maintain_order="left")
    # Where paragraphs are parted by empty lines, so many of them beside a heading are none of the cells.
    usual = likely.filter("is_blank", text.shift(1).str.ends_with("。"), pl.col("document").shift(1) == pl.col("document"))
    usual = usual.group_by("document").agg(usual=pl.col("run_length").mode().max())
    likely = likely.join(usual, on="document", how="left", maintain_order="left").with_columns(pl.col("usual").fill_null(0))
    headings = [text for text in likely.filter(text.str.contains(NEW_SECTION))["text"].unique() if not is_label(text)]
    likely = likely.with_columns(heading=pl.when(solid).then(text.is_in(headings)), short=pl.when(solid).then(text.str.len_chars() <= LONGEST_HEADING))
    before, behind = (
        pl.col("heading", "short").fill_null(strategy=way).over("document").name.suffix(side) for way, side in (("forward", "_before"), ("backward", "_behind"))
    )
    likely = likely.with_columns(before, behind)
    parting = pl.max_horizontal("usual", 1) * (pl.col("heading_before").cast(pl.Int8) + pl.col("heading_behind").cast(pl.Int8))
    is_cell = pl.when("spaced").then(pl.col("place") % 2 == 1).otherwise(pl.col("place") >= parting)
    cells = likely.filter((pl.col("is_blank") & pl.col("inner") & pl.col("short_before") & pl.col("short_behind") & is_cell).fill_null(False))["at"]
    return lines.with_columns(is_blank=lines["is_blank"].scatter(cells, False))
