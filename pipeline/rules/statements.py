"""Statements of the prose (observations of origin 'narrative'), prepared for comparing: what they count, when, and what stands near them.

Belongs here: what the checks of figures in the prose share. Not here: the checks (text_rules.py, figure_rules.py, list_rules.py), reading prose.
"""

from functools import cache

import numpy as np
import polars as pl

from pipeline.rules.formulas import Formula, instances, number_text
from pipeline.rules.wide import column_frame
from schemas.codebook import codebook
from schemas.form_cells import printed_measures

# Of the layer `observations`, what the checks of figures ask for.
COLUMNS = [
    "observation_id", "report_id", "block", "sentence", "measure_text", "indicator_key", "value", "value_max", "value_text", "unit", "precision", "statistic",
    "period_year",
]  # fmt: skip


def statements(observations, reports):
    """Narrative observations in the order of the text, with column, family (of the unit), year (of the report), is_current, is_exact, position in the
    report, and the rows of the frame where its report begins and ends."""
    rows = (
        observations.lazy()
        .filter(pl.col("origin") == "narrative")
        .select(COLUMNS)
        .join(column_frame().lazy(), on="indicator_key", how="left", maintain_order="left")
    )
    rows = rows.join(reports.lazy().select("report_id", "year"), on="report_id", how="inner", maintain_order="left").collect()
    families = {unit: number for number, units in enumerate(codebook().wording.unit_families) for unit in units}
    rows = rows.with_columns(half_width_percent())
    rows = rows.with_row_index("row").with_columns(
        pl.col("row").cast(pl.Int64),
        family=pl.col("unit").replace_strict(families, default=None, return_dtype=pl.Int32),
        is_current=(pl.col("period_year") == pl.col("year")).fill_null(False),
        is_exact=pl.col("value").is_not_null() & (pl.col("precision") == "exact") & pl.col("value_max").is_null(),
        measure_text=pl.col("measure_text").fill_null(""),
        sentence=pl.col("sentence").fill_null(""),
    )
    return rows.with_columns(begins=pl.col("row").first().over("report_id"), ends=pl.col("row").last().over("report_id"))


def half_width_percent():
    """Expression: the unit, with one sign for a share however wide it is printed: 16.9％."""
    return pl.col("unit").str.replace("％", "%", literal=True)


def near(rows, at, before, after):
    """Rows of `statements` that stand up to `before` before and `after` behind the row in column `at`, within the report: a row for each, as `other`."""
    first, last = pl.max_horizontal(pl.col(at) - before, "begins"), pl.min_horizontal(pl.col(at) + after, "ends")
    return rows.with_columns(other=pl.int_ranges(first, last + 1)).explode("other").filter(pl.col("other") != pl.col(at))


def printed_values(values, evaluated):
    """Table values that prose may repeat: report_id, column, table_value, table_unit, table_text, table_id; derived subtotals without an id.
    evaluated: the batch, see report_rules.Evaluated."""
    values = values.select("report_id", "column", table_value="value", table_unit="unit", table_text="value_text", table_id="observation_id")
    derived = []
    for column, formula in _derived():
        value = formula.over(evaluated.cells)
        at = np.flatnonzero(np.isnan(evaluated.cells[column]) & ~np.isnan(value))
        derived.append(pl.DataFrame({"report_id": evaluated.report_ids.gather(at), "table_value": value[at]}).with_columns(column=pl.lit(column)))
    derived = pl.concat(derived).with_columns(table_text=number_text(pl.col("table_value")))
    return pl.concat([values, derived], how="diagonal_relaxed")


@cache
def _derived():
    """(column, Formula) of the subtotals that prose gives and no table prints."""
    measures = printed_measures(codebook(), codebook().forms)
    return [(column, Formula(instances(text, measures)[0][1])) for column, text in codebook().wording.derived.items()]


def half_digit(text):
    """Half a unit of the last digit written: 1.2 → 0.05."""
    decimals = text.str.extract(r"[.．]([0-9０-９]+)").str.len_chars().fill_null(0)
    return 0.5 * pl.lit(10.0).pow(-decimals.cast(pl.Float64))
