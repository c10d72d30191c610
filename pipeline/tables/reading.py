"""Statistics tables of known forms: from cells to values, many documents at once.

Belongs here: which blocks make a table, and the frame of values that the reading of its shape gives. Not here: how a shape is read (best_form.py),
what a cell's text means (labels.py, numbers.py), what forms there are (forms.py).
"""

from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz, process

from pipeline.numbers import cell_values
from pipeline.page_numbers import MARKED_LINE
from pipeline.tables.best_form import read_shape
from pipeline.tables.forms import blocks, form_cells, passed_cells
from pipeline.tables.labels import label_key, label_unit
from pipeline.tables.pieces import continued, sewn, stacked, unfolded
from pipeline.tables.shapes import BLANK, IGNORED, OTHER, PASSED, TAKEN, UNIT, UNKNOWN, UNREAD, VALUE, Cell
from schemas.codebook import codebook

LEAST_KNOWN = 2  # labels of one form that make a table worth a look
MATRIX_COLUMNS = 7  # of the table of applications
LEAST_VALUES = 5  # numbers, and labels, that make lines of text a flattened table
LONGEST_LABEL, LONGEST_HEADING = 120, 60  # characters
MOST_PIECES = 13  # lines that a label is broken into: the longest, three characters a line
LONGEST_PAGE_LINE = 16  # characters
LONGEST_WORDS = 12  # characters of a cell that ends like a sentence and may yet say no more than that there is nothing
NEARLY = 75  # percent of likeness from which a strange label may be a misspelt one


class Tables(NamedTuple):
    """`values`: a row for each value of a recognised table; `used`: report_id and block of all cells of recognised tables;
    `forms`: report_id, form and how many values that form explains."""

    values: pl.DataFrame
    used: pl.DataFrame
    forms: pl.DataFrame


class Vocabulary(NamedTuple):
    """What forms print, in compared spelling: all labels, corners of tables, patterns of columns, labels of rows (the shortest first)."""

    keys: set
    corners: tuple
    patterns: list
    rows: list


@cache
def _vocabulary():
    keys = {key for block in blocks() for heading in (*block.rows, *block.columns) for key in heading.keys}
    keys |= {block.title for block in blocks() if block.title}
    corners = tuple({corner for block in blocks() for corner in block.corner})
    patterns = [column.pattern for block in blocks() for column in block.columns if column.pattern]
    rows = sorted({key for block in blocks() for row in block.rows for key in row.keys}, key=lambda key: (len(key), key))
    return Vocabulary(keys, corners, patterns, rows)


@cache
def _section_titles():
    titles = {label_key(title) for form in codebook().forms.values() for section in form.sections for title in (section.title, *section.also)}
    return titles - _vocabulary().keys


@lru_cache(maxsize=200_000)
def cell_key(text, kind):
    """Key of a cell for its shape: a label in compared spelling if a form knows it or something like it, else one of the marks of shapes.py."""
    keys, corners, patterns, rows = _vocabulary()
    if kind in ("number", "zero") and text.isdecimal():
        return text if text in keys else VALUE
    key = label_key(text)
    if key in keys:
        return key
    if key in _section_titles():
        return PASSED
    if kind == "blank":
        return BLANK
    if kind != "text":
        return VALUE
    if "".join(text.split()).strip("()（）") in codebook().values.cell_units:
        return UNIT
    if any(corner in key for corner in corners) or any(pattern.search(key) for pattern in patterns):
        return key
    if passed_cells().search(key):
        return PASSED
    if len(key) * NEARLY > len(rows[-1]) * (200 - NEARLY):  # too long to be that much like any
        return OTHER
    return key if process.extractOne(key, rows, scorer=fuzz.ratio, score_cutoff=NEARLY) else OTHER


def read_tables(documents):
    """The layer `documents` → Tables. Values: report_id, block, page, start, end, role, cell (of forms.form_cells), value, unit, value_text,
    value_kind, precision, label and column_label; in document order."""
    columns = ("report_id", "block", "page", "table", "row", "column", "column_span", "text", "start", "end")
    cells = documents.filter(pl.col("kind") == "cell").select(columns)
    short = documents.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() <= LONGEST_PAGE_LINE))
    page_lines = short.filter(pl.col("text").str.contains(MARKED_LINE))
    cells = pl.concat(
        [sewn(stacked(continued(unfolded(_with_keys(cells)), page_lines.select("report_id", "block")))), _lines_as_cells(documents.select(*columns, "kind"))]
    )
    cells = _tables_worth_a_look(cells)
    return _values(_with_readings(cells))


