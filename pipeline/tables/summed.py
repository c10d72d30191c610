"""Rows of a table that have lost their blank cells: fewer numbers than columns. The sums of the form tell where they stood, where they can in one way only.

A row adds up to its total, the rows below a heading to theirs, and what stands above that heading to the total and what stands below it. A number is taken
where every way to place those of all rows that fulfils these sums puts it into the same column; the others stay unread.
Belongs here: this search, bounded in time. Not here: which row numbers belong to (matching.py), numbers out of order (readers/text_parts/proved.py).
"""

from functools import cache
from itertools import combinations

import polars as pl

from pipeline.tables.forms import blocks
from pipeline.tables.shapes import LOST, TAKEN, UNREAD

MOST_STEPS = 300  # of the search in one table


def with_summed_rows(cells):
    """Cells (report_id, role, cell, value …) with the numbers of rows whose columns are lost, `cell` at or below LOST, as the cells that the sums prove."""
    if not (cells["cell"] <= LOST).any():
        return cells
    reports = cells.filter(pl.col("cell") <= LOST)["report_id"].unique()
    here = cells.with_row_index("at").filter(pl.col("report_id").is_in(reports.implode()) & (pl.col("cell") != -1) & pl.col("role").is_in([TAKEN, UNREAD]))
    tables = {}
    for report_id, at, cell, value in here.select("report_id", "at", "cell", "value").iter_rows():
        block, row, column = _places()[cell if cell >= 0 else LOST - cell]
        tables.setdefault((report_id, block), {}).setdefault(row, []).append((at, column if cell >= 0 else None, float(value or 0)))
    found = {}
    for (_, block), rows in tables.items():
        found |= _placed(block, rows)
    at = pl.int_range(pl.len())
    proved = at.is_in(list(found))
    return cells.with_columns(
        role=pl.when(proved).then(pl.lit(TAKEN, pl.Int32)).otherwise("role"),
        cell=pl.when(proved).then(at.replace_strict(found, default=None, return_dtype=pl.Int32)).otherwise("cell"),
    )


@cache
def _places():
    """Number of a form cell → its block, row and column."""
    return {cell: (block, *place) for block in blocks() for place, cell in block.cells.items()}


def _placed(block, rows):
    """{position: form cell} of the numbers of lost rows (row → [(position, column or None, number)]) that can stand in one column only."""
    columns, sums = sorted({column for _, column in block.cells}), block.sums
    if sums is None:
        return {}
    ways = {row: {(0,) * len(columns): [()]} for equation in sums for row, _ in equation}  # row → numbers in all columns → placements
    for row, entries in rows.items():
        known = {column for _, column, _ in entries}
        if None not in known and len(known) == len(entries):
            numbers = {column: number for _, column, number in entries}
            ways[row] = {tuple(numbers.get(column, 0) for column in columns): [()]}
        elif known == {None}:
            ways[row] = _ways(columns, [number for *_, number in entries])
        else:
            return {}
    if not all(ways.values()):
        return {}
    possible = _possible({row: list(options) for row, options in ways.items()}, sums)
    if possible is None:
        return {}
    found = {}
    for row, entries in rows.items():
        placements = [places for numbers in possible[row] for places in ways[row][numbers]]
        for number, (position, column, _) in enumerate(entries):
            if column is None and len(at := {places[number] for places in placements}) == 1:
                found[position] = block.cells[row, at.pop()]
    return found


def _ways(columns, numbers):
    """{numbers in all columns: [columns of the numbers given]} of the ways to place numbers in order that make a row whose last column is the sum of the others."""
    found = {}
    for places in combinations(columns, len(numbers)):
        by_column = dict(zip(places, numbers, strict=True))
        row = tuple(by_column.get(column, 0) for column in columns)
        if sum(row[:-1]) == row[-1]:
            found.setdefault(row, []).append(places)
    return found


def _possible(options, sums):
    """Options (row → numbers in all columns) without those that are part of no choice of one for each row that makes all sums right; None where there is no such
    choice. What the search has no time for counts as possible."""
    options = _narrowed(options, sums)
    if options is None:
        return None
    steps, seen = [MOST_STEPS], {row: set() for row in options}
    for row, choices in options.items():
        for choice in choices if len(choices) > 1 else ():
            if choice in seen[row]:
                continue
            found = _choice({**options, row: [choice]}, sums, steps)
            if steps[0] <= 0:
                return options
            for other, numbers in (found or {}).items():
                seen[other].add(numbers)
    if not any(len(choices) > 1 for choices in options.values()):
        return options
    possible = {row: [choice for choice in choices if choice in seen[row]] for row, choices in options.items()}
    return possible if all(possible.values()) else None


def _choice(options, sums, steps):
    """One choice for each row that makes all sums right, or None; takes from `steps`, whose first entry is what is left of them."""
    steps[0] -= 1
    options = _narrowed(options, sums) if steps[0] > 0 else None
    if options is None:
        return None
    row = min((row for row, choices in options.items() if len(choices) > 1), key=lambda row: len(options[row]), default=None)
    if row is None:
        return {row: choices[0] for row, choices in options.items()}
    found = (_choice({**options, row: [choice]}, sums, steps) for choice in options[row])
    return next(filter(None, found), None)


def _narrowed(options, sums):
    """Options without those that no choice of the other rows of an equation can balance; None where a row has none left."""
    options = dict(options)
    ranges = {row: [(min(column), max(column)) for column in zip(*choices, strict=True)] for row, choices in options.items()}
    waiting = list(sums)
    while waiting:
        equation = waiting.pop()
        # What the rows of the equation add up to, at least and at most, in each column.
        low = [sum(min(sign * bound for bound in ranges[row][at]) for row, sign in equation) for at in range(len(ranges[equation[0][0]]))]
        high = [sum(max(sign * bound for bound in ranges[row][at]) for row, sign in equation) for at in range(len(low))]
        for row, sign in equation:
            choices, own = options[row], [sorted(sign * bound for bound in bounds) for bounds in ranges[row]]
            kept = [choice for choice in choices if all(low[at] - own[at][0] <= -sign * number <= high[at] - own[at][1] for at, number in enumerate(choice))]
            if not kept:
                return None
            if len(kept) < len(choices):
                options[row], waiting = kept, list(sums)
                ranges[row] = [(min(column), max(column)) for column in zip(*kept, strict=True)]
    return options
