"""The way back from masked text to print: which digits stand behind each mask, and where.

Belongs here: digits and places. Not here: what they mean.
"""

import re
from itertools import pairwise

import polars as pl

from pipeline.prose.numerals import BETWEEN_THOUSANDS, DIGITS, FULL_WIDTH, MASK, joined_thousands
from pipeline.prose.spacing import closed_up, in_print
from pipeline.readers.text_parts.wrapped import one_line

BESIDE = 3  # characters beside digits by which they are found again


def printed(rows):
    """Rows in masked places → adds digit, upper_digit and said_digit (numbers), start_in_text and end_in_text, printed and printed_sentence
    (texts), sentence_at (characters of the sentence before the number).

    rows, sorted by paragraph: paragraph, text (of the paragraph), of the sentence first (where it starts), masks (digits before it), length, count (digits in it),
    and of the number start, end, first_digit (digits before it in the sentence), digits (in it), year_mask (which of the sentence holds its year).
    """
    texts = rows.select("paragraph", "text").unique("paragraph", maintain_order=True)
    texts = texts.with_columns(digits=_joined(texts["text"]).str.extract_all(DIGITS))
    counts = pl.col("digits").list.len().cast(pl.Int64)
    bases = texts.select("paragraph", base=counts.cum_sum() - counts)
    digits = texts.filter(pl.col("digits").list.len() > 0)["digits"].explode()
    # A mask is one character: the digits before a place move it by all their other characters.
    moved = pl.concat([pl.Series([0], dtype=pl.Int64), (digits.str.len_chars().cast(pl.Int64) - 1).cum_sum()])
    numbers = digits.str.replace_many(FULL_WIDTH).cast(pl.Float64, strict=False)
    rows = rows.join(bases, on="paragraph", how="left", maintain_order="left")
    at = rows.select("base", sentence=pl.col("base") + pl.col("masks"))
    at = at.with_columns(rows.select("first_digit", "digits", "year_mask", "count")).with_columns(number=pl.col("sentence") + pl.col("first_digit"))

    def digit(index, where):
        return numbers.gather(at.select(pl.when(where).then(index)).to_series())

    def place(masked, index):
        return rows["first"].cast(pl.Int64) + masked + moved.gather(at.select(index).to_series()) - moved.gather(at["base"])

    start, end = place(rows["start"], pl.col("number")), place(rows["end"], pl.col("number") + pl.col("digits"))
    first, last = place(0, pl.col("sentence")), place(rows["length"], pl.col("sentence") + pl.col("count"))
    rows = rows.with_columns(
        digit("number", pl.col("digits") > 0).alias("digit"),
        digit(pl.col("number") + 1, pl.col("digits") > 1).alias("upper_digit"),
        digit(pl.col("sentence") + pl.col("year_mask"), pl.col("year_mask").is_not_null()).alias("said_digit"),
        start.alias("start_in_text"), end.alias("end_in_text"), first.clip(0).alias("from"), last.alias("to"),
    )  # fmt: skip
    as_printed = rows["printed_text"].count() > 0
    rows = _in_print(rows) if as_printed else rows
    pieces = {"printed": ("start_in_text", "end_in_text"), "printed_sentence": ("from", "to"), "before": ("from", "start_in_text")}
    cut = {name: pl.col("text").str.slice(pl.col(begin), pl.col(end) - pl.col(begin)) for name, (begin, end) in pieces.items()}
    rows = rows.with_columns(one_line(piece).alias(name) if as_printed else piece.alias(name) for name, piece in cut.items())
    indent = pl.col("printed_sentence").str.extract("^([ \u3000]*)").str.len_chars().cast(pl.Int64)
    rows = rows.with_columns(
        printed_sentence=pl.col("printed_sentence").str.strip_chars_start(" \u3000"), sentence_at=pl.col("before").str.len_chars().cast(pl.Int64) - indent
    )
    return rows.drop("base", "from", "to", "text", "printed_text", "before")


def _in_print(rows):
    """Rows with places in texts as they are printed, which closing them up has moved, and those texts."""
    texts = rows.filter(pl.col("printed_text").is_not_null()).select(row="paragraph", text="printed_text").unique("row", maintain_order=True)
    ends = [pl.col(name) - 1 for name in ("end_in_text", "to")]
    places = in_print(rows.select("start_in_text", "from", *ends, row="paragraph"), texts).drop("row")
    return rows.with_columns(places).with_columns(pl.col("end_in_text") + 1, pl.col("to") + 1, text=pl.coalesce("printed_text", "text"))


def _joined(texts):
    apart = texts.str.contains(f"[0-9０-９]{BETWEEN_THOUSANDS}[0-9０-９]").arg_true()
    joined = pl.Series([joined_thousands(text) for text in texts.gather(apart)], dtype=pl.String)
    return texts.scatter(apart, joined) if len(apart) else texts


def unmasked(rows):
    """Rows with counted and printed_sentence → counted with the digits its masks stand for; a mask whose digits are not found is left out."""
    rows = rows.with_columns(pl.col("counted").str.replace_all(f"(?:“|^){MASK}”", ""))  # “12345”热线 is a hotline
    masked = rows.filter(pl.col("counted").str.contains(MASK, literal=True)).select("counted", "printed_sentence").unique()
    sentence = closed_up(masked["printed_sentence"])
    filled = pl.Series([_filled(*pair) for pair in zip(masked["counted"], sentence, strict=True)], dtype=pl.String)
    rows = rows.join(masked.with_columns(filled=filled), on=["counted", "printed_sentence"], how="left", maintain_order="left")
    return rows.with_columns(counted=pl.coalesce("filled", "counted")).drop("filled")


def _by_neighbours(parts, sentence):
    """The digits told by the signs right beside them, for a name put together from two places of its sentence."""
    beside = [(before[-BESIDE:], behind[:BESIDE]) for before, behind in pairwise(parts)]
    return re.search(".*?".join(f"{re.escape(before)}({DIGITS}){re.escape(behind)}" for before, behind in beside), sentence)


def _filled(counted, sentence):
    parts = counted.split(MASK)
    found = re.search(f"({DIGITS})".join(map(re.escape, parts)), sentence) or _by_neighbours(parts, sentence)
    return "".join(part + digits for part, digits in zip(parts, [*(found.groups() if found else ()), *[""] * len(parts)], strict=False))
