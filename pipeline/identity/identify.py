"""From documents to reports: is it an annual report, of which office, of which year; each with its evidence and the runner-up.

Belongs here: putting the decisions together, and the office's. Not here: whether it is a report (genre.py), where a document says what (evidence.py), its
year (years.py), what offices there are (offices.py), which of several versions counts (versions.py). Patterns and weights stand in codebook/identify.yml.
"""

import re
from functools import cache

import polars as pl

from pipeline.identity import evidence, genre, titles
from pipeline.identity.offices import office_row, reading
from pipeline.identity.place_names import leading, names_in_text
from pipeline.identity.resolver import Clues, resolve, resolve_title
from pipeline.identity.years import with_years
from pipeline.landing.paths import legible
from pipeline.observations import report_key
from pipeline.simplified import in_simplified
from schemas.codebook import codebook
from schemas.contracts import conform, polars_schema

NARRATIVE = "narrative-era"
OFFICE_COLUMNS = (
    "office_id",
    "name",
    "full_name",
    "kind",
    "level",
    "district",
    "city",
    "province",
    "division_code",
    "office_known",
    "office_evidence",
    "office_runner_up",
)
GARBLED = r"[\x{fffd}\x{e000}-\x{f8ff}<>=|{}&;#]|[a-zA-Z]{3}"  # what a damaged file, markup or a page's frame leaves in a name, and no name holds


def identify(documents, files, forms):
    """The layer `documents`, files (report_id, path, format, beside if known) and Tables.forms → (reports, rejected).

    reports: columns of the layer `identities` without content; office_evidence, year_evidence and kind_evidence quote what decided. rejected:
    report_id, reason (code of reasons.yml), detail. Both sorted by report_id; each document of `files` that has blocks is in one of them.
    """
    files = files.sort("path").unique("report_id", keep="first", maintain_order=True)
    docs, content, around = evidence.lines(documents, forms)
    if "beside" not in files.columns:
        files = files.with_columns(beside=pl.lit(None, pl.String))
    docs = titles.with_title(docs, content, around).join(files, on="report_id", how="left", maintain_order="left")
    docs = docs.with_columns(said_path=pl.Series([path and in_simplified(legible(path)) for path in docs["path"]], dtype=pl.String))
    docs = docs.with_columns(stem=pl.col("said_path").str.extract(r"([^/]+?)(?:\.[A-Za-z0-9]{1,5})?$"))
    near = evidence.near_lines(docs, content)
    docs = docs.filter(pl.col("path").is_not_null())
    for said in (_read_by(documents), _pictures(documents)):
        docs = docs.join(said, on="report_id", how="left", maintain_order="left")
    docs = genre.with_marks(docs, content, documents)
    docs = with_years(docs, near, around).with_columns(reason=genre.reason())
    docs = docs.join(_offices(docs.filter(pl.col("reason").is_null()), content, near, around), on="doc", how="left", maintain_order="left")
    unknown = pl.col("office_id").is_null() | pl.col("name").str.contains(GARBLED)
    unresolved = pl.when(pl.col("reason").is_null() & unknown).then(pl.lit("office_unresolved"))
    docs = docs.with_columns(reason=pl.coalesce("reason", unresolved)).sort("report_id")
    rejected = docs.filter(pl.col("reason").is_not_null()).select("report_id", "reason", detail=genre.detail())
    return _reports(docs.filter(pl.col("reason").is_null()), near), rejected


def _read_by(documents):
    """report_id, read_by of documents that say how they were read (readers/ocr.py)."""
    said = documents.filter((pl.col("kind") == "metadata") & pl.col("text").str.starts_with("read_by="))
    return said.select("report_id", read_by=pl.col("text").str.strip_prefix("read_by=")).unique("report_id")


def _pictures(documents):
    """report_id, pictures: how many pictures stand where the text and the tables should be, or how many pages are pictures."""
    said = documents.filter((pl.col("kind") == "metadata") & pl.col("text").str.starts_with("picture="))
    return said.group_by("report_id").agg(pictures=pl.len())


def _reports(docs, near):
    corrected = codebook().identify.corrected
    title = pl.coalesce("title", "stem")
    docs = docs.join(evidence.history(near), on="doc", how="left", maintain_order="left").with_columns(
        report_key=report_key(pl.col("report_id")), title=title, read_by=pl.col("read_by").fill_null("text"), form=pl.col("form").fill_null(NARRATIVE),
        is_corrected=pl.col("corrects").fill_null(False) | title.str.contains(corrected) | pl.col("stem").str.contains(corrected),
        document_kind=pl.when(_is_attachment()).then(pl.lit("attachment")).otherwise(pl.lit("report")),
    )  # fmt: skip
    return conform(docs, "identities").drop("content")


