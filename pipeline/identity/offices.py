"""Offices: reading their names, and the row that describes one: canonical name, kind, level, id.

Belongs here: what an office is called. Not here: what places there are (places.py), which office a document is of (resolver.py).
"""

import re
from functools import cache, lru_cache
from hashlib import sha256
from typing import NamedTuple

from pipeline.identity.place_names import leading
from pipeline.identity.places import LISTED, NATION, at, counties_with, full_place, lies_in, township_code, townships
from schemas.codebook import codebook

TODAY = 9999  # a year after every change
LONGEST_NAME = 30
_TOWNSHIP_ENDS = "道处镇乡木区"  # 街道, 办事处, 镇, 乡, 苏木, 地区
_OWN_REPORT = ("", "人民政府", "政府", "区", "县", "市")  # what may follow a place in the report of its government
_NO_NAMES = ("", "街道", "镇", "乡", "我", "本", "各", "全", "该", "乡镇", "区", "县")
_clean = re.compile(r"[\s\"'“”‘’《》〈〉<>·•:：,，.。;；、|_\-—–>»]+")
_level_word = re.compile(r"^(?:自治[区州县旗]|[省市州盟县区旗])(?!场|政(?!务|府|协)|容|民(?!政)|划|域|直|情|级)(?=..)")


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


# --- names -----------------------------------------------------------------------------------------------------------


@cache
def _suffixes():
    """Suffix → OfficeKind, and the length of the longest."""
    found = {suffix: entry for entry in codebook().offices.kinds for suffix in entry.suffixes}
    return found, max(map(len, found))


def _without_agency(text):
    """A name without the agency of the nation that it begins with: 国家税务总局甲州市税务局 → 甲州市税务局."""
    for agency in codebook().offices.agencies:
        text = re.sub(f"^(?:{agency})", "", text)
    return text


def _is_zone(name):
    """Whether a name ends like that of a development zone."""
    return re.search(codebook().offices.zone + "$", name) is not None


@lru_cache(maxsize=100_000)
def office_name(text):
    """An office from its name without places; None where it is no name of an office.

    '果园街道' → 果园街道办事处, '石桥镇政府' → 石桥镇人民政府, '区教育局' → 教育局 of a 区, '凤凰岭经济开发区管委会' and '凤凰岭经济开发区' → …管理委员会.
    """
    suffixes, longest = _suffixes()
    text = _without_agency(text)
    if not 1 < len(text) <= LONGEST_NAME:
        return None
    for length in range(min(longest, len(text)), 0, -1):
        entry = suffixes.get(text[-length:])
        if entry is None:
            continue
        stem = text[:-length]
        if entry.level == "township":
            stem = re.sub(r"^.{0,3}人民政府(?=.)", "", stem)
            if stem in _NO_NAMES:
                return None
            return Office(stem + entry.name, entry.kind, True, stem + entry.listed)
        level = _level_word.match(text)
        of, name = (level[0], text[level.end() :]) if level else ("", text)
        if len(name) < length:
            of, name = "", text
        if entry.name:
            name = name[:-length] + entry.name
        if _is_zone(name):
            name += "管理委员会"  # who reports for a zone, as a government does for a district
        if entry.kind == "government" and name != entry.name:
            return None
        return Office(name, entry.kind, False, None, of)
    return None


@lru_cache(maxsize=100_000)
def reading(text, short=False):
    """A name with its places: '密云区果园街道', '水务局', '永嘉县' (its government); None where it is neither office nor place.

    With `short` the first place lacks its suffix, as in '丰台西罗园街道'; None where no place can be read so.
    """
    text = _clean.sub("", text).removeprefix("中华人民共和国")
    if branch := _branch(text):
        return branch
    text = _without_agency(text)
    places, rest = leading(text, short)
    if short and not any(place.name != text[: len(place.name)] for place in places):
        return None
    before, government, after = rest.partition("人民政府")
    if not before and government and after and after[-1] in _TOWNSHIP_ENDS:
        rest = after
    office = _government(places, rest) if places and rest in _OWN_REPORT and not (short and rest) else office_name(rest)
    if office and office.is_township and not counties_with(office.listed):  # 某某新区石桥街道: zones are no places of the list
        inner = office_name(re.sub("^.{2,12}?" + codebook().offices.zone, "", office.listed))
        office = inner if inner and counties_with(inner.listed) else office
    if not office and places and rest.endswith("街"):  # 江岸区大智街 is its 大智街道, if the district has one
        street = office_name(rest + "道")
        office = street if street and {place.code for place in places} & {place.code for place in counties_with(street.listed)} else None
    whole = office_name(text) if places and not office else None
    if whole and whole.is_township:  # 新县镇 is no place in 新县
        places, rest, office = (), text, whole
    return Reading(tuple(places), office, short, rest) if office or places else None


