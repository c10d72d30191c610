"""Tables of forms that a converter has printed out of order, as pdftotext does without options: numbers behind or before the labels of their rows.

Such a table is read only where it is whole and its own arithmetic proves the order of its numbers: as many as the form has cells, in each row the total of
the others, in each column the total of the rows. Belongs here: such tables. Not here: those whose rows stand in one line each (spaced.py).
"""

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import accumulate, combinations, pairwise

from pipeline.numbers import cell_quantity
from pipeline.page_numbers import MARKED_LINE
from pipeline.readers.text_parts.spaced import LEAST_COMMON, NUMBERS, TOTAL, UNIT_WORDS, UNITS, VALUE, totals_of, values_at_end, wide_tables
from pipeline.tables.labels import label_key
from schemas.codebook import codebook
from schemas.form_cells import block_cells, leaves

PAGE = re.compile(MARKED_LINE)
SECTION = re.compile("^ *[一二三四五六七八九十]+、[^。]*(?:情况|事项) *$")
COUNTS = re.compile(rf"^(?:(?:{UNITS}|{VALUE})(?: +|$))+$")  # a line of numbers and units
MOST_BREAKS = 4  # places where a page may end within a table
LONGEST_ROW, MOST_ROWS = 3, 90  # lines on the average, rows of a table


def proved_tables(lines):
    """(first, behind the last, rows of cells) of the tables among lines of text whose arithmetic proves them."""
    found = [*_wide(lines), *_counted(lines)]
    return sorted([*found, *(table for table in _by_columns(lines) if not any(table[0] < stop and first < table[1] for first, stop, _ in found))])


def _wide(lines):
    """The tables with many columns, each in the section of its heading."""
    sections = [number for number, line in enumerate(lines) if SECTION.match(line)]
    for first, stop in pairwise([*sections, len(lines)]):
        for head, labels, columns in wide_tables():
            start = next((number for number in range(first + 1, stop) if labels[0] and label_key(labels[0][0]) in "".join(lines[number].split())), first + 1)
            found = [
                (number, values) for number in range(start, stop) if not PAGE.match(lines[number].strip()) and (values := values_at_end(lines[number].strip()))
            ]
            numbers = [value for _, values in found for value in values]
            if len(numbers) != len(labels) * len(columns) or stop - first > LONGEST_ROW * MOST_ROWS + len(numbers):
                continue
            rows = [numbers[at : at + len(columns)] for at in range(0, len(numbers), len(columns))]
            printed, words = Counter("".join(lines[first:stop])), Counter("".join(sum([*map(tuple, head), *labels], ())))
            end = next((number for number in range(found[-1][0] + 1, stop) if "。" in lines[number]), stop)
            is_prose = any("。" in line for line in lines[start:end])
            start = _with_head(lines, start, first + 1)
            if sum((words & printed).values()) >= LEAST_COMMON * words.total() and not is_prose and _adds_up(rows, columns, labels):
                yield start, end, [*head, *([*label, *row] for label, row in zip(labels, rows, strict=True))]


def _by_columns(lines):
    """The tables with many columns whose numbers follow one another column by column (pdfminer), on each page for itself; and the one without labels, wherever
    its section begins."""
    plain = ["".join(line.split()) for line in lines]
    tables = wide_tables()
    others = {label_key(head[0][0]) for head, labels, _ in tables if not any(labels)}
    for head, labels, columns in tables:
        begins = label_key(labels[0][0]) if any(labels) else label_key(head[0][0])
        start = next((number for number, line in enumerate(plain) if (begins in line if any(labels) else label_key(line) == begins)), None)
        if start is None:
            continue
        ends = (number for number in range(start + 1, len(lines)) if "。" in plain[number] or (any(labels) and label_key(plain[number]) in others))
        stop = next(ends, len(lines))
        runs = _runs(lines, range(start, stop))
        numbers = [value for _, run in runs for value in run]
        if len(numbers) != len(labels) * len(columns):
            continue
        grids = {tuple(map(tuple, rows)) for rows in _upright(numbers, [len(run) for _, run in runs], len(columns)) if _adds_up(rows, columns, labels)}
        printed, words = Counter("".join(lines[:stop])), Counter("".join(sum([*map(tuple, head), *labels], ())))
        if len(grids) == 1 and sum((words & printed).values()) >= LEAST_COMMON * words.total():
            last = runs[-1][0] + 1
            yield _with_head(lines, start, 0), last, [*head, *([*label, *row] for label, row in zip(labels, grids.pop(), strict=True))]


def _runs(lines, numbers):
    """[(number of its last line, values)] of the runs of lines that hold values alone; empty lines part none."""
    runs, is_open = [], False
    for number in numbers:
        line = lines[number].strip()
        values = values_at_end(line) if not PAGE.match(line) else []
        if values and "".join(values) == "".join(line.split()):
            runs.append((number, runs.pop()[1] + values if is_open else values))
            is_open = True
        elif line:
            is_open = False
    return runs


