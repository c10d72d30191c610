"""Figures of the prose against the tables of the same report.

Belongs here: comparing statements with cells. Not here: statements against each other (figure_rules.py, list_rules.py), other years (panel_rules.py).
Statements are compared only where both sides are sure to mean the same: levels of the report year, units of one family. Where one statement of an
indicator agrees with the table, another that does not is taken for a part of it.
"""

from functools import cache

import polars as pl

from pipeline.rules.change_rules import apart, changes, unequal
from pipeline.rules.figure_rules import repeated, shares
from pipeline.rules.findings import found, shown
from pipeline.rules.formulas import number_text
from pipeline.rules.list_rules import broken_lists
from pipeline.rules.readings import with_clauses, with_doubts, with_other_readings
from pipeline.rules.statements import half_digit, printed_values, statements
from pipeline.rules.wide import column_frame, in_yuan
from schemas.codebook import codebook

LEAST_MISTAKEN = 100  # 万元: a smaller amount under 万元 may be right, a larger one under 元


def findings(values, observations, reports, documents, evaluated):
    """Lazy findings as far as prose goes. `values`, `evaluated`: numbers of the tables of the same reports (wide.py, report_rules.Evaluated)."""
    stated = statements(observations, reports)
    yield all_closed(documents, evaluated)
    if stated.is_empty():
        return
    printed = printed_values(values, evaluated)
    yield from against_table(stated, printed, evaluated)
    yield shares(stated, printed)
    yield changes(stated)
    yield unequal(stated)
    yield apart(stated)
    yield repeated(stated)
    yield broken_lists(stated, documents, printed)
    yield text_year(stated, printed)


def against_table(stated, printed, evaluated):
    """Statements whose indicator is printed in a table: equal, ten thousand times apart (money), or different."""
    pairs = stated.filter((pl.col("statistic") == "level") & pl.col("is_current") & pl.col("value").is_not_null() & pl.col("column").is_not_null())
    of_interest = printed.filter(pl.col("column").is_in(pairs["column"].unique().implode()))
    pairs = pairs.join(of_interest, on=["report_id", "column"], how="inner", maintain_order="left")
    same = ~pl.col("is_amount") & (pl.col("value") == pl.col("table_value"))
    pairs = pairs.filter(~same.any().over("report_id", "column"))
    for scope in codebook().wording.not_compared:
        pairs = pairs.filter(~(pl.col("column").str.starts_with(scope.of) & pl.col("sentence").str.contains(scope.where)))
    # A figure that is the total of all applicants was not meant of one type of them.
    totals = printed.select("report_id", total="column", total_value="table_value").filter(pl.col("total").str.ends_with("[total]"))
    pairs = pairs.with_columns(total=pl.col("column").str.replace(r"\[.*\]$", "[total]")).join(
        totals, on=["report_id", "total"], how="left", maintain_order="left"
    )
    pairs = pairs.filter((pl.col("value") != pl.col("total_value")).fill_null(True))
    pairs = with_other_readings(with_clauses(_comparable_units(pairs)), evaluated)
    tolerance = pl.max_horizontal(half_digit(pl.col("value_text")) * _scale("unit"), half_digit(pl.col("table_text")) * _scale("table_unit"))
    said, table = pl.col("value") * _scale("unit"), pl.col("table_value") * _scale("table_unit")
    equal = pl.when("is_amount").then((said - table).abs() <= tolerance + 1e-6).otherwise((pl.col("value") - pl.col("table_value")).abs() < 1e-6)
    # A table that gives money without a unit may mean 元 or 万元.
    equal |= (
        pl.col("is_amount")
        & pl.col("table_unit").is_null()
        & (((said - pl.col("table_value")).abs() <= tolerance) | ((said - pl.col("table_value") * 1e4).abs() <= tolerance * 1e4))
    )
    ratio = said / table
    slip = pl.col("is_amount") & pl.col("table_unit").is_not_null() & (ratio.is_between(9_900, 10_100) | ratio.is_between(0.000099, 0.000101))
    pairs = pairs.with_columns(equal=equal | pl.col("value").is_in(pl.col("readings")).fill_null(False), slip=slip.fill_null(False))
    pairs = with_doubts(pairs.filter(~pl.col("equal").any().over("report_id", "column")), stated, printed)
    pairs = pairs.with_columns(
        label=pl.col("label_zh"),
        text=pl.concat_str("value_text", pl.lit("（“"), shown(pl.col("sentence")), pl.lit("”）")),
        table_text=pl.concat_str(pl.col("table_text").str.strip_chars(), pl.when("is_amount").then(pl.col("table_unit").fill_null("")).otherwise(pl.lit(""))),
        expected=pl.col("table_text"),
        actual=pl.col("value_text"),
        observation_ids=pl.concat_list("observation_id", "table_id").list.drop_nulls(),
    )
    exact = pl.col("is_exact")
    yield found(pairs.filter(exact & pl.col("slip")), "unit_slip")
    differs = pairs.filter(exact & ~pl.col("slip") & (pl.col("column") != "foi.disclosure.dual_publicity"))
    yield found(differs.filter(~pl.col("is_doubtful")), "text_table")
    yield found(differs.filter("is_doubtful").with_columns(fault=pl.lit("undecided")), "text_unsure")
    value, table_value = pl.col("value"), pl.col("table_value")
    outside = (
        pl.when(pl.col("precision") == "at_least")
        .then((table_value < value) | (table_value > 2 * value))
        .when(pl.col("precision") == "less_than")
        .then(table_value >= value)
        .otherwise((table_value - value).abs() > 0.1 * value)
    )
    yield found(pairs.filter(~exact & ~pl.col("is_amount") & outside), "text_about")
    yield _dual_publicity(stated, printed)
    yield _same_digits(stated, printed)


