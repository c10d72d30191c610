"""Figures of the prose against the tables of the same report, and against each other.

Belongs here: comparing statements (observations of origin 'narrative'). Not here: reading statements (prose.py), other years (panel_rules.py).
Statements are compared only where both sides are sure to mean the same: exact levels of the report year, units of one family. Where one statement of
an indicator agrees with the table, another that does not is taken for a part of it.
"""

import polars as pl

from pipeline.findings import found, shown, together
from pipeline.formulas import Formula, instances, number_text
from pipeline.lists import broken_lists
from pipeline.wide import column_frame, complete, in_yuan, labels, table_values
from schemas.codebook import codebook, printed_measures

NEAR = 8  # statements around a share or a change in which its counts may stand
SURE = 12  # statements before a share in which its whole may stand


def findings(observations, reports, documents, wide):
    """The layer `findings` as far as prose goes. `wide`: the wide frame of the same reports (wide.py)."""
    stated = statements(observations, reports)
    if stated.is_empty():
        return together([all_closed(documents, wide)])
    printed = printed_values(observations, wide)
    return together([*against_table(stated, printed), all_closed(documents, wide), shares(stated, printed), changes(stated), repeated(stated), broken_lists(stated, documents), text_year(stated, printed)])


def statements(observations, reports):
    """Narrative observations in the order of the text, with column, family (of the unit), year (of the report), is_current and position."""
    rows = observations.filter(pl.col("origin") == "narrative").sort("observation_id").join(column_frame(), on="indicator_key", how="left", maintain_order="left")
    rows = rows.join(reports.select("report_id", "year"), on="report_id", how="inner", maintain_order="left")
    families = {unit: number for number, units in enumerate(codebook().wording.unit_families) for unit in units}
    return rows.with_columns(
        family=pl.col("unit").replace_strict(families, default=None, return_dtype=pl.Int32),
        is_current=(pl.col("period_year") == pl.col("year")).fill_null(False),
        is_exact=pl.col("value").is_not_null() & (pl.col("precision") == "exact") & pl.col("value_max").is_null(),
        position=pl.int_range(pl.len()).over("report_id"),
        measure_text=pl.col("measure_text").fill_null(""),
        sentence=pl.col("sentence").fill_null(""),
    )


def printed_values(observations, wide):
    """Table values that prose may repeat: report_id, column, table_value, table_unit, table_text, table_id; derived subtotals without an id."""
    values = table_values(observations).select("report_id", "column", table_value="value", table_unit="unit", table_text="value_text", table_id="observation_id")
    measures, derived = printed_measures(codebook(), codebook().forms), []
    for column, text in codebook().wording.derived.items():
        formula = Formula(instances(text, measures)[0][1])
        value = complete(wide, formula.columns).select("report_id", column=pl.lit(column), table_value=formula.value).filter(pl.col("table_value").is_not_null())
        derived.append(value.with_columns(table_text=number_text(pl.col("table_value"))))
    derived = pl.concat(derived).join(values, on=["report_id", "column"], how="anti")
    return pl.concat([values, derived], how="diagonal_relaxed")


# --- text against table ------------------------------------------------------------------------------------------


