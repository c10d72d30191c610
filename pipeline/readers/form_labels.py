"""Whether a text is a label of a form. Readers ask it only where geometry cannot tell if two pieces of text are one label; identity/evidence.py asks it
to tell prose from tables.

Belongs here: this question. Not here: what a label means (pipeline/tables/matching.py).
"""

import re
from functools import cache, lru_cache

from pipeline.tables.forms import blocks, printed_texts
from pipeline.tables.labels import label_key, noted_key
from schemas.codebook import codebook
from schemas.form_cells import leaves

NEW_SECTION = "^[一二三四五六七八九十]+、"
NUMBER = re.compile("[（(]?[一二三四五六七八九十]+[）)]?[、.]?|[0-9]+[.．、]")
OPEN = re.compile("[（(][^（()）]*$")  # a note that goes on


def is_label(text):
    """Whether a form has this text as a label of a row or a column, as the title of a block or in the corner of a table."""
    return printed_texts().key_of(text) is not None


@lru_cache(maxsize=10_000)
def begins_label(text):
    """Whether a label begins with this text and goes on, or the note in brackets behind it."""
    if OPEN.search(text):
        return any(label.startswith(noted_key(text)) for label in _noted_keys())
    key = label_key(text)
    return bool(key) and any(label.startswith(key) and label != key for label in printed_texts().keys)


def is_one_label(first, second):
    """Whether two pieces of text, the second no label by itself or the first no more than its number, make one label."""
    return is_label(first + second) and (not is_label(second) or NUMBER.fullmatch(first) is not None)


@lru_cache(maxsize=1_000)
def groups_over(headings):
    """{heading of a group, in compared spelling: (number of its first column, of its last)}, where the headings of columns from left to right are all those
    of a table of a form, in its order."""
    for block in blocks():
        columns = [number for number, column in enumerate(block.columns) if column.has_cells and column.role != "label"]
        if len(columns) == len(headings) and all(label_key(text) in block.columns[number].keys for text, number in zip(headings, columns, strict=True)):
            spans = {}
            for place, number in enumerate(columns):
                for parent in block.parents(number):
                    for key in block.columns[parent].keys:
                        spans[key] = spans.get(key, (place, place))[0], place
            return spans
    return {}


def is_corner(text):
    """Whether a form has this text over its row labels: 信息内容, 统计指标."""
    return label_key(text) in _corner_keys()


def is_title(text):
    """Whether a form has this text as the title of a block: 第二十条第（一）项."""
    return label_key(text) in _titles()


@cache
def _titles():
    return frozenset(block.title for block in blocks() if block.title)


@cache
def _corner_keys():
    labels = {key for block in blocks() for column in block.columns if column.role == "label" for key in column.keys}
    return frozenset(labels | {key for block in blocks() for key in block.corner})


def names_row(text):
    """Whether a form has this text as the label of a row and not as the heading of a column."""
    return label_key(text) in _row_keys()


@cache
def _row_keys():
    rows = {key for block in blocks() for row in block.rows for key in row.keys}
    return frozenset(rows - {key for block in blocks() for column in block.columns for key in column.keys} - {""})


@cache
def _noted_keys():
    """Labels of rows with a note, as the forms print them."""
    form_blocks = (block for form in codebook().forms.values() for table in form.tables for block in table.blocks)
    rows = (row.label for block in form_blocks for _, row in leaves(block.rows, "rows"))
    return sorted({noted_key(label) for label in rows if "（" in label[1:]})
