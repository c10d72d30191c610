"""Shape of the entries of codebook/narrative, which say how prose is read: units, vocabulary, what counts nothing, what is an indicator.

Belongs here: the models. Not here: words without content (narrative_words.py), references between these files (narrative_references.py), how a sentence is taken apart (pipeline/).
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.entries import Entry, Pattern

UnitKind = Literal["count", "person", "money", "share", "points", "multiple", "area", "length", "weight", "time", "score", "age"]
OneOrMore = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


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
    telling_nothing: list[str]
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


class NarrativeIndicator(Entry):
    """When a count of prose is an official indicator."""

    id: str
    name: str
    says_itself: bool = False
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
