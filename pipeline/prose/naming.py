"""What a quantity is called: its own words, and of the words before it those without which a reader would not know what is counted.

Belongs here: from a number's words and terms to the name of what it counts. Not here: which words are a number's own (measures.py), official names (mapping.py).
"""

from functools import cache

import polars as pl

from pipeline.prose.mentions import replaced, told_at
from pipeline.prose.numerals import MASK
from pipeline.prose.terms import from_before, of_group
from pipeline.prose.vocabulary import any_of, words_of
from schemas.codebook import codebook

SHORT = 16  # characters behind a number that can name what it counts
ASIDE = 4  # characters of a clause that says no more than 时长半天


@cache
def wanting():
    """Pattern of words that leave open, at their end, what is counted: 收到, 共有."""
    return f"(?:{any_of(codebook().words.wanting)})$"


@cache
def _patterns():
    words = codebook().words
    return {
        "light": rf"^(?:{any_of(words.light)})了?([^，]{{2,}})$",
        "only_wanting": rf"^(?:{any_of(words.wanting)}|已经|已|均|全部|实际|累计)*$",
        "dependent": rf"^.{{0,2}}(?:{any_of(words.dependent)})$",
    }


def with_phrase(rows):
    """phrase: own words, with what stands behind the number where they want it; inherits: whether the number has no words of its own."""
    pattern = _patterns()
    named, follows = pl.col("own") != "", pl.col("behind") != ""
    words, behind = codebook().words, pl.col("behind")
    wants = pl.col("own").str.contains(wanting()) | pl.col("said").str.contains(wanting()) | pl.col("said").str.contains(words.list_ends)
    wants = wants | pl.col("own").str.contains(words.whom) | ((pl.col("unit") == "次") & behind.str.contains(words.deliberates))
    short = behind.str.slice(0, SHORT).str.replace(words.in_charge, "$1")
    rows = rows.with_columns(
        phrase=pl.when(behind.str.contains(words.role))
        .then(behind.str.extract(words.role, 1))
        .when(named & wants & follows)
        .then(pl.col("own") + short)
        .when(named)
        .then("own")
        .when(follows)
        .then(short)
        .str.replace(pattern["light"], "$1"),
        inherits=~named & ~follows,
        poor=pl.col("own").str.contains(pattern["only_wanting"]) & ~follows,
    )
    rows = rows.with_columns(listed=pl.col("sentence").str.head(pl.col("start")).str.contains("其中|："))
    rows = rows.with_columns(dependent=pl.col("phrase").str.contains(pattern["dependent"]).fill_null(False) & (pl.col("statistic") == "level"))
    # A change has no noun to hand on: what follows it counts what it is a change of.
    gives, nothing = (pl.col("statistic") != "change") & ~pl.col("poor") & ~pl.col("dependent"), pl.lit(None, pl.String)
    change = pl.col("statistic") == "change"
    of_change = from_before(pl.when(change & named).then("phrase").otherwise(nothing))  # 网上公开数量增加47条，增幅29.9%
    return rows.with_columns(
        phrase_before=pl.coalesce(from_before(pl.when(gives).then("phrase").otherwise(nothing)), of_change),
        whole=from_before(pl.when(gives & pl.col("rest").str.contains("其中", literal=True)).then("phrase").otherwise(nothing)),
    )


def with_base(rows):
    """Rows with phrases and terms → adds base: what the number is called, without what a share or a change adds."""
    phrases = rows["phrase"]
    rows = rows.with_columns(
        phrase=replaced(phrases, phrases.str.contains("网站", literal=True), lambda texts: texts.str.replace(codebook().words.site_owner, "$1"))
    )
    return rows.with_columns(account=_accounts(rows)).with_columns(base=_base()).drop("account")


def _accounts(rows):
    """Series: the name of the account that the channel before is, in quotation marks; empty where the sentence gives none."""
    at = rows.select(pl.col("channel_before").is_not_null() & pl.col("sentence").str.contains("”", literal=True)).to_series().arg_true()
    told = rows.select("sentence", "start")[at].select(pl.col("sentence").str.head("start")).to_series()
    pattern = codebook().words.account_named
    named = pl.select(pl.coalesce(told.str.extract(pattern, 1), told.str.extract(pattern, 2))).to_series()
    return told_at(rows, at, ("“" + named + "”").fill_null(""))


