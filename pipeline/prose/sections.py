"""What a sentence inherits from the text around it: the topic in force, and whether the office speaks of the future.

Belongs here: headings and the order of sentences in a document. Not here: what one sentence says.
"""

import re

import polars as pl

from pipeline.numbers import YEAR_SIGNS
from pipeline.prose.mentions import filled, replaced
from pipeline.prose.numerals import DIGITS, MASK, joined_thousands
from pipeline.prose.periods import YEARS
from pipeline.prose.vocabulary import last_topic, no_topics, words_of
from schemas.codebook import codebook

LIST_NUMBER = f"^{MASK}[.．、]"  # its digits stand before those of the year: 2.改进：2022年…
LONGEST_YEAR = 5  # digits that are looked at: one more than a year has, so that 20181年 is none
SPELT = f"^[^{MASK}]{{0,16}}?([{YEARS}]{{4}}) ?年"  # 二〇二五年，一是…
UNNUMBERED = 3
LEVELS = ("^ ?(?:[一二三四五六七八九十]+ ?[、.．]|第[一二三四五六七八九十]+(?:部分|章|节))", "^ ?[（(][一二三四五六七八九十]+[）)]")


def signs(sentences):
    """Sentences (frame with id, sentence, heading: whether it is a short paragraph of its own, holds: whether it holds numerals) → those that hold numerals or
    tell something to what follows, with topic, level (of a heading; UNNUMBERED where it bears no number and speaks of the future or of what was found) and is_plan."""
    words, topics = codebook().words, codebook().terms.topics
    distinct = sentences.select("id", "sentence", "heading").unique("id", maintain_order=True)
    text = pl.col("sentence")
    others = replaced(
        distinct["sentence"],
        distinct["sentence"].str.contains_any(no_topics()),
        lambda texts: texts.str.replace_many(no_topics(), [""] * len(no_topics()), leftmost=True),
    )
    level = pl.when("heading").then(pl.coalesce(*(pl.when(text.str.contains(pattern)).then(pl.lit(number + 1)) for number, pattern in enumerate(LEVELS))))
    plan = (
        pl.when("heading")
        .then(text.str.contains(filled(words.plan_heading)) & ~text.str.contains(words.plan_heading_unless))
        .otherwise(text.str.contains(filled(words.plan_sentence)) | (text.str.contains(words.mending_sentence) & ~text.str.contains(filled(words.mended))))
    )
    mending = ~pl.col("heading") & plan & text.str.contains(words.mending_opens)
    distinct = distinct.with_columns(
        mending=mending,
        lists=text.str.contains(filled(words.list_of_year)) & ~(pl.col("heading") & text.str.contains(words.plan_heading_unless)),
        opens=~pl.col("heading") & text.str.contains(filled(words.year_opens)),
        mends=pl.col("heading") & text.str.contains(words.mending_heading),
        recalls=text.str.contains(words.recalls),
        in_list=text.str.contains(LIST_NUMBER).cast(pl.Int32),
    )
    future = pl.col("heading") & (plan | pl.col("lists") | pl.col("mends"))
    level = pl.coalesce(level, pl.when(future).then(UNNUMBERED))
    spelt = pl.when(pl.col("lists") | pl.col("opens")).then(text).str.extract(SPELT).str.replace_many(YEAR_SIGNS)
    distinct = distinct.with_columns(spelt_year=spelt.cast(pl.Int64))
    distinct = distinct.with_columns(word=others.str.extract_many(words_of("topics"), leftmost=True).list.last(), level=level.cast(pl.Int8), is_plan=plan)
    topic_of = {word: last_topic(word) for word in words_of("topics")}
    topic = pl.col("word").replace_strict(topic_of, default=None, return_dtype=pl.String).cast(pl.Enum(list(topics)))
    rows = sentences.drop("sentence", "heading").join(
        distinct.select("id", "heading", "level", "is_plan", "mending", "lists", "opens", "mends", "recalls", "spelt_year", "in_list", topic=topic),
        on="id",
        how="left",
        maintain_order="left",
    )
    tells = pl.col("topic").is_not_null() | pl.col("level").is_not_null()
    return rows.filter(tells | pl.any_horizontal("is_plan", "lists", "opens", "holds"))


