"""From blocks to sentences: which blocks are prose, and their sentences with the digits masked.

Belongs here: choosing and cutting text, with its place. Not here: what a sentence says.
"""

import polars as pl

from pipeline.prose.mentions import replaced
from pipeline.prose.numerals import ASCII_DIGITS, BETWEEN_THOUSANDS, DIGITS, MASK, joined_thousands
from pipeline.prose.spacing import closed_up

LONG_CELL = 72  # bytes from which a cell can be a sentence
HEADING = 40  # characters up to which a paragraph can be a heading
LEAD = rf"^((?:[（(]?(?:{MASK}|[一二三四五六七八九十])[）)]?[.．、]? ?)?[^，。；：{MASK}]{{2,8}})。((?:全年|本年|当年|共|计|共计)*{MASK} ?[一-鿿%]{{1,3}}(?:[，；。]|$))"  # 3．经费。1.5万元。
# （一）收到 / 4件。当面2件: a paragraph that opens with a bare count, and the heading above it that says of what
BARE = rf"^(?:全年|本年|共|计|共计)*{MASK} ?[^年月日号时，。；、：（） ]{{1,2}}(?:[，。；]|$)"
ABOVE = r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]? ?)?([^，。；：、\ue000（）一二三四五六七八九十][^，。；：、\ue000（）]{1,9}?)(?:的?情况|数量|总数)?[：:]?$"
ENDS = "。；！？\n"
HEADED = "情况 "  # 三、回应解读情况 回应舆情2次: a heading printed in one line with what it heads
MENDED = "改进情况。"  # （二）改进情况。一是…: a heading in one line with its list, which it tells from the past or the future
CUT = "\ue00f"
WIDE = {",": "，", ":": "：", "(": "（", ")": "）", ";": "；", "!": "！", "?": "？", "\u3000": " "}  # one spelling of signs; a sign stays one character
SIGNS = {sign: WIDE.get(sign, sign) + (CUT if WIDE.get(sign, sign) in ENDS else "") for sign in (*WIDE, *ENDS)} | {
    HEADED: HEADED + CUT,
    MENDED: MENDED[:-1] + "：",
}


def paragraphs(documents, used, reports):
    """The layer `documents` → blocks that are prose, in order: paragraph (number), report_id, block, page, start, text (closed up), printed_text (where it is
    another), template (number of its masked text); and the distinct masked texts: template, masked, led (characters of a heading that are put before it).

    `used` holds report_id and block of what tables took, `reports` the reports to read. Cells of tables that no form explains are prose where they hold a sentence.
    """
    cell = pl.col("kind") == "cell"
    prose = documents.filter((pl.col("kind") == "paragraph") | (cell & (pl.col("text").str.len_bytes() >= LONG_CELL)))
    sentence = pl.col("text").str.contains("[，。]")
    prose = pl.concat([prose.filter(~cell), prose.filter(cell).filter(sentence)]) if prose.select(cell.any()).item() else prose
    prose = (
        prose.select("report_id", "block", "page", "start", "text")
        .join(reports.select("report_id"), on="report_id", how="semi", maintain_order="left")
        .with_row_index("paragraph")
    )
    taken = prose.select("report_id", "block", "paragraph").join(used.select("report_id", "block"), on=["report_id", "block"])[
        "paragraph"
    ]  # faster than an anti join on many cells
    prose = prose.filter(~pl.col("paragraph").is_in(taken.implode())).sort("report_id", "block", maintain_order=True)
    prose = prose.drop("paragraph").with_row_index("paragraph")
    text = closed_up(prose["text"])
    prose = _under_headings(prose.with_columns(text=text, printed_text=pl.when(pl.col("text") != text).then("text"), masked=masked(text)))
    templates = prose.select("masked", "led").unique(maintain_order=True).with_row_index("template")
    return prose.join(templates, on=["masked", "led"], how="left", maintain_order="left").drop("masked", "led"), templates


def _under_headings(prose):
    """Adds led, and puts before a paragraph that opens with a bare count what its heading says is counted."""
    bare = prose["masked"].str.contains(BARE).arg_true()
    above = prose.select("report_id", "masked").shift(1)[bare]
    heading = above.select(pl.when(above["report_id"] == prose["report_id"][bare]).then(pl.col("masked").str.extract(ABOVE) + "：").fill_null("")).to_series()
    led = pl.repeat(0, prose.height, dtype=pl.Int32, eager=True).scatter(bare, heading.str.len_chars().cast(pl.Int32))
    return prose.with_columns(masked=prose["masked"].scatter(bare, heading + prose["masked"][bare]), led=led)


def masked(texts):
    """Texts with each run of digits as one MASK; full-width digits and thousands set apart are rare, and looking for all at once takes twice as long."""
    masked = texts.str.replace_all(ASCII_DIGITS, MASK)
    rare = masked.str.contains(f"[０-９]|{MASK}{BETWEEN_THOUSANDS}{MASK}").arg_true()
    joined = pl.Series([joined_thousands(text) for text in texts.gather(rare)], dtype=pl.String)
    return masked.scatter(rare, joined.str.replace_all(DIGITS, MASK)) if len(rare) else masked


def sentences(templates):
    """Frame template, masked → its sentences in order: template, first (character where it starts), masks (digits before it), count (digits in it),
    length, sentence (without its end mark), heading (whether it is a short paragraph of its own), after_stop (whether a 。 stands before it)."""
    led = replaced(templates["masked"], templates["masked"].str.contains(LEAD), lambda texts: texts.str.replace(LEAD, "$1：$2"))
    rows = templates.with_columns(masked=led).select("template", "led", part=pl.col("masked").str.replace_many(SIGNS).str.split(CUT)).explode("part")
    size = [pl.col("part").str.len_chars().cast(pl.Int32), pl.col("part").str.count_matches(MASK, literal=True).cast(pl.Int32)]
    rows = rows.with_columns(length=size[0], count=size[1])
    rows = rows.with_columns(first=pl.col("length").cum_sum() - pl.col("length"), masks=pl.col("count").cum_sum() - pl.col("count"))
    new = (pl.col("template") != pl.col("template").shift(1)).fill_null(True)
    rows = rows.with_columns(pl.col(name) - pl.when(new).then(name).forward_fill() for name in ("first", "masks"))
    rows = rows.with_columns(first=pl.col("first") - pl.col("led"))
    heading = new & new.shift(-1).fill_null(True) | (
        new & (pl.col("template").shift(-1) == pl.col("template")) & (pl.col("part").shift(-1) == "") & ~pl.col("part").str.contains("。$")
    )
    rows = rows.with_columns(heading=(heading & (pl.col("length") <= HEADING)).fill_null(False), after_stop=~new & pl.col("part").shift(1).str.ends_with("。"))
    rows = rows.with_columns(sentence=pl.col("part").str.strip_chars_end(ENDS + " ")).filter(pl.col("sentence") != "")
    return rows.select("template", "first", "masks", "count", "sentence", "heading", "after_stop", length=pl.col("sentence").str.len_chars().cast(pl.Int32))
