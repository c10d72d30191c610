"""Which year a number speaks of: the report year, unless its sentence says another (codebook/narrative/words.yml).

Belongs here: years and comparisons in a sentence. Not here: which year a report is about.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from pipeline.numbers import YEAR_SIGNS
from pipeline.prose.mentions import filled
from pipeline.prose.numerals import MASK, NUMERAL
from schemas.codebook import codebook

TITLE = re.compile("《[^》]*》?|“[^”]*”?")
ASIDE = re.compile("（(?:[^（）]|（[^（）]*）){10,}）")
YEARS = "".join(YEAR_SIGNS)
DIRECTLY = re.compile(f"(?:{NUMERAL}个月|全年|同期)?的?（?|为|的[^，]{{0,8}}")  # what may stand between a year and its number: 和2008年八个月的131条相比
SUMS, OF_YEAR = re.compile("[^，]{0,5}(?:累计|共)"), re.compile(f"全年|年内|[今本当]年|{MASK} ?年")  # 自2008年以来，我局共收到3件
CARRIED = re.compile("度?[无未没有]*(?:结转|转结|转入)")
# 自2008年5月1日至2013年12月31日, 2008—2013年: its end is the report's, so that it counts since the first year
SPAN = re.compile(
    rf"(?:^|[，：；（自从])(?P<from>{MASK}) ?年?(?:度|{MASK} ?月)?(?:份|底|末|初)?(?:{MASK} ?日)?(?:《[^》]*》)?(?:正式)?(?:实施|施行)?起?[至到—–~～-]+"
    rf"(?:今|目前|现在|{MASK} ?年度?(?:{MASK} ?月)?(?:份|底|末)?(?:{MASK} ?日)?(?:止|期间|间)?(?=，|[我本全共]|累计))"
)
YEARS_IN_TURN = re.compile(rf"((?:{MASK} ?年度?[、和与])+{MASK} ?年)[^，]*分别")


@cache
def _patterns():
    """(pattern of a year, what a sentence with one holds, of what is cumulative, of what was added since, of a list since the start)."""
    words = codebook().words
    relative = "|".join(sorted(words.relative_years, key=lambda word: -len(word)))
    others = "|".join(word for word, years in words.relative_years.items() if years)
    compared, added = "|".join(words.compared), filled(words.added_since)
    marker = rf"(?P<until>截至|截止|至|到)?(?P<compared>(?<![一二三四五六七八九])(?:{compared}))? ?(?:于 ?)?(?:(?P<mask>{MASK}) ?年|(?P<spelt>[{YEARS}]{{4}})年|(?P<relative>{relative})(?!度?无?(?:结转|转入)))(?:度|底|末|同期)*"
    said = rf"{MASK} ?年|[{YEARS}]{{4}}年|{others}|{words.cumulative}|{words.since_opened.rstrip('$')}|累计.*{added}"
    return re.compile(marker), said, re.compile(words.cumulative), re.compile(added), re.compile(words.since_opened)


@cache
def _years_of_others():
    """Patterns behind a year, and before one, that is not the number's; behind one that no longer holds; before one that a change is measured against."""
    words = codebook().words
    behind = f"{words.year_of_document}|{filled(words.year_of_finding)}"
    return tuple(re.compile(filled(pattern)) for pattern in (behind, words.year_of_object, words.year_left, words.year_compared))


def with_markers(rows):
    """Rows with sentence, start, statistic → adds year_mask (which mask of the sentence holds the year), year_spelt, year_shift (years from the report
    year), cumulative, later (a year after the report year would speak of the future) and since (a span of time begins with it); all null or false where the report
    year is meant."""
    types = dict(zip(Marker._fields, (pl.Int32, pl.Int32, pl.Int32, pl.Boolean, pl.Boolean, pl.Boolean), strict=True))
    dated = rows.filter(pl.col("sentence").str.contains(_patterns()[1])).select("sentence", "start", "statistic").unique()
    read = [(*row, *_marker(row[0][: row[1]], row[0][row[1] :], row[2] == "change")) for row in dated.iter_rows()]
    markers = pl.DataFrame(read, schema={**{name: rows.schema[name] for name in dated.columns}, **types}, orient="row")
    return rows.join(markers, on=["sentence", "start", "statistic"], how="left", maintain_order="left")


