"""What the files beside a report say of its place, where the report itself names none.

Belongs here: which county lies beside a document, without doubt or not at all. Not here: what a document says of itself (resolver.py), where paths come from
(layers.py), when documents are read again (assets/).
"""

from functools import cache

import polars as pl

from pipeline.identity.offices import office_name
from pipeline.identity.places import LISTED, at, coded, counties_with
from schemas.codebook import codebook

ENOUGH = 2  # reports of one county in a folder, from which a report without a place is taken for one of it too
UNRESOLVED = "office_unresolved"


def counties_beside(identities, rejected, paths):
    """Layers `identities` (report_id, name, division_code, office_evidence) and `rejected` of all documents, and their paths (report_id, path) → report_id, beside: six
    signs of a county's code.

    Only documents of which nothing names the county: those that are held, those whose office only the list of towns has, and those of the night before. It is
    that of the reports that name the same office, if no other county has one of its name; or, unless a single county has one, that of all reports in the
    nearest folder above with enough of them. Reports whose own county came this way say nothing.
    """
    words, evidence = codebook().identify.evidence, pl.col("office_evidence")
    taken = (evidence.str.contains(words.beside, literal=True) | (evidence == words.listed)).fill_null(False)
    held = rejected.filter((pl.col("reason") == UNRESOLVED) & pl.col("detail").str.contains("：", literal=True))
    held = held.select("report_id", name=pl.col("detail").str.split("：").list.first())
    asked = pl.concat([held, identities.filter(taken).select("report_id", "name")]).join(_folders(paths), on="report_id")
    if asked.is_empty():
        return pl.DataFrame(schema={"report_id": pl.String, "beside": pl.String})
    known = identities.filter(~taken).select("report_id", "name", "division_code")
    codes = known.select("division_code").unique().with_columns(county=pl.col("division_code").map_elements(_county, return_dtype=pl.String))
    folders = _folders(paths).join(asked.select("folder").unique(), on="folder", how="semi")
    known = known.join(codes, on="division_code").join(folders, on="report_id")
    counties = {name: _counties(name) for name in asked["name"].unique()}
    alone, single = ([name for name, count in counties.items() if count in counts] for counts in ((0, 1), (1,)))
    county = {"county": pl.col("county").first(), "counties": pl.col("county").fill_null("").n_unique(), "reports": pl.len()}
    same = known.filter(pl.col("name").is_in(alone)).group_by("folder", "name").agg(**county).filter(pl.col("counties") == 1)
    whole = known.group_by("folder").agg(**county).filter(pl.col("reports") >= ENOUGH)
    same = _nearest(asked.join(same, on=["folder", "name"]))
    whole = _nearest(asked.filter(~pl.col("name").is_in(single)).join(whole, on="folder")).filter(pl.col("counties") == 1)
    return pl.concat([same, whole]).filter(pl.col("county").is_not_null()).unique("report_id", keep="first").select("report_id", beside="county")


def _folders(paths):
    """report_id, folder, depth: each folder that a file lies in, the whole delivery included."""
    parts = pl.col("path").str.split("/")
    rows = paths.select("report_id", "path", depth=pl.int_ranges(parts.list.len())).explode("depth")
    return rows.select("report_id", "depth", folder=parts.list.head(pl.col("depth")).list.join("/"))


def _nearest(rows):
    return rows.sort("report_id", "depth", descending=[False, True]).unique("report_id", keep="first", maintain_order=True)


@cache
def _county(division):
    """A county's code as the list has it, whatever it was in the report's year; None for cities and provinces."""
    found = coded(division)
    return None if division.endswith("00") or not found else at(found[0], LISTED).code


@cache
def _counties(name):
    """How many counties have a town of that name by the list; None for a bureau, which each may have."""
    office = office_name(name)
    return len({place.code for place in counties_with(office.listed)}) if office and office.is_township else None
