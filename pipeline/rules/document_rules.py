"""The document as a whole: sections, topics, period, years, form, remarks of the template.

Belongs here: what a person sees by reading through, without counting. Not here: names of
other offices (office_rules.py), cells (cell_rules.py), figures (report_rules.py, text_rules.py).
Content is what stands in the article: page furniture, titles of the page and metadata do not count.
"""

import polars as pl

from pipeline.numbers import WIDE_DIGITS, YEAR_SIGNS
from pipeline.rules.findings import found, shown
from pipeline.tables.forms import form_cells, form_in_force
from pipeline.tables.labels import display
from schemas.codebook import codebook

SHORT_LINE = 40  # characters of a heading at most
LEAST_LABELS = 3  # of a table, which prose would not name together
NUMERALS = "一二三四五六七八九十"


def findings(documents, observations, reports):
    """Lazy findings as far as documents go. Columns read: documents (report_id, block, kind, text), observations (report_id, origin, pattern,
    indicator_key), reports (report_id, document_kind, form, year, title, name, full_name, kind, published_on)."""
    whole = reports.filter(pl.col("document_kind") == "report")
    content = _telling_lines(documents, whole)
    observations = observations.lazy().filter(pl.col("origin") == "table")
    yield _missing_sections(content, whole.lazy())
    texts = _texts_without_table(documents, whole, observations)
    yield _missing_topics(texts, whole)
    yield _unread_table(texts)
    heads = _headings(content)
    yield _numbering(heads)
    yield _announced_parts(content, heads)
    yield from _other_form(observations, whole.lazy())
    yield _remarks(content, codebook().wording.template_remarks, "template_remark")
    yield _remarks(content, codebook().wording.placeholders, "placeholder")
    yield _damaged(documents, reports)
    yield from _periods(content)
    yield _title_year(whole.lazy())
    yield _late(whole.lazy())


def _telling_lines(documents, reports):
    """Paragraphs, and cells with words, that any check here looks at: report_id, block, kind, line (without white space), year, form."""
    # Most cells are numbers and short labels, which their bytes tell without a look at their signs.
    is_paragraph, size = pl.col("kind") == "paragraph", pl.col("text").str.len_chars()
    content = documents.select("report_id", "block", "kind", "text").filter((is_paragraph | (pl.col("kind") == "cell")) & (pl.col("text").str.len_bytes() >= 4))
    content = content.filter((is_paragraph & (size >= 4)) | (~is_paragraph & size.is_between(6, 400)))
    lines = content.filter(pl.col("text").str.contains(codebook().wording.telling)).select("report_id", "block", "kind", line=_plain(pl.col("text")))
    return lines.join(reports.select("report_id", "year", "form"), on="report_id", how="inner", maintain_order="left")


def _plain(text):
    """Text without white space, digits of full width as plain ones."""
    return text.str.replace_all(r"\s+", "").str.replace_many(WIDE_DIGITS)


# --- sections and topics -----------------------------------------------------------------------------------------


def _missing_sections(content, reports):
    """Sections of the form in force that neither their title nor a short line of their kind shows (国办公开办函〔2019〕60号, 〔2021〕30号)."""
    sections = [
        (form.form, number, section.title, [section.title, *section.also]) for form in codebook().forms.values() for number, section in enumerate(form.sections)
    ]
    expected = pl.DataFrame([section[:3] for section in sections], schema=["form", "number", "place"], orient="row").lazy()
    expected = expected.join(reports.select("report_id", "form"), on="form")
    lines = content.lazy()
    is_short = pl.col("line").str.len_chars() <= SHORT_LINE
    seen = []
    for number, terms in enumerate(codebook().wording.section_terms):
        titles = sorted({title for _, at, _, names in sections if at == number for title in names})
        here = lines.filter(pl.col("line").str.contains("|".join(titles)) | (is_short & pl.col("line").str.contains(terms)))
        seen.append(here.select("report_id", number=pl.lit(number, pl.Int64)).unique())
    missing = expected.join(pl.concat(seen), on=["report_id", "number"], how="anti")
    # A document that shows less than half of the sections is laid out in a way that this check does not understand.
    missing = missing.filter(pl.len().over("report_id") <= 3)
    return found(missing.with_columns(printed=pl.col("number").replace_strict(dict(enumerate(NUMERALS)), return_dtype=pl.String)), "missing_section")


