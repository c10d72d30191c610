"""Ruled tables that leave lines out: between the columns of the rows below a head, or between all rows.

Belongs here: what the cells of such a table tell of lines that are not there. Not here: tables with lines across alone (underlines.py), without any
(columns.py).
"""

import re
from itertools import pairwise

from pipeline.readers.blocks import HAN
from pipeline.readers.form_labels import begins_label, is_label
from pipeline.readers.pdf_parts.flow import cell_text, lines
from pipeline.readers.pdf_parts.grid import SNAP, Box
from pipeline.readers.pdf_parts.page import across
from pipeline.readers.pdf_parts.underlines import crosses
from pipeline.readers.pdf_parts.values import is_value

FIGURES = re.compile("[-+−0-9., ]+$")
THOUSANDS, WRAPPED = 0.6, 1.5  # of the font size: a blank within a number is no wider; a number that goes on below leaves no more room in its cell
LEAST_VALUES, MANY = 2, 5  # texts side by side in a cell that holds those of several columns; so many need not be known
CUT = re.compile(r"[-+−]?[0-9][0-9,.]*(?: \| [0-9,.]+)+")  # a number in lines, or numbers
PADDING = 11.3  # points, of a cell to the left and right of its text together
LOWEST = 6.0  # points, of a cell that a text may stand in
LEAST_STACKED = 2  # cells of a row that hold those of several rows


def without_missing_lines(table):
    """Cells of a ruled table (grid.Ruled), those cut in which the texts of several columns stand: often only the head and the labels have upright lines,
    or every other row. The lines of the rows above and below tell the columns, where they do not those of the whole table."""
    for cell in table.cells:
        if not cell.characters and cell.bottom - cell.top < LOWEST:
            continue  # a frame that a page break has torn
        edges = [edge for edge in table.columns if cell.left + SNAP < edge < cell.right - SNAP]
        if not edges or len(cell.characters) < LEAST_VALUES:
            yield cell
            continue
        found = lines(cell.characters)
        if max(len(line.pieces) for line in found) < LEAST_VALUES:
            yield cell
            continue
        cuts = [_cut_at(cell, found, drawn) for drawn in (*_near(table, cell, edges), edges)]
        yield from max(cuts, key=lambda cut: sum(bool(part.characters) for part in cut))


def _near(table, cell, edges):
    """Those edges at which cells end in the row above a cell, and in the row below it."""
    for row in (
        [other for other in table.cells if abs(other.bottom - cell.top) < SNAP],
        [other for other in table.cells if abs(other.top - cell.bottom) < SNAP],
    ):
        ends = [other.right for other in row]
        drawn = [edge for edge in edges if any(abs(edge - end) < SNAP for end in ends)]
        if drawn:
            yield drawn


def text_of(cell):
    """Text of a cell: its lines as one. Numbers that stand apart in it, side by side or below each other, stay apart: the line between them is missing."""
    text = cell_text(cell.characters)
    if len(cell.characters) < 2 or not FIGURES.match(text):
        return text
    found = lines(cell.characters)
    if len(found) == 1:
        pieces = [piece.text for line in found for piece in line.pieces]
        widest = max((second.left - first.right for first, second in pairwise(found[0].pieces)), default=0)
        return " | ".join(pieces) if widest > THOUSANDS * found[0].size else text
    return " | ".join(line.text for line in found)


def with_whole_numbers(cells):
    """(Box, text) of the cells of a table, with numbers whole that their narrow cells cut in two lines: 138⏎4. Such a line fills its cell, and most other
    values of the row have one line each, or there is but one beside its label."""
    rows = {}
    for number, (box, text) in enumerate(cells):
        rows.setdefault(box.top, []).append((number, box, text))
    for row in rows.values():
        cut = [(number, box, text) for number, box, text in row if CUT.fullmatch(text)]
        values = sum(is_value(text) and not HAN.match(text) for _, _, text in row)
        is_row = len(cut) < values or (len(cut) == 1 and not values and any(is_label(text) for _, _, text in row))
        if cut and is_row and all(_is_filled(box) for _, box, _ in cut):
            for number, box, text in cut:
                cells[number] = (box, text.replace(" | ", ""))
    return cells


def _is_filled(box):
    """Whether each line of a cell but the last leaves no room for another sign, between margins as word processors have them."""
    *above, last = lines(box.characters)
    if not above:
        return False
    room = box.right - box.left - max(line.right - line.left for line in above)
    return room < max(WRAPPED * last.size, PADDING + max((line.right - line.left) / len(line.text) for line in above))


def has_no_rows(table):
    """Whether a ruled table has lines between its columns alone: several cells of a row hold a value in each of their lines, or a heading above a value, or
    all the table is one row that holds more than a label."""
    rows = {}
    for cell in table.cells:
        rows.setdefault(cell.top, []).append(_texts(cell))
    stacks = (sum(_is_stack(texts) for texts in row) for row in rows.values())
    is_one_row = len(table.rows) == 2 and any(len(texts) > 2 and not _begins("".join(texts)) for row in rows.values() for texts in row)
    return is_one_row or any(count >= LEAST_STACKED for count in stacks)


def _begins(text):
    """Whether a text is a label, or what a page break has left of one at the foot of a page."""
    return is_label(text) or begins_label(text)


def _texts(cell):
    """Lines of text of a cell that has several."""
    characters = cell.characters
    if len(characters) < 2 or max(one.top for one in characters) < min(one.bottom for one in characters):
        return []
    return [line.text for line in lines(characters)]


def _is_stack(texts):
    *above, last = texts or [""]
    values = [is_value(text) for text in above]
    return is_value(last) and bool(above) and ((all(values) and len(values) > 1) or (not any(values) and is_label("".join(above))))


def _cut_at(cell, found, edges):
    """A cell that holds the texts of several columns, as a cell for each column, or for those that a text stands across; as it is where that does not tell
    them apart; `found` are its lines. Each text must be a value, or a label or the beginning of one, unless many stand side by side."""
    pieces = [piece for line in found for piece in line.pieces]
    columns = list(pairwise([cell.left, *(edge for edge in edges if not any(crosses(piece, edge) for piece in pieces)), cell.right]))
    inside = [[_within(line.pieces, *column) for line in found] for column in columns]
    texts = ["".join(piece.text for some in column for piece in some) for column in inside]
    beside = max(sum(bool(column[at]) for column in inside) for at in range(len(found)))
    known = all(is_value(text) or is_label(text) or begins_label(text) for text in texts if text)
    if beside < LEAST_VALUES or not (known or beside >= MANY):
        return [cell]
    if any(is_value(text) and max(map(len, column)) > 1 for text, column in zip(texts, inside, strict=True)):
        return [cell]
    return [Box(left, cell.top, right, cell.bottom, [one for one in cell.characters if left <= across(one) < right]) for left, right in columns]


def _within(pieces, left, right):
    return [piece for piece in pieces if left <= (piece.left + piece.right) / 2 < right]
