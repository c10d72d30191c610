"""From documents to reports: is it an annual report, of which office, of which year; each with its evidence and the runner-up.

Belongs here: the decisions. Not here: where a document says what (evidence.py), its year (years.py), what offices there are (offices.py),
which of several versions counts (versions.py). Patterns and weights stand in codebook/identify.yml.
"""

import re
from functools import cache

import polars as pl

from pipeline.identity import evidence, places
from pipeline.identity.offices import office_row, reading
from pipeline.identity.resolver import Clues, resolve, resolve_title
from pipeline.identity.years import with_years
from pipeline.landing.paths import legible
from pipeline.observations import report_key
from pipeline.tables.forms import form_cells
from schemas.codebook import codebook
from schemas.contracts import conform, polars_schema

NARRATIVE = "narrative-era"
FIRST_TABLES = 2014  # from then on every report has a table
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
GARBLED = r"[\x{fffd}\x{e000}-\x{f8ff}<>=|{}&;]|[a-zA-Z]{3}"  # what a damaged file, markup or a page's frame leaves in a name, and no name holds
NUMBER = r"^\s*-?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?\s*(?:件|条|次|个|人|人次|项|篇|元|万元)?\s*$"  # a cell that holds one; its value is numbers.py's


def identify(documents, files, forms):
    """The layer `documents`, files (report_id, path, format) and Tables.forms → (reports, rejected).

    reports: columns of the layer `identities` without content; office_evidence, year_evidence and kind_evidence quote what decided. rejected:
    report_id, reason (code of reasons.yml), detail. Both sorted by report_id; each document of `files` that has blocks is in one of them.
    """
    files = files.sort("path").unique("report_id", keep="first", maintain_order=True)
    docs, content, around = evidence.lines(documents, forms)
    docs = evidence.with_title(docs, content, around).join(files, on="report_id", how="left", maintain_order="left")
    docs = docs.with_columns(said_path=pl.Series([path and legible(path) for path in docs["path"]], dtype=pl.String))
    docs = docs.with_columns(stem=pl.col("said_path").str.extract(r"([^/]+?)(?:\.[A-Za-z0-9]{1,5})?$"))
    near = evidence.near_lines(docs, content)
    docs = docs.filter(pl.col("path").is_not_null())
    for said in (_read_by(documents), _pictures(documents)):
        docs = docs.join(said, on="report_id", how="left", maintain_order="left")
    docs = _with_marks(docs, content, documents)
    docs = with_years(docs, near, around).with_columns(reason=_reason())
    docs = docs.join(_offices(docs.filter(pl.col("reason").is_null()), content, near, around), on="doc", how="left", maintain_order="left")
    unknown = pl.col("office_id").is_null() | pl.col("name").str.contains(GARBLED)
    unresolved = pl.when(pl.col("reason").is_null() & unknown).then(pl.lit("office_unresolved"))
    docs = docs.with_columns(reason=pl.coalesce("reason", unresolved)).sort("report_id")
    rejected = docs.filter(pl.col("reason").is_not_null()).select("report_id", "reason", detail=_detail())
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


# --- is it a report --------------------------------------------------------------------------------------------------


