"""The one place that reads numbers: from what a cell prints, or a numeral, to its value, unit, precision and kind.

Belongs here: cells of tables, plain numerals, the words that qualify a number. Not here: how quantities are written in prose (prose/numerals.py), which
numbers matter.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from schemas.codebook import codebook

ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
CHINESE = "[〇零一二两三四五六七八九十百千万亿廿卅]"
YEAR_SIGNS = dict(zip("〇○◯零ＯOo0一二三四五六七八九", "00000000123456789", strict=True))  # digits of a year that is spelt: 二〇一三, 二○一三, 二O一三
WIDE_DIGITS = dict(zip("０１２３４５６７８９", "0123456789", strict=True))
# Signs of no width, as word processors put around numbers for their direction, and where a word may break.
NO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


_spaced_thousands = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
# The mark of a note behind a number, which would read as another digit of it: 8①, 8¹, 8[1], 8*.
_note = re.compile(r"(?<=[0-9０-９])\s*(?:[¹²³⁰⁴-⁹]+|[①-⑳]|[\[［〔【]注?[0-9０-９]{1,2}[\]］〕】]|[*＊※])+\s*$")
_invisible = re.compile(f"[{NO_WIDTH}]")
_two_numbers = re.compile(r"[0-9]\s+[0-9]")


class Quantity(NamedTuple):
    """A number as printed: `value` in `unit`, 万 and 亿 of counts multiplied out; money keeps 万元."""

    value: float | None
    value_max: float | None
    unit: str | None
    precision: str
    kind: str


BLANK = Quantity(None, None, None, "exact", "blank")
TEXT = Quantity(None, None, None, "exact", "text")


@cache
def _patterns():
    values = codebook().values
    words = {
        name: "|".join(re.escape(word) for word in sorted(getattr(values, name), key=len, reverse=True))
        for name in ("plus", "minus", "about", "at_least", "less_than", "cell_units")
    }
    before = "|".join(re.escape(word) for word in values.at_least if word not in ("余", "多", "+", "以上"))
    cell = re.compile(
        rf"^(?P<before>{words['about']}|{words['less_than']}|{before})?"
        rf"(?:(?P<sign>{words['plus']}|{words['minus']})|\((?P<noted>{words['plus']}|{words['minus']})\))?(?P<number>(?:{ARABIC})|{CHINESE}+)(?P<scale>[十百千万亿]*)(?P<inner>[余多]?)"
        rf"(?P<unit>{words['cell_units']})?(?P<behind>{words['about']}|{words['at_least']}|{words['less_than']})?(?P<note>\([^()]*\))?$"
    )
    return values, cell, {name: re.compile(f"^(?:{words[name]})$") for name in words}


def plain_number(text):
    """Value of a bare numeral: '1,234', '12.5', '一百二十', '2.3万', '两千'. None for anything else."""
    text = unicodedata.normalize("NFKC", text).replace(",", "")
    match = re.fullmatch(rf"([0-9]+(?:\.[0-9]+)?|{CHINESE}+?)([十百千万亿]*)", text)
    if not match:
        return None
    number, scale = match.groups()
    if number[0].isascii():
        value = float(number)
        for sign in scale:
            value *= SCALES[sign]
        return value
    return _chinese(text)


@lru_cache(maxsize=50_000)
def _chinese(text):
    if text in ("万", "亿"):
        return None
    from cn2an import cn2an  # takes half a second, which a night without new numerals saves

    text = text.replace("两", "二")
    if text[0] in "百千万亿":
        text = "一" + text
    try:
        return float(cn2an(text, "smart"))
    except ValueError:
        return None


@lru_cache(maxsize=200_000)
def cell_quantity(text):
    """Quantity of a cell: number, zero, blank, dash, not applicable, a zero in words, or text that is no number.

    '减4', '4（减）' → -4, '１２件' → 12 件, '251000元' → 251000 元, '8①' → 8, '／' → not applicable, '' → blank.
    """
    if text.isdecimal() and text.isascii():  # most cells by far
        value = float(text)
        return Quantity(value, None, None, "exact", "number" if value else "zero")
    text = unicodedata.normalize("NFKC", _note.sub("", _invisible.sub("", text))).strip()
    if _two_numbers.search(_spaced_thousands.sub("", text)):
        return TEXT
    text = "".join(text.split())
    values, pattern, words = _patterns()
    if not text:
        return BLANK
    if re.match(values.dash, text):
        return BLANK._replace(kind="dash")
    if re.match(values.not_applicable, text):
        return BLANK._replace(kind="not_applicable")
    if re.match(values.stated_zero, text):
        return Quantity(0.0, None, None, "exact", "stated_zero")
    match = pattern.match(text)
    value = plain_number(match["number"] + match["scale"]) if match else None
    if value is None:
        return TEXT
    signs = (match["sign"], match["noted"], (match["note"] or "").strip("()"))  # 减3, (减)3, 3(减)
    if value and any(sign and words["minus"].match(sign) for sign in signs):
        value = -value
    unit = match["unit"]
    if unit in ("元",) and match["scale"] in ("万", "亿"):
        value, unit = value / SCALES[match["scale"]], match["scale"] + unit
    return Quantity(value, None, unit, precision(match["before"], match["inner"], match["behind"]), "zero" if value == 0 else "number")


def precision(*marks):
    """Precision class that the words around a number give it: exact, about, at_least or less_than."""
    words = _patterns()[2]
    for name in ("less_than", "at_least", "about"):
        if any(mark and words[name].match(mark) for mark in marks):
            return name
    return "exact"


def cell_values(texts):
    """Distinct texts (Series) → frame text, value, cell_unit, precision, value_kind."""
    distinct = texts.unique()
    quantities = [cell_quantity(text) for text in distinct]
    return pl.DataFrame(
        {
            "text": distinct,
            "value": [quantity.value for quantity in quantities],
            "cell_unit": [quantity.unit for quantity in quantities],
            "precision": [quantity.precision for quantity in quantities],
            "value_kind": [quantity.kind for quantity in quantities],
        },
        schema={"text": pl.String, "value": pl.Float64, "cell_unit": pl.String, "precision": pl.String, "value_kind": pl.String},
    )
