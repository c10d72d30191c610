"""What a statement may mean besides the cell of the table that it was matched with: other figures, other subjects.

Belongs here: reasons to doubt that a statement and a cell mean the same. Not here: comparing them (text_rules.py), reading prose (pipeline/prose).
"""

import re
from functools import cache

import polars as pl

from pipeline.rules.formulas import Formula
from schemas.codebook import codebook

LEAST_ALIKE = 5  # smaller figures are equal by chance
CUTS = "，、；：:（(,"


def with_clauses(pairs):
    """Adds `before`: the sentence up to the figure, and `clause`: what of it stands in the figure's own clause. For pairs that differ, which are few."""
    before = [_before(*row) for row in pairs.select("sentence", "value_text").iter_rows()]
    return pairs.with_columns(before=pl.Series(before, dtype=pl.String)).with_columns(clause=pl.col("before").str.extract(f"([^{CUTS}]*)$", 1))


def _before(sentence, figure):
    found = re.search(f"(?<![0-9.,]){re.escape(figure)}", sentence)
    return "".join(sentence[: found.start() if found else len(sentence)].split())


def with_other_readings(pairs, evaluated):
    """Adds `readings`: other values that the statement may mean (wording.yml, also). evaluated: the batch, see report_rules.Evaluated."""
    reports = {report_id: number for number, report_id in enumerate(evaluated.report_ids)}
    at, values = [reports[report_id] for report_id in pairs["report_id"]], []
    for reading in codebook().wording.also:
        value = pl.Series(_formula(reading.formula).over(evaluated.cells)[at], dtype=pl.Float64).fill_nan(None)
        fits = (pl.col("column") == reading.indicator) & pl.col("sentence").str.contains(reading.where)
        fits &= ~pl.col("clause").str.contains(reading.unless).fill_null(False) if reading.unless else pl.lit(True)
        values.append(pl.when(fits).then(pl.lit(value)))
    return pairs.with_columns(readings=pl.concat_list(values))


@cache
def _formula(text):
    return Formula(text)


def with_doubts(pairs, stated, printed):
    """Adds `is_doubtful`: the subject of the figure may be another than the one it was matched with, because several are named before it (wording.yml,
    carried_subject), or because the figure is that of a neighbouring cell of which the prose says nothing else."""
    subjects = pl.lit(False)
    for scope in codebook().wording.carried_subject:
        subjects |= pl.col("column").str.starts_with(scope.of) & pl.col("before").str.contains(scope.where)
    few = pairs.select("report_id").unique()
    stated, printed = stated.join(few, on="report_id", how="semi"), printed.join(few, on="report_id", how="semi")
    neighbours = printed.with_columns(_family(pl.col("column"))).select("report_id", "family_of", neighbour="column", value="table_value")
    said = stated.filter(pl.col("column").is_not_null()).select("report_id", neighbour="column").unique()
    neighbours = neighbours.join(said, on=["report_id", "neighbour"], how="anti").filter(pl.col("value") >= LEAST_ALIKE)
    alike = neighbours.select("report_id", "family_of", "value").unique().with_columns(is_alike=pl.lit(True))
    pairs = pairs.with_columns(_family(pl.col("column"))).join(alike, on=["report_id", "family_of", "value"], how="left", maintain_order="left")
    return pairs.with_columns(is_doubtful=subjects.fill_null(False) | pl.col("is_alike").fill_null(False)).drop("family_of", "is_alike")


def _family(column):
    """Cells next to each other: the measure without its last part, with the type of applicant."""
    return column.str.replace(r"\.\w+(\[|$)", "$1").alias("family_of")
