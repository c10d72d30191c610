"""Paragraphs that a converter has cut into lines of one width (pdftotext, lynx, w3m, antiword), put together again.

Line ends, and the number of a page between two lines, stay in the text of the paragraph, so that every place in the file stays true.
Belongs here: lines of prose, and how they read as one. Not here: labels of tables that are wrapped (layouts.py, spaced.py).
"""

import polars as pl

from pipeline.page_numbers import MARKED, MARKED_LINE
from pipeline.readers.form_labels import is_label
from pipeline.readers.text_parts.spaced import UNITS

LINE_END = rf"[ \t\u3000\r]*\n(?:\s*{MARKED}[ \t\r]*\n)?\s*"  # within a paragraph
# What a paragraph begins with: 一、 （一） 1. （1） ① 第一章 附件：
BEGINS = "^(?:[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|第[一二三四五六七八九十]+(?:章|节|部分)|[0-9]{1,2}(?:[、．]|\\.[^0-9])|[（(][0-9]{1,2}[）)]|[①-⑳]|附[件表：])"
CELL = f"^(?:[-—+]?[0-9０-９][0-9０-９.,，%％]*|/|—+|-+|{UNITS})$"  # a line that is the cell of a flattened table
SENTENCE_END = "[。！？]$|公开[^，。]{0,20}(?:报告|年报|总结)$"  # a title ends a paragraph as well
NARROWEST, WIDEST = 40, 140  # of a line of prose, in Latin letters: a Chinese sign counts for two, or each sign does, as programs may count
SHORTER, LONGER = 6, 10  # than the usual width: where a sign must not begin a line, where a word cannot be cut
LEAST_LINES, LEAST_SHARE = 6, 0.6  # of that width in a document, and their share of all lines that are as long as NARROWEST
MOST_LONGER = 2  # lines that are none of these: an address, a table in one line
LEAST_OPEN = 0.5  # share of them that do not end with a sentence


def one_line(text):
    """The text of a paragraph without its line ends (expression)."""
    return text.str.replace_all(LINE_END, "")


def unwrapped(lines):
    """Rows of lines (document, text, line, start, indent, tab, is_blank, is_row) → the same with the lines of a wrapped paragraph as one."""
    is_plain = ~(pl.col("is_blank") | pl.col("tab") | pl.col("is_row"))
    # Most documents have longer lines: they are told by that alone.
    longer = lines.filter(is_plain).group_by("document").agg((pl.col("text").str.len_bytes() > 2 * WIDEST).sum())
    narrow = longer.filter(pl.col("text") <= MOST_LONGER)["document"].implode()
    likely = lines.with_row_index("at").filter(pl.col("document").is_in(narrow) & is_plain & ~pl.col("text").str.contains(MARKED_LINE))
    if likely.is_empty():
        return lines
    printed = pl.col("line").str.strip_chars_end()  # the blanks before a line are part of its width
    signs = printed.str.len_chars().cast(pl.Int32)
    likely = likely.select("document", "at", "text", "indent", by_width=(signs + printed.str.len_bytes().cast(pl.Int32)) // 2, by_signs=2 * signs)
    cut = pl.concat(_cut_at(likely, measure) for measure in ("by_width", "by_signs")).sort("share", descending=True, maintain_order=True)
    solid = likely.join(cut.unique("document", keep="first"), on="document", maintain_order="left")
    if solid.is_empty():
        return lines
    width = pl.when(pl.col("measure") == "by_width").then("by_width").otherwise("by_signs")
    return _joined(lines, *_runs(lines, solid.with_columns(width=width)))


def _cut_at(lines, measure):
    """Documents whose lines are cut at a width: document, usual (width), share (of lines that have it), measure."""
    long = lines.select("document", "text", width=measure).filter(pl.col("width") >= NARROWEST)
    long = long.join(long.group_by("document").agg(usual=pl.col("width").mode().max()), on="document")
    is_open = ~pl.col("text").str.contains(SENTENCE_END)
    counts = long.group_by("document", "usual").agg(long=pl.len(), full=_is_full().sum(), open=(_is_full() & is_open).sum())
    counts = counts.with_columns(share=pl.col("full") / pl.col("long"), measure=pl.lit(measure))
    cut = (pl.col("full") >= LEAST_LINES) & (pl.col("share") >= LEAST_SHARE) & (pl.col("open") >= LEAST_OPEN * pl.col("full"))
    return counts.filter(cut & (pl.col("usual") <= WIDEST)).select("document", "usual", "share", "measure").sort("document")


def _is_full():
    return (pl.col("width") - pl.col("usual")).is_between(-SHORTER, LONGER)


def _runs(lines, solid):
    """(numbers of the first lines, of the last lines) of paragraphs of several lines. Between two lines stands nothing, or the number of a page."""
    pages = lines.select((~pl.col("is_blank") & pl.col("text").str.contains(MARKED_LINE)).cum_sum()).to_series()
    following = {name: pl.col(name).shift(-1) for name in ("document", "at", "text", "indent")}
    beside = (following["at"] == pl.col("at") + 1) | (pl.lit(pages).gather(following["at"].fill_null(0)) > pl.lit(pages).gather(pl.col("at")))
    open_line = _is_full() & ~pl.col("text").str.contains(SENTENCE_END)
    begins = following["text"].str.contains(f"{BEGINS}|{CELL}") | (following["indent"] > pl.col("indent"))
    solid = solid.with_columns(goes_on=(open_line & beside & ~begins & (following["document"] == pl.col("document"))).fill_null(False))
    texts = solid.filter(pl.col("goes_on") | pl.col("goes_on").shift(1))["text"].unique()
    labels = [text for text in texts if is_label(text)]
    is_cell = pl.col("text").is_in(labels)
    solid = solid.with_columns(goes_on=pl.col("goes_on") & ~is_cell & ~is_cell.shift(-1, fill_value=False))
    runs = (
        solid.with_columns(run=(~pl.col("goes_on").shift(1, fill_value=False)).cum_sum()).group_by("run").agg(first=pl.col("at").min(), last=pl.col("at").max())
    )
    runs = runs.filter(pl.col("last") > pl.col("first"))
    return runs["first"], runs["last"]


def _joined(lines, firsts, lasts):
    """The lines of each run as one, with what stands between them."""
    begin, end = (pl.zeros(lines.height + 1, pl.Int32, eager=True).scatter(places + 1, 1) for places in (firsts, lasts))
    behind = (begin - end).cum_sum()[: lines.height] > 0
    lines = lines.with_columns(behind=behind, run=(~behind).cum_sum())
    whole = (
        lines.filter(pl.col("run").is_in(lines.filter("behind")["run"].unique().implode()))
        .group_by("run", maintain_order=True)
        .agg(whole=pl.col("line").str.join("\n"))
    )
    lines = lines.filter(~pl.col("behind")).join(whole, on="run", how="left", maintain_order="left")
    line = pl.coalesce("whole", "line")
    return lines.with_columns(line=line, text=pl.when(pl.col("whole").is_not_null()).then(line.str.strip_chars()).otherwise("text")).drop(
        "behind", "run", "whole"
    )
