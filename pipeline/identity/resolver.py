"""Which office a document is of, decided from everything it says, by weight.

Belongs here: weighing the evidence. Not here: which strings of a document speak of an office (evidence.py), how a name is read (offices.py), comparing
candidates (candidates.py).
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from pipeline.identity.candidates import add_regions, allowed, hints, ranked
from pipeline.identity.offices import TODAY, Office, in_place, is_short_for, keeps_place, known_bureaus, office_name, reading
from pipeline.identity.place_names import leading, named, trailing
from pipeline.identity.places import LISTED, NATION, as_city, at, coded, counties_with, full_place, township_code
from schemas.codebook import codebook


class Clues(NamedTuple):
    """What a document says about its office: the office part of its title; other names as (source, text); places named, by zone
    (zone → names); running text; code of the county that the files beside it are of."""

    title: str
    names: tuple = ()
    zones: tuple = ()
    text: str = ""
    beside: str | None = None


class Resolution(NamedTuple):
    """The office of a report, or why there is none (`place` is None)."""

    place: object
    office: Office | None
    evidence: str
    runner_up: str | None = None


def resolve_title(title, year):
    """The office where the title alone leaves no doubt: a full name in a place of which there is only one. None otherwise."""
    if national := _national_office(title):
        return Resolution(NATION, national, _said("title", title))
    found = reading(title)
    if not found or not found.places or found.office is None or found.text in ("", "区", "县", "市"):
        return None
    if found.office.name in codebook().offices.abbreviations or found.office.listed == found.office.name or found.office.of:
        return None
    places = _of_level(_in_their_time(found.places, year), found.office)
    if len({full_place(place, year) for place in places}) == 1 and places[0].start != year:
        return Resolution(places[0], in_place(found.office, places[0]), _said("title", title))
    return None


def resolve(clues, year):
    """The office that the clues speak for, by weight of evidence; places are those of the report's year."""
    if not clues.title and (national := next(filter(None, (_national_office(text) for _, text in clues.names)), None)):
        return Resolution(NATION, national, _said("text", national.name))
    weights, words = codebook().identify.office_weights, codebook().identify.evidence
    names = [(source, found) for source, text in clues.names if (found := reading(text))]
    office, title_places, source = _office(clues, names, year)
    if office is None:
        return Resolution(None, None, "没有写明机关名称")
    office = _in_full(office, names, clues)
    points, reasons = {}, {}

    def speak(places, weight, reason):
        for place in {at(place, year): None for place in places}:
            points[place] = points.get(place, 0) + weight
            reasons.setdefault(place, {})[reason] = None

    title_places = _in_their_time(title_places, year)
    speak(title_places, weights.title, f"{source}：{clues.title if source == words.title else office.name}")
    for label, found in names:
        if found.places:
            speak(found.places, weights.name, f"{label}：{found.places[0].name}{found.text}")
    in_zone = reading(office.name, True) if keeps_place(office.name) else None
    if in_zone:  # 西安高新区 is one of 西安市, not of 西安区 elsewhere
        speak(_of_level(in_zone.places, office), weights.zone, _said("named", office.name))
    areas = codebook().offices.new_areas
    if area := max((name for name in areas if name in office.name), key=len, default=None):
        speak(coded(areas[area]), weights.zone, _said("named", office.name))
    for places, quote in _before_office(clues.text, office):
        speak(_in_their_time(places, year), weights.beside, _said("text", quote))
    without_office = clues.text.replace(office.listed or office.name, "　")  # 整合山市镇 does not name 合山市
    for zone, mentioned in clues.zones:
        for name, count in Counter(mentioned).items():
            if zone != "path" and name not in without_office:
                continue
            if in_zone and name in office.name[1:]:  # 余姚经济开发区滨海新区 is none of 滨海新区 elsewhere
                continue
            speak(_named(name), getattr(weights, zone) * min(count, 3), _said(zone, name))
    if in_zone:  # 甲州高新区, 地址：甲州市乙区 is a zone of 甲州市, not of 乙区
        within = [
            place for place in in_zone.places if any(other.code.startswith(place.code) and (other != place or points[other] > weights.zone) for other in points)
        ]
        speak(within, weights.title, _said("named", office.name))
    if office.is_township:
        for place in counties_with(office.listed):
            speak([place], weights.listed if at(place, year) in points else weights.listed_elsewhere, words.listed)
    add_regions(points, weights.region)
    candidates = allowed(points, office, title_places)
    if not candidates:
        return _as_beside(clues, office, year) or Resolution(None, office, f"{office.name}：没有写明所在区县")
    best, by_hints = ranked(candidates, points, clues.text, weights.hint)
    by_list = set(reasons[best[0][0]]) == {words.listed}
    if by_list and (beside := _as_beside(clues, office, year)):
        return beside
    if len(best) > 1 and best[0][1] == best[1][1]:
        leaders = {place for place, score in best if score == best[0][1]}
        return _as_beside(clues, office, year, leaders) or Resolution(
            None, office, f"{office.name}：{full_place(best[0][0], year)}或{full_place(best[1][0], year)}无法判定"
        )
    if by_list and (others := _said_elsewhere(best[0][0], points, reasons, clues.text)):
        return Resolution(None, office, f"{office.name}：名录为{full_place(best[0][0], year)}，所述为{'、'.join(others)}")
    place = _as_stated(best[0][0] if office.is_township else as_city(best[0][0]), clues, year)
    office = in_place(office, place)
    evidence = [*reasons[best[0][0]], *([words.hints] if by_hints else [])]
    return Resolution(place, office, "；".join(evidence[:4]), full_place(best[1][0], year) + office.name if len(best) > 1 else None)


