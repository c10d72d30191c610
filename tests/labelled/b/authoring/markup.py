"""Marked-up prose and its labels.

    [[412条|主动公开政府信息|@new opt y=2018]]    a metric: printed span, measure, options
    <<12345|phone>>                              a numeral that is no metric, with the reason

Options of a metric: `@key` indicator (forms.indicator), `opt` `rep` `zero` class, `chg` `share` `lvl` kind, `y=2018` or `y=none` period, `v=` `max=` `u=` `a=`
override value, upper value, unit, approx; `alt=次,期` unit_alts; `also=measure` a second, optional metric on the same span.
Value, unit, approx and kind are read from the span otherwise; author.py prints them for proof-reading.  Numerals that carry no mark must be
years, dates, section numbers or other forms listed in PLAIN, otherwise parsing fails: nothing stays unlabelled by accident.
"""

import re
import unicodedata
from dataclasses import dataclass, field

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "亿": 10**8}
CHINESE = "零〇一二三四五六七八九十百千两"
UP = ("净增", "增加", "增长", "增幅", "增", "提高", "提升", "上升", "多", "扩大")
DOWN = ("减少", "下降", "降低", "缩短", "压缩", "少", "减", "降")
APPROX = {
    "近": "about",
    "约": "about",
    "左右": "about",
    "上下": "about",
    "余": "at_least",
    "多": "at_least",
    "以上": "at_least",
    "突破": "at_least",
    "超过": "at_least",
    "超": "at_least",
    "+": "at_least",
    "不足": "less_than",
    "不到": "less_than",
    "以内": "less_than",
}
NUMBER = re.compile(
    rf"(?P<pre>[^0-9{CHINESE}]*)(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|[{CHINESE}]+(?:万[{CHINESE}]+)?)"
    r"(?P<more>[余多]?)(?P<scale>[万亿]?)(?P<more2>[余多]?)(?P<plus>\+?)"
    r"(?P<unit>.*?)(?P<post>以上|左右|上下|以内|多|余)?"
)

# idioms with a numeral: kept as not_metrics
IDIOMS = [
    "第三方",
    "无一",
    "第一责任人",
    "第一关",
    "一律",
    "一线",
    "一次性",
    "下一步",
    "下一年度",
    "下一年",
    "过去一年",
    "一年来",
    "一年间",
    "一揽子",
    "一键",
    "一目了然",
    "千篇一律",
    "一把手",
    "一站式",
    "一刀切",
    "一人一策",
    "万家",
    "千家万户",
    "四面八方",
    "三言两语",
    "百花齐放",
    "百家",
]
# forms of numerals that need no mark: (pattern, reason)
PLAIN = [
    (r"\d{4}年\d{1,2}月\d{1,2}日", "date"),
    (r"\d{4}年\d{1,2}月", "date"),
    (r"\d{1,2}月\d{1,2}日", "date"),
    (r"\d{4}-\d{2}-\d{2}", "date"),
    (r"\d{4}年", "year"),
    (r"[二一][〇○零一二三四五六七八九]{3}年", "year"),
    (r"〔\d{4}〕\d+号", "document number"),
    (r"第\d+号", "document number"),
    (r"(?m)^（[一二三四五六七八九十]+）", "section number"),
    (r"(?m)^[一二三四五六七八九十]+、", "section number"),
    (r"(?m)^\d+[.．、]", "section number"),
    (r"(?m)^\([一二三四五六七八九十]+\)", "section number"),
    (r"[一二三四五六七八九]是", "ordinal"),
    (r"第[一二三四五六七八九十\d]+[条项章]", "article"),
    (r"第一时间", "idiom"),
    (r"0\d{2,3}-\d{7,8}", "phone"),
    (r"一体化", "idiom"),
    ("|".join(IDIOMS), "idiom"),
    (r"其一|其二|其三", "ordinal"),
    (r"二十大|二十届三中全会|二十届四中全会|十九大|十九届[四五六]中全会", "name"),
]
# words that only look like numerals
WORDS = re.compile(
    "进一步|统一|一致|一定|一些|一批|一并|一般|一直|一旦|万一|一方面|同一|唯一|一经|不一|逐一|一样|一起|一系列|十分|百姓|一览表|单一|之一|两侧|千方百计"
)


@dataclass
class Mark:
    """A labelled stretch of a paragraph's plain text."""

    start: int
    end: int
    text: str
    metric: dict | None = None
    reason: str | None = None


@dataclass
class Paragraph:
    """Plain text with its marks; style `p` paragraph or `h` section heading."""

    text: str
    marks: list = field(default_factory=list)
    style: str = "p"


def chinese_number(text):
    """一千二百三十 -> 1230, 四千三百 -> 4300, 一〇六 -> 106, 四万三千 -> 43000."""
    if "万" in text:
        high, low = text.split("万")
        return chinese_number(high) * 10**4 + (chinese_number(low) if low else 0)
    if not any(c in TENS for c in text):
        value = 0
        for c in text:
            value = value * 10 + DIGITS[c]
        return value
    total, digit = 0, 0
    for c in text:
        if c in TENS:
            total += (digit or 1) * TENS[c]
            digit = 0
        else:
            digit = DIGITS[c]
    return total + digit