def _lines_as_cells(documents):
    """Cells of tables that a converter has flattened to one cell a line, without any mark: runs of lines that are labels of a form or values.

    A line or two that no form knows may stand among them (a local row, a heading); a label broken over two lines is put together again.
    """
    lines = documents.filter(~pl.col("text").str.contains(MARKED_LINE) & (pl.col("kind") != "furniture")).with_columns(
        place=pl.int_range(pl.len()).over("report_id")
    )
    lines = lines.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() <= LONGEST_LABEL)).drop("kind")
    likely = lines.filter(pl.col("text").str.contains(r"^[0-9０-９,，.．/／—－-]{1,9}$")).group_by("report_id").len().filter(pl.col("len") >= LEAST_VALUES)
    lines = _with_keys(lines.join(likely.select("report_id"), on="report_id", how="semi", maintain_order="left"))
    worded = lines.filter((pl.col("text").str.len_chars() <= LONGEST_HEADING) & pl.col("text").str.contains(r"\p{Han}"))["text"].unique()
    section = pl.col("text").is_in([text for text in worded if label_key(text) in _section_titles()])
    lines = lines.with_columns(key=pl.when(section).then(pl.lit(PASSED)).otherwise("key"))
    known = ~pl.col("key").is_in([OTHER, PASSED])
    gap = (pl.col("place") - pl.col("place").shift(1) > 1) | (pl.col("report_id") != pl.col("report_id").shift(1)) | section
    lines = lines.with_columns(known=known, gap=gap.fill_null(True))
    lines = _broken_labels_joined(lines)
    # A run ends where prose stands between (a gap in the block numbers) or after three lines that no form knows.
    strange = pl.col("known").not_()
    ends = pl.col("gap") | (strange & strange.shift(1).fill_null(False) & strange.shift(2).fill_null(False))
    lines = lines.with_columns(run=ends.cum_sum())
    values, labels = pl.col("key") == VALUE, pl.col("known") & ~pl.col("key").is_in([VALUE, UNIT, BLANK])
    lines = lines.filter((values.sum().over("run") >= LEAST_VALUES) & (labels.sum().over("run") >= LEAST_VALUES))
    first_known = pl.when("known").then("block").min().over("run")
    last_known = pl.when("known").then("block").max().over("run")
    lines = lines.filter(pl.col("block").is_between(first_known, last_known))
    return lines.with_columns(
        table=pl.col("run").cast(pl.Int16) + 1_000, row=pl.lit(0, pl.Int16), column=pl.int_range(pl.len(), dtype=pl.Int16).over("run")
    ).drop("known", "gap", "run", "place")


def _broken_labels_joined(lines):
    """Lines that together are a label of a form, while one of them alone is none, become one; the most that do so first."""
    lines = _with_runs(lines.with_columns(plain=pl.col("text").str.replace_all(r"\s", "")))
    for count in range(MOST_PIECES, 1, -1):
        lines = _joined_by(lines, count)
    return _cut_labels_joined(lines.drop("words", "strange", "size")).drop("plain")