def against_table(stated, printed):
    """Statements whose indicator is printed in a table: equal, ten thousand times apart (money), or different."""
    pairs = stated.filter((pl.col("statistic") == "level") & pl.col("is_current") & pl.col("value").is_not_null() & pl.col("column").is_not_null())
    pairs = _comparable_units(pairs.join(printed, on=["report_id", "column"], how="inner", maintain_order="left"))
    pairs = _with_other_readings(pairs, printed)
    tolerance = pl.max_horizontal(_half_digit(pl.col("value_text")) * _scale("unit"), _half_digit(pl.col("table_text")) * _scale("table_unit"))
    said, table = pl.col("value") * _scale("unit"), pl.col("table_value") * _scale("table_unit")
    equal = pl.when("is_amount").then((said - table).abs() <= tolerance + 1e-6).otherwise((pl.col("value") - pl.col("table_value")).abs() < 1e-6)
    # A table that gives money without a unit may mean 元 or 万元.
    equal |= pl.col("is_amount") & pl.col("table_unit").is_null() & (((said - pl.col("table_value")).abs() <= tolerance) | ((said - pl.col("table_value") * 1e4).abs() <= tolerance * 1e4))
    ratio = said / table
    slip = pl.col("is_amount") & pl.col("table_unit").is_not_null() & (ratio.is_between(9_900, 10_100) | ratio.is_between(0.000099, 0.000101))
    pairs = pairs.with_columns(equal=equal | pl.col("value").is_in(pl.col("readings")).fill_null(False), slip=slip.fill_null(False))
    pairs = pairs.filter(~pl.col("equal").any().over("report_id", "column"))
    pairs = pairs.with_columns(
        label=pl.col("label_zh"),
        text=pl.concat_str("value_text", pl.lit("（“"), shown(pl.col("sentence")), pl.lit("”）")),
        table_text=pl.concat_str(pl.col("table_text").str.strip_chars(), pl.when("is_amount").then(pl.col("table_unit").fill_null("")).otherwise(pl.lit(""))),
        expected=pl.col("table_text"), actual=pl.col("value_text"), observation_ids=pl.concat_list("observation_id", "table_id").list.drop_nulls(),
    )  # fmt: skip
    exact = pl.col("is_exact")
    yield found(pairs.filter(exact & pl.col("slip")), "unit_slip")
    yield found(pairs.filter(exact & ~pl.col("slip") & (pl.col("column") != "foi.disclosure.dual_publicity")), "text_table")
    value, table_value = pl.col("value"), pl.col("table_value")
    outside = (
        pl.when(pl.col("precision") == "at_least").then((table_value < value) | (table_value > 2 * value))
        .when(pl.col("precision") == "less_than").then(table_value >= value).otherwise((table_value - value).abs() > 0.1 * value)
    )  # fmt: skip
    yield found(pairs.filter(~exact & ~pl.col("is_amount") & outside), "text_about")
    yield _dual_publicity(stated, printed)


def _comparable_units(pairs):
    own = pl.DataFrame([(measure, unit) for measure, units in codebook().wording.own_units.items() for unit in units], schema=["measure", "unit"], orient="row")
    families = {unit: number for number, units in enumerate(codebook().wording.unit_families) for unit in units}
    units = pl.DataFrame([(entry.measure, entry.unit) for entry in codebook().indicators.values()], schema=["measure", "official"], orient="row").unique("measure", keep="first", maintain_order=True)
    pairs = pairs.with_columns(measure=pl.col("column").str.replace(r"\[.*", "")).join(units, on="measure", how="left", maintain_order="left")
    official = pl.col("official").replace_strict(families, default=None, return_dtype=pl.Int32)
    ok = pl.col("unit").is_null() | official.is_null() | (pl.col("family") == official).fill_null(False)
    is_own = pl.concat_str("measure", pl.lit(" "), "unit").is_in((own["measure"] + " " + own["unit"]).implode())
    return pairs.filter(ok & (~pl.col("measure").is_in(own["measure"].unique().implode()) | is_own.fill_null(False)))


def _with_other_readings(pairs, printed):
    """Adds `readings`: other values that the statement may mean (wording.yml, also)."""
    values = {}
    for number, reading in enumerate(codebook().wording.also):
        names = Formula(reading.formula).columns
        wide = printed.filter(pl.col("column").is_in(names)).pivot("column", index="report_id", values="table_value", aggregate_function="first") if printed.height else None
        if wide is None or any(name not in wide.columns for name in names):
            continue
        value = wide.select("report_id", Formula(reading.formula).value.alias(f"reading_{number}"))
        pairs = pairs.join(value, on="report_id", how="left", maintain_order="left")
        values[f"reading_{number}"] = pl.when((pl.col("column") == reading.indicator) & pl.col("sentence").str.contains(reading.where)).then(f"reading_{number}")
    if not values:
        return pairs.with_columns(readings=pl.lit(None, pl.List(pl.Float64)))
    return pairs.with_columns(readings=pl.concat_list(values.values())).drop(list(values))


