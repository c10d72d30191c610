"""What each document says of itself: title, sentences and lines that name the office, dates, marks of a report.

Belongs here: from the layer `documents` to one row of strings a document. Not here: what follows from them (identify.py, offices.py).
"""

import polars as pl

from schemas.codebook import codebook

HEAD_LINES, TAIL_LINES = 40, 14
LINE_LENGTH = 400  # characters of a line that count
FIRST_CELLS = 60  # cells so early may be the layout of a page, not a table of figures
NUMERALS = dict(zip("〇○零Ｏ一二三四五六七八九", "00001" "23456789", strict=True))


def strings(documents, forms):
    """The layer `documents` and Tables.forms → one row a document, in order: report_id, page_title (of <title>), metadata, furniture, head and tail
    (first and last lines), intro (lines before the first long one), prose (characters of text), values (of its best known form) and form."""
    best = forms.sort("values", "form", descending=[True, False]).group_by("report_id", maintain_order=True).first()
    first = forms.group_by("report_id").agg(first=pl.col("first").min())
    kind = pl.col("kind")
    rows = documents.select("report_id", "block", "kind", "text").filter((kind != "cell") | (pl.col("block") < FIRST_CELLS))
    rows = rows.join(first, on="report_id", how="left", maintain_order="left").filter((kind != "cell") | pl.col("first").is_null() | (pl.col("block") < pl.col("first")))
    line = pl.col("text").str.slice(0, LINE_LENGTH)
    content = kind.is_in(["paragraph", "cell"]) & (pl.col("text").str.len_bytes() > 3)
    found = rows.group_by("report_id", maintain_order=True).agg(
        page_title=line.filter(kind == "title").first(),
        metadata=line.filter(kind == "metadata").str.join("\n"),
        furniture=line.filter(kind == "furniture").str.slice(0, 160).str.join("\n"),
        head=line.filter(content).head(HEAD_LINES).str.join("\n"),
        tail=line.filter(content).tail(TAIL_LINES).str.slice(0, 120).str.join("\n"),
        prose=pl.col("text").filter(kind == "paragraph").str.len_chars().sum(),
    )
    found = found.join(best.select("report_id", "form", "values"), on="report_id", how="left", maintain_order="left")
    return found.with_columns(
        _plain_digits("head"),
        _plain_digits("tail"),
        pl.col("values").fill_null(0),
    ).with_columns(intro=pl.col("head").str.extract(r"(?s)\A(.*?)(?:\n[^\n]{60,}|\n\s*一、|\z)"))


def _plain_digits(name):
    """Digits of full width become plain ones, where there are any."""
    wide, plain = list("０１２３４５６７８９"), list("0123456789")
    return pl.when(pl.col(name).str.contains_any(wide)).then(pl.col(name).str.replace_many(wide, plain)).otherwise(name).alias(name)


def with_title(found):
    """Adds title (the report's own) and titles (how many lines look like one), title_office (what it says of the office)."""
    patterns = codebook().identify
    line = rf"(?m)^[^\n。]{{0,70}}(?:{patterns.genre})[^\n。；;]{{0,30}}$"
    article = pl.col("metadata").str.extract(r"(?im)^(?:ArticleTitle|title)=(.+)$")
    found = found.with_columns(in_intro=pl.col("intro").str.extract_all(line), in_head=pl.col("head").str.extract_all(line))
    split = pl.col("intro").str.replace_all(r"\s+", "").str.extract(rf"^([^。；;]{{0,60}}(?:{patterns.genre}))")
    named = pl.coalesce(
        pl.when(article.str.contains(patterns.genre)).then(article),
        pl.col("in_intro").list.last(),
        pl.when(pl.col("page_title").str.contains(patterns.genre)).then("page_title"),
        pl.col("in_head").list.first(),
        pl.when(pl.col("intro").str.len_chars() < 120).then(split),
        pl.col("head").str.extract(rf"(?m)^([^\n。]{{0,60}}{patterns.table_genre}[^\n]{{0,12}})$"),
        pl.col("tail").str.extract(rf"(?m)^([^\n。]{{0,60}}{patterns.table_genre}[^\n]{{0,12}})$"),
    )
    found = found.with_columns(title=named.str.strip_chars(), titles=pl.col("in_head").list.len(), article=article)
    above = _line_above(pl.col("intro"), pl.col("title"))
    found = found.with_columns(title_office=office_part(pl.col("title")))
    above_office = pl.when(pl.col("title_office").str.len_chars() < 2).then(office_part(above))
    in_brackets = pl.when(pl.col("title_office").str.len_chars() < 2).then(pl.col("title").str.extract(r"[（(【\[]([^）)】\]]{2,24})[）)】\]]"))
    found = found.with_columns(
        title=pl.when(above_office.str.len_chars() > 1).then(above + pl.col("title")).otherwise("title"),
        title_office=pl.coalesce(above_office.replace("", None), in_brackets, "title_office").fill_null(""),
    )
    return found.drop("in_intro", "in_head")


def _line_above(lines, line):
    """The short line before a given one, where a title runs over two lines."""
    before = lines.str.split("\n")
    index = before.list.eval(pl.element()).list.len()
    del index
    parts = lines.str.splitn("\n", 3)
    first, second, third = (parts.struct.field(f"field_{number}") for number in range(3))
    short = pl.when(first.str.len_chars() <= 30).then(first.str.strip_chars())
    return pl.when(second.str.strip_chars() == line).then(short).when(third.str.strip_chars().str.starts_with(line)).then(pl.when(second.str.len_chars() <= 30).then(second.str.strip_chars()))


def office_part(title):
    """What a title says of the office: '2016年越城区东溪镇政府信息公开年报' → '越城区东溪镇' (expressions)."""
    for pattern in codebook().identify.cut:
        title = title.str.replace_all(pattern, "")
    return title.str.replace("人民$", "人民政府")


def with_names(found):
    """Adds statement, filler, source, signature, way (through the site), former and its successor: names of offices as printed."""
    patterns = codebook().identify
    opening = pl.col("head").str.slice(0, 1_500)
    facts = pl.concat_str("metadata", "furniture", pl.col("head").str.slice(0, 800), separator="\n", ignore_nulls=True)
    ends = pl.concat_str("head", "tail", separator="\n")
    signatures = pl.col("tail").str.extract_all(patterns.signature)
    return found.with_columns(
        statement=pl.coalesce(opening.str.extract(pattern) for pattern in patterns.statements),
        filler=ends.str.extract(patterns.filler),
        source=facts.str.extract(patterns.source),
        signature=signatures.list.last().str.strip_chars(),
        way=pl.concat_str("furniture", pl.col("head").str.slice(0, 300), separator="\n", ignore_nulls=True).str.extract_all(patterns.site).list.last().str.strip_chars(" >＞»›/\n"),
    )


def former_names(found):
    """report_id, former and later name of an office, where the text says what it was called before."""
    said = found.filter(pl.col("head").str.contains_any(["撤销", "更名", "改名", "撤镇", "撤乡", "改设", "改制"]))
    parts = [said.select("report_id", names=pl.col("head").str.extract_groups(pattern)).unnest("names").rename({"1": "former", "2": "later"}) for pattern in codebook().identify.former]
    parts = pl.concat(parts).filter(pl.col("former").is_not_null())
    return parts.unique("report_id", keep="first", maintain_order=True)


def numeral_year(text):
    """'二〇一三' → 2013 (expression)."""
    return text.str.replace_many(list(NUMERALS), list(NUMERALS.values())).cast(pl.Int16, strict=False)
