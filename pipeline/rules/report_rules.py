"""Findings of one batch of reports: the rules of the codebook, evaluated over all of its reports at once.

Belongs here: the formulas of one year, and putting together what the other checks of a single report find. Not here: rules over several years or
offices (panel_rules.py), what a formula is (formulas.py).
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.rules import cell_rules, document_rules, office_rules, text_rules
from pipeline.rules.findings import raw, together
from pipeline.rules.formulas import PREVIOUS, YUAN, Formula, instances
from pipeline.rules.localise import suspects
from pipeline.rules.wide import Cells, table_values, wide_frame
from pipeline.rules.wording import worded
from schemas.codebook import codebook
from schemas.form_cells import block_cells, printed_measures


class Judged(NamedTuple):
    """What the rules say of a batch: the layers `report_findings` and `rule_counts`."""

    findings: pl.DataFrame
    counts: pl.DataFrame


class Evaluated(NamedTuple):
    """The formula rules over a batch; results: array of instances × reports, 1 where a rule holds, 0 where it is broken, NaN where it is undecided or does
    not apply."""

    rules: tuple
    report_ids: pl.Series
    cells: Cells
    results: np.ndarray


class Instance(NamedTuple):
    """A rule for one column or row of a table (`about`), with its formula."""

    rule: object
    about: str | None
    formula: Formula


@cache
def formula_rules(over_years):
    """All instances of the formula rules as a tuple of Instance: those of one report, or those that read last year's report."""
    book, found = codebook(), []
    for rule in book.rules.values():
        if rule.formula:
            rows = row_measures(rule) if rule.rows_of else ()
            for about, text in instances(rule.formula, printed_measures(book, rule.forms), rows):
                found.append(Instance(rule, about, Formula(text)))
    return tuple(instance for instance in found if instance.formula.is_over_years == over_years)


def row_measures(rule):
    """Measures of the rows of the table that `row` stands for in a rule."""
    cells = (
        cell
        for form in rule.forms
        for table in codebook().forms[form].tables
        if table.table == rule.rows_of
        for block in table.blocks
        for cell in block_cells(block)
    )
    return list(dict.fromkeys(cell.measure for cell in cells if cell.measure))


def report_findings(documents, observations, reports):
    """The layer `findings` as far as single reports go: a pure function of one batch of the layers documents, observations and reports."""
    return judge(documents, observations, reports).findings


def judge(documents, observations, reports):
    """The findings of a batch and the counts of its rules, as Judged."""
    values = table_values(observations)
    evaluated = evaluate(wide_frame(values, reports["report_id"]), reports, observations)
    found = together(
        [
            *formula_findings(evaluated, values, observations, documents),
            *cell_rules.findings(observations, reports),
            *text_rules.findings(values, observations, reports, documents, evaluated),
            *document_rules.findings(documents, observations, reports),
            *office_rules.findings(documents, reports),
        ]
    )
    return Judged(found, rule_counts(evaluated))


def formula_findings(evaluated, values, observations, documents=None, over_years=False):
    """Lazy findings of the formula rules. `values`: see wide.py; observations: which forms were read, what was left unread; documents: for the prose that
    excuses a figure."""
    rules, report_ids, cells, results = evaluated
    is_broken = results == 0
    numbers = np.flatnonzero(is_broken.any(axis=1))
    if not len(numbers):
        return []
    broken = [(number, np.flatnonzero(is_broken[number])) for number in numbers.tolist()]
    said = worded([(rules[number].formula, reports) for number, reports in broken], cells)
    instance = pl.Series(np.concatenate([np.full(len(reports), number) for number, reports in broken]), dtype=pl.Int32)
    rows = said.with_columns(
        report_id=report_ids.gather(np.concatenate([reports for _, reports in broken])),
        instance=instance,
        rule_id=pl.Series([rule.rule.id for rule in rules]).gather(instance),
        fault=pl.lit("source"),
        message_zh=pl.concat_str(pl.Series([f"{rule.rule.zh}：" for rule in rules]).gather(instance), "zh"),
        message_en=pl.concat_str(pl.Series([f"{rule.rule.en}: " for rule in rules]).gather(instance), "en"),
    ).drop("zh", "en")
    if documents is not None:
        rows = _excused_left_out(rows, rules, documents)
        rows = _sums_with_local_rows_left_out(rows, rules, observations)
        rows = _with_suspects(rows, evaluated)
    rows = rows.join(_observation_ids(rows, rules, values), on=["report_id", "instance"], how="left", maintain_order="left").lazy()
    rows = rows.join(cell_rules.doubtful(observations), on="report_id", how="left", maintain_order="left")
    return [raw(rows.with_columns(fault=pl.when(pl.col("is_doubtful").fill_null(False)).then(pl.lit("undecided")).otherwise("fault")))]


