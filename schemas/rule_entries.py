"""Shape of the entries about what is wrong in reports: rules and their examples, wording that checks look for, corrections, expectations of a warehouse.

Belongs here: models. Not here: whether references hold (consistency.py), how rules are applied (pipeline/rules/).
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.entries import Entry, Pattern

Severity = Literal["error", "warning", "info"]
Day = Annotated[date, Field(strict=False)]


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
    again: dict[str, int] = {}
    previous: dict[str, str | int | float | None] = {}  # table of last year's report
    statements: list[dict[str, str | int | float]] = []
    lines: list[str] | Literal["same"] = []
    others: list["Example"] = []
    copies: int = 1
    correction: dict[str, str | int] = {}  # an entry of corrections.yml for this report
    error: str | None = None  # of the program, while a rule was applied to it


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
    needs: list[str] = []  # measures of the formula without which it is undecided, whatever known() makes of the others
    unless: Pattern | None = None  # not applied where the prose matches
    zh: str
    en: str
    example: Example | None = None

    def label(self, language):
        """The wording in zh or en, with … in place of what a report fills in."""
        return re.sub(r"\{\w+\}", "…", getattr(self, language))

    @model_validator(mode="after")
    def _formula_or_check(self):
        if (self.formula is None) == (self.check is None):
            raise ValueError("a rule has a formula or a check")
        return self


class Dimension(Entry):
    """Parts that exclude each other: the measures whose parts they are, and how prose names them."""

    name: str
    of: list[str]
    words: Pattern


class Reading(Entry):
    """Another figure that prose may mean by an indicator: where the sentence matches, the formula's value is as good."""

    indicator: str
    where: Pattern
    unless: Pattern | None = None  # not where the figure's own clause matches
    formula: str


class Scope(Entry):
    """Measures (by their beginning), and the sentences that are not of them."""

    of: str
    where: Pattern


class Wording(Entry):
    """What the checks of documents and prose look for: patterns and families of units."""

    telling: Pattern
    template_remarks: Pattern
    damaged: Pattern
    placeholders: Pattern
    period: Pattern
    until_month: Pattern
    until_day: Pattern
    announced_parts: Pattern
    unnumbered_part: Pattern
    section_terms: list[Pattern]
    topics: dict[str, Pattern]
    all_closed: Pattern
    carried_on: Pattern
    carried_in: Pattern
    residual: Pattern
    each: Pattern
    share_of: Pattern
    share_of_named: Pattern
    town_ends: Pattern
    place_ends: Pattern
    telling_maker: Pattern
    telling_town: Pattern
    made_by: Pattern
    filled_in_by: Pattern
    unit_families: list[list[str]]
    own_units: dict[str, list[str]]
    dimensions: list[Dimension]
    opens_list: Pattern
    not_compared: list[Scope]
    carried_subject: list[Scope]
    counts_carried_in: Pattern
    counts_carried_out: Pattern
    compares: Pattern
    change_words: Pattern
    town_acts: Pattern
    town_ways: Pattern
    any_town: Pattern
    not_own: Pattern
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
    """What people decided about values and findings."""

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
    """Expectations by name, and the share of rows that a new warehouse may have less."""

    most_lost: float = Field(ge=0, le=1)
    expectations: dict[str, Expectation]
