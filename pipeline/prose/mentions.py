"""The numerals of sentences: where they stand, how they are written, and which of them count nothing (codebook/narrative/skips.yml, units.yml).

Belongs here: from distinct masked sentences to quantities and skipped numerals. Not here: what a quantity counts (measures.py), values (reading.py).
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.numbers import CHINESE
from pipeline.prose.numerals import BEHIND, INSIDE, MASK, NUMERAL, SCALE, Shape, qualifiers, quantity_shape, unit_names
from schemas.codebook import codebook

OPENS, CLOSES = "\ue003", "\ue004"  # around each numeral while a sentence is cut
WINDOW = 16  # characters beside a numeral that tell what it is
SPELT = rf"{CHINESE}+(?:点{CHINESE}+)?(?:[至到]{CHINESE}+)?"
SCALED = f"[一两二三四五六七八九十]{CHINESE}*[万亿]"  # 十二万: counts something without a unit
RATIO = rf"百分之{CHINESE}+(?:点{CHINESE}+)?|{CHINESE}+分之{CHINESE}+|翻了?[一两二三]番|{CHINESE}成[一二三四五六七八九半]?[多余]?|百分百|一半|半数"
SHAPE_TYPES = {"skip": pl.Int32, "value": pl.Float64, "factor": pl.Float64, "is_range": pl.Boolean, "value_max": pl.Float64, "factor_max": pl.Float64,
               "unit": pl.String, "precision": pl.String, "is_round": pl.Boolean, "is_bounded": pl.Boolean, "form": pl.String}  # fmt: skip
UNREAD = "unread"


@cache
def _patterns():
    """Regular expressions of what surrounds a numeral."""
    unit, signs = "|".join(map(re.escape, unit_names())), "".join(sorted({name[0] for name in unit_names()}))
    before, guards = ("|".join(map(re.escape, words)) for words in qualifiers())
    return {
        "maybe_spelt": rf"{CHINESE}[{re.escape(signs)}余多几成分番万亿]|半",
        "spelt": rf"({MASK})( ?{INSIDE}? ?{SCALE}(?:个?百分点)?)|({RATIO})|({SPELT})( ?{INSIDE}?(?:{unit}))|({SCALED})([余多]?(?:[，、）：]|$))",
        "before": rf"((?:{guards})|(?:{before})了? ?|百分之 ?)$",
        "behind": rf"^(成[多余]?(?:{BEHIND})?| ?{INSIDE}? ?{SCALE}(?:{INSIDE}|\+)? ?(?:{unit})?(?:{BEHIND})?)",
        "other_word": rf"^ ?(?:{'|'.join(map(re.escape, codebook().units.other_words))})",
    }


def numerals(sentences):
    """Frame id, sentence → one row a numeral, in order: id, sentence, start, end, first_digit, digits, text, the columns of Shape, left, right, skip.

    `text` from `start` to `end` is the number with its unit and the words that qualify it; `left` and `right` are the characters beside it. `first_digit`
    counts the masks before it in the sentence, `digits` those in it. `skip` names the entry of skips.yml that takes it, 'unread' where nothing explains it.
    """
    rows = _cut(sentences)
    rows = _with_shapes(rows)
    return rows.with_columns(skip=pl.coalesce(_named(rows), pl.when(pl.col("form").is_null()).then(pl.lit(UNREAD))))


def _cut(sentences):
    """Sentences cut at their numerals: id, sentence, numeral, gap (text up to the next), start, end, first_digit, digits; and depth within quotation marks."""
    pattern = _patterns()
    maybe_spelt = pl.col("sentence").str.contains(pattern["maybe_spelt"])
    spelt = pl.col("sentence").str.replace_all(pattern["spelt"], f"{OPENS}${{1}}${{3}}${{4}}${{6}}{CLOSES}${{2}}${{5}}${{7}}")
    digits = pl.col("sentence").str.replace_all(MASK, OPENS + MASK + CLOSES, literal=True)
    ranges = [f"{CLOSES}{sign}{OPENS}" for sign in "至到-—–~～"]  # both ends of a range are one numeral
    rows = sentences.with_columns(maybe_spelt=maybe_spelt)
    with_digits = rows.filter(~pl.col("maybe_spelt") & pl.col("sentence").str.contains(MASK, literal=True)).with_columns(part=digits)
    spelt_out = rows.filter("maybe_spelt").with_columns(part=spelt).filter(pl.col("part").str.contains(OPENS, literal=True))
    rows = (
        pl.concat([with_digits, spelt_out])
        .sort("id")
        .select("id", "sentence", pl.col("part").str.replace_many(ranges, [mark[1] for mark in ranges]).str.split(OPENS))
        .explode("part")
    )
    first = (pl.col("id") != pl.col("id").shift(1)).fill_null(True)  # what stands before the first numeral of a sentence
    rows = rows.with_columns(pl.col("part").str.splitn(CLOSES, 2).struct.rename_fields(["numeral", "gap"]), first=first).unnest("part")
    rows = rows.with_columns(numeral=pl.when("first").then(pl.lit("")).otherwise("numeral"), gap=pl.when("first").then("numeral").otherwise("gap"))
    width, gap = pl.col("numeral").str.len_chars().cast(pl.Int32), pl.col("gap").str.len_chars().cast(pl.Int32)
    rows = rows.with_columns(stop=(width + gap).cum_sum(), width=width, digits=pl.col("numeral").str.count_matches(MASK, literal=True).cast(pl.Int32))
    rows = rows.with_columns(start=pl.col("stop") - width - gap, seen=pl.col("digits").cum_sum() - pl.col("digits"))
    for name in ("start", "seen"):
        rows = rows.with_columns(pl.col(name) - pl.when("first").then(name).forward_fill())
    rows = _with_inside(rows.with_columns(gap_before=pl.col("gap").shift(1)))
    return rows.filter(~pl.col("first")).select(
        "id", "sentence", "numeral", "gap_before", "gap", "inside", "start", "digits", end=pl.col("start") + pl.col("width"), first_digit="seen"
    )


def _with_inside(rows):
    """Adds `inside`: which marks a numeral stands within, the two signs of the pair, null where it stands within none."""
    pairs = []
    all_pairs = list(dict.fromkeys(rule.inside for rule in codebook().skips.names if rule.inside))
    signs = list(dict.fromkeys("".join(all_pairs)))
    marked = rows["gap"].str.contains_any(signs).arg_true()
    nowhere = pl.zeros(rows.height, dtype=pl.Int32, eager=True)
    gaps = rows["gap"].gather(marked)
    rows = rows.with_columns(nowhere.scatter(marked, gaps.str.count_matches(sign, literal=True).cast(pl.Int32)).alias(sign) for sign in signs)
    for pair in all_pairs:
        opened, closed = pl.col(pair[0]), pl.col(pair[1])
        change = opened if pair[0] == pair[1] else opened - closed
        depth = change.cum_sum() - change
        depth = depth - pl.when("first").then(depth).forward_fill()
        to_come = closed.cum_sum(reverse=True)
        closes = to_come > pl.when("first").then(to_come).shift(-1).backward_fill().fill_null(0)  # a mark that is never closed encloses nothing
        pairs.append(pl.when(((depth > 0) & closes) if pair[0] != pair[1] else (depth % 2 == 1)).then(pl.lit(pair)))
    return rows.lazy().with_columns(inside=pl.coalesce(pairs)).drop(signs).collect()  # lazy: what the pairs share is worked out once


def _with_shapes(rows):
    pattern = _patterns()
    rows = rows.with_columns(
        before=pl.col("gap_before").str.slice(-4).str.extract(pattern["before"]).fill_null(""),
        behind=pl.when(pl.col("gap").str.contains(pattern["other_word"]))
        .then(pl.lit(""))
        .otherwise(pl.col("gap").str.extract(pattern["behind"]).fill_null("")),
    )
    rows = rows.with_columns(text=pl.concat_str("before", "numeral", "behind"))
    texts = rows["text"].unique()
    shapes = [(text, *(quantity_shape(text.rstrip(" ")) or (None,) * len(Shape._fields))) for text in texts]
    shapes = pl.DataFrame(shapes, schema={"text": pl.String, **SHAPE_TYPES}, orient="row")
    rows = rows.join(shapes, on="text", how="left", maintain_order="left")
    lead = pl.col("before").str.len_chars().cast(pl.Int32) - pl.col("skip").fill_null(0)
    start, end = pl.col("start") - lead, pl.col("end") + pl.col("behind").str.len_chars().cast(pl.Int32)
    rows = rows.with_columns(numeral_start="start", numeral_end="end", start=start, end=end)
    window = pl.max_horizontal(pl.col("start") - WINDOW, 0)
    return rows.with_columns(
        left=pl.col("sentence").str.slice(window, pl.col("start") - window),
        right=pl.col("sentence").str.slice(pl.col("end"), WINDOW),
    ).drop("skip")


def _named(rows):
    """Id of the first entry of skips.yml, part `names`, that a numeral meets."""
    near = pl.max_horizontal(pl.col("numeral_start") - WINDOW, 0)
    left = pl.col("sentence").str.slice(near, pl.col("numeral_start") - near)
    right = pl.col("sentence").str.slice(pl.col("numeral_end"), WINDOW)
    rows = rows.select("inside", "unit", "numeral", "form", "gap", before=left, behind=right)
    taken = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    return first_taking(rows, taken, _rules())


@cache
def _rules():
    return [asked(rule.id, _tests(rule)) for rule in codebook().skips.names]


def _tests(rule):
    """What an entry of skips.yml asks of a numeral, the cheapest first: (column, expression)."""
    if rule.inside:
        yield "inside", pl.col("inside") == rule.inside
    if not rule.unit:
        yield "unit", pl.col("unit").is_null()
    if rule.right:
        yield "behind", pl.col("behind").str.contains(filled(rule.right))
    if rule.left:
        yield "before", pl.col("before").str.contains(filled(rule.left))
    if rule.numeral:
        yield "numeral", pl.col("numeral").str.contains(filled(rule.numeral))
    if rule.other_word:
        yield "gap", pl.col("gap").str.contains(_patterns()["other_word"])


class Asked(NamedTuple):
    """A rule of skips.yml: its first test, with the columns it wants, and the others, each with its columns."""

    name: str
    columns: tuple
    test: pl.Expr
    others: tuple


def asked(name, tests):
    """Asked from tests, each the column it wants, or several, and an expression; the first is asked once of each distinct value, each other only of the rows
    that met those before it."""
    tests = [((columns,) if isinstance(columns, str) else columns, test.fill_null(False)) for columns, test in tests]
    (columns, first), *others = tests
    return Asked(name, columns, first.alias(name), tuple(others))


def first_taking(rows, taken, rules):
    """Name of the first rule (Asked) that takes each row (Series), where `taken` says nothing yet."""
    met = _asked_of_values(rows, rules)
    free, taken_by = taken.is_null().to_numpy(), np.full(rows.height, len(rules))
    for number, rule in enumerate(rules):
        at = np.flatnonzero(met[rule.name] & free)
        for columns, test in rule.others:
            if not len(at):
                break
            at = at[pl.DataFrame([rows[column][at] for column in columns]).select(test).to_series().to_numpy()]
        taken_by[at], free[at] = number, False
    return taken.fill_null(pl.Series([*(rule.name for rule in rules), None], dtype=pl.String).gather(taken_by))


def _asked_of_values(rows, rules):
    """Name → array, for each row, whether it meets the first test of a rule."""
    met, of_columns = {}, {}
    for rule in rules:
        of_columns.setdefault(rule.columns, []).append(rule.test)
    for columns, tests in of_columns.items():
        values = rows.select(columns).unique(maintain_order=True).with_row_index("which")
        which = rows.select(columns).join(values, on=columns, how="left", nulls_equal=True, maintain_order="left")["which"].to_numpy()
        met |= {answer.name: answer.to_numpy()[which] for answer in values.select(tests)}
    return met


def replaced(texts, where, replace):
    """A Series of texts in which `replace` (Series → Series) is asked only of those `where`: when/then of polars works out both sides for all."""
    at = where.fill_null(False).arg_true()
    return texts.scatter(at, replace(texts.gather(at))) if len(at) else texts


def told_at(rows, places, texts):
    """A Series as long as `rows` with `texts` at these places, empty elsewhere."""
    return pl.Series([""]).new_from_index(0, rows.height).scatter(places, texts)


def filled(pattern):
    """A pattern of the codebook with its slots for numerals filled."""
    return pattern.replace("{A}", MASK).replace("{N}", NUMERAL)
