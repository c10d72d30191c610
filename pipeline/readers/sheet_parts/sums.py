"""Sums of a sheet that no program has worked out yet, as libraries write them: =SUM(D5:I5), =D5+D6-D7.

What a person sees on opening the sheet. Belongs here: sums and differences of cells of the same sheet that hold numbers or nothing. All else stays
as it is written, and is told: other functions, other sheets, cells with text.
"""

import re

DEEPEST, MOST_CELLS = 10, 2_000  # sums of sums; cells of a range
REFERENCE = r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,5})"
TERM = r"(?:SUM\(([^()]*)\)|(\$?[A-Z]{1,3}\$?[0-9]{1,6}))"
_term = re.compile(f"([+-]?){TERM}")
_formula = re.compile(rf"=[+-]?{TERM}(?:[+-]{TERM})*")
_range = re.compile(rf"{REFERENCE}(?::{REFERENCE})?")


def with_sums(formulas, value_at):
    """{place: formula} with the number in place of each formula that is a sum; `value_at`: (row, column), counted from 0 → what a cell holds, '' for nothing."""
    return {place: text if (total := _worked_out(text, formulas, value_at)) is None else total for place, text in formulas.items()}


def _worked_out(text, formulas, value_at, depth=0):
    """The number that a formula gives, None where it is no sum of numbers."""
    text = text.replace(" ", "").upper()
    if depth > DEEPEST or not _formula.fullmatch(text):
        return None
    total = 0.0
    for sign, places, single in _term.findall(text[1:]):
        for reference in (places or single).split(","):
            for place in _places(reference):
                number = _number(place, formulas, value_at, depth) if place else None
                if number is None:
                    return None
                total += -number if sign == "-" else number
    return total


def _number(place, formulas, value_at, depth):
    value = formulas.get(place)
    if value is not None:
        return _worked_out(value, formulas, value_at, depth + 1)
    value = value_at(place)
    return 0.0 if value == "" else float(value) if isinstance(value, float | int) and not isinstance(value, bool) else None


def _places(reference):
    """Places of the cells of a reference or a range; None among them where it is none, or too large."""
    found = _range.fullmatch(reference)
    if not found:
        return [None]
    first, last = (_column(found[1]), int(found[2]) - 1), (_column(found[3] or found[1]), int(found[4] or found[2]) - 1)
    (left, right), (top, bottom) = sorted((first[0], last[0])), sorted((first[1], last[1]))
    if (right - left + 1) * (bottom - top + 1) > MOST_CELLS:
        return [None]
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
