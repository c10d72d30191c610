"""How quantities are written in prose, from masked text to their shape.

Prose is looked at with every run of digits as one MASK, so that sentences that differ in their figures alone are read once. The digits come back at the
end, as columns: a Shape says how to make a value of them. Belongs here: what a numeral with its words and its unit looks like. Not here: numerals by
themselves and cells (numbers.py), where in a text they stand (mentions.py).
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.numbers import CHINESE, SCALES, WIDE_DIGITS, plain_number, precision
from schemas.codebook import codebook

MASK = "\ue000"
JOINED = "\ue010"  # in place of a blank or a full-width comma between thousands
ASCII_DIGITS = rf"[0-9]+(?:[,{JOINED}]{{1,2}}[0-9]{{3}})*(?:\.[0-9]+)?"
DIGITS = rf"{ASCII_DIGITS}|[０-９]+(?:[,{JOINED}][０-９]{{3}})*(?:[．.][０-９]+)?"
FULL_WIDTH = WIDE_DIGITS | {"．": ".", ",": "", JOINED: ""}
BETWEEN_THOUSANDS = "(?:[ \u00a0\u2009\u202f\u3000，]|, )"
SPELT = f"{CHINESE}+(?:点{CHINESE}+)?"
NUMERAL = f"(?:{MASK}|{SPELT})"
MORE_THAN = ("过", "上")  # only before round numbers: 过百, 上千, but 网上5件
INSIDE_MEANS = {"几": "余", "来": "左右"}  # 十几件 is ten and some, 十来件 about ten
INSIDE, SCALE, BEHIND = "[余多几来]", "[十百千万亿]*", "以上|左右|上下|以内|以下|之多|\\+"


@cache
def unit_names():
    """All units that prose may count in, the longest first."""
    return sorted({name for entry in codebook().units.units for name in (entry.unit, *entry.also)} - {"成"}, key=lambda name: (-len(name), name))


@cache
def _thousands():
    units = "|".join(map(re.escape, unit_names()))
    behind = rf"(?=(?:[.．][0-9０-９]+)? ?{INSIDE}?[万亿]?{INSIDE}?(?:{units}))"
    digit = ("[0-9]", "[０-９]")
    return re.compile("|".join(rf"(?<![0-9０-９.,]){one}{{1,3}}(?:{BETWEEN_THOUSANDS}{one}{{3}})+(?!{one}){behind}" for one in digit))


def joined_thousands(text):
    """A text with JOINED for each blank or full-width comma between thousands: '5 218条', '１，９０３条'. A number so written is told by the unit behind it."""
    return _thousands().sub(lambda match: re.sub("[^0-9０-９,]", JOINED, match[0]), text)


@cache
def qualifiers():
    """Words that may stand before a number and qualify it, and words that only look so (签约); the longest first."""
    values = codebook().values
    behind = {"余", "多", "+", "以上", "左右", "上下", "以内", "以下", *codebook().words.limits}
    words = ({*values.about, *values.at_least, *values.less_than} - behind) | {*MORE_THAN}
    return [sorted(group, key=lambda word: (-len(word), word)) for group in (words, codebook().units.not_qualifying)]


class Shape(NamedTuple):
    """How a quantity of prose is written. Its value is `value`, or where that is None its digits × `factor`; the same for the upper value of a range.

    `skip` characters at the start do not belong to it (签约1217户). The unit is as printed; money in 元, 万元 or 亿元.
    """

    skip: int
    value: float | None
    factor: float
    is_range: bool
    value_max: float | None
    factor_max: float
    unit: str | None
    precision: str
    is_round: bool  # nothing but 百, 千 or 万 and a unit
    is_bounded: bool  # 以上, 以下, 以内 behind it
    form: str  # counted, ratio, doubled or bare


FEW = re.compile("([一二两三四五六七八])([二三四五六七八九])([十百千万]?)")


@cache
def _quantity():
    before, guards = ("|".join(map(re.escape, words)) for words in qualifiers())
    unit = "|".join(map(re.escape, unit_names()))
    ratio = rf"百分之 ?(?P<percent>{NUMERAL})|(?P<fraction>{CHINESE}+分之{CHINESE}+)|(?P<whole>百分百)|(?P<half>一半|半数)|翻了?(?P<doubled>[一两二三])番|(?P<tenths>{NUMERAL})成(?P<tenth>[一二三四五六七八九半])?(?P<tenth_some>[多余])?"
    counted = (
        rf"(?P<number>{NUMERAL}) ?(?P<some>{INSIDE})? ?(?P<scale>{SCALE})(?P<more>{INSIDE}|\+)? ?"
        rf"(?:[-—–~～至到] ?(?P<upper>{NUMERAL}) ?(?P<upper_some>{INSIDE})? ?(?P<upper_scale>{SCALE})(?P<upper_more>{INSIDE})? ?)?(?P<unit>{unit})?"
    )
    return re.compile(rf"(?:(?P<guard>{guards})|(?P<before>{before})了? ?)?(?:{ratio}|{counted})(?P<tail>{BEHIND})?")


@lru_cache(maxsize=100_000)
def quantity_shape(text):
    """Shape of a quantity in masked text; None for what is none.

    '近#篇' is about; '#万余人次' is at least, digits × 10000; '#万元' stays in 万元; '八成以上' is at least 80 %, '三分之一' 33.3 %, '翻一番' 100 %;
    '#至#人次' is a range; digits without a unit have the unit None.
    """
    match = _quantity().fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    some = part["tenth_some"] or part["some"] or part["more"] or part["upper_some"] or part["upper_more"]
    behind = (part["tail"] or "").replace("之多", "以上")
    more_than = part["before"] in MORE_THAN and (part["number"] or "")[:1] in ("百", "千", "万")
    grade = "at_least" if more_than else precision(part["before"], some and INSIDE_MEANS.get(some, some), behind)
    not_before = part["guard"] or (part["before"] if part["before"] in MORE_THAN and not more_than else "")
    shape = Shape(len(not_before), None, 1.0, False, None, 1.0, None, grade, False, behind in ("以上", "以下", "以内"), "bare")
    return _counted(part, shape, some) if part["number"] else _ratio(part, shape)


def _counted(part, shape, some):
    number, scale, unit = part["number"], part["scale"], part["unit"]
    if unit is None and number != MASK and not re.fullmatch("[^百千万亿].*[万亿]", number):  # 粉丝突破十二万
        return None
    if unit and unit[0] in "元块" and (found := re.fullmatch("(.*)(万|亿)", number + scale)):
        unit = found[2] + "元"
        number, scale = (MASK, scale[:-1]) if number == MASK else (found[1], "")
    few = None if part["upper"] else FEW.fullmatch(number)
    if few and plain_number(few[2]) == plain_number(few[1]) + 1:  # 两三条, 三四百户
        number, part = few[1] + few[3], part | {"upper": few[2] + few[3], "upper_scale": scale}
    value, upper = _spelt(number), _spelt(part["upper"])
    if (number != MASK and value is None) or (part["upper"] not in (None, MASK) and upper is None):
        return None
    factor_max = _scale(part["upper_scale"] or "")
    factor = _scale(scale) if scale else factor_max  # 3-5万人: the scale stands once
    return shape._replace(
        value=value and value * factor,
        factor=factor,
        is_range=bool(part["upper"]),
        value_max=upper and upper * factor_max,
        factor_max=factor_max,
        unit=unit,
        is_round=number.strip("百千万亿") == "" and not some,
        form="counted" if unit else "bare",
    )


def _ratio(part, shape):
    """Shares in words. Fractions are given to one decimal: 三分之一 says no more than 33.3 %."""
    if part["percent"]:
        value = _spelt(part["percent"])
    elif part["fraction"]:
        parts, whole = (_spelt(number) for number in reversed(part["fraction"].split("分之")))
        value = round(100 * parts / whole, 1) if parts and whole else None
    elif part["whole"]:
        value = 100.0
    elif part["half"]:
        value = 50.0
    elif part["doubled"]:
        return shape._replace(value=100.0 * (2 ** (_spelt(part["doubled"]) or 1) - 1), unit="%", form="doubled")
    else:
        tenth = 5.0 if part["tenth"] == "半" else _spelt(part["tenth"]) or 0.0
        value = _spelt(part["tenths"])
        shape = shape._replace(factor=10.0)
        value = None if value is None else 10 * value + tenth
    return shape._replace(value=value, unit="%", form="ratio")


def _spelt(text):
    """Value of a number in Chinese signs; None for masks and for nothing."""
    if not text or text == MASK:
        return None
    whole, point, decimals = text.partition("点")
    value = SCALES.get(whole) or plain_number(whole)
    return value if value is None or not point else value + float("0." + "".join(str(int(plain_number(sign))) for sign in decimals))


def _scale(signs):
    value = 1.0
    for sign in signs:
        value *= SCALES[sign]
    return value
