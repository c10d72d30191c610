"""A table as one form sees it: which cells can be labels, headings or titles of it, and the rows it really has.

Belongs here: what the cells, their places and the form's labels tell by themselves. Not here: the headings that stand over a row (headings.py),
the form cells that values belong to (matching.py).
"""

from itertools import pairwise, takewhile
from statistics import multimode

from pipeline.tables.forms import passed_cells
from pipeline.tables.shapes import BLANK, MARKS, OTHER, PASSED, UNIT, VALUE

LEAST_PARTED = 6  # rows that an empty line parts


class PrintedTable:
    """A shape, by the blocks of one form. `keys`: its keys, PASSED where the form passes over a text; `has_columns`: false where a table was flattened;
    `is_stream`: not even its rows were kept; `usual_end`: where its rows usually end; `blanks_tell`: every cell of a stream is there, the empty ones too."""

    def __init__(self, shape, form_blocks):
        self.shape, self.usual_end = _pushed_back(shape)
        self.blocks = form_blocks
        self._are_headings = {}
        self.keys = [PASSED if self._is_passed(cell.key) else cell.key for cell in shape]
        self.has_columns = any(cell.column_span for cell in shape)
        self.is_stream = not self.has_columns and len({cell.row for cell in shape}) == 1
        self.blanks_tell = self.is_stream and BLANK in self.keys and self._is_complete()

    def is_label(self, position):
        """Whether a cell holds words that may name a row or a column."""
        return self.keys[position] not in MARKS or self.keys[position] == OTHER

    def _is_passed(self, key):
        """Text that this form allows and passes over, though it may be a heading of another form."""
        return key not in MARKS and not self.is_heading(key) and passed_cells().search(key) is not None

    def is_heading(self, key):
        """Whether a label can stand over columns of the form."""
        found = self._are_headings.get(key)
        if found is None:
            found = self._are_headings[key] = any(block.is_heading(key) for block in self.blocks)
        return found

    def is_row(self, key):
        """Whether a label can name a row of the form."""
        return any(block.rows_of(key) for block in self.blocks)

    def title_of(self, key):
        """The block that a label is the title of, or None."""
        return next((block for block in self.blocks if block.title and block.title == key), None)

    def shared(self, one, other):
        """Over how many columns one cell stands above the other."""
        one, other = self.shape[one], self.shape[other]
        return min(one.column + one.column_span, other.column + other.column_span) - max(one.column, other.column)

    def end(self, positions):
        """Number of the first column to the right of all these cells."""
        return max((self.shape[position].column + max(self.shape[position].column_span, 1) for position in positions), default=0)

    def rows(self):
        """Positions row by row; a printed row is cut before a label that follows values: two tables side by side, or a table without row ends."""
        rows = {}
        for position, cell in enumerate(self.shape):
            rows.setdefault(cell.row, []).append(position)
        for row in rows.values():
            part, has_label, after_value, heads = [], False, False, False
            for position in row:
                key = self.keys[position]
                if key == BLANK and self.is_stream and not self.blanks_tell:
                    continue
                if key in (VALUE, UNIT) or (key == BLANK and self.blanks_tell and not heads):
                    after_value = has_label
                elif key != BLANK:
                    if after_value and (self.is_stream or self.is_row(key) or self.is_heading(key) or self.title_of(key)):
                        yield from self._without_head(part)
                        part, after_value = [], False
                    has_label, heads = True, self.is_heading(key) and not (self.blanks_tell and self._has_its_cells(position))
                part.append(position)
            yield from self._without_head(part)

    def _has_its_cells(self, position):
        """Whether as many cells follow a label of a stream as the form has in its row: 其他 and 总计 also head columns."""
        behind = takewhile(lambda key: key in (VALUE, BLANK, UNIT), self.keys[position + 1 :])
        count = sum(1 for _ in behind)
        return self.is_row(self.keys[position]) and any(count == width for width, _ in self._places([self.keys[position]]))

    def _is_complete(self):
        """Whether behind the label of each row of a stream stand as many cells as the form has columns, and behind them nothing or, in every row, an empty
        cell for each merged label of the next row, or an empty line that parts the rows."""
        rows, labels, cells = [], [], []
        for key in (*self.keys, OTHER):
            if key in (VALUE, BLANK, UNIT):
                cells.append(key)
                continue
            if VALUE in cells or any(len(cells) >= width for width, _ in self._places(labels)):
                rows.append((labels, cells))
            labels, cells = ([], []) if cells else (labels, cells)
            labels = [*labels, key]
        ends = [
            [(len(cells) - width, hidden) for width, _ in self._places(above) for _, hidden in self._places(below)]
            for (above, cells), (below, _) in pairwise(rows)
        ]
        ends = [end for end in ends if end]
        if len(ends) >= LEAST_PARTED and all(any(spare == 1 for spare, _ in end) for end in ends):  # an empty line parts the rows
            return True
        if any(_is_filled(cells, width) for labels, cells in rows[-1:] for width, _ in self._places(labels)):
            ends.append([(0, 0)])
        return bool(ends) and (all(any(not spare for spare, _ in end) for end in ends) or all(any(spare == hidden for spare, hidden in end) for end in ends))

    def _places(self, labels):
        """(cells that the form has behind the last of some labels, labels above it that are not printed before it), for each row that it can be."""
        for block in self.blocks if labels else ():
            width = sum(column.has_cells and column.role != "label" for column in block.columns)
            if block.has_no_labels and block.columns_of(labels[-1]):
                yield width, 0
            for number in block.rows_of(labels[-1]):
                yield width, sum(block.rows[parent].keys.isdisjoint(labels[:-1]) for parent in block.ancestors(number))

    def _without_head(self, part):
        """In tables without row ends headings of columns run into the first row label: they are a row of their own."""
        cut = 0
        first_value = next((index for index, position in enumerate(part) if self.keys[position] in (VALUE, UNIT)), None)
        if first_value is None and self.blanks_tell and not self._ends_with_heading(part):
            first_value = len(part)
        while self.blanks_tell and first_value and self.keys[part[first_value - 1]] == BLANK:
            first_value -= 1
        if first_value and not self.has_columns:
            labels = [index for index in range(first_value) if self.keys[part[index]] != BLANK]
            start = self._row_path_start([self.keys[part[index]] for index in labels])
            if any(self.is_heading(self.keys[part[index]]) for index in labels[:start]):
                cut = labels[start] if start < len(labels) else first_value
        if cut:
            yield part[:cut]
        yield part[cut:]

    def _ends_with_heading(self, part):
        """Whether the last label of a row can stand over a column."""
        labels = [self.keys[position] for position in part if self.keys[position] != BLANK]
        return not labels or self.is_heading(labels[-1])

    def _row_path_start(self, keys):
        """Where in a run of labels before values the labels of the row begin; its length where all of them head columns."""
        if not keys:
            return 0
        last = len(keys) - 1
        above = {key for block in self.blocks for number in block.rows_of(keys[last]) for parent in block.ancestors(number) for key in block.rows[parent].keys}
        heads_columns = self.is_heading(keys[last]) and last > 0 and self.is_heading(keys[last - 1]) and keys[last - 1] not in above
        if not self.is_row(keys[last]) or heads_columns:
            return len(keys)
        while last > 0 and keys[last - 1] in above:
            last -= 1
        return last


def _is_filled(cells, width):
    """Whether a row ends with a value in its last column, and nothing but empty lines follow; or with an empty one, with others between its values."""
    if len(cells) == width and BLANK in cells[: width - 1]:
        return VALUE in cells
    return len(cells) >= width and cells[width - 1] == VALUE and all(key == BLANK for key in cells[width:])


def _pushed_back(shape):
    """(shape, where its rows usually end: sheets fill them up to the widest table). A row that a cell beside it, which says to reach further down than
    it does, has pushed out of the table stands where it belongs."""
    starts, ends = {}, {}
    for cell in shape:
        starts[cell.row] = min(starts.get(cell.row, cell.column), cell.column)
        ends[cell.row] = max(ends.get(cell.row, 0), cell.column + max(cell.column_span, 1))
    usual = max(multimode(ends.values()), default=0)
    pushed = {row: starts[row] for above, row in pairwise(ends) if starts[row] and ends[row] == usual + starts[row] and ends[above] == usual}
    return tuple(cell._replace(column=cell.column - pushed.get(cell.row, 0)) for cell in shape) if pushed else shape, usual
