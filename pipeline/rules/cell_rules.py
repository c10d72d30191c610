"""Cells and rows of tables: blank, not a number, missing, unknown, unread.

Belongs here: what is wrong with how a table was filled in or read. Not here: what its numbers say (report_rules.py).
"""

from functools import cache

import polars as pl

from pipeline.rules.findings import found, rule_of, shown
from pipeline.rules.wide import column_frame
from pipeline.tables.forms import form_cells, form_in_force
from schemas.codebook import codebook

SYSTEMATIC = 0.25  # share of blank cells from which a table leaves blanks for zeros
DIGIT = "[0-9０-９]"  # a text with one is no mark for zero, but a number that could not be read
DASHES = ["dash", "not_applicable", "text"]
COLUMNS = (
    "report_id",
    "observation_id",
    "pattern",
    "indicator_key",
    "is_best",
    "value",
    "value_kind",
    "value_text",
    "precision",
    "label",
    "column_label",
    "unit",
    "period_year",
)
LEAST_PRINTED = 0.5  # share of a form's cells from which a missing row is worth a word, and below which a table is only a part
FORMULA = r"^=.|^#(?:REF|DIV/0|VALUE|N/A|NAME|NUM|NULL)"  # as readers/spreadsheet.py gives what has no result


def findings(observations, reports):
    """Lazy findings as far as single cells go. Columns read: observations (report_id, observation_id, origin, pattern, indicator_key, is_best, value,
    value_kind, value_text, precision, label, column_label, unit, period_year), reports (report_id, form, document_kind, year)."""
    cells = observations.lazy().filter(pl.col("origin") == "table").select(*COLUMNS).collect()
    strange = pl.col("pattern").is_in(["unknown", "unread"])
    all_known = cells.filter(~strange)
    not_worked_out = (pl.col("value_kind") == "text") & pl.col("value_text").str.contains(FORMULA)
    known = all_known.filter(~not_worked_out)
    is_mark = pl.col("value_kind").is_in(DASHES) & ~pl.col("value_text").str.contains(DIGIT)
    is_expected = pl.col("indicator_key").is_in(_expected_cells()["indicator_key"].unique().implode())
    tables = known.group_by("report_id", "pattern").agg(
        cells=pl.len(),
        printed=pl.col("indicator_key").filter(is_expected).n_unique(),  # also where the best value stands in the prose
        blanks=(pl.col("value_kind") == "blank").sum(),
        dashes=is_mark.sum(),
        dash=pl.col("value_text").filter(is_mark).first(),
    )
    tables = tables.join(_tables(), on="pattern")
    yield _formulas(all_known.filter(not_worked_out))
    yield from _blanks(known, tables)
    yield from _dashes(known, tables)
    yield _no_counts(known)
    others = cells.filter(strange).group_by("report_id").agg(strange=pl.len())
    rows = _missing_rows(known, tables, others)
    yield found(rows, "missing_row")
    yield _parts(tables, rows, others)
    yield _missing_tables(all_known, reports)
    yield _printed_twice(known, tables)
    yield _unknown(cells)
    yield _unread(cells)


def doubtful(observations):
    """Lazy frame report_id, is_doubtful: reports whose tables have cells that could not be read, so that a broken identity may be ours."""
    unread = observations.lazy().filter((pl.col("origin") == "table") & (pl.col("pattern") == "unread"))
    return unread.select("report_id", is_doubtful=pl.lit(True)).unique()


@cache
def _tables():
    """Frame pattern (form/table), form, table_label, form_cells: how many cells with an indicator the form provides for, variants left out."""
    labels = [(f"{form.form}/{table.table}", form.form, table.label_zh) for form in codebook().forms.values() for table in form.tables]
    sizes = _expected_cells().group_by("pattern").agg(form_cells=pl.col("indicator_key").n_unique())
    return pl.DataFrame(labels, schema=["pattern", "form", "table_label"], orient="row").join(sizes, on="pattern", how="left")


@cache
def _expected_cells():
    """Frame pattern, indicator_key, label of the cells that every table of a form has."""
    optional = {
        "".join(row.label.split()) for form in codebook().forms.values() for table in form.tables for block in table.blocks for row in _variant_rows(block.rows)
    }
    cells = form_cells().filter((pl.col("role") == "value") & pl.col("indicator_key").is_not_null())
    cells = cells.filter(~pl.col("label").str.split(" / ").list.eval(pl.element().is_in(list(optional))).list.any()) if optional else cells
    return cells.select("indicator_key", "label", pattern=pl.concat_str("form", pl.lit("/"), "table")).unique(maintain_order=True)


def _variant_rows(rows):
    for row in rows:
        if row.variant:
            yield row
        yield from _variant_rows(row.rows)