def read_span(text):
    """value, unit, approx, kind of a printed span such as 近400篇, 2.3万余人次, 增加6条, 六成, 10万+."""
    flat = unicodedata.normalize("NFKC", text).replace("＋", "+")
    if flat.startswith("百分之"):
        return chinese_number(flat[3:]), "%", "exact", "share"
    match = NUMBER.fullmatch(flat)
    if not match:
        raise ValueError(f"span {text!r}")
    number, unit, pre = match["number"], match["unit"], match["pre"]
    value = chinese_number(number) if number[0] in CHINESE else float(number.replace(",", ""))
    if unit.startswith("成"):
        value, unit = value * 10, "%"
    money = unit == "元"
    if match["scale"] and money:
        unit = match["scale"] + unit
    elif match["scale"]:
        value *= SCALES[match["scale"]]
    value = round(value, 6)
    approx = "exact"
    before = [p for p in APPROX if len(p) > 1 and p in pre] + [p for p in APPROX if p == pre[-1:]]
    for mark in [match["more"], match["more2"], match["plus"], match["post"] or "", *before]:
        if mark and mark in APPROX and not (mark == "多" and pre == "多"):
            approx = APPROX[mark]
    if pre == "多":
        approx = "exact"
    kind, sign = "level", 1
    if "百分点" in unit:
        kind = "change"
    elif unit == "%":
        kind = "share"
    if pre.startswith(UP):
        kind = "change"
    elif pre.startswith(DOWN):
        kind, sign = "change", -1
    value *= sign
    return (int(value) if float(value).is_integer() else value), unit, approx, kind


def metric_of(text, measure, options, year, form, indicator):
    """Gold fields of one metric without place and sentence."""
    opts, flags = {}, []
    for word in options.split():
        if word.startswith("@"):
            opts["@"] = word[1:]
        elif "=" in word:
            name, _, value = word.partition("=")
            opts[name] = value
        else:
            flags.append(word)
    kind = {"chg": "change", "share": "share", "lvl": "level"}
    label = {"opt": "optional", "rep": "repeat", "zero": "implied_zero"}
    unknown = set(flags) - set(kind) - set(label) or set(opts) - {"@", "y", "v", "max", "u", "a", "alt", "also"}
    if unknown:
        raise ValueError(f"options {unknown} of {text}")
    if "zero" in flags:
        value, unit, approx, statistic = 0, opts["u"], "exact", "level"
    elif "v" in opts:
        value, unit, approx, statistic = float(opts["v"]), opts["u"], opts.get("a", "exact"), "level"
        value = int(value) if value.is_integer() else value
    else:
        value, unit, approx, statistic = read_span(text)
    unit, approx = opts.get("u", unit), opts.get("a", approx)
    for flag in flags:
        statistic = kind.get(flag, statistic)
    name, path = indicator(form, opts["@"]) if "@" in opts else (None, None)
    period = opts.get("y", str(year))
    return {
        "text": text,
        "value": value,
        "value_max": float(opts["max"]) if "max" in opts else None,
        "unit": unit,
        "approx": approx,
        "measure": measure,
        "period_year": None if period == "none" else int(period),
        "kind": statistic,
        "class": next((label[f] for f in flags if f in label), "core"),
        "unit_alts": opts["alt"].split(",") if "alt" in opts else [],
        "indicator": name,
        "indicator_path": path,
        "_key": opts.get("@"),
        "_also": opts.get("also"),
    }


MARK = re.compile(r"\[\[(?P<span>[^|\]]+)\|(?P<measure>[^|\]]+)(?:\|(?P<options>[^\]]*))?\]\]|<<(?P<no>[^|>]+)\|(?P<reason>[^>]+)>>")


def parse_paragraph(source, year, form, indicator):
    """One marked-up line -> Paragraph; raises ValueError on a numeral without a label."""
    style = "p"
    if source.startswith("# "):
        style, source = "h", source[2:]
    text, marks, last = "", [], 0
    for match in MARK.finditer(source):
        text += source[last : match.start()]
        span = match["span"] or match["no"]
        start = len(text)
        text += span
        if match["span"]:
            metric = metric_of(span, match["measure"], match["options"] or "", year, form, indicator)
            also = metric.pop("_also")
            marks.append(Mark(start, len(text), span, metric=metric))
            if also:
                second = {**metric, "measure": also, "class": "optional", "indicator": None, "indicator_path": None, "_key": None}
                marks.append(Mark(start, len(text), span, metric=second))
        else:
            marks.append(Mark(start, len(text), span, reason=match["reason"]))
        last = match.end()
    text += source[last:]
    if "[[" in text or "]]" in text or "<<" in text or ">>" in text:
        raise ValueError(f"broken mark: {text}")
    marks += plain_numerals(text, marks)
    marks.sort(key=lambda m: m.start)
    for mark in marks:
        if mark.metric:
            mark.metric["sentence"] = sentence_around(text, mark.start, mark.end)
    return Paragraph(text, marks, style)


def plain_numerals(text, marks):
    """Marks for years, dates, section numbers; raises where another numeral is unlabelled."""
    taken = [False] * len(text)
    for mark in marks:
        taken[mark.start : mark.end] = [True] * (mark.end - mark.start)
    out = []
    for pattern, reason in PLAIN:
        for match in re.finditer(pattern, text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                shown = match[0][:4] if reason == "year" else match[0]
                out.append(Mark(match.start(), match.start() + len(shown), shown, reason=reason))
    for match in WORDS.finditer(text):
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    left = [text[max(0, m.start() - 8) : m.end() + 6] for m in re.finditer(rf"[0-9０-９]+|[{CHINESE}万亿]+", text) if not all(taken[m.start() : m.end()])]
    if left:
        raise ValueError(f"unlabelled numerals: {left}")
    return out


def sentence_around(text, start, end):
    """The sentence (split at 。；！？) a span stands in."""
    begin = max(text.rfind(c, 0, start) for c in "。；！？") + 1
    stops = [p for p in (text.find(c, end) for c in "。；！？") if p >= 0]
    return text[begin : min(stops) if stops else len(text)].strip()