def _cut_labels_joined(lines):
    """Labels that a page break cuts, whose rest a converter prints behind the numbers of their row: 2.没有现成信｜1｜0｜息需要另行制作. Looks only at numbers with
    lines on both sides that no form prints."""
    printed, number = _vocabulary().keys, pl.col("key").is_in([VALUE, BLANK, UNIT])
    lines = lines.with_columns(number=number, strange=~number & ~pl.col("key").is_in(list(printed)))
    ends = lines.select((pl.col("strange") & pl.col("number").shift(-1) & pl.col("gap").shift(-1).not_()).fill_null(False)).to_series().arg_true()
    goes_on = lines.select((pl.col("strange") & pl.col("number").shift(1) & pl.col("gap").not_()).fill_null(False)).to_series().arg_true()
    if ends.is_empty() or goes_on.is_empty():
        return lines.drop("number", "strange")
    plain, strange, gap = (lines[name].to_list() for name in ("plain", "strange", "gap"))
    behind = goes_on.gather(goes_on.search_sorted(ends + 1).clip(0, len(goes_on) - 1))
    texts, keys, dropped = lines["text"].to_list(), lines["key"].to_list(), set()
    only_numbers = lines["number"].not_().cum_sum().to_list()
    for end, rest in zip(ends, behind, strict=True):
        if rest < end or only_numbers[rest] != only_numbers[end] + 1 or any(gap[end + 1 : rest + 1]):
            continue
        first = end
        while first and strange[first - 1] and not gap[first] and end - first < MOST_PIECES:
            first -= 1
        last = rest + 1
        while last < len(plain) and (strange[last] or keys[last] == UNIT) and not gap[last] and last - rest < MOST_PIECES:  # a unit may end a word: 件
            last += 1
        pairs = [(start, stop) for start in range(first, end + 1) for stop in range(last, rest, -1)]
        found = next(((start, stop) for start, stop in pairs if label_key("".join([*plain[start : end + 1], *plain[rest:stop]])) in printed), None)
        if found:
            start, stop = found
            pieces = [*range(start, end + 1), *range(rest, stop)]
            keys[start] = label_key("".join(plain[at] for at in pieces))
            texts[start] = "\n".join(texts[at] for at in pieces)
            dropped.update(pieces[1:])
    changed = pl.Series(keys) != lines["key"]
    lines = lines.with_columns(text=pl.Series(texts), key=pl.Series(keys), known=pl.col("known") | changed).drop("number", "strange")
    return lines.with_row_index("at").filter(~pl.col("at").is_in(list(dropped))).drop("at") if dropped else lines


def _with_runs(lines):
    """Adds words (number of the run of lines, one below the other and none of them a value, that a line stands in), strange and size (lines that no form
    prints, and characters, up to its end)."""
    word = ~pl.col("key").is_in([VALUE, BLANK])  # a unit may end a word: 件
    return lines.with_columns(
        words=(pl.col("gap") | ~word | ~word.shift(1, fill_value=False)).cum_sum(),
        strange=(~pl.col("key").is_in(list(_vocabulary().keys))).cum_sum(),
        size=pl.col("plain").str.len_chars().cum_sum(),
    )


def _joined_by(lines, count):
    """Lines with runs of `count` joined where they make a label; `plain`: their text without white space."""
    keys, ahead = _vocabulary().keys, range(1, count)
    within = {name: pl.col(name).shift(1 - count).cast(pl.Int64) - pl.col(name).shift(1, fill_value=0) for name in ("strange", "size")}
    one_run = (pl.col("words") == pl.col("words").shift(1 - count)) & ~pl.col("key").is_in([VALUE, BLANK, UNIT])
    starts = lines.select(one_run & (within["strange"] > 0) & (within["size"] <= LONGEST_LABEL)).to_series().fill_null(False).arg_true()
    joined = pl.select(pl.concat_str(lines["plain"].gather(starts + place) for place in range(count))).to_series()
    found = {text: key for text, key in ((text, label_key(text)) for text in joined.unique()) if key in keys}
    if not found:
        return lines
    joined = pl.Series("joined", [None], dtype=pl.String).new_from_index(0, lines.height).scatter(starts, joined)
    lines = lines.with_columns(joined, first=joined.is_in(list(found)).fill_null(False))
    taken = pl.any_horizontal(pl.col("first").shift(place).fill_null(False) for place in ahead)
    lines = lines.with_columns(
        text=pl.when("first").then(pl.concat_str("text", *(pl.col("text").shift(-place) for place in ahead), separator="\n")).otherwise("text"),
        plain=pl.when("first").then("joined").otherwise("plain"),
        key=pl.when("first").then(pl.col("joined").replace_strict(found, default=None, return_dtype=pl.String)).otherwise("key"),
        end=pl.when("first").then(pl.col("end").shift(1 - count)).otherwise("end"),
        known=pl.col("known") | pl.col("first"),
        gap=pl.col("gap") & ~taken,
    )
    return _with_runs(lines.filter(~taken).drop("joined", "first"))


