"""What python-calamine does not tell of a sheet: hidden rows and columns, which often hold last year's figures; formulas without a result.

Belongs here: when it is worth a look into the part of a sheet, and what it says. Not here: what sheets hold (spreadsheet.py).
"""

import io
import re
import struct
import zipfile
from collections import Counter
from functools import cache, lru_cache, reduce
from html import unescape

import olefile

from pipeline.readers.blocks import MOST_COLUMNS
from pipeline.tables.forms import blocks
from pipeline.tables.labels import label_key

WIDTHS = (3, 4, 10, 15)  # columns of the tables of forms
LABELS, WIDE = range(3), 10  # columns that hold labels: of a wide table, of others the first
_sheet = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"')
_target = re.compile(rb"<Relationship [^>]*>")
_row = re.compile(rb'<row [^>]*?r="([0-9]+)"[^>]*? hidden="(?:1|true)"')
_column = re.compile(rb"<col [^>]*>")
SHEET, ROW, COLUMNS, END = 0x85, 0x208, 0x7D, 0x0A  # records of an .xls: place of a sheet, a row, columns, end of a sheet
SHORTEST = {SHEET: 4, ROW: 13, COLUMNS: 9}  # bytes
HIDDEN_ROW, HIDDEN_COLUMN = 0x20, 0x01
_cell = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>/]*)>(.*?)</c>', re.S)
_formula = re.compile(rb"<f[^>/]*(?:/>|>([^<]*)</f>)")
_value = re.compile(rb"<v[^>/]*>[^<]")
_error = re.compile(rb"<v[^>/]*>([^<]+)</v>")
_hidden = re.compile(rb' hidden="(?:1|true)"')


def may_be_hidden(width, texts):
    """Whether a sheet of this width, with these texts row by row, may have hidden parts: more columns, or more rows of one label, than a form has."""
    if width < WIDTHS[0]:
        return False
    return width not in WIDTHS or any(_too_many(tuple(texts[column::width])) for column in LABELS[: 1 if width < WIDE else None])


@lru_cache(maxsize=4_000)
def _too_many(labels):
    return any(count > _times().get(key, count) for key, count in Counter(map(label_key, filter(None, labels))).items())


@cache
def _times():
    """How often a form has a label of a row, at most."""
    times = {}
    for block in blocks():
        for key, count in Counter(key for row in block.rows for key in row.keys).items():
            times.setdefault(block.form, Counter())[key] += count
    return {key: max(form[key] for form in times.values()) for form in times.values() for key in form}


def hidden_parts(data, number):
    """(rows, columns), counted from 0, that are hidden in a sheet of a workbook; of other formats than .xlsx and .xls, and where it cannot be told, none."""
    return _hidden_in_records(_workbook_stream(data), number) if data[:2] != b"PK" else _hidden_in_part(_sheet_part(data, number))


def _hidden_in_part(part):
    if not _hidden.search(part):
        return frozenset(), frozenset()
    rows = frozenset(int(row) - 1 for row in _row.findall(part))
    columns = (found[0] for found in _column.finditer(part) if _hidden.search(found[0]))
    spans = [[int(re.search(name + rb'="([0-9]+)"', column)[1]) for name in (b"min", b"max")] for column in columns]
    return rows, frozenset(column for first, last in spans for column in range(first - 1, min(last, MOST_COLUMNS)))


def _hidden_in_records(stream, number):
    """The same of the stream of an .xls, which is records of a type, a length and so many bytes."""
    starts = [start for kind, start in _records(stream, 0) if kind == SHEET]
    if number >= len(starts):
        return frozenset(), frozenset()
    rows, columns = set(), set()
    for kind, at in _records(stream, int.from_bytes(stream[starts[number] : starts[number] + 4], "little")):
        if kind == ROW and stream[at + 12] & HIDDEN_ROW:
            rows.add(int.from_bytes(stream[at : at + 2], "little"))
        elif kind == COLUMNS and stream[at + 8] & HIDDEN_COLUMN:
            first, last = (int.from_bytes(stream[place : place + 2], "little") for place in (at, at + 2))
            columns.update(range(first, min(last, MOST_COLUMNS) + 1))
    return frozenset(rows), frozenset(columns)


def _records(stream, at):
    """(type, place of its bytes) of the records from a place on, up to the end of their sheet."""
    while at + 4 <= len(stream):
        kind, length = (int.from_bytes(stream[place : place + 2], "little") for place in (at, at + 2))
        if kind == END or at + 4 + length > len(stream):
            return
        if length >= SHORTEST.get(kind, 0):
            yield kind, at + 4
        at += 4 + length


def _workbook_stream(data):
    """The stream of an .xls that holds its sheets, b'' where there is none."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            return container.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, struct.error):
        return b""


def _sheet_part(data, number):
    """The part of an .xlsx that holds a sheet, b'' where it cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = _sheet.findall(package.read("xl/workbook.xml"))
            links = (link[0] for link in _target.finditer(package.read("xl/_rels/workbook.xml.rels")))
            targets = {re.search(rb'Id="([^"]+)"', link)[1]: re.search(rb'Target="([^"]+)"', link)[1].decode() for link in links}
            target = targets[names[number]]
            return package.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, IndexError, TypeError, OSError, ValueError):
        return b""


def without_result(data, number):
    """{(row, column), counted from 0: text} of the cells of a sheet of .xlsx that print nothing but are not blank: formulas that no program has worked out,
    as '=SUM(D5:I5)', and errors, as '#REF!'."""
    part, found = _sheet_part(data, number), {}
    if b"<f" not in part and b't="e"' not in part:
        return found
    for cell in _cell.finditer(part):
        inner = cell[3]
        error = _error.search(inner) if b't="e"' in cell[2] else None
        formula = None if error or b't="str"' in cell[2] or _value.search(inner) else _formula.search(inner)
        if error or formula:
            text = error[1] if error else b"=" + (formula[1] or b"")
            letters, row = re.match(rb"([A-Z]+)([0-9]+)", cell[1]).groups()
            found[int(row) - 1, reduce(lambda column, letter: column * 26 + letter - 64, letters, 0) - 1] = unescape(text.decode("utf-8", "replace"))
    return found
