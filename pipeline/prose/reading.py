"""The numbers in the prose of reports: every quantitative statement with what it counts, and what became of every other numeral.

Sentences are read once in the form in which their digits are masked; then digits, places, years and what the document says around them are put back.
Belongs here: that way there and back. Not here: how a sentence is read (mentions.py, contexts.py, measures.py, periods.py, zeros.py, mapping.py).
"""

from typing import NamedTuple

import polars as pl

from pipeline.prose import sections
from pipeline.prose.contexts import quantities
from pipeline.prose.evidence import weighed
from pipeline.prose.mapping import ERAS, NOT_MAPPED, indicators
from pipeline.prose.masking import printed, unmasked
from pipeline.prose.measures import measured
from pipeline.prose.mentions import UNREAD, numerals
from pipeline.prose.naming import tidied
from pipeline.prose.periods import period, with_markers
from pipeline.prose.sentences import paragraphs, sentences
from pipeline.prose.terms import keys
from pipeline.prose.zeros import each_if_none, stated_zeros, that_hold
from schemas.codebook import codebook

DISTRICT = ["whole_district", "growing", "living", "accidents", "economy", "visitors", "trades"]  # of skips.yml
OUTCOMES = ["granted", "partial", "refused", "unavailable", "not_processed", "not_held"]  # of terms.yml
OF_REMEDIES = ["upheld", "corrected", "pending", "withdrawn", "other_result"]  # the outcomes that are none of applications
OF_CHANNEL = "foi.disclosure.channel."
CHANNELS = ["website", "wechat", "weibo", "official_gazette"]  # the same
TOPIC = "application"
PLAN = "plan"
STATED_ZERO = "stated_zero"
KIND = ("terms", "about", "unit", "statistic", "counted")  # what decides which indicator a number is
PLACE = ("id", "start", "end", "first_digit", "digits")
VALUES = ("report_id", "block", "page", "start", "end", "origin", "measure_text", "indicator_key", "value", "value_max", "unit", "value_text", "value_kind", "precision",
          "statistic", "period_year", "sentence", "sentence_at", "channel", "verb", "measure_key", "pattern", "considered")  # fmt: skip


class Prose(NamedTuple):
    """`values`: a row for each quantitative statement, columns of the layer `observations` without keys. `outcomes`: what became of all numerals:
    outcome (metric, skipped, unread), reason (pattern or entry of skips.yml), numerals. `sentences`: how many hold numerals."""

    values: pl.DataFrame
    outcomes: pl.DataFrame
    sentences: int


def read_prose(documents, used, reports):
    """The layer `documents`, report_id and block of what tables took, and report_id, year and form of reports → Prose, values in document order.

    Values are in the unit as printed, 万 and 亿 of counts multiplied out; places are characters of the decoded file where the block has a place.
    """
    prose, cut, found = _read(documents, used, reports)
    rows = _in_documents(prose, cut, found.filter(pl.col("skip").is_null()), reports)
    planned = rows.filter(pl.col("skip").is_not_null())
    values = _values(unmasked(rows.filter(pl.col("skip").is_null())))
    copies = prose.group_by("template").agg(copies=pl.len())
    skipped = found.filter(pl.col("skip").is_not_null()).join(copies, on="template").group_by(reason="skip").agg(numerals=pl.col("copies").sum())
    counted = [
        values.group_by(reason="pattern").agg(numerals=pl.len()).with_columns(outcome=pl.lit("metric")),
        *(_skipped(frame) for frame in (skipped, planned.group_by(reason="skip").agg(numerals=pl.len()))),
    ]
    outcomes = pl.concat(counted, how="diagonal_relaxed").group_by("outcome", "reason").agg(pl.col("numerals").sum()).sort("outcome", "reason")
    with_numerals = found.select("template", "first").unique().join(copies, on="template")["copies"].sum()
    return Prose(values, outcomes, with_numerals)


