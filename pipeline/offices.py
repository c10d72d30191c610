"""Offices: reading their names, and deciding from everything a document says which office it is.

Belongs here: what an office is called, where it lies, its id. Not here: which strings of a document speak of an office (evidence.py),
what places there are (places.py).
"""

import re
from collections import Counter
from functools import cache, lru_cache
from hashlib import sha256
from typing import NamedTuple

from pipeline.places import at, coded, counties_with, full_place, leading, lies_in, named, township_code, trailing
from schemas.codebook import codebook

TODAY = 9999  # a year after every change
LONGEST_NAME = 30
_clean = re.compile(r"[\s\"'“”‘’《》〈〉<>·•:：,，.。;；、|_\-—–>»]+")
_level_word = re.compile(r"^(?:[省市州盟县区旗])(?!场|政|容|民|划|域|直|情|级)(?=..)")


class Office(NamedTuple):
    """A name read: canonical, with its kind; `listed` is the spelling of divisions.csv, `of` a level word as in 区教育局."""

    name: str
    kind: str
    is_township: bool
    listed: str | None = None
    of: str = ""


class Reading(NamedTuple):
    """A text read as places (candidates) and an office; `is_short` where a place lacks its suffix, `text` without the places."""

    places: tuple
    office: Office | None
    is_short: bool
    text: str


class Clues(NamedTuple):
    """What a document says about its office: the office part of its title; other names as (source, text); places named, by zone
    (zone → names); running text."""

    title: str
    names: tuple = ()
    zones: tuple = ()
    text: str = ""


class Resolution(NamedTuple):
    """The office of a report, or why there is none (`place` is None)."""

    place: object
    office: Office | None
    evidence: str
    runner_up: str | None = None


# --- names -----------------------------------------------------------------------------------------------------------


@cache
def _suffixes():
    return {suffix: entry for entry in codebook().offices.kinds for suffix in entry.suffixes}, max(len(suffix) for entry in codebook().offices.kinds for suffix in entry.suffixes)


@lru_cache(maxsize=100_000)
def office_name(text):
    """An office from its name without places; None where it is no name of an office.

    '果园街道' → 果园街道办事处, '枫溪镇政府' → 枫溪镇人民政府, '区教育局' → 教育局 of a 区, '凤凰岭经济开发区管委会' → …管理委员会.
    """
    suffixes, longest = _suffixes()
    for agency in codebook().offices.agencies:
        text = text.removeprefix(agency)
    if not 1 < len(text) <= LONGEST_NAME:
        return None
    for length in range(min(longest, len(text)), 0, -1):
        entry = suffixes.get(text[-length:])
        if entry is None:
            continue
        stem = text[:-length]
        if entry.level == "township":
            stem = re.sub(r"^.{0,3}人民政府(?=.)", "", stem)
            if not stem or (stem in ("街道", "镇", "乡", "我", "本", "各", "全", "该", "乡镇", "区", "县") and length < 9):
                return None
            return Office(stem + entry.name, entry.kind, True, stem + entry.listed)
        level = _level_word.match(text)
        of, name = (level[0], text[1:]) if level else ("", text)
        if len(name) < length:
            of, name = "", text
        if entry.name:
            name = name[:-length] + entry.name
        if entry.kind == "government" and name != entry.name:
            return None
        return Office(name, entry.kind, False, None, of)
    return None


@lru_cache(maxsize=100_000)
def readings(text):
    """All readings of a name with its places, fullest first: '密云区果园街道', '丰台西罗园街道', '水务局', '永嘉县' (its government)."""
    text = _clean.sub("", text)
    for agency in codebook().offices.agencies:
        text = text.removeprefix(agency)
    found = []
    for short in (False, True):
        places, rest = leading(text, short)
        if short and (not places or rest == text or any(len(reading.text) == len(rest) for reading in found)):
            continue
        rest = re.sub(r"^人民政府(?=.*(?:街道|办事处|镇|乡|苏木|地区))", "", rest)
        office = _government(places) if places and rest in ("", "人民政府", "政府", "区", "县", "市") and not (short and rest) else office_name(rest)
        if office or places:
            found.append(Reading(tuple(places), office, short, rest))
    return tuple(found)


