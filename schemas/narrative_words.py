"""Shape of codebook/narrative/words.yml: words of prose without content of their own, and the ways a change, a period and a zero are said.

Belongs here: the models. Not here: units, vocabulary, skips, indicators (narrative_entries.py).
"""

from schemas.entries import Entry, Pattern
from schemas.narrative_entries import UnitKind


class ZeroStatements(Entry):
    """How prose says that there was none of something, and the unit in which that is counted."""

    negations: list[str]
    verbs: list[str]
    others: list[str]
    topics: dict[str, str]
    none: list[str]
    goes_on_as: list[str]
    also: str
    near: dict[str, str]
    deeds: dict[str, str]
    near_done: list[str]
    near_object: Pattern


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
    noise: list[Pattern]
    noise_signs: list[str]
    carried_over: Pattern
    opening_said: list[Pattern]
    closing_said: Pattern
    leads_on: Pattern
    deed_at_the_end: Pattern
    narrowed: list[Pattern]
    sums_up: Pattern
    to_whom: Pattern
    within: Pattern
    wanting: list[str]
    light: list[str]
    dependent: list[str]
    posts: list[str]
    change_always: list[str]
    change_done: Pattern
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
    since_opened: Pattern
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
    tidied: dict[Pattern, str]
    tidied_own: dict[Pattern, str]
    suffixes: dict[UnitKind, str]
    persons: list[str]
    parts_begin: Pattern
    of_the_year: Pattern
    something_published: Pattern
    served: Pattern
    left_over: Pattern
    carried_within: Pattern
    outcome_behind: str
    role: Pattern
    deliberates: Pattern
    its_change: Pattern
    of_ours: Pattern
    fall_short: Pattern
    adding_up: Pattern
    change_named: dict[str, str]
    mending_opens: Pattern
    account_named: Pattern
    topic_alone: list[str]
    list_channels: list[str]
    list_deeds: list[str]
    unchanged: Pattern
    told_by_rates: list[str]
    rate_alone: Pattern
    rate_behind: Pattern
    is_rate: Pattern
    about_share: Pattern
    share_of: Pattern
    share_of_it: Pattern
    no_word: Pattern
    whom: Pattern
    in_charge: Pattern
    list_ends: Pattern
    says_consultation: Pattern
    of_training: Pattern
    names_people: Pattern
    depends: Pattern
    year_left: Pattern
    year_compared: Pattern
    mending_sentence: Pattern
    mended: Pattern
    recalls: Pattern
    own_platform: Pattern
    several_channels: Pattern
    published_kind: Pattern
    published_of: Pattern
    deeds: list[str]
