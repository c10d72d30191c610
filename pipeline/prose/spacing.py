"""White space of the print that says nothing: line ends within a paragraph, blanks between Chinese signs and digits.

Belongs here: taking it out of a text, and the way back to the places of the print. Not here: blanks between thousands (numerals.py).
"""

import re

import polars as pl

from pipeline.prose.mentions import replaced
from pipeline.readers.text_parts.wrapped import LINE_END

WORD, DIGIT = "[一-鿿，。、；：（）《》“”％%]", "[0-9０-９]"
SPACED = rf"\n|{WORD} +{DIGIT}|{DIGIT} +{WORD}"
_nothing = re.compile(rf"{LINE_END}|(?<={WORD}) +(?={DIGIT})|(?<={DIGIT}) +(?={WORD})")


def closed_up(texts):
    """Series of texts → the texts without such white space."""
    return replaced(texts, texts.str.contains(SPACED), lambda spaced: pl.Series([_nothing.sub("", text) for text in spaced], dtype=pl.String))


def in_print(rows, texts):
    """Frame with `row` and columns of places of signs in closed-up texts → their places in the print. The end of a piece is asked for by its last sign.

    texts: frame row, text, of the print.
    """
    shifts = pl.DataFrame(_removed(texts), schema={"row": rows.schema["row"], "at": pl.Int64, "removed": pl.Int64}, orient="row")
    for name in (column for column in rows.columns if column != "row"):
        asked = rows.select("row", at=name).with_row_index("order").sort("row", "at", maintain_order=True)
        found = asked.join_asof(shifts, on="at", by="row", strategy="backward", check_sortedness=False).sort("order")
        rows = rows.with_columns(pl.col(name) + found["removed"].fill_null(0))
    return rows


def _removed(texts):
    """(row, place in the closed-up text, signs taken out before that place) for each piece of white space, in order."""
    for row, text in texts.select("row", "text").iter_rows():
        removed = 0
        for found in _nothing.finditer(text):
            at = found.start() - removed
            removed += len(found[0])
            yield row, at, removed
