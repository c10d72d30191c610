"""Shape of the entries of the codebook files, checked on loading; no values and no logic of the domain.

Models are strict: YAML turns bare `no`, `01` and `2018-01-01` into other types, and a wrong type is an error here, not a surprise later.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Severity = Literal["error", "warning", "info"]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _empty_as_none(value):
    return None if value == "" else value


Flag = Annotated[bool, BeforeValidator(lambda value: {"0": False, "1": True}.get(value, value))]
Number = Annotated[int, BeforeValidator(lambda value: int(value) if isinstance(value, str) and value.isdecimal() else value)]
OptionalText = Annotated[str | None, BeforeValidator(_empty_as_none)]
Day = Annotated[date, Field(strict=False)]
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
    table: str
    label_zh: str
    label_en: str
    corner: list[str] = []
    ignore: list[str] = []
    blocks: list[Block]

    @model_validator(mode="before")
    @classmethod
    def _one_block(cls, data):
        if isinstance(data, dict) and "blocks" not in data:
            data = dict(data)
            data["blocks"] = [{"columns": data.pop("columns", None), "rows": data.pop("rows", None)}]
        return data


class Section(Entry):
    title: str
    also: list[str] = []


class Form(Entry):
    form: str
    generation: str
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
    from_: int = Field(alias="from")
    to: int
    era: str
    regulation: str
    due: str = Field(pattern=r"^\d\d-\d\d$")


class Furniture(Entry):
    """How page furniture is told from the article."""

    tags: list[str]
    skipped_tags: list[str]
    names: str
    lines: str


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

    dash: str
    not_applicable: str
    stated_zero: str
    plus: list[str]
    minus: list[str]
    about: list[str]
    at_least: list[str]
    less_than: list[str]
    cell_units: list[str]


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


class FindingCode(Entry):
    """A kind of problem, and what an office is asked to do about it."""

    zh: str
    en: str
    todo_zh: str
    todo_en: str


class Example(Entry):
    """A report, made up, that breaks a rule: cells by column of the wide frame ('12 万元' with a unit, null for a blank), statements, lines of text."""

    report: dict[str, str | int] = {}
    rows: str | None = None  # a table of the form whose cells are all printed
    fill: Literal["zero", "blank", "counting", "dash"] = "zero"
    column: str | None = None  # only cells of this type of applicant
    table: dict[str, str | int | float | None] = {}
    drop: list[str] = []
    unknown: dict[str, int] = {}
    unread: list[int] = []
    previous: dict[str, str | int | float | None] = {}  # table of last year's report
    statements: list[dict[str, str | int | float]] = []
    lines: list[str] | Literal["same"] = []
    others: list["Example"] = []
    copies: int = 1
    correction: dict[str, str | int] = {}  # an entry of corrections.yml for this report


class Rule(Entry):
    """A rule that reports are checked by: a formula, or the name of a check in pipeline/."""

    id: str
    code: str
    severity: Severity
    forms: list[str]
    formula: str | None = None
    check: str | None = None
    rows_of: str | None = None  # table whose rows `row` stands for
    levels: list[str] | None = None
    unless: str | None = None  # pattern: not applied where the prose matches
    zh: str
    en: str
    example: Example | None = None

    @model_validator(mode="after")
    def _formula_or_check(self):
        if (self.formula is None) == (self.check is None):
            raise ValueError("a rule has a formula or a check")
        return self


class Dimension(Entry):
    """Parts that exclude each other: the measures whose parts they are, and how prose names them."""

    name: str
    of: list[str]
    words: str


class Reading(Entry):
    """Another figure that prose may mean by an indicator: where the sentence matches, the formula's value is as good."""

    indicator: str
    where: str
    unless: str | None = None  # not where the figure's own clause matches
    formula: str


class Scope(Entry):
    """Measures (by their beginning), and the sentences that are not of them."""

    of: str
    where: str


