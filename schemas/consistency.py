"""Whether the codebook is sound: every file fits its model, every reference from one entry to another leads somewhere.

Belongs here: what is wrong, by file, entry and key. Not here: reading the files (codebook.py), examples that have to be read as reports
(pipeline/prose/prose_examples.py, pipeline/rules/rule_examples.py).
"""

import re
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import pairwise

from schemas.codebook import Codebook, split_column
from schemas.codebook_files import CodebookError, Problem
from schemas.form_cells import block_cells, printed_measures
from schemas.narrative_references import narrative_problems

MEASURE = re.compile(r"(foi(?:\.\w+)+(?:\.\*)?)(?:\[([^\]]+)\])?")  # a measure code in a formula, with its type of applicant


@cache
def shipped_problems():
    """All errors of the codebook that ships with the project; a second for each process that asks."""
    return tuple(codebook_problems(Codebook(thorough=True)))


def codebook_problems(book):
    """All errors of a Codebook as a list of Problem; empty where it is sound."""
    found = []
    for name, part in vars(Codebook).items():
        if isinstance(part, cached_property):
            try:
                getattr(book, name)
            except CodebookError as error:
                found += [problem for problem in error.problems if problem not in found]
    return found or [
        *_table_problems(book),
        *_indicator_problems(book),
        *dict.fromkeys(_form_problems(book)),  # once for each row, not for each of its columns
        *_year_problems(book),
        *_series_problems(book),
        *_narrative_problems(book),
        *_office_problems(book),
        *_identify_problems(book),
        *_format_problems(book),
        *_expectation_problems(book),
        *_rule_problems(book),
        *_correction_problems(book),
    ]


def _expectation_problems(book):
    for name, entry in book.expectations.expectations.items():
        if entry.table not in book.tables["warehouse"]:
            yield Problem("expectations.yml", name, "table", f"there is no table '{entry.table}' in the warehouse")
        if entry.compares != ("old." in entry.sql):
            yield Problem("expectations.yml", name, "compares", "expectations compare if, and only if, their query reads tables of `old`")


def _office_problems(book):
    names = {*book.divisions.values(), *(path.rsplit("/", 1)[-1] for change in book.county_changes for path in (change.old_path, change.new_path) if path)}
    codes = {*book.divisions, *(code[:4] for code in book.divisions)}
    for entry in book.area_codes:
        if entry.code not in codes:
            yield Problem("offices/area_codes.csv", entry.area_code, "code", f"there is no place '{entry.code}'")
    for change in book.county_changes:
        if not (change.old_code or change.new_code) or bool(change.old_code) != bool(change.old_path) or bool(change.new_code) != bool(change.new_path):
            yield Problem(
                "offices/county_changes.csv", f"{change.year} {change.old_path or change.new_path}", "old_code", "a change needs a place with code and path"
            )
    offices, file = book.offices, "offices/offices.yml"
    for name in offices.everyday:
        if name not in names:
            yield Problem(file, "everyday", name, "no place bears that name")
    for key in ("licence_signs", "postcodes"):
        for sign, code in getattr(offices, key).items():
            if code not in codes:
                yield Problem(file, key, sign, f"there is no province '{code}'")
    seen = {}
    for entry in offices.kinds:
        for suffix in entry.suffixes:
            if suffix in seen:
                yield Problem(file, "kinds", suffix, "the suffix stands in two kinds")
            seen[suffix] = entry
        if entry.level == "township" and not (entry.name and entry.listed):
            yield Problem(file, "kinds", entry.suffixes[0], "offices of townships need `name` and `listed`")
    for code, name in book.divisions.items():
        if len(code) > 2 and code[: 6 if len(code) == 9 else 2] not in book.divisions:
            yield Problem("offices/divisions.csv", name, "code", f"there is no place that '{code}' lies in")


