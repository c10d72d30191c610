"""Blocks with a single row, as 行政复议 and 行政诉讼, printed otherwise: columns as rows, a group of columns a row, a group as a table of its own.

Belongs here: rows of values that such a block explains only by how its columns hang together. Not here: rows with labels of their own (matching.py).
"""

from pipeline.tables.shapes import BLANK, LABEL, TAKEN, VALUE


class SingleRows:
    """The blocks with a single row among those of a Matcher, whose roles and cells it fills."""

    def __init__(self, matcher):
        self.table, self.keys, self.blocks, self.headings = matcher.table, matcher.keys, matcher.blocks, matcher.headings
        self.roles, self.cells, self.seen = matcher.roles, matcher.cells, matcher.seen
        self.upright = None  # (block, column) of the row before, in a table whose columns are printed as rows

    def takes(self, row, labels, values):
        """Whether a row of values is one of these, and was taken."""
        return self._is_upright(labels, values) or self._is_crossed(labels, values) or self._is_lone_group(row, labels)

    def _is_upright(self, labels, values):
        """Whether a row is a column of a block with a single row: 行政复议｜结果维持｜0. Its headings stand to the left, merged over the rows below."""
        if self.headings.rows or len(values) != 1 or not labels or not self.table.has_columns:
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
                number = fits[0]
                self.upright = block, number
                self._take(block, values, [number])
                for other in labels:
                    self.roles[other] = LABEL
                return True
        return False

    def _is_crossed(self, labels, values):
        """Whether a row is a group of columns of a block with a single row, under the headings that its groups share: 行政复议｜0｜0｜0｜0｜0 under 结果维持 …"""
        if not (labels and values and self.headings.rows and self.table.has_columns):
            return False
        printed = [self.keys[position] for position in self.headings.rows[-1] if self.table.is_heading(self.keys[position])]
        for block in self.blocks:
            if not block.has_no_labels:
                continue
            for group in block.columns_of(self.keys[labels[-1]]):
                if len(values) == len(columns := block.group_of(group, printed)):
                    self._take(block, values, columns)
                    corner = [position for position in self.headings.rows[-1] if self.table.shape[position].column < self.table.shape[values[0]].column]
                    for position in (*labels, *corner):
                        self.roles[position] = LABEL
                    return True
        return False

    def _is_lone_group(self, row, labels):
        """Whether a row is a group of columns of a block with a single row, printed as a table of its own below the names of its groups: 行政复议 over five
        columns, 行政诉讼 over ten."""
        cells = [position for position in row if self.keys[position] in (VALUE, BLANK)]
        heads_of_rows = self._heads_of_groups()
        if labels or len(heads_of_rows) < 2:
            return False
        *titles, heads = heads_of_rows
        titles = {key for title in titles for key in title}
        if self.table.has_columns:  # what other tables of the sheet fill stands beside it
            under = {self.table.shape[position].column for position in self.headings.rows[-1] if self.keys[position] != BLANK}
            cells = [position for position in cells if self.table.shape[position].column in under]
        if len(heads) != len(cells) or not titles:
            return False
        for block in (block for block in self.blocks if block.has_no_labels):
            found = [columns for columns in block.runs_of(heads) if block.is_under(columns, titles)]
            if len(found) == 1 and len(found[0]) < block.width:
                self._take(block, cells, found[0])
                return True
        return False

    def _heads_of_groups(self):
        """Keys of the rows of headings at hand; of a table that has lost its rows, the names of groups and the headings below them."""
        rows = [[self.keys[position] for position in head if self.keys[position] != BLANK] for head in self.headings.rows]
        if not self.table.is_stream:
            return rows
        keys = [key for row in rows for key in row]
        leaves = {key for block in self.blocks if block.has_no_labels for column in block.columns if column.has_cells for key in column.keys}
        return [row for row in ([key for key in keys if key not in leaves], [key for key in keys if key in leaves]) if row]

    def _take(self, block, values, columns):
        """Takes values as the cells of a block's only row."""
        self.seen[block].append(0)
        for position, number in zip(values, columns, strict=True):
            self.roles[position], self.cells[position] = TAKEN, block.cells[0, number]
