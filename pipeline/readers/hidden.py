"""Hidden rows and columns of sheets of .xlsx, which often hold last year's figures; python-calamine does not tell them.

Belongs here: when it is worth a look into the part of a sheet, and which of its rows and columns are hidden. Not here: what sheets hold (spreadsheet.py).
"""

import io
import re
import zipfile
from collections import Counter
from functools import cache, lru_cache

from pipeline.readers.blocks import MOST_COLUMNS
from pipeline.tables.forms import blocks
from pipeline.tables.labels import label_key

WIDTHS = (3, 4, 10, 15)  # columns of the tables of forms
LABELS, WIDE = range(3), 10  # columns that hold labels: of a wide table, of others the first
_sheet = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"')
_target = re.compile(rb"<Relationship [^>]*>")
_row = re.compile(rb'<row [^>]*?r="([0-9]+)"[^>]*? hidden="(?:1|true)"')
_column = re.compile(rb"<col [^>]*>")
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
    """(rows, columns), counted from 0, that are hidden in a sheet of a workbook; of other formats than .xlsx, and where it cannot be told, none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = _sheet.findall(package.read("xl/workbook.xml"))
            links = (link[0] for link in _target.finditer(package.read("xl/_rels/workbook.xml.rels")))
            targets = {re.search(rb'Id="([^"]+)"', link)[1]: re.search(rb'Target="([^"]+)"', link)[1].decode() for link in links}
            target = targets[names[number]]
            part = package.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, IndexError, TypeError, OSError, ValueError):
        return frozenset(), frozenset()
    if not _hidden.search(part):
        return frozenset(), frozenset()
    rows = frozenset(int(row) - 1 for row in _row.findall(part))
    columns = (found[0] for found in _column.finditer(part) if _hidden.search(found[0]))
    spans = [[int(re.search(name + rb'="([0-9]+)"', column)[1]) for name in (b"min", b"max")] for column in columns]
    return rows, frozenset(column for first, last in spans for column in range(first - 1, min(last, MOST_COLUMNS)))
