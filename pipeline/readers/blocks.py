"""What every reader returns: blocks (paragraphs and cells with their place), or the reason why there are none.

Belongs here: the shape of a block and the errors of reading. Not here: any format.
"""

import re
from typing import NamedTuple

import polars as pl

from schemas.contracts import conform, polars_schema

LONG_CELL = 300  # characters; the longest official label has 60. A longer cell is prose in a layout table.
MOST_COLUMNS = 256
MOST_ROWS = 20_000
MOST_BLOCKS = 200_000
HAN = re.compile("[一-龥]")  # a Chinese sign


class ReadError(Exception):
    """A document that cannot be read: `reason` is a code of reasons.yml, `detail` says what was found."""

    def __init__(self, reason, detail=""):
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


def read_each(read, documents):
    """(report_id, bytes) pairs → list of (report_id, what `read` makes of the bytes), and a dict report_id → ReadError of those that it refuses."""
    results, errors = [], {}
    for report_id, data in documents:
        try:
            results.append((report_id, read(data)))
        except ReadError as error:
            errors[report_id] = error
    return results, errors


class Block(NamedTuple):
    """A row of the layer `documents` without its report; columns as in tables.yml."""

    kind: str
    text: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_span: int | None = None
    column_span: int | None = None


class Grid:
    """Places the cells of one table: rows and columns counted with merged cells; spans are cut at the limits of a sane table."""

    def __init__(self):
        self.row = -1
        self.column = 0
        self._taken = {}  # column → last row that a merged cell from above covers

    def next_row(self):
        self.row += 1
        self.column = 0
        if self.row > MOST_ROWS:
            raise ReadError("bomb", f"a table of more than {MOST_ROWS} rows")

    def place(self, row_span=1, column_span=1):
        """Row, column and spans of the next cell."""
        column_span = max(1, min(column_span, MOST_COLUMNS))
        while self._taken.get(self.column, -1) >= self.row:
            self.column += 1
        if self.column + column_span > 4 * MOST_COLUMNS:
            raise ReadError("bomb", f"a table of more than {4 * MOST_COLUMNS} columns")
        row_span = max(1, min(row_span, MOST_ROWS))
        column = self.column
        if row_span > 1:
            self._taken.update(dict.fromkeys(range(column, column + column_span), self.row + row_span - 1))
        self.column += column_span
        return self.row, column, row_span, column_span


def cell_blocks(text, table, place, page=None):
    """The block of a cell; prose in a layout table comes as paragraphs."""
    if len(text) > LONG_CELL:
        return [Block("paragraph", line, page) for line in text.split("\n") if line]
    return [Block("cell", text, page, table, *place)]


def blocks_frame(documents):
    """Frame of the layer `documents` from (report_id, blocks) pairs; blocks are numbered in order."""
    rows = [(report_id, number, *block) for report_id, blocks in documents for number, block in enumerate(blocks)]
    if any(len(blocks) > MOST_BLOCKS for _, blocks in documents):
        raise ReadError("bomb", f"more than {MOST_BLOCKS} blocks")
    schema = polars_schema("documents")
    names = ("report_id", "block", *Block._fields)
    return conform(pl.DataFrame(rows, schema={name: schema[name] for name in names}, orient="row"), "documents")
