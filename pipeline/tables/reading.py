"""Statistics tables of known forms: from cells to values, many documents at once.

Belongs here: which blocks make a table, and the frame of values that the reading of its shape gives. Not here: what a cell says
(keys.py), tables that lost their marks (flattened.py) or were cut (pieces.py), how a shape is read (best_form.py).
"""

from typing import NamedTuple

import polars as pl

from pipeline.page_numbers import MARKED_LINE
from pipeline.tables.best_form import read_shape
from pipeline.tables.counted import without_counts
from pipeline.tables.cut_labels import with_cut_labels
from pipeline.tables.flattened import FLATTENED, lines_as_cells
from pipeline.tables.forms import form_cells, group_keys, same_cells
from pipeline.tables.keys import vocabulary, with_keys
from pipeline.tables.pieces import continued, repeated_heads, sewn, stacked, titled, unfolded
from pipeline.tables.run_together import run_together
from pipeline.tables.shapes import BLANK, IGNORED, LABEL, LOST, MARKS, TAKEN, UNIT, UNKNOWN, UNREAD, VALUE, Cell
from pipeline.tables.summed import with_summed_rows

MOST_BESIDE = 2  # times as many unread values in a row as are taken
LEAST_KNOWN = 2  # labels of one form that make a table worth a look
MATRIX_COLUMNS, MOST_MERGED = 7, 3  # of the table of applications: columns with figures, and those that merged labels may leave empty before them
LONGEST_PAGE_LINE = 16  # characters


class Tables(NamedTuple):
    """`values`: a row for each value of a recognised table; `used`: report_id and block of all cells of recognised tables;
    `forms`: report_id, form and how many values that form explains."""

    values: pl.DataFrame
    used: pl.DataFrame
    forms: pl.DataFrame


def read_tables(documents):
    """The layer `documents` → Tables. Values: report_id, block, page, start, end, role, cell (of forms.form_cells), value, unit, value_text,
    value_kind, precision, label and column_label; in document order."""
    # No step's cells have a name here: those of the step before are let go when it is done with them.
    return _with_unread(_values(_with_readings(_tables_worth_a_look(_cells(documents)))), run_together(documents))


def _cells(documents):
    """The cells of all tables, those of pieces of one table together, with their keys."""
    columns = ("report_id", "block", "page", "table", "row", "column", "column_span", "text", "start", "end")
    cells = without_counts(documents.filter(pl.col("kind") == "cell").select(columns))
    short = documents.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() <= LONGEST_PAGE_LINE))
    of_pages = [short.filter(pl.col("text").str.contains(MARKED_LINE)), documents.filter(pl.col("kind") == "furniture"), repeated_heads(short)]
    page_lines = pl.concat([part.select("report_id", "block") for part in of_pages])
    return pl.concat(
        [
            with_cut_labels(sewn(stacked(continued(unfolded(titled(with_keys(cells), short)), page_lines)))),
            lines_as_cells(documents.select(*columns, "kind")),
        ]
    )


def _with_unread(tables, paragraphs):
    """Tables with the paragraphs that are one whose cells cannot be told apart as values that could not be read."""
    if paragraphs.is_empty():
        return tables
    unread = paragraphs.rename({"text": "value_text"}).with_columns(role=pl.lit(UNREAD), value_kind=pl.lit("text"), precision=pl.lit("exact"))
    values = pl.concat([tables.values, unread.cast({name: tables.values.schema[name] for name in unread.columns})], how="diagonal")
    return Tables(values.sort("report_id", "block", maintain_order=True), pl.concat([tables.used, paragraphs.select("report_id", "block")]), tables.forms)