def _same_digits(stated, printed):
    """Money that the prose gives in words of its own, with the digits of a cell and the other unit: 工作经费8000元 beside 专项经费 8000 万元."""
    other = pl.col("table_unit").replace_strict({"元": "万元", "万元": "元"}, default=None, return_dtype=pl.String)
    amounts = printed.filter(pl.col("table_unit").is_in(["元", "万元"]) & (pl.col("table_value") != 0) & (pl.col("table_value") != 1)).with_columns(unit=other)
    plain = pl.when(pl.col("table_unit") == "万元").then(pl.col("table_value") >= LEAST_MISTAKEN).otherwise(pl.col("table_value") < LEAST_MISTAKEN)
    said = stated.filter(pl.col("column").is_null() & pl.col("is_exact") & (pl.col("statistic") == "level") & pl.col("unit").is_in(["元", "万元"]))
    rows = said.join(amounts.filter(plain), left_on=["report_id", "unit", "value"], right_on=["report_id", "unit", "table_value"])
    labels = column_frame().select("column", label="label_zh", label_of="label_en").unique("column", keep="first", maintain_order=True)
    rows = rows.drop("column", "label_en").rename({"column_right": "column"}).join(labels, on="column").rename({"label_of": "label_en"})
    rows = rows.with_columns(
        text=pl.concat_str("value_text", pl.lit("（“"), shown(pl.col("sentence")), pl.lit("”）")),
        table_text=pl.concat_str(pl.col("table_text").str.strip_chars(), "table_unit"),
        actual=pl.concat_str(pl.col("table_text").str.strip_chars(), "table_unit"),
        expected="value_text",
        observation_ids=pl.concat_list("observation_id", "table_id").list.drop_nulls(),
    )
    return found(rows, "same_digits")


def _comparable_units(pairs):
    own, units = _units()
    families = {unit: number for number, units in enumerate(codebook().wording.unit_families) for unit in units}
    pairs = pairs.with_columns(measure=pl.col("column").str.replace(r"\[.*", "")).join(units, on="measure", how="left", maintain_order="left")
    official = pl.col("official").replace_strict(families, default=None, return_dtype=pl.Int32)
    ok = pl.col("unit").is_null() | official.is_null() | (pl.col("family") == official).fill_null(False)
    is_own = pl.concat_str("measure", pl.lit(" "), "unit").is_in((own["measure"] + " " + own["unit"]).implode())
    return pairs.filter(ok & (~pl.col("measure").is_in(own["measure"].unique().implode()) | is_own.fill_null(False)))


