"""Offices for the corpus: real places of the list of divisions and the usual bureaus, each with the years it reports.

Belongs here: names. Not here: what an office reports.
"""

import csv
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import NamedTuple

from settings import settings

CODEBOOK = Path(__file__).parents[1] / "schemas/codebook/offices"


class Office(NamedTuple):
    """`full`: province, city, district and office; `core`: as it signs; `short`: as it is called; years: first and last reported."""

    kind: str
    province: str
    city: str
    district: str
    core: str
    short: str
    place: str
    code: str
    first: int
    last: int

    @property
    def full(self):
        return self.province + (self.city if self.city != self.province else "") + self.district + self.core


def offices(reports, seed, directory=None):
    """Offices until they have written `reports` reports. The same seed gives the same list, whatever the number.

    `directory` holds divisions.csv (and county_changes.csv, so that no office reports under a name its county did not have yet).
    """
    counties, townships, since = _places(Path(directory or CODEBOOK))
    random = Random(f"offices {seed}")
    drawn = _drawn(counties, townships, random)
    first_year, last_year = settings()["years"]
    found, total = [], 0
    while total < reports:
        office, name_since = next(drawn)
        earliest = max(first_year, since.get(office.code[:6], first_year), name_since)
        if earliest > last_year:  # its name is so new that it has not reported under it yet
            continue
        first = random.randint(earliest, last_year)
        last = min(last_year, first + random.randint(2, 17))
        found.append(office._replace(first=first, last=min(last, first + reports - total - 1)))
        total += last - first + 1
    return found


def _drawn(counties, townships, random):
    """(office, first year of its name), each office once: county by county, some of its offices."""
    data = settings()["offices"]
    makers = {"township": _township, "bureau": _bureau, "government": _government}
    left = {county: {"township": townships[county], "bureau": list(data["bureaus"]), "government": [None]} for county in counties}
    while left:
        for county in random.sample(counties, len(counties)):
            if county not in left:
                continue
            for kind in random.choices(list(data["shares"]), data["shares"].values(), k=random.randint(6, 20)):
                entries = left[county][kind]
                if entries:
                    entry = entries.pop(random.randrange(len(entries)))
                    yield makers[kind](county, entry, data)
            if not left[county]["township"]:
                del left[county]
    raise ValueError("more reports than there are offices to write them")


def _township(county, entry, data):
    name, code = entry
    ending = next(ending for ending in data["endings"] if name.endswith(ending))
    core = name.removesuffix(ending) + data["endings"][ending]
    return Office("township", *county[:3], core, name, name.removesuffix(ending), code, 0, 0), 0


def _bureau(county, name, data):
    return Office("bureau", *county[:3], name, county[2] + name, county[2], county[3], 0, 0), data["since"].get(name, 0)


def _government(county, entry, data):
    return Office("government", *county[:3], "人民政府", county[2], county[2], county[3], 0, 0), 0


def _places(directory):
    """Counties (province, city, district, code), their townships (name, code) and the year since which a county is unchanged, by code."""
    data = settings()["offices"]
    try:
        with (directory / "divisions.csv").open(encoding="utf-8") as file:
            rows = {row["code"]: row for row in csv.DictReader(file)}
    except OSError as error:
        raise SystemExit(f"{directory}/divisions.csv cannot be read ({error.strerror}); name its folder with --divisions") from error
    counties, townships = {}, defaultdict(list)
    for code, row in rows.items():
        if len(code) == 6 and row["name"] not in data["no_place"]:
            province = rows[code[:2]]["name"]
            city = rows.get(code[:4], rows[code[:2]])["name"]
            city = province if province in data["municipalities"] or city in data["no_place"] else city
            if row["name"] != city and row["name"][-1] in "区县市旗" and not any(zone in row["name"] for zone in data["zones"]):
                counties[code] = (province, city, row["name"], code)
    for code, row in rows.items():
        if len(code) == 9 and code[:6] in counties and row["name"].endswith(tuple(data["endings"])) and len(row["name"]) > 2:
            townships[counties[code[:6]]].append((row["name"], code))
    return list(counties.values()), townships, _changes(directory / "county_changes.csv")


def _changes(file):
    since = defaultdict(int)
    if file.exists():
        with file.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                for code in (row["new_code"], row["old_code"]):
                    since[code] = max(since[code], int(row["year"]) + 1)
    return since