def _with_marks(docs, content, documents):
    """Adds score (sum of the weights), kind_evidence and against (what speaks for and against a report, in words), is_blank.

    Marks in the text are looked for only where title and table leave doubt.
    """
    book = codebook().identify
    page = pl.coalesce("title", "page_title", "first_line")
    where = {
        "title": pl.col("title").fill_null(""), "path": pl.col("stem"), "page": pl.concat_str("article", page, separator="\n", ignore_nulls=True),
        "frame": pl.concat_str("article", "page_title", "first_line", "title", separator="\n", ignore_nulls=True),
    }  # fmt: skip
    docs = docs.with_columns(
        *(where[mark.where].str.contains("(?m)" + mark.pattern).fill_null(False).alias(mark.mark) for mark in book.marks if mark.where in where),
        title_is_report=where["title"].str.contains(book.genre), title_is_table=where["title"].str.contains(book.table_genre),
    )  # fmt: skip
    doubted = pl.any_horizontal(mark.mark for mark in book.marks if mark.where in where and mark.weight < 0)
    docs = docs.join(_numbers(docs.filter(doubted & (pl.col("values") > 0)), documents), on="report_id", how="left", maintain_order="left")
    docs = docs.with_columns(filled=pl.coalesce("numbers", "values") >= book.structure.at_least_values)
    docs = docs.with_columns(is_clear=pl.col("title_is_report") & pl.col("filled") & ~doubted)
    docs = docs.join(_text_marks(docs.filter(~pl.col("is_clear")), content), on="doc", how="left", maintain_order="left")
    docs = docs.with_columns(pl.col(mark.mark).fill_null(False) for mark in book.marks)
    score = pl.sum_horizontal(pl.col(mark.mark).cast(pl.Int16) * mark.weight for mark in book.marks) + pl.sum_horizontal(
        pl.col(name).cast(pl.Int16) * getattr(book.structure, weight)
        for name, weight in (("filled", "values"), ("title_is_report", "title"), ("title_is_table", "table_title"))
    )
    words = [pl.when("title_is_report").then(pl.concat_str(pl.lit("标题“"), "title", pl.lit("”")))]
    words.append(pl.when(pl.col("title_is_table") & ~pl.col("title_is_report")).then(pl.concat_str(pl.lit("统计表“"), "title", pl.lit("”"))))
    words += [pl.when(mark.mark).then(pl.lit(mark.zh)) for mark in book.marks if mark.weight > 0]
    words.append(pl.when("filled").then(pl.concat_str(pl.lit("表内数据"), pl.col("values").cast(pl.String), pl.lit("项"))))
    docs = docs.with_columns(
        score=score, is_blank=(pl.col("values") > 0) & (pl.col("numbers") == 0).fill_null(False),
        kind_evidence=pl.concat_str(words, separator="；", ignore_nulls=True),
        against=pl.concat_str([pl.when(mark.mark).then(pl.lit(mark.zh)) for mark in book.marks if mark.weight < 0], separator="；", ignore_nulls=True),
    )  # fmt: skip
    return docs.drop(mark.mark for mark in book.marks if mark.mark != "shows_pictures")


def _numbers(docs, documents):
    """report_id, numbers: how many cells of doubtful documents hold one; a form whose cells hold none is blank."""
    cells = documents.filter(pl.col("kind") == "cell").join(docs.select("report_id"), on="report_id", how="semi") if docs.height else documents.clear()
    return cells.group_by("report_id").agg(numbers=pl.col("text").str.contains(NUMBER).sum())


def _text_marks(docs, content):
    """doc and a column for each mark that is looked for in the text."""
    text = evidence.texts(content, docs)
    where = {"text": pl.col("text"), "opening": pl.col("text").str.slice(0, 400)}
    return text.select(
        "doc", *(where[mark.where].str.contains("(?m)" + mark.pattern).alias(mark.mark) for mark in codebook().identify.marks if mark.where in where)
    )


def _reason():
    """Why a document is no report: a code of reasons.yml, null where it is one."""
    structure = codebook().identify.structure
    length = pl.col("title").str.len_chars().fill_null(0).cast(pl.Int64) * pl.max_horizontal(pl.col("titles").cast(pl.Int64), 1)
    bare = (pl.col("prose").cast(pl.Int64) - length < structure.prose) & ~pl.col("filled")
    is_list = (pl.col("titles") >= structure.titles) & bare
    too_weak = pl.col("score") < structure.report
    # A report of a year of tables without any, and with little text: its tables are the pictures.
    pictured = pl.col("pictures").is_not_null() & (pl.col("values") == 0) & (pl.col("prose") < structure.pictured) & (pl.col("year") >= FIRST_TABLES)
    return (
        pl.when((pl.col("end") == 0) & (pl.col("values") == 0)).then(pl.lit("no_text"))
        .when(pl.col("is_blank") & too_weak).then(pl.lit("blank_form"))
        .when(is_list).then(pl.lit("not_a_report"))
        .when((pl.col("against") == "") & bare & pl.col("title_is_report") & (pl.col("shows_pictures") | pl.col("pictures").is_not_null())).then(pl.lit("image_only"))
        .when((pl.col("against") == "") & bare & pl.col("title_is_report")).then(pl.lit("no_text"))
        .when((pl.col("against") == "") & pl.col("title_is_report") & pictured.fill_null(False)).then(pl.lit("image_only"))
        .when(too_weak).then(pl.lit("not_a_report"))
        .when((pl.col("titles") > 1) & (pl.col("values") > structure.times * _cells_of_form())).then(pl.lit("several_reports"))
        .when(pl.col("year").is_null()).then(pl.lit("year_unresolved"))
    )  # fmt: skip


