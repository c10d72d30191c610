"""Spreadsheets (.xlsx, .xls, .ods): every visible sheet that is not empty is a table with its merged cells; hidden rows and columns are not read.

Belongs here: sheets and how numbers are written in them. Not here: what the table means. The stored result of a formula counts; where there is none, sums
are worked out (sheet_parts/sums.py), and other formulas stand as text. Links are not followed, macros are not looked at.
"""

import io
import zipfile
from array import array
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import NamedTuple

import polars as pl
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipeline.readers.blocks import LONG_CELL, MOST_BLOCKS, MOST_COLUMNS, MOST_ROWS, ReadError, read_each
from pipeline.readers.sheet_parts.hidden import hidden_parts, may_be_hidden, without_result
from pipeline.readers.sheet_parts.sums import with_sums
from pipeline.readers.sheet_parts.tables import counts, geometry, side_by_side, table_rows
from schemas.contracts import conform

MOST_BYTES = 200 * 2**20  # of all parts of a package, unpacked
PLACE = ("row", "column", "row_span", "column_span")
DEFLATE_RATIO = 1_032  # no packed part can unpack to more of its size


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError.

    A workbook is a metadata block for each sheet, its cells, and the titles above and notes below them as paragraphs; `page` is the number of the sheet.
    """
    workbooks, errors = read_each(_workbook, documents)
    return _frame(workbooks), errors


class _Run(NamedTuple):
    """Blocks of one kind that follow each other in a sheet; `places` are arrays of short integers: row, column, row span, column span of each."""

    kind: str
    texts: Sequence
    page: int
    table: int | None = None
    places: list | None = None


def _frame(documents):
    """The layer `documents` of (report_id, runs) pairs, made at once for all. A cell of prose in a layout table is a paragraph."""
    runs = [(report_id, *run) for report_id, runs in documents for run in runs]
    names, kinds, texts, pages, tables, places = zip(*runs, strict=True) if runs else ((),) * 6
    lengths = list(map(len, texts))
    *starts, height = accumulate(lengths, initial=0)
    begins = {}
    first = [begins.setdefault(name, start) for name, start in zip(names, starts, strict=True)]
    numbers = {"page": pl.Int64, "table": pl.Int64, "first": pl.Int64}
    of_runs = pl.DataFrame([names, kinds, pages, tables, first], schema={"report_id": pl.String, "kind": pl.String} | numbers)
    run = (
        pl.select(pl.int_range(len(lengths)).repeat_by(pl.Series(lengths, dtype=pl.UInt32)).explode()).to_series() if lengths else pl.Series([], dtype=pl.Int64)
    )
    places = [place or [array("h", (-1,)) * len(some)] * len(PLACE) for place, some in zip(places, texts, strict=True)]
    placed = {name: _short_integers(b"".join(map(itemgetter(number), places))).alias(name) for number, name in enumerate(PLACE)}
    text = pl.Series("text", list(chain.from_iterable(texts)), dtype=pl.String)
    frame = of_runs[run].with_columns(text, *placed.values(), at=pl.int_range(height))
    is_prose = (pl.col("kind") == "cell") & (pl.col("text").str.len_chars() > LONG_CELL)
    frame = frame.with_columns(
        *(pl.when(pl.col(name) >= 0).then(name) for name in PLACE),
        kind=pl.when(is_prose).then(pl.lit("paragraph")).otherwise("kind"),
        block=pl.col("at") - pl.col("first"),
    )
    return conform(frame, "documents")


def _short_integers(data):
    return pl.from_arrow(pa.Array.from_buffers(pa.int16(), len(data) // 2, [None, pa.py_buffer(data)]))


def _workbook(data):
    """Runs of blocks of a spreadsheet. Raises ReadError."""
    _refuse_bomb(data)
    runs = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for number, sheet in enumerate(book.sheets_metadata):
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible != SheetVisibleEnum.Visible:
                    runs.append(_Run("metadata", [f"hidden_sheet={sheet.name}"], number + 1))
                    continue
                tables = sum(run.kind == "cell" for run in runs)
                runs += _sheet(book.get_sheet_by_index(number), sheet.name, number, data, tables)
    except (CalamineError, OSError, ValueError, IndexError, UnicodeError) as error:
        raise ReadError("encrypted" if "assword" in str(error) else "broken", f"{type(error).__name__}: {error}") from error
    if all(run.kind == "metadata" for run in runs):
        raise ReadError("no_text", "no visible sheet has content")
    return runs


def _refuse_bomb(data):
    if data[:2] != b"PK" or len(data) * DEFLATE_RATIO < MOST_BYTES:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("broken", str(error)) from error
    if size > MOST_BYTES:
        raise ReadError("bomb", f"unpacks to {size} bytes")


def _sheet(sheet, name, number, data, tables):
    """Runs of blocks of a sheet of a workbook, in which `tables` stand before it."""
    height, width = sheet.height, sheet.width
    if height > MOST_ROWS or width > 4 * MOST_COLUMNS or height * width > MOST_BLOCKS:
        raise ReadError("bomb", f"a sheet of {height} × {width} cells")
    values = list(chain.from_iterable(sheet.to_python(skip_empty_area=True)))
    if not values:
        return []
    merged, start = tuple(sheet.merged_cell_ranges or ()), sheet.start
    texts = _texts(values)
    filled = _filled(texts)
    if data[:2] == b"PK" and _may_lack_results(values, filled, width, start, merged):
        texts = _texts(_with_formulas(values, width, start, without_result(data, number)))
        filled = _filled(texts)
    if may_be_hidden(width, texts):
        texts = _shown(texts, sheet, *hidden_parts(data, number))
        filled = _filled(texts)
    in_rows = counts(filled, width)
    if not any(in_rows):
        return []
    first, last = table_rows(texts, in_rows, width)
    before, behind = texts[: first * width], texts[(last + 1) * width :]
    runs = [_Run("metadata", [f"sheet={name}"], number + 1), _Run("paragraph", _lines(before), number + 1)]
    for table, (left, right) in enumerate(side_by_side(texts, filled, first, last, width), tables):
        pick, *places = geometry(in_rows, first, last, width, left, right, start, merged)
        runs.append(_Run("cell", pick(texts), number + 1, table, places))
    runs.append(_Run("paragraph", _lines(behind), number + 1))
    return [run for run in runs if run.texts]


def _texts(values):
    """What each value of a sheet prints. True and 1 are one key of a dictionary, but not printed alike."""
    return list(map(printed if bool in set(map(type, values)) else _printed.__getitem__, values))


def _filled(texts):
    """Whether each cell of a sheet holds anything, as bytes, for a long tuple takes long to hash."""
    return bytes(map(bool, texts))


def _may_lack_results(values, filled, width, start, merged):
    """Whether cells of a sheet may hold formulas that no program has worked out: no number at all, or blanks among the numbers of a table (_has_gaps)."""
    first = next((place for place, value in enumerate(values) if isinstance(value, float | int)), None)
    return first is None or _has_gaps(filled, first // width, width, start, merged)


@lru_cache(maxsize=1_000)
def _has_gaps(filled, top, width, start, merged):
    """Whether in rows from `top` on, with two texts at least, a cell is blank among the columns of their table that no merged cell covers. Empty rows part
    tables. `filled`: whether each cell holds anything."""
    gaps, wide = [], 0
    for number in range(len(filled) // width):
        row = filled[number * width : (number + 1) * width]
        here = [column for column, is_filled in enumerate(row) if is_filled]
        wide = max(wide, here[-1] + 1) if here else 0
        if number >= top and len(here) > 1 and len(here) < wide:
            gaps += [(number, column) for column in range(here[0], wide) if not row[column]]
    return bool(gaps) and not _covered(start, merged).issuperset(gaps)


@lru_cache(maxsize=1_000)
def _covered(start, merged):
    """Places of a sheet that merged cells cover, counted from its first filled one."""
    top, left = start or (0, 0)
    areas = [(first[0] - top, first[1] - left, last[0] - top, last[1] - left) for first, last in merged]
    areas = [(*area[:2], min(area[2], MOST_ROWS), min(area[3], MOST_COLUMNS)) for area in areas if (area[2] - area[0]) * (area[3] - area[1]) < MOST_BLOCKS]
    return frozenset((row, column) for top, left, bottom, right in areas for row in range(top, bottom + 1) for column in range(left, right + 1))


def _with_formulas(values, width, start, formulas):
    """Values of a sheet with sums, other formulas and errors where nothing else is stored."""
    top, left = start or (0, 0)

    def at(row, column):
        place = (row - top) * width + column - left
        return place if 0 <= column - left < width and 0 <= place < len(values) else None

    if formulas:
        formulas = with_sums(formulas, lambda place: "" if (found := at(*place)) is None else values[found])
    for (row, column), text in formulas.items():
        if (place := at(row, column)) is not None and values[place] == "":
            values[place] = text
    return values


def _shown(texts, sheet, rows, columns):
    """Texts of a sheet with '' for those in hidden rows and columns, unless they are merged with a cell that is shown."""
    if not rows and not columns:
        return texts
    top, left = sheet.start
    ends = dict(sheet.merged_cell_ranges or ())
    shown = []
    for place, text in enumerate(texts):
        row, column = top + place // sheet.width, left + place % sheet.width
        last_row, last_column = ends.get((row, column), (row, column))
        is_hidden = rows.issuperset(range(row, last_row + 1)) or columns.issuperset(range(column, last_column + 1))
        shown.append("" if is_hidden else text)
    return shown


def _lines(texts):
    """Texts outside the table proper, line by line."""
    return [line for text in texts if text for line in text.split("\n") if line.strip()]


def printed(value):
    """A stored value as it is printed: whole numbers without decimals, others as short as they are exact."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()


class _Printed(dict):
    """Stored value → printed text, worked out once for each value."""

    def __missing__(self, value):
        if len(self) > 100_000:
            self.clear()
        text = self[value] = printed(value)
        return text


_printed = _Printed()
