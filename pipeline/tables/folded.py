"""Tables that have lost their rows and kept all their cells, the empty ones and those that merged cells cover: one cell a line, so many lines a row.

Belongs here: how many cells make a row, and where the first row begins. Not here: what the cells are (best_form.py).
"""

from functools import cache

from pipeline.tables.forms import blocks
from pipeline.tables.shapes import BLANK, UNIT, VALUE

LEAST_ROWS, LEAST_LABELS = 8, 4
NARROWEST, WIDEST = 3, 16  # cells of a row


def folded_shape(shape):
    """(number of the first cell, shape in rows) of a shape whose cells all stand in one row, where one way to fold them puts labels of rows below labels, values
    below values, and every label before the values of its row; None where there is none or more than one."""
    keys = [cell.key for cell in shape]
    if shape[0].column_span or shape[-1].row != shape[0].row or BLANK not in keys or len(keys) < LEAST_ROWS * NARROWEST:
        return None
    while keys[-1] == BLANK:
        keys.pop()
    kinds = [key in (VALUE, UNIT) if key in (VALUE, UNIT) or key in row_labels() else None for key in keys]
    if kinds.count(False) < LEAST_LABELS:
        return None
    found = [(begin, width) for width in range(NARROWEST, WIDEST + 1) for begin in range(width) if _fits(keys, kinds, begin, width)]
    if len(found) != 1:
        return None
    (begin, width), shape = found[0], shape[: len(keys)]
    first_value = min((at - begin) % width for at, kind in enumerate(kinds) if kind)
    rows = []
    for start in range(begin, len(keys), width):
        row = shape[start : start + width]
        is_row = any(kind is False for kind in kinds[start : start + width])
        for column in range(width):
            key = row[column].key if column < len(row) else BLANK
            blank = key == BLANK and is_row and column >= first_value
            rows.append(row[0]._replace(row=len(rows) // width, column=column, key=VALUE if blank else key))
    return begin, tuple(rows)


def _fits(keys, kinds, begin, width):
    """Whether columns of this width hold either labels of rows or values, those of labels to the left, and what stands before the first row is empty."""
    if any(key != BLANK for key in keys[:begin]) or len(keys) - begin < LEAST_ROWS * width:
        return False
    columns = [set(kinds[begin + column :: width]) - {None} for column in range(width)]
    values = [column for column, here in enumerate(columns) if here == {True}]
    return all(len(here) < 2 for here in columns) and bool(values) and all(here != {False} for here in columns[values[0] :])


@cache
def row_labels():
    """Keys that are labels of rows in some form and no headings of columns in any."""
    rows = {key for block in blocks() for row in block.rows for key in row.keys}
    return frozenset(rows - {key for block in blocks() for column in block.columns for key in column.keys} - {""})