def _cells_of_form():
    """How many cells the form of a document has (expression); more values than that are those of several reports."""
    sizes = form_cells().group_by("form").len()
    return pl.col("form").replace_strict(sizes["form"], sizes["len"], default=None, return_dtype=pl.Float64)


def _detail():
    """What was found, for people: what speaks against a report, or what is missing."""
    shown = pl.concat_str(pl.lit("标题“"), pl.coalesce("title", "page_title", "first_line", "stem"), pl.lit("”"))
    lines = pl.when(pl.col("titles") >= codebook().identify.structure.titles).then(
        pl.concat_str(pl.lit("列出"), pl.col("titles").cast(pl.String), pl.lit("个年报标题"))
    )
    no_report = pl.concat_str(
        shown, pl.col("against").replace("", None), lines, pl.when(pl.col("against") == "").then(pl.lit("没有年报的内容")), separator="；", ignore_nulls=True
    )
    return (
        pl.when(pl.col("reason") == "office_unresolved").then("office_evidence")
        .when(pl.col("reason") == "several_reports").then(pl.concat_str(shown, pl.lit("；"), pl.col("titles").cast(pl.String), pl.lit("个年报标题，表内数据"), pl.col("values").cast(pl.String), pl.lit("项")))
        .when(pl.col("reason") == "year_unresolved").then(pl.concat_str(shown, pl.lit("；没有写明年度，或者年度不在本库的年份之内")))
        .when((pl.col("reason") == "image_only") & pl.col("pictures").is_not_null()).then(pl.concat_str(shown, pl.lit("；表格不是文字，有图片"), pl.col("pictures").cast(pl.String), pl.lit("幅")))
        .when(pl.col("reason").is_in(["no_text", "image_only"])).then(pl.concat_str(shown, pl.lit("；没有正文和表格")))
        .when(pl.col("reason") == "blank_form").then(pl.concat_str(no_report, pl.lit("；表内没有数据")))
        .otherwise(no_report)
    )  # fmt: skip


# --- office ----------------------------------------------------------------------------------------------------------


def _offices(docs, content, near, around):
    """doc and the columns that describe the office, with evidence and runner-up; null where it cannot be told.

    What a title alone makes clear is worked out once for each distinct title and year.
    """
    titles = docs.select("title_office", "year").unique(maintain_order=True)
    answers = [(title, year, resolve_title(title, year)) for title, year in titles.iter_rows()]
    clear = [(title, year, *_row(answer, year)) for title, year, answer in answers if answer]
    clear = pl.DataFrame(clear, schema=_schema(title_office=pl.String, year=pl.Int16), orient="row")
    easy = docs.select("doc", "title_office", "year").join(clear, on=["title_office", "year"], how="inner", maintain_order="left").drop("title_office", "year")
    hard = docs.join(easy.select("doc"), on="doc", how="anti", maintain_order="left").select("doc", "year", "title_office", path="said_path")
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
    listed = places.names_in_text()
    hard = hard.with_columns(in_text=pl.col("text").str.extract_many(listed, leftmost=True), in_site=pl.col("site").str.extract_many(listed, leftmost=True))
    for row in hard.iter_rows(named=True):
        row["path"], in_path = _path_clues(row["path"])
        said = tuple((word, row[name]) for name, word in codebook().identify.evidence.speakers.items() if row[name])
        zones = (("site", row["in_site"]), ("path", in_path), ("text", row["in_text"]))
        yield row["doc"], Clues(row["title_office"], said, zones, row["text"] + "\n" + row["site"]), row["year"]


def _path_clues(path):
    """(office named by the path, places named by it): folders may lack suffixes, as in 北京/密云/果园街道/2017.html."""
    *folders, name = [part for part in path.split("/") if part]
    named, office = [], None
    for part in folders:
        found, rest = places.leading(part, short=True)
        named += [place.name for place in found if not rest or part.startswith(place.name)]
    for part in (*folders, _office_part(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name))):
        found = reading(part)
        if found and found.office and found.office.kind != "government" and len(found.text) > 1:
            office = part
    named += [place.name for place in places.leading(_office_part(name))[0]]
    return office, tuple(dict.fromkeys(named))


@cache
def _cuts():
    return [re.compile(pattern) for pattern in codebook().identify.cut]


def _office_part(title):
    for pattern in _cuts():
        title = pattern.sub("", title)
    return title