def _by_row(cells, tables):
    """Cells of one row together: the columns concerned, the text printed."""
    if cells.is_empty():
        return cells
    last = pl.col("column_label").str.split(" / ").list.last()
    rows = cells.group_by("report_id", "pattern", "label").agg(
        columns=last.drop_nulls().unique(maintain_order=True).str.join("、"),
        printed=pl.col("value_text").first(),
        observation_ids="observation_id",
    )
    rows = rows.join(tables.select("report_id", "pattern", "table_label"), on=["report_id", "pattern"])
    return rows.with_columns(place=_place(), columns=pl.when(pl.col("columns") == "").then(pl.lit("统计数")).otherwise("columns"))


def _place():
    return pl.col("label").str.replace_all(" / ", "／", literal=True)


def _blanks(known, tables):
    systematic = (pl.col("blanks") >= SYSTEMATIC * pl.col("cells")) & (pl.col("blanks") > 3)
    some = tables.filter((pl.col("blanks") > 0) & ~systematic)
    blank = known.filter(pl.col("value_kind") == "blank")
    yield found(_by_row(blank.join(some.select("report_id", "pattern"), on=["report_id", "pattern"], how="semi"), tables), "blank_cell")
    yield found(tables.filter(systematic).with_columns(printed=pl.col("blanks").cast(pl.String)), "blank_table")


def _dashes(known, tables):
    """Cells with a mark instead of a number: row by row, or once for a table that uses it throughout."""
    systematic = (pl.col("dashes") >= SYSTEMATIC * pl.col("cells")) & (pl.col("dashes") > 3)
    marks = pl.col("value_kind").is_in(DASHES)
    cells = known.filter(marks).join(tables.filter(systematic).select("report_id", "pattern", dash_table=True), on=["report_id", "pattern"], how="left")
    cells = cells.filter(pl.col("dash_table").is_null() | pl.col("value_text").str.contains(DIGIT)).drop("dash_table")
    yield found(_by_row(cells, tables), "dash_cell")
    yield found(tables.filter(systematic).with_columns(printed="dash", place=pl.col("dashes").cast(pl.String)), "dash_table")


def _formulas(cells):
    """Cells of spreadsheets that hold a formula without a result, or an error, table by table."""
    tables = cells.group_by("report_id", "pattern").agg(printed=pl.len().cast(pl.String), place=pl.col("value_text").first(), observation_ids="observation_id")
    return found(tables.join(_tables().select("pattern", "table_label"), on="pattern"), "formula_cell")


def _no_counts(known):
    """Counts that are no whole number from 0 up; changes may be negative, amounts are no counts."""
    types = {entry.measure: entry.value_type for entry in codebook().indicators.values()}
    counts = [key for key, column in column_frame().select("indicator_key", "column").iter_rows() if types[column.partition("[")[0]] == "count"]
    odd = (pl.col("value") < 0) | ((pl.col("value") != pl.col("value").round(0)) & ~pl.col("unit").fill_null("").str.starts_with("万"))  # 1.2万次
    wrong = known.filter(odd & (pl.col("precision") == "exact")).filter(pl.col("indicator_key").is_in(counts))
    column = pl.when(pl.col("column_label").is_not_null()).then("／" + pl.col("column_label")).otherwise(pl.lit(""))
    return found(
        wrong.select("report_id", place=_place() + column, printed="value_text", actual="value_text", observation_ids=pl.concat_list("observation_id")),
        "not_a_count",
    )


def _missing_rows(known, tables, strange):
    """Rows that the form has and the table lacks, where most of the form is there and no row of any table of the report is strange."""
    forms = rule_of("missing_row").forms
    less = tables.filter((pl.col("printed") < pl.col("form_cells")) & (pl.col("printed") >= LEAST_PRINTED * pl.col("form_cells")) & pl.col("form").is_in(forms))
    less = less.join(strange, on="report_id", how="anti")
    known = known.join(less, on=["report_id", "pattern"], how="semi")
    missing = less.join(_expected_cells(), on="pattern").join(known, on=["report_id", "pattern", "indicator_key"], how="anti")
    # A row counts as missing where none of its cells is there; single cells may be lost with a merged column.
    printed = known.select("report_id", "pattern", "label").unique()
    rows = missing.join(printed, on=["report_id", "pattern", "label"], how="anti")
    return rows.with_columns(place=_place(), lacking=pl.len().over("report_id", "pattern", "label")).unique(["report_id", "pattern", "label"])


