"""Shape of the entries of codebook/narrative, which say how prose is read: units, vocabulary, what counts nothing, what is an indicator.

Belongs here: the models and the references between these files. Not here: how a sentence is taken apart (pipeline/).
"""

import re
from typing import Annotated, Literal, get_args

import polars as pl
from pydantic import AfterValidator, BeforeValidator, Field

from schemas.entries import Entry

UnitKind = Literal["count", "person", "money", "share", "points", "multiple", "area", "length", "weight", "time", "score", "age"]
OneOrMore = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


def _compiles(pattern):
    """The pattern, if it is a regular expression once its slots are filled; raises ValueError. Looking ahead is beyond polars."""
    filled = re.sub(r"\{[AN]\}", "0", pattern)
    try:
        re.compile(filled)
        pl.select(pl.lit("").str.contains(pl.lit(filled)))
    except (re.error, pl.exceptions.ComputeError) as error:
        raise ValueError(f"is no regular expression that polars and Python both read: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Unit(Entry):
    """A unit or classifier with its other spellings."""

    unit: str
    also: list[str] = []
    kind: UnitKind


class Units(Entry):
    """What may stand behind a number and be counted."""

    units: list[Unit]
    other_words: list[str]
    not_qualifying: list[str]


class NameSkip(Entry):
    """Numerals that are part of a name, a date, a number of a document …"""

    id: str
    reason: str
    left: Pattern | None = None
    right: Pattern | None = None
    inside: Annotated[str, Field(min_length=2, max_length=2)] | None = None
    numeral: Pattern | None = None
    unit: bool = True  # false: only where no unit stands behind the numeral
    other_word: bool = False
    example: str


class ContextSkip(Entry):
    """Numbers with a unit that count nothing of the office's work, told by what stands around them."""

    id: str
    reason: str
    left: Pattern | None = None
    right: Pattern | None = None
    clause: Pattern | None = None
    before: Pattern | None = None
    unless: Pattern | None = None
    right_unless: Pattern | None = None
    kinds: list[UnitKind] = []
    units: list[str] = []
    bounded: bool = False
    round: bool = False
    exact: bool = False
    below: bool = False
    behind: bool = False
    carries: bool = False
    example: str


class OneSkip(Entry):
    """Where 一 is no number."""

    left: Pattern
    right: Pattern


class Skips(Entry):
    """Numerals of prose that count nothing."""

    names: list[NameSkip]
    contexts: list[ContextSkip]
    one: OneSkip


class Evidence(Entry):
    """What speaks for and against a number of which the vocabulary does not know what it counts."""

    id: str
    reason: str
    example: str
    kinds: list[UnitKind]
    openness: list[str]
    least: float
    start: float
    weights: dict[Literal["within", "ends", "behind", "opens", "lacks"], dict[str, float]]


class Terms(Entry):
    """Vocabulary: class → words, by group."""

    topics: dict[str, list[str]]
    nouns: dict[str, list[str]]
    plain: dict[str, list[str]]
    channels: dict[str, list[str]]
    actions: dict[str, list[str]]
    outcomes: dict[str, list[str]]
    applicants: dict[str, list[str]]
    qualities: dict[str, list[str]]
    contents: dict[str, list[str]]

    @property
    def classes(self):
        return {name for group in type(self).model_fields for name in getattr(self, group)}

    def words_of(self, name):
        """Words of a class."""
        return next(getattr(self, group)[name] for group in type(self).model_fields if name in getattr(self, group))


class ZeroStatements(Entry):
    """How prose says that there was none of something, and the unit in which that is counted."""

    negations: list[str]
    verbs: list[str]
    others: list[str]
    topics: dict[str, str]
    near: dict[str, str]
    deeds: dict[str, str]


class Beside(Entry):
    """What a number's own words name, told by the number before it."""

    own: Pattern
    before: list[str]
    adds: str
    reads: str
    example: str


class Words(Entry):
    """Words without content, and the ways a change, a period and a zero are said."""

    opening: list[str]
    closing: list[str]
    wanting: list[str]
    light: list[str]
    dependent: list[str]
    posts: list[str]
    change_always: list[str]
    change_compared: list[str]
    change_of_shares: list[str]
    comparison: Pattern
    falling: list[str]
    limits: list[str]
    beside: list[Beside]
    units_said: dict[str, str]
    relative_years: dict[str, int]
    year_of_document: Pattern
    year_of_finding: Pattern
    year_of_object: Pattern
    cumulative: Pattern
    added_since: Pattern
    compared: list[str]
    zero_statements: ZeroStatements
    plan_sentence: Pattern
    list_of_year: Pattern
    year_opens: Pattern
    mending_heading: Pattern
    plan_heading: Pattern
    plan_heading_unless: Pattern
    openness: Pattern
    openly: Pattern
    of_one_number: Pattern
    rest: Pattern
    site_owner: Pattern
    suffixes: dict[UnitKind, str]
    persons: list[str]
    of_the_year: Pattern
    something_published: Pattern
    left_over: Pattern
    carried_within: Pattern
    outcome_behind: str
    its_change: Pattern
    of_ours: Pattern
    fall_short: Pattern
    adding_up: Pattern
    change_named: dict[str, str]
    mending_sentence: Pattern
    mended: Pattern
    recalls: Pattern
    published_of: Pattern
    deeds: list[str]


class NarrativeIndicator(Entry):
    """When a count of prose is an official indicator."""

    id: str
    name: str
    name_from_2019: str | None = None
    measure: str | None = None
    until_2018: str | None = None
    from_2019: str | None = None
    in_2019: str | None = None
    from_2021: str | None = None
    annex: str | None = None
    about: list[str] = []
    with_: list[str] = Field(alias="with", default=[])
    any: list[str] = []
    one_of: str | None = None
    without: list[str] = []
    unless_about: list[str] = []
    units: OneOrMore
    phrase: Pattern | None = None
    statistic: Literal["level", "share"] = "level"
    example: str


class NarrativeIndicators(Entry):
    """Which counts of prose are official indicators; what a class in `never` counts is none of them."""

    never: list[str]
    unit_groups: dict[str, list[str]]
    entries: list[NarrativeIndicator]


def narrative_problems(units, skips, terms, words, indicators, measures):
    """References between the files that lead nowhere, as (file, entry, key, message)."""
    names = [name for entry in units.units for name in (entry.unit, *entry.also)]
    for name in {name for name in names if names.count(name) > 1}:
        yield "units", name, "unit", "stands in two entries"
    for group in ([*skips.names, *skips.contexts], indicators.entries):
        identifiers = [entry.id for entry in group]
        for identifier in {identifier for identifier in identifiers if identifiers.count(identifier) > 1}:
            yield ("skips" if group is not indicators.entries else "indicators"), identifier, "id", "two entries have this id"
    for entry in skips.contexts:
        for unit in set(entry.units) - set(names):
            yield "skips", entry.id, "units", f"there is no unit '{unit}'"
    zero = words.zero_statements
    for topic in {*zero.topics, *zero.near, *zero.deeds} - terms.classes:
        yield "words", "zero_statements", "topics", f"there is no class '{topic}' in terms.yml"
    for entry in words.beside:
        for name in {*entry.before, entry.adds} - terms.classes:
            yield "words", entry.own, "beside", f"there is no class '{name}' in terms.yml"
        if entry.reads not in {other.id for other in indicators.entries}:
            yield "words", entry.own, "reads", f"there is no entry '{entry.reads}' in indicators.yml"
    kinds = {*get_args(UnitKind)}
    for group, members in indicators.unit_groups.items():
        if group in kinds or group in names:
            yield "indicators", group, "unit_groups", "is the name of a unit or kind; a group needs a name of its own"
        for unit in set(members) - kinds - {*names}:
            yield "indicators", group, "unit_groups", f"there is no unit or kind '{unit}' (groups hold no groups)"
    groups = type(terms).model_fields
    for name in {name for group in groups for name in getattr(terms, group) if name in groups}:
        yield "terms", name, "class", "is the name of a group; a class needs a name of its own"
    for name in {name for group in groups for name in getattr(terms, group) if sum(name in getattr(terms, other) for other in groups) > 1}:
        yield "terms", name, "class", "stands in two groups"
    for name in set(indicators.never) - terms.classes - {*type(terms).model_fields}:
        yield "indicators", "never", name, f"there is no class '{name}' in terms.yml"
    known_units = {*names, *indicators.unit_groups, *get_args(UnitKind)}
    for entry in indicators.entries:
        for key in ("about", "with_", "any", "without", "unless_about"):
            for name in set(getattr(entry, key)) - terms.classes - {*type(terms).model_fields}:
                yield "indicators", entry.id, key.rstrip("_"), f"there is no class '{name}' in terms.yml"
        if entry.one_of and entry.one_of not in type(terms).model_fields:
            yield "indicators", entry.id, "one_of", f"there is no group '{entry.one_of}' in terms.yml"
        for unit in set(entry.units) - known_units:
            yield "indicators", entry.id, "units", f"there is no unit, kind or group '{unit}'"
        counted = {key: getattr(entry, key) for key in ("measure", "until_2018", "from_2019", "in_2019", "from_2021", "annex") if getattr(entry, key)}
        if not counted:
            yield "indicators", entry.id, "measure", "the entry names no indicator"
        for key, measure in counted.items():
            if measure not in measures:
                yield "indicators", entry.id, key, f"no indicator measures '{measure}'"