def _government(places):
    is_zone = re.search(codebook().offices.zone + "$", places[0].name) and len(places[0].name) > 5
    return Office("管理委员会" if is_zone else "人民政府", "other" if is_zone else "government", False)


def is_short_for(short, full):
    """Whether a name may be the short form of another: its signs stand in the other in order, beginning with the same one."""
    if not short or len(short) >= len(full) or short[0] != full[0]:
        return False
    signs = iter(full)
    return all(sign in signs for sign in short)


# --- deciding --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def resolve_title(title, year):
    """The office where the title alone leaves no doubt: a full name in a place of which there is only one. None otherwise."""
    for reading in readings(title):
        if reading.is_short or not reading.places or reading.office is None or reading.office.name in codebook().offices.abbreviations:
            continue
        if reading.text in ("", "区", "县", "市") or reading.office.listed == reading.office.name or reading.office.of:
            continue
        places = _of_level(_in_their_time(reading.places, year), reading.office)
        if len({full_place(place, year) for place in places}) == 1 and places[0].start != year:
            return Resolution(places[0], reading.office, f"标题：{title}")
    return None


def resolve(clues, year):
    """The office that the clues speak for, by weight of evidence; places are those of the report's year."""
    weights = codebook().identify.office_weights
    names = [(source, reading) for source, text in clues.names for reading in readings(text)[:1]]
    office, title_places, source = _office(clues, names, year)
    if office is None:
        return Resolution(None, None, "没有写明机关名称")
    office = _in_full(office, names, clues)
    points, reasons = Counter(), {}

    def speak(places, weight, reason):
        for place in dict.fromkeys(at(place, year) for place in places):
            points[place] += weight
            reasons.setdefault(place, {}).setdefault(reason, None)

    speak(_in_their_time(title_places, year), weights["title"], f"{source}：{clues.title if source == '标题' else office.name}")
    for label, reading in names:
        speak(reading.places, weights["name"], f"{label}：{''.join(dict.fromkeys(place.name for place in reading.places))}{reading.text}")
    for places, quote in _before_office(clues.text, office):
        speak(_in_their_time(places, year), weights["beside"], f"正文：{quote}")
    for zone, mentioned in clues.zones:
        for name, count in Counter(mentioned).items():
            speak(_named(name), weights[zone] * min(count, 3), f"{ZONES[zone]}：{name}")
    if office.is_township:
        listed = counties_with(office.listed)
        for place in listed:
            speak([place], weights["listed"] if at(place, year) in points else weights["listed_elsewhere"], "名录")
    _add_regions(points, weights["region"])
    candidates = _allowed(points, office, title_places, year)
    if not candidates:
        return Resolution(None, office, f"{office.name}：没有写明所在区县")
    best = _ranked(candidates, points, clues.text, weights["hint"])
    if len(best) > 1 and best[0][1] == best[1][1]:
        return Resolution(None, office, f"{office.name}：{full_place(best[0][0], year)}或{full_place(best[1][0], year)}无法判定")
    place = _as_stated(best[0][0], clues, title_places, year)
    evidence = "；".join(list(reasons.get(best[0][0], {"名录": None}))[:4])
    return Resolution(place, office, evidence, full_place(best[1][0], year) + office.name if len(best) > 1 else None)


ZONES = {"site": "网站", "path": "路径", "text": "正文"}


def _office(clues, names, year):
    """(office, places named with it, where it was read): the title first, then what else names an office, in order."""
    title = readings(clues.title)
    for reading in title:
        if not reading.is_short and reading.office and (reading.places or not any(_short_form_holds(other, clues, year) for other in title)):
            return reading.office, reading.places, "标题"
    for reading in title:
        if reading.is_short and reading.office and _short_form_holds(reading, clues, year):
            return reading.office, reading.places, "标题"
    only_place = next((reading.places for reading in title if reading.places and not reading.office), ())
    for source, reading in names:
        if reading.office:
            return reading.office, reading.places or only_place, source
    return None, only_place, ""


