"""The wide frame: one row a report, one column a measure, for formulas over whole batches.

Belongs here: from observations to columns and their names. Not here: what the columns are tested for.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.rules.formulas import PREVIOUS, YUAN
from pipeline.tables.forms import indicator_key
from schemas.codebook import codebook

YUAN_PER_UNIT = {"元": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8}


class Column(NamedTuple):
    """A column of the wide frame: its name, and what it is called."""

    name: str
    measure: str
    applicant: str | None
    label_zh: str
    label_en: str
    is_amount: bool


@cache
def columns():
    """indicator_key → Column; indicators of several forms that measure the same share a column."""
    book, found = codebook(), {}
    for entry in book.indicators.values():
        for applicant in book.applicants if entry.by_applicant else (None,):
            zh, en = entry.label_zh, entry.label_en
            if applicant:
                zh, en = f"{zh}（{book.applicants[applicant].zh}）", f"{en} ({book.applicants[applicant].en})"
            name = f"{entry.measure}[{applicant}]" if applicant else entry.measure
            found[indicator_key(entry.key, applicant)] = Column(name, entry.measure, applicant, zh, en, entry.value_type == "amount")
    return found


@cache
def labels(english=False):
    """Column name → its label; the first form that has it decides."""
    found = {}
    for column in columns().values():
        found.setdefault(column.name, column.label_en if english else column.label_zh.replace(" / ", ""))
    return found


@cache
def keys_of():
    """Column name → set of indicator keys."""
    found = {}
    for key, column in columns().items():
        found.setdefault(column.name, set()).add(key)
    return found


@cache
def column_frame():
    """Frame indicator_key, column, label_zh, label_en, is_amount."""
    rows = [(key, column.name, column.label_zh.replace(" / ", ""), column.label_en, column.is_amount) for key, column in columns().items()]
    return pl.DataFrame(
        rows, schema={"indicator_key": pl.Int16, "column": pl.String, "label_zh": pl.String, "label_en": pl.String, "is_amount": pl.Boolean}, orient="row"
    )


def in_yuan(value, unit):
    """Expression: an amount in yuan by its unit; null where the unit is not of money."""
    return value * unit.replace_strict(YUAN_PER_UNIT, default=None, return_dtype=pl.Float64)


def table_values(observations):
    """Numbers of tables: report_id, indicator_key, column, value, unit, value_text, is_amount, observation_id; exact values of known cells, the best
    where a cell is printed twice. Takes a frame or a lazy frame and collects."""
    is_number = (pl.col("origin") == "table") & pl.col("is_best") & pl.col("value").is_not_null() & (pl.col("precision") == "exact")
    values = observations.lazy().filter(is_number).select("report_id", "observation_id", "indicator_key", "value", "unit", "value_text").collect()
    numbers = column_frame()
    at = values["indicator_key"].replace_strict(numbers["indicator_key"], pl.int_range(numbers.height, eager=True), return_dtype=pl.UInt32)
    return values.with_columns(column=numbers["column"].gather(at), is_amount=numbers["is_amount"].gather(at))


def wide_frame(values, report_ids, prefix=""):
    """`table_values` → frame with report_id (in the given order) and a Float64 column for every measure that occurs, null where it is not printed as a
    number; amounts also in yuan, under `yuan:<column>`.

    Scatters into an array instead of pivoting: 20 million values take a second.
    """
    ids = pl.DataFrame({"report_id": report_ids}).with_row_index("row")
    values = values.join(ids, on="report_id", how="inner").select("row", "column", "value", "unit", "is_amount")
    amounts = values.filter("is_amount").select("row", column=YUAN + pl.col("column"), value=in_yuan(pl.col("value"), pl.col("unit"))).drop_nulls()
    values = pl.concat([values.select("row", "column", "value"), amounts])
    names = values["column"].unique().sort()
    numbers = (
        values["column"].replace_strict(names, pl.int_range(names.len(), eager=True), return_dtype=pl.Int64) if names.len() else values["row"].cast(pl.Int64)
    )
    array = np.full((names.len(), ids.height), np.nan)
    array[numbers.to_numpy(), values["row"].to_numpy()] = values["value"].to_numpy()
    flat = pl.Series(array.reshape(-1), dtype=pl.Float64).fill_nan(None)
    return pl.DataFrame([ids["report_id"], *(flat.slice(number * ids.height, ids.height).alias(prefix + name) for number, name in enumerate(names))])


def with_previous(wide, previous):
    """Adds last year's columns, as `prev:<column>`; `previous`: frame report_id, previous_id."""
    last_year = wide.rename({name: PREVIOUS + name for name in wide.columns if name != "report_id"}).rename({"report_id": "previous_id"})
    return (
        wide.join(previous, on="report_id", how="left", maintain_order="left")
        .join(last_year, on="previous_id", how="left", maintain_order="left")
        .drop("previous_id")
    )


class Cells(dict):
    """The wide frame as arrays: column name → numbers in the order of its reports, NaN where there is none; also for columns that no report prints."""

    def __init__(self, wide):
        self.wide, self.printed = wide, frozenset(wide.columns)

    def __missing__(self, name):
        self[name] = self.wide[name].to_numpy() if name in self.printed else np.full(self.wide.height, np.nan)
        return self[name]
