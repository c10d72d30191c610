"""White space of the print that says nothing: line ends within a paragraph, blanks between Chinese signs and digits.

Belongs here: taking it out of a text, and the way back to the places of the print. Not here: blanks between thousands (numbers.py).
"""

import re
from itertools import accumulate

import polars as pl

from pipeline.readers.wrapped import LINE_END

WORD, DIGIT = "[一-鿿，。、；：（）《》“”％%]", "[0-9０-９]"
SPACED = rf"\n|{WORD} +{DIGIT}|{DIGIT} +{WORD}"
_nothing = re.compile(rf"{LINE_END}|(?<={WORD}) +(?={DIGIT})|(?<={DIGIT}) +(?={WORD})")


def closed_up(texts):
    """Series of texts → (the texts without such white space, frame row, at, removed): before the sign `at` of text `row` (number in the series) so many
    signs in all were taken out, sorted."""
    spaced = texts.str.contains(SPACED).arg_true()
    plain, places = [], []
    for row, text in zip(spaced, texts.gather(spaced), strict=True):
        parts, found = [], list(_nothing.finditer(text))
        ends = [0, *(match.end() for match in found)]
        parts = [text[begin:end] for begin, end in zip(ends, [*(match.start() for match in found), len(text)], strict=True)]
        plain.append("".join(parts))
        removed = accumulate(len(match[0]) for match in found)
        places += [(row, at, total) for at, total in zip(accumulate(map(len, parts[:-1])), removed, strict=True)]
    shifts = pl.DataFrame(places, schema={"row": pl.UInt32, "at": pl.Int64, "removed": pl.Int64}, orient="row")
    return texts.scatter(spaced, pl.Series(plain, dtype=pl.String)), shifts


def in_print(rows, shifts):
    """Frame with `row` and columns of places of signs in closed-up texts → their places in the print. The end of a piece is asked for by its last sign."""
    for name in (column for column in rows.columns if column != "row"):
        asked = rows.select("row", at=name).with_row_index("order").sort("row", "at", maintain_order=True)
        found = asked.join_asof(shifts, on="at", by="row", strategy="backward", check_sortedness=False).sort("order")
        rows = rows.with_columns(pl.col(name) + found["removed"].fill_null(0))
    return rows
