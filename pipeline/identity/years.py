"""The year a report is about, and the day it was published.

Belongs here: from the lines of documents (evidence.py) to a year with its evidence. Not here: which form was in force in a year
(codebook/years.yml). A stated period beats the title, the title the file name; a date of publication only rules years out.
"""

import polars as pl

from pipeline.identity.evidence import has, numeral_year, plain_digits, texts
from schemas.codebook import codebook

# Where a year may stand, in order of trust, with the column that quotes it.
SOURCES = {
    "year_of_period": ("统计期限", "period"), "year_in_words": ("统计截止", "words"), "year_in_title": ("标题", "title"), "year_of_table": ("表头", None),
    "year_in_name": ("文件名", "stem"), "year_in_path": ("路径", None), "year_in_body": ("正文", None),
}  # fmt: skip

NAMED_OFTEN = 3  # times: the title is one of them


def with_years(docs, near, around):
    """Adds year, year_evidence, year_runner_up and published_on to documents with title, stem and path."""
    patterns = codebook().identify
    docs = _join(docs, _published(near, around), _signed(near), _periods(near))
    docs = docs.with_columns(year_in_title=_year_in_title(), **_years_in_path())
    open_ = docs.filter(
        pl.col("span_from").is_not_null()
        | (pl.col("year_in_title") == pl.col("year_of_period") + 1)
        | pl.col("year_of_period").is_null()
        & pl.col("year_in_words").is_null()
        & (pl.col("year_in_title").is_null() | (pl.col("year_in_title") >= pl.coalesce("published", "signed").dt.year()))
    )
    docs = _join(docs, _years_in_text(open_, near))
    # 自2010年1月1日起至2011年12月31日止: one of the two is a slip; the year that the report is named by, or names most often, is not.
    first_holds = pl.coalesce("year_in_title", "year_in_body") == pl.col("span_from")
    slip = {
        name: pl.when(first_holds & (pl.col(name) == pl.col("span_from") + 1)).then("span_from").otherwise(name) for name in ("year_of_period", "year_in_words")
    }
    docs = docs.with_columns(**slip)
    docs = docs.with_columns(**_period_left_over())
    published = pl.coalesce("published", "signed")
    last_possible = published.dt.year() - (published.dt.month() < patterns.months_to_publish)
    known = [year for span in codebook().years for year in (span.from_, span.to)]
    possible = {name: _within(pl.col(name), known) for name in SOURCES}
    plausible = [pl.when((pl.col(name) <= last_possible).fill_null(True)).then(year) for name, year in possible.items()]
    from_date = _within(pl.coalesce("signed", "published").dt.year() - 1, known)
    # A year that the date of publication rules out counts only where nothing else states one.
    stated = [year for name, year in possible.items() if name != "year_in_body"]
    # Offices that reported before the Regulations: the years that such a report also names are not its own.
    own = [pl.col(name) for name in ("year_of_period", "year_in_words", "year_in_title")]
    outside = pl.any_horizontal(year.is_not_null() for year in own) & pl.all_horizontal(_within(year, known).is_null() for year in own)
    docs = docs.with_columns(year=pl.when(~outside).then(pl.coalesce(*plausible, *stated, from_date)).cast(pl.Int16))
    quotes = [_reason(name, word, quoted) for name, (word, quoted) in SOURCES.items()]
    evidence = pl.concat_str(*quotes, separator="；", ignore_nulls=True).replace("", None)
    return docs.with_columns(
        year_evidence=pl.coalesce(evidence, pl.concat_str(pl.lit("日期："), pl.coalesce("signed", "published").cast(pl.String))),
        year_runner_up=pl.coalesce(pl.when(year != pl.col("year")).then(year) for year in possible.values()).cast(pl.Int16),
        published_on=pl.coalesce(pl.when(pl.col(name).dt.year() > pl.col("year")).then(pl.col(name)) for name in ("published", "signed")),
    )


def _period_left_over():
    """year_of_period, year_in_words: those of the year before, left over from its report, give way to a year that both title and most of the text name."""
    own = pl.col("year_in_title")
    named = (own == pl.col("year_in_body")) & pl.col("is_named_most")
    return {name: pl.when(named & (pl.col(name) == own - 1)).then(None).otherwise(name) for name in ("year_of_period", "year_in_words")}


def _within(year, known):
    """The year where it is one of those of years.yml, else null."""
    return pl.when(year.is_between(min(known), max(known))).then(year)


def _join(docs, *parts):
    for part in parts:
        docs = docs.join(part, on="doc", how="left", maintain_order="left")
    return docs


def _reason(name, word, quoted):
    quote = pl.coalesce(pl.col(quoted).str.slice(0, 60), pl.col(name).cast(pl.String)) if quoted else pl.col(name).cast(pl.String)
    return pl.when(pl.col(name) == pl.col("year")).then(pl.concat_str(pl.lit(word + "："), quote))


def _year_in_title():
    title = plain_digits(pl.col("title"))
    return pl.coalesce(numeral_year(title.str.extract(pattern)) for pattern in codebook().identify.title_years)


def _years_in_path():
    patterns = codebook().identify
    named = pl.coalesce(pl.col("stem").str.extract(pattern) for pattern in patterns.file_years)
    folder = pl.col("path").str.extract(patterns.folder_year)
    return {"year_in_name": numeral_year(named), "year_in_path": folder.cast(pl.Int16)}