def _short_form_holds(reading, clues, year):
    """Whether a place without its suffix is one: its office is listed there, or the document names the place in full elsewhere."""
    if not reading.is_short or reading.office is None or not reading.places or re.search(codebook().offices.zone, reading.office.name):
        return False
    if reading.office.listed and any(township_code(at(place, TODAY), reading.office.listed) for place in reading.places):
        return True
    mentioned = {name for _, names in clues.zones for name in names}
    return any(at(place, year).name in mentioned or place.name in mentioned for place in reading.places)


def _in_full(office, names, clues):
    """A bureau or zone in its full name: as the document writes it elsewhere, else by the list of abbreviations."""
    if office.is_township:
        if office.listed == office.name:  # X办事处: usually a subdistrict
            full = office_name(office.name.removesuffix("办事处") + "街道")
            return full if full and (counties_with(full.listed) or full.listed in clues.text) else office
        return office
    for _, reading in names:
        for name in (reading.office.name if reading.office else "", "".join(dict.fromkeys(place.name for place in reading.places[:1])) + reading.text):
            if office.kind in ("bureau", "other") and reading.office and reading.office.kind == office.kind and is_short_for(office.name, name):
                return office._replace(name=reading.office.name if is_short_for(office.name, reading.office.name) else name)
    return office._replace(name=codebook().offices.abbreviations.get(office.name, office.name))


def _before_office(text, office):
    """Places written right before the office's name in running text, with the words: '闸北区彭江路街道办事处'."""
    stem = office.listed or office.name
    found, start = [], 0
    while len(found) < 6 and (index := text.find(stem, start)) >= 0:
        before = re.sub(r"(?:人民政府|政府)$", "", text[max(0, index - 24) : index])
        places = trailing(before)
        if places:
            found.append((places, places[0].name + stem))
        start = index + len(stem)
    return found


def _named(name):
    """Places of a name that was found in a text; names found behind their city are read as both."""
    return named(name) or leading(name)[0]


def _in_their_time(places, year):
    """Those of several places that bore the name in that year, if any; under the name of the year."""
    valid = [place for place in places if (place.start or 0) <= year <= (place.end or TODAY)]
    return list(dict.fromkeys(at(place, year) for place in valid or places))


def _of_level(places, office):
    """Counties for offices of townships; the highest level for others (东莞市 is prefecture and county)."""
    if office.is_township:
        return [place for place in places if len(place.code) == 6]
    shortest = min((len(place.code) for place in places), default=0)
    return [place for place in places if len(place.code) == shortest]


def _add_regions(points, weight):
    """A county also gains by what is said of its city and province."""
    regions = {place.code: score for place, score in points.items() if len(place.code) < 6}
    for place in points:
        for size in (2, 4):
            if len(place.code) > size:
                gain = max((regions.get(code, 0) for code in _lineage_codes(place.code[:size])), default=0)
                points[place] += min(gain, weight) if size == 2 else min(gain, 2 * weight)


@lru_cache(maxsize=5_000)
def _lineage_codes(code):
    return tuple({code, *(at(place, year).code[: len(code)] for place in coded(code) for year in (2008, TODAY))})


def _allowed(points, office, title_places, year):
    """Candidates that fit the kind of office and what its own name says of the place."""
    candidates = [place for place in points if points[place] > 0]
    within = _in_their_time(title_places, year)
    if within:
        candidates = [place for place in candidates if any(place.code.startswith(outer.code) or place == outer for outer in within)]
        if not office.is_township:
            candidates = [place for place in candidates if place in within] or candidates
    if office.is_township:
        return [place for place in candidates if len(place.code) == 6]
    if office.of:
        fitting = [place for place in candidates if place.name.endswith(office.of)]
        return fitting or candidates
    return candidates


