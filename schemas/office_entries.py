"""Shape of the entries about whose report it is: places and their changes, kinds of offices, what tells an annual report, its office, year and date.

Belongs here: models. Not here: whether references hold (consistency.py), how offices are found (pipeline/identity/).
"""

from typing import Literal

from pydantic import Field

from schemas.entries import Entry, Number, OptionalText, Pattern


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
    """A telephone area code and the place (code) that uses it."""

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
    """A bureau that a reform renamed."""

    old: str
    new: str
    year: int | None = None


class Offices(Entry):
    """How offices are named, and the hints that settle between places of one name."""

    kinds: list[OfficeKind]
    governments: dict[str, str]
    zone: Pattern
    new_areas: dict[str, str]
    keeps_place: Pattern
    enterprises: Pattern
    agencies: list[str]  # patterns of Python: they look at what follows
    nationwide: list[str]
    abbreviations: dict[str, str]
    bureaus: list[str]
    national: list[str]
    renames: list[OfficeRename]
    peoples: list[str]
    everyday: list[str]
    licence_signs: dict[str, str]
    postcodes: dict[str, str]


class KindMark(Entry):
    """A pattern that speaks for (weight above 0) or against an annual report where it is found."""

    mark: str
    where: Literal["title", "page", "frame", "caption", "path", "text", "opening"]
    pattern: Pattern
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
    times: float


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


class EvidenceWords(Entry):
    """What the parts of an office's evidence are called, and which of them are weak."""

    title: str
    named: str
    listed: str
    hints: str
    beside: str
    zones: dict[Literal["text", "site", "path"], str]
    speakers: dict[str, str]
    weak: list[str]


class Hint(Entry):
    """A weak hint at a place: its pattern, whose group 1 is looked up, and how much it counts."""

    pattern: Pattern
    strength: int


class Telling(Entry):
    """Words of which a line must hold one before patterns run over it."""

    genre: list[str]
    table_genre: list[str]
    statements: list[str]
    filler: list[str]
    period: list[str]
    info_date: list[str]
    history: list[str]


class Identify(Entry):
    """What tells an annual report, its office, its year and its date."""

    telling: Telling
    genre: Pattern
    table_genre: Pattern
    presented: list[Pattern]
    cited: Pattern
    site_way: Pattern
    paper_number: Pattern
    rest_of_office: Pattern
    cut: list[Pattern]
    corrected: Pattern
    statements: list[Pattern]
    no_name: Pattern
    own_papers: Pattern
    calls_itself: Pattern
    own_site: Pattern
    of_whole_place: Pattern
    writes_for: Pattern
    for_itself: Pattern
    filler: Pattern
    source: Pattern
    signature: Pattern
    site: Pattern
    period: Pattern
    period_words: Pattern
    title_years: list[Pattern]
    file_years: list[Pattern]
    folder_year: Pattern
    table_year: Pattern
    body_year: Pattern
    info_date: Pattern
    metadata_date: Pattern
    signature_date: Pattern
    former: list[Pattern]
    months_to_publish: int
    marks: list[KindMark]
    structure: ReportWeights
    evidence: EvidenceWords
    hints: dict[Literal["area_code", "postcode", "licence_sign", "site_code"], Hint]
    office_weights: OfficeWeights
