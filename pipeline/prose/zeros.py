"""Zeros that are stated in words: 未收到申请, 没有发生行政复议、行政诉讼, 零收费 (codebook/narrative/words.yml, `zero_statements`).

Belongs here: what of the official counts a sentence says there was none of. Not here: printed noughts, which are numbers.
"""

import re
from functools import cache, lru_cache

import polars as pl

from pipeline.prose.numerals import MASK
from pipeline.prose.vocabulary import any_of, class_labels
from schemas.codebook import codebook

TITLE = re.compile("《[^》]*》")
REMEDIES = {"reconsideration", "litigation", "appeal"}
NOTHING = "无零未没"  # signs of which one stands wherever something is denied
ALL_OF_THEM, EACH_OF_THEM = "all", "each"
COLUMNS = {"start": pl.Int32, "end": pl.Int32, "text": pl.String, "terms": pl.String, "unit": pl.String, "counted": pl.String}


@cache
def _patterns():
    zero = codebook().words.zero_statements
    classes = {word: name for name in zero.topics for word in codebook().terms.words_of(name)}
    nouns, no, done = any_of(classes), "|".join(zero.negations), "|".join(zero.verbs)
    return (
        rf"(?:{no})[^，。；]*(?:{nouns})|(?:{nouns})[^，。；]{{0,6}}(?:{'|'.join(word for word in zero.none if word != '无')}|无(?:$|，))",
        re.compile(rf"(?<!有)(?P<negation>{no})(?P<verb>(?:{done})?)"),
        re.compile(rf"{''.join(f'(?<!{word})' for word in zero.others)}(?P<noun>{nouns})(?P<other>{any_of(zero.goes_on_as)})?"),
        re.compile(rf"(?P<noun>{nouns})[^，。；：:率]{{0,6}}(?:(?:均|都|全部|也)?(?:{'|'.join(zero.none)})|(?:情况)?[：:] ?无)$"),
        re.compile(done),
        re.compile(rf"(?:案件|案)?(?:结果)?(?:被|被依法)?(?:{any_of(codebook().terms.words_of('corrected'))})"),
        re.compile(zero.also.replace("{noun}", f"(?P<noun>{nouns})")),  # the negation goes on
        classes,
    )


@cache
def _last_year():
    return re.compile("|".join(word for word, years in codebook().words.relative_years.items() if years == -1))


@cache
def _near():
    """Patterns of what is denied by the word right beside it, class by word, and unit by class; polars asks the first."""
    zero = codebook().words.zero_statements
    classes = {word: name for name in (*zero.near, *zero.deeds) for word in codebook().terms.words_of(name)}
    nouns, deeds = any_of(classes), any_of(codebook().terms.words_of("issued"))
    no, named = "|".join(zero.negations), rf"(?:{nouns}){zero.near_object}"
    run = rf"{named}(?:[、和及或与]{named})*"
    return (
        rf"(?:{no})[^，。；]{{0,6}}(?:{nouns})|(?:{nouns})[^，。；]{{0,8}}(?:无|零|未)",
        re.compile(rf"(?:{no})(?:(?P<issued>{deeds})|{'|'.join(zero.near_done)})?(?:过|任何)?(?P<run>{run})(?:情况)?(?:发生)?$"),
        re.compile(rf"(?P<run>{run})(?:数|数量)?(?:均|都)?(?:{'|'.join(zero.none)})$"),
        re.compile(nouns),
        classes,
        {**zero.near, **zero.deeds},
    )


def _beside(clause, offset):
    """Zeros of a clause that are said right beside what is denied."""
    _, denied, nothing, nouns, classes, units = _near()
    match = denied.search(clause) or nothing.search(clause)
    if match is None:
        return
    issued = match.re is denied and match["issued"]
    hits = [*nouns.finditer(clause, *match.span("run"))]
    for number, hit in enumerate(hits):
        topic = classes[hit[0]]
        if (topic in codebook().words.zero_statements.deeds) == bool(issued):
            start, end = hit.start() if number else match.start(), match.end() if match.re is nothing and hit is hits[-1] else hit.end()
            noun = slice(match.start("issued") if issued else hit.start(), hit.end())
            unit, terms = units[topic], f"{topic} issued" if issued else topic
            terms = "carried_in" if terms == "carried_out" and _last_year().search(clause, 0, start) else terms  # 上年无结转
            yield _zero(clause, offset, (start, end), terms, unit, noun)


