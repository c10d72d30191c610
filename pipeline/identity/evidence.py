"""What each document says of itself: its title, the lines around it, the lines that name its office and its dates.

Belongs here: from the layer `documents` to strings, a row a document (`doc` is its number). Not here: what follows from them (identify.py,
offices.py). Lines are filtered by plain words first: patterns then run over a few short lines of each document.
"""

import re

import polars as pl

from pipeline.numbers import WIDE_DIGITS, YEAR_SIGNS
from pipeline.readers.form_labels import is_label
from pipeline.readers.wrapped import one_line
from schemas.codebook import codebook

FIRST_CELLS = 60  # cells so early may be the layout of a page, not a table of figures
LINE_LENGTH, TITLE_LENGTH, LONG_LINE = 500, 110, 60
HEAD_LINES, TAIL_LINES, LINES_ABOVE = 14, 10, 3  # lines from the title on, at the end, and before the title
CUT_OFF = 8  # characters at most that the end of a line cuts off a title
SPLIT_LINES = 8  # a title that is broken into lines stands within so many
OPENING_LINES = 30  # the report names itself within so many, cells of a head with its number and date included
ENTRY = r"20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[\])）]?\s*$"  # a line of a list with its date
DATE = r"^[\[(（]?20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[\])）]?$"


def has(words):
    """Whether a line holds one of some plain words; as a pattern, which is faster than contains_any (expression)."""
    return pl.col("text").str.contains("|".join(re.escape(word) for word in words))


def lines(documents, forms):
    """The layer `documents` and Tables.forms → (documents, content, around).

    documents: doc, report_id, form (best known), values (of that form), prose (characters of its text). content: doc, order, size, text of
    the lines of the text, without the cells of forms. around: doc, kind, text of page titles, metadata and page furniture.
    """
    kind = pl.col("kind")
    rows = documents.select("report_id", "block", "kind", "page", "text").filter((kind != "cell") | (pl.col("block") < FIRST_CELLS))
    rows = rows.with_columns(doc=pl.col("report_id").rle_id().cast(pl.Int32))
    best = (
        forms.sort("values", "form", descending=[True, False])
        .group_by("report_id", maintain_order=True)
        .agg(pl.col("form", "values").first(), first=pl.col("first").min())
    )
    docs = rows.select("doc", "report_id").unique("doc", keep="first", maintain_order=True).join(best, on="report_id", how="left", maintain_order="left")
    wrapped = (kind == "paragraph") & pl.col("text").str.contains("\n", literal=True)
    if rows.select(wrapped.any()).item():
        rows = rows.with_columns(text=pl.when(wrapped).then(one_line(pl.col("text"))).otherwise("text"))
    around = rows.filter(kind.is_in(["title", "metadata", "furniture"])).select("doc", "kind", "page", pl.col("text").str.slice(0, LINE_LENGTH))
    content = _titles_mended(rows.filter(kind.is_in(["paragraph", "cell"]))).filter(pl.col("text").str.len_bytes() > 3)
    content = content.with_columns(first=docs["first"].fill_null(2**31).gather(content["doc"])).filter((kind != "cell") | (pl.col("block") < pl.col("first")))
    content = content.with_columns(size=pl.col("text").str.len_chars().cast(pl.Int32)).with_row_index("order")
    labels = pl.Series([text for text in content.filter(kind == "cell")["text"].unique() if is_label(text)], dtype=pl.String)
    words = ((kind != "cell") | ~pl.col("text").is_in(labels.implode())) & ~pl.col("text").str.contains(DATE)
    prose = content.filter(words).group_by("doc").agg(prose=pl.col("size").sum())
    content = content.select(
        "doc", "size", pl.col("text").str.slice(0, LINE_LENGTH), order=(pl.col("order") - pl.col("order").first().over("doc")).cast(pl.Int32)
    )
    docs = docs.drop("first").join(prose, on="doc", how="left", maintain_order="left").with_columns(pl.col("prose", "values").fill_null(0))
    return docs, content, around


