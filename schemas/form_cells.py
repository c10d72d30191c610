"""The cells that the forms provide for: where each stands and what it measures.

Belongs here: what follows from the rows and columns of a form's entry. Not here: the entry itself (entries.py), how a printed table meets it (pipeline/tables/).
"""

from typing import NamedTuple

from schemas.entries import Row


class FormCell(NamedTuple):
    """A cell that a form provides for: where it stands and what it measures."""

    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    row: int
    column: int
    role: str
    measure: str | None
    applicant: str | None
    unit: str | None
    heading_varies: bool


def leaves(entries, children, path=()):
    """Depth-first (path of labels, entry) of all rows or columns; groups come before what is below them."""
    for entry in entries:
        here = (*path, entry.label)
        yield here, entry
        yield from leaves(getattr(entry, children), children, here)


def block_cells(block):
    """The cells of a block of a form, row by row, as FormCell; rows without a measure are headings and have none."""
    columns = [(path, column) for path, column in leaves(block.columns, "columns") if not column.columns]
    for row_number, (row_path, row) in enumerate(leaves(block.rows, "rows")):
        for column_number, (column_path, column) in enumerate(columns):
            if column.role in ("label", "unit", "ignore"):
                continue
            measure = _cell_measure(row, column)
            if measure or column.role != "value":
                yield FormCell(
                    row_path, column_path, row_number, column_number, column.role, measure, column.applicant, column.unit, column.pattern is not None
                )


def _cell_measure(row: Row, column):
    if column.role == "cumulative":
        return row.cumulative
    if column.role == "period":
        return None
    if row.label and not row.measure:
        return None
    return ".".join(part for part in (row.measure, column.measure) if part) or None


def printed_measures(book, forms):
    """Measures that cells of the given forms hold, in the order of their rows."""
    cells = (cell for form in forms if form in book.forms for table in book.forms[form].tables for block in table.blocks for cell in block_cells(block))
    return list(dict.fromkeys(cell.measure for cell in cells if cell.measure))