def _zero(clause, offset, place, terms, unit, noun):
    """A zero as a dict of COLUMNS: its place in the clause, which begins at `offset`, and the slice that names what is denied."""
    start, end = place
    return {"start": offset + start, "end": offset + end, "text": clause[start:end], "terms": terms, "unit": unit, "counted": clause[noun]}


def stated_zeros(sentences):
    """Frame id, sentence → the same, a row for each zero stated in words: place, and the columns that pipeline/prose/reading.py wants of a number: terms (the topic), unit,
    counted (its noun), value 0 …"""
    asked = sentences.filter(pl.col("sentence").str.contains_any([*codebook().words.zero_statements.negations, *NOTHING]))
    asked = asked.filter(pl.col("sentence").str.contains(_patterns()[0]) | pl.col("sentence").str.contains(_near()[0]))
    found = [
        (number, sentence, sentence[: zero["start"]].count(MASK), *zero.values())
        for number, sentence in asked.select("id", "sentence").iter_rows()
        for zero in _zeros(sentence)
    ]
    schema = {**sentences.select("id", "sentence").schema, "first_digit": pl.Int32, **COLUMNS}
    nothing = pl.lit(None, pl.String)
    return pl.DataFrame(found, schema=schema, orient="row").with_columns(
        digits=pl.lit(0, pl.Int32), value=0.0, precision=pl.lit("exact"), statistic=pl.lit("level"), inherits=False, suffix=pl.lit(""), about=nothing,
        head=pl.col("terms").str.extract("^([^ ]+)"), verb=pl.col("terms").str.extract(" ([^ ]+)$"), channel=nothing, phrase="counted", phrase_before=nothing, poor=False,
    )  # fmt: skip


def each_if_none(rows):
    """Rows of measures → the same with `joint`: ALL_OF_THEM for a number that several official counts share, followed by a row EACH_OF_THEM for each of these, which
    holds if the number is a nought: 行政复议、行政诉讼0件 is one of both, 2件 is of neither."""
    topics = codebook().words.zero_statements.topics
    of_several = (pl.col("statistic") == "level") & ~pl.col("inherits") & pl.col("phrase").str.contains("[、和及与或]")
    shared = rows.filter(of_several)["terms"].drop_nulls().unique()
    shared = {terms: _of_remedies([name for name in terms.split() if name in topics]) for terms in shared}
    shared = pl.DataFrame({"terms": list(shared), "each": list(shared.values())}, schema={"terms": pl.String, "each": pl.List(pl.String)}).filter(
        pl.col("each").list.len() > 1
    )
    if shared.is_empty():
        return rows.with_columns(joint=pl.lit(None, pl.String))
    rows = rows.with_row_index("order").join(shared, on="terms", how="left", maintain_order="left")
    rows = rows.with_columns(joint=pl.when(pl.col("each").is_not_null() & of_several).then(pl.lit(ALL_OF_THEM)))
    each = rows.filter(pl.col("joint").is_not_null()).explode("each").with_columns(joint=pl.lit(EACH_OF_THEM), terms="each", head="each")
    labels = {name: class_labels()[name][0] for name in topics}
    each = each.with_columns(pl.col("each").replace(labels).alias(name) for name in ("counted", "phrase"))
    return pl.concat([rows.drop("each"), each.drop("each")]).sort("order", maintain_order=True).drop("order")


def that_hold(rows):
    """Rows with value and the `joint` of each_if_none → those that hold now that the values are known."""
    return rows.filter(pl.col("joint").is_null() | ((pl.col("joint") == EACH_OF_THEM) == (pl.col("value") == 0)))