def _titles_mended(content):
    """Lines of the text with a title that the end of a line cuts within its last word made one: 2015年政府信息公开工作年度报｜告."""
    text, below = pl.col("text"), pl.col("text").shift(-1)
    short = (text.str.len_bytes() <= 3 * LONG_LINE) & (below.str.len_bytes() <= 3 * CUT_OFF) & (pl.col("block") < OPENING_LINES)
    one_document = (pl.col("doc") == pl.col("doc").shift(-1)) & (pl.col("kind") == "paragraph") & (pl.col("kind").shift(-1) == "paragraph")
    cut = content.with_row_index("at").with_columns(below=below.str.strip_chars()).filter((short & one_document).fill_null(False))
    whole = pl.concat_str(text.str.strip_chars(), "below")
    genre = rf"^[^。，；;]*(?:{codebook().identify.genre})$"
    cut = cut.filter(whole.str.contains(genre) & ~text.str.contains(genre) & ~pl.col("below").str.contains(genre)).select("at", whole=whole)
    if cut.is_empty():
        return content
    content = content.with_row_index("at").join(cut, on="at", how="left", maintain_order="left").filter(~pl.col("at").is_in((cut["at"] + 1).implode()))
    return content.with_columns(text=pl.coalesce("whole", "text")).drop("at", "whole")


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
    return title.str.contains("20[0-9]{2}|２０|[〇○零Ｏ一二三四五六七八九]{4}年")


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
    bare = docs.filter(pl.col("title_office").str.len_chars() < 2).select("doc", "title", "title_order")
    above = content.join(bare.with_columns(order=pl.col("title_order") - 1), on=["doc", "order"], how="inner", maintain_order="right").filter(
        pl.col("size") <= 30
    )
    above = above.filter(~pl.col("text").str.contains(codebook().identify.paper_number))
    above = above.select("doc", above=pl.col("text").str.strip_chars(), above_office=office_part(pl.col("text"))).filter(
        pl.col("above_office").str.len_chars() > 1
    )
    brackets = bare.select("doc", in_brackets=pl.col("title").str.extract(r"[（(【\[]([^）)】\]]{2,24})[）)】\]]"))
    docs = docs.join(above, on="doc", how="left", maintain_order="left").join(brackets, on="doc", how="left", maintain_order="left")
    title = pl.when(pl.col("above").is_not_null()).then(pl.col("above") + pl.col("title")).otherwise("title")
    return docs.with_columns(title=title, title_office=pl.coalesce("above_office", "in_brackets", "title_office").fill_null("")).drop(
        "above", "above_office", "in_brackets"
    )


def plain_digits(text):
    """'２０１８年' → '2018年' (expression)."""
    return text.str.replace_many(WIDE_DIGITS)


def office_part(title):
    """What a title says of the office: '2016年汉阳区柳桥镇政府信息公开年报' → '汉阳区柳桥镇' (expression)."""
    title = plain_digits(title)
    for pattern in codebook().identify.cut:
        title = title.str.replace_all(pattern, "")
    return title.str.replace("人民$", "人民政府")


def near_lines(docs, content):
    """doc, size, text and in_head of the lines around the title and at the end; digits of full width become plain ones."""
    position = pl.col("order") - docs["title_order"].gather(content["doc"])
    in_head = position.is_between(-LINES_ABOVE, HEAD_LINES)
    near = content.with_columns(in_head=in_head).filter(pl.col("in_head") | (pl.col("order") >= docs["end"].gather(content["doc"]) - TAIL_LINES))
    wide = near["text"].str.contains("[０-９]")
    if wide.any():
        near = near.with_columns(text=pl.when(wide).then(plain_digits(pl.col("text"))).otherwise("text"))
    return near.drop("order")


def texts(lines_, docs):
    """doc, text: lines of some documents in one string each."""
    return lines_.join(docs.select("doc"), on="doc", how="semi", maintain_order="left").group_by("doc", maintain_order=True).agg(pl.col("text").str.join("\n"))


