"""Tables that a page break cuts: parts of one grid become one table again.

Belongs here: which parts belong together and what happens at the seam. Not here: how a part is read from its page.
Whether two halves make one label is asked of the forms, for geometry cannot tell a cut label from a new row without values.
"""

from typing import NamedTuple

from pipeline.readers.form_labels import is_one_label
from pipeline.readers.pdf_parts.flow import joined
from pipeline.readers.pdf_parts.grid import place, snapped

SAME_EDGE = 3.0  # points
MOST_EMPTY = 3  # rows at the end of a page that are frames alone
LEAST_COMMON = 0.6  # share of the column edges: merged labels hide some on one page or the other


class Part(NamedTuple):
    """A table, or the part of a table on one page: edges of columns and rows, cells as grid.Box with their text."""

    page: int
    columns: list
    rows: list
    cells: list  # (Box, text)
    is_ruled: bool = True


class Cell:
    """A cell of a joined table."""

    __slots__ = ("column", "column_span", "page", "row", "row_span", "text")

    def __init__(self, page, row, column, row_span, column_span, text):
        self.page, self.row, self.column, self.row_span, self.column_span, self.text = page, row, column, row_span, column_span, text


def one_grid(first, second):
    """Whether two lists of column edges belong to one table: an outer edge and most of the others in common."""
    common = [edge for edge in first if any(abs(edge - other) <= SAME_EDGE for other in second)]
    outer = abs(first[0] - second[0]) <= SAME_EDGE or abs(first[-1] - second[-1]) <= SAME_EDGE
    return outer and len(common) >= max(3, LEAST_COMMON * min(len(first), len(second)))


def joined_cells(parts):
    """Parts of one table → (cells row by row, texts of headings that are repeated on later pages)."""
    edges = snapped([edge for part in parts for edge in part.columns])
    cells, repeated, height = [], [], 0
    for part in parts:
        texts = {id(box): text for box, text in part.cells}
        placed = place([box for box, _ in part.cells], edges, part.rows)
        here = [Cell(part.page, row, column, row_span, column_span, texts[id(box)]) for row, column, row_span, column_span, box in placed]
        rows = len(part.rows) - 1
        if cells:
            here, empty = _without_empty_begin(here)
            rows -= empty
            height = _without_empty_end(cells, height, here)
            cut = _repeated_rows(cells, here)
            repeated += [(cell.page, cell.text) for cell in here if cell.row < cut and cell.text]
            here = [cell for cell in here if cell.row >= cut]
            here, cut = _sewn(cells, here, height, cut)
        else:
            cut = 0
        for cell in here:
            cell.row += height - cut
        cells += here
        height += rows - cut
    return sorted(cells, key=lambda cell: (cell.row, cell.column)), repeated


def _without_empty_begin(here):
    """(cells of a part that goes on with a table, without the frames alone at its top; how many rows those are)."""
    filled = min((cell.row for cell in here if cell.text), default=0)
    empty = min(filled, MOST_EMPTY)
    if not empty or any(cell.row < empty < cell.row + cell.row_span and cell.text for cell in here):
        return here, 0
    kept = [cell for cell in here if cell.row >= empty]
    for cell in kept:
        cell.row -= empty
    return kept, empty


def _without_empty_end(cells, height, here):
    """Takes the empty rows at the end of a part out of the cells of a table that goes on with text: programs that cut a row at the end of a page draw its
    frame there, and once more with its text on the next → height of the table without them."""
    top = min((cell.row for cell in here), default=0)
    if not any(cell.text for cell in here if cell.row == top):
        return height
    filled = max((cell.row for cell in cells if cell.text), default=0)
    cut = max(filled + 1, height - MOST_EMPTY)
    cells[:] = [cell for cell in cells if cell.row < cut]
    for cell in cells:
        cell.row_span = min(cell.row_span, cut - cell.row)
    return cut


def _repeated_rows(cells, here):
    """How many rows at the top of a part repeat the head of the table."""
    head, again = _by_row(cells), _by_row(here)
    count = 0
    while count < min(len(head), len(again), 5) and _alike(head.get(count), again.get(count)):
        count += 1
    # A head is labels only: a row with a number in it is data that happens to be the same.
    labels = [text for row in range(count) for _, _, text in again[row]]
    return count if labels and any(labels) and not any(text.strip().isdecimal() for text in labels) and count < len(again) else 0


def _by_row(cells):
    rows = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append((cell.column, cell.column_span, cell.text))
    return rows


def _alike(row, other):
    return row is not None and row == other


def _sewn(cells, here, height, cut):
    """Cells of the later part without those that go on with cells of the part before it; and the number of rows it loses at its top."""
    above = {(cell.column, cell.column_span): cell for cell in cells if cell.row + cell.row_span == height}
    top = [(above.get((cell.column, cell.column_span)), cell) for cell in here if cell.row == cut]
    gone = set()
    leaf = [(upper, lower) for upper, lower in top if lower.row_span == 1 and upper is not None and upper.row_span == 1]
    if _is_one_row(leaf) and all(upper is not None for upper, _ in top):
        for upper, lower in top:
            upper.text = joined(upper.text, lower.text)
            upper.row_span += lower.row_span - 1
            gone.add(id(lower))
        return [cell for cell in here if id(cell) not in gone], cut + 1
    last_label = max((lower.column for _, lower in top if _is_chinese(lower.text)), default=-1)
    for upper, lower in top:
        # An empty cell goes on with the group label above it if labels follow it in its row; beside values it is a blank, and stays one.
        carried = upper is not None and upper.row_span + lower.row_span > 2 and lower.column < last_label and lower.text in ("", upper.text)
        if not carried and not (upper is not None and _is_chinese(lower.text) and is_one_label(upper.text, lower.text)):
            continue
        upper.text = upper.text if carried else joined(upper.text, lower.text)
        upper.row_span += lower.row_span
        gone.add(id(lower))
    return [cell for cell in here if id(cell) not in gone], cut


def _is_one_row(pairs):
    """Whether the last row of a page and the first of the next are halves of one: a label in two pieces, and beside it nothing but numbers in two pieces."""
    both = [(upper.text, lower.text) for upper, lower in pairs if upper.text and lower.text]
    labels = [pair for pair in both if is_one_label(*pair)]
    only_numbers = not any(_is_chinese(lower.text) for _, lower in pairs) and any(_is_chinese(upper.text) for upper, _ in pairs)
    return bool(labels or (both and only_numbers)) and all(pair in labels or (pair[0] + pair[1]).replace(".", "").replace(",", "").isdecimal() for pair in both)


def _is_chinese(text):
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
