"""Findings of one batch of reports: the rules of the codebook, evaluated over all of its reports at once.

Belongs here: the formulas of one year, and putting together what the other checks of a single report find. Not here: rules over several years or
offices (panel_rules.py), what a formula is (formulas.py).
"""

from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline import cell_rules, document_rules, text_rules
from pipeline.findings import empty, finding_rows, together
from pipeline.formulas import CHINESE, ENGLISH, Formula, instances, number_text
from pipeline.localise import suspects
from pipeline.wide import column_frame, complete, labels, table_values, wide_frame
from schemas.codebook import block_cells, codebook, printed_measures


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
            rows = _row_measures(rule) if rule.rows_of else ()
            for about, text in instances(rule.formula, printed_measures(book, rule.forms), rows):
                found.append(Instance(rule, about, Formula(text)))
    return tuple(instance for instance in found if instance.formula.is_over_years == over_years)


def _row_measures(rule):
    cells = (cell for form in rule.forms for table in codebook().forms[form].tables if table.table == rule.rows_of for block in table.blocks for cell in block_cells(block))
    return list(dict.fromkeys(cell.measure for cell in cells if cell.measure))


def report_findings(documents, observations, reports):
    """The layer `findings` as far as single reports go: a pure function of one batch of the layers documents, observations and reports."""
    wide = wide_frame(table_values(observations), reports["report_id"])
    return together([
        formula_findings(wide, observations, reports, documents),
        cell_rules.findings(observations, reports),
        text_rules.findings(observations, reports, documents, wide),
        document_rules.findings(documents, observations, reports),
    ])  # fmt: skip


def formula_findings(wide, observations, reports, documents, over_years=False):
    """Findings of the formula rules. `wide`: see wide.wide_frame; reports: report_id, level; documents: for the prose that excuses a figure."""
    rules = formula_rules(over_years)
    wide = complete(wide, {column for instance in rules for column in instance.formula.columns})
    results = evaluate(wide, rules, reports, observations)
    broken = [number for number, failed in enumerate(results.select((~pl.all()).any()).row(0)) if failed]
    if not broken:
        return empty()
    frames = [_broken(wide.filter(~results[str(number)]), number, rules[number]) for number in broken]
    rows = _excused_left_out(pl.concat(frames), rules, documents)
    rows = rows.join(_observation_ids(rows, rules, observations), on=["report_id", "instance"], how="left", maintain_order="left")
    if not over_years:
        rows = _with_suspects(rows, wide, results, rules)
    rows = rows.join(cell_rules.doubtful(observations), on="report_id", how="left", maintain_order="left")
    rows = rows.with_columns(fault=pl.when(pl.col("is_doubtful").fill_null(False)).then(pl.lit("undecided")).otherwise(pl.lit("source")))
    found = [finding_rows(rows.filter(pl.col("rule") == rule.id), rule) for rule in codebook().rules.values() if rule.formula]
    return together(found)


def evaluate(wide, rules, reports, observations):
    """Frame of booleans, a column for each instance (named by its number): true, false, or null where undecided or where the rule does not apply.

    A rule applies where a table of one of its forms was read, whatever the year, and to offices of its levels.
    """
    form = pl.col("pattern").str.split("/").list.first()
    forms = observations.filter(pl.col("origin") == "table").select("report_id", form=form).unique().group_by("report_id").agg(forms="form")
    facts = reports.select("report_id", "level").join(forms, on="report_id", how="left")
    facts = wide.select("report_id").join(facts, on="report_id", how="left", maintain_order="left")
    applies = {}
    for rule in {instance.rule.id: instance.rule for instance in rules}.values():
        of_form = facts["forms"].list.set_intersection(rule.forms).list.len() > 0
        applies[rule.id] = of_form & facts["level"].is_in(rule.levels) if rule.levels else of_form
    results = wide.select(instance.formula.holds.alias(str(number)) for number, instance in enumerate(rules))
    return results.with_columns(pl.when(applies[instance.rule.id]).then(pl.col(str(number))).alias(str(number)) for number, instance in enumerate(rules))


