"""Places that may be the office's, with the points that a document's clues gave them: which are allowed, which comes first.

Belongs here: comparing candidates. Not here: what speaks for a place, and how much (resolver.py).
"""

import re
from functools import lru_cache

from pipeline.identity.offices import TODAY
from pipeline.identity.places import at, coded
from schemas.codebook import codebook


def add_regions(points, weight):
    """Adds to `points` (place → points): a county also gains by what is said of its city and province."""
    regions = {}
    for place, score in points.items():
        if len(place.code) < 6:
            for code in _lineage_codes(place.code):
                regions[code] = max(score, regions.get(code, 0))
    for place in points if regions else ():
        for size, most in ((2, weight), (4, 2 * weight)):
            if len(place.code) > size:
                points[place] += min(regions.get(place.code[:size], 0), most)


@lru_cache(maxsize=5_000)
def _lineage_codes(code):
    return tuple({code, *(at(place, year).code[: len(code)] for place in coded(code) for year in (2008, TODAY))})


def allowed(points, office, within):
    """Candidates that fit the kind of office and what its own name says of the place."""
    candidates = list(points)
    if within:
        candidates = [place for place in candidates if any(place.code.startswith(outer.code) or place == outer for outer in within)]
        if not office.is_township:
            candidates = [place for place in candidates if place in within] or candidates
    if office.is_township:
        return [place for place in candidates if len(place.code) == 6]
    if office.of:
        return [place for place in candidates if place.name.endswith(office.of)]
    return candidates


def ranked(candidates, points, text, weight):
    """Candidates with their points, best first, and whether weak hints had to decide: they count only among those that all else leaves equal."""
    best = max(points[place] for place in candidates)
    leaders = [place for place in candidates if points[place] == best]
    bonus = dict.fromkeys(candidates, 0)
    if len(leaders) > 1:
        for code, strength in hints(text):
            for place in leaders:
                bonus[place] += strength * weight if place.code.startswith(code) else 0
    in_order = sorted(
        ((place, points[place] + (bonus[place] if place in leaders else 0)) for place in candidates),
        key=lambda item: (-item[1], -len(item[0].code), item[0].code),
    )
    # A place and the region it lies in do not compete.
    in_order = [in_order[0], *(item for item in in_order[1:] if not in_order[0][0].code.startswith(item[0].code))]
    return in_order, any(bonus.values())


def hints(text):
    """(code of a place, strength) from telephone area codes, postcodes, licence signs and site numbers in a text."""
    offices = codebook().offices
    places = {
        "area_code": lambda area: [entry.code for entry in codebook().area_codes if entry.area_code == area],
        "postcode": lambda postcode: [offices.postcodes.get(postcode[:2])],
        "licence_sign": lambda sign: [offices.licence_signs.get(sign)],
        "site_code": lambda code: [code],
    }
    for hint, entry in codebook().identify.hints.items():
        for found in set(re.findall(entry.pattern, text)):
            yield from ((code, entry.strength) for code in places[hint](found) if code)
