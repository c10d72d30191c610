"""The headings over the values of a table: which column of a block a value stands under.

Belongs here: rows of headings, with columns or without. Not here: which row of a block a value stands in (matching.py).
"""

from functools import cache

from pipeline.tables.forms import blocks
from pipeline.tables.shapes import BLANK, UNIT, UNNAMED, VALUE

LEAST_CELLS = 3  # empty ones behind a label that make a row of values
LEAST_ORDERED = 7  # values of a row that may be taken in the order of the form


@cache
def _headings_of_values():
    """Keys that stand over values in some form."""
    return frozenset(key for block in blocks() for column in block.columns if column.role == "value" for key in column.keys)


class Headings:
    """The headings over the values that come next in a PrintedTable; `rows`: lists of positions, from above."""

    def __init__(self, table):
        self.table, self.keys = table, table.keys
        self.rows = []

    def is_head(self, row, labels, values):
        """Whether a row, with its labels and values, holds headings of columns."""
        if values or not labels:
            return False
        known = [self.table.is_heading(self.keys[position]) for position in labels]
        # 总计 and 其他 are rows as well as columns: with empty cells behind them, below headings, they are rows.
        is_empty_row = bool(self.rows) and sum(self.keys[position] == BLANK for position in row[row.index(labels[-1]) :]) >= LEAST_CELLS
        starts_a_row = self.table.is_row(self.keys[labels[0]]) and (not known[0] or is_empty_row)
        return not starts_a_row and 2 * sum(known) >= len(known)

    def add(self, row):
        """Adds a row of headings below those at hand."""
        self.rows.append([position for position in row if not self.table.title_of(self.keys[position])])
        self._drop_repeated()

    def is_ignored(self, position):
        """Whether a cell stands in a column of a form that says nothing of its figures."""
        columns = ((block, self._column_above(block, position)[0]) for block in self.table.blocks)
        return any(column is not None and block.columns[column].role == "ignore" for block, column in columns)

    def repeats(self, row):
        """Whether a row holds nothing but headings at hand, each in its column: a page begins there, and not all of the head came with it."""
        places = {(self.keys[position], self.table.shape[position].column) for head in self.rows for position in head}
        return self.table.has_columns and all(
            (self.keys[position], self.table.shape[position].column) in places for position in row if self.keys[position] != BLANK
        )

    def _drop_repeated(self):
        """Takes headings out of the row above that are written once more below: one merged cell, written out in each place that it covers."""
        if len(self.rows) > 1:
            below = {(self.table.shape[position].column, self.keys[position]) for position in self.rows[-1] if self.table.shape[position].column_span}
            self.rows[-2] = [position for position in self.rows[-2] if (self.table.shape[position].column, self.keys[position]) not in below]

    def fit(self, block):
        """How many columns of a block the headings at hand name."""
        keys = {self.keys[position] for head in self.rows for position in head}
        return len({number for key in keys for number in block.columns_of(key)})

    def columns_of(self, block, row, rest, start):
        """(position, column, heading) of the cells `rest` of a row whose labels end before `start`."""
        found = list(self.standing_under(block, row, rest, start))
        if self.table.has_columns and (not found or self._is_ragged(block, rest, found)):
            return self._one_by_one(block, row[start:]) or self._in_order(block, row[start:])
        return self._completed(block, row[start:], found) if self.table.has_columns and len(found) < len(rest) else found

    def standing_under(self, block, row, rest, start):
        """(position, column, heading) of the cells of a row that stand under a column of the block."""
        if self.table.has_columns:
            for position in rest:
                column, heading = self._column_above(block, position)
                # What is empty over more columns than the heading stands beside the table, and in no column of it.
                is_beside = self.keys[position] == BLANK and heading is not None and self._span(position) > self._span(heading)
                if column is not None and not is_beside:
                    yield position, column, heading
            return
        order = self._columns_in_order(block)
        if order is None:
            return
        if (
            not self.table.is_stream and len(self.rows) == 1 and len(self.rows[0]) == len(row) and order[0][1] is not None
        ):  # as many cells as headings: each stands under its own
            by_heading = {heading: column for column, heading in order}
            for position, heading in zip(row, self.rows[0], strict=True):
                if position in rest and heading in by_heading:
                    yield position, by_heading[heading], heading
            return
        rest = row[start:]
        if self.table.is_stream:  # what stands before the label, as the number of a row, comes behind the cells of the row before
            place = next((place for place, (column, _) in enumerate(order) if block.columns[column].role == "label"), 0)
            before, order = order[:place], order[place:]
            if before and len(rest) == len(order) - 1 + len(before):
                yield from ((position, column, heading) for position, (column, heading) in zip(rest[-len(before) :], before, strict=True))
                rest = rest[: -len(before)]
        order = [(column, heading) for column, heading in order if block.columns[column].role != "label"]
        padding = len(rest) - len(order)
        if self.table.blanks_tell:  # behind the cells of the row stand those of merged labels in the next
            rest = rest[: len(order)] if all(self.keys[position] == BLANK for position in rest[len(order) :]) else []
        elif padding >= 0 and all(self.keys[position] == BLANK for position in rest[:padding]):
            rest = rest[padding:]
        else:
            rest = [position for position in rest if self.keys[position] != BLANK]
        if len(rest) == len(order):
            for position, (column, heading) in zip(rest, order, strict=True):
                yield position, column, heading
        elif self.table.is_stream and len(rest) == 1 and self.keys[rest[0]] == UNIT:
            # The converter dropped an empty value: its unit stands for it, as a blank.
            yield from ((rest[0], column, heading) for column, heading in order if block.columns[column].role == "value")

    def _span(self, position):
        return self.table.shape[position].column_span

    def _column_above(self, block, position):
        """(column, heading) that stands above a cell in a table with columns; (None, heading) where the heading is none of the block."""
        rows = ([other for other in head if self.table.is_label(other) and self.table.shared(position, other) > 0] for head in self.rows)
        rows = [row for row in rows if row]
        if not rows:
            return None, None
        # Of the headings above that one, a row has one over the cell: where converters widen a cell it reaches under the next one too.
        heading, parents = rows[-1][-1], {self.keys[max(row, key=lambda other: self.table.shared(position, other))] for row in rows[:-1]}
        fits = {}
        for number in block.columns_of(self.keys[heading]):
            score = sum(not block.columns[parent].keys.isdisjoint(parents) for parent in block.parents(number))
            if block.columns[number].has_cells:
                fits.setdefault(score, []).append(number)
        best = fits[max(fits)] if fits else []
        return (best[0] if len(best) == 1 else None), heading

    def _columns_in_order(self, block):
        """(column, heading) in the order of the printed headings of a flattened block; None where the headings do not tell.

        With one row of headings their order counts. With headings under headings it is the official order, if all of them are printed and each
        printed row agrees with it.
        """
        printed = [[position for position in head if block.columns_of(self.keys[position])] for head in self.rows]
        if all(column.parent is None for column in block.columns):
            strange = {self.keys[position] for head in self.rows for position in head} & _headings_of_values()
            if any(not block.is_heading(key) for key in strange):  # of another form: a number too few may stand under it
                return None
            order = [(block.columns_of(self.keys[position])[0], position) for head in printed for position in head]
            label = next((place for place, (column, _) in enumerate(order) if block.columns[column].role == "label"), 0)
            behind = {column for column, _ in order[label:]}
            # What stands before the heading of the labels and names a column once more is a title: （2017年度）.
            return [entry for place, entry in enumerate(order) if place >= label or entry[0] not in behind] or None
        leaves = [number for number, column in enumerate(block.columns) if column.has_cells]
        if not self.rows and not self.table.is_stream and len(leaves) >= LEAST_ORDERED and not block.has_no_labels:
            return [(number, None) for number in leaves]  # a page ends between the head and these rows
        keys = [self.keys[position] for head in printed for position in head]
        for number in leaves:
            alike = sum(not block.columns[number].keys.isdisjoint(block.columns[other].keys) for other in leaves)
            if sum(key in block.columns[number].keys for key in keys) < alike:
                return [(number, None) for number in leaves] if self._lost_names(leaves, block) else None
        if self._levels(block, printed) > max(block.level(number) for number in leaves):
            return None
        return [(number, None) for number in leaves]

    def _lost_names(self, leaves, block):
        """Whether the lowest headings are as many as the columns `leaves`, some of them named by a program, the others each at its place."""
        keys = [self.keys[position] for position in self.rows[-1]][-len(leaves) :] if self.rows else []
        at_place = all(key == UNNAMED or key in block.columns[number].keys for key, number in zip(keys, leaves, strict=False))
        return len(keys) == len(leaves) >= LEAST_ORDERED and UNNAMED in keys and at_place

    def _levels(self, block, printed):
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

    def _one_by_one(self, block, rest):
        """As standing_under, where cells are merged otherwise than the headings above them: as many cells as headings, each below a part of its own."""
        heads = [(position, block.columns_of(self.keys[position])) for position in self.rows[-1]] if self.rows else []
        heads = [(heading, *numbers) for heading, numbers in heads if numbers and block.columns[numbers[0]].role != "label"]
        if len(heads) != len(rest) or not all(len(head) == 2 and self.table.shared(position, head[0]) > 0 for position, head in zip(rest, heads, strict=True)):
            return []
        return [(position, column, heading) for position, (heading, column) in zip(rest, heads, strict=True)]

    def _in_order(self, block, rest):
        """As standing_under, where headings stand over other columns than theirs, for their merged cells were lost: a row of as many cells as the form has."""
        order = [(column, heading) for column, heading in self._columns_in_order(block) or () if block.columns[column].role != "label"]
        rest = [position for position in rest if self.keys[position] != BLANK]
        fits = len(rest) == len(order) >= LEAST_ORDERED and all(self.keys[position] == VALUE for position in rest)
        return [(position, column, heading) for position, (column, heading) in zip(rest, order, strict=True)] if fits else []

    def _completed(self, block, rest, found):
        """What stands under headings, and where those of most columns are known, each in the place that the form gives it, what stands under the others. As
        known count the columns below the heading of a group that stands over as many cells."""
        order = [number for number, column in enumerate(block.columns) if column.has_cells and column.role != "label"]
        if not LEAST_ORDERED <= len(order) == len(rest) or len(found) == len(rest) or any(self.keys[position] not in (VALUE, BLANK) for position in rest):
            return found
        places, columns = dict(zip(rest, order, strict=True)), {position: column for position, column, _ in found}
        for heading in (position for head in self.rows for position in head):
            below = [number for number in order if not set(block.parents(number)).isdisjoint(block.columns_of(self.keys[heading]))]
            under = [position for position in rest if self.table.shared(position, heading) > 0]
            if len(below) == len(under):
                columns |= {position: column for position, column in zip(under, below, strict=True) if position not in columns}
        if 2 * len(columns) + 1 < len(order) or any(places[position] != column for position, column in columns.items() if position in places):
            return found
        headings = {position: heading for position, _, heading in found}
        return [(position, column, headings.get(position)) for position, column in places.items()]

    def _are_whole_groups(self, block, columns):
        """Whether columns are all those of some groups of a block: two tables side by side with rows of their own heights."""
        group = {number: (block.parents(number) or (number,))[-1] for number, column in enumerate(block.columns) if column.has_cells}
        groups = {group[column] for column in columns}
        return len(set(columns)) == len(columns) == sum(of in groups for of in group.values()) and len(groups) < len(set(group.values()))

    def _is_ragged(self, block, rest, found):
        """Whether a cell of the row is missing or too many: then what stands under a heading may belong under another."""
        headings = {
            position
            for head in self.rows
            for position in head
            if any(block.columns[number].has_cells and block.columns[number].role == "value" for number in block.columns_of(self.keys[position]))
        }
        met = {heading for _, column, heading in found if block.columns[column].role == "value"}
        if met and self._are_whole_groups(block, [column for _, column, _ in found]):
            headings = met
        end = self.table.end(position for head in self.rows for position in head)
        wide = self.table.end(rest) > max(end, self.table.usual_end)
        return bool(met) and (len(met) < len(headings) or wide)