def _of_remedies(topics):
    """Topics without what they are about: 申请公开引起的行政复议."""
    about = ("application", "carried_out") if set(topics) & REMEDIES else ("application",) if "carried_in" in topics else ()
    return [name for name in topics if name not in about]


@lru_cache(maxsize=20_000)
def _zeros(sentence):
    """Zeros of a sentence as dicts of COLUMNS."""
    _, negation, noun, nothing, verbs, lost, goes_on, classes = _patterns()
    units, found, offset, denied = codebook().words.zero_statements.topics, [], 0, False
    sentence = TITLE.sub(lambda match: "《" * len(match[0]), sentence)  # 未按《信息处理费管理办法》收费 denies no such fee
    for clause in re.split("([，,；])", sentence):
        negations = [
            match for match in negation.finditer(clause) if match["verb"] or match["negation"] in ("无", "零", "没有") or verbs.search(clause, match.end())
        ]
        stops = [*(other.start() for other in negations[1:]), len(clause)]
        for match, stop in zip(negations, stops if negations else (), strict=True):
            nouns = [
                (hit.start("noun"), hit.end("noun"), classes[hit["noun"]]) for hit in noun.finditer(clause, match.end("negation"), stop) if not hit["other"]
            ]
            nouns = _meant(clause, match, nouns, stop)
            for number, (start, end, topic) in enumerate(nouns):
                losing = lost.match(clause, end)  # 未发生行政复议被纠错: not that there was none
                terms, end = (f"{topic} corrected", losing.end()) if losing else (topic, end)
                found.append(_zero(clause, offset, (start if number else match.start(), end), terms, units[topic], slice(start, end)))
        if not any(zero["start"] >= offset for zero in found) and (match := nothing.search(clause)):
            hits = list(noun.finditer(clause, 0, match.end()))
            nouns = [(hit.start("noun"), hit.end("noun"), classes[hit["noun"]]) for hit in hits if not hit["other"]]
            nouns = _wanted(nouns or [(*match.span("noun"), classes[match["noun"]])])
            if hits and hits[-1]["other"] and classes[hits[-1]["noun"]] == "fee":  # 与行政复议有关的费用支出：无 says what the office did not spend
                nouns = []
            for number, (start, end, topic) in enumerate(nouns):
                stop = match.end() if number == len(nouns) - 1 else end
                found.append(_zero(clause, offset, (start, stop), topic, units[topic], slice(start, end)))
        if denied and not any(zero["start"] >= offset for zero in found) and (match := goes_on.fullmatch(clause)):
            topic = classes[match["noun"]]
            found.append(_zero(clause, offset, match.span("noun"), topic, units[topic], slice(*match.span("noun"))))
        if not any(zero["start"] >= offset for zero in found):
            found.extend(_beside(clause, offset))
        denied = any(zero["start"] >= offset for zero in found) or (denied and clause in ("，", ","))
        offset += len(clause)
    return found


def _meant(clause, match, nouns, stop):
    """Of the nouns behind a negation those that it denies: not those that only say what the denied thing is about (因申请公开收取费用)."""
    if not nouns or MASK in clause[match.end() : stop]:
        return []
    if match["negation"] in ("无", "零") and not match["verb"] and nouns[0][0] - match.end("negation") > (0 if match["negation"] == "零" else 24):
        return []
    return _wanted([noun for noun in nouns if not re.search("其[他它](?:[^组信政]|$)", clause[match.end() : noun[0]])])


def _wanted(nouns):
    """Of the nouns of a denial, (start, end, topic), each topic once, without those that say what it is about."""
    topics = {topic for *_, topic in nouns}
    wanted = topics & {"processing_fee"} or topics & {"fee"} or _of_remedies(topics)
    kept, seen = [], {"application"} if nouns and nouns[0][2] in ("carried_in", "carried_out") else set()  # 无结转下年度办理的申请
    for start, end, topic in nouns:
        if topic in wanted and topic not in seen:
            seen.add(topic)
            kept.append((start, end, topic))
    return kept
