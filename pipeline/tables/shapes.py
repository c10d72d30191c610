"""The shape of a table, and the words for what its cells are.

A shape is the sequence of cells with their place and their label (in compared spelling), numbers being all alike: tables of one form printed the
same way have one shape, so the careful code that reads one (best_form.py) runs a few times for thousands of tables.

Belongs here: keys and roles of cells, a cell, the reading of a shape. Not here: how a shape comes to its reading.
"""

from typing import NamedTuple

# Keys of cells that are no label of a form: a number or the like, an empty cell, a unit, text that forms allow and pass over, any other text, the name that
# a program gives to a column for want of one.
MARKS = VALUE, BLANK, UNIT, PASSED, OTHER, UNNAMED = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"
LABEL, TAKEN, UNREAD, UNKNOWN, UNIT_CELL, IGNORED = range(6)  # roles of cells
LOST = -2  # less the number of the first cell of its row in the form: an unread value of a row that has lost its columns


class Cell(NamedTuple):
    """A cell as a shape knows it; `column_span` is 0 in flattened tables, which have no columns."""

    row: int
    column: int
    column_span: int
    key: str


class Reading(NamedTuple):
    """What the cells of a table are, a tuple entry a cell.

    `roles`: LABEL, TAKEN (a value), UNREAD, UNKNOWN (a value under a label that no form knows), UNIT_CELL, IGNORED. `cells`: number of the form
    cell that a value belongs to, or what LOST says. `units`, `labels`, `columns`: positions of the cells that hold its unit, its label (where the form does not give it) and
    its heading. -1 for none.
    """

    form: str
    table: str
    roles: tuple
    cells: tuple
    units: tuple
    labels: tuple
    columns: tuple

    @property
    def taken(self):
        return sum(cell >= 0 for cell in self.cells)

    @property
    def told(self):
        """How many values are taken, or of a row that is known."""
        return sum(cell != -1 for cell in self.cells)