def with_later_lists(rows, texts, years):
    """Rows of signs in their paragraphs (paragraph, report_id, lists, opens, mends, spelt_year, masks: digits before the sentence, is_plan) → is_plan also where a list, or under
    a heading about what is to be mended a sentence, opens with a year after the report year. texts: paragraph, text; years: report_id, year."""
    new_report = (pl.col("report_id") != pl.col("report_id").shift(1)).fill_null(True)
    mends = pl.when(pl.col("level").is_not_null()).then("mends").when(new_report).then(False).otherwise(pl.lit(None, pl.Boolean)).forward_fill()
    listing = rows.with_row_index("row").filter(pl.col("lists") | (pl.col("opens") & mends)).join(texts, on="paragraph").join(years, on="report_id")
    said = [
        spelt or int(re.findall(DIGITS, joined_thousands(text))[at].split(".")[-1][:LONGEST_YEAR])  # 3.2021年: a list number before the year
        for text, at, spelt in listing.select("text", pl.col("masks") + pl.col("in_list"), "spelt_year").iter_rows()
    ]
    later = listing.filter(pl.Series(said, dtype=pl.Int64).is_between(listing["year"] + 1, listing["year"] + 2))["row"]
    return rows.with_columns(is_plan=rows["is_plan"].scatter(later, True) if len(later) else rows["is_plan"])


def in_force(rows):
    """Sentences of documents in order (report_id, paragraph, heading, topic, level, is_plan, recalls) → adds topic_before and plan: what holds before each sentence.

    A topic holds until another is named. A heading of the first level about the future (下一步工作打算) holds until the next of its level, one of the second
    until the next with a number, one without until the next such or of the first level, a sentence (下一步，…) until its paragraph ends or one
    recalls what was found the year before (上年提出的…).
    """
    new_report = (pl.col("report_id") != pl.col("report_id").shift(1)).fill_null(True)
    new_paragraph = (pl.col("paragraph") != pl.col("paragraph").shift(1)).fill_null(True)
    level = pl.col("level").fill_null(0)
    rows = rows.with_columns(
        new_report=new_report, new_paragraph=new_paragraph, first_level=level == 1, numbered=level.is_in([1, 2]), led=level.is_in([1, UNNUMBERED])
    )
    known = pl.when(pl.col("topic").is_not_null()).then(pl.int_range(pl.len())).when("new_report").then(-1).forward_fill()
    at = pl.when("new_report").then(-1).otherwise(known.shift(1))
    before = pl.when(at >= 0).then(pl.col("topic").gather(pl.when(at >= 0).then(at)))

    def held(starts):
        return pl.when(starts).then(pl.col("is_plan")).when(pl.col("new_report")).then(False).otherwise(pl.lit(None, pl.Boolean)).forward_fill()

    said = pl.col("is_plan") & ~pl.col("heading") & ~_done(pl.col("paragraph"))
    in_paragraph = pl.when(said).then(True).when(pl.col("new_paragraph") | pl.col("recalls")).then(False).otherwise(pl.lit(None, pl.Boolean)).forward_fill()
    return rows.with_columns(topic_before=before, plan=held(pl.col("first_level")) | held(pl.col("numbered")) | held(pl.col("led")) | in_paragraph)


def _done(paragraph):
    """Expression: whether what a sentence tells of mending is done: 改进情况：开设专题4个。2022年，计划…: the plans follow in a sentence of their own."""
    plans = pl.col("is_plan") & ~pl.col("heading") & ~pl.col("mending") & pl.col("after_stop")
    to_come = plans.cast(pl.Int32).cum_sum(reverse=True)
    last = paragraph != paragraph.shift(-1)
    of_others = pl.when(last.fill_null(True)).then(to_come - plans.cast(pl.Int32)).backward_fill()
    return pl.col("mending") & (to_come > of_others)