def rule_counts(wide, reports, observations, over_years=False):
    """Frame rule_id, tested, failed, undecided (reports): a report is undecided where it prints some of a rule's figures, yet not enough of them."""
    rules = formula_rules(over_years)
    wide = complete(wide, {column for instance in rules for column in instance.formula.columns})
    results = evaluate(wide, rules, reports, observations)
    counts = []
    for rule in dict.fromkeys(instance.rule.id for instance in rules):
        own = [number for number, instance in enumerate(rules) if instance.rule.id == rule]
        names = list({column for number in own for column in rules[number].formula.columns})
        decided = results.select(pl.any_horizontal(pl.col(str(number)).is_not_null() for number in own)).to_series()
        printed = wide.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
        failed = results.select(pl.any_horizontal(~pl.col(str(number)) for number in own).fill_null(False)).to_series()
        counts.append((rule, decided.sum(), failed.sum(), (printed & ~decided).sum()))
    schema = {"rule_id": pl.String, "tested": pl.Int64, "failed": pl.Int64, "undecided": pl.Int64}
    return pl.DataFrame(counts, schema=schema, orient="row")


def _broken(rows, number, instance):
    formula, rule = instance.formula, instance.rule
    expected = actual = pl.lit(None, pl.String)
    if formula.sides:
        left, right, sign = formula.sides
        actual, expected = number_text(left), pl.concat_str(pl.lit("" if sign == "=" else sign + " "), number_text(right))
    return rows.select(
        "report_id", instance=pl.lit(number), rule=pl.lit(rule.id), expected=expected, actual=actual,
        message_zh=pl.concat_str(pl.lit(rule.zh + "："), formula.wording(labels(), CHINESE)),
        message_en=pl.concat_str(pl.lit(rule.en + ": "), formula.wording(labels(english=True), ENGLISH)),
    )  # fmt: skip


def _excused_left_out(rows, rules, documents):
    """Leaves out findings that the prose explains (`unless` of the rule)."""
    patterns = {instance.rule.id: instance.rule.unless for instance in rules if instance.rule.unless}
    for rule, pattern in patterns.items():
        concerned = rows.filter(pl.col("rule") == rule).select("report_id").unique()
        text = documents.filter(pl.col("kind") == "paragraph").join(concerned, on="report_id", how="semi")
        excused = text.filter(pl.col("text").str.contains(pattern)).select("report_id", rule=pl.lit(rule)).unique()
        rows = rows.join(excused, on=["report_id", "rule"], how="anti", maintain_order="left")
    return rows


def _observation_ids(rows, rules, observations):
    """Frame report_id, instance, observation_ids: the cells that the formula reads."""
    pairs = [(number, column) for number in rows["instance"].unique().sort() for column in rules[number].formula.columns]
    names = column_frame().select("indicator_key", "column")
    cells = pl.DataFrame(pairs, schema={"instance": pl.Int32, "column": pl.String}, orient="row").with_columns(pl.col("column").str.replace(r"^(prev:)?(yuan:)?", "")).join(names, on="column")
    places = rows.select("report_id", "instance").join(cells, on="instance").select("report_id", "instance", "indicator_key")
    printed = observations.filter((pl.col("origin") == "table") & pl.col("indicator_key").is_not_null()).join(rows.select("report_id").unique(), on="report_id", how="semi")
    ids = places.join(printed.select("report_id", "indicator_key", "observation_id"), on=["report_id", "indicator_key"])
    return ids.group_by("report_id", "instance").agg(observation_ids=pl.col("observation_id").sort())


def _with_suspects(rows, wide, results, rules):
    """Adds to the identities of a report which single change would repair them all (localise.py)."""
    found = suspects(wide, results, rules)
    rows = rows.join(found, on="report_id", how="left", maintain_order="left")
    is_identity = pl.col("instance").is_in([number for number, instance in enumerate(rules) if instance.formula.coefficients]) & pl.col("change_zh").is_not_null()
    todo = rows["rule"].replace_strict({rule.id: codebook().finding_codes[rule.code].todo_zh for rule in codebook().rules.values()}, return_dtype=pl.String)
    return rows.with_columns(
        message_zh=pl.when(is_identity).then(pl.concat_str("message_zh", pl.lit("。"), "change_zh")).otherwise("message_zh"),
        message_en=pl.when(is_identity).then(pl.concat_str("message_en", pl.lit(". "), "change_en")).otherwise("message_en"),
        suggestion=pl.when(is_identity).then("change_zh").otherwise(todo),
    )  # fmt: skip
