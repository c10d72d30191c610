"""Text files, many at once: paragraphs, and tables as converters flatten them.

Three layouts are told apart line by line: a cell is a line that begins with a tab, an empty line ends its row, a line without a tab goes on
with the cell above it; a row is a line with `|` or inner tabs; all else is a paragraph. Tables flattened to one cell a line without any mark
stay paragraphs here: only their labels can tell what they are (pipeline/tables.py).
Every block knows its characters in the decoded file (line ends untouched).
"""

import polars as pl

from pipeline.readers.blocks import ReadError
from pipeline.readers.decoding import decode
from schemas.contracts import conform

SPACE = " \t\r\v\f\u00a0\u3000\u200b\ufeff"
FARTHEST = 3  # lines between two rows of one table
LONGEST_HEADING = 80  # characters
NEW_SECTION = "^[一二三四五六七八九十]+、"


def decode_all(documents):
    """(report_id, bytes) pairs → frame report_id, text; and the ReadError of those that no encoding fits."""
    texts, errors = [], {}
    for report_id, data in documents:
        try:
            text = decode(data)
        except ReadError as error:
            errors[report_id] = error
            continue
        if "\n" not in text:
            text = text.replace("\r", "\n")
        if text.strip(SPACE + "\n"):
            texts.append((report_id, text))
        else:
            errors[report_id] = ReadError("no_text", "white space only")
    columns = {"report_id": [report_id for report_id, _ in texts], "text": [text for _, text in texts]}
    return pl.DataFrame(columns, schema={"report_id": pl.String, "text": pl.String}), errors


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    texts, errors = decode_all(documents)
    return conform(_blocks(_lines(texts)), "documents"), errors


def _lines(texts):
    """One row a line: document number, text without white space around it, where it starts, what it is."""
    lines = (
        texts.with_row_index("document")
        .select("document", "report_id", line=pl.col("text").str.split("\n"))
        .explode("line")
        .with_columns(text=pl.col("line").str.strip_chars(SPACE), length=pl.col("line").str.len_chars().cast(pl.Int64) + 1)
        .with_columns(
            start=(pl.col("length").cum_sum() - pl.col("length")),
            indent=pl.col("line").str.len_chars() - pl.col("line").str.strip_chars_start(SPACE).str.len_chars(),
            is_blank=(pl.col("text") == "") & ~pl.col("line").str.starts_with("\t"),
            piped=pl.col("text").str.contains("|", literal=True),
        )
        .with_columns(
            marked=pl.col("piped") | pl.col("text").str.contains("\t", literal=True), start=pl.col("start") - pl.col("start").first().over("document")
        )
    )
    if not lines["marked"].any():
        return lines.with_columns(is_row=pl.lit(False)).drop("marked")
    return _rows_marked(lines)


def _rows_marked(lines):
    """Marks rows of tables: lines with `|` or inner tabs that have another such line near, and the short lines between them (headings whose
    merged cells were dropped)."""
    solid = (
        lines.with_columns(blanks=pl.col("is_blank").cum_sum())
        .filter(~pl.col("is_blank"))
        .select("document", "marked", "text", "blanks", order=pl.int_range(pl.len()))
    )
    here = pl.when("marked").then("order")
    solid = solid.with_columns(before=here.forward_fill().shift(1).over("document"), after=here.backward_fill().shift(-1).over("document"))
    near_before, near_after = pl.col("order") - pl.col("before") <= FARTHEST, pl.col("after") - pl.col("order") <= FARTHEST
    blanks = pl.col("blanks")
    together = (blanks == blanks.gather(pl.col("before").fill_null(0))) & (blanks == blanks.gather(pl.col("after").fill_null(0)))
    short = (pl.col("text").str.len_chars() <= LONGEST_HEADING) & ~pl.col("text").str.contains("[。；]$")
    is_row = pl.when("marked").then(near_before.fill_null(False) | near_after.fill_null(False)).otherwise(near_before & near_after & together & short)
    flags = solid.select(is_row.fill_null(False)).to_series()
    marked = pl.Series("is_row", [False]).new_from_index(0, lines.height).scatter(lines["is_blank"].not_().arg_true(), flags)
    return lines.with_columns(marked).drop("marked")