def _with_keys(cells):
    sentence = pl.col("text").str.contains("[。；]$") & (pl.col("text").str.len_chars() > LONGEST_WORDS)
    texts = cell_values(cells.filter(~sentence)["text"])
    keys = [cell_key(text, kind) for text, kind in zip(texts["text"], texts["value_kind"], strict=True)]
    texts = texts.with_columns(key=pl.Series(keys, dtype=pl.String), heading_unit=pl.Series([label_unit(text) for text in texts["text"]], dtype=pl.String))
    notes = cells.filter(sentence).select("text").unique().filter(pl.col("text").str.strip_chars().str.contains(passed_cells().pattern))
    texts = pl.concat([texts, notes.with_columns(key=pl.lit(PASSED))], how="diagonal")
    cells = cells.join(texts, on="text", how="left", maintain_order="left")
    return cells.with_columns(pl.col("precision").fill_null("exact"), pl.col("value_kind").fill_null("text"), pl.col("key").fill_null(OTHER))


def _tables_worth_a_look(cells):
    known = ~pl.col("key").is_in([VALUE, BLANK, UNIT, PASSED, OTHER])
    first = ((pl.col("report_id") != pl.col("report_id").shift(1)) | (pl.col("table") != pl.col("table").shift(1))).fill_null(True)
    cells = cells.with_columns(number=first.cum_sum())
    return cells.filter(known.sum().over("number") >= LEAST_KNOWN)


def _with_readings(cells):
    """Adds form, role, cell and the positions of unit, label and heading (as row numbers of the frame); drops tables that no form explains."""
    keys = pl.concat([cells["key"], pl.Series("key", [VALUE])]).unique().sort()
    numbered = pl.DataFrame({"key": keys}).with_columns(code=pl.int_range(pl.len(), dtype=pl.Int64))
    codes = _blanks_as_values(cells).join(numbered, on="key", how="left", maintain_order="left")
    packed = ((pl.col("row").cast(pl.Int64) * 2**12 + pl.col("column")) * 2**12 + pl.col("column_span").fill_null(0)) * 2**20 + pl.col("code")
    tables = codes.select("number", packed=packed).group_by("number", maintain_order=True).agg(shape=pl.col("packed"))
    shapes = tables.select("shape").unique(maintain_order=True).with_row_index("shape_number")
    keys = keys.to_list()
    readings = [read_shape(_shape(shape, keys)) for shape in shapes["shape"].to_list()]
    found = [(number, reading) for number, reading in enumerate(readings) if reading is not None]
    names = ("roles", "cells", "units", "labels", "columns")
    columns = {name: pl.Series([getattr(reading, name) for _, reading in found], dtype=pl.List(pl.Int32)) for name in names}
    numbers = pl.Series([number for number, _ in found], dtype=pl.UInt32)
    frame = pl.DataFrame({"shape_number": numbers, "form": pl.Series([reading.form for _, reading in found], dtype=pl.String), **columns})
    tables = tables.join(shapes, on="shape", maintain_order="left").drop("shape").join(frame, on="shape_number", how="inner", maintain_order="left")
    copies = _copies(tables, cells)
    cells = cells.join(tables.select("number", "form"), on="number", how="inner", maintain_order="left")
    at = tables.select(names).explode(*names)
    cells = cells.with_columns(role=at["roles"], cell=at["cells"], unit_at=at["units"], label_at=at["labels"], column_at=at["columns"])
    if copies:
        cells = cells.with_columns(role=pl.when(pl.col("number").is_in(copies)).then(pl.lit(IGNORED, pl.Int32)).otherwise("role"))
    strange = pl.col("role").is_in([UNREAD, UNKNOWN]) & (pl.col("key") != BLANK)
    cells = cells.filter((pl.col("role") == TAKEN).sum().over("number") >= strange.sum().over("number"))
    first = pl.when((pl.col("number") != pl.col("number").shift(1)).fill_null(True)).then(pl.int_range(pl.len(), dtype=pl.Int32)).forward_fill()
    cells = cells.with_columns(first=first)
    return cells.with_columns(pl.when(pl.col(name) >= 0).then(pl.col(name) + pl.col("first")) for name in ("unit_at", "label_at", "column_at")).drop("first")


def _copies(tables, cells):
    """Numbers of the tables that a report prints once more with the same figures: a page may hold its article twice, for screens large and small."""
    owners = cells.select("number", "report_id").unique("number", keep="first", maintain_order=True)
    alike = tables.join(owners, on="number", how="left", maintain_order="left").filter(pl.struct("report_id", "shape_number").is_duplicated())
    if alike.is_empty():
        return []
    texts = cells.join(alike, on="number", how="semi").sort("block").group_by("number").agg(texts=pl.col("text").str.join("\x1f"))
    alike = alike.join(texts, on="number", how="left", maintain_order="left")
    return alike.filter(pl.struct("report_id", "shape_number", "texts").is_first_distinct().not_())["number"].to_list()


