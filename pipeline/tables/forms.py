"""The forms of the codebook, prepared for matching: labels in their compared spelling, cells numbered.

Belongs here: what is derived from the codebook alone. Not here: any table that was read.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import polars as pl

from pipeline.tables.labels import Known, display, label_key
from schemas.codebook import codebook
from schemas.form_cells import block_cells, leaves

INDICATOR_STEP = 10  # indicator_key = key of the indicator × 10 + number of the applicant type
TOTAL = "总计"  # row and column that add up the others of their table


class Heading(NamedTuple):
    """A row or a column of a form: its spellings, the headings above it (numbers), what it is for."""

    keys: frozenset
    parent: int | None
    role: str
    pattern: re.Pattern | None
    has_cells: bool


@dataclass(eq=False)
class Block:
    """One block of one table of one form. `cells` maps (row, column) to the number of a form cell."""

    form: str
    table: str
    title: str | None
    rows: tuple
    columns: tuple
    corner: tuple
    cells: dict
    local_wording: bool

    @cached_property
    def _row_numbers(self):
        return _by_key(self.rows)

    @cached_property
    def _column_numbers(self):
        return _by_key(self.columns)

    @cached_property
    def _patterns(self):
        return [(number, column.pattern) for number, column in enumerate(self.columns) if column.pattern]

    @cached_property
    def _are_headings(self):
        return {}

    def rows_of(self, key):
        """Numbers of the rows that a label can mean."""
        return self._row_numbers.get(key, ())

    def columns_of(self, key):
        """Numbers of the columns that a heading can mean."""
        found = self._column_numbers.get(key)
        if found is None:
            found = self._column_numbers[key] = tuple(number for number, pattern in self._patterns if pattern.search(key))
        return found

    def is_heading(self, key):
        """Whether a label stands over columns of the block, or in its corner."""
        found = self._are_headings.get(key)
        if found is None:
            found = self._are_headings[key] = bool(self.columns_of(key)) or any(corner in key for corner in self.corner)
        return found

    def level(self, number):
        """Depth of a column: 1 where no heading is above it."""
        return 1 + len(self.parents(number))

    @property
    def has_no_labels(self):
        """Whether it is one row of values under its columns, as remedies are."""
        return len(self.rows) == 1 and not self.rows[0].keys

    def parents(self, number):
        """Headings above a column, nearest first."""
        parent = self.columns[number].parent
        return () if parent is None else (parent, *self.parents(parent))

    def group_of(self, group, headings):
        """Numbers of the columns below the heading `group`, where those of the printed headings that can be theirs are theirs, in order; none otherwise."""
        below = [number for number, column in enumerate(self.columns) if column.has_cells and group in self.parents(number)]
        theirs = [key for key in headings if any(key in self.columns[number].keys for number in below)]
        fits = len(theirs) == len(below) and all(key in self.columns[number].keys for key, number in zip(theirs, below, strict=True))
        return below if fits else []

    @cached_property
    def _leaves(self):
        return [number for number, column in enumerate(self.columns) if column.has_cells]

    @property
    def width(self):
        """How many columns have cells."""
        return len(self._leaves)

    def runs_of(self, headings):
        """Runs of columns side by side, as lists of numbers, that printed headings can be those of, one each."""
        starts = range(len(self._leaves) - len(headings) + 1)
        runs = (self._leaves[start : start + len(headings)] for start in starts)
        return [run for run in runs if all(key in self.columns[number].keys for key, number in zip(headings, run, strict=True))]

    def is_under(self, columns, titles):
        """Whether printed titles stand over columns, each over some and one at least over each."""
        above = [{key for parent in self.parents(number) for key in self.columns[parent].keys} for number in columns]
        return all(any(title in keys for keys in above) for title in titles) and all(keys & titles for keys in above)

    @cached_property
    def sums(self):
        """Equations over the rows, as [(row, 1 or -1)] whose sum is zero in every column, of a table whose last column is the total of the others and one row
        the total of those below a heading; None of other tables."""
        rows = [number for number, row in enumerate(self.rows) if row.has_cells]
        total = next((number for number in rows if TOTAL in self.rows[number].keys), None)
        if total is None or TOTAL not in self.columns[self._leaves[-1]].keys or self.rows[total].parent is None:
            return None
        group = self.ancestors(total)[-1]
        parts = [number for number in rows if number != total and group in self.ancestors(number)]
        others = [(number, 1 if number < group else -1) for number in rows if number != total and number not in parts]
        return [[*((number, 1) for number in parts), (total, -1)], [*others, (total, -1)]]

    def ancestors(self, number):
        """Headings above a row, nearest first."""
        found = []
        while self.rows[number].parent is not None:
            number = self.rows[number].parent
            found.append(number)
        return found


def _by_key(headings):
    numbers = {}
    for number, heading in enumerate(headings):
        for key in heading.keys:
            numbers.setdefault(key, []).append(number)
    return numbers


@cache
def blocks():
    """All blocks of all forms as a tuple of Block."""
    found, number = [], 0
    for form in codebook().forms.values():
        for table in form.tables:
            for block in table.blocks:
                cells = {}
                columns, leaf_numbers = _headings(block.columns, "columns")
                for cell in block_cells(block):
                    cells[cell.row, leaf_numbers[cell.column]] = number
                    number += 1
                rows, _ = _headings(block.rows, "rows")
                with_cells = {row for row, _ in cells}
                rows = tuple(row._replace(has_cells=index in with_cells) for index, row in enumerate(rows))
                found.append(
                    Block(
                        form.form,
                        table.table,
                        label_key(block.label) if block.label else None,
                        rows,
                        columns,
                        tuple(map(label_key, table.corner)),
                        cells,
                        form.wording == "local",
                    )
                )
    return tuple(found)


def _headings(entries, children):
    """Headings depth first, and the numbers of those that have nothing below them, in order."""
    headings, stack, leaf_numbers = [], [], []
    for path, entry in leaves(entries, children):
        del stack[len(path) - 1 :]
        below = getattr(entry, children)
        if not below:
            leaf_numbers.append(len(headings))
        role, pattern = getattr(entry, "role", "row"), getattr(entry, "pattern", None)
        keys = frozenset(key for key in map(label_key, (entry.label, *entry.also)) if key)
        headings.append(Heading(keys, stack[-1] if stack else None, role, re.compile(pattern) if pattern else None, not below))
        stack.append(len(headings) - 1)
    return tuple(headings), leaf_numbers


@cache
def printed_texts():
    """What forms print in tables, as Known: labels of rows and columns, titles of blocks, and what stands in the corner."""
    keys = {key for block in blocks() for heading in (*block.rows, *block.columns) for key in heading.keys}
    keys |= {block.title for block in blocks() if block.title} | {corner for block in blocks() for corner in block.corner}
    return Known(keys - {""})


@cache
def group_keys():
    """Labels of the rows that have rows below them in some form, in compared spelling."""
    return frozenset(key for block in blocks() for row in block.rows if row.parent is not None for key in block.rows[row.parent].keys)


@cache
def passed_cells():
    """Pattern of cells of a table, in compared spelling, that say nothing of its figures."""
    return re.compile("|".join(codebook().values.passed_cells))


def form_in_force(year):
    """Expression: the form that a report of a year has to use (years.yml)."""
    form = pl.lit(None, pl.String)
    for span in codebook().years:
        form = pl.when(year.is_between(span.from_, span.to)).then(pl.lit(span.era)).otherwise(form)
    return form


@cache
def form_cells():
    """Frame cell, form, table, role, indicator_key, form_unit, label, outer_label, column_label, is_printed_heading: every cell that a form provides for."""
    by_form = {(entry.measure, form): entry for entry in codebook().indicators.values() for form in entry.form}
    rows = []
    for form in codebook().forms.values():
        for table in form.tables:
            for block in table.blocks:
                for cell in block_cells(block):
                    indicator = by_form.get((cell.measure, form.form))
                    rows.append(
                        {
                            "cell": len(rows),
                            "form": form.form,
                            "table": table.table,
                            "role": cell.role,
                            "indicator_key": indicator_key(indicator.key, cell.applicant) if indicator else None,
                            "form_unit": cell.unit,
                            "label": " / ".join(_shown((block.label, *cell.row_path))),
                            "outer_label": " / ".join(_shown((block.label, *cell.row_path[:-1]))),
                            "column_label": " / ".join(_shown(cell.column_path)) or None,
                            "is_printed_heading": cell.heading_varies,
                        }
                    )
    schema = {
        "cell": pl.Int32,
        "form": pl.String,
        "table": pl.String,
        "role": pl.String,
        "indicator_key": pl.Int16,
        "form_unit": pl.String,
        "label": pl.String,
        "outer_label": pl.String,
        "column_label": pl.String,
        "is_printed_heading": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema)


@cache
def same_cells():
    """Frame cell, other: cells that the table of the same name in another form has alike, so that only the other tables of a report tell whose they are."""
    cells = form_cells()
    alike = cells.select(pl.all().exclude("cell", "form"))
    pairs = cells.select("cell", "form", printed=pl.Series([str(printed) for printed in alike.iter_rows()], dtype=pl.String))
    pairs = pairs.join(pairs.select("printed", other="form"), on="printed").filter(pl.col("form") != pl.col("other"))
    return pairs.select("cell", "other").sort("cell", "other")


def _shown(labels):
    return [display(label) for label in labels if label]


def indicator_key(key, applicant=None):
    """Key of an indicator for a type of applicant; indicators without that dimension count as their total."""
    return key * INDICATOR_STEP + list(codebook().applicants).index(applicant or "total")
