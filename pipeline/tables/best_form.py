"""Which form explains a table best, worked out once for each distinct shape of a table.

Belongs here: the forms that come into question, and tables that are turned. Not here: how cells are told by one form (matching.py).
"""

from collections import Counter
from functools import cache, lru_cache

from pipeline.tables.folded import folded_shape
from pipeline.tables.forms import blocks
from pipeline.tables.matching import Matcher
from pipeline.tables.shapes import BLANK, IGNORED, LABEL, UNIT, UNREAD, VALUE, Cell, Reading

MOSTLY = 0.75  # of the values that stand in one column
LEAST_WIDTH, LEAST_GRID = 4, 10  # cells of the rows of a grid; its values
LEAST_TURNED = 30  # values of a table that is worth reading with its columns for rows, or without its head


@lru_cache(maxsize=4_096)
def read_shape(shape):
    """Reading of a table (tuple of Cell) by the form that explains most of it, or None where no form does."""
    reading = _best_reading(shape) or _turned_reading(shape) or _headless_reading(shape)
    values = sum(cell.key == VALUE for cell in shape)
    if (reading is None or reading.taken < values) and (folded := folded_shape(shape)):
        begin, rows = folded
        found = _gridded_reading(rows)
        if found is not None and found.taken > (reading.taken if reading else 0) and not _has_unread(found, rows):
            return _led(found, begin, len(shape))
    if reading is None or (not shape[0].column_span and 2 * reading.taken < values):
        return max(filter(None, (reading, _gridded_reading(shape))), key=lambda one: one.taken, default=None) or _best_reading(shape, "told")
    return reading


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


def _headless_reading(shape):
    """Reading of a table with one column of values whose head is lost, cut off by a page or drawn as a picture: as if it had the head of its form. Nothing but
    values may stand in that column: a heading that no form knows may say that they are of another year."""
    values = [cell for cell in shape if cell.key == VALUE]
    in_lines = len({cell.row for cell in shape}) == 1
    column, count = Counter(cell.column for cell in values).most_common(1)[0] if values and not in_lines else (1, len(values))
    if count < max(LEAST_TURNED, MOSTLY * len(values)):  # blanks beside titles count as values too
        return None
    others = {cell.key for cell in shape if not in_lines and cell.column == column} - {VALUE, BLANK, UNIT}
    for (label, unit, value), own in _single_heads().items():
        if not own.issuperset(others):  # its own head may stand once more within it, where a page begins
            continue
        printed = (label, unit, value) if column > 1 else (label, value)
        head = tuple(Cell(0, place, shape[0].column_span, key) for place, key in zip((0, 1, column), printed, strict=False))
        head = (*head[:-1], head[-1]._replace(column=column))
        below = tuple(cell._replace(column=cell.column + len(head)) if in_lines else cell._replace(row=cell.row + 1) for cell in shape)
        found = _best_reading(head + below)
        if found is not None and found.taken >= MOSTLY * count:
            roles, cells, *others = (entries[len(head) :] for entries in found[2:])
            at = [tuple(max(place - len(head), -1) for place in entries) for entries in others]
            return Reading(found.form, found.table, roles, cells, *at)
    return None


def _gridded_reading(shape):
    """Reading of a flattened table whose rows have as many cells each, by the columns in which they stand: as if each heading spanned the empty cells beside it.
    Such a table may have columns of its own, or stand below another one in a wider sheet."""
    rows = Counter(cell.row for cell in shape)
    widths = set(rows.values())
    if shape[0].column_span or len(widths) > 1 or max(widths) < LEAST_WIDTH or sum(cell.key == VALUE for cell in shape) < LEAST_GRID:
        return None
    cells, above = [], {}
    for row in _rows_of(shape):
        spans = [1] * len(row)
        is_head = not any(cell.key == VALUE for cell in row)
        for place in range(len(row) - 1, 0, -1):  # from the right, so that a span grows with all that follow
            reaches = above.get(place) == above.get(place - 1) and row[place].key == BLANK
            if is_head and reaches and (row[place - 1].key == BLANK or _heads(row[place - 1].key)):
                spans[place - 1] += spans[place]
        covers = [place for place, cell in enumerate(row) if cell.key != BLANK]
        above = {at: place for place in covers for at in range(place, place + spans[place])} if is_head else {}
        cells += [cell._replace(column_span=1 if cell.key == BLANK else span) for cell, span in zip(row, spans, strict=True)]
    found = _best_reading(tuple(cells))
    # In one that has lost its rows too, 总计 at the end of a head may pass for the label of what follows.
    return found if found is None or len(rows) > 1 or found.taken >= LEAST_TURNED else None


def _has_unread(reading, shape):
    """Whether a reading leaves a value of a shape unread."""
    return any(role == UNREAD and cell.key == VALUE for role, cell in zip(reading.roles, shape, strict=True))


def _led(reading, begin, length):
    """A reading of the cells of a table from `begin` on as one of all its `length` cells; cells that fill up its last row are dropped."""
    behind = max(length - begin - len(reading.roles), 0)
    own = [entries[: length - begin] for entries in reading[2:]]
    roles, cells = ((*[no] * begin, *entries, *[no] * behind) for entries, no in zip(own[:2], (IGNORED, -1), strict=True))
    at = [(*[-1] * begin, *(place + begin if place >= 0 else -1 for place in entries), *[-1] * behind) for entries in own[2:]]
    return Reading(reading.form, reading.table, roles, cells, *at)


def _rows_of(shape):
    rows = {}
    for cell in shape:
        rows.setdefault(cell.row, []).append(cell)
    return rows.values()


@lru_cache(maxsize=20_000)
def _heads(key):
    """Whether a key can be the heading of columns in some form."""
    return any(block.is_heading(key) for block in blocks())


@cache
def _single_heads():
    """(headings of the labels, the units, the values) → all headings that the values may have, of the tables with one column of values, all of the year."""
    found = {}
    for block in blocks():
        heads = {role: [min(column.keys) for column in block.columns if column.role == role and column.keys] for role in ("label", "unit", "value")}
        if all(len(keys) == 1 for keys in heads.values()) and {column.role for column in block.columns} <= {"label", "unit", "value", "ignore"}:
            found[heads["label"][0], heads["unit"][0], heads["value"][0]] = frozenset().union(*(one.keys for one in block.columns if one.role == "value"))
    return found


def _best_reading(shape, by="taken"):
    """Reading by the form that explains most values, or with by="told" tells the rows of most; None where there is none."""
    keys = {cell.key for cell in shape} - {VALUE, BLANK, UNIT}
    known = Counter(form for key in keys for form in _forms_with(key))
    likely = [form for form in _by_form() if known[form] and 2 * known[form] >= max(known.values())]
    readings = [Matcher(shape, _by_form()[form]).read() for form in likely]
    readings = [reading for reading in readings if getattr(reading, by) and reading.roles.count(LABEL) >= 2]
    # The later form wins a draw; the other tables of the report then tell whose it is (reading.py).
    return max(readings, key=lambda reading: (reading.taken, reading.told, reading.form), default=None)


@cache
def _by_form():
    """Form → its blocks."""
    found = {}
    for block in blocks():
        found.setdefault(block.form, []).append(block)
    return found


@lru_cache(maxsize=20_000)
def _forms_with(key):
    """Forms of which a key can be the label of a row or of a column."""
    return tuple(form for form, found in _by_form().items() if any(block.rows_of(key) or block.columns_of(key) for block in found))