def _scale(unit):
    return in_yuan(pl.lit(1.0), pl.col(unit)).fill_null(1.0)


def _half_digit(text):
    """Half a unit of the last digit written: 1.2 → 0.05."""
    decimals = text.str.extract(r"[.．]([0-9０-９]+)").str.len_chars().fill_null(0)
    return 0.5 * pl.lit(10.0).pow(-decimals.cast(pl.Float64))


def _dual_publicity(stated, printed):
    """双公示: published licences and penalties, compared with the decisions of the table. Fewer may be lawful, so it is a hint only (NV-14)."""
    said = stated.filter((pl.col("column") == "foi.disclosure.dual_publicity") & pl.col("is_exact") & (pl.col("statistic") == "level") & pl.col("is_current"))
    decided = printed.filter(pl.col("column").is_in(["foi.power.license.decision", "foi.power.penalty.decision"])).group_by("report_id").agg(pl.col("table_value").sum())
    rows = said.join(decided, on="report_id").filter(pl.col("value") < pl.col("table_value"))
    rows = rows.with_columns(text=pl.col("value_text"), table_text=number_text(pl.col("table_value")), actual=pl.col("value_text"), observation_ids=pl.concat_list("observation_id"))
    return found(rows, "dual_publicity")


def all_closed(documents, wide):
    """The prose says that all applications were closed and never speaks of any carried on, the table carries some on (NV-10)."""
    column = "foi.application.carried_out[total]"
    if column not in wide.columns:
        return found(wide.clear(), "all_closed")
    carried = wide.filter(pl.col(column) > 0).select("report_id", table_text=number_text(pl.col(column)))
    prose = documents.filter((pl.col("kind") == "paragraph") & pl.col("text").str.contains("[，。；]")).join(carried, on="report_id", how="inner", maintain_order="left")
    wording = codebook().wording
    prose = prose.with_columns(text=pl.col("text").str.replace_all(r"\s+", ""))
    prose = prose.filter(~pl.col("text").str.contains(wording.carried_on).any().over("report_id"))
    rows = prose.with_columns(text=pl.col("text").str.extract(f"({wording.all_closed})", 1)).filter(pl.col("text").is_not_null())
    rows = rows.unique("report_id", keep="first", maintain_order=True)
    return found(rows.with_columns(text=shown(pl.col("text")), actual="table_text", expected=pl.lit("0")), "all_closed")


# --- text against text -------------------------------------------------------------------------------------------


