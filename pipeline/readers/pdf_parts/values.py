"""Values on a page: which texts of a line can stand in the cells of a table, and which of them do.

Belongs here: numbers, their units, what stands for them, numbers of rows. Not here: the columns that values make (columns.py), what a cell is worth
(pipeline/numbers.py).
"""

import itertools
import re
from functools import cache, lru_cache
from unicodedata import normalize

from pipeline.readers.form_labels import begins_label, is_label
from pipeline.readers.pdf_parts.flow import merged
from pipeline.readers.pdf_parts.labels import overlap
from schemas.codebook import codebook

SIGNS, DIGITS = "[-+−﹣＋]|增加?|减少?", "[0-9０-９][0-9０-９,，.]*"
BESIDE_ROW = 1.2  # of the font size, by which a number may stand above or below the other texts of its row
LARGE = ("万", "千", "亿")  # what stands before 元 in a unit
LEAST_SERIALS = 5  # rows of a page
LONE = 3  # lines around one in which a number stands alone


@lru_cache(maxsize=20_000)
def is_value(text):
    """Whether a text can stand in a value column: a number, with its unit or without, a dash, a unit."""
    return _is_number(text) or normalize("NFKC", text) in codebook().values.cell_units  # ⼈ for 人


def _is_number(text):
    return bool(_numbers().match(text))


@cache
def _numbers():
    """Pattern of a cell with a number or what stands for one."""
    units = "|".join(sorted(map(re.escape, codebook().values.cell_units), key=len, reverse=True))
    return re.compile(rf"^(?:{SIGNS})?{DIGITS}(?:{units}|％)?$|^[-—–―－/／\\]+$|^无$")


def with_values(lines):
    """Lines of a page → (the same, without the numbers of rows and with values as parts of their own; the values of each)."""
    lines = _without_serials(lines)
    lines = [_with_values_apart(line) if len(line.pieces) > len(line.parts) else line for line in lines]
    return lines, _with_lone_values(lines, [values_of(line) for line in lines])


def _without_serials(lines):
    """Lines without the numbers of rows before their labels: whole numbers that rise by one, each with a label behind it."""
    numbered = [number for number, line in enumerate(lines) if len(line.parts) > 1 and line.parts[0].text.isdecimal() and not _is_number(line.parts[1].text)]
    serials = [int(lines[number].parts[0].text) for number in numbered]
    if len(serials) < LEAST_SERIALS or any(below - above != 1 for above, below in itertools.pairwise(serials)):
        return lines
    return [line._replace(parts=line.parts[1:], pieces=line.pieces[1:]) if number in numbered else line for number, line in enumerate(lines)]


def _with_values_apart(line):
    """A line in whose parts numbers that stand near each other, as in narrow columns, and units near their label are parts of their own."""
    parts = []
    for part in line.parts:
        pieces = [] if is_value(part.text) else [piece for piece in line.pieces if part.left <= piece.left < part.right]
        if len(pieces) < 2 or not is_value(pieces[-1].text):
            parts.append(part)
        elif all(is_value(piece.text) for piece in pieces):
            parts += pieces
        else:
            label = merged(pieces[:-1], lambda gap: False)[0]
            is_known = any(is_label(text) or begins_label(text) for text in (label.text, pieces[-2].text))
            parts += [label, pieces[-1]] if is_known else [part]
    return line._replace(parts=parts)


def values_of(line):
    """Parts of a line that stand like values: behind a label, or three and more of them side by side, or a number behind its unit."""
    values, first = [part for part in line.parts if is_value(part.text)], line.parts[0].text
    if len(line.parts) < 2 or not is_value(line.parts[-1].text):
        return []
    least = 1 if not is_value(first) else 2 if first in codebook().values.cell_units else 3
    return values if len(values) >= least else []


def _with_lone_values(lines, data):
    """Values of lines, also where numbers stand alone between the lines of their label, below and above others of their columns; 元 below 万 is none."""
    mended = list(data)
    for number, line in enumerate(lines):
        above, below = slice(max(number - LONE, 0), number), slice(number + 1, number + 1 + LONE)
        if not data[number] and all(_is_number(part.text) for part in line.parts):
            in_column = [all(_stands_over(part, itertools.chain.from_iterable(data[side])) for part in line.parts) for side in (above, below)]
            is_beside = number > 0 and bool(data[number - 1]) and line.top - lines[number - 1].top < BESIDE_ROW * line.size
            mended[number] = list(line.parts) if all(in_column) or (any(in_column) and is_beside) else []
        elif [value.text for value in data[number]] == ["元"]:
            ends_unit = _stands_over(data[number][0], (part for at in lines[above] for part in at.parts if part.text in LARGE))
            mended[number] = [] if ends_unit else data[number]
    return mended


def _stands_over(part, others):
    """Whether a part has a width in common with one of the others."""
    return any(overlap(other, part.left, part.right) for other in others)