def _tables_worth_a_look(cells):
    known = ~pl.col("key").is_in(MARKS)
    first = ((pl.col("report_id") != pl.col("report_id").shift(1)) | (pl.col("table") != pl.col("table").shift(1))).fill_null(True)
    cells = cells.with_columns(number=first.cum_sum().set_sorted())  # known to be in order, groups are found at once
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
    doubled = tables.join(pl.DataFrame({"shape_number": _with_cells_twice(found)}, schema={"shape_number": pl.UInt32}), on="shape_number", how="semi")
    if doubled.height:
        cells = _without_doubled(cells, doubled["number"])
    if copies:
        cells = cells.with_columns(role=pl.when(pl.col("number").is_in(copies)).then(pl.lit(IGNORED, pl.Int32)).otherwise("role"))
    cells = _without_doubtful_blanks(_without_dashes_of_headings(with_summed_rows(cells)))
    cells = _without_strange_tables(cells)
    first = pl.when((pl.col("number") != pl.col("number").shift(1)).fill_null(True)).then(pl.int_range(pl.len(), dtype=pl.Int32)).forward_fill()
    cells = cells.with_columns(first=first)
    return cells.with_columns(pl.when(pl.col(name) >= 0).then(pl.col(name) + pl.col("first")) for name in ("unit_at", "label_at", "column_at")).drop("first")


def _without_strange_tables(cells):
    """Cells without tables of which the form explains less than it leaves unread, but for rows that it knows (LOST). Beside the values of a row up to twice as
    many may stand under headings that no form knows, as 上年数 and 同比: those are left unread, and the rest is the form's."""
    strange, taken = pl.col("role").is_in([UNREAD, UNKNOWN]) & (pl.col("key") != BLANK) & (pl.col("cell") > LOST), pl.col("role") == TAKEN
    doubtful = cells.filter(taken.sum().over("number") < strange.sum().over("number"))
    if doubtful.is_empty():
        return cells
    row = ("number", "row")
    in_rows = pl.col("row").n_unique().over("number") > 1
    beside = (taken.sum().over(row) > 0) & (strange.sum().over(row) <= MOST_BESIDE * taken.sum().over(row))
    heads = (pl.col("role") == LABEL).any().over(row) & ~(pl.col("key") == VALUE).any().over(row)
    left = strange & ~(in_rows & (beside | heads))
    dropped = doubtful.filter(taken.sum().over("number") <= left.sum().over("number"))["number"].unique()
    return cells.filter(~pl.col("number").is_in(dropped.implode()))


def _of_one_form(values):
    """Values without `cell`: those of tables that another form prints alike, as far as they were read, as those of the form that the report's other tables
    are of."""
    table = ("report_id", "form", "table")
    taken = values.filter(pl.col("role") == TAKEN).select(*table, "cell")
    sizes = taken.group_by(table).len()
    alike = taken.join(same_cells(), on="cell").group_by(*table, "other").agg(alike=pl.len())
    alike = alike.join(sizes, on=table).filter(pl.col("alike") == pl.col("len"))
    own = sizes.join(alike, on=table, how="anti").group_by("report_id", "form").agg(pl.col("len").sum())
    own = own.sort("len", "form", descending=True).unique("report_id", keep="first").select("report_id", other="form")
    changed = alike.join(own, on=["report_id", "other"], how="semi").select(*table, "other")
    values = values.drop("cell").join(changed, on=table, how="left", maintain_order="left")
    return values.with_columns(form=pl.coalesce("other", "form")).drop("other")


def _without_dashes_of_headings(cells):
    """Cells with the dashes behind a heading over rows, which has no values of its own, as none: 二、回应解读情况｜----｜----. In a table that has lost its rows
    those up to the next label."""
    dash = (pl.col("role") == UNREAD) & pl.col("value_kind").is_in(["dash", "not_applicable"])
    here = cells.select("number", "row", is_dash=dash, is_heading=pl.col("key").is_in(group_keys()), is_taken=pl.col("role").is_in([TAKEN, UNKNOWN]))
    if not here["is_dash"].any():
        return cells
    behind = pl.when(cells["column_span"].is_null()).then(cells["key"].is_in(MARKS).not_().cum_sum())
    here = here.with_columns(row=pl.struct("row", behind=behind))
    bare = here.select(pl.col("is_dash") & (pl.col("is_heading").any() & pl.col("is_taken").any().not_()).over("number", "row")).to_series()
    return cells.with_columns(role=pl.when(bare).then(pl.lit(IGNORED, pl.Int32)).otherwise("role"))