def shares(stated, printed):
    """Shares that no count and no whole near them explain, although a whole is established (NV-15).

    Established: another share of the same paragraph is explained by it, or it is the only larger count of the same kind in the same sentence. A
    difference of one unit of the last digit passes: shares are often forced to add up to 100 (pitfall 6).
    """
    share = stated.filter((pl.col("statistic") == "share") & pl.col("is_exact") & (pl.col("value") > 0) & (pl.col("value") <= 100) & (pl.col("unit") == "%"))
    share = share.select(
        "report_id", "block", "position", "sentence", share="value", text="value_text", about="measure_text", share_id="observation_id", tolerance=3 * _half_digit(pl.col("value_text")) + 1e-9
    )
    counts = _levels(stated).select("report_id", "block", "position", "family", "unit", "value", "value_text", "measure_text", "observation_id", "sentence")
    parts = counts.select("report_id", "family", "unit", part="value", part_text="value_text", part_at="position", part_about="measure_text", part_id="observation_id", part_sentence="sentence")
    wholes = counts.select("report_id", "family", whole="value", whole_text="value_text", whole_at="position", whole_id="observation_id", whole_sentence="sentence")
    printed_wholes = _printed_wholes(printed)
    pairs = share.join(parts, on="report_id").filter((pl.col("position") - pl.col("part_at")).is_between(-1, NEAR) & (pl.col("position") != pl.col("part_at")))
    pairs = pairs.join(wholes, on=["report_id", "family"]).filter(
        (pl.col("whole_at") != pl.col("part_at")) & (pl.col("whole") >= pl.col("part")) & (pl.col("position") - pl.col("whole_at")).is_between(-2, SURE)
    )
    expected = 100 * pl.col("part") / pl.col("whole")
    pairs = pairs.with_columns(expected=expected, explains=(expected - pl.col("share")).abs() <= pl.col("tolerance"))
    explained = pairs.filter("explains").select("report_id", "position", "block", "whole_at", "whole_id", "family").unique()
    by_table = share.join(parts, on="report_id").filter((pl.col("position") - pl.col("part_at")).is_between(1, NEAR)).join(printed_wholes, on="report_id")
    by_table = by_table.filter((100 * pl.col("part") / pl.col("table_value") - pl.col("share")).abs() <= pl.col("tolerance")).select("report_id", "position")
    unexplained = share.join(explained, on=["report_id", "position"], how="anti").join(by_table, on=["report_id", "position"], how="anti")
    # The count it belongs to is the one right before it; the whole one that explains another share of this paragraph, or the only one in the sentence.
    last = pairs.join(unexplained, on=["report_id", "position"], how="semi").filter(pl.col("part_at") == pl.col("position") - 1)
    between = pl.concat_str(pl.lit("^"), pl.lit(r"[^，。；、]{0,12}[，,（( 、]*(?:信息)?(?:约|分别|各)?占"))
    after = pl.col("sentence").str.split_exact(pl.col("part_text"), 1).struct.field("field_1")
    last = last.filter(after.str.contains(between).fill_null(False))
    known = explained.select("report_id", "block", "whole_id").unique().with_columns(is_known=pl.lit(True))
    last = last.join(known, on=["report_id", "block", "whole_id"], how="left")
    same_sentence = (pl.col("whole_sentence") == pl.col("sentence")) & (pl.col("whole_at") < pl.col("part_at"))
    only = same_sentence.sum().over("report_id", "position") == 1
    last = last.filter(pl.col("is_known").fill_null(False) | (same_sentence & only)).sort("report_id", "position", pl.col("is_known").fill_null(False), "whole_at", descending=[False, False, True, True])
    last = last.unique(["report_id", "position"], keep="first", maintain_order=True)
    rows = last.with_columns(
        label=pl.col("part_about"), part=pl.col("part_text"), whole=pl.col("whole_text"), expected=_percent(pl.col("expected")), actual=pl.col("text"),
        observation_ids=pl.concat_list("share_id", "part_id", "whole_id"),
    )  # fmt: skip
    return found(rows, "share")


def _levels(stated):
    return stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("is_current") & pl.col("family").is_not_null() & (pl.col("value") > 0))


def _printed_wholes(printed):
    totals = ["foi.disclosure.total", "foi.disclosure.key_area.total", "foi.application.received.total", "foi.application.reply.total", "foi.application.new[total]", "foi.application.outcome.total[total]"]
    return printed.filter(pl.col("column").is_in(totals) & (pl.col("table_value") > 0)).select("report_id", "table_value")


def _percent(value):
    return value.round(2).cast(pl.String).str.replace(r"\.0$", "")