def _ranked(candidates, points, text, weight):
    """Candidates with their points, best first; weak hints count only among those that all else leaves equal."""
    best = max(points[place] for place in candidates)
    leaders = [place for place in candidates if points[place] == best]
    bonus = dict.fromkeys(candidates, 0)
    if len(leaders) > 1:
        for code, strength in hints(text):
            for place in leaders:
                bonus[place] += strength * weight if place.code.startswith(code) else 0
    ranked = sorted(((place, points[place] + (bonus[place] if place in leaders else 0)) for place in candidates), key=lambda item: (-item[1], -len(item[0].code), item[0].code))
    # A place and the region it lies in do not compete.
    return [ranked[0], *(item for item in ranked[1:] if not ranked[0][0].code.startswith(item[0].code))]


def hints(text):
    """(code of a place, strength) from telephone area codes, postcodes, licence signs and site numbers in a text."""
    offices = codebook().offices
    areas = {}
    for entry in codebook().area_codes:
        areas.setdefault(entry.area_code, []).append(entry.code)
    for area in set(re.findall(r"(?<![0-9])(0(?:10|2[0-9]|[3-9][0-9]{2}))[)）]?[-—– ]?[0-9]{7,8}(?![0-9])", text)):
        for code in areas.get(area, []):
            yield code, 4
    for postcode in set(re.findall(r"邮(?:政)?编(?:码)?[:： ]*([0-9]{6})(?![0-9])", text)):
        if postcode[:2] in offices.postcodes:
            yield offices.postcodes[postcode[:2]], 2
    for sign in set(re.findall(r"(.)(?:ICP|公网安备)", text)):
        if sign in offices.licence_signs:
            yield offices.licence_signs[sign], 1
    for code in set(re.findall(r"标识码[:： ]*([0-9]{6})", text)):
        yield code, 1


def _as_stated(place, clues, title_places, year):
    """In the year of a change the name that the report itself uses stands."""
    if place.start != year:
        return place
    stated = {at(old, year - 1) for old in title_places if old.end == year - 1 and at(old, year) == place}
    if not stated:
        in_text = [name for zone, names in clues.zones if zone == "text" for name in names]
        if place.name not in in_text and not any(other.name == place.name for other in title_places):
            stated = {old for name in in_text for old in named(name) if old.end == year - 1 and at(old, year) == place}
    return stated.pop() if len(stated) == 1 else place


# --- what a resolution gives -----------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def office_row(place, office, year):
    """Columns of the layer `reports` that describe an office in a year, as a dict."""
    province, city, district = lies_in(place, year)
    listed = township_code(at(place, TODAY), office.listed) if office.is_township else None
    office_id, is_known = f"{place.code:0<6}-{office.name}", bool(listed)
    if office.kind == "government" or (office.name == "管理委员会" and not office.is_township):
        office_id, is_known = f"{place.code:0<9}", True
    elif listed and place.end is None:
        office_id = listed
    elif not office.is_township:
        is_known = office.name in _known_bureaus()
    name = (district or city or province) + office.name if office.name in ("人民政府", "管理委员会") else office.name
    full_name = full_place(place, year) + office.name
    return {
        "office_id": office_id, "name": name, "full_name": full_name, "kind": office.kind, "level": "township" if office.is_township else place.level,
        "district": district, "city": city, "province": province, "division_code": f"{place.code:0<6}", "office_known": is_known,
    }  # fmt: skip


@cache
def _known_bureaus():
    offices = codebook().offices
    return {*offices.bureaus, *offices.abbreviations.values(), *(name for rename in offices.renames for name in (rename.old, rename.new))}


def office_key(office_id, full_name):
    """Key of an office under the name of one period: 50 bits, the same in every run."""
    return int(sha256(f"{office_id}\0{full_name}".encode()).hexdigest()[:13], 16) // 4