def read_mentions(documents, used, reports):
    """The same arguments → a row for each numeral: report_id, block, start, end, sentence, sentence_at, text, outcome, reason, considered (other patterns that
    fitted), inherits (whether it has no words of its own and says something of the number before).

    For people who ask about a report, or for tests; read_prose gives the counts for a corpus.
    """
    prose, cut, found = _read(documents, used, reports)
    rows = _in_documents(prose, cut, found, reports)
    place, unread = pl.col("paragraph_start"), pl.col("skip") == UNREAD
    return rows.select(
        "report_id", "block", start=place + pl.col("start_in_text"), end=place + pl.col("end_in_text"), sentence="printed_sentence", sentence_at="sentence_at",
        text="printed",
        outcome=pl.when(pl.col("skip").is_null()).then(pl.lit("metric")).when(unread).then(pl.lit("unread")).otherwise(pl.lit("skipped")),
        reason=pl.coalesce("skip", "pattern"), considered="considered", inherits="inherits",
    )  # fmt: skip


def _skipped(counts):
    return counts.with_columns(outcome=pl.when(pl.col("reason") == UNREAD).then(pl.lit("unread")).otherwise(pl.lit("skipped")))


def _read(documents, used, reports):
    """Paragraphs of prose; their distinct masked forms cut into sentences; and what each of these says, a row a numeral or a zero in words."""
    prose, templates = paragraphs(documents, used, reports)
    cut = sentences(templates)
    distinct = cut.select("sentence", "heading").unique(maintain_order=True).with_row_index("id")
    cut = cut.join(distinct, on=["sentence", "heading"], how="left", maintain_order="left")
    rows = cut.select("template", "first", "masks", "count", "length", "id").join(_sentences_read(distinct.select("id", "sentence")), on="id")
    return prose, cut, _handed_on(rows.sort("template", "first", "start", maintain_order=True))


def _sentences_read(distinct):
    """Distinct masked sentences (id, sentence) → a row for each numeral and each zero in words, with all that the sentence alone tells."""
    found = quantities(numerals(distinct))
    counted = weighed(keys(each_if_none(with_markers(measured(found.filter(pl.col("skip").is_null()))))))
    counted = counted.with_columns(skip=pl.when(pl.col("unit").is_null()).then(pl.lit(UNREAD)))
    zeros = keys(with_markers(stated_zeros(distinct)))
    zeros = zeros.with_columns(form=pl.lit(STATED_ZERO), cumulative=False, since=False, year_mask=pl.when(~pl.col("since").fill_null(False)).then("year_mask"))
    skipped = found.filter(pl.col("skip").is_not_null()).select(*PLACE, "skip")
    columns = [*PLACE, "skip", *KIND, "suffix", "value", "factor", "is_range", "value_max", "factor_max", "precision", "falling", "form", "inherits", "listed", "phrase_before", "verb", "channel", "joint",
               "measure_key", "year_mask", "year_spelt", "year_shift", "cumulative", "later", "since", "is_weak"]  # fmt: skip
    return pl.concat([part.select(name for name in columns if name in part.columns) for part in (counted, zeros, skipped)], how="diagonal_relaxed")


