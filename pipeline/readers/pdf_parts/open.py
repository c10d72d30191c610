"""Ruled tables whose last row has no line below it: its values stand among the text of the page.

Belongs here: taking that row into its table. Not here: other lines that tables leave out (partial.py, titles.py).
"""

from pipeline.readers.form_labels import names_row
from pipeline.readers.pdf_parts.grid import SNAP, Box
from pipeline.readers.pdf_parts.values import is_value

FARTHEST = 2.5  # of the font size, from the last line across to the row
LEAST_VALUES = 3  # of a row without a label


def with_last_rows(parts, lines):
    """(parts of tables on a page (joins.Part), its lines outside of them): a line right below a table that has a value in each of its last columns, or a
    label of a row and values, is its last row."""
    whole = []
    for number, part in enumerate(parts):
        row = _row_below(part, lines, parts[number + 1].rows[0] if number + 1 < len(parts) else None)
        if row is not None:
            line, cells = row
            part = part._replace(rows=[*part.rows, cells[0][0].bottom], cells=[*part.cells, *cells])
            lines = [other for other in lines if other is not line]
        whole.append(part)
    return whole, lines


def _row_below(part, lines, next_table):
    """(line, [(Box, text)]) of the row below a part; None where there is none."""
    end = part.rows[-1]
    below = [line for line in lines if line.top >= end - 1 and line.pieces[0].left >= part.columns[0] - SNAP and line.right <= part.columns[-1] + SNAP]
    line, after = (*sorted(below, key=lambda line: line.top), None, None)[:2]
    if line is None or line.top - end > FARTHEST * line.size or (next_table is not None and line.bottom > next_table):
        return None
    goes_on = after is not None and after.top - line.bottom < FARTHEST * line.size and is_value(after.pieces[-1].text)
    if goes_on or any(other.top < end - 1 and other.bottom > end + 1 for other in lines):  # a table without lines
        return None
    columns = sorted((box.left, box.right) for box, _ in part.cells if abs(box.bottom - end) < SNAP)
    at = [next((place for place, (left, right) in enumerate(columns) if left <= (piece.left + piece.right) / 2 < right), None) for piece in line.pieces]
    first, *others = (piece.text for piece in line.pieces)
    has_label = names_row(first) and not is_value(first)
    is_row = (has_label and others) or (is_value(first) and len(at) == len(columns) >= LEAST_VALUES)
    if not is_row or None in at or len(set(at)) < len(at) or not all(map(is_value, others)):
        return None
    texts = dict(zip(at, (first, *others), strict=True))
    return line, [(Box(left, end, right, line.bottom + 1, []), texts.get(place, "")) for place, (left, right) in enumerate(columns)]
