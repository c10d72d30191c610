"""What a quantity counts, in the report's own words; and whether it is a level, a share or a change.

Belongs here: from quantities in distinct sentences to phrases. Not here: the vocabulary (vocabulary.py, terms.py), official indicators (mapping.py), values (reading.py).
"""

import re
from functools import cache, reduce

import polars as pl

from pipeline.prose.lists import handed_out
from pipeline.prose.mentions import filled, replaced
from pipeline.prose.naming import suffix, wanting, with_base, with_phrase
from pipeline.prose.numerals import MASK
from pipeline.prose.segmentation import leading_noun
from pipeline.prose.terms import from_before, with_terms
from pipeline.prose.vocabulary import any_of, knows
from schemas.codebook import codebook

LONG = 28  # characters behind a number that can hold terms
SEPARATORS = "，,：:；;（("


@cache
def _patterns():
    words = codebook().words
    opening, closing, always, compared = map(any_of, (words.opening, words.closing, words.change_always, words.change_compared))
    # Behind these a reason in brackets says which sort: 不予公开（保护第三方合法权益）2件
    refusing = any_of(word for name in ("refused", "unavailable", "not_processed", "other_outcome") for word in codebook().terms.outcomes[name])
    kept, noise, deed = filled(words.carried_over), "|".join(map(filled, words.noise)), filled(words.deed_at_the_end)
    return {
        "noise": rf"({kept})|{noise}",  # what was carried over is no period, it is what is counted
        "opening": rf"^(?:{opening}|{'|'.join(map(filled, words.opening_said))}|[、和及与并且 “”）)』」—]+)+",
        "trailing": rf"[{SEPARATORS}](?:{opening}|{closing}|[、 计])*$",
        "closing": rf"({deed})[{SEPARATORS}“”）) 、的]*$|(?:{closing}|[{SEPARATORS}“”）) 、]+|{filled(words.closing_said)})+$",
        "clause": rf"([^{SEPARATORS}]*)$",
        "reason": rf"({refusing})（([^（）{MASK}]{{2,20}})）$",
        "change": rf"((?:({always}|{compared}){words.change_done}?) ?)$",  # 比上年多采用12条
        "always": rf"^(?:{always})",
        "change_alone": rf"^，(?:{compared})了?$",
    }


def measured(rows):
    """Rows of contexts.quantities → adds kind, statistic, change (its verb), falling, phrase, phrase_before, inherits, counted (what is counted), suffix (占比, 同比增加), and the columns of
    terms.with_terms. Rows of numbers for several things come once for each."""
    rows = rows.with_columns(first=(pl.col("id") != pl.col("id").shift(1)).fill_null(True), last=(pl.col("id") != pl.col("id").shift(-1)).fill_null(True))
    rows = _with_statistic(_past_brackets(rows.with_columns(aside=_aside())))
    rows = _with_words(rows)
    rows = handed_out(rows, _clean, knows)
    rows = with_base(with_terms(with_phrase(rows)))

    def before(*statistics):
        gives = pl.col("statistic").is_in(statistics) & ~pl.col("inherits")
        given = [from_before(pl.when(gives & where).then("base").otherwise(pl.lit(None, pl.String))) for where in (~pl.col("aside"), pl.lit(True))]
        return pl.when("aside").then(given[1]).otherwise(pl.coalesce(given))

    # Points are the change of a share, other changes those of a level: 486条，电子化率100%，比上年多74条
    of = pl.when(pl.col("statistic") == "change").then(pl.when(pl.col("kind") == "points").then(before("share")).otherwise(before("level")))
    rows = rows.with_columns(counted=pl.when("inherits").then(pl.coalesce(of, before("level", "share"), before("change"), pl.lit(""))).otherwise("base"))
    # 受理热线诉求120件，满意率96%，比上年提高2个百分点: a rate alone does not tell of what it changed
    words = codebook().words
    bare_rate = (pl.col("statistic") == "change") & pl.col("about").is_in(words.told_by_rates) & pl.col("counted").str.contains(words.rate_alone)
    rows = rows.with_columns(counted=pl.when(bare_rate.fill_null(False)).then(pl.col("about_word") + pl.col("counted")).otherwise("counted"))
    return rows.with_columns(suffix=suffix())