def _handed_on(rows):
    """A number without words of its own in its sentence counts what the sentence before counts."""
    new = (pl.col("template") != pl.col("template").shift(1)).fill_null(True)
    orphan = pl.col("inherits") & pl.col("phrase_before").is_null() & ~new
    gives = (pl.col("statistic") == "level") & ~pl.col("inherits")

    def before(name, gives):
        return pl.when(new).then(pl.when(gives).then(name).fill_null("")).when(gives).then(name).forward_fill().shift(1).fill_null("")

    # 不予处理3件；其他2件: behind outcomes of applications the rest is an outcome too
    terms_before = pl.when(new).then(pl.col("terms").fill_null("")).otherwise("terms").forward_fill().shift(1)
    outcome = terms_before.str.contains_any(OUTCOMES) & ~new
    rest = outcome & (pl.col("terms") == "residual") & pl.col("counted").str.contains("^其[他它](?:情形|情况)?$") & (pl.col("about").fill_null(TOPIC) == TOPIC)
    # 政府公报0条；其他54条: behind channels it is another channel
    channel = terms_before.str.contains_any(CHANNELS) & ~new & (pl.col("terms") == "residual") & pl.col("counted").str.contains("^其[他它]$")
    # 其他处理2件；总计85件: they add up to what was closed
    ended = [name for name in codebook().terms.outcomes if name not in OF_REMEDIES]
    total = terms_before.str.contains_any(ended) & ~new & (pl.col("terms") == "sum")
    # 全区参保108.6万人；定点机构812家: of what the district has, more follows until something of the vocabulary is named
    nothing_known = (pl.col("terms") == "") & pl.col("about").is_null() & ~pl.col("counted").fill_null("").str.contains_any(codebook().words.deeds)
    goes_on = pl.when(pl.col("skip").is_in(DISTRICT)).then("skip").when(new | ~pl.coalesce(nothing_known, pl.col("skip").is_not_null())).then(pl.lit(""))
    district = goes_on.forward_fill().replace("", None)
    rows = rows.with_columns(skip=pl.when(pl.col("skip").is_null() & nothing_known & ~new).then(district).otherwise("skip"))
    # 新收申请6件。其中予以公开3件、其他处理1件。与上年11件相比减少5件: a change is of the whole, not of the last part
    parts = pl.col("listed").fill_null(False)
    of_change = orphan & (pl.col("statistic") == "change")
    rows = rows.with_columns(
        pl.when(of_change).then(before(name, gives & ~parts)).when(orphan).then(before(name, gives)).otherwise(name).alias(name)
        for name in ("counted", "terms")
    )
    # 新收43件。结转5件。办结44件: what is carried over before the closing came from last year
    came_in = (pl.col("counted") == "结转") & ~new & ~new.shift(-1).fill_null(True) & pl.col("terms").shift(-1).str.contains("closed")
    terms = (
        pl.when(came_in.fill_null(False))
        .then(pl.col("terms").str.replace("carried_out", "carried_in"))
        .when(rest.fill_null(False))
        .then(pl.lit("residual other_outcome"))
        .when(total.fill_null(False))
        .then(pl.lit("sum closed"))
        .when(channel.fill_null(False))
        .then(pl.lit("residual other_channel"))
    )
    return rows.with_columns(terms=terms.otherwise("terms"))


def _in_documents(prose, cut, found, reports):
    """Puts rows back where their paragraphs stand, in order, with all that the document, the year and the form tell besides."""
    kinds = found.select(KIND).unique(maintain_order=True).with_row_index("kind_number")
    found = found.join(kinds, on=KIND, how="left", nulls_equal=True, maintain_order="left").with_columns(names_topic=pl.col("about").is_not_null()).drop(KIND)
    years = reports.select("report_id", "year", era=pl.when(pl.col("form") == "annex-pre2014").then(pl.lit("annex")).when(pl.col("year") <= 2018).then(pl.lit("until_2018")).when(pl.col("year") <= 2020).then(pl.lit("in_2019")).otherwise(pl.lit("from_2021")).cast(ERAS))  # fmt: skip
    rows = prose.rename({"start": "paragraph_start"}).join(found, on="template", maintain_order="left_right")
    rows = rows.join(years, on="report_id", how="left", maintain_order="left")
    rows = rows.join(_around(prose, cut, found, years), on=["paragraph", "first"], how="left", maintain_order="left")
    rows = _with_indicators(rows.with_columns(topic_before=pl.when(~pl.col("names_topic")).then("topic_before")), kinds)
    return that_hold(_without_weak(_with_values(printed(rows))))


def _without_weak(rows):
    """Skips what no entry of the codebook knows where what stands around it speaks against it."""
    weak = pl.col("is_weak").fill_null(False) & (pl.col("pattern") == NOT_MAPPED)
    weak = weak & pl.col("terms").fill_null("").is_in(["", *codebook().evidence.telling_nothing])
    return rows.with_columns(skip=pl.coalesce("skip", pl.when(weak).then(pl.lit(codebook().evidence.id))))


def _around(prose, cut, found, years):
    """What holds before each sentence with numerals: paragraph, first, topic_before, plan."""
    cut = cut.filter(pl.col("heading") | pl.col("template").is_in(found["template"].unique().implode()))
    rows = sections.signs(
        cut.select("template", "first", "masks", "id", "sentence", "heading", "after_stop").with_columns(
            holds=pl.col("id").is_in(found["id"].unique().implode())
        )
    )
    rows = prose.select("report_id", "paragraph", "template").join(rows, on="template", maintain_order="left_right")
    rows = sections.with_later_lists(rows, prose.select("paragraph", "text"), years)
    return sections.in_force(rows).filter("holds").select("paragraph", "first", "topic_before", "plan")