def names(docs, content, near, around):
    """doc, statement, filler, source, signature, way (through the site), paper and own_site (by which the office itself goes), text and site: what names the
    offices of some documents."""
    patterns = codebook().identify
    within = lambda frame: frame.join(docs.select("doc"), on="doc", how="semi", maintain_order="left")  # noqa: E731
    near, around, content = within(near), within(around), within(content)
    line = pl.col("text")
    head = near.filter("in_head")
    statement = head.filter(has(patterns.telling.statements) | line.str.contains(r"^\s*20[0-9]{2}年"))
    said = (line.str.extract(pattern) for pattern in patterns.statements)
    said = pl.coalesce(pl.when(~name.str.contains(patterns.no_name)).then(name) for name in said)
    # 石桥镇人民政府信息公开工作领导小组办公室 speaks for 石桥镇人民政府.
    statement = statement.with_columns(statement=pl.when(said.str.contains("公开", literal=True)).then(office_part(said)).otherwise(said))
    filler = content.filter(has(patterns.telling.filler)).with_columns(filler=line.str.extract(patterns.filler))
    info = pl.concat([around.filter(pl.col("kind") != "title").select("doc", "text"), head.filter(pl.col("size") <= 160).select("doc", "text")])
    info = info.group_by("doc", maintain_order=True).agg(line.str.join("\n"))
    signature = near.filter(pl.col("size") <= 30).with_columns(signature=line.str.extract(patterns.signature))
    way = pl.concat([around.filter(pl.col("kind") == "furniture").select("doc", "text"), head.filter(has([">", "＞", "»", "›"])).select("doc", "text")])
    way = way.with_columns(way=line.str.extract_all(patterns.site).list.last().str.strip_chars(" >＞»›/\n"))
    found = docs.select("doc").join(info.select("doc", source=line.str.extract(patterns.source)), on="doc", how="left", maintain_order="left")
    for name, part, keep in (("statement", statement, "first"), ("filler", filler, "first"), ("signature", signature, "last"), ("way", way, "last")):
        part = part.filter(pl.col(name).is_not_null()).unique("doc", keep=keep, maintain_order=True).select("doc", name)
        found = found.join(part, on="doc", how="left", maintain_order="left")
    site = around.group_by("doc", maintain_order=True).agg(site=line.str.join("\n"))
    text = near.group_by("doc", maintain_order=True).agg(text=line.str.join("\n"))
    found = found.join(text, on="doc", how="left", maintain_order="left").join(site, on="doc", how="left", maintain_order="left")
    return found.with_columns(pl.col("text", "site").fill_null("")).with_columns(**_of_itself())


def _of_itself():
    """Expressions paper and own_site over `text`: what the report says of its own papers and its own site, where it calls itself accordingly."""
    patterns, text = codebook().identify, pl.col("text")
    itself, whole = text.str.extract(patterns.calls_itself), text.str.contains(patterns.of_whole_place)
    paper = text.str.extract_groups(patterns.own_papers)
    is_own = paper.struct.field("2").str.starts_with(itself).fill_null(False)
    return {"paper": pl.when(is_own).then(paper.struct.field("1")), "own_site": pl.when(whole & itself.is_null()).then(text.str.extract(patterns.own_site))}


def history(near):
    """doc, former_name (what the office was called before, where the text says so), and corrects (whether it says to correct a report)."""
    patterns = codebook().identify
    said = near.filter(pl.col("in_head") & has(patterns.telling.history))
    said = said.with_columns(
        former_name=pl.coalesce(pl.col("text").str.extract(pattern) for pattern in patterns.former), corrects=pl.col("text").str.contains(patterns.corrected)
    )
    return said.group_by("doc", maintain_order=True).agg(pl.col("former_name").drop_nulls().first(), pl.col("corrects").any())


def numeral_year(text):
    """'二〇一三' → 2013 (expression)."""
    return text.str.replace_many(YEAR_SIGNS).cast(pl.Int16, strict=False)