def _texts_without_table(documents, reports, observations):
    """Reports of years without a form for all that print no table: report_id, lines (all of them as one text)."""
    narrative = reports.filter(pl.col("form") == "narrative-era").select("report_id")
    if narrative.is_empty():
        return pl.DataFrame(schema={"report_id": pl.String, "lines": pl.String})
    has_table = observations.filter(pl.col("indicator_key").is_not_null()).select("report_id").join(narrative.lazy(), on="report_id", how="semi").collect()
    without = narrative.join(has_table, on="report_id", how="anti")["report_id"].implode()
    lines = documents.filter(pl.col("report_id").is_in(without)).filter(pl.col("kind").is_in(["paragraph", "cell"]))
    return lines.select("report_id", lines=_plain(pl.col("text"))).group_by("report_id", maintain_order=True).agg(pl.col("lines").str.join("。"))


def _unread_table(texts):
    """Labels that only the tables of a form of the time print, in a report of which no table was read."""
    form = codebook().forms["annex-pre2014"]
    shown_labels = pl.concat_list(pl.when(pl.col("lines").str.contains(label, literal=True)).then(pl.lit(label)) for label in form.signature)
    rows = texts.select("report_id", labels=shown_labels.list.drop_nulls()).filter(pl.col("labels").list.len() >= LEAST_LABELS)
    return found(rows.select("report_id", place=pl.col("labels").list.join("、"), table_label=pl.lit(form.tables[0].label_zh)), "unread_table")


def _missing_topics(texts, reports):
    """What the Regulations ask for and a report without tables never mentions (art. 32 of 2008); they do not ask it of public enterprises."""
    asked = reports.filter(~pl.col("name").str.contains(codebook().offices.enterprises))
    texts, topics = texts.join(asked, on="report_id", how="semi", maintain_order="left"), codebook().wording.topics
    # No pattern reaches over the end of a sentence, so that all lines of a report are searched at once, up to the first hit.
    seen = texts.select("report_id", *(pl.col("lines").str.contains(pattern).alias(topic) for topic, pattern in topics.items()))
    missing = pl.concat_list(pl.when(~pl.col(topic)).then(pl.lit(topic)) for topic in topics).list.drop_nulls()
    rows = seen.select("report_id", missing=missing).filter(pl.col("missing").list.len() > 0)
    return found(rows.with_columns(place=pl.col("missing").list.join("、")), "missing_topic")


def _headings(content):
    """Short lines that begin with 一、 二、 …: report_id, line, number; lazy. A row of a table that a page prints as a paragraph is among them."""
    heads = content.lazy().filter((pl.col("kind") == "paragraph") & (pl.col("line").str.len_chars() <= SHORT_LINE))
    return heads.with_columns(number=_number(pl.col("line").str.extract(f"^([{NUMERALS}])、"))).filter(pl.col("number").is_not_null())


def _number(numeral):
    return numeral.replace_strict({sign: at + 1 for at, sign in enumerate(NUMERALS)}, default=None, return_dtype=pl.Int64)


def _numbering(heads):
    """The first heading 一、 二、 … whose number does not follow the one before it. A row of a table is none, though one may read the same: it may lead on,
    never break off."""
    labels = {display(part) for label in form_cells()["label"].unique() for part in label.split(" / ")}
    heads = heads.with_columns(line_before=pl.col("number").shift(1).over("report_id")).filter(~pl.col("line").is_in(list(labels)))
    before = pl.col("number").shift(1).over("report_id")
    broken = (
        heads.with_columns(before=before)
        .filter((pl.col("number") != 1) & (pl.col("number") != pl.col("before") + 1) & (pl.col("number") != pl.col("line_before") + 1))
        .unique("report_id", keep="first", maintain_order=True)
    )
    expected = (pl.col("before") + 1).replace_strict({at + 1: sign for at, sign in enumerate(NUMERALS)}, default="", return_dtype=pl.String)
    return found(broken.with_columns(place=pl.col("line"), expected=expected, actual=pl.col("line")), "numbering")


