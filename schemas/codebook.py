"""Loads the codebook: every file, every entry checked against its model.

Belongs here: reading `schemas/codebook/` into checked entries, one property for each file. Not here: whether references between entries hold
(consistency.py), anything that touches a report.
"""

import csv
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

from schemas.entries import FieldEntry, Form, FormatEntry, Furniture, Indicator, Named, Reason, Series, TableEntry, Values, YearSpan
from schemas.narrative_entries import Evidence, NarrativeIndicators, Skips, Terms, Units, Words
from schemas.office_entries import AreaCode, CountyChange, Division, Identify, Offices
from schemas.rule_entries import Corrections, Expectations, FindingCode, Rule, Wording

DIRECTORY = Path(__file__).parent / "codebook"
NAMES = ("office", "indicator", "concept", "form", "table", "label", "id", "title", "mark", "unit", "code", "name")  # keys that name an entry
FIRST_LINE = 2  # of the rows of a table, below its names


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


class _TwiceError(yaml.YAMLError):
    """A key that stands twice in one entry."""

    def __init__(self, node):
        self.key, self.line = str(node.value), node.start_mark.line + 1
        super().__init__(self.key)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads YAML as plain values, and refuses keys that stand twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _TwiceError(key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class Codebook:
    """The files of one codebook directory, each read on first use and checked against its model; `thorough`: patterns are compiled, too."""

    def __init__(self, directory=DIRECTORY, thorough=False):
        self.directory, self.thorough = Path(directory), thorough

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
        entries = self._csv("indicators.csv", Indicator, ["indicator"])
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
        return self._csv("series.csv", Series, ["concept", "alternative"])

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
    def evidence(self):
        """What speaks for and against numbers of prose that the vocabulary does not know."""
        return self._yaml("narrative/evidence.yml", Evidence)

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
    def rule_list(self):
        """Rules as they stand in the file."""
        return self._yaml("rules.yml", list[Rule])

    @cached_property
    def rules(self):
        """Rule id → Rule, in the order of the file."""
        return {rule.id: rule for rule in self.rule_list}

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
        return {entry.code: entry.name for entry in self._csv("offices/divisions.csv", Division, ["code"])}

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
        data = b""
        try:
            data = (self.directory / name).read_bytes()
            return data.decode("utf-8-sig")  # spreadsheets begin with a mark
        except OSError as error:
            raise CodebookError([Problem(name, "-", "-", f"cannot be read: {error.strerror}")]) from error
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CodebookError([Problem(name, f"line {line}", "-", "is no UTF-8: save the file in this encoding")]) from error

    def _yaml(self, name, model):
        try:
            data = yaml.load(self.text(name), Loader=_Loader)
        except _TwiceError as error:
            raise CodebookError([Problem(name, f"line {error.line}", error.key, "stands twice in one entry; the first would be lost")]) from error
        except yaml.YAMLError as error:
            raise CodebookError([Problem(name, "-", "-", f"is no YAML: {error}")]) from error
        return self._checked(name, data, model)

    def _csv(self, name, model, key=None):
        """Rows of a table, checked; no two have the same `key` (columns, by default all)."""
        rows = list(csv.DictReader(self.text(name).splitlines()))
        entries = self._checked(name, rows, list[model])
        lines, problems = {}, []
        for line, row in enumerate(rows, FIRST_LINE):
            of = tuple(row[column] for column in key or row)
            if of in lines:
                problems.append(Problem(name, f"line {line}", " ".join(key or ["-"]), f"'{' '.join(filter(None, of))}' stands in line {lines[of]} already"))
            lines[of] = line
        if problems:
            raise CodebookError(problems)
        return entries

    def _checked(self, name, data, model):
        try:
            return TypeAdapter(model).validate_python(data, context={"thorough": self.thorough})
        except ValidationError as error:
            raise CodebookError([_problem(name, data, item) for item in error.errors()]) from error

    # --- fingerprints --------------------------------------------------------------------------------------------

    def fingerprint(self, *patterns, without=()):
        """Hex digest of the codebook files that match the glob patterns, but for the names left out: what a layer depends on."""
        digest = sha256()
        for file in sorted({file for pattern in patterns for file in self.directory.glob(pattern) if file.is_file() and file.name not in without}):
            digest.update(file.relative_to(self.directory).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()[:16]


def split_column(text):
    """'column=field' or 'field' → (column, field)."""
    column, _, field = text.partition("=")
    return column, field or column


def _problem(file, data, error):
    """A pydantic error as a Problem that names the entry by its own name, else by its line or number."""
    location = list(error["loc"])
    entry, value = [], data
    for step in location[:-1]:
        value = value[step] if isinstance(value, list | tuple | dict) and step in (value if isinstance(value, dict) else range(len(value))) else None
        number = f"line {step + FIRST_LINE}" if file.endswith(".csv") and isinstance(step, int) else step
        name = next((value[key] for key in NAMES if isinstance(value, dict) and value.get(key) not in (None, "", "-")), number)
        entry.append(f"{number}, {name}" if file.endswith(".csv") and name != number else str(name))
    key = location[-1] if location and location[-1] is not None else "-"
    if file.endswith(".csv") and key == "-":
        return Problem(file, " / ".join(entry) or "-", "-", "has more cells than the table has columns")
    return Problem(file, " / ".join(entry) or "-", str(key), f"{error['msg']} (found {error['input']!r:.60})")


@cache
def codebook():
    """The codebook that ships with the project; read once in each process."""
    return Codebook()
