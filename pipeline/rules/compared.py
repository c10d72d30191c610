"""The layer `compared`: what comparing reports with each other needs of each, so that a night reads a quarter of the values of all known reports.

Belongs here: which values and statements are compared. Not here: comparing them (panel_rules.py).
"""

import polars as pl

from pipeline.rules.change_rules import with_levels
from pipeline.rules.formulas import PREVIOUS, YUAN
from pipeline.rules.report_rules import formula_rules
from pipeline.rules.statements import half_width_percent
from pipeline.rules.wide import column_frame, keys_of
from schemas.codebook import codebook
from schemas.contracts import conform

# Figures that are looked at for outliers.
WATCHED = (
    "foi.disclosure.total",
    "foi.application.received.total",
    "foi.application.new[total]",
    "foi.application.outcome.total[total]",
    "foi.power.license.decision",
    "foi.power.penalty.decision",
    "foi.power.charge.amount",
    "foi.capacity.special_funding",
    "foi.training.participant",
    "foi.reconsideration.outcome.total",
)


def compared(observations):
    """The layer `compared` from the layer `observations` of a batch, sorted by observation_id.

    Of tables the values of indicators that are compared over years; of prose the levels stated that other years can be compared with, whether they were
    carried in or out, and changes with their level (now, now_text).
    """
    return conform(pl.concat([_values(observations), *_statements(observations)], how="diagonal_relaxed").sort("observation_id"), "compared")


def is_watched():
    """Expression: a figure of a table that is looked at for outliers."""
    return (pl.col("origin") == "table") & pl.col("indicator_key").is_in(sorted(key for name in WATCHED for key in keys_of()[name]))


def _values(observations):
    names = {column.removeprefix(PREVIOUS).removeprefix(YUAN) for instance in formula_rules(True) for column in instance.formula.columns}
    names |= set(WATCHED) | set(column_frame().filter("is_amount")["column"])
    keys = sorted(key for name in names for key in keys_of()[name])
    return observations.filter((pl.col("origin") == "table") & pl.col("is_best") & pl.col("indicator_key").is_in(keys) & pl.col("value").is_not_null())


def _statements(observations):
    exact = observations.filter((pl.col("origin") == "narrative") & (pl.col("precision") == "exact") & pl.col("value").is_not_null())
    exact = exact.with_columns(half_width_percent())
    is_level, has_indicator = pl.col("statistic") == "level", pl.col("indicator_key").is_not_null()
    levels = exact.filter(is_level).with_columns(carried=_carried())
    changes = with_levels(exact.filter(is_level & has_indicator | (pl.col("statistic") == "change")))
    return levels.filter(has_indicator | pl.col("carried").is_not_null()), changes.with_columns(indicator_key="now_key")


def _carried():
    """Expression: what is counted was carried in from the year before or out to the next; null where neither or both is said."""
    columns, of, verb = column_frame(), pl.col("measure_text").fill_null(""), pl.col("verb").fill_null("")
    column = pl.col("indicator_key").replace_strict(columns["indicator_key"], columns["column"], default="", return_dtype=pl.String)
    is_in = (verb == "carried_in") | (column == "foi.application.carried_in[total]") | of.str.contains(codebook().wording.counts_carried_in)
    is_out = (verb == "carried_out") | (column == "foi.application.carried_out[total]") | of.str.contains(codebook().wording.counts_carried_out)
    return pl.when(is_in & ~is_out).then(pl.lit("in")).when(is_out & ~is_in).then(pl.lit("out"))
