"""Tables of forms whose columns stand apart by spaces, as pdftotext -layout prints them; page breaks in them are passed over.

Where labels are wrapped in two columns at once nothing tells their pieces apart: such a table is read only where it is whole, with as many rows of as
many numbers as the form has, and then in the words and the order of the form. Belongs here: such lines. Not here: tables drawn with signs (layouts.py).
"""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

from pipeline.page_numbers import IN_TABLE
from pipeline.readers.form_labels import is_label, names_row
from pipeline.readers.text_parts.rows import MOST_LINES, joined_rows
from pipeline.tables.forms import TOTAL
from schemas.codebook import codebook
from schemas.form_cells import block_cells

UNITS = "条|件|次|篇|个|人|人次|元|万元"  # of the forms
HEAD = re.compile(r"^(.*\S) +((?:计量)?单位) +(\S.*?)\s*$")
WORD = re.compile("^[一-龥]*$")
PAGE = re.compile(IN_TABLE)
UNIT_WORDS = frozenset(UNITS.split("|"))
VALUE = rf"(?:[-+−－＋]?[0-9０-９][0-9０-９.,，]*(?: ?(?:{UNITS})(?![^ ]))?|[/／]|[-—–－]+)"  # what stands in a cell of a wide table: 45 件
COUNTED = re.compile(rf"^(?:(.*\S) +)?({UNITS}) +({VALUE}(?: +{VALUE})*)\s*$")
NUMBERS = re.compile(rf"(?:(?:^| ) *{VALUE}(?= |\s*$))+\s*$")
EACH_VALUE = re.compile(VALUE)
CELL = re.compile(f"(?:增加?|减少?)?{VALUE}")
ARTICLE = re.compile(r"^\s*第二十条\s*第[（(][一五六八九][）)]项\s*$")
MOST_HEAD = 60  # lines of the headings of a wide table, a character or two in each
LEAST_COUNTED, LONGEST_REST = 5, 30  # lines with a number that make a table; characters of the rest of its last label
LONGEST_WORD = 6  # characters of a word that stands for a number
LEAST_NUMBERS = 7  # of a line that tell a row without its label
LEAST_COMMON = 0.9  # share of the signs of a form's labels that stand between its numbers


def spaced_tables(lines):
    """(first, behind the last, rows of cells) of the tables among lines of text, in order."""
    return sorted([*_counted(lines), *_articles(lines), *_whole(lines)])


def counted_tables(lines):
    """As spaced_tables(): the table of labels, units and several numbers, where it is not told by how its columns stand."""
    return list(_counted(lines, of_several=True))


def _counted(lines, of_several=False):
    """The table of labels, units and numbers apart by spaces (pdftotext -layout); page breaks in it are passed over.

    It has as many columns of numbers as most of its lines: where one has fewer, nothing tells which is blank, and it stays as it is printed.
    """
    found = {number: parts for number, line in enumerate(lines) if (parts := _counted_parts(line))}
    usual = Counter(map(len, found.values())).most_common(1)[0][0] if found else 0
    counted = {number: parts for number, parts in found.items() if len(parts) == usual}
    if len(counted) < LEAST_COUNTED or (usual > 3) != of_several:
        return
    first, stop = min(counted), max(counted) + 1
    heads = (number for number in range(first, max(first - MOST_LINES, -1), -1) if len(_head_parts(lines[number])) == usual)
    first = next(heads, first)
    stop += _length_of_rest(counted[stop - 1][0], lines[stop : stop + MOST_LINES])
    cells, nothing = [], [""] * (usual - 1)
    for number, line in enumerate(lines[first:stop], first):
        parts = counted.get(number) or (len(head := _head_parts(line)) == usual and head)
        if parts and not parts[0] and cells and not any(cells[-1][2:]):  # unit and number below the last piece of their label
            cells[-1][1:] = parts[1:]
        elif parts or (line.strip() and not PAGE.match(line)):
            cells.append(parts or ([line.strip()] if number in found else ["".join(line.split()), *nothing]))
    yield first, stop, [row for _, _, row in joined_rows(cells)]


