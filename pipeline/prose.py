"""The numbers in the prose of reports: every quantitative statement with what it counts, and what became of every other numeral.

Sentences are read once in the form in which their digits are masked; then digits, places, years and what the document says around them are put back.
Belongs here: that way there and back. Not here: how a sentence is read (mentions.py, contexts.py, measures.py, periods.py, zeros.py, mapping.py).
"""

from typing import NamedTuple

import polars as pl

from pipeline import sections
from pipeline.contexts import quantities
from pipeline.mapping import with_indicators
from pipeline.masking import printed, unmasked
from pipeline.measures import measured
from pipeline.mentions import UNREAD, numerals
from pipeline.periods import period, with_markers
from pipeline.sentences import paragraphs, sentences
from pipeline.terms import keys
from pipeline.zeros import stated_zeros

PLAN = "plan"
NOT_MAPPED = "quantity"  # pattern of quantities that no indicator takes
STATED_ZERO = "stated_zero"
NOTHING = pl.lit(None, pl.String)
COUNTED = ("id", "start", "end", "first_digit", "digits", "text", "value", "factor", "is_range", "value_max", "factor_max", "unit", "precision", "statistic", "falling", "form", "inherits",
           "phrase", "phrase_before", "counted", "suffix", "terms", "about", "verb", "channel", "measure_key", "year_mask", "year_spelt", "year_shift", "cumulative", "later")  # fmt: skip
VALUES = ("report_id", "block", "page", "start", "end", "origin", "measure_text", "indicator_key", "value", "value_max", "unit", "value_text", "value_kind", "precision",
          "statistic", "period_year", "sentence", "channel", "verb", "measure_key", "pattern")  # fmt: skip
MENTIONS = ("report_id", "block", "start", "end", "sentence", "text", "outcome", "reason", "considered")


class Prose(NamedTuple):
    """`values`: a row for each quantitative statement, columns of the layer `observations` without keys. `mentions`: a row for each numeral and what became of
    it: outcome metric, skipped or unread; reason: the pattern or the entry of skips.yml; considered: other patterns that fitted."""

    values: pl.DataFrame
    mentions: pl.DataFrame


def read_prose(documents, used, reports):
    """The layer `documents`, report_id and block of what tables took, and report_id, year and form of reports → Prose, in document order.

    Values are in the unit as printed, 万 and 亿 of counts multiplied out; places are characters of the decoded file where the block has a place.
    """
    prose, templates = paragraphs(documents.filter(pl.col("report_id").is_in(reports["report_id"].implode())), used)
    cut = sentences(templates)
    distinct = cut.select("sentence", "heading").unique(maintain_order=True).with_row_index("id")
    cut = cut.join(distinct, on=["sentence", "heading"], how="left", maintain_order="left")
    found = _in_templates(cut.drop("sentence", "heading"), _read(distinct.select("id", "sentence")))
    rows = prose.rename({"text": "paragraph_text", "start": "paragraph_start"}).join(found, on="template", how="inner", maintain_order="left")
    rows = rows.join(_around(prose, cut, distinct, found), on=["paragraph", "first"], how="left", maintain_order="left")
    rows = rows.join(reports.select("report_id", "year", "form").rename({"form": "report_form"}), on="report_id", how="left", maintain_order="left")
    rows = _judged(printed(rows)).sort("paragraph", "start_in_text", maintain_order=True)
    return Prose(_values(unmasked(rows.filter(pl.col("skip").is_null()))), _mentions(rows))


def _read(distinct):
    """Distinct masked sentences (id, sentence) → a row for each numeral and each zero in words, with all that the sentence alone tells."""
    found = quantities(numerals(distinct))
    counted = keys(with_markers(measured(found.filter(pl.col("skip").is_null()))))
    counted = counted.with_columns(skip=pl.when(pl.col("unit").is_null()).then(pl.lit(UNREAD)))
    zeros = stated_zeros(distinct).with_columns(value=0.0, precision=pl.lit("exact"), statistic=pl.lit("level"), form=pl.lit(STATED_ZERO), digits=0, inherits=False, counted="phrase", suffix=pl.lit(""), head=pl.col("terms"), phrase_before=NOTHING, verb=NOTHING, channel=NOTHING)
    zeros = keys(zeros)
    skipped = found.filter(pl.col("skip").is_not_null())
    parts = [part.select(name for name in (*COUNTED, "skip") if name in part.columns) for part in (counted, zeros, skipped)]
    return pl.concat(parts, how="diagonal_relaxed")


def _in_templates(cut, read):
    """Rows of sentences in the paragraphs they stand in; a number without words of its own counts what the sentence before counts."""
    rows = cut.join(read, on="id", how="inner").sort("template", "first", "start")
    new = (pl.col("template") != pl.col("template").shift(1)).fill_null(True)
    orphan = pl.col("inherits") & pl.col("phrase_before").is_null() & ~new
    counts = (pl.col("statistic") == "level") & ~pl.col("inherits")

    def before(name):
        return pl.when(new).then(pl.when(counts).then(name).fill_null("")).when(counts).then(name).forward_fill().shift(1).fill_null("")

    return rows.with_columns(
        counted=pl.when(orphan).then(before("counted")).otherwise("counted"),
        terms=pl.when(orphan).then(before("terms")).otherwise("terms"),
    )