def _blanks_as_values(cells):
    """Cells with empty ones behind the labels of a row counted as values: which of its cells are empty does not change what a table is, and tables with
    their zeros left blank would each have a shape of its own. In flattened rows only the last seven, before which merged cells are empty too."""
    label = ~pl.col("key").is_in([VALUE, BLANK, UNIT])
    rows, columns = _vocabulary().rows, {key for block in blocks() for column in block.columns for key in column.keys}
    surely_row = pl.col("key").is_in([key for key in rows if key not in columns])  # 总计 and 其他 also head columns
    lines = cells.select("number", "row", "column", "column_span", "key").with_columns(
        line=((pl.col("number") != pl.col("number").shift(1)) | (pl.col("row") != pl.col("row").shift(1))).fill_null(True).cum_sum(),
        place=pl.int_range(pl.len()),
    )
    lines = lines.with_columns(
        last_label=pl.when(label).then("place").max().over("line"),
        last=pl.col("place").last().over("line"),
        is_row=(surely_row.any() | (pl.col("key").is_in(rows).any() & (pl.col("key") == VALUE).any())).over("line"),
    )
    behind = pl.when(pl.col("last_label").is_null()).then(pl.col("last") - pl.col("place").first().over("line") + 1 >= MATRIX_COLUMNS)
    behind = behind.otherwise((pl.col("place") > pl.col("last_label")) & pl.col("is_row"))
    flat = pl.col("column_span").is_null() & ((pl.col("last") - pl.col("place") >= MATRIX_COLUMNS) | (pl.col("last") - pl.col("last_label") < MATRIX_COLUMNS))
    return lines.with_columns(key=pl.when((pl.col("key") == BLANK) & behind & ~flat.fill_null(False)).then(pl.lit(VALUE)).otherwise("key"))


def _shape(packed, keys):
    return tuple(Cell(cell >> 44, (cell >> 32) & 0xFFF, (cell >> 20) & 0xFFF, keys[cell & 0xFFFFF]) for cell in packed)


def _values(cells):
    """The rows of values, with units, labels and headings taken from the cells that hold them."""
    values = cells.filter((pl.col("role") == TAKEN) | (pl.col("role").is_in([UNREAD, UNKNOWN]) & (pl.col("key") != BLANK)))
    at = {name: cells["text"].gather(values[position]) for name, position in (("unit", "unit_at"), ("label", "label_at"), ("column", "column_at"))}
    printed = {f"printed_{name}": texts.str.replace_all(r"\s+", "") for name, texts in at.items()}
    values = values.with_columns(**printed, column_unit=cells["heading_unit"].gather(values["column_at"]))
    lost = (pl.col("key") == UNIT) & (pl.col("role") == TAKEN)  # a unit that stands for an empty value
    values = values.join(form_cells().rename({"form": "cell_form", "role": "column_role", "table": "form_table"}), on="cell", how="left", maintain_order="left")
    local = pl.when(pl.col("outer_label") != "").then(pl.col("outer_label") + " / " + pl.col("printed_label")).otherwise("printed_label")
    values = values.select(
        "report_id", "block", "page", "start", "end", "form", "role", "indicator_key", "value", "precision", "column_role", table="form_table",
        value_text="text", value_kind=pl.when(lost).then(pl.lit("blank")).otherwise("value_kind"), label=pl.when(pl.col("printed_label").is_null()).then("label").otherwise(local),
        column_label=pl.when(pl.col("is_printed_heading").fill_null(True)).then(pl.coalesce("printed_column", "column_label")).otherwise("column_label"),
        unit=pl.coalesce("cell_unit", pl.when(lost).then("text").otherwise("printed_unit").str.strip_chars("()（）"), "column_unit", "form_unit"),
    )  # fmt: skip
    forms = values.filter(pl.col("role") == TAKEN).group_by("report_id", "form").agg(values=pl.len(), first=pl.col("block").min()).sort("report_id", "form")
    return Tables(values, cells.select("report_id", "block"), forms)