def _periods(near):
    """doc, year_of_period, period, year_in_words, words: the stretch of a year, or its last day, that the report says it covers."""
    pattern, in_words = codebook().identify.period, codebook().identify.period_words
    groups = ("before", "year", "month", "day", "last_year", "last_month", "last_day")
    said = near.filter(has(codebook().identify.telling.period)).select("doc", "text")
    stated = said.select("doc", period=pl.col("text").str.extract_all(pattern)).explode("period").filter(pl.col("period").is_not_null())
    stated = stated.with_columns(pl.col("period").str.extract_groups(pattern).struct.rename_fields(list(groups)).alias("groups")).unnest("groups")
    stated = stated.with_columns(pl.col(name).cast(pl.Int16) for name in groups[1:])
    one_year = pl.col("last_year").is_null() | (pl.col("last_year") == pl.col("year"))
    whole = (pl.col("month") == 1) & (pl.col("day") == 1) & (pl.col("last_month") >= 10)
    first = codebook().years[0]
    first_year = (pl.col("year") == first.from_) & (pl.col("month") == first.first_month) & (pl.col("last_month") == 12)
    stated = stated.filter((one_year & (whole | first_year)) | (whole & (pl.col("last_year") - pl.col("year") == 1)))
    stated = stated.with_columns(rank=pl.col("before").is_null().cast(pl.Int8) + (~one_year).cast(pl.Int8) * 2).sort("doc", "rank", maintain_order=True)
    stated = stated.unique("doc", keep="first", maintain_order=True).select(
        "doc", "period", year_of_period=pl.coalesce("last_year", "year"), span_from=pl.when(pl.col("last_year") > pl.col("year")).then("year")
    )
    worded = said.with_columns(found=pl.col("text").str.extract_groups(in_words), words=pl.col("text").str.extract(f"({in_words})"))
    worded = worded.with_columns(year_in_words=pl.coalesce(pl.col("found").struct.field("1").cast(pl.Int16), numeral_year(pl.col("found").struct.field("2"))))
    worded = worded.filter(pl.col("year_in_words").is_not_null()).unique("doc", keep="first", maintain_order=True).select("doc", "words", "year_in_words")
    return stated.join(worded, on="doc", how="full", coalesce=True)


def _years_in_text(docs, near):
    """doc, year_of_table (its heading), year_in_body (named most often), is_named_most (often, and more than any other), for documents where neither period nor
    title decides."""
    patterns = codebook().identify
    text = texts(near, docs)
    of_table = pl.coalesce(pl.col("text").str.extract(patterns.table_year, 1), pl.col("text").str.extract(patterns.table_year, 2)).cast(pl.Int16)
    years = (
        text.select("doc", year_in_body=pl.col("text").str.extract_all(patterns.body_year)).explode("year_in_body").filter(pl.col("year_in_body").is_not_null())
    )
    years = years.with_columns(pl.col("year_in_body").str.slice(0, 4).cast(pl.Int16)).group_by("doc", "year_in_body").len()
    lead = pl.col("len") > pl.col("len").shift(-1).over("doc").fill_null(0)
    most = years.sort("doc", "len", "year_in_body", descending=[False, True, True])
    most = most.with_columns(is_named_most=lead & (pl.col("len") >= NAMED_OFTEN))
    most = most.unique("doc", keep="first", maintain_order=True).drop("len")
    return _join(text.select("doc", year_of_table=of_table), most)


def _published(near, around):
    """doc, published: the date in the metadata, else in the lines around the title."""
    patterns = codebook().identify
    metadata = around.filter(pl.col("kind") == "metadata").select("doc", rank=pl.lit(0), date=_date(pl.col("text").str.extract_groups(patterns.metadata_date)))
    info = pl.concat(
        [around.filter(pl.col("kind") == "furniture").select("doc", "text"), near.filter(pl.col("in_head") & (pl.col("size") <= 120)).select("doc", "text")]
    )
    info = (
        info.filter(pl.col("text").str.contains("20[0-9]{2} ?[-年/.]") | has(codebook().identify.telling.info_date))
        .group_by("doc", maintain_order=True)
        .agg(pl.col("text").str.join("\n"))
    )
    info = info.select("doc", rank=pl.lit(1), date=_date(pl.col("text").str.extract_groups("(?m)" + patterns.info_date)))
    dates = pl.concat([metadata, info]).filter(pl.col("date").is_not_null()).sort("doc", "rank", maintain_order=True)
    return dates.unique("doc", keep="first", maintain_order=True).select("doc", published="date")


def _signed(near):
    """doc, signed: the last date that stands alone in a line."""
    pattern = codebook().identify.signature_date
    dates = near.filter((pl.col("size") <= 24) & pl.col("text").str.contains("年", literal=True)).select(
        "doc", signed=_date(pl.col("text").str.extract_groups(pattern))
    )
    return dates.filter(pl.col("signed").is_not_null()).unique("doc", keep="last", maintain_order=True)


def _date(groups):
    year, month, day = (groups.struct.field(str(number)).cast(pl.Int32) for number in (1, 2, 3))
    text = pl.concat_str(year, month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2), separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)