def _counted_parts(line):
    """[label, unit, number, …] of a line; nothing where it is none."""
    parts = COUNTED.match(line)
    return ["".join((parts[1] or "").split()), parts[2], *("".join(value.split()) for value in EACH_VALUE.findall(parts[3]))] if parts else []


def _head_parts(line):
    """[heading of the labels, 单位, heading of the numbers, …] of a line; nothing where it is none."""
    parts = HEAD.match(line)
    return ["".join(parts[1].split()), parts[2], *parts[3].split()] if parts else []


def _length_of_rest(label, lines):
    """How many of the lines below a row are the rest of its label."""
    text = label
    for count, line in enumerate(lines, 1):
        if not line.strip() or len(line.strip()) > LONGEST_REST:
            return 0
        text += line.strip()
        if is_label(text):
            return count
    return 0


def _articles(lines):
    """The blocks of article 20: lines of nothing but labels and numbers of the form."""
    first = next((number for number, line in enumerate(lines) if ARTICLE.match(line)), len(lines))
    lines = [*lines[:first], *_with_whole_corners(lines[first:])]
    rows, piece, stop, wide = [], "", first, 0
    while stop < len(lines):
        row, rest = _parts(piece + lines[stop].strip())
        if PAGE.match(lines[stop]) or not lines[stop].strip():
            row = []
        elif not piece and rows and rest and (local := _local(lines[stop], rows[-1]) or _worded(lines[stop], rows[-1])):
            row = local
        elif len(rest) > LONGEST_REST or not WORD.match(rest):
            break
        else:
            piece = rest
        wide += len(row) > 1
        if (rows and row and _heads(rows[-1]) and _heads(row)) or (
            rows and row and len(rows[-1]) == 1 and names_row(rows[-1][0]) and all(map(CELL.fullmatch, row))
        ):
            rows[-1] += row
        elif row:
            rows.append(row)
        stop += 1
    while rows and not lines[stop - 1].strip():
        stop -= 1
    if wide >= LEAST_COUNTED:
        yield first, stop, rows


def _with_whole_corners(lines):
    """Lines with the first label of a head whole whose rest stands alone in the next line: 信息 本年制发件数 本年废止件数 ⏎ 内容."""
    whole = list(lines)
    for number, (line, below) in enumerate(pairwise(lines)):
        words, rest = line.split(), below.split()
        if len(words) > 1 and len(rest) == 1 and not is_label(words[0]) and is_label(words[0] + rest[0]) and all(map(is_label, words[1:])):
            whole[number], whole[number + 1] = line.replace(words[0], words[0] + rest[0], 1), ""
    return whole


def _local(line, before):
    """A row of as many values as the one before it, below a label that no form knows; nothing where a line is none."""
    label, *values = line.split()
    is_row = WORD.match(label) and len(label) < LONGEST_REST and values and all(map(CELL.fullmatch, values))
    return [label, *values] if is_row and len(before) == len(values) + 1 and CELL.fullmatch(before[-1]) else []


def _worded(line, before):
    """A row of the form in which a word stands for a number: 行政处罚 25 不变 37; nothing where a line is none."""
    label, *values = line.split()
    numbers = sum(CELL.fullmatch(value) is not None for value in values)
    is_row = names_row(label) and 0 < numbers < len(values) == len(before) - 1 and all(len(value) <= LONGEST_WORD for value in values)
    return [label, *values] if is_row else []


def _heads(row):
    """Whether a row has headings of columns only."""
    return not ARTICLE.match(row[0]) and not any(CELL.fullmatch(part) for part in row)


def _parts(line):
    """(labels and numbers that a line is made of, what is left at its end): the beginning of a label that goes on in the next line is left."""
    words, parts, start = line.split(), [], 0
    for end in range(1, len(words) + 1):
        part = "".join(words[start:end])
        if is_label(part) or CELL.fullmatch(part):
            if end < len(words) and words[end] in UNIT_WORDS and part[-1].isdecimal():
                continue  # 251000 元
            parts.append(part)
            start = end
    return parts, "".join(words[start:])


