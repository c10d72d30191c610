"""What each cell of a table is, worked out once for each distinct shape of a table.

A shape is the sequence of cells with their place and their label (in compared spelling), numbers being all alike: tables of one form printed the
same way have one shape, so this careful code runs a few times for thousands of tables. Labels are matched by their path, never by position:
where a flattened table has lost its columns, values are taken in the order of the column headings that are printed above them.
"""

from functools import lru_cache
from itertools import pairwise
from statistics import mode
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.tables.forms import blocks, passed_cells

# Keys of cells that are no label of a form: a number or the like, an empty cell, a unit, text that forms allow and pass over, any other text.
VALUE, BLANK, UNIT, PASSED, OTHER = "\x01", "\x02", "\x03", "\x04", "\x05"
LABEL, TAKEN, UNREAD, UNKNOWN, UNIT_CELL, IGNORED = range(6)  # roles of cells
LEAST_CELLS = 3  # empty ones behind a label that make a row of values
LEAST_TURNED = 30  # values of a table that is worth reading with its columns for rows
LEAST_ORDERED = 7  # values of a row that may be taken in the order of the form
LEAST_LIKENESS = 82  # of a misspelt label with the official one, in percent
LEAST_LEAD = 4  # by which it must be likelier than any other label of the form


class Cell(NamedTuple):
    """A cell as a shape knows it; `column_span` is 0 in flattened tables, which have no columns."""

    row: int
    column: int
    column_span: int
    key: str


