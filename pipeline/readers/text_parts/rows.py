"""Rows of cells that a converter has broken over several lines.

Belongs here: which lines of cells are one row. Not here: how lines are cut into cells (layouts.py, spaced.py).
"""

import re

from pipeline.readers.form_labels import is_label

DASHES = re.compile("[-—–－]+")
MOST_LINES = 8  # of a wrapped label


def joined_rows(cells):
    """(first, behind the last, cells) of rows: lines of cells that are one row together, the others alone."""
    position = 0
    while position < len(cells):
        longest = min(position + MOST_LINES, len(cells))
        stop = next((stop for stop in range(longest, position + 1, -1) if _is_one_row(cells[position:stop])), position + 1)
        yield position, stop, ["".join(column) for column in zip(*cells[position:stop], strict=True)]
        position = stop


def _is_one_row(lines):
    """Whether lines of cells are one row: labels of a form that go on in each line below, and in the other columns a single text."""
    if len({len(line) for line in lines}) > 1:
        return False
    columns = [[text for text in column if text] for column in zip(*lines, strict=True)]
    over_lines = [len(column) > 1 for column in columns]
    if any(more and any(map(DASHES.fullmatch, column)) for column, more in zip(columns, over_lines, strict=True)):
        return False  # a dash below a heading is a value, and no end of it
    goes_on = all(any(text and more for text, more in zip(line, over_lines, strict=True)) for line in lines[1:])
    return goes_on and all(is_label("".join(column)) for column, more in zip(columns, over_lines, strict=True) if more)
