"""Which single change would repair all broken identities of a report: one cell, two figures swapped, a number split over two cells, a shifted row.

Belongs here: trying changes on the cells of the broken reports, many reports at once. Not here: which identities there are, and money units
(text_rules.py, panel_rules.py), which no sum proves.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.rules.formulas import written
from pipeline.rules.wide import columns, labels
from pipeline.tables.forms import form_cells

MOST_CHANGES = 3  # of one kind that are named where several would repair a report


class Change(NamedTuple):
    """A kind of change: the cells it touches, a function from their values (one row a report) to the values they should have, how it is said."""

    kind: str
    cells: tuple
    repaired: object
    zh: str
    en: str


def suspects(rules, report_ids, cells, results):
    """Frame report_id, change_kind, change_zh, change_en: a row for each report whose broken identities one single change repairs.

    Arguments: see report_rules.Evaluated; the equalities of sums among the rules are the identities. Where one broken identity leaves several cells in
    doubt, the row says what the total would have to be.
    """
    identities = {number: instance.formula.coefficients for number, instance in enumerate(rules) if instance.formula.coefficients}
    broken = np.flatnonzero((results[list(identities)] == 0).any(axis=0))
    schema = {"report_id": pl.String, "change_kind": pl.String, "change_zh": pl.String, "change_en": pl.String}
    if not len(broken):
        return pl.DataFrame(schema=schema)
    search = _Search(list(identities.values()), report_ids.gather(broken).to_list(), cells, broken)
    search.single_cells()
    search.several_cells()
    return pl.DataFrame(list(search.found.values()), schema=schema, orient="row")


class _Search:
    """The broken reports as an array (reports × cells) and the identities as coefficients (identities × cells); NaN is no number."""

    def __init__(self, identities, report_ids, cells, broken):
        self.cells = sorted({name for coefficients in identities for name in coefficients})
        self.place = {name: number for number, name in enumerate(self.cells)}
        self.coefficients = np.zeros((len(identities), len(self.cells)))
        for number, coefficients in enumerate(identities):
            for name, factor in coefficients.items():
                self.coefficients[number, self.place[name]] = factor
        self.report_ids = report_ids
        self.values = np.column_stack([cells[name][broken] for name in self.cells])
        self.residuals = self._residuals(self.values, range(len(identities)))
        self.is_broken = np.nan_to_num(self.residuals) != 0
        self.found = {}

    def _residuals(self, values, identities):
        residuals = np.empty((len(values), len(identities)))
        for position, number in enumerate(identities):
            used = np.flatnonzero(self.coefficients[number])
            residuals[:, position] = values[:, used] @ self.coefficients[number, used]
        return np.round(residuals, 6)

    def single_cells(self):
        """One cell alone: the same difference repairs every broken identity and no other identity reads the cell."""
        first = self.is_broken.argmax(axis=1)
        rows = np.arange(len(first))
        zh, en = labels(), labels(english=True)
        candidates = {}
        for cell, name in enumerate(self.cells):
            factors = self.coefficients[:, cell]
            with np.errstate(divide="ignore", invalid="ignore"):
                difference = -self.residuals[rows, first] / factors[first]
            possible = np.isfinite(difference)
            difference[~possible] = 0
            after = np.nan_to_num(self.residuals) + np.where(np.isnan(self.residuals), 0, difference[:, None] * factors)
            good = possible & (np.abs(after) < 1e-6).all(axis=1) & (self.values[:, cell] + difference >= 0)
            for row in np.flatnonzero(good):
                candidates.setdefault(row, []).append((cell, name, self.values[row, cell], self.values[row, cell] + difference[row]))
        for row, cells in candidates.items():
            # With one identity broken any of its cells may be wrong: the total (the side that stands alone) is named, as a condition.
            cell, name, printed, repaired = max(cells, key=lambda candidate: self.coefficients[first[row], candidate[0]])
            if len(cells) == 1:
                said = (
                    f"疑为“{zh[name]}”一格有误：印为 {written(printed)}，应为 {written(repaired)}",
                    f"Suspect cell: {en[name]}, printed {written(printed)}, should be {written(repaired)}",
                )
            else:
                said = f"如各分项无误，“{zh[name]}”应为 {written(repaired)}", f"If the parts are right, {en[name]} should be {written(repaired)}"
            self.found[row] = (self.report_ids[row], "cell" if len(cells) == 1 else "total", *said)

    def several_cells(self):
        """Two cells or a row, where no single cell explains two or more broken identities."""
        open_rows = np.array([row for row in range(len(self.values)) if row not in self.found and self.is_broken[row].sum() > 1], dtype=int)
        likely = {}
        for change in _changes() if len(open_rows) else ():
            for row in open_rows[self._repaired_by(change, open_rows)]:
                changes = likely.setdefault(row, [change])
                if changes[-1] is not change and changes[-1].kind == change.kind and len(changes) < MOST_CHANGES:
                    changes.append(change)
        for row, changes in likely.items():
            zh, en = "，或".join(change.zh for change in changes), ", or ".join(change.en for change in changes)
            self.found[row] = (self.report_ids[row], changes[0].kind, f"疑为{zh}", f"Suspect: {en}")

    def _repaired_by(self, change, rows):
        """Which of the reports (numbers of rows) a change of several cells repairs, as an array of booleans."""
        cells = [self.place[name] for name in change.cells if name in self.place]
        if len(cells) < len(change.cells):
            return np.zeros(len(rows), dtype=bool)
        touched = (self.coefficients[:, cells] != 0).any(axis=1)
        repaired = ~self.is_broken[np.ix_(rows, ~touched)].any(axis=1)
        values = self.values[rows[repaired]].copy()
        values[:, cells] = change.repaired(values[:, cells])
        changed = (np.nan_to_num(values[:, cells], nan=-1) != np.nan_to_num(self.values[np.ix_(rows[repaired], cells)], nan=-1)).any(axis=1)
        after = self._residuals(values, np.flatnonzero(touched))
        adds_up = (np.nan_to_num(after) == 0).all(axis=1) & ~np.isnan(after).all(axis=1)
        repaired[repaired] = changed & adds_up & (np.nan_to_num(values[:, cells]) >= 0).all(axis=1)
        return repaired


@cache
def _changes():
    """All changes of several cells, likeliest first, from the layout of the forms."""
    zh, en = labels(), labels(english=True)
    swaps, splits, shifts = {}, {}, {}
    for row in _rows():
        for first, second in pairwise(row):
            said = f"一个数字被拆入“{zh[first]}”和“{zh[second]}”两格", f"one number split over {en[first]} and {en[second]}"
            splits[first, second] = Change("split", (first, second), _split_left, *said)
            splits[second, first] = Change("split", (first, second), _split_right, *said)
        for position, first in enumerate(row):
            for second in row[position + 1 :]:
                swaps[first, second] = _swap(first, second)
        if len(row) == 7:
            name = zh[row[0]].partition("（")[0]
            said = f"“{name}”行整行错位一列", f"the row {en[row[0]].partition(' (')[0]} is shifted by one column"
            shifts[row, 0] = Change("shift", row, _shifted_right, *said)
            shifts[row, 1] = Change("shift", row, _shifted_left, *said)
    for column in _columns():
        for first, second in pairwise(column):
            swaps.setdefault((first, second), _swap(first, second))
    return (*swaps.values(), *splits.values(), *shifts.values())


def _swap(first, second):
    zh, en = labels(), labels(english=True)
    return Change(
        "swap",
        (first, second),
        lambda values: values[:, ::-1],
        f"“{zh[first]}”与“{zh[second]}”两数互换",
        f"{en[first]} and {en[second]} are swapped",
    )


def _split_left(values):
    return np.column_stack([_joined(values), np.zeros(len(values))])


def _split_right(values):
    return np.column_stack([np.zeros(len(values)), _joined(values)])


def _joined(values):
    digits = np.floor(np.log10(np.maximum(np.nan_to_num(values[:, 1]), 1))) + 1
    return np.where(values[:, 0] > 0, values[:, 0] * 10**digits + values[:, 1], np.nan)


def _shifted_right(values):
    """The row was pushed one column to the right and its total fell out."""
    return np.column_stack([values[:, 1:], values[:, 1:].sum(axis=1)])


def _shifted_left(values):
    """The row was pulled one column to the left: its first value is what the total leaves."""
    return np.column_stack([values[:, 5] - values[:, :5].sum(axis=1), values[:, :6]])


@cache
def _layout():
    """Columns of the wide frame table by table, in the order of the form: lists of (row label, column name)."""
    names, tables = columns(), {}
    for form, table, key, label in form_cells().filter(pl.col("role") == "value").select("form", "table", "indicator_key", "label").iter_rows():
        if key is not None:
            tables.setdefault((form, table), []).append((label, names[key]))
    return tables


def _rows():
    """Cells that stand side by side: the types of applicant of a row; in tables of one row, the row."""
    found = {}
    for table in _layout().values():
        by_row = {}
        for label, column in table:
            by_row.setdefault(label if column.applicant else None, []).append(column.name)
        for label, row in by_row.items():
            if label is not None or len({label for label, _ in table}) == 1:
                found[tuple(row)] = None
    return list(found)


def _columns():
    """Cells that stand one below the other."""
    found = {}
    for table in _layout().values():
        by_column = {}
        for _, column in table:
            by_column.setdefault(column.applicant, []).append(column.name)
        for column in by_column.values():
            found[tuple(column)] = None
    return list(found)