@cache
def _units():
    """Frames measure, unit (of measures that are given in units of their own) and measure, official (unit)."""
    own = [(measure, unit) for measure, units in codebook().wording.own_units.items() for unit in units]
    official = {entry.measure: entry.unit for entry in reversed(codebook().indicators.values())}
    return pl.DataFrame(own, schema=["measure", "unit"], orient="row"), pl.DataFrame({"measure": list(official), "official": list(official.values())})


def _scale(unit):
    return in_yuan(pl.lit(1.0), pl.col(unit)).fill_null(1.0)


def _dual_publicity(stated, printed):
    """双公示: published licences and penalties, compared with the decisions of the table. Fewer may be lawful, so it is a hint only (NV-14)."""
    said = stated.filter((pl.col("column") == "foi.disclosure.dual_publicity") & pl.col("is_exact") & (pl.col("statistic") == "level") & pl.col("is_current"))
    decided = (
        printed.filter(pl.col("column").is_in(["foi.power.license.decision", "foi.power.penalty.decision"]))
        .group_by("report_id")
        .agg(pl.col("table_value").sum())
    )
    rows = said.join(decided, on="report_id").filter(pl.col("value") < pl.col("table_value"))
    rows = rows.with_columns(
        text=pl.col("value_text"), table_text=number_text(pl.col("table_value")), actual=pl.col("value_text"), observation_ids=pl.concat_list("observation_id")
    )
    return found(rows, "dual_publicity")


def all_closed(documents, evaluated):
    """The prose says that all applications were closed and never speaks of any carried on, the table carries some on (NV-10)."""
    column, wording = "foi.application.carried_out[total]", codebook().wording
    carried = pl.DataFrame({"report_id": evaluated.report_ids, "carried": evaluated.cells[column]}).with_columns(pl.col("carried").fill_nan(None))
    carried = carried.filter(pl.col("carried") > 0).select("report_id", table_text=number_text(pl.col("carried"))).lazy()
    prose = documents.lazy().filter(pl.col("kind") == "paragraph").join(carried, on="report_id", how="inner", maintain_order="left")
    prose = prose.filter(pl.col("text").str.contains("[，。；]")).with_columns(text=pl.col("text").str.replace_all(r"\s+", ""))
    rest = pl.col("text").str.replace_all(wording.carried_in, "")
    prose = prose.filter(~rest.str.contains(wording.carried_on).any().over("report_id"))
    rows = prose.with_columns(text=pl.col("text").str.extract(f"({wording.all_closed})", 1)).filter(pl.col("text").is_not_null())
    rows = rows.unique("report_id", keep="first", maintain_order=True)
    return found(rows.with_columns(text=shown(pl.col("text")), actual="table_text", expected=pl.lit("0")), "all_closed")


def text_year(stated, printed):
    """A figure of last year, by the year written, that is this year's figure of the table: text taken over with its year (NV-19)."""
    rows = stated.filter(
        (pl.col("statistic") == "level")
        & pl.col("is_exact")
        & (pl.col("period_year") == pl.col("year") - 1)
        & pl.col("column").is_not_null()
        & (pl.col("value") >= 10)
    )
    written = pl.concat_str(pl.col("period_year").cast(pl.String), pl.lit("年"))
    compared = pl.col("sentence").str.contains(codebook().wording.compares)
    rows = rows.filter(pl.col("sentence").str.contains(written, literal=True) & ~compared)
    rows = rows.join(printed, on=["report_id", "column"]).filter(pl.col("value") == pl.col("table_value"))
    rows = rows.with_columns(
        printed=pl.col("period_year").cast(pl.String),
        place=shown(pl.col("sentence")),
        expected=pl.col("year").cast(pl.String),
        actual=pl.col("period_year").cast(pl.String),
        observation_ids=pl.concat_list("observation_id", "table_id").list.drop_nulls(),
    )
    return found(rows, "text_year")