def _aside():
    """Whether a number stands in brackets: 收到申请47件（其中当面2件），同比下降9.6% says of the 47 that they fell."""
    opened = pl.col("said").str.count_matches("（", literal=True).cast(pl.Int32) - pl.col("said").str.count_matches("）", literal=True).cast(pl.Int32)
    depth = opened.cum_sum()
    return depth - pl.when("first").then(depth - opened).forward_fill() > 0


def _past_brackets(rows):
    """Rows with `said`, which reads on past brackets that hold numbers: 微信账号（1个）发布信息149条 says what the account published."""
    goes_on = pl.col("said").str.contains("^[^（），。；]{0,8}）[^，。；、（）和及与]") & ~pl.col("first")
    if not rows.select(goes_on.any()).item():
        return rows
    opened = pl.col("said").str.extract("^(.*)（[^（）]*$")
    opened = pl.when("first").then(opened.fill_null("")).otherwise(opened).forward_fill().shift(1)
    return rows.with_columns(said=pl.when(goes_on & (opened != "")).then(opened + pl.col("said").str.replace("^[^）]*）", "")).otherwise("said"))


def _with_statistic(rows):
    pattern, words = _patterns(), codebook().words
    kinds = {name: unit.kind for unit in codebook().units.units for name in (unit.unit, *unit.also)}
    tail = pl.col("said").str.slice(-6)
    unit_said = pl.col("said").str.slice(-10).str.extract_many(list(words.units_said), leftmost=True).list.last().replace_strict(words.units_said, default=None)
    rows = rows.with_columns(unit=pl.coalesce("unit", unit_said))
    rows = rows.with_columns(
        unit=pl.coalesce("unit", pl.when(pl.col("rest").str.contains("^(?:$|[，。；、）])")).then(from_before(pl.col("unit")))),
        change=tail.str.extract(pattern["change"], 2),
        verb_length=tail.str.extract(pattern["change"]).str.len_chars().cast(pl.Int32),
        compares=pl.col("said").str.contains(filled(words.comparison)),
    )
    # 提高0.3个和1.1个百分点: the unit stands in full behind the last
    points = (pl.col("unit") == "个") & (pl.col("unit").shift(-1) == "个百分点") & ~pl.col("last") & pl.col("rest").str.contains("^[和、与及]$")
    rows = rows.with_columns(unit=pl.when(points).then(pl.lit("个百分点")).otherwise("unit"))
    # 比2016年的584条多93条; 上年274条，增44条: the comparison stands before the number that is compared with
    goes_on = ~pl.col("first") & (~pl.col("said").str.contains("[，；]") | pl.col("said").str.contains(pattern["change_alone"]))
    rows = rows.with_columns(compares=pl.col("compares") | (goes_on & pl.col("compares").shift(1)).fill_null(False))
    rows = rows.with_columns(kind=pl.col("unit").replace_strict(kinds, default=None))
    said_so = pl.col("change").str.contains(pattern["always"]) | (pl.col("change").is_not_null() & pl.col("compares"))
    said_so = said_so | (pl.col("change").is_in(words.change_of_shares) & (pl.col("kind") == "share"))
    changes = (said_so | pl.col("kind").is_in(["points", "multiple"]) | (pl.col("form") == "doubled")).fill_null(False)
    # 分别增长10.7%、24.1%: the verb stands before the first
    listed = ~pl.col("first") & pl.col("said").is_in(["、", "和", "与", "及"]) & (pl.col("kind") == pl.col("kind").shift(1)) & pl.col("change").is_null()
    shared = pl.when(listed.fill_null(False)).then(None).when(changes).then(pl.col("change").fill_null("")).otherwise(pl.lit("")).forward_fill()
    goes_on = listed.fill_null(False) & (shared != "")
    rows = rows.with_columns(changes=changes | goes_on, change=pl.when(goes_on).then(shared).otherwise("change"))
    changes = pl.col("changes")
    rows = rows.with_columns(
        statistic=pl.when(changes).then(pl.lit("change")).when(pl.col("kind") == "share").then(pl.lit("share")).otherwise(pl.lit("level")),
        change=pl.when(changes).then("change"),
        falling=changes & pl.col("change").is_in(words.falling),
        verb_length=pl.when(changes).then("verb_length").fill_null(0),
        precision=pl.when((pl.col("precision") == "exact") & pl.col("said").str.contains(words.about_share)).then(pl.lit("about")).otherwise("precision"),
    )
    kept = pl.col("said").str.len_chars().cast(pl.Int32) - pl.col("verb_length")
    return rows.drop("changes").with_columns(
        start=pl.col("start") - pl.col("verb_length"), said=pl.when(pl.col("verb_length") > 0).then(pl.col("said").str.slice(0, kept)).otherwise("said")
    )


