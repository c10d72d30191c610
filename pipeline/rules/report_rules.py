"""Findings of one batch of reports: the rules of the codebook, evaluated over all of its reports at once.

Belongs here: the formulas of one year, and putting together what the other checks of a single report find. Not here: rules over several years or
offices (panel_rules.py), what a formula is (formulas.py).
"""

from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline.rules import cell_rules, document_rules, office_rules, text_rules
from pipeline.rules.findings import raw, together
from pipeline.rules.formulas import CHINESE, ENGLISH, PREVIOUS, YUAN, Formula, instances, number_text
from pipeline.rules.localise import suspects
from pipeline.rules.wide import complete, labels, table_values, wide_frame
from schemas.codebook import block_cells, codebook, printed_measures


class Judged(NamedTuple):
    """What the rules say of a batch: the layers `report_findings` and `rule_counts`."""

    findings: pl.DataFrame
    counts: pl.DataFrame


class Evaluated(NamedTuple):
    """The formula rules over a wide frame; results: a column of booleans for each rule (named by its number)."""

    rules: tuple
    wide: pl.DataFrame
    results: pl.DataFrame


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
    wide = wide_frame(values, reports["report_id"])
    evaluated = evaluate(wide, reports, observations)
    found = together(
        [
            *formula_findings(evaluated, values, observations, documents),
            *cell_rules.findings(observations, reports),
            *text_rules.findings(values, observations, reports, documents, wide),
            *document_rules.findings(documents, observations, reports),
            *office_rules.findings(documents, reports),
        ]
    )
    return Judged(found, rule_counts(evaluated))


def formula_findings(evaluated, values, observations, documents=None, over_years=False):
    """Lazy findings of the formula rules. `values`: see wide.py; observations: which forms were read, what was left unread; documents: for the prose that
    excuses a figure."""
    rules, wide, results = evaluated
    broken = [number for number, failed in enumerate(results.select((~pl.all()).any()).row(0)) if failed]
    if not broken:
        return []
    rows = pl.concat(pl.collect_all(_broken(wide, results, number, over_years) for number in broken))
    if documents is not None:
        rows = _excused_left_out(rows, rules, documents)
        rows = _with_suspects(rows, wide, results, rules)
    rows = rows.join(_observation_ids(rows, rules, values), on=["report_id", "instance"], how="left", maintain_order="left").lazy()
    rows = rows.join(cell_rules.doubtful(observations), on="report_id", how="left", maintain_order="left")
    return [raw(rows.with_columns(fault=pl.when(pl.col("is_doubtful").fill_null(False)).then(pl.lit("undecided")).otherwise("fault")))]


def evaluate(wide, reports, observations, over_years=False):
    """The formula rules over a wide frame (wide.py), as Evaluated: true, false, or null where undecided or where the rule does not apply.

    A rule applies where a table of one of its forms was read, whatever the year, and to offices of its levels. reports: report_id, level.
    """
    rules = formula_rules(over_years)
    wide = complete(wide, {column for instance in rules for column in instance.formula.columns})
    tables = observations.lazy().filter(pl.col("origin") == "table").select("report_id", "pattern").unique().collect()
    forms = tables.group_by("report_id").agg(forms=pl.col("pattern").str.split("/").list.first())
    facts = reports.select("report_id", "level").join(forms, on="report_id", how="left")
    facts = wide.select("report_id").join(facts, on="report_id", how="left", maintain_order="left")
    applies = {}
    for rule in {instance.rule.id: instance.rule for instance in rules}.values():
        of_form = facts["forms"].list.set_intersection(rule.forms).list.len() > 0
        applies[rule.id] = of_form & facts["level"].is_in(rule.levels) if rule.levels else of_form
    results = wide.select(pl.when(applies[instance.rule.id]).then(instance.formula.holds).alias(str(number)) for number, instance in enumerate(rules))
    return Evaluated(rules, wide, results)


