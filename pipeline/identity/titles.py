"""The title of each document: by which line, of several that look like one, a report goes, and what it says of the office.

Belongs here: from the lines of documents (evidence.py) to a title a document. Not here: whether it is a report (genre.py), which office a name is.
"""

import polars as pl

from pipeline.identity.evidence import LONG_LINE, OPENING_LINES, TITLE_LENGTH, has, office_part
from schemas.codebook import codebook

SPLIT_LINES = 8  # a title that is broken into lines stands within so many
ENTRY = r"20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[\])）]?\s*$"  # a line of a list with its date


def with_title(docs, content, around):
    """Adds title (the report's own), titles (how many lines look like one), article and page_title (what the page is called), first_line,
    title_order, end (number of lines) and title_office (what the title says of the office, '' where it says nothing)."""
    patterns = codebook().identify
    page = around.filter(pl.col("kind") == "title").group_by("doc").agg(page_title=pl.col("text").first())
    article = around.filter((pl.col("kind") == "metadata") & pl.col("text").str.contains("(?i)^(?:ArticleTitle|title)="))
    article = article.group_by("doc").agg(article=pl.col("text").first().str.replace("^[^=]*=", ""))
    opens = content.group_by("doc").agg(first_line=pl.col("text").first().str.slice(0, 80), end=pl.len().cast(pl.Int32))
    is_sentence = pl.col("first_line").str.contains("[。，,][^。，,]*[。，,]|。$") | (pl.col("first_line").str.len_chars() > LONG_LINE)
    extent = opens.with_columns(first_line=pl.when(~is_sentence).then("first_line"))
    long = (
        content.filter(((pl.col("size") > LONG_LINE) & has(["。", "，"])) | pl.col("text").str.starts_with("一、"))
        .group_by("doc")
        .agg(long=pl.col("order").min())
    )
    said = content.filter(
        (pl.col("size") <= TITLE_LENGTH) & pl.col("text").str.contains("公开", literal=True) & ~pl.col("text").str.contains(codebook().identify.site_way)
    )
    genre = said.filter(has(patterns.telling.genre)).with_columns(title=_line_with(patterns.genre)).filter(pl.col("title").is_not_null())
    genre = genre.join(long, on="doc", how="left", maintain_order="left").with_columns(in_intro=(pl.col("order") < pl.col("long")).fill_null(True))
    genre = genre.with_columns(dated=_is_dated(pl.col("title")))  # a title with a year beats the name of a column, 政府信息公开年报
    titles = genre.group_by("doc").agg(titles=pl.len())
    captioned = _captioned(page, content).implode()
    genre = _without_entries(genre, captioned)
    own = genre.filter("in_intro").sort("doc", "dated", maintain_order=True).group_by("doc", maintain_order=True)
    own = own.agg(own=pl.col("title").last(), own_order=pl.col("order").last())
    later = genre.sort("doc", ~pl.col("dated"), maintain_order=True).group_by("doc", maintain_order=True)
    later = later.agg(later=pl.col("title").first(), later_order=pl.col("order").first())
    table = (
        said.join(later, on="doc", how="anti", maintain_order="left")
        .filter(has(patterns.telling.table_genre))
        .with_columns(table=_line_with(patterns.table_genre))
    )
    table = table.filter(pl.col("table").is_not_null()).group_by("doc").agg(pl.col("table").first())
    for part in (page, article, extent, long, own, later, titles, table):
        docs = docs.join(part, on="doc", how="left", maintain_order="left")
    split = _split_title(docs.filter(pl.col("later").is_null() & ~pl.col("doc").is_in(captioned)).select("doc", "long"), content)
    docs = docs.join(split, on="doc", how="left", maintain_order="left")
    named = pl.any_horizontal(_is_dated(pl.col(name)).fill_null(False) for name in ("own", "later", "split"))
    docs = docs.join(_presented(docs.filter(~named).select("doc"), content), on="doc", how="left", maintain_order="left")
    docs = docs.join(_running_heads(around), on="doc", how="left", maintain_order="left")
    article, page = (pl.when(pl.col(name).str.contains(patterns.genre)).then(name) for name in ("article", "page_title"))
    docs = docs.with_columns(
        title=pl.coalesce(article, _dated(pl.col("own")), _dated(page), _dated(pl.col("later")), "split", "presented", "running_head", "own", page, "later", "table").str.strip_chars(),
        title_order=pl.coalesce("own_order", "later_order", pl.lit(0)), titles=pl.col("titles").fill_null(0), end=pl.col("end").fill_null(0),
    ).drop("own", "own_order", "later", "later_order", "table", "split", "presented", "running_head", "long")  # fmt: skip
    return _with_office_part(docs, content)


def _without_entries(genre, captioned):
    """Lines that look like titles, without those of documents in which each with a year is an entry of a list, its date behind it: links to other reports.
    `captioned`: documents that go by another name; the names of columns are no titles of theirs either."""
    is_entry = pl.col("text").str.contains(ENTRY)
    no_title = (is_entry | ~pl.col("dated")).all().over("doc")
    return genre.filter(~(no_title & ((is_entry & (is_entry.sum().over("doc") > 1)) | pl.col("doc").is_in(captioned))))


