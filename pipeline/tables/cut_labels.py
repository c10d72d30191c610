"""Labels of rows of which only a part is left, as printers of sheets cut off what has no room in its cell: 、行政机关不再处理其政府信息.

Belongs here: which row such a part names. Not here: labels in two pieces (pieces.py), misspelt ones (matching.py).
"""

from functools import cache, lru_cache

import polars as pl

from pipeline.tables.forms import blocks
from pipeline.tables.keys import vocabulary
from pipeline.tables.labels import label_key, noted_key
from pipeline.tables.shapes import BLANK, MARKS, OTHER, UNIT, VALUE
from schemas.codebook import codebook
from schemas.form_cells import leaves

LEAST_PART = 4  # signs of a label that tell it
FARTHEST = 3  # rows between such a label and those around it: other pieces of text may stand between them
LEAST_HAN = r"\p{Han}.*\p{Han}.*\p{Han}"


def with_cut_labels(cells):
    """Cells with the key of a row for a text that is a part of its label and of no other, between the rows that stand around that row in the form."""
    known = {*vocabulary().keys, *MARKS} - {OTHER}
    strange = [key for key in cells["key"].unique() if key not in known]
    texts = cells.lazy().filter(pl.col("key").is_in(strange)).filter(pl.col("text").str.contains(LEAST_HAN)).select("text").unique().collect()["text"]
    parts = [text for text in texts if rows_with(text)]
    if not parts:
        return cells
    here = cells.with_row_index("at").filter(pl.col("report_id").is_in(cells.filter(pl.col("text").is_in(parts))["report_id"].unique().implode()))
    tables = here.filter(pl.col("text").is_in(parts).any().over("report_id", "table") & (pl.col("row").max().over("report_id", "table") > 0))
    found = {}
    for _, table in tables.group_by("report_id", "table", maintain_order=True):
        found |= _found(table.select("at", "row", "column", "key", "text").rows(), set(parts))
    if not found:
        return cells
    key = pl.int_range(pl.len()).replace_strict(found, default=pl.col("key"), return_dtype=pl.String)
    return cells.with_columns(key=key)


def _found(cells, parts):
    """{number of a cell: key of its row} of the cut labels of a table, given as (number, row, column, key, text). Rows that are two of the table say nothing."""
    rows = {}
    for at, row, column, key, text in cells:
        rows.setdefault(row, []).append((at, column, key, text))
    named = []  # (key of the last label, its cell, its text) of the rows with values
    for row in rows.values():
        labels = [(key, at, text) for at, _, key, text in row if key not in MARKS or key == OTHER]
        figures = [column for _, column, key, _ in row if key in (VALUE, BLANK, UNIT)]
        if labels and figures:
            named.append((labels[-1][0], labels[-1][1], "" if len(set(figures)) < len(figures) else labels[-1][2]))
    found = {}
    for place, (_, at, text) in enumerate(named):
        if text not in parts:
            continue
        above, below = ([key for key, *_ in some] for some in (named[max(place - FARTHEST, 0) : place][::-1], named[place + 1 : place + 1 + FARTHEST]))
        keys = {key for before, key, behind in rows_with(text) if _next(above, before) and _next(below, behind)}
        if len(keys) == 1:
            found[at] = keys.pop()
    return found


def _next(keys, expected):
    """Whether the first of the keys that a form knows is one of those expected."""
    return next((key for key in keys if key in _row_keys()), None) in expected


@lru_cache(maxsize=20_000)
def rows_with(text):
    """[(keys of the row before, key, keys of the row behind)] of the rows of forms that have a text as a part of their label."""
    part = noted_key(text)
    return [(before, key, behind) for label, before, key, behind in _rows() if len(part) >= LEAST_PART and part in label and part != label]


@cache
def _row_keys():
    return frozenset(key for block in blocks() for row in block.rows if row.has_cells for key in row.keys)


@cache
def _rows():
    """(label with its notes, keys of the row before, key, keys of the row behind) of the rows with values of all forms; None stands for no row."""
    found = {}
    for block in (block for form in codebook().forms.values() for table in form.tables for block in table.blocks):
        rows = [(row.label, frozenset(map(label_key, (row.label, *row.also)))) for _, row in leaves(block.rows, "rows") if row.label and not row.rows]
        keys = [frozenset([None]), *(spellings for _, spellings in rows), frozenset([None])]
        for place, (label, _) in enumerate(rows, 1):
            found[noted_key(label), keys[place - 1], label_key(label), keys[place + 1]] = None
    return list(found)
