"""Changes against last year that the prose states: differences and growth, against the figures of both years.

Belongs here: which level a change is a change of, and whether the two fit. Not here: last year's report itself (panel_rules.py).
"""

import polars as pl

from pipeline.rules.figure_rules import percent
from pipeline.rules.findings import found
from pipeline.rules.statements import half_digit
from schemas.codebook import codebook

NEAR = 8  # statements before a change in which this year's count may stand
LEVEL_BEFORE = 3  # statements before a change in which the level it is a change of may stand


def with_levels(rows):
    """Changes with the level that they are a change of: the nearest one before in the same sentence that counts the same thing.

    rows: statements in the order of the text: report_id, sentence, statistic, measure_text, value, value_text, unit, precision, period_year,
    indicator_key, observation_id. Adds now, now_text, now_unit, now_key, now_id; changes without a level are left out.
    """
    about = pl.col("measure_text").str.replace(codebook().wording.change_words, "")
    is_level = (pl.col("statistic") == "level") & (pl.col("precision") == "exact")
    is_change = (pl.col("statistic") == "change") & (pl.col("precision") == "exact") & (pl.col("value") != 0)
    # Only what stands right before a change is looked at; the rest is most of the prose.
    rows = rows.filter(pl.any_horizontal(is_change.shift(-step).fill_null(False) for step in range(LEVEL_BEFORE + 1)))
    taken = {"now": "value", "now_text": "value_text", "now_unit": "unit", "now_key": "indicator_key", "now_id": "observation_id"}
    fits = [
        is_level.shift(step) & (pl.col("report_id") == pl.col("report_id").shift(step)) & (pl.col("sentence") == pl.col("sentence").shift(step))
        & (pl.col("measure_text").shift(step) == about) & (pl.col("period_year") == pl.col("period_year").shift(step))
        for step in range(1, LEVEL_BEFORE + 1)
    ]  # fmt: skip
    levels = [pl.coalesce(pl.when(fit).then(pl.col(name).shift(step)) for step, fit in enumerate(fits, 1)).alias(new) for new, name in taken.items()]
    rows = rows.with_columns(levels).filter(is_change & pl.col("now").is_not_null())
    # 收到48件（当面3件，平台33件），同比增加9件: what stands in brackets is over.
    between = _rest(_rest(pl.col("sentence"), "now_text", 1), "value_text", 0)
    return rows.filter(~between.str.contains("[）)]").fill_null(False))


def _rest(text, figure, side):
    return text.str.split_exact(pl.col(figure), 1).struct.field(f"field_{side}")


def unequal(stated):
    """A difference and a growth of the same level, side by side, that imply different figures of last year (NV-17)."""
    changes = with_levels(stated).with_columns(next_row=pl.col("row") + 1)
    growth = pl.col("unit") == "%"
    differences = changes.filter(~growth & pl.col("family").is_not_null())
    names = {"value": "growth", "value_text": "growth_text", "observation_id": "growth_id", "row": "growth_row", "now_id": "growth_of"}
    growths = changes.filter(growth).select("report_id", *names).rename(names).with_columns(tolerance=2 * half_digit(pl.col("growth_text")) + 1e-9)
    pairs = differences.join(growths, left_on=["report_id", "now_id"], right_on=["report_id", "growth_of"])
    before = pl.col("now") - pl.col("value")
    pairs = pairs.filter(((pl.col("growth_row") - pl.col("row")).abs() == 1) & (before > 0)).with_columns(before=before)
    expected = (100 * pl.col("value") / pl.col("before")).abs()
    rows = pairs.with_columns(expected=expected).filter((expected - pl.col("growth").abs()).abs() > pl.col("tolerance"))
    # Where last year's figure is given as well, `changes` compares all three.
    years = stated.filter((pl.col("statistic") == "level") & (pl.col("period_year") == pl.col("year") - 1)).select("report_id", "sentence").unique()
    rows = rows.join(years, on=["report_id", "sentence"], how="anti").join(_explained(rows, stated), on=["report_id", "growth_row"], how="anti")
    rows = rows.with_columns(
        label=pl.col("measure_text"),
        whole=pl.col("now_text"),
        part=pl.concat_str(pl.col("before").cast(pl.Int64), pl.lit("（"), "now_text", pl.lit("，"), "value_text", pl.lit("）")),
        text=pl.col("growth_text"),
        actual=pl.col("growth_text"),
        expected=pl.concat_str(percent(pl.col("expected")), pl.lit("%")),
        observation_ids=pl.concat_list("now_id", "observation_id", "growth_id"),
    )
    return found(rows, "change")