def _without_doubtful_blanks(cells):
    """Cells with the empty ones of a row as none in which a number stands under no heading: it may be that of one of them."""
    lost = cells.filter((pl.col("role") == UNREAD) & pl.col("value").is_not_null() & pl.col("column_span").is_not_null()).select("number", "row").unique()
    if lost.is_empty():
        return cells
    beside = pl.struct("number", "row").is_in(lost.select(pl.struct("number", "row")).to_series().implode())
    is_doubtful = beside & (pl.col("role") == TAKEN) & (pl.col("value_kind") == "blank")
    return cells.with_columns(role=pl.when(is_doubtful).then(pl.lit(IGNORED, pl.Int32)).otherwise("role"))


def _with_cells_twice(readings):
    """Numbers of the shapes that have two cells for one of the form."""
    taken = ((number, [cell for cell in reading.cells if cell >= 0]) for number, reading in readings)
    return [number for number, cells in taken if len(set(cells)) < len(cells)]


def _without_doubled(cells, numbers):
    """Cells of which two with different numbers stand in one row for the same cell of the form as unread: a line between their headings is missing. Empty
    ones beside one with a number are none: a heading spans them all."""
    taken = pl.col("number").is_in(numbers.implode()) & (pl.col("role") == TAKEN)
    of_cell = ("number", "row", "cell", "column_at")
    here = cells.with_row_index("at").filter(taken)
    doubled = here.filter(pl.col("value").is_not_null()).filter(pl.col("value").n_unique().over(*of_cell) > 1)["at"]
    is_blank = pl.col("value_kind") == "blank"
    beside = here.filter(is_blank.any().over(*of_cell) & is_blank.not_().any().over(*of_cell)).filter(is_blank)["at"]
    at = pl.int_range(pl.len())
    role = (
        pl.when(at.is_in(doubled.implode())).then(pl.lit(UNREAD, pl.Int32)).when(at.is_in(beside.implode())).then(pl.lit(IGNORED, pl.Int32)).otherwise("role")
    )
    return cells.with_columns(role=role)


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
    rows = vocabulary().rows
    surely_row = pl.col("key").is_in([key for key in rows if key not in vocabulary().columns])  # 总计 and 其他 also head columns
    lines = cells.select("number", "row", "column", "column_span", "key").with_columns(
        line=((pl.col("number") != pl.col("number").shift(1)) | (pl.col("row") != pl.col("row").shift(1))).fill_null(True).cum_sum().set_sorted(),
        place=pl.int_range(pl.len()),
    )
    lines = lines.with_columns(
        last_label=pl.when(label).then("place").max().over("line"),
        last=pl.col("place").last().over("line"),
        left=pl.when(pl.col("key") != BLANK).then("column").min().over("number"),  # columns before it are margins of a sheet
        is_row=(surely_row.any() | (pl.col("key").is_in(rows).any() & (pl.col("key") == VALUE).any())).over("line"),
    )
    in_row = (pl.col("last") - pl.col("place").first().over("line") + 1 >= MATRIX_COLUMNS) & (pl.col("column_span").fill_null(1) <= 1)
    behind = pl.when(pl.col("last_label").is_null()).then(in_row)
    behind = behind.otherwise((pl.col("place") > pl.col("last_label")) & pl.col("is_row"))
    is_stream = pl.col("row").max().over("number") == pl.col("row").min().over("number")  # its cells are counted as they are (printed.py)
    flat = pl.col("column_span").is_null() & (
        is_stream
        | (pl.col("last") - pl.col("place") >= MATRIX_COLUMNS)
        | ~(pl.col("last") - pl.col("last_label")).is_between(MATRIX_COLUMNS, MATRIX_COLUMNS + MOST_MERGED)  # of another table
    )
    return lines.with_columns(
        key=pl.when((pl.col("key") == BLANK) & (pl.col("column") >= pl.col("left")) & behind & ~flat.fill_null(False)).then(pl.lit(VALUE)).otherwise("key")
    )