class Wording(Entry):
    """What the checks of documents and prose look for: patterns and families of units."""

    template_remarks: str
    placeholders: str
    period: str
    until_month: str
    until_day: str
    section_terms: list[str]
    topics: dict[str, str]
    all_closed: str
    carried_on: str
    carried_in: str
    residual: str
    each: str
    share_of: str
    made_by: str
    filled_in_by: str
    unit_families: list[list[str]]
    own_units: dict[str, list[str]]
    dimensions: list[Dimension]
    opens_list: str
    not_compared: list[Scope]
    carried_subject: list[Scope]
    change_words: str
    town_acts: str
    any_town: str
    not_own: str
    derived: dict[str, str]
    also: list[Reading]


class Correction(Entry):
    """A reviewed correction: what is printed (`expects`), what it should be, why."""

    office: str
    year: int
    indicator: str
    expects: float = Field(strict=False)
    value: float = Field(strict=False)
    reason: str
    date: Day
    by: str


class Dismissal(Entry):
    """A reviewed finding that is none: guarded by what was found (`expects`, the finding's `actual`)."""

    office: str
    year: int
    rule: str
    expects: str
    reason: str
    date: Day
    by: str


class Corrections(Entry):
    corrections: list[Correction]
    dismissals: list[Dismissal]


class Expectation(Entry):
    """What a new warehouse must meet; `sql` lists what breaks it, of table `table`."""

    table: str
    severity: Literal["error", "warning"]
    compares: bool = False
    zh: str
    en: str
    sql: str


class Expectations(Entry):
    most_lost: float = Field(ge=0, le=1)
    expectations: dict[str, Expectation]


class Division(Entry):
    """A place of divisions.csv; the length of its code says whether it is a province, prefecture, county or township."""

    code: str = Field(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9})$")
    name: str = Field(min_length=1)


class CountyChange(Entry):
    """A county or prefecture that ended, began, or went on under another name or code; paths are province/prefecture/county."""

    year: Number
    type: Literal["更名", "同名改码", "撤县设区", "撤县设市", "撤市设区", "撤地设市", "撤区设区", "撤销", "新设", "区划调整"]
    old_code: OptionalText
    old_path: OptionalText
    new_code: OptionalText
    new_path: OptionalText
    note: str


class AreaCode(Entry):
    area_code: str = Field(pattern=r"^0\d{2,3}$")
    code: str


class OfficeKind(Entry):
    """Offices that end in one of the suffixes: their kind and level, the canonical suffix, and the one of divisions.csv."""

    kind: Literal["government", "subdistrict", "town", "township", "bureau", "other"]
    level: Literal["township"] | None = None
    suffixes: list[str]
    name: str | None = None
    listed: str | None = None


class OfficeRename(Entry):
    old: str
    new: str
    year: int | None = None


class Offices(Entry):
    """How offices are named, and the hints that settle between places of one name."""

    kinds: list[OfficeKind]
    zone: str
    agencies: list[str]
    abbreviations: dict[str, str]
    bureaus: list[str]
    renames: list[OfficeRename]
    peoples: list[str]
    everyday: list[str]
    licence_signs: dict[str, str]
    postcodes: dict[str, str]


class KindMark(Entry):
    """A pattern that speaks for (weight above 0) or against an annual report where it is found."""

    mark: str
    where: Literal["title", "page", "frame", "path", "text", "opening"]
    pattern: str
    weight: int
    zh: str


class ReportWeights(Entry):
    """From which sum on a document is a report, what title and table weigh, and lengths of text."""

    report: int
    title: int
    table_title: int
    values: int
    at_least_values: int
    titles: int
    prose: int
    pictured: int
    narrative: int


class OfficeWeights(Entry):
    """What each kind of evidence weighs in favour of a place."""

    title: int
    name: int
    beside: int
    site: int
    path: int
    text: int
    zone: int
    region: int
    listed: int
    listed_elsewhere: int
    hint: int


class Identify(Entry):
    """What tells an annual report, its office, its year and its date."""

    genre: str
    table_genre: str
    cut: list[str]
    corrected: str
    statements: list[str]
    filler: str
    source: str
    signature: str
    site: str
    period: str
    period_words: str
    table_year: str
    body_year: str
    info_date: str
    metadata_date: str
    signature_date: str
    former: list[str]
    months_to_publish: int
    report_from: int
    marks: list[KindMark]
    structure: ReportWeights
    office_weights: OfficeWeights