def rule_counts(evaluated):
    """Frame rule_id, tested, failed, undecided (reports): a report is undecided where it prints some of a rule's figures, yet not enough of them."""
    rules, wide, results = evaluated
    row = pl.concat([wide, results], how="horizontal").select(_counts(rules is formula_rules(True))).row(0, named=True)
    schema = {"rule_id": pl.String, "tested": pl.Int64, "failed": pl.Int64, "undecided": pl.Int64}
    return pl.DataFrame(list(row.values()), schema=schema)


@cache
def _counts(over_years):
    """Expressions over the wide frame beside its results: the counts of each rule."""
    rules, own, expressions = formula_rules(over_years), {}, []
    for number, instance in enumerate(rules):
        own.setdefault(instance.rule.id, []).append(number)
    for rule, numbers in own.items():
        decided = pl.any_horizontal(pl.col(str(number)).is_not_null() for number in numbers)
        failed = pl.any_horizontal(~pl.col(str(number)) for number in numbers).fill_null(False)
        printed = pl.any_horizontal(pl.col(name).is_not_null() for name in sorted({column for number in numbers for column in rules[number].formula.columns}))
        parts = {"tested": decided, "failed": failed, "undecided": printed & ~decided}
        expressions.append(pl.struct(pl.lit(rule).alias("rule_id"), *(part.sum().cast(pl.Int64).alias(name) for name, part in parts.items())).alias(rule))
    return expressions


def _broken(wide, results, number, over_years):
    rule, _, formula = formula_rules(over_years)[number]
    expected = actual = pl.lit(None, pl.String)
    if formula.sides:
        left, right, sign = formula.sides
        actual, expected = number_text(left), pl.concat_str(pl.lit("" if sign == "=" else sign + " "), number_text(right))
    zh, en = _wordings(over_years, number)
    return (
        wide.lazy()
        .select("report_id", *formula.columns)
        .filter(~results[str(number)])
        .select(
            "report_id",
            instance=pl.lit(number),
            rule_id=pl.lit(rule.id),
            expected=expected,
            actual=actual,
            fault=pl.lit("source"),
            message_zh=zh,
            message_en=en,
        )
    )


@cache
def _wordings(over_years, number):
    instance = formula_rules(over_years)[number]
    zh, en = instance.formula.wording(labels(), CHINESE), instance.formula.wording(labels(english=True), ENGLISH)
    return pl.concat_str(pl.lit(instance.rule.zh + "："), zh), pl.concat_str(pl.lit(instance.rule.en + ": "), en)


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


def _observation_ids(rows, rules, values):
    """Frame report_id, instance, observation_ids: the cells that the formula reads."""
    pairs = [
        (number, column.removeprefix(PREVIOUS).removeprefix(YUAN)) for number in rows["instance"].unique().sort() for column in rules[number].formula.columns
    ]
    cells = pl.DataFrame(pairs, schema={"instance": pl.Int32, "column": pl.String}, orient="row").unique()
    places = rows.select("report_id", "instance").join(cells, on="instance")
    ids = places.join(values.select("report_id", "column", "observation_id"), on=["report_id", "column"])
    return ids.group_by("report_id", "instance").agg(observation_ids=pl.col("observation_id").sort())


def _with_suspects(rows, wide, results, rules):
    """Adds to the identities of a report which single change would repair them all (localise.py). Shifted rows and split numbers may come from our
    reading as well as from the source."""
    found = suspects(wide, results, rules)
    rows = rows.join(found, on="report_id", how="left", maintain_order="left")
    identities = [number for number, instance in enumerate(rules) if instance.formula.coefficients]
    named = pl.col("instance").is_in(identities) & pl.col("change_zh").is_not_null()
    return rows.with_columns(
        message_zh=pl.when(named).then(pl.concat_str("message_zh", pl.lit("。"), "change_zh")).otherwise("message_zh"),
        message_en=pl.when(named).then(pl.concat_str("message_en", pl.lit(". "), "change_en")).otherwise("message_en"),
        suggestion=pl.when(named).then("change_zh"),
        fault=pl.when(named & pl.col("change_kind").is_in(["shift", "split"])).then(pl.lit("undecided")).otherwise("fault"),
    )