def _whole(lines):
    """Tables of which every row is there: as many lines of as many numbers as a form has, its labels around them."""
    numbers = [(number, values) for number, line in enumerate(lines) if (values := values_at_end(line))]
    for head, labels, columns in wide_tables():
        found = [(number, values) for number, values in numbers if len(values) == len(columns)]
        if len(found) != len(labels) or not _beside_labels([lines[number] for number, _ in found], labels):
            continue
        first, stop = found[0][0], found[-1][0] + 1
        while first > 0 and found[0][0] - first < MOST_HEAD and not _ends_before(lines[first - 1], is_bare=not any(labels)):
            first -= 1
        printed, words = Counter("".join(lines[first : stop + MOST_LINES])), Counter("".join(sum(labels, ())))
        if sum((words & printed).values()) >= LEAST_COMMON * words.total() and not any("。" in line for line in lines[first:stop]):
            rest = {number for number, values in numbers if len(values) != len(columns) and lines[number].split() == values}
            below = {number: next((line for line in range(number + 1, stop) if lines[line].strip()), stop) for number, _ in found}
            # Digits of narrow columns that go on in the next line: whose they are nothing tells, so the row stays as it is printed.
            found = [(number, [" ".join(values)] if below[number] in rest else values) for number, values in found]
            yield first, stop, [*head, *([*label, *values] for label, (_, values) in zip(labels, found, strict=True))]


def values_at_end(line):
    """Values at the end of a line, behind its words."""
    found = NUMBERS.search(line)
    return ["".join(value.split()) for value in re.findall(VALUE, found[0])] if found else []


def _beside_labels(lines, labels):
    """Whether the words of each line are of the label of its row, or of a group: a row too few and a line too many would shift all between them."""
    groups = {sign for label in labels for group in label[:-1] for sign in group}
    right = 0
    for line, label in zip(lines, labels, strict=True):
        words = re.findall("[一-龥]", line[: NUMBERS.search(line).start()])
        right += sum(sign in groups or any(sign in part for part in label) for sign in words) >= LEAST_COMMON * len(words)
    return right >= LEAST_COMMON * len(labels)


def _ends_before(line, is_bare=False):
    """Whether a line stands above a table: none at all (but among the headings of a row that `is_bare` of labels), a sentence, or the heading of a section
    (not of columns: 申请人情况)."""
    return (not line.strip() and not is_bare) or "。" in line or (line.rstrip().endswith("情况") and not is_label(line.split()[-1]))


@cache
def wide_tables():
    """(rows of headings, labels of the rows, headings of the numbers) of the tables with many columns; those that two forms share once."""
    tables = {}
    for form in codebook().forms.values():
        for block in (block for table in form.tables for block in table.blocks):
            rows, printed = {}, set()
            for cell in block_cells(block):
                if cell.role == "value":
                    rows.setdefault(cell.row, []).append(cell)
            if not rows or min(map(len, rows.values())) < LEAST_NUMBERS:
                continue
            labels = []
            for cells in rows.values():
                labels.append(tuple(label for label in cells[0].row_path if label and label not in printed))
                printed.update(cells[0].row_path[:-1])
            columns = [cell.column_path[-1] for cell in next(iter(rows.values()))]
            tables.setdefault((tuple(labels), len(columns)), (_headings(block.columns), labels, columns))
    return list(tables.values())


def totals_of(columns):
    """(first, its total) of each group of headings of numbers; a group ends with its total."""
    totals = [at for at, label in enumerate(columns) if label == TOTAL]
    return [(before + 1, at) for before, at in pairwise([-1, *totals])]


def _headings(columns):
    rows = []
    while columns:
        rows.append([column.label for column in columns])
        columns = [below for column in columns for below in column.columns]
    return rows