def _parts(tables, rows, others):
    """Tables of which less than half of the form is there, or of which cells are missing that neither missing rows nor strange cells (`others`) tell of: a
    column, the head of a group. They were not read, or never printed."""
    forms = rule_of("part_of_table").forms
    told = rows.group_by("report_id", "pattern").agg(told=pl.col("lacking").sum())
    less = tables.filter((pl.col("printed") > 0) & (pl.col("printed") < pl.col("form_cells")) & pl.col("form").is_in(forms))
    less = (
        less.join(told, on=["report_id", "pattern"], how="left").join(others, on="report_id", how="left").with_columns(pl.col("told", "strange").fill_null(0))
    )
    is_small = pl.col("printed") < LEAST_PRINTED * pl.col("form_cells")
    less = less.filter(is_small | (pl.col("form_cells").cast(pl.Int64) - pl.col("printed") - pl.col("told") - pl.col("strange") > 0))
    return found(less.with_columns(pl.col("printed").cast(pl.String), expected=pl.col("form_cells").cast(pl.String)), "part_of_table")


def _missing_tables(known, reports):
    """Tables of its form that a report lacks; of one without any table, those of the form that its year calls for."""
    forms = rule_of("missing_table").forms
    expected = _tables().filter(pl.col("form").is_in(forms)).select("form", "table_label")
    tables = known.select("report_id", "pattern").unique().join(_tables(), on="pattern")
    with_tables = reports.select("report_id", "form").join(tables, on="report_id", how="semi")
    without = (
        reports.filter(pl.col("document_kind") == "report").join(tables, on="report_id", how="anti").select("report_id", form=form_in_force(pl.col("year")))
    )
    expected = pl.concat([with_tables, without]).join(expected, on="form", maintain_order="left")
    return found(expected.join(tables, on=["report_id", "table_label"], how="anti").with_columns(expected="table_label"), "missing_table")


def with_attachments(findings, reports):
    """Findings without those on a table that a report lacks and another document of its office and year has: the statistics table sent as a file, of which
    in turn nobody expects the other tables."""
    missing = findings.filter(pl.col("rule_id") == rule_of("missing_table").id).select("finding_id", "report_id", table_label="expected")
    several = (
        reports.filter(pl.col("status") == "accepted")
        .filter(pl.len().over("office_id", "year") > 1)
        .select("report_id", "office_id", "year", "form", "document_kind")
    )
    if missing.is_empty() or several.is_empty():
        return findings
    prints = _tables().select("form", "table_label")
    has = several.join(prints, on="form").join(missing, on=["report_id", "table_label"], how="anti").select("office_id", "year", "table_label")
    missing = missing.join(several, on="report_id")
    whole = several.filter(pl.col("document_kind") == "report").select("office_id", "year")
    answered = pl.concat(
        [
            missing.join(has, on=["office_id", "year", "table_label"], how="semi"),
            missing.filter(pl.col("document_kind") != "report").join(whole, on=["office_id", "year"], how="semi"),
        ]
    )
    return findings.join(answered, on="finding_id", how="anti", maintain_order="left")


def _printed_twice(known, tables):
    """Tables that a report prints more than once with different figures, as far as those count for its year: only the first of two is best."""
    key = ["report_id", "pattern", "indicator_key", "period_year"]
    later = known.filter(~pl.col("is_best") & pl.col("value").is_not_null())
    first = known.filter("is_best").join(later.select(key).unique(), on=key, how="semi") if later.height else known.clear()
    both = later.join(first.select(*key, first="value", first_text="value_text", first_id="observation_id"), on=key).filter(pl.col("first") != pl.col("value"))
    both = (
        both.sort("observation_id")
        .group_by("report_id", "pattern", maintain_order=True)
        .agg(
            printed=pl.col("indicator_key").n_unique().cast(pl.String),
            place=_place().first(),
            expected=pl.col("first_text").first(),
            actual=pl.col("value_text").first(),
            observation_ids=pl.concat_list("first_id", "observation_id").first(),
        )
    )
    return found(both.join(tables.select("report_id", "pattern", "table_label"), on=["report_id", "pattern"]), "printed_twice")


def _unknown(cells):
    rows = (
        cells.filter(pl.col("pattern") == "unknown")
        .group_by("report_id", "label")
        .agg(printed=pl.col("value_text").str.join("、"), observation_ids="observation_id")
    )
    return found(rows.with_columns(place=pl.col("label").fill_null("")), "unknown_label")


def _unread(cells):
    rows = (
        cells.filter(pl.col("pattern") == "unread")
        .group_by("report_id")
        .agg(printed=pl.len().cast(pl.String), place=shown(pl.col("value_text").head(8).str.join("、")), observation_ids="observation_id")
    )
    return found(rows.with_columns(fault=pl.lit("reading")), "unread_cell")