def _announced_parts(content, heads):
    """The preface announces another number of parts than the text has, where its parts are numbered 一、 二、 … without a gap.

    One more than has a number may be announced where the sentence names a preface, or tables behind the text.
    """
    announced = pl.col("line").str.extract(codebook().wording.announced_parts)
    said = content.lazy().with_columns(announced=announced).filter(pl.col("announced").is_not_null()).unique("report_id", keep="first", maintain_order=True)
    said = said.with_columns(parts=pl.coalesce(pl.col("announced").cast(pl.Int64, strict=False), _number(pl.col("announced"))))
    follows = pl.col("number") == pl.int_range(1, pl.len() + 1)
    unnumbered = pl.col("line").str.contains(codebook().wording.unnumbered_part).cast(pl.Int64)
    numbered = heads.group_by("report_id", maintain_order=True).agg(count=pl.len().cast(pl.Int64), whole=follows.all()).filter("whole")
    rows = said.join(numbered, on="report_id", how="inner", maintain_order="left").filter(~pl.col("parts").is_between("count", pl.col("count") + unnumbered))
    counted = pl.col("count").cast(pl.String)
    return found(
        rows.with_columns(place=shown(pl.col("line")), printed=pl.col("parts").cast(pl.String), expected=counted, actual=pl.col("announced")), "announced_parts"
    )


def _other_form(observations, reports):
    """Rows that only a form of earlier or of later years has: the form is outdated, or the year is not the report's."""
    spans = {form.form: form.years for form in codebook().forms.values()}
    labels = {form.form: form.label_zh for form in codebook().forms.values()}
    own = ["articles-2021/article-20", "articles-2019/article-20", "stat-table-2014/statistics"]
    used = observations.filter(pl.col("pattern").is_in(own)).select("report_id", used=pl.col("pattern").str.split("/").list.first()).unique()
    used = used.join(reports.select("report_id", "year"), on="report_id").with_columns(
        first=pl.col("used").replace_strict({form: first for form, (first, _) in spans.items()}, default=None, return_dtype=pl.Int64),
        last=pl.col("used").replace_strict({form: last for form, (_, last) in spans.items() if last}, default=9999, return_dtype=pl.Int64),
        printed=pl.col("year").cast(pl.String), place=pl.col("used").replace(labels), actual=pl.col("used").replace(labels),
    )  # fmt: skip
    yield found(used.filter(pl.col("year") > pl.col("last")).with_columns(expected=form_in_force(pl.col("year")).replace(labels)), "old_form")
    yield found(used.filter(pl.col("year") < pl.col("first")).with_columns(expected=pl.col("first").cast(pl.String)), "early_form")


def _remarks(content, pattern, check):
    """The first line of a report that has a remark of the template or a place that nobody filled in."""
    rows = content.lazy().filter(pl.col("line").str.contains(pattern)).unique("report_id", keep="first", maintain_order=True)
    return found(rows.with_columns(place=shown(pl.col("line"))), check)


def _damaged(documents, reports):
    """Paragraphs and cells with signs that stand for damaged bytes, in reports and in statistics tables sent by themselves."""
    damaged = documents.filter(pl.col("text").str.contains(codebook().wording.damaged)).filter(pl.col("kind").is_in(["paragraph", "cell"]))
    damaged = damaged.join(reports.select("report_id"), on="report_id", how="semi")
    rows = damaged.group_by("report_id", maintain_order=True).agg(printed=pl.len(), place=shown(pl.col("text").first()))
    return found(rows, "damaged")


# --- period and years --------------------------------------------------------------------------------------------


