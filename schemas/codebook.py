"""Loads the codebook: every file, every entry checked against its model.

Belongs here: one property for each file of `schemas/codebook/`. Not here: how a file is read and checked (codebook_files.py), whether references between
entries hold (consistency.py), anything that touches a report.
"""

from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from schemas.codebook_files import Folder
from schemas.entries import FieldEntry, Form, FormatEntry, Furniture, Indicator, Named, Reason, Series, TableEntry, Values, YearSpan
from schemas.narrative_entries import Evidence, NarrativeIndicators, Skips, Terms, Units
from schemas.narrative_words import Words
from schemas.office_entries import AreaCode, CountyChange, Division, Identify, Offices
from schemas.rule_entries import Corrections, Expectations, FindingCode, Rule, Wording

DIRECTORY = Path(__file__).parent / "codebook"


class Codebook:
    """The files of one codebook directory, each read on first use and checked against its model; `thorough`: patterns are compiled, too."""

    def __init__(self, directory=DIRECTORY, thorough=False):
        self.directory = Path(directory)
        self._folder = Folder(self.directory, thorough)

    # --- files ---------------------------------------------------------------------------------------------------

    @cached_property
    def fields(self):
        """Field name → FieldEntry."""
        return self._folder.yaml("fields.yml", dict[str, FieldEntry])

    @cached_property
    def tables(self):
        """'layers' and 'warehouse' → table name → TableEntry."""
        return self._folder.yaml("tables.yml", dict[str, dict[str, TableEntry]])

    @cached_property
    def indicators(self):
        """Indicator id → Indicator, in the order of their keys."""
        entries = self._folder.table("indicators.csv", Indicator, ["indicator"])
        return {entry.indicator: entry for entry in sorted(entries, key=lambda entry: entry.key)}

    @cached_property
    def applicants(self):
        """Type of applicant → its names, in the order that numbers the indicator keys."""
        return self._folder.yaml("applicants.yml", dict[str, Named])

    @cached_property
    def forms(self):
        """Form id → Form, oldest first."""
        files = sorted(self.directory.glob("forms/*.yml"))
        forms = [self._folder.yaml(f"forms/{file.name}", Form) for file in files]
        return {form.form: form for form in sorted(forms, key=lambda form: form.years[0] or 0)}

    @cached_property
    def series(self):
        """Concepts that link indicators across forms, a list of Series."""
        return self._folder.table("series.csv", Series, ["concept", "alternative"])

    @cached_property
    def years(self):
        return self._folder.yaml("years.yml", list[YearSpan])

    @cached_property
    def expectations(self):
        """What a new warehouse must meet before it is published."""
        return self._folder.yaml("expectations.yml", Expectations)

    @cached_property
    def furniture(self):
        return self._folder.yaml("furniture.yml", Furniture)

    @cached_property
    def values(self):
        return self._folder.yaml("values.yml", Values)

    @cached_property
    def units(self):
        """Units and classifiers of prose."""
        return self._folder.yaml("narrative/units.yml", Units)

    @cached_property
    def skips(self):
        """Which numerals of prose count nothing, and why."""
        return self._folder.yaml("narrative/skips.yml", Skips)

    @cached_property
    def evidence(self):
        """What speaks for and against numbers of prose that the vocabulary does not know."""
        return self._folder.yaml("narrative/evidence.yml", Evidence)

    @cached_property
    def terms(self):
        """Vocabulary of what is counted in prose."""
        return self._folder.yaml("narrative/terms.yml", Terms)

    @cached_property
    def words(self):
        """Words of prose without content, and the ways changes, periods and zeros are said."""
        return self._folder.yaml("narrative/words.yml", Words)

    @cached_property
    def narrative_indicators(self):
        """Which counts of prose are official indicators."""
        return self._folder.yaml("narrative/indicators.yml", NarrativeIndicators)

    @cached_property
    def reasons(self):
        """Reason code → Reason."""
        return self._folder.yaml("reasons.yml", dict[str, Reason])

    @cached_property
    def rule_list(self):
        """Rules as they stand in the file."""
        return self._folder.yaml("rules.yml", list[Rule])

    @cached_property
    def rules(self):
        """Rule id → Rule, in the order of the file."""
        return {rule.id: rule for rule in self.rule_list}

    @cached_property
    def finding_codes(self):
        """Finding code → FindingCode."""
        return self._folder.yaml("finding_codes.yml", dict[str, FindingCode])

    @cached_property
    def wording(self):
        return self._folder.yaml("wording.yml", Wording)

    @cached_property
    def corrections(self):
        return self._folder.yaml("corrections.yml", Corrections)

    @cached_property
    def divisions(self):
        """Code → name of every province (2 digits), prefecture (4), county (6) and township (9)."""
        return {entry.code: entry.name for entry in self._folder.table("offices/divisions.csv", Division, ["code"])}

    @cached_property
    def county_changes(self):
        """Renames, mergers and new codes of counties and prefectures since 2007, in order of years."""
        return self._folder.table("offices/county_changes.csv", CountyChange)

    @cached_property
    def area_codes(self):
        """Telephone area codes and the places (code) that use them."""
        return self._folder.table("offices/area_codes.csv", AreaCode)

    @cached_property
    def offices(self):
        return self._folder.yaml("offices/offices.yml", Offices)

    @cached_property
    def identify(self):
        return self._folder.yaml("identify.yml", Identify)

    @cached_property
    def formats(self):
        """Format of files → FormatEntry, in the order in which they are tried."""
        return self._folder.yaml("formats.yml", dict[str, FormatEntry])

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


@cache
def codebook():
    """The codebook that ships with the project; read once in each process."""
    return Codebook()
