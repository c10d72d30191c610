"""Text of ruled tables that stands outside of its cell: below the frame at the end of a page, or in the rows above and below where a row is too low for it.

Whose text it is only the forms can tell. Belongs here: such text. Not here: cells over a page break (pdf_joins.py).
"""

from itertools import combinations, pairwise

from pipeline.readers.form_labels import begins_label, is_label, is_one_label
from pipeline.readers.pdf_flow import joined, lines
from pipeline.readers.pdf_grid import SNAP

MOST_ROWS, MOST_LINES = 3, 9  # of labels whose lines are mixed


def without_overhang(parts, text):
    """The lines of a page without those below its last table that are the rest of labels in its last row: browsers cut a row at the end of a page and
    print what is left of its text below the frame. The labels are made whole."""
    if not parts:
        return text
    bottom = parts[-1].rows[-1]
    last_row = [number for number, (box, _) in enumerate(parts[-1].cells) if abs(box.bottom - bottom) < SNAP]
    for line in (line for line in text if bottom - SNAP < line.top < bottom + line.size):
        found = [(next((n for n in last_row if _over(parts[-1].cells[n][0], piece)), None), piece) for piece in line.pieces]
        if all(number is not None for number, _ in found) and any(_goes_on(parts[-1].cells[number][1], piece.text) for number, piece in found):
            for number, piece in found:
                box, label = parts[-1].cells[number]
                parts[-1].cells[number] = (box, joined(label, piece.text))
            text = [other for other in text if other is not line]
    return text


def _goes_on(label, rest):
    """Whether a text is the rest of a label, or all of the rest that stands on its page."""
    return is_one_label(label, rest) or (begins_label(label + rest) and not is_label(rest))


def _over(box, piece):
    return box.left <= (piece.left + piece.right) / 2 < box.right


def in_their_rows(cells):
    """[(Box, text)] of a table with labels in their own rows: a printed sheet lets the text of a low row run into those above and below."""
    strange = [number for number, (box, text) in enumerate(cells) if box.characters and _is_taller(box, text)]
    for number in strange:
        if is_label(cells[number][1]):
            continue
        column = _column(cells, number)
        place = column.index(number)
        windows = ((first, first + count) for count in range(2, MOST_ROWS + 1) for first in range(place - count + 1, place + 1))
        for first, stop in windows:
            rows = column[first:stop] if first >= 0 else []
            if len(rows) == stop - first and not all(is_label(cells[row][1]) for row in rows):
                found = _as_labels([line.text for row in rows for line in lines(cells[row][0].characters)], len(rows))
                if found:
                    for row, label in zip(rows, found, strict=True):
                        cells[row] = (cells[row][0], label)
                    break
    return cells


def _is_taller(box, text):
    """Whether a cell holds Chinese text that reaches out of it."""
    if not any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return False
    return min(one.top for one in box.characters) < box.top - 1 or max(one.bottom for one in box.characters) > box.bottom + 1


def _column(cells, number):
    """Numbers of the cells that stand below one another in the column of a cell."""
    box = cells[number][0]
    column = [at for at, (other, _) in enumerate(cells) if abs(other.left - box.left) < SNAP and abs(other.right - box.right) < SNAP]
    return sorted(column, key=lambda at: cells[at][0].top)


def _as_labels(texts, count):
    """Lines of text as so many labels of a form, one after the other; None if they are not."""
    if len(texts) > MOST_LINES:
        return None
    for cuts in combinations(range(1, len(texts)), count - 1):
        edges = [0, *cuts, len(texts)]
        labels = ["".join(texts[start:stop]) for start, stop in pairwise(edges)]
        if all(map(is_label, labels)):
            return labels
    return None
