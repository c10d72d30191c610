"""Several documents of one office and year that all count: what their tables print otherwise.

Belongs here: comparing documents that fill one row of the star together. Not here: which documents count (identity/versions.py), which value does
(facts.py), reports of several years (panel_rules.py).
"""

import polars as pl

from pipeline.rules.findings import NOTHING, found
from pipeline.rules.wide import column_frame

ISSUE = ["office_id", "year"]


def differing(reports, observations):
    """Lazy findings about figures of tables that differ from those of another accepted document of the office and year; reports first, then by path.

    observations: frame or lazy frame, of which only the rows of such documents are read.
    """
    order = [*ISSUE, pl.col("document_kind") != "report", "path", "report_id"]
    several = reports.filter((pl.col("status") == "accepted") & pl.col("year").is_not_null()).sort(order).filter(pl.len().over(ISSUE) > 1)
    several = several.with_columns(nth=pl.int_range(pl.len()).over(ISSUE)).select("report_id", *ISSUE, "path", "nth")
    if several.is_empty():
        yield NOTHING
        return
    is_figure = (pl.col("origin") == "table") & pl.col("is_best") & (pl.col("statistic") == "level") & pl.col("value").is_not_null()
    rows = observations.lazy().filter(is_figure & pl.col("report_id").is_in(several["report_id"].implode()) & pl.col("indicator_key").is_not_null())
    rows = rows.select("report_id", "observation_id", "indicator_key", "period_year", "value", "unit", "value_text").collect()
    rows = rows.join(several, on="report_id").filter(pl.col("period_year") == pl.col("year")).sort("nth", "observation_id")
    key = [*ISSUE, "indicator_key"]
    first = rows.unique(key, keep="first", maintain_order=True)
    first = first.select(*key, first_nth="nth", place="path", first="value", first_unit="unit", first_text="value_text", first_id="observation_id")
    both = rows.join(first, on=key, maintain_order="left").filter(pl.col("nth") > pl.col("first_nth"))
    both = both.filter((pl.col("value") != pl.col("first")) & pl.col("unit").eq_missing(pl.col("first_unit")))
    both = both.join(column_frame().select("indicator_key", label="label_zh", label_en="label_en"), on="indicator_key", maintain_order="left")
    each = both.group_by("report_id", "place", maintain_order=True).agg(
        pl.col("label", "label_en").first(),
        printed=pl.len().cast(pl.String),
        expected=pl.col("first_text").first(),
        actual=pl.col("value_text").first(),
        own="observation_id",
        other="first_id",
    )
    yield found(each.with_columns(observation_ids=pl.concat_list("own", "other")), "differing")
