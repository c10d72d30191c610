"""The examples of the rules, built into layers and checked: every rule must find what its example breaks.

Belongs here: from an example of codebook/rules.yml to tiny frames of documents, observations and reports. Not here: the rules.
"""

from datetime import date
from hashlib import sha256
from itertools import count

import polars as pl

from pipeline.numbers import cell_quantity
from pipeline.observations import observations
from pipeline.rules.corrections import apply_corrections
from pipeline.rules.findings import unjudged
from pipeline.rules.formulas import Formula, FormulaError, instances
from pipeline.rules.panel import differing_findings, panel_findings, thin
from pipeline.rules.report_rules import report_findings, row_measures
from pipeline.rules.wide import columns, keys_of
from pipeline.tables.forms import form_cells
from schemas.codebook import codebook
from schemas.codebook_files import CodebookError, Problem
from schemas.contracts import conform
from schemas.form_cells import printed_measures
from schemas.rule_entries import Correction

YEAR = 2022
REPORT = {
    "document_kind": "report",
    "format": "text",
    "office_id": "own",
    "name": "甲乙街道办事处",
    "full_name": "丙省丁市戊区甲乙街道办事处",
    "kind": "subdistrict",
    "level": "township",
    "province": "丙省",
    "office_known": True,
    "office_evidence": "标题：戊区甲乙街道办事处",
    "is_corrected": False,
    "status": "accepted",
    "year": YEAR,
}


def rule_problems():
    """Problems of rules.yml that only running the rules shows: formulas that cannot be read, rules without an example, rules that do not find what their
    example breaks. Needs a codebook without other problems."""
    problems = [*formula_problems(codebook().rules.values())]
    try:
        return problems or [*example_problems(codebook().rules.values())]
    except CodebookError as error:
        return error.problems


def formula_problems(rules):
    """Problems of formulas that cannot be read."""
    for rule in rules:
        try:
            measures = printed_measures(codebook(), rule.forms)
            for _, text in instances(rule.formula, measures, row_measures(rule) if rule.rows_of else ()) if rule.formula else ():
                Formula(text).tree  # noqa: B018
        except FormulaError as error:
            yield Problem("rules.yml", rule.id, "formula", str(error))


def example_problems(rules):
    """Problems of examples. All examples are checked as one batch of reports."""
    for rule in rules:
        if not rule.example:
            yield Problem("rules.yml", rule.id, "example", "there is none: a rule needs a report that breaks it")
    rules = [rule for rule in rules if rule.example]
    found = findings_of(rules) if rules else {}
    for rule in rules:
        if rule.id not in found[rule.id]:
            yield Problem("rules.yml", rule.id, "example", "the rule does not find what its example breaks")


def findings_of(rules):
    """Rule id → ids of the rules that its example breaks."""
    documents, values, reports, firsts = layers(rules)
    entries = [Correction(office=reports.row(by_predicate=pl.col("report_id") == firsts[rule.id], named=True)["full_name"], year=YEAR, **rule.example.correction)
               for rule in rules if rule.example.correction]  # fmt: skip
    _, stale = apply_corrections(values, reports, entries)
    failed = {firsts[rule.id]: rule.example.error for rule in rules if rule.example.error}
    findings = pl.concat(
        [
            report_findings(documents, values, reports),
            panel_findings(*thin(documents, values, reports)),
            differing_findings(reports, values),
            stale,
            unjudged(failed),
        ]
    )
    found = dict(findings.group_by("report_id").agg("rule_id").iter_rows())
    return {rule: set(found.get(report_id, ())) for rule, report_id in firsts.items()}


def layers(rules):
    """(documents, observations, reports) of the examples of rules, and rule id → report_id of the report that breaks it."""
    numbers, parts, firsts = count(), [], {}
    for rule in rules:
        example, form = rule.example, rule.forms[0]
        others = [*example.others]
        if example.previous:
            others.append(
                example.model_copy(
                    update={"table": example.previous, "previous": {}, "others": [], "report": {"year": int(example.report.get("year", YEAR)) - 1}}
                )
            )
        firsts[rule.id] = _id(number := next(numbers))
        parts.append(_report(example, form, number, rule.id))
        for other in others:
            other = other.model_copy(update={"lines": example.lines}) if other.lines == "same" else other
            parts += [_report(other, form, next(numbers), rule.id) for _ in range(other.copies)]
    documents, tables, prose, reports = (pl.concat([part[index] for part in parts], how="diagonal_relaxed") for index in range(4))
    return conform(documents, "documents"), observations(tables, prose, reports), reports, firsts


def _id(number):
    return sha256(str(number).encode()).hexdigest()[:16]


