"""Ruled tables in which no line stands above the titles of blocks: 55｜0｜166 and 第二十条第（五）项 below it share a cell.

Belongs here: cutting such a row in two. Not here: other lines that tables leave out (partial.py).
"""

from functools import cache

from pipeline.readers.form_labels import is_title
from pipeline.readers.pdf_parts.flow import lines
from pipeline.tables.forms import blocks

SHORTEST = 2  # lines of a cell that may hold a title below something else


def with_titles_apart(table):
    """A ruled table (grid.Ruled), with the last line of a cell that is the title of a block in a row of its own."""
    cut = {number: place for number, cell in enumerate(table.cells) if (place := _above_title(cell)) is not None}
    if not cut:
        return table
    cells = []
    for number, cell in enumerate(table.cells):
        if number not in cut:
            cells.append(cell)
            continue
        parts = [[], []]
        for one in cell.characters:
            parts[(one.top + one.bottom) / 2 > cut[number]].append(one)
        cells += [cell._replace(bottom=cut[number], characters=parts[0]), cell._replace(top=cut[number], characters=parts[1])]
    return table._replace(rows=sorted({*table.rows, *cut.values()}), cells=sorted(cells, key=lambda cell: (cell.top, cell.left)))


def _above_title(cell):
    """Where the title begins that stands in a cell below other text; None where there is none."""
    text = "".join(one.text for one in cell.characters)
    if not any(sign in text for sign in _signs()):
        return None
    *above, last = lines(cell.characters)
    if len(above) + 1 < SHORTEST or not is_title(last.text) or is_title("".join(line.text for line in (*above, last))):
        return None
    return (above[-1].bottom + last.top) / 2


@cache
def _signs():
    """What titles of blocks begin with, as far as any two of them do: 第二十条."""
    titles = [block.title for block in blocks() if block.title]
    return frozenset(title[:4] for title in titles)
