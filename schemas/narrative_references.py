"""Whether what an entry of codebook/narrative names is there: units, classes of words, other entries, indicators.

Belongs here: references between these files. Not here: the shape of an entry (narrative_entries.py), what its example reads as (pipeline/prose/prose_examples.py).
"""

from typing import get_args

from schemas.narrative_entries import UnitKind


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