def _report(example, form, number, rule):
    report_id = _id(number)
    facts = {**REPORT, "form": form, "report_key": number, "path": f"{number}.txt", **example.report}
    facts["office_id"] = f"{facts['office_id']} {rule} {number if example.copies > 1 else ''}"  # the examples of two rules are of two offices
    if "published_on" in facts:
        facts["published_on"] = date.fromisoformat(facts["published_on"])
    reports = conform(pl.DataFrame([{"report_id": report_id, **facts}]), "reports")
    lines = [*example.lines, *dict.fromkeys(statement["sentence"] for statement in example.statements if "sentence" in statement)]
    documents = pl.DataFrame(
        {"report_id": report_id, "block": range(len(lines)), "kind": "paragraph", "text": lines},
        schema={"report_id": pl.String, "block": pl.Int64, "kind": pl.String, "text": pl.String},
    )
    return documents, _table(example, facts["form"], report_id), _statements(example, report_id, facts["year"], len(example.lines)), reports


def _table(example, form, report_id):
    """Rows as pipeline/tables/reading.py gives them."""
    cells = form_cells().filter(pl.col("role").is_in(["value", "cumulative"]) & pl.col("indicator_key").is_not_null())
    own = cells.filter(pl.col("form") == form)
    places = {columns()[row["indicator_key"]].name: row for row in own.iter_rows(named=True)}
    rows = []
    for name, value in _printed(example, places).items():
        place = places.get(name) or cells.filter(pl.col("indicator_key").is_in(list(keys_of()[name]))).row(-1, named=True)
        number, _, unit = ("" if value is None else str(value)).partition(" ")
        quantity = cell_quantity(number)
        rows.append(
            {
                "indicator_key": place["indicator_key"],
                "label": place["label"],
                "column_label": place["column_label"],
                "form": place["form"],
                "table": place["table"],
                "role": 1,
                "value": quantity.value,
                "value_kind": quantity.kind,
                "precision": quantity.precision,
                "value_text": number,
                "unit": unit or place["form_unit"],
                "column_role": "value",
            }
        )
    rows += [
        {
            **next(row for row in rows if row["indicator_key"] == places[name]["indicator_key"]),
            "value": float(value),
            "value_text": str(value),
            "value_kind": "number",
        }
        for name, value in example.again.items()
    ]
    strange = [{"label": label, "role": 3, "value": float(value), "value_kind": "number", "value_text": str(value)} for label, value in example.unknown.items()]
    strange += [{"role": 2, "value": float(value), "value_kind": "number", "value_text": str(value)} for value in example.unread]
    rows += [{"precision": "exact", "column_role": "value", **row} for row in strange]
    schema = {
        "indicator_key": pl.Int16,
        "label": pl.String,
        "column_label": pl.String,
        "form": pl.String,
        "table": pl.String,
        "role": pl.Int32,
        "value": pl.Float64,
        "value_kind": pl.String,
        "precision": pl.String,
        "value_text": pl.String,
        "unit": pl.String,
        "column_role": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema).with_columns(report_id=pl.lit(report_id), block=1_000 + pl.int_range(pl.len()), page=pl.lit(None, pl.Int16))
    return frame.with_columns(start=pl.lit(None, pl.Int64), end=pl.lit(None, pl.Int64))


def _printed(example, places):
    """Column of the wide frame → what the example prints there; places: cells of its form by column."""
    printed = {}
    for at, (name, row) in enumerate(places.items() if example.rows else ()):
        if row["table"] == example.rows and (not example.column or name.endswith(f"[{example.column}]")):
            printed[name] = {"zero": 0, "blank": None if at % 2 else 0, "counting": at + 11, "dash": "—"}[example.fill]
    return {name: value for name, value in (printed | example.table).items() if name not in example.drop}


def _statements(example, report_id, year, first_block):
    """Rows as pipeline/prose/reading.py gives them; a statement without a sentence stands in the one before it."""
    rows, sentence, block = [], "", first_block - 1
    for statement in example.statements:
        if "sentence" in statement:
            sentence, block = statement["sentence"], block + 1
        keys = keys_of()[statement["measure"]] if "measure" in statement else [None]
        rows.append(
            {
                "report_id": report_id,
                "origin": "narrative",
                "block": block,
                "indicator_key": min(keys) if keys != [None] else None,
                "value": float(statement["value"]),
                "unit": statement["unit"],
                "value_text": statement["text"],
                "precision": statement.get("precision", "exact"),
                "statistic": statement.get("statistic", "level"),
                "value_kind": "number",
                "measure_text": statement.get("about", ""),
                "sentence": sentence,
                "period_year": statement.get("year", year),
                "pattern": "example",
            }
        )
    schema = {
        "report_id": pl.String,
        "origin": pl.String,
        "block": pl.Int64,
        "indicator_key": pl.Int16,
        "value": pl.Float64,
        "unit": pl.String,
        "value_text": pl.String,
        "precision": pl.String,
        "statistic": pl.String,
        "value_kind": pl.String,
        "measure_text": pl.String,
        "sentence": pl.String,
        "period_year": pl.Int16,
        "pattern": pl.String,
    }
    return pl.DataFrame(rows, schema=schema).with_columns(start=pl.lit(None, pl.Int64), value_max=pl.lit(None, pl.Float64))