class Reading(NamedTuple):
    """What the cells of a table are, a tuple entry a cell.

    `roles`: LABEL, TAKEN (a value), UNREAD, UNKNOWN (a value under a label that no form knows), UNIT_CELL, IGNORED. `cells`: number of the form
    cell that a value belongs to. `units`, `labels`, `columns`: positions of the cells that hold its unit, its label (where the form does not give it) and
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


@lru_cache(maxsize=4_096)
def read_shape(shape):
    """Reading of a table (tuple of Cell) by the form that explains most of it, or None where no form does."""
    return _best_reading(shape) or _turned_reading(shape)


def _turned_reading(shape):
    """Reading of a table without merged cells that is printed with its columns for rows."""
    if sum(cell.key == VALUE for cell in shape) < LEAST_TURNED or any(cell.column_span != 1 for cell in shape):
        return None
    order = sorted(range(len(shape)), key=lambda position: (shape[position].column, shape[position].row))
    turned = _best_reading(tuple(Cell(shape[position].column, shape[position].row, 1, shape[position].key) for position in order))
    if turned is None:
        return None
    places = sorted(range(len(order)), key=order.__getitem__)
    roles, cells, *others = ([entries[place] for place in places] for entries in turned[2:])
    roles[0] = IGNORED if roles[0] == UNREAD else roles[0]  # the corner, which says what the rows are
    at = [tuple(-1 if place < 0 else order[place] for place in entries) for entries in others]
    return Reading(turned.form, turned.table, tuple(roles), tuple(cells), *at)


def _best_reading(shape):
    keys = {cell.key for cell in shape} - {VALUE, BLANK, UNIT}
    by_form = {}
    for block in blocks():
        by_form.setdefault(block.form, []).append(block)
    known = {form: sum(any(block.rows_of(key) or block.columns_of(key) for block in found) for key in keys) for form, found in by_form.items()}
    likely = [form for form, count in known.items() if count and 2 * count >= max(known.values())]
    readings = [_Matcher(shape, by_form[form]).read() for form in likely]
    readings = [reading for reading in readings if reading.taken and reading.roles.count(LABEL) >= 2]
    # The later form wins a draw: the tables of applications and remedies are the same since 2019.
    return max(readings, key=lambda reading: (reading.taken, reading.form), default=None)


def _pushed_back(shape):
    """(shape, where its rows usually end: sheets fill them up to the widest table). A row that a cell beside it, which says to reach further down than
    it does, has pushed out of the table stands where it belongs."""
    starts, ends = {}, {}
    for cell in shape:
        starts[cell.row] = min(starts.get(cell.row, cell.column), cell.column)
        ends[cell.row] = max(ends.get(cell.row, 0), cell.column + max(cell.column_span, 1))
    usual = mode(ends.values()) if ends else 0
    pushed = {row: starts[row] for above, row in pairwise(ends) if starts[row] and ends[row] == usual + starts[row] and ends[above] == usual}
    return tuple(cell._replace(column=cell.column - pushed.get(cell.row, 0)) for cell in shape) if pushed else shape, usual


class _Matcher:
    """Matches one table against the blocks of one form, row by row."""

    def __init__(self, shape, form_blocks):
        self.shape, self.usual_end = _pushed_back(shape)
        self.blocks = form_blocks
        self.keys = [PASSED if self._is_passed(cell.key) else cell.key for cell in shape]
        self.roles = [IGNORED if key in (BLANK, PASSED) else UNREAD for key in self.keys]
        self.cells, self.units = [-1] * len(shape), [-1] * len(shape)
        self.labels, self.columns = [-1] * len(shape), [-1] * len(shape)
        self.has_columns = any(cell.column_span for cell in shape)
        self.is_stream = not self.has_columns and len({cell.row for cell in shape}) == 1
        self.block = None
        self.heads = []  # rows of headings over the values that come: lists of positions
        self.upright = None  # (block, column) of the row before, in a table whose columns are printed as rows
        self.seen = {block: [] for block in form_blocks}  # rows of each block, in the order they came

    def read(self):
        after_values = False
        for row in self._rows():
            labels = [position for position in row if self._is_label(position) and not self._is_title(position)]
            values = [position for position in row if self.keys[position] == VALUE]
            if not labels and not values:
                continue
            if not labels and self.keys[row[0]] == PASSED and not self.is_stream:  # 联系电话 | 6612345; letters and numbers of the columns: 甲 | 乙 | 1 | 2
                for position in values:
                    self.roles[position] = IGNORED
                continue
            if self._is_head(row, labels, values):
                if after_values:
                    self.heads = []
                after_values = False
                self.heads.append([position for position in row if not self._title_of(self.keys[position])])
                self._drop_repeated_headings()
                for position in labels:
                    if self._is_heading(self.keys[position]):
                        self.roles[position] = LABEL
            else:
                after_values = True
                if not self._upright_row(labels, values) and not self._crossed_row(labels, values):
                    self._data_row(row, labels)
        block = next((block for block, rows in self.seen.items() if rows), self.blocks[0])
        return Reading(block.form, block.table, *map(tuple, (self.roles, self.cells, self.units, self.labels, self.columns)))

    # --- rows ----------------------------------------------------------------------------------------------------

    def _is_label(self, position):
        return self.keys[position] not in (VALUE, BLANK, UNIT, PASSED)

    def _is_passed(self, key):
        """Text that this form allows and passes over, though it may be a heading of another form."""
        return key > OTHER and not self._is_heading(key) and passed_cells().search(key) is not None

    def _is_heading(self, key):
        return any(block.is_heading(key) for block in self.blocks)

    def _is_row(self, key):
        return any(block.rows_of(key) for block in self.blocks)

    def _title_of(self, key):
        return next((block for block in self.blocks if block.title and block.title == key), None)

    def _is_title(self, position):
        """A block's title, as 第二十条第（一）项: what comes now belongs to that block."""
        block = self._title_of(self.keys[position])
        if block is None:
            return False
        self.block, self.heads, self.roles[position] = block, [], LABEL
        return True

    def _rows(self):
        """Positions row by row; a printed row is cut before a label that follows values: two tables side by side, or a table without row ends."""
        rows = {}
        for position, cell in enumerate(self.shape):
            rows.setdefault(cell.row, []).append(position)
        for row in rows.values():
            part, has_label, after_value = [], False, False
            for position in row:
                key = self.keys[position]
                if key in (VALUE, UNIT):
                    after_value = has_label
                elif key != BLANK:
                    if after_value and (self.is_stream or self._is_row(key) or self._is_heading(key) or self._title_of(key)):
                        yield from self._without_head(part)
                        part, after_value = [], False
                    has_label = True
                part.append(position)
            yield from self._without_head(part)

    def _without_head(self, part):
        """In tables without row ends headings of columns run into the first row label: they are a row of their own."""
        cut = 0
        first_value = next((index for index, position in enumerate(part) if self.keys[position] in (VALUE, UNIT)), None)
        if first_value and not self.has_columns:
            labels = [index for index in range(first_value) if self.keys[part[index]] != BLANK]
            start = self._row_path_start([self.keys[part[index]] for index in labels])
            if any(self._is_heading(self.keys[part[index]]) for index in labels[:start]):
                cut = labels[start] if start < len(labels) else first_value
        if cut:
            yield part[:cut]
        yield part[cut:]

    def _row_path_start(self, keys):
        """Where in a run of labels before values the labels of the row begin; its length where all of them head columns."""
        if not keys:
            return 0
        last = len(keys) - 1
        above = {key for block in self.blocks for number in block.rows_of(keys[last]) for parent in block.ancestors(number) for key in block.rows[parent].keys}
        heads_columns = self._is_heading(keys[last]) and last > 0 and self._is_heading(keys[last - 1]) and keys[last - 1] not in above
        if not self._is_row(keys[last]) or heads_columns:
            return len(keys)
        while last > 0 and keys[last - 1] in above:
            last -= 1
        return last

    # --- headings of columns -------------------------------------------------------------------------------------

    def _is_head(self, row, labels, values):
        if values or not labels:
            return False
        known = [self._is_heading(self.keys[position]) for position in labels]
        # 总计 and 其他 are rows as well as columns: with empty cells behind them, below headings, they are rows.
        is_empty_row = bool(self.heads) and sum(self.keys[position] == BLANK for position in row[row.index(labels[-1]) :]) >= LEAST_CELLS
        starts_a_row = self._is_row(self.keys[labels[0]]) and (not known[0] or is_empty_row)
        return not starts_a_row and 2 * sum(known) >= len(known)

    def _drop_repeated_headings(self):
        """Takes headings out of the row above that are written once more below: one merged cell, written out in each place that it covers."""
        if len(self.heads) > 1:
            below = {(self.shape[position].column, self.keys[position]) for position in self.heads[-1] if self.shape[position].column_span}
            self.heads[-2] = [position for position in self.heads[-2] if (self.shape[position].column, self.keys[position]) not in below]

    def _heads_fit(self, block):
        """How many columns of a block the headings at hand name."""
        keys = {self.keys[position] for head in self.heads for position in head}
        return len({number for key in keys for number in block.columns_of(key)})

    def _column_above(self, block, position):
        """(column, heading) that stands above a cell in a table with columns; (None, heading) where the heading is none of the block."""
        rows = ([other for other in head if self._is_label(other) and self._shared(position, other) > 0] for head in self.heads)
        rows = [row for row in rows if row]
        if not rows:
            return None, None
        # Of the headings above that one, a row has one over the cell: where converters widen a cell it reaches under the next one too.
        heading, parents = rows[-1][-1], {self.keys[max(row, key=lambda other: self._shared(position, other))] for row in rows[:-1]}
        fits = {}
        for number in block.columns_of(self.keys[heading]):
            score = sum(not block.columns[parent].keys.isdisjoint(parents) for parent in block.parents(number))
            if block.columns[number].has_cells:
                fits.setdefault(score, []).append(number)
        best = fits[max(fits)] if fits else []
        return (best[0] if len(best) == 1 else None), heading

    def _shared(self, one, other):
        """Over how many columns one cell stands above the other."""
        one, other = self.shape[one], self.shape[other]
        return min(one.column + one.column_span, other.column + other.column_span) - max(one.column, other.column)

    def _columns_in_order(self, block):
        """(column, heading) in the order of the printed headings of a flattened block; None where the headings do not tell.

        With one row of headings their order counts. With headings under headings it is the official order, if all of them are printed and each
        printed row agrees with it.
        """
        printed = [[position for position in head if block.columns_of(self.keys[position])] for head in self.heads]
        if all(column.parent is None for column in block.columns):
            return [(block.columns_of(self.keys[position])[0], position) for head in printed for position in head] or None
        leaves = [number for number, column in enumerate(block.columns) if column.has_cells]
        keys = [self.keys[position] for head in printed for position in head]
        for number in leaves:
            alike = sum(not block.columns[number].keys.isdisjoint(block.columns[other].keys) for other in leaves)
            if sum(key in block.columns[number].keys for key in keys) < alike:
                return None
        if self._levels_printed(block, printed) > max(block.level(number) for number in leaves):
            return None
        return [(number, None) for number in leaves]

    def _levels_printed(self, block, printed):
        """Into how many rows of headings in official order the printed headings fall; a table without row ends prints them as one."""
        levels, last = 0, len(block.columns)
        for head in printed:
            last = len(block.columns)
            for position in head:
                numbers = block.columns_of(self.keys[position])
                later = [number for number in numbers if number > last]
                levels += not later
                last = (later or numbers)[0]
        return levels

    # --- rows of values ------------------------------------------------------------------------------------------

    def _data_row(self, row, labels):
        known, number, block = self._row_of(labels)
        if block is None and not labels:
            block = next((block for block in self.blocks if block.has_no_labels and 2 * self._heads_fit(block) >= len(block.columns)), None)
            number = 0
        if block is None:
            self._unknown_row(row, labels)
            return
        for position in known:
            self.roles[position] = LABEL
        self.block = block
        self.seen[block].append(number)
        self._take_values(block, number, row, [position for position in row if position not in known], row.index(known[-1]) + 1 if known else 0)
        for position in labels:
            if self.roles[position] == UNREAD and self._is_heading(self.keys[position]):
                self.roles[position] = IGNORED

    def _upright_row(self, labels, values):
        """Whether a row is a column of a block with a single row: 行政复议｜结果维持｜0. Its headings stand to the left, merged over the rows below."""
        if self.heads or len(values) != 1 or not labels or not self.has_columns:
            return False
        *above, label = (self.keys[position] for position in labels)
        for block in self.blocks:
            if not block.has_no_labels or (not above and (self.upright is None or self.upright[0] is not block)):
                continue
            last = self.upright[1] if self.upright and self.upright[0] is block else -1
            paths = {number: block.parents(number) for number in block.columns_of(label) if block.columns[number].has_cells and number > last}
            fits = [
                number
                for number, parents in paths.items()
                if all(any(key in block.columns[parent].keys for parent in parents) for key in above) and (above or parents == block.parents(last))
            ]
            if fits:
                number, position = fits[0], values[0]
                self.upright = block, number
                self.seen[block].append(0)
                self.roles[position], self.cells[position] = TAKEN, block.cells[0, number]
                for other in labels:
                    self.roles[other] = LABEL
                return True
        return False

    def _crossed_row(self, labels, values):
        """Whether a row is a group of columns of a block with a single row, under the headings that its groups share: 行政复议｜0｜0｜0｜0｜0 under 结果维持 …"""
        if not (labels and values and self.heads and self.has_columns):
            return False
        printed = [self.keys[position] for position in self.heads[-1] if self._is_heading(self.keys[position])]
        for block in self.blocks:
            if not block.has_no_labels:
                continue
            for group in block.columns_of(self.keys[labels[-1]]):
                leaves = [number for number, column in enumerate(block.columns) if column.has_cells and group in block.parents(number)]
                heads = [key for key in printed if any(key in block.columns[number].keys for number in leaves)]
                if len(values) == len(leaves) == len(heads) and all(key in block.columns[number].keys for key, number in zip(heads, leaves, strict=True)):
                    self.seen[block].append(0)
                    for position, number in zip(values, leaves, strict=True):
                        self.roles[position], self.cells[position] = TAKEN, block.cells[0, number]
                    corner = [position for position in self.heads[-1] if self.shape[position].column < self.shape[values[0]].column]
                    for position in (*labels, *corner):
                        self.roles[position] = LABEL
                    return True
        return False

    def _row_of(self, labels):
        """(labels that are known, row, block) of a row of values: the last label that the form knows decides."""
        for index in range(len(labels) - 1, -1, -1):
            key = self.keys[labels[index]]
            candidates = [(block, number) for block in self.blocks for number in block.rows_of(key)] or self._similar(key)
            if candidates:
                before = {self.keys[position] for position in labels[:index]}
                block, number = max(candidates, key=lambda candidate: self._fit(*candidate, before))
                known = [position for position in labels[:index] if self._is_row(self.keys[position])]
                return [*known, labels[index]], number, block
        return [], None, None

    def _fit(self, block, number, printed_before):
        """How well a row fits here: headings printed before its label, the block, not yet seen, nearness of a row of the same heading."""
        ancestors = block.ancestors(number)
        printed = sum(not block.rows[parent].keys.isdisjoint(printed_before) for parent in ancestors)
        kin = [
            distance for distance, other in enumerate(reversed(self.seen[block])) if other in ancestors or block.rows[other].parent == block.rows[number].parent
        ]
        return printed, block is self.block, self._heads_fit(block), number not in self.seen[block], -min(kin, default=1_000)

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
        found = list(self._with_columns(block, row, rest, start))
        if self.has_columns and (not found or self._is_ragged(block, rest, found)):
            found = self._in_order(block, row[start:])
        for position, column, heading in found:
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

    def _in_order(self, block, rest):
        """As _with_columns, where headings stand over other columns than theirs, for their merged cells were lost: a row of as many cells as the form has."""
        order = [(column, heading) for column, heading in self._columns_in_order(block) or () if block.columns[column].role != "label"]
        rest = [position for position in rest if self.keys[position] != BLANK]
        fits = len(rest) == len(order) >= LEAST_ORDERED and all(self.keys[position] == VALUE for position in rest)
        return [(position, column, heading) for position, (column, heading) in zip(rest, order, strict=True)] if fits else []

    def _is_ragged(self, block, rest, found):
        """Whether a cell of the row is missing or too many: then what stands under a heading may belong under another."""
        headings = {
            position
            for head in self.heads
            for position in head
            if any(block.columns[number].has_cells and block.columns[number].role == "value" for number in block.columns_of(self.keys[position]))
        }
        met = {heading for _, column, heading in found if block.columns[column].role == "value"}
        end = self._end(position for head in self.heads for position in head)
        wide = self._end(rest) > max(end, self.usual_end)
        return bool(met) and (len(met) < len(headings) or wide)

    def _end(self, positions):
        return max((self.shape[position].column + max(self.shape[position].column_span, 1) for position in positions), default=0)

    def _with_columns(self, block, row, rest, start):
        """(position, column, heading) of the cells of a row that stand under a column of the block."""
        if self.has_columns:
            for position in rest:
                column, heading = self._column_above(block, position)
                if column is not None:
                    yield position, column, heading
            return
        order = self._columns_in_order(block)
        if order is None:
            return
        if len(self.heads) == 1 and len(self.heads[0]) == len(row) and order[0][1] is not None:  # as many cells as headings: each stands under its own
            by_heading = {heading: column for column, heading in order}
            for position, heading in zip(row, self.heads[0], strict=True):
                if position in rest and heading in by_heading:
                    yield position, by_heading[heading], heading
            return
        order = [(column, heading) for column, heading in order if block.columns[column].role != "label"]
        rest = row[start:]
        padding = len(rest) - len(order)
        if padding >= 0 and all(self.keys[position] == BLANK for position in rest[:padding]):
            rest = rest[padding:]
        else:
            rest = [position for position in rest if self.keys[position] != BLANK]
        if len(rest) == len(order):
            for position, (column, heading) in zip(rest, order, strict=True):
                yield position, column, heading
        elif self.is_stream and len(rest) == 1 and self.keys[rest[0]] == UNIT:
            # The converter dropped an empty value: its unit stands for it, as a blank.
            yield from ((rest[0], column, heading) for column, heading in order if block.columns[column].role == "value")

    # --- what no form knows --------------------------------------------------------------------------------------

    def _unknown_row(self, row, labels):
        """A local row: its values are kept under its own label and the headings above them."""
        if not labels:
            return
        unit = next((position for position in row if self.keys[position] == UNIT), -1)
        if unit >= 0:
            self.roles[unit] = UNIT_CELL
        block = self.block or max(self.blocks, key=self._heads_fit)
        start = row.index(labels[0]) + 1
        headings = {
            position: heading
            for position, column, heading in self._with_columns(block, row, row[start:], start)
            if block.columns[column].role not in ("ignore", "label")
        }
        for position in row[start:]:
            if self.keys[position] == VALUE:
                self.roles[position], self.labels[position], self.units[position] = UNKNOWN, labels[0], unit
                self.columns[position] = -1 if headings.get(position) is None else headings[position]
                self.roles[labels[0]] = LABEL