def _branch(text):
    """The branch of a national agency in a place, under its whole name: 国家统计局绍兴调查队, 审计署驻南京特派员办事处; None where it is none."""
    agency = next((name for name in _agencies() if text.startswith(name)), None) if text.startswith(_agencies()) else None
    if agency is None or office_name(text) is None:
        return None
    within = text.removeprefix(agency).removeprefix("驻")
    places, rest = leading(within)
    if not places:
        places, rest = leading(within, short=True)
    inner = leading(re.sub("^.{,12}?公司", "", rest))[0]  # 国网安徽省电力有限公司黟县供电公司
    places = [place for place in inner if any(place.code.startswith(outer.code) for outer in places)] or places
    return Reading(tuple(places), Office(text, "bureau", False), False, rest) if places and rest else None


@cache
def _agencies():
    """Names of the nation's agencies whose branches bear the name of their place."""
    offices = codebook().offices
    return tuple(name for name in (*offices.nationwide, *offices.national) if name not in offices.agencies)


def keeps_place(name):
    """Whether an office keeps a place that its name begins with as a part of the name: a zone, a customs office, a school."""
    return re.search(f"{codebook().offices.zone}|{codebook().offices.keeps_place}", name) is not None


def _government(places, rest):
    """Who reports for a place: its government; for a development zone that is listed as a county (not 浦东新区) its committee."""
    place = places[0]
    if len(place.name) > 5 and "政府" not in rest and _is_zone(place.name):
        return Office("管理委员会", "other", False)
    names = codebook().offices.governments.items() if len(place.code) == 4 else ()
    return Office(next((name for end, name in names if place.name.endswith(end)), "人民政府"), "government", False)


def in_place(office, place):
    """An office as it is called in its place: the committee of a listed zone without the zone's name before it; a township without the name of its
    people under its listed name (九保乡 → 九保阿昌族乡)."""
    rest = office_name(office.name.removeprefix(place.name))
    if rest and not office.is_township:
        return office._replace(name=rest.name)
    county = at(place, LISTED)
    if not office.is_township or not office.listed.endswith("乡") or len(office.listed) < 3 or township_code(county, office.listed):
        return office
    full = [name for name in townships(county) if re.fullmatch(office.listed[:-1] + ".{1,8}族乡", name)]
    return office_name(full[0]) if len(full) == 1 else office


def is_short_for(short, full):
    """Whether a name may be the short form of another: its signs stand in the other in order, beginning with the same one."""
    if not short or len(short) >= len(full) or short[0] != full[0]:
        return False
    signs = iter(full)
    return all(sign in signs for sign in short)


# --- what a report's office is ------------------------------------------------------------------------------------------


def _listed_code(county, name):
    """9-digit code of a township as the list has it; a town around Beijing is listed as the 地区 whose office it shares (南口镇: 南口地区)."""
    return township_code(county, name) or township_code(county, re.sub("[镇乡]$", "地区", name))


def office_row(place, office, year):
    """Columns of the layer `reports` that describe an office in a year, as a dict."""
    province, city, district = lies_in(place, year)
    listed = _listed_code(at(place, LISTED), office.listed) if office.is_township else None
    office_id, is_known = f"{place.code:0<6}-{office.name}", bool(listed)
    if office.kind == "government" or (office.name == "管理委员会" and not office.is_township):
        office_id, is_known = f"{place.code:0<9}", True
    elif listed and (place.end is None or place.end >= LISTED):
        office_id = listed
    elif not office.is_township:
        is_known = office.name in known_bureaus() or place == NATION
    name = (district or city or province) + office.name if office.kind == "government" or office.name == "管理委员会" else office.name
    full_name = office.name if place == NATION else full_place(place, year) + office.name
    return {
        "office_id": office_id, "name": name, "full_name": full_name, "kind": office.kind, "level": "township" if office.is_township else place.level,
        "district": district, "city": city, "province": province, "division_code": f"{place.code:0<6}", "office_known": is_known,
    }  # fmt: skip


@cache
def known_bureaus():
    """Names of bureaus that the codebook knows, in full and as they were before a reform."""
    offices = codebook().offices
    return {*offices.bureaus, *offices.abbreviations.values(), *(name for rename in offices.renames for name in (rename.old, rename.new))}


def office_key(office_id, full_name):
    """Key of an office under the name of one period: 50 bits, the same in every run."""
    return int(sha256(f"{office_id}\0{full_name}".encode()).hexdigest()[:13], 16) // 4