def evaluate(wide, reports, observations, over_years=False):
    """The formula rules over a wide frame (wide.py), as Evaluated: true, false, or null where undecided or where the rule does not apply.

    A rule applies where a table of one of its forms was read, whatever the year, and to offices of its levels. reports: report_id, level.
    """
    rules, cells = formula_rules(over_years), Cells(wide)
    pattern, report = pl.col("pattern"), pl.col("report_id")
    tables = observations.lazy().filter(pl.col("origin") == "table").select("report_id", "pattern").collect()
    tables = tables.filter(
        (pattern != pattern.shift(1)).fill_null(True) | (report != report.shift(1)).fill_null(True)
    ).unique()  # most rows are like the one before
    tables = tables.select("report_id", form=pattern.str.split("/").list.first())
    of_form = {form: wide["report_id"].is_in(tables.filter(pl.col("form") == form)["report_id"].implode()).to_numpy() for form in codebook().forms}
    levels = wide.select("report_id").join(reports.select("report_id", "level"), on="report_id", how="left", maintain_order="left")["level"]
    applies = {}
    for rule in {instance.rule.id: instance.rule for instance in rules}.values():
        applies[rule.id] = np.logical_or.reduce([of_form[form] for form in rule.forms])
        if rule.levels:
            applies[rule.id] = applies[rule.id] & levels.is_in(rule.levels).fill_null(False).to_numpy()
        for measure in rule.needs:
            applies[rule.id] = applies[rule.id] & ~np.isnan(cells[measure])
    results = np.full((len(rules), wide.height), np.nan)
    for number, instance in enumerate(rules):
        results[number] = np.where(applies[instance.rule.id], instance.formula.over(cells), np.nan)
    return Evaluated(rules, wide["report_id"], cells, results)


def rule_counts(evaluated):
    """Frame rule_id, tested, failed, undecided (reports): a report is undecided where it prints some of a rule's figures, yet not enough of them."""
    rules, _, cells, results = evaluated
    own, counts = {}, []
    for number, instance in enumerate(rules):
        own.setdefault(instance.rule.id, []).append(number)
    for rule, numbers in own.items():
        decided, failed = (~np.isnan(results[numbers])).any(axis=0), (results[numbers] == 0).any(axis=0)
        columns = {column for number in numbers for column in rules[number].formula.columns}
        printed = np.logical_or.reduce([~np.isnan(cells[column]) for column in columns])
        counts.append((rule, int(decided.sum()), int(failed.sum()), int((printed & ~decided).sum())))
    return pl.DataFrame(counts, schema={"rule_id": pl.String, "tested": pl.Int64, "failed": pl.Int64, "undecided": pl.Int64}, orient="row")


def _excused_left_out(rows, rules, documents):
    """Leaves out findings that the prose explains (`unless` of the rule)."""
    patterns = {instance.rule.id: instance.rule.unless for instance in rules if instance.rule.unless}
    for rule in rows["rule_id"].unique():
        if rule in patterns:
            concerned = rows.filter(pl.col("rule_id") == rule).select("report_id")
            prose = documents.filter(pl.col("kind") == "paragraph").join(concerned, on="report_id", how="semi")
            excused = prose.filter(pl.col("text").str.contains(patterns[rule])).select("report_id", rule_id=pl.lit(rule)).unique()
            rows = rows.join(excused, on=["report_id", "rule_id"], how="anti", maintain_order="left")
    return rows


def _sums_with_local_rows_left_out(rows, rules, observations):
    """Leaves out sums that hold as soon as a row that no form has, or all of them, is counted as a part: 9.属于工作秘密. Arithmetic does not prove them wrong."""
    is_local = (pl.col("origin") == "table") & (pl.col("pattern") == "unknown") & (pl.col("value") > 0)
    local = observations.lazy().filter(is_local).select("report_id", "column_label", "value").collect()
    if local.is_empty():
        return rows
    of_all = local.group_by("report_id", "column_label").agg(pl.col("value").sum())
    gaps = pl.concat([local, of_all.select(local.columns)]).select("report_id", gap="value").unique()
    identities = [number for number, instance in enumerate(rules) if instance.formula.coefficients]
    gap = pl.col("actual").cast(pl.Float64, strict=False) - pl.col("expected").cast(pl.Float64, strict=False)
    rows = rows.with_columns(gap=pl.when(pl.col("instance").is_in(identities)).then(gap))
    return rows.join(gaps, on=["report_id", "gap"], how="anti", maintain_order="left").drop("gap")


def _observation_ids(rows, rules, values):
    """Frame report_id, instance, observation_ids: the cells that the formula reads."""
    pairs = [
        (number, column.removeprefix(PREVIOUS).removeprefix(YUAN)) for number in rows["instance"].unique().sort() for column in rules[number].formula.columns
    ]
    cells = pl.DataFrame(pairs, schema={"instance": pl.Int32, "column": pl.String}, orient="row").unique()
    places = rows.select("report_id", "instance").join(cells, on="instance")
    ids = places.join(values.select("report_id", "column", "observation_id"), on=["report_id", "column"])
    return ids.group_by("report_id", "instance").agg(observation_ids=pl.col("observation_id").sort())


def _with_suspects(rows, evaluated):
    """Adds to the identities of a report which single change would repair them all (localise.py). Shifted rows and split numbers may come from our
    reading as well as from the source."""
    found = suspects(*evaluated)
    rows = rows.join(found, on="report_id", how="left", maintain_order="left")
    identities = [number for number, instance in enumerate(evaluated.rules) if instance.formula.coefficients]
    named = pl.col("instance").is_in(identities) & pl.col("change_zh").is_not_null()
    return rows.with_columns(
        message_zh=pl.when(named).then(pl.concat_str("message_zh", pl.lit("。"), "change_zh")).otherwise("message_zh"),
        message_en=pl.when(named).then(pl.concat_str("message_en", pl.lit(". "), "change_en")).otherwise("message_en"),
        suggestion=pl.when(named).then("change_zh"),
        fault=pl.when(named & pl.col("change_kind").is_in(["shift", "split"])).then(pl.lit("undecided")).otherwise("fault"),
    )
