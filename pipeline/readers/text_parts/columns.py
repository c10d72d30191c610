"""Tables of text files whose columns stand under each other, whatever stands in their cells: units, dashes, blanks, labels over several lines.

Signs get places on a page, and the code that reads pages without rulings (pdf_parts/columns.py) tells their columns; where a form has totals, they must be those of
the cells. Belongs here: text as a page. Not here: tables whose numbers alone tell them (spaced.py, proved.py).
"""

import re
from bisect import bisect_left
from functools import cache
from itertools import accumulate, pairwise
from unicodedata import east_asian_width

from pipeline.numbers import cell_quantity
from pipeline.page_numbers import IN_TABLE
from pipeline.readers.pdf_parts.columns import aligned_tables
from pipeline.readers.pdf_parts.flow import Line, Part, merged
from pipeline.readers.pdf_parts.values import is_value
from pipeline.readers.text_parts.spaced import totals_of, wide_tables

UNIT, PITCH, SIZE = 5, 12, 10  # points: width of a Latin letter, distance of lines, size of a Chinese sign
WORD = re.compile(r"[^ \u3000]+")
PAGE = re.compile(IN_TABLE)
LEAST_RIGHT = 0.9  # share of the rows whose totals are right
VALUE_LAST, GAP = re.compile(r"\S\s+[-—–/／0-9０-９]\S*\s*$"), re.compile("[ \u3000]{2}")
LEAST_ROWS = 3
LEAST_SPACED = 0.7  # share of the lines that end with a value with more than a blank between two texts: others stand in no columns


def column_tables(lines, taken):
    """(first, behind the last, rows of cells) of tables among lines of text outside of those `taken`, (first, behind the last) each."""
    best, rows = [], [line.strip() for line in lines if VALUE_LAST.search(line)]
    if len(rows) < LEAST_ROWS or sum(bool(GAP.search(row)) for row in rows) < LEAST_SPACED * len(rows):
        return best
    for wide in ("WF", ""):  # signs count as two or one: pdftotext counts each as one
        found = list(_tables(lines, taken, wide))
        if sum(len(rows) for *_, rows in found) > sum(len(rows) for *_, rows in best):
            best = found
    return best


def _tables(lines, taken, wide):
    outside = [
        number for number, line in enumerate(lines) if line.strip() and not PAGE.match(line) and not any(first <= number < stop for first, stop in taken)
    ]
    if not outside:
        return
    # Empty lines, and what was left out, count as one: a page may end there.
    height = list(accumulate((min(step, 2) for step in (below - above for above, below in pairwise(outside))), initial=0))
    page = [_line(top, lines[number], wide) for top, number in zip(height, outside, strict=True)]
    breaks = [PITCH * (height[at] - 0.5) for at in {bisect_left(outside, first) for first, _ in taken} if at < len(outside)]
    tops, position, waiting = [line.top for line in page], 0, []
    for kind, item in [*aligned_tables(page, 0, breaks), ("line", None)]:
        if kind == "table":
            waiting.append(item)
            continue
        stop = tops.index(item.top, position) if item else len(page)
        edges = [position, *(bisect_left(tops, table.rows[0]) for table in waiting[1:]), stop]
        for table, (begin, end) in zip(waiting, pairwise(edges), strict=False):
            yield from _proved(outside[begin], outside[end - 1] + 1, table, page[begin:end])
        position, waiting = stop + 1, []


@cache
def _totals():
    """Number of values in a row of a form → totals_of() their headings."""
    return {len(columns): totals_of(columns) for _, _, columns in wide_tables()}


def _is_straight(lines, left, right):
    """Whether the values of a column begin at one place, or end at one, or have their middle there."""
    values = [part for line in lines for part in line.parts if left <= (part.left + part.right) / 2 < right and is_value(part.text)]
    places = [part.left for part in values], [part.right for part in values], [(part.left + part.right) / 2 for part in values]
    return any(max(at, default=0) - min(at, default=0) <= UNIT for at in places)


def _line(number, line, wide):
    places, at = [0], 0
    for sign in line:
        at += UNIT * (2 if east_asian_width(sign) in wide or sign == "\u3000" else 1)
        places.append(at)
    top = number * PITCH
    pieces = [Part(places[word.start()], places[word.end()], word[0], top) for word in WORD.finditer(line)]
    return Line(0, top, top + SIZE, SIZE, merged(pieces, lambda gap: gap[1] - gap[0] > UNIT), pieces)


def _proved(first, stop, table, lines):
    """The rows of a table as a text prints them, with a cell for each column behind the labels of a row; nothing where totals are wrong, or where there are
    none, cells are blank and the others do not stand exactly below each other."""
    values = table.columns[1:-1]
    rows, wrong, right, fullest = [], 0, 0, 0
    for top in table.rows[:-1]:
        here = [(box, text) for box, text in table.cells if box.top == top]
        data = {box.left: text for box, text in here if box.left >= table.columns[1] and box.left in values}
        labels = [text for box, text in here if box.left < table.columns[1]]
        if len(data) == len(values) and all(not text or is_value(text) for text in data.values()) and any(data.values()):
            cells = [data[left] for left in values]
            rows.append([*labels, *cells])
            fullest = max(fullest, sum(map(bool, cells)))
            for first_part, total in _totals().get(len(cells), ()):
                *parts, whole = (cell_quantity(text).value or 0 for text in cells[first_part : total + 1])
                right, wrong = right + (sum(parts) == whole), wrong + (sum(parts) != whole)
        else:
            rows.append([text for _, text in here if text])
    if len(values) > fullest:  # no row has a text in each: they stand in no columns
        return
    headed = {box.left for box, text in table.cells if text and not is_value(text)}
    is_straight = headed.issuperset(values) and all(_is_straight(lines, *column) for column in pairwise(table.columns[1:]))
    if not right + wrong and any("" in row and any(row) for row in rows) and not is_straight:
        return
    if any("|" in text for row in rows for text in row) or right < LEAST_RIGHT * (right + wrong):
        return
    yield first, stop, [row for row in rows if row]
