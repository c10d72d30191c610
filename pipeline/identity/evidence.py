"""What each document says of itself: its lines, those around its title, those that name its office and its dates.

Belongs here: from the layer `documents` to strings, a row a document (`doc` is its number). Not here: its title (titles.py), what follows from them
(identify.py, offices.py). Lines are filtered by plain words first: patterns then run over a few short lines of each document.
"""

import re

import polars as pl

from pipeline.numbers import WIDE_DIGITS, YEAR_SIGNS
from pipeline.readers.form_labels import is_label
from pipeline.readers.text_parts.wrapped import one_line
from schemas.codebook import codebook

FIRST_CELLS = 60  # cells so early may be the layout of a page, not a table of figures
LINE_LENGTH, TITLE_LENGTH, LONG_LINE = 500, 110, 60
HEAD_LINES, TAIL_LINES, LINES_ABOVE = 14, 10, 3  # lines from the title on, at the end, and before the title
CUT_OFF = 8  # characters at most that the end of a line cuts off a title
OPENING_LINES = 30  # the report names itself within so many, cells of a head with its number and date included
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


def plain_digits(text):
    """'２０１８年', '2O18年' → '2018年' (expression)."""
    text = text.str.replace_many(WIDE_DIGITS)
    for _ in range(2):  # 2OO8
        text = text.str.replace_all("([0-9])[OoＯ○◯〇]", "${1}0")
    return text


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
    statement = head.filter(has(patterns.telling.statements) | line.str.contains(r"(?:^|。)\s*20[0-9]{2}年"))
    said = (line.str.extract(pattern) for pattern in patterns.statements)
    said = pl.coalesce(pl.when(~name.str.contains(patterns.no_name)).then(name) for name in said)
    # 石桥镇人民政府信息公开工作领导小组办公室 speaks for 石桥镇人民政府.
    statement = statement.with_columns(statement=pl.when(said.str.contains("公开", literal=True)).then(office_part(said)).otherwise(said))
    filler = content.filter(has(patterns.telling.filler)).with_columns(filler=line.str.extract(patterns.filler))
    info = pl.concat([around.filter(pl.col("kind") != "title").select("doc", "text"), head.filter(pl.col("size") <= 160).select("doc", "text")])
    info = info.group_by("doc", maintain_order=True).agg(line.str.join("\n"))
    signature = near.filter(pl.col("size") <= 30).with_columns(signature=line.str.extract(patterns.signature))
    signature = signature.filter(~pl.col("signature").str.contains(patterns.no_name))
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
    """'二〇一三', '13' → 2013 (expression)."""
    year = text.str.replace_many(YEAR_SIGNS).cast(pl.Int16, strict=False)
    return pl.when(year < 100).then(year + 2000).otherwise(year)
