"""Places of every period: provinces, prefectures and counties under the names they bore in a year.

Belongs here: what a place was called when, and what it lies in. Not here: reading names in a text (place_names.py), offices (offices.py), the townships' lists
apart from looking one up.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from schemas.codebook import codebook

LEVELS = {2: "province", 4: "prefecture", 6: "county"}
MUNICIPALITIES = ("11", "12", "31", "50")
LISTED = 2023  # the year of divisions.csv, in which its counties have the townships that it lists
# Types of change that carry one place on; in a merger (撤销, 撤区设区) the place that takes in another stays what it was.
CARRIES_ON = ("更名", "同名改码", "撤县设区", "撤县设市", "撤市设区", "撤地设市", "区划调整")


class Place(NamedTuple):
    """A province (2 digits), prefecture (4) or county (6) under one name; first and last year of the name, None where open."""

    code: str
    name: str
    start: int | None
    end: int | None

    @property
    def level(self):
        return "national" if self == NATION else LEVELS[len(self.code)]


NATION = Place("00", "中央国家机关", None, None)  # stands for a province where an office is of the whole country; no text is searched for it


class _Register(NamedTuple):
    places: dict  # (code, name) → Place
    before: dict  # (code, name) → places it goes back to: (place, carries on)
    after: dict  # (code, name) → place it went into


@cache
def _register():
    """All places and the changes between them; derived from divisions.csv and county_changes.csv."""
    names = {(code, name) for code, name in codebook().divisions.items() if len(code) < 9}
    starts, ends, before, after = {}, {}, {}, {}
    for change in codebook().county_changes:
        old = _key(change.old_code, change.old_path)
        new = _key(change.new_code, change.new_path)
        names |= {key for key in (old, new) if key}
        if new and (change.type in CARRIES_ON or change.type == "新设"):
            starts[new] = change.year
        if old:
            ends[old] = change.year - 1
        if old and new:
            before.setdefault(new, []).append((old, change.type in CARRIES_ON))
            after[old] = new
    places = {key: Place(*key, starts.get(key), ends.get(key)) for key in sorted(names)}
    return _Register(places, before, after)


def _key(code, path):
    if not code:
        return None
    is_prefecture = code.endswith("00") and code not in codebook().divisions
    return code[:4] if is_prefecture else code, path.rsplit("/", 1)[-1]


def places():
    """All places, each once for each of its names."""
    return _register().places.values()


@lru_cache(maxsize=50_000)
def at(place, year):
    """The place on the same line that bore its name in the year: 密云区 in 2014 → 密云县, 闸北区 in 2018 → 静安区."""
    register = _register()
    for _ in range(8):
        key = place[:2]
        if place.end is not None and year > place.end and key in register.after:
            place = register.places[register.after[key]]
        elif place.start is not None and year < place.start and key in register.before:
            sources = [(old, carries_on) for old, carries_on in register.before[key] if len(old[0]) == len(place.code)]
            lines = [old for old, carries_on in sources if carries_on] or [old for old, _ in sources]
            if len(lines) != 1:
                return place
            place = register.places[lines[0]]
        else:
            return place
    return place


def as_city(place):
    """A county that is listed below a city of its own name (东莞市 in 东莞市) as that city; other places as they are."""
    return next((city for city in coded(place.code[:4]) if city.name == place.name), place) if len(place.code) == 6 else place


@lru_cache(maxsize=50_000)
def lies_in(place, year):
    """(province, city, district) names of a place in a year; city is None for counties that a province administers itself.

    The four municipalities are province and city in one.
    """
    if place == NATION:
        return place.name, None, None
    divisions = codebook().divisions
    province = divisions[place.code[:2]]
    if place.code[:2] in MUNICIPALITIES:
        city = province
    else:
        prefectures = [at(other, year) for other in coded(place.code[:4])] if len(place.code) > 2 else []
        city = next((other.name for other in prefectures if (other.start or 0) <= year), None)
    district = place.name if len(place.code) == 6 and place.name != city else None
    return province, city, district


def full_place(place, year):
    """Names from the province down, as offices are called: municipalities once, no city twice."""
    province, city, district = lies_in(place, year)
    return province + (city if city and city != province else "") + (district or "")


@cache
def _by_code():
    found = {}
    for place in places():
        found.setdefault(place.code, []).append(place)
    return found


def coded(code):
    """All places that bore a code."""
    return _by_code().get(code, [])


def lies_within(place, outer):
    """Whether a place lies in another, under any code that this one bore."""
    if len(place.code) <= len(outer.code):
        # A city that is prefecture and county in one (东莞市), or a county named behind its own city.
        return False
    if place.code.startswith(outer.code):
        return True
    return len(outer.code) == 4 and any(place.code.startswith(later[:4]) for later in _line_codes(outer))


@lru_cache(maxsize=2_000)
def _line_codes(place):
    """Codes that a prefecture bore before and after: 铜仁地区 5222, 铜仁市 5206."""
    register, codes = _register(), set()
    for old, new in register.after.items():
        if place[:2] in (old, new):
            codes |= {old[0], new[0]}
    return tuple(sorted(codes))


@cache
def _townships():
    """County code → {listed name: 9-digit code}, and listed name → county codes."""
    by_county, by_name = {}, {}
    for code, name in codebook().divisions.items():
        if len(code) == 9:
            by_county.setdefault(code[:6], {})[name] = code
            by_name.setdefault(name, []).append(code[:6])
    return by_county, by_name


def township_code(county, name):
    """9-digit code of a township as listed ('果园街道') in a county of today; None where no list has it."""
    return _townships()[0].get(county.code, {}).get(name)


def townships(county):
    """Names of the townships listed in a county of today."""
    return list(_townships()[0].get(county.code, {}))


@lru_cache(maxsize=50_000)
def counties_with(name):
    """Counties of the year of the list that have a township of that name."""
    return [place for code in _townships()[1].get(name, []) for place in coded(code) if (place.start or 0) <= LISTED <= (place.end or LISTED)]
