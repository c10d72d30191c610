"""What a sentence inherits from the text around it: the topic in force, and whether the office speaks of the future.

Belongs here: headings and the order of sentences in a document. Not here: what one sentence says.
"""

import polars as pl

from pipeline.terms import last_topic
from schemas.codebook import codebook

HEADING = 40  # characters of the longest heading
LEVELS = ("^ ?(?:[一二三四五六七八九十]+ ?[、.．]|第[一二三四五六七八九十]+(?:部分|章|节))", "^ ?[（(][一二三四五六七八九十]+[）)]")


def signs(sentences):
    """Distinct sentences (frame id, sentence, heading: whether it is a whole short paragraph) → adds topic, level (of a heading), is_plan."""
    words = codebook().words
    topics = sorted({word for group in codebook().terms.topics.values() for word in group}, key=lambda word: (-len(word), word))
    text = pl.col("sentence")
    level = pl.when("heading").then(pl.coalesce(*(pl.when(text.str.contains(pattern)).then(pl.lit(number + 1)) for number, pattern in enumerate(LEVELS))))
    plan = pl.when("heading").then(text.str.contains(words.plan_heading) & ~text.str.contains(words.plan_heading_unless)).otherwise(text.str.contains(words.plan_sentence))
    rows = sentences.with_columns(topic_words=text.str.extract_many(topics, leftmost=True).list.join(" "), level=level.cast(pl.Int8), is_plan=plan)
    found = rows["topic_words"].unique()
    last = pl.DataFrame({"topic_words": found, "topic": pl.Series([last_topic(words) for words in found], dtype=pl.String)})
    return rows.join(last, on="topic_words", how="left", maintain_order="left").drop("topic_words")


def in_force(rows):
    """Sentences of documents in order (report_id, paragraph, heading, topic, level, is_plan) → adds topic_before and plan: what holds before each sentence.

    A topic holds until another is named. A heading of the first level about the future (下一步工作打算) holds until the next of its level, one of the second
    until the next heading, a sentence (下一步，…) until its paragraph ends.
    """
    new_report = (pl.col("report_id") != pl.col("report_id").shift(1)).fill_null(True)
    new_paragraph = (pl.col("paragraph") != pl.col("paragraph").shift(1)).fill_null(True)
    rows = rows.with_columns(new_report=new_report, new_paragraph=new_paragraph, first_level=(pl.col("level") == 1).fill_null(False), any_level=pl.col("level").is_not_null())
    topic = pl.when("new_report").then(pl.col("topic").fill_null("")).otherwise("topic").forward_fill()
    before = pl.when("new_report").then(None).otherwise(topic.shift(1)).replace("", None)

    def held(starts):
        return pl.when(starts).then(pl.col("is_plan")).when(pl.col("new_report")).then(False).otherwise(pl.lit(None, pl.Boolean)).forward_fill()

    said = pl.col("is_plan") & ~pl.col("heading")
    in_paragraph = pl.when(said).then(True).when("new_paragraph").then(False).otherwise(pl.lit(None, pl.Boolean)).forward_fill()
    return rows.with_columns(topic_before=before, plan=held(pl.col("first_level")) | held(pl.col("any_level")) | in_paragraph)