def _with_indicators(rows, kinds):
    """Adds indicator, pattern and what is counted; worked out once for each kind of number, topic and era."""
    key = ["kind_number", "topic_before", "era"]
    wanted = rows.select(key).unique().join(kinds, on="kind_number").with_columns(about=pl.coalesce("about", pl.col("topic_before").cast(pl.String)))
    rows = rows.join(indicators(wanted).drop("about"), on=key, how="left", nulls_equal=True, maintain_order="left")
    # A share or a change bears the name of what it is of.
    new = (pl.col("paragraph") != pl.col("paragraph").shift(1)).fill_null(True)
    shares_name = pl.col("inherits").fill_null(False) & (pl.col("pattern") == NOT_MAPPED)
    named = pl.when(shares_name).then(pl.lit(None, pl.String)).otherwise("named")
    return rows.with_columns(named=pl.when(new).then(named.fill_null("")).otherwise(named).forward_fill())


def _with_values(rows):
    """Adds value, value_max and period_year; skips what is said of the future."""
    years = pl.coalesce("said_digit", pl.col("year_spelt").cast(pl.Float64), (pl.col("year") + pl.col("year_shift")).cast(pl.Float64))
    years = pl.when(years < 100).then((years % 1 * 10_000).round()).otherwise(years)  # 3.2021年: a list number before the year
    rows = rows.with_columns(said_year=pl.when(years.is_between(1980, 2100)).then(years).cast(pl.Int16))
    long_past = (pl.col("form") == STATED_ZERO) & (pl.col("said_year") < pl.col("year") - 1)  # nothing since 2008: nothing this year
    rows = rows.with_columns(said_year=pl.when(~long_past.fill_null(False)).then("said_year"))
    future = (pl.col("plan") | (pl.col("later") & (pl.col("said_year") > pl.col("year")))) & (pl.col("form") != STATED_ZERO)
    sign = pl.when("falling").then(-1.0).otherwise(1.0)
    value = pl.coalesce("value", pl.col("digit") * pl.col("factor")) * sign
    value_max = pl.coalesce("value_max", pl.when("is_range").then(pl.col("upper_digit") * pl.col("factor_max")))
    carried_in = (pl.col("terms") == "carried_in") | pl.col("terms").str.contains("carried_in", literal=True)
    return rows.with_columns(
        skip=pl.coalesce("skip", pl.when(future).then(pl.lit(PLAN))),
        value=value.round(6),  # 4.521 × 10000 is 45210, not 45209.99…
        value_max=value_max.round(6),
        period_year=pl.when(carried_in.fill_null(False)).then("year").otherwise(period(pl.col("year"))),
    )


def _name(rows):
    """Series: what numbers are called: the report's own words, and the codebook's in brackets where they differ. A change is called by the codebook's alone, for its verb comes
    behind them; but one of a channel by the channel's own name."""
    of_change = (pl.col("statistic") == "change") & (pl.col("named").fill_null("") != "")
    channels = {f"（{entry.name}）" for entry in codebook().narrative_indicators.entries if (entry.measure or "").startswith(OF_CHANNEL)}
    rows = rows.with_columns(counted=tidied(rows["counted"], rows["pattern"] == NOT_MAPPED))
    name = pl.when(of_change & pl.col("named").is_in(channels)).then("counted").when(of_change).then(pl.col("named").str.strip_chars("（）"))
    return rows.select(name.otherwise(pl.concat_str("counted", "named", ignore_nulls=True))).to_series()


def _suffix():
    """培训86人次 alone counts 培训人员, as the forms call them; the unit says which."""
    alone = (pl.col("named").fill_null("") == "") & pl.col("suffix").is_in(["人次", "人数"])
    return pl.when(alone & pl.col("counted").str.contains("训")).then(pl.lit("人员")).otherwise("suffix")


def _values(rows):
    """Rows of the layer `observations`, without keys."""
    place = pl.col("paragraph_start")
    return rows.with_columns(
        origin=pl.lit("narrative"),
        start=place + pl.col("start_in_text"), end=place + pl.col("end_in_text"),
        value_text="printed", sentence="printed_sentence", measure_text=pl.concat_str(_name(rows), _suffix(), ignore_nulls=True),
        value_kind=pl.when(pl.col("form") == STATED_ZERO).then(pl.lit("stated_zero")).when(pl.col("value") == 0).then(pl.lit("zero")).otherwise(pl.lit("number")),
    ).select(VALUES)  # fmt: skip
