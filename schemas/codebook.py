"""Loads the codebook and checks it: every file, every entry, every reference between them.

Belongs here: reading `schemas/codebook/` into checked entries, one property for each file. Not here: anything that touches a report.
"""

import csv
import re
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

from schemas.entries import (
    AreaCode,
    Corrections,
    CountyChange,
    Division,
    Expectations,
    FieldEntry,
    FindingCode,
    Form,
    FormatEntry,
    Furniture,
    Identify,
    Indicator,
    Named,
    Offices,
    Reason,
    Row,
    Rule,
    Series,
    TableEntry,
    Values,
    Wording,
    YearSpan,
)
from schemas.narrative import NarrativeIndicators, Skips, Terms, Units, Words, narrative_problems

DIRECTORY = Path(__file__).parent / "codebook"
MEASURE = re.compile(r"(foi(?:\.\w+)+(?:\.\*)?)(?:\[([^\]]+)\])?")  # a measure code in a formula, with its type of applicant


class Problem(NamedTuple):
    """One error of the codebook: which file, which entry, which key, what is wrong."""

    file: str
    entry: str
    key: str
    message: str

    def __str__(self):
        return f"{self.file}: {self.entry}: {self.key}: {self.message}"


class CodebookError(ValueError):
    """The codebook has errors; `problems` lists them all."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Codebook:
    """The files of one codebook directory, each read on first use and checked against its model."""

    def __init__(self, directory=DIRECTORY):
        self.directory = Path(directory)

    # --- files ---------------------------------------------------------------------------------------------------

    @cached_property
    def fields(self):
        """Field name → FieldEntry."""
        return self._yaml("fields.yml", dict[str, FieldEntry])

    @cached_property
    def tables(self):
        """'layers' and 'warehouse' → table name → TableEntry."""
        return self._yaml("tables.yml", dict[str, dict[str, TableEntry]])

    @cached_property
    def indicators(self):
        """Indicator id → Indicator, in the order of their keys."""
        entries = self._csv("indicators.csv", Indicator)
        return {entry.indicator: entry for entry in sorted(entries, key=lambda entry: entry.key)}

    @cached_property
    def applicants(self):
        """Type of applicant → its names, in the order that numbers the indicator keys."""
        return self._yaml("applicants.yml", dict[str, Named])

    @cached_property
    def forms(self):
        """Form id → Form, oldest first."""
        files = sorted(self.directory.glob("forms/*.yml"))
        forms = [self._yaml(f"forms/{file.name}", Form) for file in files]
        return {form.form: form for form in sorted(forms, key=lambda form: form.years[0] or 0)}

    @cached_property
    def series(self):
        """Concepts that link indicators across forms, a list of Series."""
        return self._csv("series.csv", Series)

    @cached_property
    def years(self):
        return self._yaml("years.yml", list[YearSpan])

    @cached_property
    def expectations(self):
        """What a new warehouse must meet before it is published."""
        return self._yaml("expectations.yml", Expectations)

    @cached_property
    def furniture(self):
        return self._yaml("furniture.yml", Furniture)

    @cached_property
    def values(self):
        return self._yaml("values.yml", Values)

    @cached_property
    def units(self):
        """Units and classifiers of prose."""
        return self._yaml("narrative/units.yml", Units)

    @cached_property
    def skips(self):
        """Which numerals of prose count nothing, and why."""
        return self._yaml("narrative/skips.yml", Skips)

    @cached_property
    def terms(self):
        """Vocabulary of what is counted in prose."""
        return self._yaml("narrative/terms.yml", Terms)

    @cached_property
    def words(self):
        """Words of prose without content, and the ways changes, periods and zeros are said."""
        return self._yaml("narrative/words.yml", Words)

    @cached_property
    def narrative_indicators(self):
        """Which counts of prose are official indicators."""
        return self._yaml("narrative/indicators.yml", NarrativeIndicators)

    @cached_property
    def reasons(self):
        """Reason code → Reason."""
        return self._yaml("reasons.yml", dict[str, Reason])

    @cached_property
    def rules(self):
        """Rule id → Rule, in the order of the file."""
        return {rule.id: rule for rule in self._yaml("rules.yml", list[Rule])}

    @cached_property
    def finding_codes(self):
        """Finding code → FindingCode."""
        return self._yaml("finding_codes.yml", dict[str, FindingCode])

    @cached_property
    def wording(self):
        return self._yaml("wording.yml", Wording)

    @cached_property
    def corrections(self):
        return self._yaml("corrections.yml", Corrections)

    @cached_property
    def divisions(self):
        """Code → name of every province (2 digits), prefecture (4), county (6) and township (9)."""
        return {entry.code: entry.name for entry in self._csv("offices/divisions.csv", Division)}

    @cached_property
    def county_changes(self):
        """Renames, mergers and new codes of counties and prefectures since 2007, in order of years."""
        return self._csv("offices/county_changes.csv", CountyChange)

    @cached_property
    def area_codes(self):
        """Telephone area codes and the places (code) that use them."""
        return self._csv("offices/area_codes.csv", AreaCode)

    @cached_property
    def offices(self):
        return self._yaml("offices/offices.yml", Offices)

    @cached_property
    def identify(self):
        return self._yaml("identify.yml", Identify)

    @cached_property
    def formats(self):
        """Format of files → FormatEntry, in the order in which they are tried."""
        return self._yaml("formats.yml", dict[str, FormatEntry])

    # --- reading -------------------------------------------------------------------------------------------------

    def text(self, name):
        try:
            return (self.directory / name).read_text(encoding="utf-8")
        except OSError as error:
            raise CodebookError([Problem(name, "-", "-", f"cannot be read: {error.strerror}")]) from error

    def _yaml(self, name, model):
        try:
            data = yaml.load(self.text(name), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            raise CodebookError([Problem(name, "-", "-", f"is no YAML: {error}")]) from error
        return self._checked(name, data, model)

    def _csv(self, name, model):
        return self._checked(name, list(csv.DictReader(self.text(name).splitlines())), list[model])

    def _checked(self, name, data, model):
        try:
            return TypeAdapter(model).validate_python(data)
        except ValidationError as error:
            raise CodebookError([_problem(name, data, item) for item in error.errors()]) from error

    # --- fingerprints --------------------------------------------------------------------------------------------

    def fingerprint(self, *patterns, without=()):
        """Hex digest of the codebook files that match the glob patterns, but for the names left out: what a layer depends on."""
        digest = sha256()
        for file in sorted({file for pattern in patterns for file in self.directory.glob(pattern) if file.is_file() and file.name not in without}):
            digest.update(file.relative_to(self.directory).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    # --- cross references ----------------------------------------------------------------------------------------

    def problems(self):
        """All errors of the codebook as a list of Problem; empty where it is sound."""
        found = []
        for part in (
            "fields",
            "tables",
            "indicators",
            "forms",
            "series",
            "years",
            "furniture",
            "values",
            "reasons",
            "formats",
            "rules",
            "finding_codes",
            "wording",
            "corrections",
            "units",
            "skips",
            "terms",
            "words",
            "narrative_indicators",
            "divisions",
            "county_changes",
            "area_codes",
            "offices",
            "identify",
            "expectations",
        ):
            try:
                getattr(self, part)
            except CodebookError as error:
                found += error.problems
        return found or [
            *self._table_problems(),
            *self._indicator_problems(),
            *dict.fromkeys(self._form_problems()),  # once for each row, not for each of its columns
            *self._year_problems(),
            *self._series_problems(),
            *self._narrative_problems(),
            *self._office_problems(),
            *self._identify_problems(),
            *self._expectation_problems(),
            *self._rule_problems(),
            *self._correction_problems(),
        ]

    def _expectation_problems(self):
        for name, entry in self.expectations.expectations.items():
            if entry.table not in self.tables["warehouse"]:
                yield Problem("expectations.yml", name, "table", f"there is no table '{entry.table}' in the warehouse")
            if entry.compares != ("old." in entry.sql):
                yield Problem("expectations.yml", name, "compares", "expectations compare if, and only if, their query reads tables of `old`")

    def _office_problems(self):
        names = {*self.divisions.values(), *(path.rsplit("/", 1)[-1] for change in self.county_changes for path in (change.old_path, change.new_path) if path)}
        codes = {*self.divisions, *(code[:4] for code in self.divisions)}
        for entry in self.area_codes:
            if entry.code not in codes:
                yield Problem("offices/area_codes.csv", entry.area_code, "code", f"there is no place '{entry.code}'")
        for change in self.county_changes:
            if not (change.old_code or change.new_code) or bool(change.old_code) != bool(change.old_path) or bool(change.new_code) != bool(change.new_path):
                yield Problem(
                    "offices/county_changes.csv", f"{change.year} {change.old_path or change.new_path}", "old_code", "a change needs a place with code and path"
                )
        offices, file = self.offices, "offices/offices.yml"
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
        yield from _pattern_problems(file, "zone", offices.zone)

    def _identify_problems(self):
        file, book = "identify.yml", self.identify
        for key, value in book.model_dump().items():
            patterns = value if isinstance(value, list) else [value]
            for pattern in patterns:
                if isinstance(pattern, str):
                    yield from _pattern_problems(file, key, pattern)
        seen = set()
        for mark in book.marks:
            if mark.mark in seen:
                yield Problem(file, "marks", mark.mark, "the mark stands there twice")
            seen.add(mark.mark)
            yield from _pattern_problems(file, mark.mark, mark.pattern)

    def _table_problems(self):
        for group in self.tables.values():
            for name, table in group.items():
                columns = dict(map(split_column, table.columns))
                for column, field in columns.items():
                    if field not in self.fields:
                        yield Problem("tables.yml", name, column, f"there is no field '{field}' in fields.yml")
                for key in ("key", "required", "references", "generated"):
                    for column in getattr(table, key):
                        if column not in columns:
                            yield Problem("tables.yml", name, key, f"'{column}' is no column of the table")
                for target in table.references.values():
                    if target not in group:
                        yield Problem("tables.yml", name, "references", f"there is no table '{target}'")

    def _indicator_problems(self):
        keys = {}
        known_forms = {*self.forms, "narrative", "derived"}
        for entry in self.indicators.values():
            if entry.key in keys:
                yield Problem("indicators.csv", entry.indicator, "key", f"{entry.key} is also the key of '{keys[entry.key]}'")
            keys[entry.key] = entry.indicator
            if entry.parent and entry.parent not in self.indicators:
                yield Problem("indicators.csv", entry.indicator, "parent", f"there is no indicator '{entry.parent}'")
            for form in set(entry.form) - known_forms:
                yield Problem("indicators.csv", entry.indicator, "form", f"there is no form '{form}'")

    def _year_problems(self):
        for span in self.years:
            if span.era not in (*self.forms, "narrative-era"):
                yield Problem("years.yml", f"{span.from_}-{span.to}", "era", f"there is no form '{span.era}'")

    def _series_problems(self):
        measures = {entry.measure for entry in self.indicators.values()}
        for entry in self.series:
            for _, measure, applicant in entry.terms:
                if measure not in measures:
                    yield Problem("series.csv", f"{entry.concept} {entry.alternative}", "formula", f"no indicator measures '{measure}'")
                if applicant not in (None, *self.applicants):
                    yield Problem("series.csv", f"{entry.concept} {entry.alternative}", "formula", f"there is no applicant type '{applicant}'")

    def _form_problems(self):
        for form in self.forms.values():
            file = f"forms/{form.form}.yml"
            if not (self.directory / file).exists():
                yield Problem(file, form.form, "form", "the file must be called after the form")
            measures = {entry.measure for entry in self.indicators.values() if form.form in entry.form}
            for table in form.tables:
                for block in table.blocks:
                    for cell in block_cells(block):
                        if cell.measure and cell.measure not in measures:
                            yield Problem(
                                file,
                                f"{table.table}: {cell.row_path[-1] or cell.column_path[-1]}",
                                "measure",
                                f"no indicator of this form measures '{cell.measure}'",
                            )
                        if cell.applicant and cell.applicant not in self.applicants:
                            yield Problem(file, f"{table.table}: {cell.column_path[-1]}", "applicant", f"there is no applicant type '{cell.applicant}'")

    def _rule_problems(self):
        ids = [rule.id for rule in self._yaml("rules.yml", list[Rule])]
        for rule in self.rules.values():
            if ids.count(rule.id) > 1:
                yield Problem("rules.yml", rule.id, "id", "another rule has this id")
            if rule.code not in self.finding_codes:
                yield Problem("rules.yml", rule.id, "code", f"there is no finding code '{rule.code}' in finding_codes.yml")
            for form in set(rule.forms) - set(self.forms) - {"narrative-era"}:
                yield Problem("rules.yml", rule.id, "forms", f"there is no form '{form}'")
            tables = {table.table for form in self.forms.values() for table in form.tables}
            if rule.rows_of and rule.rows_of not in tables:
                yield Problem("rules.yml", rule.id, "rows_of", f"there is no table '{rule.rows_of}'")
            known = {entry.measure for entry in self.indicators.values()} if rule.check else set(printed_measures(self, self.forms))
            for name, applicant in MEASURE.findall(f"{rule.formula or ''} {' '.join(rule.example.table) if rule.example else ''}"):
                if name not in known and not (name.endswith(".*") and any(measure.startswith(name[:-1]) for measure in known)):
                    yield Problem("rules.yml", rule.id, "formula", f"no indicator measures '{name}'" if rule.check else f"no form prints '{name}'")
                if applicant and applicant not in (*self.applicants, "*"):
                    yield Problem("rules.yml", rule.id, "formula", f"there is no applicant type '{applicant}'")
        for measure in self.wording.own_units:
            if measure not in {entry.measure for entry in self.indicators.values()}:
                yield Problem("wording.yml", "own_units", measure, "no indicator measures this")

    def _narrative_problems(self):
        for file, entry, key, message in narrative_problems(
            self.units, self.skips, self.terms, self.words, self.narrative_indicators, {entry.measure for entry in self.indicators.values()}
        ):
            yield Problem(f"narrative/{file}.yml", entry, key, message)

    def _correction_problems(self):
        measures = {entry.measure for entry in self.indicators.values()}
        for entry in self.corrections.corrections:
            if entry.indicator.partition("[")[0] not in measures:
                yield Problem("corrections.yml", f"{entry.office} {entry.year}", "indicator", f"no indicator measures '{entry.indicator}'")
        for entry in self.corrections.dismissals:
            if entry.rule not in self.rules:
                yield Problem("corrections.yml", f"{entry.office} {entry.year}", "rule", f"there is no rule '{entry.rule}'")


def printed_measures(book, forms):
    """Measures that cells of the given forms hold, in the order of their rows."""
    cells = (cell for form in forms if form in book.forms for table in book.forms[form].tables for block in table.blocks for cell in block_cells(block))
    return list(dict.fromkeys(cell.measure for cell in cells if cell.measure))


class FormCell(NamedTuple):
    """A cell that a form provides for: where it stands and what it measures."""

    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    row: int
    column: int
    role: str
    measure: str | None
    applicant: str | None
    unit: str | None
    heading_varies: bool


def leaves(entries, children, path=()):
    """Depth-first (path of labels, entry) of all rows or columns; groups come before what is below them."""
    for entry in entries:
        here = (*path, entry.label)
        yield here, entry
        yield from leaves(getattr(entry, children), children, here)


def block_cells(block):
    """The cells of a block of a form, row by row, as FormCell; rows without a measure are headings and have none."""
    columns = [(path, column) for path, column in leaves(block.columns, "columns") if not column.columns]
    for row_number, (row_path, row) in enumerate(leaves(block.rows, "rows")):
        for column_number, (column_path, column) in enumerate(columns):
            if column.role in ("label", "unit", "ignore"):
                continue
            measure = _cell_measure(row, column)
            if measure or column.role != "value":
                yield FormCell(
                    row_path, column_path, row_number, column_number, column.role, measure, column.applicant, column.unit, column.pattern is not None
                )


def _cell_measure(row: Row, column):
    if column.role == "cumulative":
        return row.cumulative
    if column.role == "period":
        return None
    if row.label and not row.measure:
        return None
    return ".".join(part for part in (row.measure, column.measure) if part) or None


def split_column(text):
    """'column=field' or 'field' → (column, field)."""
    column, _, field = text.partition("=")
    return column, field or column


def _problem(file, data, error):
    """A pydantic error as a Problem that names the entry by its own name, not by its number."""
    location = list(error["loc"])
    entry, value = [], data
    for step in location[:-1]:
        value = value[step] if isinstance(value, list | tuple | dict) and step in (value if isinstance(value, dict) else range(len(value))) else None
        name = next((value[key] for key in ("form", "table", "indicator", "label", "id", "title") if isinstance(value, dict) and key in value), step)
        entry.append(str(name))
    return Problem(file, " / ".join(entry) or "-", str(location[-1]) if location else "-", f"{error['msg']} (found {error['input']!r:.60})")


def _pattern_problems(file, key, pattern):
    try:
        re.compile(pattern)
    except re.error as error:
        yield Problem(file, key, "pattern", f"is no pattern: {error}")


@cache
def codebook():
    """The codebook that ships with the project; read once in each process."""
    return Codebook()
