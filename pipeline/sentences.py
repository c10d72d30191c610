"""From blocks to sentences: which blocks are prose, and one row for each distinct sentence in which the digits are masked.

Belongs here: choosing and cutting text, with its place. Not here: what a sentence says.
"""

import polars as pl

from pipeline.numbers import DIGITS, MASK

LONG_CELL = 24  # characters of a cell from which it can be a sentence
END = "。；！？;!?\n"
FULL_WIDTH = dict(zip("０１２３４５６７８９．", "0123456789.", strict=True))


def paragraphs(documents, used):
    """The layer `documents` → blocks that are prose: paragraph (number), report_id, block, page, start, text, masked, digits (list of their numerals).

    `used` holds report_id and block of what tables took. Cells of tables that no form explains are prose where they hold a sentence.
    """
    is_sentence = (pl.col("kind") == "cell") & (pl.col("text").str.len_chars() >= LONG_CELL) & pl.col("text").str.contains("[，。]")
    prose = documents.filter((pl.col("kind") == "paragraph") | is_sentence)
    prose = prose.join(used, on=["report_id", "block"], how="anti", maintain_order="left")
    plain = pl.col("text").str.contains_any(list(FULL_WIDTH))
    narrow = pl.when(plain).then(pl.col("text").str.replace_many(FULL_WIDTH)).otherwise("text")
    # A section number before a year is no decimal: 1.2018年
    narrow = narrow.str.replace(r"^([0-9]{1,2})\.((?:19|20)[0-9]{2} ?年)", "$1、$2")
    prose = prose.select("report_id", "block", "page", "start", "text", narrow=narrow).with_row_index("paragraph")
    return prose.with_columns(masked=pl.col("narrow").str.replace_all(DIGITS, MASK))


def sentences(masked):
    """Distinct masked paragraphs (Series) → their sentences in order: masked, order, sentence (without its end mark), first (character where it starts)."""
    marks = list(END)
    cut = masked.to_frame("masked").with_columns(part=pl.col("masked").str.replace_many(marks, [mark + "\ue00f" for mark in marks]).str.split("\ue00f"))
    cut = cut.with_row_index("number").explode("part").with_columns(length=pl.col("part").str.len_chars().cast(pl.Int32))
    cut = cut.with_columns(stop=pl.col("length").cum_sum().over("number"))
    return cut.filter(pl.col("length") > 1).select("number", "masked", first=pl.col("stop") - "length", sentence=pl.col("part").str.strip_chars_end(END))