def _upright(numbers, lengths, width):
    """Rows that numbers make if they follow one another column by column, all of them or those before and behind a break between runs."""
    breaks = [at for at in accumulate(lengths[:-1]) if at % width == 0][:MOST_BREAKS]
    for count in range(len(breaks) + 1):
        for chosen in combinations(breaks, count):
            parts = [numbers[begin:end] for begin, end in pairwise([0, *chosen, len(numbers)])]
            yield [part[row :: len(part) // width] for part in parts for row in range(len(part) // width)]


def _with_head(lines, start, first):
    """Number of the first line of the headings above a row: lines without numbers, up to an empty one."""
    while start > first and lines[start - 1].strip() and not NUMBERS.search(lines[start - 1]) and "。" not in lines[start - 1]:
        start -= 1
    return start


def _adds_up(rows, columns, labels):
    """Whether each group of columns adds up to its total, and the rows below a heading add up to theirs."""
    values = [[cell_quantity(value).value or 0 for value in row] for row in rows]
    groups = totals_of(columns)
    across = bool(groups) and all(sum(row[start:at]) == row[at] for row in values for start, at in groups)
    first = next((number for number, label in enumerate(labels) if len(label) > 1), None)
    last = next((number for number, label in enumerate(labels) if label and label_key(label[-1]) == TOTAL), None)
    return across and (first is None or last is None or all(sum(column[first:last]) == column[last] for column in zip(*values, strict=True)))


def _counted(lines):
    """The table of labels, units and numbers: columns may follow one another."""
    for rows, units, sums in _counted_forms():
        first_label = next(label_key(label) for label, measure in rows if measure)
        start = next((number for number, line in enumerate(lines) if first_label[:12] in "".join(line.split())), None)
        if start is None:
            continue
        found, last = [], start
        for number in range(start, len(lines)):
            if COUNTS.match(lines[number].strip()):
                found += lines[number].split()
                last = number
            elif "。" in lines[number]:
                break
        numbers = [part for part in found if part not in UNIT_WORDS]
        if len(numbers) != len(units) or [part for part in found if part in UNIT_WORDS] != units:
            continue
        values = (Decimal(str(cell_quantity(number).value or 0)) for number in numbers)
        measures = dict(zip((measure for _, measure in rows if measure), values, strict=True))
        printed, words = Counter("".join(lines[start : last + 1])), Counter("".join(label for label, _ in rows))
        if sum((words & printed).values()) < LEAST_COMMON * words.total() or any(
            measures[total] != sum(measures[part] for part in parts) for total, parts in sums
        ):
            continue
        values, rows = iter(zip(units, numbers, strict=True)), rows[[bool(measure) for _, measure in rows].index(True) :]
        start = _with_head(lines, start, 0)
        yield start, last + 1, [["统计指标", "单位", "统计数"], *([label, *next(values)] if measure else [label, "", ""] for label, measure in rows)]
        return


@cache
def _counted_forms():
    """(rows as (label, measure or None), units, sums as (measure, those that it is the sum of)) of the forms with one number in a row, with and without the
    rows that only some regions have."""
    found = []
    for form in codebook().forms.values():
        units = {entry.measure: entry.unit for entry in codebook().indicators.values() if form.form in entry.form}
        sums = [
            (entry.measure, [part.measure for part in codebook().indicators.values() if part.parent == entry.indicator])
            for entry in codebook().indicators.values()
            if form.form in entry.form and entry.aggregation == "sum_of_children"
        ]
        for block in (block for table in form.tables for block in table.blocks):
            roles = [column.role for column in block.columns]
            if roles[:3] != ["label", "unit", "value"] or not {"cumulative", "period"}.isdisjoint(roles):
                continue
            measures = {cell.row: cell.measure for cell in block_cells(block) if cell.role == "value"}
            rows = [(row.label, measures.get(number), _variant(path, block)) for number, (path, row) in enumerate(leaves(block.rows, "rows"))]
            for variants in ({None}, {variant for *_, variant in rows}):
                kept = [(label, measure) for label, measure, variant in rows if variant in variants]
                here = {measure for _, measure in kept if measure}
                found.append((kept, [units[measure] for _, measure in kept if measure], [(one, parts) for one, parts in sums if {one, *parts} <= here]))
    return found


def _variant(path, block):
    """The variant of the form that a row belongs to, by itself or by a row above it."""
    rows, variant = block.rows, None
    for label in path:
        row = next(row for row in rows if row.label == label)
        variant, rows = variant or row.variant, row.rows
    return variant