def _as_beside(clues, office, year, leaders=None):
    """The office in the county that the files beside it are of, where the document names none (a list may have its name elsewhere), or several (leaders) of
    which it is one."""
    places = {at(place, year) for place in coded(clues.beside)} if clues.beside else set()
    if len(places) != 1 or (leaders is not None and not places & leaders):
        return None
    place = places.pop()
    if office.of and not place.name.endswith(office.of):
        return None
    return Resolution(place, in_place(office, place), _said("beside", full_place(place, year)))


def _national_office(name):
    """A ministry or agency of the State Council by its whole name, or by that of its own office; its local branches name their place too."""
    name = name.removeprefix("中华人民共和国")
    shorts = codebook().offices.abbreviations
    full = [name.removesuffix(short) + long for short, long in shorts.items() if name.endswith(short)] if name.endswith(_shorts()) else []  # 国家发展改革委
    names = (name, re.sub("办公[厅室]$", "", name), *full)
    return next((Office(name, "bureau", False) for name in names if name in codebook().offices.national), None)


@cache
def _shorts():
    return tuple(codebook().offices.abbreviations)


def _said(clue, text):
    """A part of the evidence in words: 标题：甲州市石桥镇."""
    words = codebook().identify.evidence
    return f"{words.zones.get(clue) or getattr(words, clue)}：{text}"


def _office(clues, names, year):
    """(office, places named with it, where it was read): the title first, then what else names an office, in order."""
    full, short, in_title = reading(clues.title), reading(clues.title, True), codebook().identify.evidence.title
    if not (full and full.places) and short and short.office and _short_form_holds(short, full, names, clues, year):
        return short.office, short.places, in_title
    if full and full.office:
        return full.office, full.places, in_title
    only_place = full.places if full else ()
    for source, found in names:
        if found.office:
            return _for_whom(found.office, clues.text), found.places or only_place, source
    if full and full.places and re.fullmatch(r"[\u4e00-\u9fff]{3,20}", full.text):
        return Office(full.text, "other", False), full.places, in_title
    return None, only_place, ""


def _for_whom(office, text):
    """The government or committee that an office of it writes for, unless it writes of itself."""
    patterns = codebook().identify
    whole = re.search(patterns.writes_for, office.name)
    of_whole = "委员会" in office.name or re.search(patterns.of_whole_place, text)
    return office_name(whole[1]) or office if whole and of_whole and not re.search(patterns.for_itself, text) else office


def _short_form_holds(short, full, names, clues, year):
    """Whether a title begins with a place that lacks its suffix (丰台西罗园街道) and not with a name that only looks so (松江河镇).

    The place must be named in full elsewhere or have the office in its list, and the document must not call the office by the whole name.
    """
    if keeps_place(short.office.name):
        return False
    if short.office.name in known_bureaus():
        return True
    mentioned = {name for _, places in clues.zones for name in places}
    spelling, whole = short.office.listed or short.office.name, full.office if full else None
    if whole and whole.listed and (any(place.name in mentioned for place in counties_with(whole.listed)) or any(found.office == whole for _, found in names)):
        return False
    is_listed = bool(short.office.listed) and any(township_code(at(place, LISTED), short.office.listed) for place in short.places)
    is_named = any(place.name in mentioned or at(place, year).name in mentioned for place in short.places)
    prefix = clues.title[: clues.title.find(short.text)] if short.text in clues.title else ""
    stands_alone = clues.text.count(spelling) > clues.text.count(prefix + spelling)
    return (is_listed and not (whole and whole.listed and counties_with(whole.listed))) or (is_named and (stands_alone or len(short.text) > 3))


def _in_full(office, names, clues):
    """A bureau or zone in its full name: as the document writes it elsewhere, else by the list of abbreviations."""
    if office.is_township:
        if office.listed == office.name:  # X办事处: usually a subdistrict
            full = office_name(office.name.removesuffix("办事处") + "街道")
            return full if full and (counties_with(full.listed) or full.listed in clues.text) else office
        return office
    if office.kind in ("bureau", "other"):
        for _, found in names:
            if found.office and found.office.kind == office.kind:
                for name in (found.office.name, found.places[0].name + found.text if found.places else ""):
                    if is_short_for(office.name, name) and not (office.of and name.endswith("分局")):
                        return office._replace(name=name)
    return office._replace(name=codebook().offices.abbreviations.get(office.name, office.name))


def _before_office(text, office):
    """Places written right before the office's name in running text, with the words: '闸北区彭江路街道办事处'."""
    stem = office.listed or office.name
    befores = {before[-24:].removesuffix("人民政府") for before in text.split(stem)[:-1]}
    found = [trailing(before) for before in sorted(befores)]
    return [(places, places[0].name + stem) for places in found if places]


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


def _said_elsewhere(place, points, reasons, text):
    """Names of the provinces that a document speaks of, by places and by telephone and postcodes, where the one that the list of townships alone gives is not
    among them."""
    listed = codebook().identify.evidence.listed
    codes = {other.code[:2] for other in points if set(reasons.get(other, ())) - {listed}} | {code[:2] for code, _ in hints(text)}
    return [] if place.code[:2] in codes else sorted({full_place(province, TODAY) for code in codes for province in coded(code)})


def _as_stated(place, clues, year):
    """In the year of a change the name that the report itself uses stands."""
    if place.start != year:
        return place
    title = reading(clues.title)
    stated = {name for zone, names in clues.zones if zone == "text" for name in names} | {other.name for other in (title.places if title else ())}
    old = {at(other, year - 1) for name in stated for other in named(name) if other.end == year - 1 and at(other, year) == place}
    return old.pop() if len(old) == 1 and place.name not in stated else place