def _base():
    """The phrase with the words before it that a reader needs: what it goes through, what it is about."""
    words, clause = codebook().words, pl.col("clause_before")
    phrase, before = pl.col("phrase").fill_null(""), pl.coalesce("phrase_before", pl.lit(""))
    # Of what is disclosed only the channel needs saying: 网站发布460条
    narrows = of_group("channels") | (
        ~pl.col("about").is_in(["disclosure", "response"]) & (of_group("outcomes") | of_group("actions") | of_group("applicants") | of_group("qualities"))
    )
    said_in_full = pl.col("about").is_in(["disclosure", "response"]) & of_group("actions")  # 公众号发布招生信息 needs no 公开信息 before it
    said_in_full = said_in_full | ((pl.col("about") == "consultation") & phrase.str.contains(words.says_consultation))
    needs_topic = ~of_group("topics") & ~of_group("nouns") & narrows & ~said_in_full
    # 参训612人次，赴外地学习1次: what was done is no name for what follows
    topic = pl.when((pl.col("about") != "followers") & ~pl.col("about_word").is_in(words_of("actions"))).then("about_word")
    handed = (before != "") & ~before.str.contains(words.of_one_number)
    holds = (clause != "") & ~clause.str.contains(words.of_one_number)
    return (
        pl.when(pl.col("channel_before").is_not_null()).then(pl.col("account") + pl.col("channel_before") + phrase)
        .when(pl.col("dependent") & handed & (clause.str.len_chars() <= ASIDE)).then(before + phrase)
        .when((pl.col("heading_said") != "") & (phrase != clause)).then(clause + phrase)
        .when(phrase.str.contains(words.depends) & handed).then(before + phrase)
        .when(pl.col("poor") & handed & ~pl.col("about").is_in(words.topic_alone) & before.str.contains(topic, literal=True).fill_null(False)).then(before + phrase)
        .when(needs_topic & topic.is_not_null()).then(topic + phrase)
        .when(pl.col("poor") & pl.col("whole").is_not_null() & (pl.col("about") != "disclosure").fill_null(True) & phrase.str.contains(words.rest)).then(pl.col("whole") + phrase)
        .when(pl.col("poor") & holds & (clause != phrase)).then(clause + phrase)
        .when(pl.col("poor") & handed).then(before + phrase)
        .when(pl.col("dependent") & holds & ~clause.str.contains(MASK, literal=True)).then(clause + phrase)
        .otherwise(phrase)
    )  # fmt: skip


def suffix():
    """What a share, a change or a number in another unit adds to what it is of."""
    words = codebook().words
    is_rate = pl.col("counted").str.contains(words.is_rate)
    behind_alone = (pl.col("own") == "") & ~pl.col("inherits")  # 近七成涉及征地
    of_whole = pl.col("inherits") | pl.col("handed_out") | behind_alone | pl.col("said").str.contains(words.share_of)
    unit = pl.when("inherits").then(pl.col("kind").replace_strict(words.suffixes, default="")).otherwise(pl.lit(""))
    of_people = (
        (pl.col("kind") == "person")
        & (pl.col("counted").str.contains(words.of_training) | pl.col("dependent"))
        & ~pl.col("counted").str.contains(words.names_people)
    )
    return (
        pl.when(pl.col("statistic") == "change").then(pl.when("compares").then(pl.lit("同比")).otherwise(pl.lit("")) + pl.col("change").replace(words.change_named).fill_null(""))
        .when((pl.col("statistic") == "share") & of_whole & ~is_rate).then(pl.lit("占比"))
        .when(of_people).then(pl.when(pl.col("unit").is_in(words.persons)).then(pl.lit("人数")).otherwise(pl.lit("人次")))
        .otherwise(unit)
    )  # fmt: skip


def tidied(names, own):
    """A Series of names without what a name does without (codebook/narrative/words.yml, `tidied`); `own`: those of words that no entry of the codebook knows."""
    words = codebook().words
    for patterns, where in ((words.tidied, pl.repeat(True, len(names), eager=True)), (words.tidied_own, own)):
        texts = names.filter(where).drop_nulls().unique()
        tidy = texts
        for pattern, left in patterns.items():
            tidy = tidy.str.replace(pattern, left)
        changed = texts != tidy
        names = replaced(names, where & names.is_in(texts.filter(changed).implode()), lambda found: found.replace(texts.filter(changed), tidy.filter(changed)))  # noqa: B023
    return names
