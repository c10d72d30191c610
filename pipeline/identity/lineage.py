"""Over all reports: the offices that they name, and which name followed which.

Belongs here: what only shows when all reports lie side by side. Not here: the office of one document (resolver.py), how a name is read (offices.py),
which of several versions of a report counts (versions.py).
"""

from itertools import pairwise

import polars as pl

from pipeline.identity.offices import TODAY, office_key, office_name, office_row
from pipeline.identity.places import LISTED, at, coded, township_code
from schemas.codebook import codebook
from schemas.contracts import conform, polars_schema


def with_office_keys(frame):
    """Adds office_key to a frame with office_id and full_name."""
    keys = frame.select("office_id", "full_name").unique(maintain_order=True)
    keys = keys.with_columns(office_key=pl.Series([office_key(*row) for row in keys.iter_rows()], dtype=pl.Int64))
    return frame.join(keys, on=["office_id", "full_name"], how="left", maintain_order="left")


def office_dimension(reports):
    """Rows of dim_office: the offices of the reports, one row for each name they bore, with those that followed them or went before.

    Years come from the changes of counties and, between a town and the subdistrict that it became, from the reports.
    """
    offices = _Offices()
    columns = ("office_id", "name", "full_name", "kind", "level", "district", "city", "province", "division_code", "office_known")
    seen = reports.group_by(columns, maintain_order=True).agg(first=pl.col("year").min(), last=pl.col("year").max()).sort("office_id", "full_name")
    for row in seen.iter_rows(named=True):
        offices.add(row, row.pop("first"), row.pop("last"))
    if "former_name" in reports.columns:
        for row in (
            reports.filter(pl.col("former_name").is_not_null()).sort("office_id", "year").select("full_name", "year", "former_name").iter_rows(named=True)
        ):
            offices.add_former(row["full_name"], row["year"], row["former_name"])
    offices.link()
    schema = polars_schema("dim_office")
    frame = pl.DataFrame(
        list(offices.rows.values()),
        schema={**{name: schema.get(name, pl.Boolean) for name in columns}, "valid_from": pl.Int16, "valid_to": pl.Int16, "successor_id": pl.String},
    )
    return conform(_with_lineage(with_office_keys(frame)).rename({"office_known": "is_known"}), "dim_office").sort("office_key")


def _with_lineage(frame):
    """Adds lineage_id: the last of an office's successors, as long as each follows one office only; offices that merge end their own line."""
    steps = frame.filter(pl.col("successor_id").is_not_null() & (pl.col("successor_id") != pl.col("office_id"))).select("office_id", "successor_id").unique()
    alone = steps.filter((pl.len().over("successor_id") == 1) & (pl.len().over("office_id") == 1))
    follows = dict(alone.iter_rows())
    last = {}
    for office in follows:
        end, seen = office, {office}
        while end in follows and follows[end] not in seen:
            end = follows[end]
            seen.add(end)
        last[office] = end
    return frame.with_columns(lineage_id=pl.col("office_id").replace(last))