def _identify_problems(book):
    file, book = "identify.yml", book.identify
    seen = set()
    for mark in book.marks:
        if mark.mark in seen:
            yield Problem(file, "marks", mark.mark, "the mark stands there twice")
        seen.add(mark.mark)


def _table_problems(book):
    for group in book.tables.values():
        for name, table in group.items():
            columns = dict(map(split_column, table.columns))
            for column, field in columns.items():
                if field not in book.fields:
                    yield Problem("tables.yml", name, column, f"there is no field '{field}' in fields.yml")
            for key in ("key", "required", "references", "generated"):
                for column in getattr(table, key):
                    if column not in columns:
                        yield Problem("tables.yml", name, key, f"'{column}' is no column of the table")
            for target in table.references.values():
                if target not in group:
                    yield Problem("tables.yml", name, "references", f"there is no table '{target}'")


def _indicator_problems(book):
    keys = {}
    known_forms = {*book.forms, "narrative", "derived"}
    for entry in book.indicators.values():
        if entry.key in keys:
            yield Problem("indicators.csv", entry.indicator, "key", f"{entry.key} is also the key of '{keys[entry.key]}'")
        keys[entry.key] = entry.indicator
        if entry.parent and entry.parent not in book.indicators:
            yield Problem("indicators.csv", entry.indicator, "parent", f"there is no indicator '{entry.parent}'")
        for form in set(entry.form) - known_forms:
            yield Problem("indicators.csv", entry.indicator, "form", f"there is no form '{form}'")
        if entry.indicator in _parents(book, entry):
            yield Problem("indicators.csv", entry.indicator, "parent", "is a part of itself")


def _parents(book, entry):
    """Indicators above an indicator, nearest first; one that is its own parent ends the line."""
    above = []
    while entry and entry.parent and entry.parent not in above:
        above.append(entry.parent)
        entry = book.indicators.get(entry.parent)
    return above


def _year_problems(book):
    for before, span in pairwise(book.years):
        if span.from_ != before.to + 1:
            yield Problem("years.yml", f"{span.from_}-{span.to}", "from", f"the years before end with {before.to}: each year belongs to one entry, in order")
    for span in book.years:
        if span.from_ > span.to:
            yield Problem("years.yml", f"{span.from_}-{span.to}", "to", "ends before it begins")
        if span.era not in (*book.forms, "narrative-era"):
            yield Problem("years.yml", f"{span.from_}-{span.to}", "era", f"there is no form '{span.era}'")


def _series_problems(book):
    measures = {entry.measure for entry in book.indicators.values()}
    for entry in book.series:
        try:
            list(entry.terms)
        except ValueError:
            yield Problem("series.csv", f"{entry.concept} {entry.alternative}", "formula", f"'{entry.formula}' is no sum of measures")
            continue
        for _, measure, applicant in entry.terms:
            if measure not in measures:
                yield Problem("series.csv", f"{entry.concept} {entry.alternative}", "formula", f"no indicator measures '{measure}'")
            if applicant not in (None, *book.applicants):
                yield Problem("series.csv", f"{entry.concept} {entry.alternative}", "formula", f"there is no applicant type '{applicant}'")


def _form_problems(book):
    signed = {}
    for form in book.forms.values():
        file = f"forms/{form.form}.yml"
        other = signed.setdefault(frozenset(form.signature), form.form)
        if other != form.form:
            yield Problem(file, form.form, "signature", f"is that of '{other}': reports of one could not be told from reports of the other")
        if not (book.directory / file).exists():
            yield Problem(file, form.form, "form", "the file must be called after the form")
        measures = {entry.measure for entry in book.indicators.values() if form.form in entry.form}
        for table in form.tables:
            yield from _twice_problems(file, table)
            for block in table.blocks:
                for cell in block_cells(block):
                    if cell.measure and cell.measure not in measures:
                        yield Problem(
                            file,
                            f"{table.table}: {cell.row_path[-1] or cell.column_path[-1]}",
                            "measure",
                            f"no indicator of this form measures '{cell.measure}'",
                        )
                    if cell.applicant and cell.applicant not in book.applicants:
                        yield Problem(file, f"{table.table}: {cell.column_path[-1]}", "applicant", f"there is no applicant type '{cell.applicant}'")


