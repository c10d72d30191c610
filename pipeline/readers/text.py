"""Text files, many at once: paragraphs, and tables as converters flatten them.

Three layouts are told apart line by line: a cell is a line that begins with a tab, an empty line ends its row, a line without a tab goes on
with the cell above it; a row is a line with `|` or inner tabs; all else is a paragraph. Tables flattened to one cell a line without any mark
stay paragraphs here: only their labels can tell what they are (pipeline/tables/reading.py).
Every block knows its characters in the decoded file (line ends untouched).
"""

import polars as pl

from pipeline.numbers import NO_WIDTH
from pipeline.page_numbers import MARKED_LINE, PRINTED
from pipeline.readers.blocks import ReadError, read_each
from pipeline.readers.decoding import decode
from pipeline.readers.form_labels import NEW_SECTION, is_label
from pipeline.readers.text_parts.empty_lines import LONGEST_HEADING, with_empty_cells
from pipeline.readers.text_parts.layouts import LONGEST_LINE, MARKED, plain
from pipeline.readers.text_parts.repeats import without_repeats
from pipeline.readers.text_parts.wrapped import unwrapped
from schemas.contracts import conform

# Signs of no width, and the line ends of word processors and of Unicode: one character as before
READ_AS = dict.fromkeys(NO_WIDTH, " ") | {"\v": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
BLANKS = " \u00a0\u3000"
FARTHEST = 3  # lines between two rows of one table
LONGEST_MARK = 40  # bytes


def decode_all(documents):
    """(report_id, bytes) pairs → frame report_id, text; and the ReadError of those that no encoding fits."""
    texts, errors = read_each(_decoded, documents)
    return pl.DataFrame(texts, schema={"report_id": pl.String, "text": pl.String}, orient="row"), errors


def _decoded(data):
    """Bytes of a file → its text. Raises ReadError."""
    text = decode(data)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    for sign, read in READ_AS.items():
        text = text.replace(sign, read)
    if not text.strip():
        raise ReadError("no_text", "white space only")
    return text


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    texts, errors = decode_all(documents)
    return conform(_blocks(unwrapped(_lines(_plain(texts)))), "documents"), errors


def _plain(texts):
    """Texts without marks of Markdown and drawn tables; few have any."""
    long_lines = pl.col("text").str.len_chars() > LONGEST_LINE * (pl.col("text").str.count_matches("\n", literal=True) + 1)
    marked = texts.select(pl.col("text").str.contains(MARKED) | long_lines).to_series().arg_true()
    plain_texts = [plain(text) for text in texts["text"].gather(marked)]
    return texts.with_columns(texts["text"].scatter(marked, pl.Series(plain_texts, dtype=pl.String)))


def _lines(texts):
    """One row a line: document number, text without white space around it, where it starts, what it is."""
    lines = texts.with_row_index("document").select("document", "report_id", line=pl.col("text").str.split("\n")).explode("line")
    length = pl.col("line").str.len_chars().cast(pl.Int64) + 1
    begin = pl.col("line").str.strip_chars_start(BLANKS)
    lines = lines.with_columns(text=pl.col("line").str.strip_chars(), start=length.cum_sum() - length, tab=begin.str.starts_with("\t"))
    lines = lines.with_columns(
        start=pl.col("start") - pl.col("start").first().over("document"),
        indent=length - 1 - pl.col("line").str.strip_chars_start().str.len_chars(),
        is_blank=(pl.col("text") == "") & ~pl.col("tab"),
        piped=pl.col("text").str.contains("|", literal=True),
    )
    tabbed = pl.col("line").str.contains("\t", literal=True)
    joined = (tabbed & ~pl.col("tab")) | pl.col("text").str.contains("\t", literal=True) | (pl.col("line").str.count_matches("\t", literal=True) > 2)
    lines = lines.with_columns(marked=pl.col("piped") | joined)
    lines = with_empty_cells(_single_spaced(lines))
    if not lines["marked"].any():
        return lines.with_columns(is_row=pl.lit(False)).drop("marked")
    return _rows_marked(lines)


def _single_spaced(lines):
    """Lines without the empty ones that stand behind every line of a document with cells: only what is more than usual ends a row."""
    cells = lines.select("document", "tab", at=pl.int_range(pl.len()), blanks=pl.col("is_blank").cum_sum()).filter("tab")
    gap, same = pl.col("blanks") - pl.col("blanks").shift(1), pl.col("document") == pl.col("document").shift(1)
    gaps = cells.select("document", gap=pl.when(same & (pl.col("at") - pl.col("at").shift(1) == gap + 1)).then(gap)).drop_nulls()
    usual = gaps.group_by("document").agg(usual=pl.col("gap").min(), widest=pl.col("gap").max()).filter(pl.col("usual").is_between(1, pl.col("widest") - 1))
    if usual.is_empty():
        return lines
    place = pl.int_range(pl.len()).over(pl.struct("document", "is_blank").rle_id())
    lines = lines.join(usual.select("document", "usual"), on="document", how="left", maintain_order="left").with_columns(place=place)
    return lines.filter(~(pl.col("is_blank") & (pl.col("place") < pl.col("usual"))).fill_null(False)).drop("usual", "place")


def _rows_marked(lines):
    """Marks rows of tables: lines with `|` or inner tabs that have another such line near, and the short lines between them (headings whose
    merged cells were dropped)."""
    rowed = pl.col("document").is_in(lines.filter("marked")["document"].unique().implode())  # the others have no rows
    at = lines.select(rowed & ~pl.col("is_blank")).to_series().arg_true()
    solid = lines.select("document", "marked", "text", blanks=pl.col("is_blank").cum_sum())[at].with_columns(order=pl.int_range(pl.len()))
    here = pl.when("marked").then("order")
    solid = solid.with_columns(before=here.forward_fill().shift(1).over("document"), after=here.backward_fill().shift(-1).over("document"))
    near_before, near_after = pl.col("order") - pl.col("before") <= FARTHEST, pl.col("after") - pl.col("order") <= FARTHEST
    blanks = pl.col("blanks")
    together = (blanks == blanks.gather(pl.col("before").fill_null(0))) & (blanks == blanks.gather(pl.col("after").fill_null(0)))
    sections = [text for text in solid.filter(~pl.col("marked") & pl.col("text").str.contains(NEW_SECTION))["text"].unique() if not is_label(text)]
    short = (pl.col("text").str.len_chars() <= LONGEST_HEADING) & ~pl.col("text").str.contains("[。；]$") & ~pl.col("text").is_in(sections)
    is_row = pl.when("marked").then(near_before.fill_null(False) | near_after.fill_null(False)).otherwise(near_before & near_after & together & short)
    flags = solid.select(is_row.fill_null(False)).to_series()
    marked = pl.Series("is_row", [False]).new_from_index(0, lines.height).scatter(at, flags)
    return lines.with_columns(marked).drop("marked")


def _blocks(lines):
    """Paragraphs and cells from lines, numbered in order within their document."""
    lines = lines.with_columns(starts_cell=pl.col("tab") & ~pl.col("is_row"), new_document=(pl.col("document") != pl.col("document").shift(1)).fill_null(True))
    lines = _joined(_with_page_numbers(lines))
    lines = lines.with_columns(is_cell=pl.col("starts_cell") | pl.col("is_row"))
    # A table ends where a paragraph stands; a row ends at an empty line or, in row layouts, with its line.
    lines = lines.with_columns(
        paragraph_before=(~(pl.col("is_cell") | pl.col("is_blank") | pl.col("page_number"))).cum_sum(),
        row_break=(pl.col("is_blank") | pl.col("is_row") | pl.col("is_row").shift(1).fill_null(False)).cum_sum(),
    )
    blocks = lines.filter(~pl.col("is_blank")).select(
        "document",
        "report_id",
        "text",
        "line",
        "piped",
        "starts_cell",
        "is_row",
        "is_cell",
        "page_number",
        "paragraph_before",
        "row_break",
        "stop",
        line_start="start",
        start=pl.col("start") + pl.col("indent"),
    )
    paragraphs = blocks.filter(~pl.col("is_cell")).select("document", "report_id", "text", "start", kind=_kind(), end=_end())
    both = pl.concat([paragraphs, without_repeats(_numbered(_cells(blocks)))], how="diagonal").sort("document", "start", maintain_order=True)
    return both.with_columns(block=pl.int_range(pl.len()).over("document"))


def _with_page_numbers(lines):
    """Adds page_number: whether a line is the number of a page between two cells, and no end of their table."""
    is_one = (pl.col("text").str.len_bytes() <= LONGEST_MARK) & pl.col("text").str.contains(MARKED_LINE) & ~pl.col("starts_cell")
    solid = lines.select("document", "starts_cell", is_one=is_one, at=pl.int_range(pl.len())).filter(~lines["is_blank"])
    before, behind = (pl.col("starts_cell").shift(step) & (pl.col("document") == pl.col("document").shift(step)) for step in (1, -1))
    found = solid.filter(pl.col("is_one") & (before & behind).fill_null(False))["at"]
    return lines.with_columns(page_number=pl.int_range(pl.len()).is_in(found.implode()))


def _kind():
    return pl.when(pl.col("page_number") | pl.col("text").str.contains(PRINTED)).then(pl.lit("furniture")).otherwise(pl.lit("paragraph"))


def _end():
    return pl.col("start") + pl.col("text").str.len_chars()


def _joined(lines):
    """Lines that go on with a cell are taken into it: lines without a tab behind it, up to an empty line or the heading of a section."""
    plain = ~(pl.col("starts_cell") | pl.col("is_blank") | pl.col("is_row") | pl.col("page_number") | pl.col("new_document"))
    follows = lines.select((plain & pl.col("starts_cell").shift(1)).fill_null(False)).to_series()
    if not follows.any():
        return lines.with_columns(stop=pl.lit(None, pl.Int64))
    begins = ~plain | pl.col("text").str.contains(NEW_SECTION)
    lines = lines.with_columns(unit=begins.cum_sum(), goes_on=~begins & pl.when(begins).then("starts_cell").forward_fill())
    rest = (
        lines.filter("goes_on")
        .group_by("unit", maintain_order=True)
        .agg(rest=pl.col("text").str.join("\n"), stop=(pl.col("start") + pl.col("line").str.len_chars()).last())
    )
    lines = lines.filter(~pl.col("goes_on")).join(rest, on="unit", how="left", maintain_order="left")
    here = pl.col("starts_cell") & pl.col("rest").is_not_null()
    return lines.with_columns(text=pl.when(here).then(pl.col("text") + "\n" + pl.col("rest")).otherwise("text"), stop=pl.when(here).then("stop"))


def _cells(blocks):
    """Cells in order: those of the tab layout as they are, those of the row layouts out of their lines."""
    single = blocks.filter("starts_cell").select("document", "report_id", "text", "paragraph_before", "row_break", "start", end=pl.coalesce("stop", _end()))
    rows = blocks.filter("is_row")
    if rows.is_empty():
        return single
    parts = pl.when("piped").then(pl.col("line").str.split("|")).otherwise(pl.col("line").str.split("\t"))
    # Markdown begins and ends each row with a bar; elsewhere a bar at the start stands behind an empty cell, which leaves a space.
    outer = pl.col("piped") & pl.col("line").str.starts_with("|") & pl.col("text").str.ends_with("|")
    is_rule = pl.col("text").str.contains(r"^[\s|:+=-]*---[\s|:+=-]*$")  # the line under the head of a Markdown table
    rows = (
        rows.filter(~is_rule)
        .with_row_index("number")
        .select("document", "report_id", "paragraph_before", "row_break", "line_start", "number", outer=outer, part=parts)
    )
    rows = rows.explode("part").with_row_index("index")
    length = pl.col("part").str.len_chars().cast(pl.Int64) + 1
    first = (pl.col("number") != pl.col("number").shift(1)).fill_null(True)
    rows = rows.with_columns(text=pl.col("part").str.strip_chars(), offset=length.cum_sum() - length, first=first, last=first.shift(-1).fill_null(True))
    line_offset = pl.when("first").then("offset").forward_fill()
    indent = length - 1 - pl.col("part").str.strip_chars_start().str.len_chars()
    rows = rows.with_columns(start=pl.col("line_start") + pl.col("offset") - line_offset + indent)
    edge = pl.col("outer") & (pl.col("first") | (pl.col("last") & (pl.col("text") == "")))
    # Some converters end each row with a tab.
    last = pl.col("last") & ~pl.col("first") & ~pl.col("outer")
    if rows.select((last & (pl.col("text") == "")).any()).item():
        rows = rows.with_columns(cut=last & pl.when(last).then(pl.col("text") == "").all().over("document", "paragraph_before"))
        edge = edge | pl.col("cut")
    rows = rows.filter(~edge).select("document", "report_id", "text", "paragraph_before", "row_break", "start", end=_end())
    return pl.concat([single, rows]).sort("document", "start", maintain_order=True) if single.height else rows


def _numbered(cells):
    """Table, row and column (order in the row) of each cell."""
    changed = {name: (pl.col(name) != pl.col(name).shift(1)).fill_null(True) for name in ("document", "paragraph_before", "row_break")}
    cells = cells.with_row_index("index").with_columns(new_document=changed["document"], new_table=changed["document"] | changed["paragraph_before"])
    cells = cells.with_columns(new_row=pl.col("new_table") | changed["row_break"])
    cells = cells.with_columns(
        tables=pl.col("new_table").cum_sum().cast(pl.Int64), rows=pl.col("new_row").cum_sum().cast(pl.Int64), index=pl.col("index").cast(pl.Int64)
    )
    counted = {"table": ("tables", "new_document"), "row": ("rows", "new_table"), "column": ("index", "new_row")}
    places = {name: pl.col(count) - pl.when(reset).then(count).forward_fill() for name, (count, reset) in counted.items()}
    return cells.select("document", "report_id", "text", "start", "end", kind=pl.lit("cell"), **places)