def _around(prose, cut, distinct, found):
    """What holds before each sentence of each document: paragraph, first, topic_before, plan."""
    rows = cut.drop("sentence", "heading").join(sections.signs(distinct), on="id", how="left", maintain_order="left")
    rows = rows.with_columns(holds=pl.col("id").is_in(found["id"].unique().implode()))
    rows = rows.filter(pl.col("topic").is_not_null() | pl.col("level").is_not_null() | pl.col("is_plan") | pl.col("holds"))
    rows = prose.select("report_id", "paragraph", "template").join(rows, on="template", how="inner", maintain_order="left_right")
    return sections.in_force(rows).filter("holds").select("paragraph", "first", "topic_before", "plan")


def _judged(rows):
    """Adds what needs the report: topic from the text before, era, indicator, year, value; and skips what is said of the future."""
    years = pl.coalesce("said_digit", pl.col("year_spelt").cast(pl.Float64), pl.col("year") + pl.col("year_shift"))
    rows = rows.with_columns(said_year=pl.when(years.is_between(1980, 2100)).then(years).cast(pl.Int16))
    future = pl.col("plan") | (pl.col("later") & (pl.col("said_year") > pl.col("year")))
    rows = rows.with_columns(
        skip=pl.coalesce("skip", pl.when(future & (pl.col("form") != STATED_ZERO)).then(pl.lit(PLAN))),
        about=pl.coalesce("about", "topic_before"),
        era=pl.when(pl.col("report_form") == "annex-pre2014").then(pl.lit("annex")).when(pl.col("year") <= 2018).then(pl.lit("until_2018")).when(pl.col("year") <= 2020).then(pl.lit("in_2019")).otherwise(pl.lit("from_2021")),
    )
    rows = _named(with_indicators(rows))
    carried = (pl.col("terms").str.contains("carried_in")).fill_null(False)
    sign = pl.when("falling").then(-1.0).otherwise(1.0)
    value = pl.coalesce("value", pl.col("digit") * pl.col("factor")) * sign.fill_null(1.0)
    return rows.with_columns(
        value=_exact(value),
        value_max=_exact(pl.coalesce("value_max", pl.when("is_range").then(pl.col("upper_digit") * pl.col("factor_max")))),
        period_year=pl.when(carried).then("year").otherwise(period(pl.col("year"))),
        pattern=pl.coalesce("pattern", pl.lit(NOT_MAPPED)),
    )


def _named(rows):
    """named: the codebook's name of what is counted, in brackets, where the report's own words differ; a share or a change bears the name of what it is of."""
    words, name = pl.col("counted").str.split("").list.filter(pl.element() != ""), pl.col("name").str.split("").list.filter(pl.element() != "")
    differs = (name.list.set_difference(words).list.len() > 0) & (words.list.set_difference(name).list.len() > 0)
    own = pl.when(pl.col("name").is_not_null() & differs).then("（" + pl.col("name") + "）").otherwise(pl.lit(""))
    rows = rows.with_columns(named=pl.when(pl.col("inherits").fill_null(False)).then(pl.lit(None, pl.String)).otherwise(own))
    new = (pl.col("paragraph") != pl.col("paragraph").shift(1)).fill_null(True)
    return rows.with_columns(named=pl.when(new).then(pl.col("named").fill_null("")).otherwise("named").forward_fill())


def _exact(value):
    """4.521 × 10000 is 45210, not 45209.99…"""
    return value.round(6)


def _values(rows):
    """Rows of the layer `observations` (without keys) from the metrics."""
    stated = pl.col("form") == STATED_ZERO
    place = pl.col("paragraph_start")
    return rows.with_columns(
        origin=pl.lit("narrative"),
        start=place + pl.col("start_in_text"), end=place + pl.col("end_in_text"),
        value_text=pl.col("printed"), sentence=pl.col("printed_sentence"),
        value_kind=pl.when(stated).then(pl.lit("stated_zero")).when(pl.col("value") == 0).then(pl.lit("zero")).otherwise(pl.lit("number")),
        measure_text=pl.col("counted") + pl.col("named") + pl.col("suffix"),
    ).select(VALUES)  # fmt: skip


def _mentions(rows):
    place = pl.col("paragraph_start")
    unread = pl.col("skip") == UNREAD
    return rows.select(
        "report_id", "block", "considered", start=place + pl.col("start_in_text"), end=place + pl.col("end_in_text"), sentence="printed_sentence", text="printed",
        outcome=pl.when(pl.col("skip").is_null()).then(pl.lit("metric")).when(unread).then(pl.lit("unread")).otherwise(pl.lit("skipped")),
        reason=pl.coalesce("skip", "pattern"),
    ).select(MENTIONS)  # fmt: skip