def changes(stated):
    """Changes against last year that disagree with both years' counts in the same sentence (NV-17)."""
    change = stated.filter((pl.col("statistic") == "change") & pl.col("is_exact") & pl.col("value").is_not_null() & (pl.col("value") != 0))
    change = change.select(
        "report_id", "block", "position", "sentence", change=pl.col("value").abs(), change_unit="unit", change_family="family", text="value_text", change_id="observation_id",
        tolerance=3 * _half_digit(pl.col("value_text")) + 1e-9,
    )  # fmt: skip
    columns = ["report_id", "block", "position", "sentence", "family", "unit", "value", "value_text", "measure_text", "observation_id"]
    exact = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("family").is_not_null())
    now = exact.filter("is_current").select(columns).rename({"position": "now_at", "value": "now", "value_text": "now_text", "observation_id": "now_id"})
    before = exact.filter(pl.col("period_year") == pl.col("year") - 1).select(columns).drop("measure_text")
    before = before.rename({"position": "before_at", "value": "before", "value_text": "before_text", "observation_id": "before_id"})
    pairs = change.join(before, on=["report_id", "block", "sentence"]).filter((pl.col("position") - pl.col("before_at")).is_between(-2, 3) & (pl.col("before") > 0))
    pairs = pairs.join(now, on=["report_id", "block", "sentence", "family", "unit"]).filter((pl.col("before_at") - pl.col("now_at")).is_between(-3, NEAR))
    relative = pl.col("change_unit") == "%"
    pairs = pairs.filter(relative | (pl.col("change_family") == pl.col("family")).fill_null(False))
    difference = (pl.col("now") - pl.col("before")).abs()
    expected = pl.when(relative).then(100 * difference / pl.col("before")).otherwise(difference)
    pairs = pairs.with_columns(expected=expected, explains=(expected - pl.col("change")).abs() <= pl.when(relative).then("tolerance").otherwise(0.001))
    pairs = pairs.filter(~pl.col("explains").any().over("report_id", "position"))
    # Only neighbours are sure to be compared with each other: this year's count right before or after last year's, the change right behind.
    near = ((pl.col("before_at") - pl.col("now_at")).abs() == 1) & ((pl.col("position") - pl.max_horizontal("before_at", "now_at")).is_between(1, 2))
    rows = pairs.filter(near).unique(["report_id", "position"], keep="first", maintain_order=True)
    rows = rows.with_columns(
        label=pl.col("measure_text"), whole=pl.col("now_text"), part=pl.col("before_text"), actual=pl.col("text"),
        expected=pl.concat_str(_percent(pl.col("expected")), pl.when(pl.col("change_unit") == "%").then(pl.lit("%")).otherwise(pl.lit(""))),
        observation_ids=pl.concat_list("change_id", "now_id", "before_id"),
    )  # fmt: skip
    return found(rows, "change")


def repeated(stated):
    """One indicator, in the same words, with two different values."""
    same = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & pl.col("is_current") & pl.col("column").is_not_null() & pl.col("family").is_not_null() & (pl.col("value") > 0))
    key = ["report_id", "column", "family", "measure_text"]
    rows = same.group_by(key, maintain_order=True).agg(
        values=pl.col("value").n_unique(), part=pl.col("value_text").first(), text=pl.col("value_text").last(), sentences=pl.col("block").n_unique(), observation_ids="observation_id", label=pl.col("label_zh").first()
    )
    rows = rows.filter((pl.col("values") == 2) & (pl.col("sentences") > 1) & (pl.col("part") != pl.col("text")))
    return found(rows.with_columns(actual="text"), "repeated")


def text_year(stated, printed):
    """A figure of last year, by the year written, that is this year's figure of the table: text taken over with its year (NV-19)."""
    rows = stated.filter((pl.col("statistic") == "level") & pl.col("is_exact") & (pl.col("period_year") == pl.col("year") - 1) & pl.col("column").is_not_null() & (pl.col("value") >= 10))
    written = pl.concat_str(pl.col("period_year").cast(pl.String), pl.lit("年"))
    compared = pl.col("sentence").str.contains("比|较|相|增|减|上年|去年|同期|从|由")
    rows = rows.filter(pl.col("sentence").str.contains(written, literal=True) & ~compared)
    rows = rows.join(printed, on=["report_id", "column"]).filter(pl.col("value") == pl.col("table_value"))
    rows = rows.with_columns(
        printed=pl.col("period_year").cast(pl.String), place=shown(pl.col("sentence")), expected=pl.col("year").cast(pl.String), actual=pl.col("period_year").cast(pl.String),
        observation_ids=pl.concat_list("observation_id", "table_id").list.drop_nulls(),
    )  # fmt: skip
    return found(rows, "text_year")
