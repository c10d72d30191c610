"""Is a document an annual report: what speaks for it and against it, each mark with its weight.

Belongs here: the decision and its reason. Not here: patterns and weights (codebook/identify.yml), where a document says what (evidence.py).
"""

import polars as pl

from pipeline.identity import evidence
from pipeline.tables.forms import form_cells
from schemas.codebook import codebook

FIRST_TABLES = 2014  # from then on every report has a table
ASKED_BY_NAME = ("shows_pictures", "hollow_sections")
NUMBER = r"^\s*-?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?\s*(?:件|条|次|个|人|人次|项|篇|元|万元)?\s*$"  # a cell that holds one; its value is numbers.py's


def with_marks(docs, content, documents):
    """Adds score (sum of the weights), kind_evidence and against (what speaks for and against a report, in words), is_blank.

    Marks in the text are looked for only where title and table leave doubt.
    """
    book = codebook().identify
    page = pl.coalesce("title", "page_title", "first_line")
    where = {
        "title": pl.col("title").fill_null(""), "path": pl.col("stem"), "page": pl.concat_str("article", page, separator="\n", ignore_nulls=True),
        "caption": pl.concat_str("article", "page_title", separator="\n", ignore_nulls=True),
        "frame": pl.concat_str("article", "page_title", "first_line", "title", separator="\n", ignore_nulls=True),
    }  # fmt: skip
    docs = docs.with_columns(
        *(where[mark.where].str.contains("(?m)" + mark.pattern).fill_null(False).alias(mark.mark) for mark in book.marks if mark.where in where),
        title_is_report=where["title"].str.contains(book.genre), title_is_table=where["title"].str.contains(book.table_genre),
    )  # fmt: skip
    doubted = pl.any_horizontal(mark.mark for mark in book.marks if mark.where in where and mark.weight < 0)
    undated = ~where["title"].str.contains("[0-9０-９]")
    docs = docs.join(_numbers(docs.filter((doubted | undated) & (pl.col("values") > 0)), documents), on="report_id", how="left", maintain_order="left")
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
    return docs.drop(mark.mark for mark in book.marks if mark.mark not in ASKED_BY_NAME)


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


def reason():
    """Why a document is no report: a code of reasons.yml, null where it is one."""
    structure = codebook().identify.structure
    length = pl.col("title").str.len_chars().fill_null(0).cast(pl.Int64) * pl.max_horizontal(pl.col("titles").cast(pl.Int64), 1)
    bare = (pl.col("prose").cast(pl.Int64) - length < structure.prose) & ~pl.col("filled")
    is_list = (pl.col("titles") >= structure.titles) & bare
    too_weak = (pl.col("score") < structure.report) & ~(pl.col("filled") & (pl.col("against") == ""))  # a filled form is one, of whatever office and year
    # A report of a year of tables without any, and with little text, or nothing under the heading of the table: its tables are the pictures.
    is_hollow = (pl.col("prose") < structure.pictured) | pl.col("hollow_sections")
    pictured = pl.col("pictures").is_not_null() & (pl.col("values") == 0) & is_hollow & (pl.col("year") >= FIRST_TABLES)
    return (
        pl.when((pl.col("end") == 0) & (pl.col("values") == 0)).then(pl.lit("no_text"))
        .when(pl.col("is_blank") & (too_weak | pl.col("year").is_null())).then(pl.lit("blank_form"))
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


def detail():
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
        .when(pl.col("reason").is_in(["no_text", "image_only"])).then(pl.concat_str(shown, pl.lit("；除标题外没有或几乎没有正文，也没有表格")))
        .when(pl.col("reason") == "blank_form").then(pl.concat_str(no_report, pl.lit("；表内没有数据")))
        .otherwise(no_report)
    )  # fmt: skip
