"""The cells of a table, told by the blocks of one form.

Labels are matched by their path, never by position: where a flattened table has lost its columns, values are taken in the order of the column
headings that are printed above them.

Belongs here: rows of values, from the known labels before them to the form cells that their values belong to. Not here: the rows of a table and
what a label can be (printed.py), the headings over a value (headings.py), blocks of one row printed otherwise (single_rows.py), which form is taken
(best_form.py).
"""

from rapidfuzz import fuzz

from pipeline.tables.forms import group_keys
from pipeline.tables.headings import Headings
from pipeline.tables.printed import PrintedTable
from pipeline.tables.shapes import BLANK, IGNORED, LABEL, LOST, OTHER, PASSED, TAKEN, UNIT, UNIT_CELL, UNKNOWN, UNNAMED, UNREAD, VALUE, Reading
from pipeline.tables.single_rows import SingleRows

LEAST_LIKENESS = 82  # of a misspelt label with the official one, in percent
LEAST_LEAD = 4  # by which it must be likelier than any other label of the form


class Matcher:
    """Matches one table against the blocks of one form, row by row."""

    def __init__(self, shape, form_blocks):
        self.table = PrintedTable(shape, form_blocks)
        self.blocks, self.keys = form_blocks, self.table.keys
        self.headings = Headings(self.table)
        self.roles = [IGNORED if key in (BLANK, PASSED, UNNAMED) else UNREAD for key in self.keys]
        self.cells, self.units = [-1] * len(shape), [-1] * len(shape)
        self.labels, self.columns = [-1] * len(shape), [-1] * len(shape)
        self.block = None
        self.seen = {block: [] for block in form_blocks}  # rows of each block, in the order they came
        self.rows = []  # (block, row, positions) of the rows of values
        self.single_rows = SingleRows(self)

    def read(self):
        """Reading of the table by this form; where it explains nothing, one without values."""
        after_values, again = False, []  # rows of a head that repeat the head at hand
        for row in self.table.rows():
            labels = [position for position in row if self.table.is_label(position) and not self._is_title(position)]
            values = [position for position in row if self.keys[position] == VALUE]
            labels = self._without_remarks(labels, values)
            if not labels and not values:
                continue
            if not labels and self.keys[row[0]] == PASSED and not self.table.is_stream:
                # 联系电话 | 6612345; letters and numbers of the columns: 甲 | 乙 | 1 | 2
                for position in values:
                    self.roles[position] = IGNORED
                continue
            if self.headings.is_head(row, labels, values):
                again = again if self.headings.rows else []
                if (after_values or again) and self.headings.repeats(row):
                    again.append(row)
                else:
                    self.headings.rows = [] if after_values or again else self.headings.rows
                    for head in (*again, row):
                        self.headings.add(head)
                    again = []
                after_values = False
                for position in labels:
                    if self.table.is_heading(self.keys[position]):
                        self.roles[position] = LABEL
            else:
                after_values, again = True, []
                if not self.single_rows.takes(row, labels, values):
                    self._data_row(row, labels)
        if self.table.is_stream:
            self._refuse_disordered()
        block = next((block for block, rows in self.seen.items() if rows), self.blocks[0])
        return Reading(block.form, block.table, *map(tuple, (self.roles, self.cells, self.units, self.labels, self.columns)))

    def _without_remarks(self, labels, values):
        """Labels of a row without the texts behind its values that stand in a column that says nothing of its figures: 备注."""
        if not values or not labels or labels[-1] < values[-1] or not self.table.has_columns:
            return labels
        return [position for position in labels if position < values[-1] or self.keys[position] != OTHER or not self.headings.is_ignored(position)]

    def _is_title(self, position):
        """A block's title, as 第二十条第（一）项: what comes now belongs to that block."""
        block = self.table.title_of(self.keys[position])
        if block is None:
            return False
        self.block, self.headings.rows, self.roles[position] = block, [], LABEL
        return True

    def _data_row(self, row, labels):
        """Takes the values of a row that a row of the form explains; others are kept under their own label."""
        known, number, block = self._row_of(labels) if not self._are_two(row, labels) else ([], None, None)
        if block is None and not labels:
            block = next((block for block in self.blocks if block.has_no_labels and 2 * self.headings.fit(block) >= len(block.columns)), None)
            number = 0
        if block is None:
            self._unknown_row(row, labels)
            return
        for position in known:
            self.roles[position] = LABEL
        self.block = block
        self.seen[block].append(number)
        self.rows.append((block, number, row))
        self._take_values(block, number, row, [position for position in row if position not in known], row.index(known[-1]) + 1 if known else 0)
        if known and not self.table.has_columns:
            self._keep_row(block, number, row[row.index(known[-1]) + 1 :])
        for position in labels:
            if self.roles[position] == UNREAD and self.table.is_heading(self.keys[position]):
                self.roles[position] = IGNORED

    def _keep_row(self, block, number, rest):
        """Notes which row the values of a row belong to that are too few for the columns of a form with sums (summed.py)."""
        values = [position for position in rest if self.keys[position] == VALUE]
        own = [cell for (of, _), cell in block.cells.items() if of == number]
        if block.sums and values and len(values) < len(own) and all(self.roles[position] == UNREAD for position in values):
            for position in values:
                self.cells[position] = LOST - min(own)

    def _are_two(self, row, labels):
        """Whether a row holds the labels and the values of two, printed so near that nothing tells them apart."""
        columns = [self.table.shape[position].column for position in row if self.keys[position] == VALUE]
        return self.table.has_columns and len(labels) > 1 and len(columns) > 2 and 2 * len(set(columns)) <= len(columns)

    def _refuse_disordered(self):
        """Where a table has lost its rows, leaves the values behind labels that stand out of the form's order: they may be those of another row."""
        for block in {block for block, *_ in self.rows}:
            rows = [(number, row) for of, number, row in self.rows if of is block]
            for _, row in (rows[place] for place in _out_of_order([number for number, _ in rows])):
                for position in row:
                    if self.cells[position] != -1:
                        self.roles[position], self.cells[position] = UNREAD, -1

    def _row_of(self, labels):
        """(labels that are known, row, block) of a row of values: the last label that the form knows decides."""
        for index in range(len(labels) - 1, -1, -1):
            key = self.keys[labels[index]]
            candidates = [(block, number) for block in self.blocks for number in block.rows_of(key)] or self._similar(key)
            if candidates and index < len(labels) - 1 and key in group_keys():
                return [], None, None  # a heading before a label that is not known: 其他处理｜… are the numbers of a row below it
            if candidates:
                before = {self.keys[position] for position in labels[:index]}
                block, number = max(candidates, key=lambda candidate: self._fit(*candidate, before))
                known = [position for position in labels[:index] if self.table.is_row(self.keys[position])]
                return [*known, labels[index]], number, block
        return [], None, None

    def _fit(self, block, number, printed_before):
        """How well a row fits here: headings printed before its label, the block, not yet seen, nearness of a row of the same heading."""
        ancestors = block.ancestors(number)
        printed = sum(not block.rows[parent].keys.isdisjoint(printed_before) for parent in ancestors)
        kin = [
            distance for distance, other in enumerate(reversed(self.seen[block])) if other in ancestors or block.rows[other].parent == block.rows[number].parent
        ]
        return printed, block is self.block, self.headings.fit(block), number not in self.seen[block], -min(kin, default=1_000)

    def _similar(self, key):
        """The row that a misspelt label can mean, among those not yet seen; none where two come into question."""
        if len(key) < 4:
            return []
        found = [
            (max(fuzz.ratio(key, other, score_cutoff=LEAST_LIKENESS - LEAST_LEAD) for other in row.keys), block, number)
            for block in self.blocks
            for number, row in enumerate(block.rows)
            if row.keys and number not in self.seen[block]
        ]
        found.sort(key=lambda item: -item[0])
        if not found or found[0][0] < LEAST_LIKENESS or (len(found) > 1 and found[0][0] - found[1][0] < LEAST_LEAD):
            return []
        return [found[0][1:]]

    def _take_values(self, block, number, row, rest, start):
        """Takes the cells `rest` of a row, whose labels end before `start`, as row `number` of a block."""
        for position, column, heading in self.headings.columns_of(block, row, rest, start):
            role = block.columns[column].role
            if role == "unit":
                self.roles[position] = UNIT_CELL
                for other in row:
                    if other != position:
                        self.units[other] = position
            elif role in ("ignore", "label"):
                self.roles[position] = IGNORED
            elif (number, column) in block.cells and row.index(position) >= start:
                self.roles[position], self.cells[position] = TAKEN, block.cells[number, column]
                self.columns[position] = -1 if heading is None else heading
                if block.local_wording and start:
                    self.labels[position] = row[start - 1]

    def _unknown_row(self, row, labels):
        """A local row: its values are kept under its own label and the headings above them."""
        if not labels:
            return
        unit = next((position for position in row if self.keys[position] == UNIT), -1)
        if unit >= 0:
            self.roles[unit] = UNIT_CELL
        block = self.block or max(self.blocks, key=self.headings.fit)
        start = row.index(labels[0]) + 1
        headings = {
            position: heading
            for position, column, heading in self.headings.standing_under(block, row, row[start:], start)
            if block.columns[column].role not in ("ignore", "label")
        }
        for position in row[start:]:
            if self.keys[position] == VALUE:
                self.roles[position], self.labels[position], self.units[position] = UNKNOWN, labels[0], unit
                self.columns[position] = -1 if headings.get(position) is None else headings[position]
                self.roles[labels[0]] = LABEL


def _out_of_order(numbers):
    """Places of the numbers that are not in the longest rising run of them."""
    best = []  # (length, place before) of the longest run that ends at each place
    for place, number in enumerate(numbers):
        best.append(max(((best[at][0] + 1, at) for at in range(place) if numbers[at] < number), default=(1, -1)))
    place = max(range(len(best)), key=lambda at: best[at][0], default=-1)
    kept = set()
    while place >= 0:
        kept.add(place)
        place = best[place][1]
    return [place for place in range(len(numbers)) if place not in kept]
