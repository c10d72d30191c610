"""Text files as people and converters lay them out: marks of Markdown, tables drawn with rules and bars, labels wrapped between bars.

Marks become spaces and drawn tables rows with `|`, which text.py reads; every text keeps its length, so that places outside of drawn tables stay
true. Belongs here: how a table is drawn with signs. Not here: geometry of rulings (pdf_grid.py), rows with `|` or tabs (text.py).
"""

import re
from itertools import pairwise
from unicodedata import east_asian_width

from pipeline.readers.form_labels import is_label
from pipeline.readers.pdf_flow import cell_text
from pipeline.readers.pdf_grid import ruled_tables
from pipeline.readers.pdf_page import Character

# What a text has that needs a look (for polars, over many texts at once).
MARKED = r"(?m)^#{1,6} |\*\*|^ *\+[-=]{3}|\|[ \r]*\n *\|"
MARKDOWN = re.compile(r"^#{1,6} |^\|? ?:?-{3,}:? ?\|", re.M)
RULE = re.compile(r"^ *\+[-=]{3}[-=+| ]*\+\s*$", re.M)
DRAWN = re.compile(r"^\s*[|+].*[|+]\s*$")
LEAST_LINES = 3  # of a drawn table
MOST_LINES = 8  # of a wrapped label
UNIT, PITCH, HEIGHT = 5, 12, 10  # points: width of a Latin letter, distance and height of lines


def plain(text):
    """A text without marks of Markdown and with its drawn tables as rows of cells between bars, of the same length."""
    if MARKDOWN.search(text):
        text = re.sub(r"^#{1,6} ", lambda mark: " " * len(mark[0]), text, flags=re.M)
        return re.sub(r"\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*", r"  \1  ", text)
    return _rewritten(text, _ruled if RULE.search(text) else _wrapped)


def _rewritten(text, find):
    """The text with runs of lines replaced: `find` takes the lines of a drawing and yields (first, behind the last, rows of cells)."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found = [(first + begin, first + end, rows) for first, stop in _drawings(lines) for begin, end, rows in find(lines[first:stop])]
    for first, stop, rows in reversed(found):
        length = starts[stop] - starts[first] - 1
        new = "\n".join("|" + "|".join(row) + "|" for row in rows)
        if len(new) <= length:
            text = text[: starts[first]] + new + " " * (length - len(new)) + text[starts[first] + length :]
    return text


def _drawings(lines):
    """(first, behind the last) of the runs of lines that begin and end with a bar or a corner."""
    edges = [number for number, (above, line) in enumerate(pairwise(["", *lines, ""])) if bool(DRAWN.match(above)) != bool(DRAWN.match(line))]
    return [(first, stop) for first, stop in zip(edges[::2], edges[1::2], strict=True) if stop - first >= LEAST_LINES]


# --- rules across and bars down ------------------------------------------------------------------------------------


def _ruled(lines):
    across, down, characters = [], [], []
    for number, line in enumerate(lines):
        top, left, corner = number * PITCH, 0, None
        for sign in line.rstrip():
            width = UNIT * (2 if east_asian_width(sign) in "WFA" else 1)
            middle = left + width / 2
            if sign in "+|":
                down.append((middle, top + PITCH / 2 * (number == 0), top + PITCH / (1 + (number == len(lines) - 1))))
            if sign == "+":
                across += [(top + PITCH / 2, corner, middle)] if corner is not None else []
                corner = middle
            elif sign not in "-=":
                corner = None
                if sign not in "| ":
                    characters.append(Character(sign, left, top, left + width, top + HEIGHT))
            left += width
    for table in ruled_tables(across, down):
        for character in characters:
            x, y = (character.left + character.right) / 2, (character.top + character.bottom) / 2
            cell = next((cell for cell in table.cells if cell.left <= x < cell.right and cell.top <= y < cell.bottom), None)
            if cell is not None:
                cell.characters.append(character)
        yield int(table.rows[0] // PITCH), int(table.rows[-1] // PITCH) + 1, _rows(table.cells)


def _rows(cells):
    """Texts of cells row by row; a merged cell stands where it begins."""
    rows = {}
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.left)):
        rows.setdefault(cell.top, []).append(cell_text(cell.characters))
    return list(rows.values())


# --- bars alone ----------------------------------------------------------------------------------------------------


def _wrapped(lines):
    """Rows whose labels go on in the lines below, where no other cell has anything."""
    cells = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines]
    position = 0
    while position < len(cells):
        stop = next((stop for stop in range(min(position + MOST_LINES, len(cells)), position + 1, -1) if _is_one_row(cells[position:stop])), None)
        if stop is not None:
            yield position, stop, [["".join(column) for column in zip(*cells[position:stop], strict=True)]]
        position = stop or position + 1


def _is_one_row(lines):
    """Whether lines of cells are one row: labels of a form that go on in each line below, and in the other columns a single text."""
    if len({len(line) for line in lines}) > 1:
        return False
    columns = [[text for text in column if text] for column in zip(*lines, strict=True)]
    over_lines = [len(column) > 1 for column in columns]
    goes_on = all(any(text and more for text, more in zip(line, over_lines, strict=True)) for line in lines[1:])
    return goes_on and all(is_label("".join(column)) for column, more in zip(columns, over_lines, strict=True) if more)