def _twice_problems(file, table):
    """Rows that cannot be told apart: one path of labels, as printed under one column, for two cells."""
    seen = set()
    for cell in (cell for block in table.blocks for cell in block_cells(block)):
        path = (cell.row_path, cell.column_path, cell.role)
        if path in seen:
            yield Problem(file, f"{table.table}: {cell.row_path[-1] or cell.column_path[-1]}", "label", "another row has the same path of labels")
        seen.add(path)


def _format_problems(book):
    for name, entry in book.formats.items():
        if entry.reason and entry.reason not in book.reasons:
            yield Problem("formats.yml", name, "reason", f"there is no reason '{entry.reason}' in reasons.yml")
        if entry.reader and find_spec(f"pipeline.readers.{entry.reader}") is None:
            yield Problem("formats.yml", name, "reader", f"there is no module pipeline/readers/{entry.reader}.py")


def _rule_problems(book):
    ids = [rule.id for rule in book.rule_list]
    for rule in book.rules.values():
        if ids.count(rule.id) > 1:
            yield Problem("rules.yml", rule.id, "id", "another rule has this id")
        if rule.code not in book.finding_codes:
            yield Problem("rules.yml", rule.id, "code", f"there is no finding code '{rule.code}' in finding_codes.yml")
        for form in set(rule.forms) - set(book.forms) - {"narrative-era"}:
            yield Problem("rules.yml", rule.id, "forms", f"there is no form '{form}'")
        tables = {table.table for form in book.forms.values() for table in form.tables}
        for level in {*(rule.levels or ())} - {*book.fields["level"].values}:
            yield Problem("rules.yml", rule.id, "levels", f"there is no level '{level}'")
        if rule.rows_of and rule.rows_of not in tables:
            yield Problem("rules.yml", rule.id, "rows_of", f"there is no table '{rule.rows_of}'")
        for measure in sorted(set(rule.needs) - {name for name, _ in MEASURE.findall(rule.formula or "")}):
            yield Problem("rules.yml", rule.id, "needs", f"'{measure}' is not in the formula")
        known = {entry.measure for entry in book.indicators.values()} if rule.check else set(printed_measures(book, book.forms))
        for name, applicant in MEASURE.findall(f"{rule.formula or ''} {' '.join(rule.example.table) if rule.example else ''}"):
            if name not in known and not (name.endswith(".*") and any(measure.startswith(name[:-1]) for measure in known)):
                yield Problem("rules.yml", rule.id, "formula", f"no indicator measures '{name}'" if rule.check else f"no form prints '{name}'")
            if applicant and applicant not in (*book.applicants, "*"):
                yield Problem("rules.yml", rule.id, "formula", f"there is no applicant type '{applicant}'")
    for measure in book.wording.own_units:
        if measure not in {entry.measure for entry in book.indicators.values()}:
            yield Problem("wording.yml", "own_units", measure, "no indicator measures this")


def _narrative_problems(book):
    for file, entry, key, message in narrative_problems(
        book.units, book.skips, book.terms, book.words, book.narrative_indicators, {entry.measure for entry in book.indicators.values()}
    ):
        yield Problem(f"narrative/{file}.yml", entry, key, message)


def _correction_problems(book):
    measures = {entry.measure for entry in book.indicators.values()}
    for entry in book.corrections.corrections:
        if entry.indicator.partition("[")[0] not in measures:
            yield Problem("corrections.yml", f"{entry.office} {entry.year}", "indicator", f"no indicator measures '{entry.indicator}'")
    for entry in book.corrections.dismissals:
        if entry.rule not in book.rules:
            yield Problem("corrections.yml", f"{entry.office} {entry.year}", "rule", f"there is no rule '{entry.rule}'")