def _is_attachment():
    """A table without the text of a report around it: under the title of a table, under none, or with hardly a word."""
    structure = codebook().identify.structure
    bare = pl.col("prose").cast(pl.Int64) - pl.col("title").str.len_chars().fill_null(0) < structure.prose
    return (pl.col("values") > 0) & (bare | (~pl.col("title_is_report") & (pl.col("prose") < structure.narrative)))


# --- office ----------------------------------------------------------------------------------------------------------


def _offices(docs, content, near, around):
    """doc and the columns that describe the office, with evidence and runner-up; null where it cannot be told.

    What a title alone makes clear is worked out once for each distinct title and year.
    """
    pairs = docs.select("title_office", "year").unique(maintain_order=True)
    answers = [(title, year, resolve_title(title, year)) for title, year in pairs.iter_rows()]
    clear = [(title, year, *_row(answer, year)) for title, year, answer in answers if answer]
    clear = pl.DataFrame(clear, schema=_schema(title_office=pl.String, year=pl.Int16), orient="row")
    easy = docs.select("doc", "title_office", "year").join(clear, on=["title_office", "year"], how="inner", maintain_order="left").drop("title_office", "year")
    hard = docs.join(easy.select("doc"), on="doc", how="anti", maintain_order="left").select("doc", "year", "title_office", "beside", path="said_path")
    hard = hard.join(evidence.names(hard, content, near, around), on="doc", how="left", maintain_order="left")
    rows = [(doc, *_row(resolve(clues, year), year)) for doc, clues, year in _clues(hard)]
    return pl.concat([easy, pl.DataFrame(rows, schema=_schema(doc=pl.Int32), orient="row")])


def _schema(**keys):
    contract = polars_schema("identities")
    return {**keys, **{name: contract[name] for name in OFFICE_COLUMNS}}


def _row(answer, year):
    if answer.place is None:
        return (*[None] * 10, answer.evidence, None)
    described = office_row(answer.place, answer.office, year)
    return (*(described[name] for name in OFFICE_COLUMNS[:10]), answer.evidence, answer.runner_up)


def _clues(hard):
    """(doc, Clues, year) of the documents whose title alone does not say which office it is."""
    listed = names_in_text()
    found = pl.concat([hard["text"], hard["site"]]).str.extract_many(listed, leftmost=True)  # at once: the names take longer than the texts
    hard = hard.with_columns(in_text=found.head(hard.height), in_site=found.tail(hard.height))
    for row in hard.iter_rows(named=True):
        row["path"], in_path, whole_place = _path_clues(row["path"])
        if not any(row[name] for name in codebook().identify.evidence.speakers) and not re.search(codebook().identify.calls_itself, row["text"]):
            row["path"] = whole_place
        said = tuple((word, row[name]) for name, word in codebook().identify.evidence.speakers.items() if row[name])
        zones = (("site", row["in_site"]), ("path", in_path), ("text", row["in_text"]))
        yield row["doc"], Clues(row["title_office"], said, zones, row["text"] + "\n" + row["site"], row["beside"]), row["year"]


def _path_clues(path):
    """(office named by the path, places named by it, the place that the file is named after and nothing else): folders may lack suffixes, as in
    北京/密云/果园街道/2017.html."""
    *folders, name = [part for part in path.split("/") if part]
    named, office = [], None
    for part in folders:
        found, rest = leading(part, short=True)
        named += [place.name for place in found if not rest or part.startswith(place.name)]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    in_brackets = re.search(r"[（(]([^（()）]{2,24})[)）]", stem)
    own = _office_part(stem) or (in_brackets[1] if in_brackets else "")
    for part in (*folders, own):
        found = reading(part)
        is_named = found and found.office and ((part is own and own.endswith("政府")) or (found.office.kind != "government" and len(found.text) > 1))
        if is_named:  # a folder may be that of the government above the office
            office = part
    named += [place.name for place in leading(_office_part(name))[0]]
    of_whole = reading(own)
    is_place = of_whole and of_whole.office and of_whole.office.kind == "government" and not of_whole.text and len(of_whole.places[0].code) == 6
    return office, tuple(dict.fromkeys(named)), own if is_place else None


@cache
def _cuts():
    return [re.compile(pattern) for pattern in codebook().identify.cut]


def _office_part(title):
    for pattern in _cuts():
        title = pattern.sub("", title)
    return re.sub("人民$", "人民政府", title)
