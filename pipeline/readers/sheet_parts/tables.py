"""Where the tables of a sheet stand: their rows, their columns, the cells that are printed and what each of them spans.

Belongs here: places. Many workbooks are filled in from one form, so what follows from places alone is worked out once for each shape. Not here: files and
values (spreadsheet.py), what a table means.
"""

from array import array
from functools import lru_cache
from operator import itemgetter

from pipeline.readers.blocks import LONG_CELL, MOST_COLUMNS
from pipeline.readers.form_labels import is_label

LEAST_BESIDE, LEAST_LABELS = 6, 3  # columns of a sheet with two tables side by side, and labels of a form in each


def side_by_side(texts, filled, first, last, width):
    """(left, right) of the columns of each table, where several stand beside one another with an empty column between them: each has labels and numbers."""
    found = _columns(filled, first, last, width)
    if len(found) == 1:
        return found
    rows = [texts[start : start + width] for start in range(first * width, (last + 1) * width, width)]
    return found if all(_is_table([row[left:right] for row in rows]) for left, right in found) else [(0, width)]


@lru_cache(maxsize=1_000)
def _columns(filled, first, last, width):
    """(left, right) of the columns between empty ones, in the rows of the table; all of them where a table that wide has none."""
    columns = [any(filled[first * width + column : (last + 1) * width : width]) for column in range(width)]
    if not LEAST_BESIDE <= width <= MOST_COLUMNS or all(columns):
        return [(0, width)]
    is_filled = [False, *columns, False]
    edges = [column for column in range(width + 1) if is_filled[column] != is_filled[column + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True)) if len(edges) > 2 else [(0, width)]


def _is_table(rows):
    """Whether columns of a sheet are a table: labels, and numbers beside labels but for a row of remedies, whose labels stand above it."""
    numbers = [[text.isdecimal() for text in row if text] for row in rows]
    beside = [not all(row) for row in numbers if any(row)]
    return bool(beside) and beside.count(False) <= 1 and sum(map(is_label, {text for row in rows for text in row if text})) >= LEAST_LABELS


@lru_cache(maxsize=1_000)
def geometry(filled, first, last, width, left_column, right_column, start, merged):
    """(function, rows, columns, row spans, column spans) of the cells of rows first … last and the columns from left to right that are printed: four arrays;
    the function picks their texts out of those of the sheet.

    `filled`: for each row of the sheet whether it holds anything; `start`: the place of its first row and column in the file; `merged`: first place and
    last place of merged areas in the file. Rows count from `first`.
    """
    filled, spans, covered = filled[first : last + 1], {}, set()
    height, (top, left) = len(filled), start
    for (first_row, first_column), (last_row, last_column) in merged:
        first_row, first_column = first_row - top - first, first_column - left
        if 0 <= first_row < height and 0 <= first_column < width:
            last_row, last_column = min(last_row - top - first, height - 1), min(last_column - left, width - 1)
            spans[first_row, first_column] = last_row - first_row + 1, last_column - first_column + 1
            covered.update((row, column) for row in range(first_row, last_row + 1) for column in range(first_column, last_column + 1))
    shown = [
        (row, column)
        for row in range(height)
        if filled[row]
        for column in range(left_column, right_column)
        if (row, column) in spans or (row, column) not in covered
    ]
    cells = [((first + row) * width + column, row, column, *spans.get((row, column), (1, 1))) for row, column in shown]
    picked, *numbers = zip(*cells, strict=True) if cells else ((), (), (), (), ())
    pick = itemgetter(*picked) if len(picked) > 1 else lambda texts: [texts[place] for place in picked]
    return [pick, *(array("h", values) for values in numbers)]


def table_rows(texts, in_rows, width):
    """(first, last) row of the table proper: rows with one text above it are titles, those below it notes, unless a form knows them as labels; 依申请公开情况
    is one, and the heading of a section of prose too."""

    def is_of_table(number):
        if in_rows[number] != 1:
            return in_rows[number] > 1
        text = next(filter(None, texts[number * width : (number + 1) * width]))
        return len(text) < LONG_CELL and is_label(text)

    first = next((number for number, count in enumerate(in_rows) if count > 1), len(in_rows))
    first = next((number + 1 for number in range(first - 1, -1, -1) if not is_of_table(number)), 0)
    return first, next(filter(is_of_table, range(len(in_rows) - 1, first - 1, -1)), first - 1)


@lru_cache(maxsize=1_000)
def counts(filled, width):
    """How many cells of each row hold anything."""
    return tuple(sum(filled[start : start + width]) for start in range(0, len(filled), width))
