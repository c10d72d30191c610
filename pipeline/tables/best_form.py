"""Which form explains a table best, worked out once for each distinct shape of a table.

Belongs here: the forms that come into question, and tables that are turned. Not here: how cells are told by one form (matching.py).
"""

from collections import Counter
from functools import lru_cache

from pipeline.tables.forms import blocks
from pipeline.tables.matching import Matcher
from pipeline.tables.shapes import BLANK, IGNORED, LABEL, UNIT, UNREAD, VALUE, Cell, Reading

LEAST_TURNED = 30  # values of a table that is worth reading with its columns for rows


@lru_cache(maxsize=4_096)
def read_shape(shape):
    """Reading of a table (tuple of Cell) by the form that explains most of it, or None where no form does."""
    return _best_reading(shape) or _turned_reading(shape)


def _turned_reading(shape):
    """Reading of a table without merged cells that is printed with its columns for rows; of a flattened one, whose rows have as many cells each."""
    if sum(cell.key == VALUE for cell in shape) < LEAST_TURNED or any(cell.column_span > 1 for cell in shape):
        return None
    if not shape[0].column_span and len(set(Counter(cell.row for cell in shape).values())) > 1:
        return None
    order = sorted(range(len(shape)), key=lambda position: (shape[position].column, shape[position].row))
    turned = _best_reading(tuple(Cell(shape[position].column, shape[position].row, 1, shape[position].key) for position in order))
    if turned is None:
        return None
    places = sorted(range(len(order)), key=order.__getitem__)
    roles, cells, *others = ([entries[place] for place in places] for entries in turned[2:])
    roles[0] = IGNORED if roles[0] == UNREAD else roles[0]  # the corner, which says what the rows are
    at = [tuple(-1 if place < 0 else order[place] for place in entries) for entries in others]
    return Reading(turned.form, turned.table, tuple(roles), tuple(cells), *at)


def _best_reading(shape):
    keys = {cell.key for cell in shape} - {VALUE, BLANK, UNIT}
    by_form = {}
    for block in blocks():
        by_form.setdefault(block.form, []).append(block)
    known = {form: sum(any(block.rows_of(key) or block.columns_of(key) for block in found) for key in keys) for form, found in by_form.items()}
    likely = [form for form, count in known.items() if count and 2 * count >= max(known.values())]
    readings = [Matcher(shape, by_form[form]).read() for form in likely]
    readings = [reading for reading in readings if reading.taken and reading.roles.count(LABEL) >= 2]
    # The later form wins a draw: the tables of applications and remedies are the same since 2019.
    return max(readings, key=lambda reading: (reading.taken, reading.form), default=None)
