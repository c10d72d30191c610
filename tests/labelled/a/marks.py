"""Marked-up report text: what stands between [[ ]] is a metric, between (( )) a numeral that is none.

[[text|measure|indicator key|options]]     options, separated by blanks: opt, rep, zero (class), y=2015 or y=none (period),
                                           v= max= u= a= k= (value, upper value, unit, approx, kind where the words alone do not tell),
                                           alt=unit (another unit that is right), also=measure:key[+measure:key] (further, optional
                                           metrics that one number states: 电子邮件和信函各1件)
((text|reason))
"""

import re
import unicodedata
from dataclasses import dataclass, field

MARK = re.compile(r"\[\[(?P<metric>.*?)\]\]|\(\((?P<other>.*?)\)\)")
DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
SCALES = {"十": 10, "百": 100, "千": 1000}
RISE = "增长到|增加|增长|上升|提高|增幅为|净增|增|多出|多"
FALL = "减少|下降|降低|少"
AT_LEAST, ABOUT, LESS_THAN = "at_least", "about", "less_than"
BEFORE = {
    "近": ABOUT,
    "约": ABOUT,
    "超过": AT_LEAST,
    "超": AT_LEAST,
    "突破": AT_LEAST,
    "不足": LESS_THAN,
    "不到": LESS_THAN,
    "只有": None,
    "仅": None,
    "高达": None,
}
AFTER = {"以上": AT_LEAST, "左右": ABOUT, "上下": ABOUT, "以内": LESS_THAN, "+": AT_LEAST}


@dataclass
class Mark:
    """One marked numeral with its place in the plain text of its paragraph."""

    text: str
    start: int
    end: int
    reason: str | None = None
    measure: str = ""
    key: str = ""
    options: dict = field(default_factory=dict)


def read(marked):
    """Plain text and the marks in it."""
    plain, marks, at = "", [], 0
    for m in MARK.finditer(marked):
        plain += marked[at : m.start()]
        at = m.end()
        fields = (m["metric"] or m["other"]).split("|")
        mark = Mark(fields[0], len(plain), len(plain) + len(fields[0]))
        if m["other"]:
            mark.reason = fields[1]
        else:
            mark.measure = fields[1]
            mark.key = fields[2] if len(fields) > 2 else ""
            for option in fields[3].split() if len(fields) > 3 else []:
                name, _, value = option.partition("=")
                mark.options[name] = value
        plain += fields[0]
        marks.append(mark)
    return plain + marked[at:], marks


def chinese(numeral):
    """一千二百零六 → 1206, 百 → 100, 二十八 → 28; the multiplier 万 is handled by the caller."""
    total, digit = 0, None
    for c in numeral:
        if c in SCALES:
            total += (1 if digit is None else digit) * SCALES[c]
            digit = None
        else:
            digit = DIGITS[c]
    return total + (digit or 0)


def quantity(text):
    """(value, unit, approx, kind) of a marked span such as 近400篇, 2.3万余人次, 增加6条, 三百二十条, 7.5％, 六成."""
    kind, sign, approx, rest = "level", 1, "exact", text
    if m := re.match(rf"({RISE}|{FALL})(?=[\d〇零一二两三四五六七八九十百千近约．])", text):
        kind, rest = "change", text[m.end() :]
        sign = -1 if re.fullmatch(FALL, m[1]) else 1
    for word, meaning in BEFORE.items():
        if rest.startswith(word):
            approx, rest = meaning or approx, rest[len(word) :]
            break
    for word, meaning in AFTER.items():
        if rest.endswith(word):
            approx, rest = meaning, rest[: -len(word)]
            break
    if rest.startswith("百分之"):
        rest = rest[3:] + "%"
    m = re.match(r"([\d０-９][\d０-９,.．]*|[〇零一二两三四五六七八九十百千]+)([余多])?(万|亿)?([余多])?(成)?([余多])?(.*)$", rest)
    if not m:
        raise ValueError(f"no number in {text}")
    number, few, scale, few2, tenth, few3, unit = m.groups()
    latin = re.match(r"[\d０-９]", number)
    value = float(unicodedata.normalize("NFKC", number).replace(",", "")) if latin else chinese(number)
    if few or few2 or few3:
        approx = AT_LEAST
    if tenth:
        value, unit = value * 10, "%"
    if scale:
        if unit.startswith("元"):
            unit = scale + unit
        else:
            value *= {"万": 1e4, "亿": 1e8}[scale]
    if unit in ("%", "％") and kind == "level":
        kind = "share"
    value = round(value * sign, 6)
    return (int(value) if value == int(value) else value), unit, approx, kind


AUTO = [
    ("document number", r"〔\d{4}〕\d+号"),
    ("date", r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{1,2}月|\d{4}-\d{1,2}-\d{1,2}"),
    ("date", r"二〇[〇一]\S年\S{1,2}月(\S{1,3}日)?|十二月三十一日"),
    ("year", r"\d{4}年|[２０１]{4}年|二〇[〇一]\S年"),
    ("section number", r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])"),
    ("ordinal", r"第[一二三四五六七八九十]+(?=[条次个届位期])|[一二三]是"),
    ("idiom", r"“五公开”|第一时间|一站式|一次性"),
]
# words that hold a numeral character and count nothing
NOT_NUMERALS = re.compile(
    "统一|一定|进一步|下一步|下一年|单一|一般|一体化|同一|一次办结|一期|不一|之一|万元|千条|百问|两级|初信初访|半年|年内|月均|第三方|四季度|四川省|百万亩"
)
NUMERAL = re.compile(r"[\d０-９]+|[〇零一二两三四五六七八九十百千万亿]+")


def plain_numerals(plain, marks):
    """Numerals outside the marks: (what is a date, year, ordinal …: start, end, reason), and what nobody has explained."""
    taken = [(m.start, m.end) for m in marks]
    found = []
    for reason, pattern in AUTO:
        for m in re.finditer(pattern, plain):
            if all(m.end() <= a or m.start() >= b for a, b in taken):
                taken.append(m.span())
                found.append((m.start(), m.end(), reason))
    words = [m.span() for m in NOT_NUMERALS.finditer(plain)]
    left = [
        plain[max(0, m.start() - 6) : m.end() + 6]
        for m in NUMERAL.finditer(plain)
        if all(m.end() <= a or m.start() >= b for a, b in taken) and not any(a <= m.start() and m.end() <= b for a, b in words)
    ]
    return sorted(found), left


def sentence(plain, position):
    """The sentence around a position: from the last 。；！？ to the next."""
    start = max(plain.rfind(c, 0, position) for c in "。；！？") + 1
    ends = [i for i in (plain.find(c, position) for c in "。；！？") if i >= 0]
    return plain[start : min(ends, default=len(plain))].strip()
