"""A report as it was read, with every value marked at its place: blocks and observations become paragraphs and tables.

Belongs here: where in a block a value stands. Not here: queries (queries/report*.sql), how marks look (static/explorer.css).
"""

import re
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

HEADING = re.compile(r"^[一二三四五六七八九十]{1,3}[、．.]")
HEADING_CHARACTERS = 40


class Part(NamedTuple):
    """A piece of the document: a paragraph or heading (html), a table (rows of cells), or text around the report (kind "around", rows of html)."""

    kind: str
    block: int
    html: Markup = Markup()
    rows: tuple = ()
    page: int | None = None


class Cell(NamedTuple):
    """A cell of a table."""

    html: Markup
    block: int
    rows: int
    columns: int
    holds_value: bool


def document(blocks, values, mark):
    """Parts of a document in reading order.

    blocks: rows of the layer `documents` of one report; values: its observations (block, start, sentence, value_text …) in reading order;
    mark: function (value, text) → HTML of the marked text.
    """
    by_block = {
        block: list(found)
        for block, found in groupby(sorted(values, key=lambda value: (value["block"], value["observation_id"])), lambda value: value["block"])
    }
    parts = []
    for (kind, _), group in groupby(blocks, _part_of):
        group = list(group)
        html = [_marked(block, by_block.get(block["block"], ()), mark) for block in group]
        if kind == "cell":
            parts.append(_table(group, by_block, mark))
        elif kind == "around":
            parts.append(Part(kind, group[0]["block"], rows=tuple(html)))
        else:
            parts += [Part(_style(block), block["block"], text, page=block["page"]) for block, text in zip(group, html, strict=True)]
    return parts


def _part_of(block):
    """Blocks that stand together: cells of one table, text around the report, or paragraphs."""
    if block["kind"] == "cell":
        return "cell", block["table"]
    return ("paragraph" if block["kind"] == "paragraph" else "around"), None


def _style(block):
    return "heading" if len(block["text"]) <= HEADING_CHARACTERS and HEADING.match(block["text"]) else block["kind"]


def _table(blocks, by_block, mark):
    rows = []
    for _, row in groupby(blocks, lambda block: block["row"]):
        cells = [
            Cell(
                _marked(block, by_block.get(block["block"], ()), mark),
                block["block"],
                block["row_span"] or 1,
                block["column_span"] or 1,
                block["block"] in by_block,
            )
            for block in sorted(row, key=lambda block: block["column"])
        ]
        rows.append(tuple(cells))
    return Part("table", blocks[0]["block"], rows=tuple(rows), page=blocks[0]["page"])


def _marked(block, values, mark):
    """Text of a block as HTML, with its values marked."""
    text, at, pieces = block["text"], 0, []
    for begin, end, value in sorted(spans(block, values), key=lambda span: (span[0], span[1])):
        if begin < at:  # two readings of the same words: the second stands behind the first
            begin = end = at
        pieces += [escape(text[at:begin]), mark(value, text[begin:end])]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def spans(block, values):
    """(begin, end, value) in the text of a block: from the characters counted in the file where there are some, otherwise from sentence and words."""
    text, taken = block["text"], {}
    for value in values:
        words = value["value_text"] or ""
        if value["start"] is not None and block["start"] is not None and text[(begin := value["start"] - block["start"]) : begin + len(words)] == words:
            yield begin, begin + len(words), value
            continue
        sentence = value["sentence"] or ""
        first = max(text.find(sentence), 0)
        begin = text.find(words, taken.get((first, words), first))
        begin = begin if begin >= 0 else text.find(words)
        begin = max(begin, 0)
        taken[first, words] = begin + len(words)
        yield begin, begin + len(words), value