def apart(stated):
    """Growth beside last year's figure in a sentence that does not repeat this year's: 公开信息702条。…2013年为655条，2014年增长9.2% (NV-17).

    This year's figure is the only one that the prose gives for the same indicator, and none of its other figures fits.
    """
    keys = ["report_id", "sentence"]
    level = (pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("indicator_key").is_not_null() & (pl.col("value") > 0)
    before = stated.filter(level & (pl.col("period_year") == pl.col("year") - 1))
    growth = stated.filter((pl.col("statistic") == "change") & pl.col("is_exact") & (pl.col("unit") == "%") & pl.col("is_current"))
    about = pl.col("measure_text").str.replace(codebook().wording.change_words, "")
    growth = growth.select(
        *keys, "row", about=about, text="value_text", growth="value", growth_id="observation_id", tolerance=3 * half_digit(pl.col("value_text")) + 1e-9
    )
    growth = growth.filter((pl.len() == 1).over(keys))
    of_year = level & pl.col("is_current")
    said = stated.filter(of_year).select(keys).unique()
    now = (
        stated.filter(of_year)
        .filter((pl.col("value").n_unique() == 1).over("report_id", "indicator_key"))
        .unique(["report_id", "indicator_key"], keep="first", maintain_order=True)
    )
    now = now.select("report_id", "indicator_key", "unit", now="value", now_text="value_text", label="measure_text", now_id="observation_id")
    before = before.select(
        *keys, "block", "indicator_key", "unit", counted="measure_text", before_at="row", before="value", part="value_text", before_id="observation_id"
    )
    pairs = growth.join(before, on=keys).filter((pl.col("row") - pl.col("before_at")).is_between(1, 3)).join(said, on=keys, how="anti")
    pairs = pairs.join(now, on=["report_id", "indicator_key", "unit"]).filter((pl.col("about") == pl.col("counted")) | (pl.col("about") == pl.col("label")))
    # Another figure of the year that fits may be the one that is meant.
    figures = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("is_current")).select("report_id", "unit", figure="value")
    grown = 100 * (pl.col("figure") - pl.col("before")).abs() / pl.col("before")
    fits = pairs.join(figures, on=["report_id", "unit"]).filter((grown - pl.col("growth").abs()).abs() <= pl.col("tolerance"))
    rows = pairs.join(fits, on=["report_id", "row"], how="anti").unique(["report_id", "row"], keep="first", maintain_order=True)
    due = 100 * (pl.col("now") - pl.col("before")).abs() / pl.col("before")
    rows = rows.with_columns(
        whole="now_text",
        actual="text",
        expected=pl.concat_str(percent(due), pl.lit("%")),
        observation_ids=pl.concat_list("growth_id", "now_id", "before_id"),
    )
    return found(rows, "change")


def _explained(rows, stated):
    """Growth that another level of the same sentence fits."""
    levels = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact")).select("report_id", "sentence", level="value")
    pairs = rows.select("report_id", "sentence", "growth_row", "growth", "tolerance", difference="value").join(levels, on=["report_id", "sentence"])
    expected = 100 * pl.col("difference") / (pl.col("level") - pl.col("difference"))
    return pairs.filter((expected.abs() - pl.col("growth").abs()).abs() <= pl.col("tolerance")).select("report_id", "growth_row")


def changes(stated):
    """Changes against last year that disagree with both years' counts in the same sentence (NV-17)."""
    change = stated.filter((pl.col("statistic") == "change") & pl.col("is_exact") & pl.col("value").is_not_null() & (pl.col("value") != 0))
    change = change.select(
        "report_id",
        "block",
        "row",
        "sentence",
        change=pl.col("value").abs(),
        change_unit="unit",
        change_family="family",
        text="value_text",
        change_id="observation_id",
        tolerance=3 * half_digit(pl.col("value_text")) + 1e-9,
    )
    columns = ["report_id", "block", "row", "sentence", "family", "unit", "value", "value_text", "measure_text", "observation_id"]
    exact = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("family").is_not_null())
    now = exact.filter("is_current").select(columns).rename({"row": "now_at", "value": "now", "value_text": "now_text", "observation_id": "now_id"})
    before = exact.filter(pl.col("period_year") == pl.col("year") - 1).select(columns).drop("measure_text")
    before = before.rename({"row": "before_at", "value": "before", "value_text": "before_text", "observation_id": "before_id"})
    pairs = change.join(before, on=["report_id", "block", "sentence"]).filter((pl.col("row") - pl.col("before_at")).is_between(-2, 3) & (pl.col("before") > 0))
    pairs = pairs.join(now, on=["report_id", "block", "sentence", "family", "unit"]).filter((pl.col("before_at") - pl.col("now_at")).is_between(-3, NEAR))
    relative = pl.col("change_unit") == "%"
    pairs = pairs.filter(relative | (pl.col("change_family") == pl.col("family")).fill_null(False))
    difference = (pl.col("now") - pl.col("before")).abs()
    expected = pl.when(relative).then(100 * difference / pl.col("before")).otherwise(difference)
    pairs = pairs.with_columns(expected=expected, explains=(expected - pl.col("change")).abs() <= pl.when(relative).then("tolerance").otherwise(0.001))
    pairs = pairs.filter(~pl.col("explains").any().over("report_id", "row"))
    # Only neighbours are sure to be compared with each other: this year's count right before or after last year's, the change right behind.
    near = ((pl.col("before_at") - pl.col("now_at")).abs() == 1) & ((pl.col("row") - pl.max_horizontal("before_at", "now_at")).is_between(1, 2))
    rows = pairs.filter(near).unique(["report_id", "row"], keep="first", maintain_order=True)
    rows = rows.with_columns(
        label=pl.col("measure_text"),
        whole=pl.col("now_text"),
        part=pl.col("before_text"),
        actual=pl.col("text"),
        expected=pl.concat_str(percent(pl.col("expected")), pl.when(pl.col("change_unit") == "%").then(pl.lit("%")).otherwise(pl.lit(""))),
        observation_ids=pl.concat_list("change_id", "now_id", "before_id"),
    )
    return found(rows, "change")