def _shape(packed, keys):
    return tuple(Cell(cell >> 44, (cell >> 32) & 0xFFF, (cell >> 20) & 0xFFF, keys[cell & 0xFFFFF]) for cell in packed)


def _used(cells):
    """report_id, block of the cells, and of all lines between those of a flattened table: pieces of its labels."""
    lines = cells.select("number", "report_id", "block", "table").filter(pl.col("table") >= FLATTENED)
    ends = lines.group_by("number", maintain_order=True).agg(pl.col("report_id").first(), first=pl.col("block").min(), behind=pl.col("block").max() + 1)
    between = ends.select("report_id", block=pl.int_ranges("first", "behind")).explode("block")
    return pl.concat([cells.select("report_id", "block"), between.select("report_id", pl.col("block").cast(cells.schema["block"]))])


def _values(cells):
    """The rows of values, with units, labels and headings taken from the cells that hold them."""
    used = _used(cells)
    values = cells.filter((pl.col("role") == TAKEN) | (pl.col("role").is_in([UNREAD, UNKNOWN]) & (pl.col("key") != BLANK)))
    at = {name: cells["text"].gather(values[position]) for name, position in (("unit", "unit_at"), ("label", "label_at"), ("column", "column_at"))}
    printed = {f"printed_{name}": texts.str.replace_all(r"\s+", "") for name, texts in at.items()}
    values = values.with_columns(**printed, column_unit=cells["heading_unit"].gather(values["column_at"]))
    del cells, at, printed
    lost = (pl.col("key") == UNIT) & (pl.col("role") == TAKEN)  # a unit that stands for an empty value
    values = values.join(form_cells().rename({"form": "cell_form", "role": "column_role", "table": "form_table"}), on="cell", how="left", maintain_order="left")
    unit = pl.coalesce("cell_unit", pl.when(lost).then("text").otherwise("printed_unit").str.strip_chars("()（）"), "column_unit", "form_unit")
    in_yuan = pl.col("cell_unit").is_null() & unit.str.ends_with("元") & pl.col("text").str.contains(r"[万亿]\s*$")  # 1.5万 under 万元 is 15000 元
    is_share = (pl.col("cell_unit") == "%") & (pl.col("role") == TAKEN) & (pl.col("form_unit").fill_null("") != "%")  # 2% is no count of cases
    values = values.with_columns(
        value=pl.when(~is_share.fill_null(False)).then("value"), value_kind=pl.when(is_share).then(pl.lit("text")).otherwise("value_kind")
    )
    local = pl.when(pl.col("outer_label") != "").then(pl.col("outer_label") + " / " + pl.col("printed_label")).otherwise("printed_label")
    values = values.select(
        "report_id", "block", "page", "start", "end", "form", "role", "cell", "indicator_key", "value", "precision", "column_role", table="form_table",
        value_text="text", value_kind=pl.when(lost).then(pl.lit("blank")).otherwise("value_kind"), label=pl.when(pl.col("printed_label").is_null()).then("label").otherwise(local),
        column_label=pl.when(pl.col("is_printed_heading").fill_null(True)).then(pl.coalesce("printed_column", "column_label")).otherwise("column_label"),
        unit=pl.when(in_yuan).then(pl.lit("元")).otherwise(unit),
    )  # fmt: skip
    values = _of_one_form(values)
    forms = values.filter(pl.col("role") == TAKEN).group_by("report_id", "form").agg(values=pl.len(), first=pl.col("block").min()).sort("report_id", "form")
    return Tables(values, used, forms)