def _captioned(page, content):
    """Numbers of the documents that hold a line with a year by which the page is called, and which is no title of the genre."""
    caption = pl.col("page_title").str.extract(r"^\s*([^_|｜]{8,60}?)\s*(?:[_|｜]|-|—|$)")
    named = page.select("doc", text=caption).filter(_is_dated(pl.col("text")) & ~pl.col("text").str.contains(codebook().identify.genre))
    return content.join(named, on=["doc", "text"], how="semi")["doc"].unique() if named.height else named["doc"]


def _is_dated(title):
    return title.str.contains("20[0-9]{2}|２０|[〇○◯零ＯOo0一二三四五六七八九]{4}年|(?:^|[^0-9])[012][0-9]年")


def _dated(title):
    return pl.when(_is_dated(title)).then(title)


def _line_with(pattern):
    return pl.col("text").str.extract(rf"(?m)^([^\n。，]{{0,70}}(?:{pattern})[^\n。；;]{{0,30}})$")


def _split_title(docs, content):
    """doc, split: a title that runs over several short lines at the top of the text."""
    in_intro = (pl.col("order") < pl.col("long")).fill_null(True) & (pl.col("order") < SPLIT_LINES) & (pl.col("size") <= LONG_LINE)
    top = content.join(docs, on="doc", how="inner", maintain_order="left").filter(in_intro & ~pl.col("text").str.contains(codebook().identify.site_way))
    is_number = pl.col("text").str.contains(codebook().identify.paper_number)
    below_letterhead = ~is_number.reverse().cum_max().reverse().over("doc")  # the office and the number of the paper stand above its title
    top = top.filter(below_letterhead)
    joined = top.group_by("doc", maintain_order=True).agg(pl.col("text").str.join("")).with_columns(pl.col("text").str.replace_all(r"\s+", ""))
    return joined.select("doc", split=pl.col("text").str.extract(rf"^([^。，；;]{{0,60}}(?:{codebook().identify.genre}))")).filter(
        pl.col("split").is_not_null()
    )


def _presented(docs, content):
    """doc, presented: how the opening of a text without a title names the report."""
    patterns = codebook().identify
    opening = content.filter((pl.col("order") < OPENING_LINES) & pl.col("text").str.contains("公开", literal=True) & has(patterns.telling.genre))
    opening = opening.join(docs, on="doc", how="semi", maintain_order="left").with_columns(text=pl.col("text").str.replace_all(patterns.cited, ""))
    named = [
        pl.concat_str(group.struct.field("1"), group.struct.field("2")) for group in (pl.col("text").str.extract_groups(each) for each in patterns.presented)
    ]
    opening = opening.select("doc", presented=pl.coalesce(named)).filter(pl.col("presented").is_not_null())
    return opening.unique("doc", keep="first", maintain_order=True)


def _running_heads(around):
    """doc, running_head: the title that stands at the top of each page, as sheets printed one by one have it."""
    heads = around.filter((pl.col("kind") == "furniture") & pl.col("page").is_not_null() & (pl.col("text").str.len_chars() <= TITLE_LENGTH))
    heads = heads.filter(pl.col("text").str.contains("公开", literal=True) & _is_dated(pl.col("text")))
    heads = heads.with_columns(running_head=_line_with(f"{codebook().identify.genre}|{codebook().identify.table_genre}")).drop_nulls("running_head")
    return heads.unique("doc", keep="first", maintain_order=True).select("doc", "running_head")


def _with_office_part(docs, content):
    docs = docs.with_columns(title_office=office_part(pl.col("title")))
    is_rest = pl.col("title_office").str.contains(codebook().identify.rest_of_office)
    bare = docs.filter((pl.col("title_office").str.len_chars() < 2) | is_rest).select("doc", "title", "title_order", is_rest=is_rest)
    above = content.join(bare.with_columns(order=pl.col("title_order") - 1), on=["doc", "order"], how="inner", maintain_order="right").filter(
        pl.col("size") <= 30
    )
    above = above.filter(~pl.col("text").str.contains(codebook().identify.paper_number))
    line = pl.col("text").str.strip_chars()
    named = pl.when("is_rest").then(line + pl.col("title")).otherwise(line)
    above = above.select("doc", above=line, above_office=office_part(named)).filter(pl.col("above_office").str.len_chars() > 1)
    brackets = bare.select("doc", in_brackets=pl.col("title").str.extract(r"[（(【\[]([^）)】\]]{2,24})[）)】\]]"))
    docs = docs.join(above, on="doc", how="left", maintain_order="left").join(brackets, on="doc", how="left", maintain_order="left")
    title = pl.when(pl.col("above").is_not_null()).then(pl.col("above") + pl.col("title")).otherwise("title")
    return docs.with_columns(title=title, title_office=pl.coalesce("above_office", "in_brackets", "title_office").fill_null("")).drop(
        "above", "above_office", "in_brackets"
    )