class Marker(NamedTuple):
    """What the text says of the year of a number: columns of with_markers."""

    year_mask: int | None = None
    year_spelt: int | None = None
    year_shift: int | None = None
    cumulative: bool = False
    later: bool = False
    since: bool = False


@lru_cache(maxsize=20_000)
def _marker(before, after, is_change):
    """The Marker of a number with the text before and after it in its sentence."""
    pattern, _, cumulative, added, since = _patterns()
    of_others, of_object, left, measured = _years_of_others()
    before = TITLE.sub(lambda match: match[0].replace("年", "-"), before)  # years of documents
    before = ASIDE.sub(lambda match: match[0].replace("年", "-"), before)  # （2019年3月机构改革时由原林业局组建） says what its clause is about
    clauses = before.split("，")
    here = "，".join(clauses[-2:]) if SUMS.match(clauses[-1]) and not OF_YEAR.search(clauses[-1]) else clauses[-1]
    if cumulative.search(here) or since.search(before) or ("累计" in clauses[-1] and added.search(after)):
        return Marker(cumulative=True)
    if in_turn := YEARS_IN_TURN.search(before):  # 2010年、2011年分别为903条、1127条
        turn, years = before[in_turn.end() :].count(MASK), in_turn[1].count(MASK)
        if turn < years:
            return Marker(before[: in_turn.start()].count(MASK) + turn)
    spans = list(SPAN.finditer(before)) if not is_change else []
    if spans and not pattern.search(before, spans[-1].end()):
        return Marker(before[: spans[-1].start("from")].count(MASK), since=True)
    chosen = None
    # 2020年163条，2019年为145条，同比增长18.4%: only a year in its own clause is that of a change
    for match in pattern.finditer(before, len(before) - len(clauses[-1]) if is_change else 0):
        behind = before[match.end() :]
        directly = DIRECTLY.fullmatch(behind) is not None
        if of_others.match(behind) or (match["compared"] and (is_change or not directly)):
            continue
        if before[: match.start()].endswith(("由", "从")) and MASK in behind:  # 由上年的68%提高到91%，发布解读156篇: said of the 68 % alone
            continue
        if match["relative"] and CARRIED.match(behind + after):  # 上年度无结转件 is none that came from there
            continue
        if left.search(behind) or (is_change and measured.search(before[: match.start()])):
            continue
        if before[: match.start()].endswith(("结转", "转", "转入", "顺延", "跨入", "延续", "以")):  # 结转上年2件, 转至2023年2件, 以前年度文件
            continue
        if "，" in behind and of_object.search(before[: match.start()]):  # 一件要求公开2015年征地批文，一件…
            continue
        if behind.startswith(("结转", "转结", "年结转", "转入", "以来", "至今", "以前", "之前")):
            continue
        chosen = match
    if chosen is None:
        return Marker()
    behind = before[chosen.end() :]
    later = chosen["until"] is None or (chosen["until"] in "至到" and not re.match(f" ?{MASK} ?月", behind))  # 到2025年，建成10个; but 到2024年1月
    if chosen["mask"]:
        return Marker(before[: chosen.start("mask")].count(MASK), later=later)
    if chosen["spelt"]:
        return Marker(year_spelt=int(chosen["spelt"].translate(str.maketrans(YEAR_SIGNS))), later=later)
    return Marker(year_shift=codebook().words.relative_years[chosen["relative"]], later=later)


def period(year):
    """Expression: the year a number speaks of, from its marker (column `said_year`) and the report year; None where it is cumulative. A span that began the year
    before may be the year of a school or of an early report; that of the Regulations is none."""
    earlier = pl.col("said_year").is_between(1980, year - 1)
    begun = pl.col("since").fill_null(False)
    years_ago = begun & earlier & ((pl.col("said_year") < year - 1) | (pl.col("said_year") == codebook().years[0].from_))
    return pl.when(pl.col("cumulative") | years_ago).then(None).when(earlier & ~begun).then("said_year").otherwise(year)