def _blocks(lines):
    """Paragraphs and cells from lines, numbered in order within their document."""
    lines = lines.with_columns(starts_cell=pl.col("line").str.starts_with("\t") & ~pl.col("is_row"))
    lines = lines.with_columns(
        unit=(
            pl.col("starts_cell")
            | pl.col("is_blank")
            | pl.col("is_row")
            | (pl.col("document") != pl.col("document").shift(1)).fill_null(True)
            | pl.col("text").str.contains(NEW_SECTION)
        ).cum_sum()
    )
    goes_on = pl.col("starts_cell").first().over("unit") & ~pl.col("starts_cell")
    lines = lines.with_columns(goes_on=goes_on)
    lines = _joined(lines)
    lines = lines.with_columns(is_cell=pl.col("starts_cell") | pl.col("is_row"))
    # A table ends where a paragraph stands; a row ends at an empty line or, in row layouts, with its line.
    lines = lines.with_columns(
        paragraph_before=(~pl.col("is_cell") & ~pl.col("is_blank")).cum_sum(),
        row_break=(pl.col("is_blank") | pl.col("is_row") | pl.col("is_row").shift(1).fill_null(False)).cum_sum(),
    )
    blocks = lines.filter(~pl.col("is_blank"))
    cells = _split_rows(blocks.filter("is_cell"))
    cells = _numbered(cells)
    paragraphs = blocks.filter(~pl.col("is_cell")).select("document", "report_id", "text", start=pl.col("start") + pl.col("indent"), kind=pl.lit("paragraph"))
    paragraphs = paragraphs.with_columns(end=pl.col("start") + pl.col("text").str.len_chars())
    both = pl.concat([paragraphs, cells], how="diagonal").sort("document", "start", maintain_order=True)
    return both.with_columns(block=pl.int_range(pl.len()).over("document"))


def _joined(lines):
    """Lines that go on with a cell are taken into it."""
    rest = (
        lines.filter("goes_on")
        .group_by("unit", maintain_order=True)
        .agg(rest=pl.col("text").str.join("\n"), stop=(pl.col("start") + pl.col("length") - 1).last())
    )
    if rest.is_empty():
        return lines.with_columns(stop=pl.lit(None, pl.Int64))
    lines = lines.filter(~pl.col("goes_on")).join(rest, on="unit", how="left", maintain_order="left")
    here = pl.col("rest").is_not_null() & pl.col("starts_cell")
    text = pl.when(here).then(pl.col("text") + "\n" + pl.col("rest")).otherwise(pl.col("text"))
    return lines.with_columns(text=text, stop=pl.when(here).then("stop"))


def _split_rows(cells):
    """Cells of the row layouts from their lines; cells of the tab layout as they are."""
    single = cells.filter("starts_cell").select(
        "document",
        "report_id",
        "text",
        "paragraph_before",
        "row_break",
        start=pl.col("start") + pl.col("indent"),
        end=pl.coalesce("stop", pl.col("start") + pl.col("indent") + pl.col("text").str.len_chars()),
    )
    rows = cells.filter("is_row")
    if rows.is_empty():
        return single
    rows = (
        rows.select(
            "document",
            "report_id",
            "paragraph_before",
            "row_break",
            "start",
            "line",
            outer=pl.col("piped") & pl.col("text").str.starts_with("|"),
            part=pl.when("piped").then(pl.col("line").str.split("|")).otherwise(pl.col("line").str.split("\t")),
        )
        .with_row_index("line_number")
        .explode("part")
        .with_columns(length=pl.col("part").str.len_chars().cast(pl.Int64) + 1, text=pl.col("part").str.strip_chars(SPACE))
        .with_columns(
            offset=(pl.col("length").cum_sum() - pl.col("length")), order=pl.int_range(pl.len()).over("line_number"), parts=pl.len().over("line_number")
        )
        .with_columns(offset=pl.col("offset") - pl.col("offset").first().over("line_number"))
    )
    edge = pl.col("outer") & ((pl.col("order") == 0) | ((pl.col("order") == pl.col("parts") - 1) & (pl.col("text") == "")))
    rule = pl.col("line").str.contains(r"^[\s|:+=-]+$")  # the line under the head of a Markdown table
    indent = pl.col("part").str.len_chars() - pl.col("part").str.strip_chars_start(SPACE).str.len_chars()
    rows = rows.filter(~edge & ~rule).select(
        "document", "report_id", "text", "paragraph_before", "row_break", start=pl.col("start") + pl.col("offset") + indent
    )
    rows = rows.with_columns(end=pl.col("start") + pl.col("text").str.len_chars())
    return pl.concat([single, rows], how="diagonal_relaxed").sort("document", "start", maintain_order=True)


def _numbered(cells):
    """Table, row and column (order in the row) of each cell."""
    new_table = (pl.col("document") != pl.col("document").shift(1)).fill_null(True) | (
        pl.col("paragraph_before") != pl.col("paragraph_before").shift(1)
    ).fill_null(True)
    new_row = new_table | (pl.col("row_break") != pl.col("row_break").shift(1)).fill_null(True)
    cells = cells.with_row_index("index").with_columns(new_table=new_table, new_row=new_row)
    cells = cells.with_columns(tables=pl.col("new_table").cum_sum(), rows=pl.col("new_row").cum_sum())
    index_of_row = pl.when("new_row").then("index").forward_fill()
    row_of_table = pl.when("new_table").then("rows").forward_fill()
    cells = cells.with_columns(
        column=pl.col("index").cast(pl.Int64) - index_of_row.cast(pl.Int64), row=pl.col("rows").cast(pl.Int64) - row_of_table.cast(pl.Int64)
    )
    table = pl.col("tables").cast(pl.Int64) - pl.col("tables").first().over("document").cast(pl.Int64)
    return cells.select("document", "report_id", "text", "start", "end", "row", "column", table=table, kind=pl.lit("cell"))
