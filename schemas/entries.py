"""Shape of the entries of the codebook files, checked on loading; no values and no logic of the domain.

Belongs here: what all entries share, fields and tables, indicators, forms, files. Not here: rules and what is reviewed (rule_entries.py), places and what
tells a report (office_entries.py), prose (narrative_entries.py).

Models are strict: YAML turns bare `no`, `01` and `2018-01-01` into other types, and a wrong type is an error here, not a surprise later.
"""

import re
from datetime import date
from typing import Annotated, Literal

import polars as pl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Entry(BaseModel):
    """What all entries have in common: no unknown keys, no conversion of types, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _empty_as_none(value):
    return None if value == "" else value


def _compiles(pattern, info):
    """The pattern, if it is a regular expression once its slots are filled; raises ValueError. Looking ahead is beyond polars.

    A codebook that is only used skips this: compiling all patterns takes half a second, and workers are copied from a process that must not run polars.
    """
    if info.context and not info.context["thorough"]:
        return pattern
    filled = re.sub(r"\{[AN]\}", "0", pattern)
    try:
        re.compile(filled)
        pl.select(pl.lit("").str.contains(pl.lit(filled)))
    except (re.error, pl.exceptions.ComputeError) as error:
        raise ValueError(f"is no regular expression that polars and Python both read: {error}") from error
    return pattern


def _is_day(text):
    """MM-DD, if there is such a day; raises ValueError."""
    date.fromisoformat(f"2001-{text}")
    return text


# A regular expression, or a list of its alternatives, one a line where together they would be long.
Pattern = Annotated[str, BeforeValidator(lambda value: "|".join(value) if isinstance(value, list) else value), AfterValidator(_compiles)]
Day = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_is_day)]
Flag = Annotated[bool, BeforeValidator(lambda value: {"0": False, "1": True}.get(value, value))]
Number = Annotated[int, BeforeValidator(lambda value: int(value) if isinstance(value, str) and value.isdecimal() else value)]
OptionalText = Annotated[str | None, BeforeValidator(_empty_as_none)]
Names = Annotated[list[str], BeforeValidator(lambda value: value.split("|") if isinstance(value, str) else value)]


class FieldEntry(Entry):
    """A column of any layer or table."""

    type: Literal["string", "integer", "short", "number", "boolean", "date", "list"]
    zh: str
    en: str
    item: Literal["string", "integer"] = "string"
    values: list[str] | None = None
    min: int | None = None
    max: int | None = None


class TableEntry(Entry):
    """A layer or a warehouse table; columns are `field` or `column=field`."""

    zh: str
    en: str
    key: list[str]
    columns: list[str]
    required: list[str] = []
    references: dict[str, str] = {}
    generated: dict[str, str] = {}


class Indicator(Entry):
    """A line of indicators.csv: what a cell or a sentence may measure, in which forms."""

    key: Number
    indicator: str
    measure: str
    label_zh: str
    label_en: str
    unit: OptionalText
    value_type: Literal["count", "signed_count", "amount", "ratio"]
    parent: OptionalText
    aggregation: Literal["sum_of_children", "of_which", "independent"]
    is_total: Flag
    form: Names
    section: str
    by_applicant: Flag
    note: str


class Column(Entry):
    """A column of a form: a leaf gives a measure or an applicant type or a role, others have columns below them."""

    label: str
    also: list[str] = []
    pattern: str | None = None
    role: Literal["label", "unit", "value", "cumulative", "period", "ignore"] = "value"
    measure: str | None = None
    applicant: str | None = None
    unit: str | None = None
    columns: list["Column"] = []


class Row(Entry):
    """A row of a form: with a measure where it carries values; rows below it give the label path."""

    label: str
    also: list[str] = []
    measure: str | None = None
    cumulative: str | None = None
    variant: str | None = None
    rows: list["Row"] = []


class Block(Entry):
    """Rows under one head of columns; a table of article 20 has several."""

    label: str | None = None
    columns: list[Column]
    rows: list[Row]


class FormTable(Entry):
    """A table of a form: its blocks, and what may stand in its corner."""

    table: str
    label_zh: str
    label_en: str
    corner: list[str] = []
    blocks: list[Block]

    @model_validator(mode="before")
    @classmethod
    def _one_block(cls, data):
        if isinstance(data, dict) and "blocks" not in data:
            data = dict(data)
            data["blocks"] = [{"columns": data.pop("columns", None), "rows": data.pop("rows", None)}]
        return data


class Section(Entry):
    """A section that reports of a form must have, with other titles of it."""

    title: str
    also: list[str] = []


class Form(Entry):
    """A form of reports: the years it was in force, its legal basis, its tables and sections."""

    form: str
    label_zh: str
    label_en: str
    years: tuple[int | None, int | None] = Field(strict=False)
    basis: str
    wording: Literal["official", "local"] = "official"  # local: there is no official label, the printed one counts
    signature: list[str]
    topics: list[str] = []
    sections: list[Section] = []
    tables: list[FormTable]


class YearSpan(Entry):
    """Years under one regulation: the form in force, the month in which its first year begins, and the days (MM-DD of the next year) on which reports are due: of offices, and of
    governments."""

    from_: int = Field(alias="from")
    first_month: Annotated[int, Field(ge=1, le=12)] = 1
    to: int
    era: str
    regulation: str
    due: Day
    due_governments: Day


class Furniture(Entry):
    """How page furniture is told from the article."""

    tags: list[str]
    skipped_tags: list[str]
    names: Pattern
    lines: Pattern


class Reason(Entry):
    """A reason code of file_log."""

    status: Literal["accepted", "duplicate", "superseded", "quarantined"]
    zh: str
    en: str
    todo_zh: str
    todo_en: str


class FormatEntry(Entry):
    """How a format of files is told by content, and what reads it; all conditions that are given must hold."""

    zh: str
    starts: list[str] = []
    within: int = 0
    members: list[str] = []
    mimetype: str | None = None
    streams: list[str] = []
    signs: list[str] = []
    pattern: str | None = None
    tar: bool = False
    text: bool = False
    reader: str | None = None
    ocr: bool = False  # its reader can also read pictures, where that is wanted and installed
    archive: str | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _has_one_way(self):
        if sum(way is not None for way in (self.reader, self.archive, self.reason)) != 1:
            raise ValueError("needs one of reader, archive and reason")
        return self


class Values(Entry):
    """How cells and sentences write numbers."""

    dash: Pattern
    not_applicable: Pattern
    stated_zero: Pattern
    plus: list[str]
    minus: list[str]
    about: list[str]
    at_least: list[str]
    less_than: list[str]
    passed_cells: list[Pattern]
    unnamed_columns: Pattern
    cell_units: list[str]
    look_alikes: dict[str, str]
    words_elsewhere: dict[str, str]


class Series(Entry):
    """One way to a comparable concept: the first alternative whose measures are all present counts."""

    concept: str
    label_zh: str
    label_en: str
    alternative: Number
    formula: str
    comparability: Literal["exact", "broader", "narrower", "not_comparable"]
    note_zh: str
    note_en: str

    @property
    def terms(self):
        """(sign, measure, applicant type or None) of each term of the formula."""
        parts = ("+ " + self.formula.strip()).replace("+", " + ").replace("-", " - ").split()
        for sign, term in zip(parts[::2], parts[1::2], strict=True):
            measure, _, applicant = term.partition("[")
            yield (1 if sign == "+" else -1), measure, applicant.rstrip("]") or None


class Named(Entry):
    """Anything that only has a name in both languages."""

    zh: str
    en: str
