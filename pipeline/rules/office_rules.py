"""Another office's name left in the text: a report that was copied and not adapted; an office whose place nothing states.

Belongs here: names of offices in the prose, and how well the office is known. Not here: whose report it is (pipeline/identity), texts that are alike
(copies.py).
"""

from functools import cache

import polars as pl

from pipeline.rules.findings import found, shown
from schemas.codebook import codebook

LONGEST_PLACE = 6  # characters of a county's or city's name that are looked at


def findings(documents, reports):
    """Lazy findings. Columns read: documents (report_id, block, kind, text), reports (report_id, document_kind, name, full_name, kind, office_evidence,
    office_runner_up)."""
    wording = codebook().wording
    yield _weakly_known(reports)
    reports = reports.filter(pl.col("document_kind") == "report").select("report_id", "name", "full_name", "kind")
    is_town = pl.col("name").str.contains(wording.town_ends)
    own = reports.filter(is_town).with_columns(core=pl.col("name").str.replace(wording.town_ends, ""))
    own = own.filter(pl.col("core").str.len_chars() >= 2).drop("kind")
    bureaus = reports.filter(~is_town & (pl.col("kind") != "government"))
    kinds = documents.select("report_id", "block", "kind", line="text").filter(pl.col("kind").is_in(["paragraph", "cell"]))
    lines = kinds.filter((pl.col("kind") == "paragraph") & (pl.col("line").str.len_chars() >= 4))
    lines = lines.with_columns(plain=pl.col("line").str.replace_all(r"\s+", ""))  # once for all three
    cells = kinds.filter((pl.col("kind") == "cell") & pl.col("line").str.contains(wording.telling_maker))
    cells = cells.with_columns(plain=pl.col("line").str.replace_all(r"\s+", ""))
    yield _other_place(lines, bureaus)
    plain = pl.col("plain").str
    yield _other_town(
        pl.concat([lines.filter(plain.contains(wording.telling_maker)), cells]),
        own,
        [plain.extract(wording.made_by), plain.extract(wording.filled_in_by)],
        "other_office",
    )
    listed = plain.extract(wording.town_ways)
    listed = pl.when(listed.str.replace(wording.place_ends, "").is_in(_towns().implode())).then(listed)
    yield _other_town(lines.filter(plain.contains(wording.telling_town)), own, [plain.extract(wording.town_acts), listed], "other_office_acts")


def _weakly_known(reports):
    """Offices whose place follows from a site, a path, a mention or a list alone: nothing names the office together with its place, and it is not that the text
    names the place, whose list has the office, and no other comes into question."""
    parts = reports.select(
        "report_id", "full_name", core=pl.col("name").str.replace(codebook().wording.place_ends, ""), place="office_evidence", other="office_runner_up"
    )
    parts = parts.with_columns(part=pl.col("place").str.split("；")).explode("part")
    words = codebook().identify.evidence
    is_weak = pl.col("part").str.contains(f"^(?:{'|'.join(words.weak)})(?:：|$)") & ~pl.col("part").str.contains(pl.col("core"), literal=True)
    is_backed = pl.col("part").str.starts_with(words.zones["text"] + "：").any() & (pl.col("part") == words.listed).any() & pl.col("other").is_null().all()
    weak = parts.group_by("report_id", maintain_order=True).agg((is_weak.all() & ~is_backed).alias("is_weak"), pl.col("full_name", "place", "other").first())
    other = pl.when(pl.col("other").is_not_null()).then("；次选为“" + pl.col("other") + "”").otherwise(pl.lit(""))
    return found(weak.filter("is_weak").with_columns(other=other, actual="full_name", fault=pl.lit("reading")), "office_weak")


def _other_town(lines, own, named, check):
    """A formula like 由…编制 or 填报单位, or a sentence with a town as its subject, names another town or subdistrict than the report's own."""
    wording = codebook().wording
    rows = lines.join(own, on="report_id", how="inner", maintain_order="left")
    rows = rows.with_columns(printed=pl.coalesce(named))
    rows = rows.filter(pl.col("printed").str.contains(wording.town_ends).fill_null(False))
    # The distinguishing part stands before the suffix: its last two signs are enough for either way of writing.
    other_core = pl.col("printed").str.replace(wording.town_ends, "").str.slice(-2)
    rows = rows.filter(
        ~pl.col("printed").str.contains(pl.col("core").str.slice(-2), literal=True)
        & ~pl.col("full_name").str.contains(other_core, literal=True)
        & ~pl.col("printed").str.contains(wording.any_town)
        & ~pl.col("plain").str.contains(wording.not_own)
    )
    return _told(rows, check)


def _other_place(lines, reports):
    """The name of a bureau behind the name of another county or city than its own."""
    rows = lines.join(reports, on="report_id", how="inner", maintain_order="left").filter(pl.col("line").str.contains(pl.col("name"), literal=True))
    rows = rows.with_columns(before=pl.col("plain").str.split_exact(pl.col("name"), 1).struct.field("field_0").str.strip_suffix("人民政府"))
    places = [
        pl.when(place.is_in(_places().implode())).then(place) for place in (pl.col("before").str.slice(-size, size) for size in range(LONGEST_PLACE, 1, -1))
    ]
    rows = rows.with_columns(place=pl.coalesce(places)).filter(pl.col("place").is_not_null())
    own = pl.col("full_name").str.contains(pl.col("place").str.head(-1), literal=True)
    rows = rows.filter(~own & ~pl.col("plain").str.contains(codebook().wording.not_own)).with_columns(printed=pl.concat_str("place", "name"))
    return _told(rows.with_columns(name="full_name"), "other_office_acts")


def _told(rows, check):
    rows = rows.sort("report_id", "block").unique("report_id", keep="first", maintain_order=True)
    quoted = shown(pl.col("line"))
    return found(rows.with_columns(place=quoted, expected=pl.col("name"), actual=pl.col("printed")), check)


@cache
def _towns():
    """Names of all townships and subdistricts as listed."""
    return pl.Series(sorted({name for code, name in codebook().divisions.items() if len(code) == 9}))


@cache
def _places():
    """Names of all counties and cities of two signs or more before the suffix."""
    names = {name for code, name in codebook().divisions.items() if len(code) in (4, 6)} | {
        path.rsplit("/", 1)[-1] for change in codebook().county_changes for path in (change.old_path, change.new_path) if path
    }
    return pl.Series(sorted(name for name in names if 3 <= len(name) <= LONGEST_PLACE))
