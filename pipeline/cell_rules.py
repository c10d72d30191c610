"""Cells and rows of tables: blank, not a number, missing, unknown, unread.

Belongs here: what is wrong with how a table was filled in or read. Not here: what its numbers say (rules.py).
"""

import polars as pl

from pipeline.findings import found, shown, together
from pipeline.forms import form_cells
from pipeline.wide import column_frame
from schemas.codebook import codebook

SYSTEMATIC = 0.25  # share of blank cells from which a table leaves blanks for zeros
LEAST_PRINTED = 0.5  # share of a form's rows from which a missing row is worth a word


def findings(observations, reports):
    """The layer `findings` as far as single cells go. Columns read: observations (origin, pattern, indicator_key, value, value_kind, value_text,
    label, column_label), reports (report_id, form)."""
    cells = observations.filter(pl.col("origin") == "table")
    known = cells.filter(pl.col("indicator_key").is_not_null() | pl.col("column_label").is_not_null()).filter(~pl.col("pattern").is_in(["unknown", "unread"]))
    known = known.with_columns(table=pl.col("pattern").str.split("/").list.last(), form=pl.col("pattern").str.split("/").list.first())
    known = known.join(_table_labels(), on=["form", "table"], how="left", maintain_order="left")
    return together([*_blanks(known), _dashes(known), _no_counts(known), _missing_rows(known, cells), _missing_tables(known, reports), _unknown(cells), _unread(cells)])


def doubtful(observations):
    """Frame report_id, is_doubtful: reports whose tables have cells that could not be read, so that a broken identity may be ours."""
    unread = observations.filter((pl.col("origin") == "table") & (pl.col("pattern") == "unread"))
    return unread.select("report_id", is_doubtful=pl.lit(True)).unique()


def _table_labels():
    rows = [(form.form, table.table, table.label_zh) for form in codebook().forms.values() for table in form.tables]
    return pl.DataFrame(rows, schema=["form", "table", "table_label"], orient="row")


def _by_row(cells):
    """Cells of one row together: the columns concerned, the text printed."""
    last = pl.col("column_label").str.split(" / ").list.last()
    rows = cells.group_by("report_id", "table_label", "label", maintain_order=True).agg(
        columns=last.drop_nulls().unique(maintain_order=True).str.join("、"), printed=pl.col("value_text").first(), cells=pl.len(), observation_ids="observation_id"
    )
    return rows.with_columns(place=pl.col("label").str.replace_all(" / ", "／", literal=True), columns=pl.when(pl.col("columns") == "").then(pl.lit("统计数")).otherwise("columns"))


def _blanks(known):
    is_blank = pl.col("value_kind") == "blank"
    share = is_blank.mean().over("report_id", "table_label")
    systematic = (share >= SYSTEMATIC) & (is_blank.sum().over("report_id", "table_label") > 3)
    blank = known.with_columns(systematic=systematic).filter(is_blank)
    tables = blank.filter("systematic").group_by("report_id", "table_label").agg(printed=pl.len().cast(pl.String), observation_ids="observation_id")
    yield found(_by_row(blank.filter(~pl.col("systematic"))), "blank_cell")
    yield found(tables, "blank_table")


def _dashes(known):
    return found(_by_row(known.filter(pl.col("value_kind").is_in(["dash", "not_applicable", "text"]))), "dash_cell")


def _no_counts(known):
    """Counts that are no whole number from 0 up; changes may be negative."""
    types = {indicator: entry.value_type for indicator, entry in codebook().indicators.items()}
    kinds = pl.DataFrame([(column, types.get(column.partition("[")[0], "count")) for column in column_frame()["column"].unique()], schema=["column", "value_type"], orient="row")
    counts = known.filter(pl.col("value").is_not_null()).join(column_frame().select("indicator_key", "column"), on="indicator_key").join(kinds, on="column")
    wrong = counts.filter((pl.col("value_type") == "count") & ((pl.col("value") < 0) | (pl.col("value") != pl.col("value").round(0))) & (pl.col("precision") == "exact"))
    place = pl.concat_str(pl.col("label").str.replace_all(" / ", "／", literal=True), pl.when(pl.col("column_label").is_not_null()).then("／" + pl.col("column_label")).otherwise(pl.lit("")))
    return found(wrong.select("report_id", place=place, printed="value_text", actual="value_text", observation_ids=pl.concat_list("observation_id")), "not_a_count")


def _missing_rows(known, cells):
    """Rows that the form has and the table lacks, where most of the form's rows are there and no row of the table is strange."""
    rules = codebook().rules
    forms = next(rule for rule in rules.values() if rule.check == "missing_row").forms
    expected = form_cells().filter((pl.col("role") == "value") & pl.col("form").is_in(forms) & ~pl.col("cell").is_in(_optional_cells()))
    expected = expected.select("form", "table", "label").unique(maintain_order=True)
    printed = known.select("report_id", "form", "table", "table_label", "label").unique(maintain_order=True)
    tables = printed.join(expected, on=["form", "table", "label"], how="semi").group_by("report_id", "form", "table", "table_label").len("printed_rows")
    tables = tables.join(expected.group_by("form", "table").len("form_rows"), on=["form", "table"]).filter(pl.col("printed_rows") >= LEAST_PRINTED * pl.col("form_rows"))
    strange = cells.filter(pl.col("pattern").is_in(["unknown", "unread"])).select("report_id").unique()
    tables = tables.join(strange, on="report_id", how="anti")
    missing = tables.join(expected, on=["form", "table"]).join(printed, on=["report_id", "form", "table", "label"], how="anti")
    return found(missing.with_columns(place=pl.col("label").str.replace_all(" / ", "／", literal=True)), "missing_row")


def _optional_cells():
    """Form cells of rows that only a variant of the form has."""
    optional = set()
    labels = {row.label for form in codebook().forms.values() for table in form.tables for block in table.blocks for row in _variant_rows(block.rows)}
    for cell, label in form_cells().select("cell", "label").iter_rows():
        if any(part in _displayed(labels) for part in label.split(" / ")):
            optional.add(cell)
    return list(optional)


def _displayed(labels):
    return {"".join(label.split()) for label in labels}


def _variant_rows(rows):
    for row in rows:
        if row.variant:
            yield row
        yield from _variant_rows(row.rows)


def _missing_tables(known, reports):
    """Tables of the form that a report lacks, where it has another one."""
    expected = _table_labels().join(reports.select("report_id", "form"), on="form").filter(pl.col("form").is_in(["articles-2019", "articles-2021"]))
    has = known.select("report_id", "table_label").unique()
    expected = expected.join(has, on="report_id", how="semi")
    return found(expected.join(has, on=["report_id", "table_label"], how="anti"), "missing_table")


def _unknown(cells):
    rows = cells.filter(pl.col("pattern") == "unknown").group_by("report_id", "label", maintain_order=True).agg(printed=pl.col("value_text").str.join("、"), observation_ids="observation_id")
    return found(rows.with_columns(place=pl.col("label").fill_null("")), "unknown_label")


def _unread(cells):
    rows = cells.filter(pl.col("pattern") == "unread").group_by("report_id", maintain_order=True).agg(
        printed=pl.len().cast(pl.String), place=shown(pl.col("value_text").head(8).str.join("、")), observation_ids="observation_id"
    )
    return found(rows.with_columns(fault=pl.lit("reading")), "unread_cell")
