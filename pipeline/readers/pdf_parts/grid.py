"""Ruled tables of a page: from ruling lines to cells with rows, columns and merged cells.

Belongs here: geometry of lines. Not here: text in the cells (pdf.py), tables without lines (columns.py).
"""

from bisect import bisect_right
from typing import NamedTuple

SNAP = 2.5  # points; lines nearer than that are one line
REACH = 3.5  # points; lines whose ends come that near touch
COVERED = 0.6  # share of an edge that must be drawn for it to part two cells
MOST_LINES = 400  # across or down in one table


class Box(NamedTuple):
    """A cell: its edges in points, and the characters in it."""

    left: float
    top: float
    right: float
    bottom: float
    characters: list


class Ruled(NamedTuple):
    """A ruled table of a page: column and row edges in points, cells row by row."""

    columns: list
    rows: list
    cells: list

    def widened(self, columns):
        """The table with the outer columns of the one that it goes on with: a merged cell that comes from the page before is not always framed again."""
        strips = [(columns[0], self.columns[0]), (self.columns[-1], columns[-1])]
        strips = [Box(left, self.rows[0], right, self.rows[-1], []) for left, right in strips if right - left > SNAP]
        edges = {*self.columns, *(box.left for box in strips), *(box.right for box in strips)}
        return Ruled(sorted(edges), self.rows, [*self.cells, *strips])


def ruled_tables(across, down):
    """Tables that lines of a page draw, from top to bottom: lists of (y, left, right) and (x, top, bottom) → list of Ruled.

    A frame around a single cell, and a frame of rows without any column, are no tables.
    """
    tables = []
    for horizontal, vertical in _connected(_joined(across), _joined(down)):
        table = _table(horizontal, vertical)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.rows[0], table.columns[0]))


def _joined(lines):
    """Lines of one direction: pieces that lie on one another or follow each other become one line."""
    found = []
    group = []
    for line in sorted(lines):
        if group and line[0] - group[-1][0] > SNAP / 2:
            found += _merged(group)
            group = []
        group.append(line)
    return found + _merged(group)


def _merged(group):
    merged = []
    for position, start, end in sorted(group, key=lambda line: line[1]):
        if merged and start <= merged[-1][2] + REACH:
            merged[-1] = (merged[-1][0], merged[-1][1], max(merged[-1][2], end))
        else:
            merged.append((position, start, end))
    return merged


def _connected(across, down):
    """Groups (lines across, lines down) that touch each other."""
    parent = list(range(len(across) + len(down)))

    def root(number):
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for i, (y, left, right) in enumerate(across):
        for j, (x, top, bottom) in enumerate(down):
            if left - REACH <= x <= right + REACH and top - REACH <= y <= bottom + REACH:
                parent[root(i)] = root(len(across) + j)
    groups = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def snapped(positions):
    """Sorted positions, those nearer than SNAP as one."""
    edges = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > SNAP:
            edges.append(position)
    return edges


def _table(across, down):
    # Sides that are not drawn: open tables, and tables that a page break cuts.
    ends_x = [min(left for _, left, _ in across), max(right for _, _, right in across)]
    ends_y = [min(top for _, top, _ in down), max(bottom for _, _, bottom in down)]
    columns = snapped([x for x, _, _ in down] + _beyond(ends_x, [x for x, _, _ in down]))
    rows = snapped([y for y, _, _ in across] + _beyond(ends_y, [y for y, _, _ in across]))
    if len(columns) < 3 or len(rows) < 2 or max(len(columns), len(rows)) > MOST_LINES:
        return None
    right_wall = _walls(down, columns, rows)
    floor = _walls(across, rows, columns)
    cells = _cells(columns, rows, right_wall, floor)
    return Ruled(columns, rows, cells) if len(cells) > 1 else None


def _beyond(ends, positions):
    """Ends of the lines of the other direction that lie clearly outside of all positions."""
    return [end for end, edge, sign in zip(ends, (min(positions), max(positions)), (-1, 1), strict=True) if (end - edge) * sign > 2 * SNAP]


def _walls(lines, positions, steps):
    """Set of (position, step) where a line at that position is drawn along that step."""
    walls = set()
    for number in range(len(positions)):
        here = [line for line in lines if abs(line[0] - positions[number]) <= SNAP]
        for step in range(len(steps) - 1):
            start, end = steps[step], steps[step + 1]
            drawn = max((min(line[2], end) - max(line[1], start) for line in here), default=0)
            if drawn >= COVERED * (end - start):
                walls.add((number, step))
    return walls


def _cells(columns, rows, right_wall, floor):
    """Smallest rectangles that no wall divides, row by row."""
    taken, cells = set(), []
    width, height = len(columns) - 1, len(rows) - 1
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            last = column
            while last + 1 < width and (last + 1, row) not in right_wall and (row, last + 1) not in taken:
                last += 1
            bottom = row
            while (
                bottom + 1 < height
                and not any((bottom + 1, step) in floor for step in range(column, last + 1))
                and _same_width(bottom + 1, column, last, width, right_wall, taken)
            ):
                bottom += 1
            taken.update((y, x) for y in range(row, bottom + 1) for x in range(column, last + 1))
            cells.append(Box(columns[column], rows[row], columns[last + 1], rows[bottom + 1], []))
    return cells


def _same_width(row, column, last, width, right_wall, taken):
    """Whether the cell goes on into a row: no wall within, walls at its sides."""
    return (
        not any((step, row) in right_wall or (row, step) in taken for step in range(column + 1, last + 1))
        and (row, column) not in taken
        and (column == 0 or (column, row) in right_wall)
        and (last + 1 == width or (last + 1, row) in right_wall)
    )


def place(table, edges_x, edges_y):
    """(row, column, row span, column span, cell) of each cell, counted on the given edges, which may be finer than the table's own."""
    for cell in table:
        column, row = _index(edges_x, cell.left), _index(edges_y, cell.top)
        yield row, column, max(_index(edges_y, cell.bottom) - row, 1), max(_index(edges_x, cell.right) - column, 1), cell


def _index(edges, position):
    return max(bisect_right(edges, position + SNAP) - 1, 0)