def _periods(content):
    """Periods that are not the whole year, or are of another; the first year begins when the Regulations came into force (codebook/years.yml)."""
    wording = codebook().wording
    stated = content.with_columns(found=pl.col("line").str.extract_groups(wording.period)).unnest("found").filter(pl.col("1").is_not_null())
    numbers = [
        pl.col(str(group)).cast(pl.Int32, strict=False).alias(name)
        for group, name in enumerate(("from_year", "from_month", "from_day", "to_year", "to_month", "to_day"), 1)
    ]
    stated = stated.with_columns(numbers).with_columns(pl.col("to_year").fill_null(pl.col("from_year")))
    first = codebook().years[0]
    first_year = (pl.col("from_year") == first.from_) & (pl.col("from_month") == first.first_month)
    starts = ((pl.col("from_month") == 1) & (pl.col("from_day") == 1)) | first_year
    from_first_to_last = starts & (pl.col("to_month") == 12) & (pl.col("to_day") == 31)
    whole = from_first_to_last & (pl.col("from_year") == pl.col("to_year"))
    place = shown(pl.col("line").str.extract(f"({wording.period})", 1))
    broken = stated.filter(~whole.any().over("report_id")).unique("report_id", keep="first", maintain_order=True).with_columns(place=place, actual=place)
    mistyped = broken.select((from_first_to_last & ~first_year).fill_null(False)).to_series()  # the last day of another year: 2021年1月1日至2012年12月31日
    yield found(broken.filter(~mistyped), "period")
    yield found(broken.filter(mistyped).with_columns(printed=pl.col("to_year").cast(pl.String), expected=pl.col("from_year").cast(pl.String)), "period_typo")
    of_year = pl.col("from_year") == pl.col("year")
    other = stated.filter(whole & ~of_year.any().over("report_id")).unique("report_id", keep="first", maintain_order=True)
    printed = pl.col("from_year").cast(pl.String)
    yield found(other.with_columns(printed=printed, actual=printed, expected=pl.col("year").cast(pl.String), place=place), "period_year")
    full = stated.filter(whole).select("report_id").unique()
    partial = []
    for pattern in (wording.until_month, wording.until_day):
        rows = content.filter(pl.col("line").str.contains(pattern)).with_columns(
            found=pl.col("line").str.extract_groups(pattern), place=pl.col("line").str.extract(f"({pattern})", 1)
        )
        partial.append(
            rows.unnest("found").select(
                "report_id", "block", "place", year_stated=pl.col("1").cast(pl.Int32, strict=False), month=pl.col("2").cast(pl.Int32, strict=False), year="year"
            )
        )
    rows = pl.concat(partial).filter((pl.col("month") < 12) & (pl.col("year_stated").is_null() | (pl.col("year_stated") == pl.col("year"))))
    rows = rows.join(full, on="report_id", how="anti").sort("report_id", "block").unique("report_id", keep="first", maintain_order=True)
    yield found(rows.with_columns(place=shown(pl.col("place")), expected=pl.col("month").cast(pl.String), actual=shown(pl.col("place"))), "until_month")


def _title_year(reports):
    """The title names a year, and it is not the year that the period and the figures are of."""
    title = pl.col("title").str.replace_all(r"\s+", "").str.replace_many(YEAR_SIGNS)
    rows = reports.filter(pl.col("title").is_not_null()).with_columns(years=title.str.extract_all(r"(19|20)[0-9]{2}年"))
    own = pl.concat_str(pl.col("year").cast(pl.String), pl.lit("年"))
    rows = rows.filter((pl.col("years").list.len() > 0) & ~pl.col("years").list.contains(own))
    printed = pl.col("years").list.first().str.strip_suffix("年")
    return found(rows.with_columns(printed=printed, actual=printed, expected=pl.col("year").cast(pl.String), place=shown(pl.col("title"))), "title_year")


def _late(reports):
    """Published after the due date of the year, which governments of counties and above have one of their own for."""
    due = pl.lit(None, pl.String)
    for span in codebook().years:
        day = pl.when(pl.col("kind") == "government").then(pl.lit(span.due_governments)).otherwise(pl.lit(span.due))
        due = pl.when(pl.col("year").is_between(span.from_, span.to)).then(day).otherwise(due)
    rows = reports.filter(pl.col("published_on").is_not_null()).with_columns(
        due=pl.concat_str((pl.col("year") + 1).cast(pl.String), pl.lit("-"), due).str.to_date("%Y-%m-%d", strict=False)
    )
    rows = rows.filter(pl.col("published_on") > pl.col("due"))
    days = (pl.col("published_on") - pl.col("due")).dt.total_days().cast(pl.String)
    return found(
        rows.with_columns(
            text=pl.col("published_on").cast(pl.String), part=pl.col("due").cast(pl.String), expected=days, actual=pl.col("published_on").cast(pl.String)
        ),
        "late",
    )
