"""What the cells of tables say, each distinct text looked at once: a label in compared spelling, a value, or one of the marks of shapes.py.

Belongs here: the key of a cell, and what all forms print. Not here: what a label means where it stands (matching.py), numbers (numbers.py).
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz, process

from pipeline.numbers import cell_values
from pipeline.page_numbers import MARKED_LINE
from pipeline.tables.forms import blocks, passed_cells
from pipeline.tables.labels import Known, label_key, label_unit
from pipeline.tables.shapes import BLANK, OTHER, PASSED, UNIT, UNNAMED, VALUE
from schemas.codebook import codebook

LONGEST_WORDS = 12  # characters of a cell that ends like a sentence and may yet say no more than that there is nothing
_page_number = re.compile(MARKED_LINE)
NEARLY = 75  # percent of likeness from which a strange label may be a misspelt one


class Vocabulary(NamedTuple):
    """What forms print, in compared spelling: all labels, corners of tables, patterns of columns, labels of rows (the shortest first), headings of columns."""

    keys: set
    corners: tuple
    patterns: list
    rows: list
    columns: frozenset


@cache
def vocabulary():
    """What the forms of the codebook print, as Vocabulary."""
    keys = {key for block in blocks() for heading in (*block.rows, *block.columns) for key in heading.keys}
    keys |= {block.title for block in blocks() if block.title}
    corners = tuple({corner for block in blocks() for corner in block.corner})
    patterns = [column.pattern for block in blocks() for column in block.columns if column.pattern]
    rows = sorted({key for block in blocks() for row in block.rows for key in row.keys}, key=lambda key: (len(key), key))
    columns = frozenset(key for block in blocks() for column in block.columns for key in column.keys)
    return Vocabulary(keys, corners, patterns, rows, columns)


@cache
def printed_labels():
    """The labels of the vocabulary as Known."""
    return Known(vocabulary().keys)


@cache
def section_titles():
    """Titles of the sections of reports that no form prints in a table, in compared spelling."""
    titles = {label_key(title) for form in codebook().forms.values() for section in form.sections for title in (section.title, *section.also)}
    return titles - vocabulary().keys


@lru_cache(maxsize=200_000)
def cell_key(text, kind):
    """Key of a cell for its shape: a label in compared spelling if a form knows it or something like it, else one of the marks of shapes.py."""
    keys, corners, patterns, rows, _ = vocabulary()
    if kind in ("number", "zero") and text.isdecimal():
        return text if text in keys else VALUE
    key = label_key(text)
    if key in keys:
        return key
    if key in section_titles():
        return PASSED
    if kind == "blank":
        return BLANK
    if _page_number.match(text.strip()):
        return PASSED
    if kind != "text":
        return VALUE
    if "".join(text.split()).strip("()（）") in codebook().values.cell_units:
        return UNIT
    if any(corner in key for corner in corners) or any(pattern.search(key) for pattern in patterns):
        return key
    if passed_cells().search(key):
        return PASSED
    if re.search(codebook().values.unnamed_columns, key):
        return UNNAMED
    if len(key) * NEARLY > len(rows[-1]) * (200 - NEARLY):  # too long to be that much like any
        return OTHER
    return key if process.extractOne(key, rows, scorer=fuzz.ratio, score_cutoff=NEARLY) else OTHER


def with_keys(cells):
    """Cells (with text) → adds key, heading_unit (the unit that a heading states) and the columns of numbers.cell_values."""
    sentence = pl.col("text").str.contains("[。；]$") & (pl.col("text").str.len_chars() > LONGEST_WORDS)
    distinct = cells.select("text").unique()
    texts = cell_values(distinct.filter(~sentence)["text"])
    keys = [cell_key(text, kind) for text, kind in zip(texts["text"], texts["value_kind"], strict=True)]
    texts = texts.with_columns(key=pl.Series(keys, dtype=pl.String), heading_unit=pl.Series([label_unit(text) for text in texts["text"]], dtype=pl.String))
    notes = distinct.filter(sentence).filter(pl.col("text").str.strip_chars().str.contains(passed_cells().pattern))
    texts = pl.concat([texts, notes.with_columns(key=pl.lit(PASSED))], how="diagonal")
    cells = cells.join(texts, on="text", how="left", maintain_order="left")
    return cells.with_columns(pl.col("precision").fill_null("exact"), pl.col("value_kind").fill_null("text"), pl.col("key").fill_null(OTHER))