def _clean(phrase):
    """A phrase without words at its start and end that have no content."""
    pattern = _patterns()
    phrase = re.sub(pattern["noise"], lambda match: match[1] or "", phrase)
    return re.sub(pattern["opening"], "", re.sub(pattern["closing"], lambda match: match[1] or "", phrase))


def _stripped(texts):
    """A Series of clauses without words at their start and end that have no content; worked out once for each, for clauses repeat."""
    pattern, distinct = _patterns(), texts.drop_nulls().unique()
    stripped = distinct.str.replace(pattern["closing"], "$1").str.replace(pattern["opening"], "").str.replace(pattern["closing"], "$1")
    return texts.replace_strict(distinct, stripped, default=None, return_dtype=pl.String)


def _quiet(texts):
    """Texts without noise; the long pattern is asked only where one of its signs stands."""
    signs = [filled(sign) for sign in codebook().words.noise_signs]
    return replaced(texts, texts.str.contains_any(signs), lambda noisy: noisy.str.replace_all(_patterns()["noise"], "$1"))


def _with_words(rows):
    """own: what stands before the number in its clause, without words of no content; behind: what stands behind it."""
    pattern, words = _patterns(), codebook().words
    # What follows the number before without a sign between belongs to that number: 3件均按时办结，2件…
    said = pl.when("first").then("said").otherwise(pl.col("said").str.replace(rf"^[^{SEPARATORS}、）)]+([{SEPARATORS}、])", "$1"))
    said = rows.select(said.str.replace_all("专（兼）职", "专兼职", literal=True)).to_series()
    quiet = _quiet(replaced(said, said.str.ends_with("）"), lambda texts: texts.str.replace(pattern["reason"], "$1$2")))
    rows, said = rows.with_columns(quiet=quiet), pl.col("quiet")
    rows = rows.with_columns(clause=_stripped(rows.select(said.str.extract(pattern["clause"])).to_series()))
    own = reduce(lambda text, narrowed: text.str.replace(narrowed, "$1"), words.narrowed, pl.col("clause"))
    share_of_it = (pl.col("statistic") == "share") & own.str.contains(words.share_of_it)
    own = pl.when(share_of_it | own.str.contains(words.no_word)).then(pl.lit("")).otherwise(own)
    earlier = pl.when(share_of_it).then(pl.lit("")).otherwise(said).str.replace(pattern["closing"], "$1")
    for _ in range(2):
        earlier = earlier.str.replace(pattern["trailing"], "")
    before = _stripped(rows.select(said.str.extract(rf"([^{SEPARATORS}]*)[{SEPARATORS}]+[^{SEPARATORS}]*$")).to_series())
    earlier = _stripped(rows.select(earlier.str.extract(pattern["clause"])).to_series())
    rest = pl.col("rest").str.replace_all("专（兼）职", "专兼职", literal=True).str.replace_all("（[^（）]{1,6}）", "")
    end = pl.when(rest.str.starts_with("、")).then(pl.lit("")).otherwise(rest.str.extract(rf"^ ?([^{SEPARATORS}）)]*)"))
    to_next = ~pl.col("last") & ~rest.str.contains(rf"[{SEPARATORS}）)]")
    behind = _quiet(
        rows.lazy().select(pl.when(to_next).then(end.str.extract(r"^([^、]*)").str.replace(words.leads_on, "")).otherwise(end)).collect().to_series()
    )
    rows = rows.with_columns(behind=behind.str.strip_chars("“” 的、").str.replace(f"^和{words.unchanged}|[和与]$", "").str.slice(0, LONG))
    rows = (
        rows.lazy()
        .with_columns(
            own=own,
            named_before=earlier,
            clause_before=before.fill_null(""),
            runs_on=to_next & ~pl.col("rest").str.contains("、", literal=True),
        )
        .drop("quiet", "clause")
        .collect()
    )  # lazy, so that what the columns share is worked out once
    follows = pl.col("runs_on").shift(1) & ~pl.col("first")  # another number, with nothing but a few words between
    texts = rows.filter(pl.col("runs_on") | follows)["behind"].unique()
    nouns = pl.DataFrame(
        {"behind": texts, "noun": pl.Series([leading_noun(re.split("[和及与并]", text)[0]) if text else "" for text in texts], dtype=pl.String)}
    )
    rows = rows.join(nouns, on="behind", how="left", maintain_order="left").with_columns(pl.col("noun").fill_null(""))
    rows = rows.with_columns(named=pl.col("noun") != "")
    verbs = [*words.change_always, *words.change_compared]
    # What fills the whole way to the next number is the next number's, if this one has words of its own or it names a rate: 专职1人兼职37人, 1087人公示率100%;
    # but 接入53个部门2261项事项, where the next one has a noun behind it
    has_own = (pl.col("own") != "") & ~pl.col("own").str.contains(wanting()) & ~pl.col("named").shift(-1).fill_null(False)
    next_ones = (pl.col("noun") == pl.col("behind")) & (has_own | pl.col("noun").str.contains(words.rate_behind))
    noun = pl.when(pl.col("noun").str.strip_suffix("了").str.strip_prefix("略").is_in(verbs) | next_ones).then(pl.lit("")).otherwise("noun")
    rows = rows.with_columns(deed=pl.when("runs_on").then("behind"), behind=pl.when("runs_on").then(noun).otherwise("behind")).drop("noun")
    # The number before took the noun that follows it: 62个行政村更换公开栏五十七块
    taken = pl.when(follows).then(pl.col("behind").shift(1).str.len_chars()).otherwise(0)
    has_more = (pl.col("own").str.len_chars() > taken) | ((pl.col("own") == pl.col("behind").shift(1)) & pl.col("named"))
    own = pl.when((taken > 0) & has_more).then(pl.col("own").str.slice(taken)).otherwise("own")
    own = pl.when((taken > 0) & pl.col("said").str.contains("共计?$")).then(pl.lit("")).otherwise(own)  # 7名兼职共8名工作人员
    # 占比最高，达46.6%: the clause before says what the number is of, if nothing behind it does
    sums = (own == "") & pl.col("said").str.contains(words.sums_up)
    own = pl.when((own == "") & (pl.col("behind") == "")).then("named_before").otherwise(own.str.replace(pattern["opening"], ""))
    behind = pl.col("behind").str.replace("共计?$", "").str.replace(words.within, "$1")
    # 向1人收取信息处理费460元: to whom says nothing without what was done
    behind = pl.when(pl.col("own").str.contains(words.to_whom)).then(pl.coalesce(pl.col("deed").replace("", None), behind)).otherwise(behind)
    return rows.with_columns(own=pl.when(sums).then(pl.lit("合计")).otherwise(own), behind=behind).drop("deed", "named")
