"""Names of places in texts: whose a name is, in full or short, and which places a text begins or ends with.

Belongs here: from a name to places (places.py), over all periods. Not here: what a place was called when, which of several is meant (resolver.py).
"""

import re
from functools import cache, lru_cache

from pipeline.identity.places import coded, lies_within, places
from schemas.codebook import codebook

_suffix = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|地区|矿区|林区|特区|新区|[省市县区旗盟])$")


@cache
def _by_name():
    found = {}
    for place in places():
        found.setdefault(place.name, []).append(place)
    for place in places():
        if "自治" in place.name and len(place.code) > 2:  # 罗城仫佬族自治县 is also called 罗城县
            found.setdefault(short_name(place.name) + place.name[-1], []).append(place)
    return found


@cache
def _by_short_name():
    found = {}
    for place in places():
        short = short_name(place.name)
        if len(short) > 1 and short != place.name:
            found.setdefault(short, []).append(place)
    return found


@lru_cache(maxsize=50_000)
def short_name(name):
    """'密云区' → '密云', '湘西土家族苗族自治州' → '湘西', '新疆维吾尔自治区' → '新疆'."""
    short = _suffix.sub("", name)
    if "自治" in name:
        peoples = "|".join(sorted(codebook().offices.peoples, key=len, reverse=True))
        short = re.sub(f"(?<=..)(?:{peoples})+$", "", short)
    return short


def named(name, short=False):
    """All places of a full name; with `short` also those whose short form it is."""
    found = _by_name().get(name, [])
    return found + _by_short_name().get(name, []) if short else found


@cache
def names_in_text():
    """Names of places that running text is searched for, longest first; everyday words and two-character names only behind their city."""
    everyday = set(codebook().offices.everyday)
    plain, behind = set(), set()
    for name, bearers in _by_name().items():
        if len(name) > 2 and name not in everyday:
            plain.add(name)
        for place in bearers:
            if name not in plain and len(place.code) == 6:
                behind |= {city.name + name for city in coded(place.code[:4]) or coded(place.code[:2])}
    return sorted(plain | behind, key=lambda name: (-len(name), name))


def leading(text, short=False):
    """Places that a text begins with → (candidates, rest): '广元市利州区柳桥街道' → ([利州区 of 广元], '柳桥街道').

    Each name must lie in the one before it. With `short` the first name may lack its suffix. ([], text) where there is none.
    """
    candidates, rest = [], text
    while not candidates or any(len(place.code) < 6 for place in candidates):  # 巢湖市 was a prefecture and is a county
        found = _at_start(rest, candidates, short and not candidates)
        if not found:
            break
        candidates, rest = found
    return candidates, rest


def _at_start(text, within, short):
    for name in _by_edge(0, short).get(text[:2], ()):
        if text.startswith(name):
            found = named(name, short)
            if within:
                found = [place for place in found if any(lies_within(place, outer) for outer in within)]
            if found:
                return found, text[len(name) :]
    return None


def trailing(text):
    """Places that a text ends with, as candidates: '送至广元市利州区' → [利州区 of 广元]; [] where there is none."""
    chain = []
    while name := next((name for name in _by_edge(-2, False).get(text[-2:], ()) if text.endswith(name)), None):
        chain.insert(0, named(name))
        text = text[: -len(name)]
    candidates = []
    for named_so in chain:
        inner = [place for place in named_so if any(lies_within(place, outer) for outer in candidates)]
        candidates = inner if candidates and inner else named_so
    return candidates


@cache
def _by_edge(edge, short):
    """First (0) or last (-2) two characters → names that begin or end so, longest first."""
    names = {*_by_name(), *(_by_short_name() if short else ())}
    found = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        found.setdefault(name[edge:][:2], []).append(name)
    return found