class _Offices:
    """Offices under construction: full name → row, the years it was seen in, and what became of it."""

    def __init__(self):
        self.rows, self.years, self.names, self.by_id = {}, {}, {}, {}

    def add(self, row, first=None, last=None):
        """Adds an office and those that followed it when its county changed; returns its row."""
        if row["full_name"] in self.rows:
            self._see(row["full_name"], first, last)
            return self.rows[row["full_name"]]
        place, office = _place(row), _office(row)
        self.rows[row["full_name"]] = row | {"valid_from": place.start if place else None, "valid_to": place.end if place else None, "successor_id": None}
        self.years[row["full_name"]] = (first, last)
        self.by_id.setdefault(row["office_id"], []).append(self.rows[row["full_name"]])
        self.names.setdefault((row["division_code"], _stem(row["name"])), []).append(row["full_name"])
        self._see(row["full_name"], first, last)
        if place and office and place.end is not None:
            later = at(place, place.end + 1)
            if later != place:
                self.rows[row["full_name"]]["successor_id"] = self.add(office_row(later, _name_in(later, office), place.end + 1))["office_id"]
        return self.rows[row["full_name"]]

    def add_former(self, full_name, year, former):
        """Adds what an office was called before, as its own report of a year says."""
        row = self.rows[full_name]
        place, office = _place(row), office_name(_short(former, row))
        if place is None or office is None or office.name == row["name"]:
            return
        known = next((name for name in self.names.get((row["division_code"], _stem(office.name)), []) if self.rows[name]["name"] == office.name), None)
        old = self.rows[known] if known else self.add(office_row(place, office, year))
        if old is row:
            return
        first = min(year, self.years[full_name][0] or year)
        old |= {"successor_id": row["office_id"], "valid_to": max(first - 1, self.years[old["full_name"]][1] or 0)}
        row["valid_from"] = old["valid_to"] + 1

    def link(self):
        """Successors within a district: a town that became a subdistrict, a bureau that a reform renamed."""
        for (division, stem), names in sorted(self.names.items()):
            if len(names) > 1:
                self._follow(self._by_year(names))
            for rename in codebook().offices.renames:
                if stem == _stem(rename.old):
                    self._follow(self._by_year([*names, *self.names.get((division, _stem(rename.new)), [])]))
        for row in self.rows.values():
            self._follow_subdistrict(row)

    def _by_year(self, names):
        return sorted(names, key=lambda name: (self.years[name][0] or TODAY, name))

    def _follow(self, names):
        for old, new in pairwise(names):
            (_, last), (first, _) = self.years[old], self.years[new]
            listed = self.rows[old]["office_id"].isdecimal()  # what the list of today has went on beside the other
            if not listed and self.rows[old]["successor_id"] is None and last is not None and first is not None and last < first:
                self.rows[old] |= {"successor_id": self.rows[new]["office_id"], "valid_to": first - 1}
                if first == last + 1:
                    self.rows[new]["valid_from"] = first

    def _follow_subdistrict(self, row):
        """A town whose county changed may go on as the subdistrict of its name that reports name there."""
        for follower in self.by_id.get(row["successor_id"], []) if row["kind"] in ("town", "township") else []:
            names = self.names[follower["division_code"], _stem(follower["name"])]
            same = [self.rows[name] for name in names if self.rows[name]["kind"] == "subdistrict"]
            if self.years[follower["full_name"]][0] is None and same and follower["successor_id"] is None:
                follower["successor_id"] = same[0]["office_id"]

    def _see(self, full_name, first, last):
        row, (known_first, known_last) = self.rows[full_name], self.years[full_name]
        years = [year for year in (first, last, known_first, known_last) if year is not None]
        if years:
            self.years[full_name] = (min(years), max(years))
            if row["valid_to"] is not None:
                row["valid_to"] = max(row["valid_to"], max(years))
            if row["valid_from"] is not None:
                row["valid_from"] = min(row["valid_from"], min(years))


def _place(row):
    """The place of an office row, by its code and the name in the row."""
    code = row["division_code"]
    name = row["district"] or row["city"] or row["province"]
    found = [place for size in (6, 4, 2) for place in coded(code[:size]) if place.name == name]
    return found[0] if found else None


def _office(row):
    return office_name("人民政府" if row["kind"] == "government" else row["name"])


def _name_in(place, office):
    """The office's name in a place: a town that is listed there as a subdistrict is one."""
    county = at(place, LISTED)
    if office.is_township and not township_code(county, office.listed):
        for ending in ("街道", "镇"):
            if township_code(county, _stem(office.name) + ending):
                return office_name(_stem(office.name) + ending)
    return office


def _stem(name):
    for ending in ("街道办事处", "镇人民政府", "乡人民政府", "地区办事处"):
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            return stem if len(stem) > 1 else stem + ending[0]  # 刁镇 became 刁镇街道
    return name


def _short(name, row):
    """A name without the places that its office lies in."""
    for place in (row["province"], row["city"], row["district"]):
        name = name.removeprefix(place or "")
    return name
