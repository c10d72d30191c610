"""Figures of the prose against each other: shares of a whole, figures given twice.

Belongs here: arithmetic between statements of one report. Not here: lists and their totals (list_rules.py), changes
(change_rules.py), tables (text_rules.py), other years.
A finding needs a neighbour that is sure to be meant: what could belong to something else is left alone.
"""

import polars as pl

from pipeline.rules.findings import found
from pipeline.rules.statements import half_digit, near
from schemas.codebook import codebook

NEAR = 8  # statements around a share in which its counts may stand
SURE = 12  # statements before a share in which its whole may stand


def shares(stated, printed):
    """Shares that no count and no whole near them explain, although a whole is established (NV-15).

    Established: another share of the same paragraph is explained by it, or it is the only larger count of the same kind in the same sentence. A
    difference of one unit of the last digit passes: shares are often forced to add up to 100 (pitfall 6).
    """
    is_share = (pl.col("statistic") == "share") & pl.col("is_exact") & pl.col("value").is_between(0, 100, closed="right") & (pl.col("unit") == "%")
    share = stated.filter(is_share).select(
        "report_id",
        "block",
        "row",
        "begins",
        "ends",
        "sentence",
        share="value",
        text="value_text",
        share_id="observation_id",
        tolerance=3 * half_digit(pl.col("value_text")) + 1e-9,
    )
    if share.is_empty():
        return found(share.with_columns(label=pl.lit(""), part=pl.lit(""), whole=pl.lit(""), expected=pl.lit(""), actual=pl.lit("")), "share")
    level = _is_level(stated)
    # Most shares are explained by the count right before them and a whole nearby; only the rest is looked at closely.
    first = _explained(near(share, "row", 1, 0).rename({"other": "part_row"}), stated, level, SURE)
    rest = share.filter(~pl.col("row").is_in(first.filter("explains")["row"].implode()))
    pairs = _explained(near(rest, "row", NEAR, 1).rename({"other": "part_row"}), stated, level, SURE)
    explained = pl.concat([first, pairs]).filter("explains")
    unexplained = rest.filter(~pl.col("row").is_in(explained["row"].implode()))
    by_table = _by_table(unexplained, stated, level, printed)
    unexplained = unexplained.filter(~pl.col("row").is_in(by_table["row"].implode()))
    last = pairs.filter((pl.col("part_row") == pl.col("row") - 1) & pl.col("row").is_in(unexplained["row"].implode()))
    # The count it belongs to stands right before it; the whole is one that explains another share of this paragraph, or the only one in the sentence.
    between = pl.concat_str(pl.lit(r"^[^，。；、]{0,12}[，,（( 、]*(?:信息)?(?:约|分别|各)?"), pl.lit(codebook().wording.share_of))
    after = pl.col("sentence").str.split_exact(pl.col("part_text"), 1).struct.field("field_1")
    last = last.filter(after.str.contains(between).fill_null(False) & ~after.str.contains(codebook().wording.share_of_named).fill_null(False))
    known = explained.select("report_id", "block", "whole_row").unique().with_columns(is_known=pl.lit(True))
    last = last.join(known, on=["report_id", "block", "whole_row"], how="left").with_columns(pl.col("is_known").fill_null(False))
    # 网站1688条，占82.2%；微信122条，占5.9%: a count with a share of its own is a part beside the others
    has_share = pl.col("whole_sentence").str.split_exact(pl.col("whole_text"), 1).struct.field("field_1").str.contains(between).fill_null(False)
    same_sentence = (pl.col("whole_sentence") == pl.col("sentence")) & (pl.col("whole_row") < pl.col("part_row"))
    last = last.filter((pl.col("is_known") & ~has_share) | (same_sentence & ~has_share & (same_sentence.sum().over("row") == 1)))
    last = last.sort("row", "is_known", "whole_row", descending=[False, True, True]).unique("row", keep="first", maintain_order=True)
    rows = last.with_columns(
        label=pl.col("part_about"),
        part=pl.col("part_text"),
        whole=pl.col("whole_text"),
        expected=percent(pl.col("expected")),
        actual=pl.col("text"),
        observation_ids=pl.concat_list("share_id", "part_id", "whole_id"),
    )
    return found(rows, "share")


def _explained(pairs, stated, level, reach):
    """Pairs of a share and a count (part_row), with each larger count of its kind nearby as the whole, and whether these two give the share."""
    part, whole = pl.col("part_row"), pl.col("whole_row")

    def of(name, at):
        return pl.lit(stated[name]).gather(at)

    pairs = pairs.filter(pl.lit(level).gather(part)).with_columns(part=of("value", part), family=of("family", part))
    pairs = near(pairs, "row", reach, 2).rename({"other": "whole_row"})
    pairs = pairs.filter(pl.lit(level).gather(whole) & (whole != part)).with_columns(whole=of("value", whole))
    pairs = pairs.filter((pl.col("whole") >= pl.col("part")) & (of("family", whole) == pl.col("family")))
    expected = 100 * pl.col("part") / pl.col("whole")
    return pairs.with_columns(
        expected=expected,
        explains=(expected - pl.col("share")).abs() <= pl.col("tolerance"),
        part_text=of("value_text", part),
        part_about=of("measure_text", part),
        part_id=of("observation_id", part),
        whole_text=of("value_text", whole),
        whole_id=of("observation_id", whole),
        whole_sentence=of("sentence", whole),
    )


def _by_table(share, stated, level, printed):
    """Shares that a count before them and a total of the table explain."""
    pairs = near(share, "row", NEAR, 0)
    pairs = (
        pairs.filter(pl.lit(level).gather(pl.col("other")))
        .with_columns(part=pl.lit(stated["value"]).gather(pl.col("other")))
        .join(_printed_wholes(printed), on="report_id")
    )
    return pairs.filter((100 * pl.col("part") / pl.col("table_value") - pl.col("share")).abs() <= pl.col("tolerance"))


def _is_level(stated):
    return stated.select(
        (pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("is_current") & pl.col("family").is_not_null() & (pl.col("value") > 0)
    ).to_series()


def _printed_wholes(printed):
    totals = [
        "foi.disclosure.total",
        "foi.disclosure.key_area.total",
        "foi.application.received.total",
        "foi.application.reply.total",
        "foi.application.new[total]",
        "foi.application.outcome.total[total]",
    ]
    return printed.filter(pl.col("column").is_in(totals) & (pl.col("table_value") > 0)).select("report_id", "table_value")


def percent(value):
    """A number of percent as one writes it, with two decimals at most (expression)."""
    return value.round(2).cast(pl.String).str.replace(r"\.0$", "")


def repeated(stated):
    """One indicator, in the same words, with two different values."""
    same = stated.filter(
        (pl.col("statistic") == "level")
        & pl.col("is_exact")
        & pl.col("is_current")
        & pl.col("column").is_not_null()
        & pl.col("family").is_not_null()
        & (pl.col("value") > 0)
    )
    key = ["report_id", "column", "family", "measure_text"]
    rows = same.group_by(key, maintain_order=True).agg(
        values=pl.col("value").n_unique(),
        part=pl.col("value_text").first(),
        text=pl.col("value_text").last(),
        sentences=pl.col("block").n_unique(),
        observation_ids="observation_id",
        label=pl.col("label_zh").first(),
    )
    rows = rows.filter((pl.col("values") == 2) & (pl.col("sentences") > 1) & (pl.col("part") != pl.col("text")))
    return found(rows.with_columns(actual="text"), "repeated")
