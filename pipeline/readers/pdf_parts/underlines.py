"""Tables drawn with lines across alone: the upright lines that they leave out.

Where each cell is underlined by itself, as browsers and Word do it, the ends of the lines tell the columns; else the texts tell them, as they stand under each
other, and the rows stay those that are drawn. Belongs here: upright lines. Not here: cells (grid.py), tables without any line (columns.py).
"""

from itertools import pairwise, takewhile

from pipeline.readers.form_labels import begins_label, is_label
from pipeline.readers.pdf_parts.columns import SECTION, intervals
from pipeline.readers.pdf_parts.flow import lines
from pipeline.readers.pdf_parts.grid import REACH, SNAP, snapped
from pipeline.readers.pdf_parts.values import is_value
from schemas.codebook import codebook

LEAST_LINES, LEAST_LABELS, LEAST_VALUES = 3, 2, 2  # of such a table: lines across, labels of a form, numbers
MOST_LINES = 1_500  # across on a page, each cell's own counted; a drawing has more
TALLEST = 240  # points between two lines of a table
NEAR = 0.8  # of the font size: lines of text in one cell are not further apart


def upright_lines(page, tables, before=None):
    """A page (page.Page) and its ruled tables → ([(x, top, bottom)], edges of the columns of its last table, where texts told them).

    `before`: those edges of the page before, whose table may go on.
    """
    free = [line for line in page.across if not any(_is_within(line, table) for table in tables)]
    if len(free) > MOST_LINES or len({round(line[0]) for line in free}) < LEAST_LINES - (before is not None):
        return [], None
    text = lines(page.characters, page.number)
    prose = list(_prose(text))
    text = [line for line in text if not any(line is other for other in prose)]
    found, edges = [], None
    for stack in _stacks(sorted(free), prose):
        upright, edges = _of_stack(stack, text, None if found else before)
        found += upright
    return found, edges


def _is_within(line, table):
    y, left, right = line
    return table.rows[0] - REACH <= y <= table.rows[-1] + REACH and left < table.columns[-1] + REACH and right > table.columns[0] - REACH


def _stacks(across, prose):
    """Lines across that belong together: no prose and no heading of a section stands between them."""
    stack = []
    for line in across:
        if stack and (line[0] - stack[-1][0] > TALLEST or any(stack[-1][0] < one.top < line[0] for one in prose)):
            yield stack
            stack = []
        stack.append(line)
    if stack:
        yield stack


def _prose(text):
    """The lines of text that stand in no table: sentences, and headings of sections that are no label, also of two lines."""
    for line, below in pairwise([*text, None]):
        is_heading = bool(SECTION.match(line.text)) and len(line.parts) == 1 and not is_label(line.text) and not begins_label(line.pieces[0].text)
        if "。" in line.text or (is_heading and not (below and is_label(line.text + below.text))):
            yield line


def _of_stack(stack, text, before):
    """(upright lines of a table, edges of its columns where texts told them)."""
    left, right = min(line[1] for line in stack), max(line[2] for line in stack)
    text = [line for line in text if line.right > left and line.left < right]
    heights = snapped(line[0] for line in stack)
    top, bottom = _outer(heights[0], text[::-1], -1), _outer(heights[-1], text, 1)
    text = [line for line in text if top - SNAP <= (line.top + line.bottom) / 2 <= bottom + SNAP]
    parts = [part for line in text for part in _parts(line)]
    if _has_rows_without_lines(parts, heights):
        return [], None
    if before is None and len(heights) == 3 and len({line[0] for line in stack}) == len(stack):  # three lines: above and below the head, and at the end
        return [], None
    rest = before is not None  # a row of a table may be all that is left for the next page
    if len(heights) < LEAST_LINES - rest or sum(is_value(part.text) for part in parts) < LEAST_VALUES - rest:
        return [], None
    if sum(is_label(part.text) for part in parts) < LEAST_LABELS - rest:
        return [], None
    ends = {(round(line[0]), round(line[1] / SNAP)) for line in stack}
    if any((round(y), round(end / SNAP) + step) in ends for y, _, end in stack for step in (-1, 0, 1) if end < right - REACH):
        upright = _in_columns(_beside_cells(stack, top, bottom))
        return [line for line in upright if not _crosses_text(line, text)], None
    return _beside_texts(heights, top, bottom, text, stack, before)


def _parts(line):
    """Parts of a line of text; values beside other texts are parts of their own, however near they stand."""
    return [part for whole in line.parts for part in _cut(whole, [piece for piece in line.pieces if whole.left <= piece.left < whole.right])]


def _cut(whole, pieces):
    return pieces if any(is_value(piece.text) for piece in pieces) else [whole]


def _has_rows_without_lines(parts, heights):
    """Whether values stand below one another with no line between them: only the head and the foot of the table are drawn."""
    values = [part for part in parts if is_value(part.text) and part.text not in codebook().values.cell_units]  # 万元 may stand in two lines
    for left, right in intervals(values):
        tops = sorted(part.top for part in values if left <= part.left < right)
        if any(below - top > SNAP and not any(top < height < below + SNAP for height in heights) for top, below in pairwise(tops)):
            return True
    return False


def _outer(height, text, step):
    """Where a table ends whose first or last line is not its edge: beyond the lines of text of the cells next to it."""
    end, found = height, []
    for line in text:
        beside = line.bottom <= height + SNAP if step < 0 else line.top >= height - SNAP
        if beside and (line.top - end if step > 0 else end - line.bottom) < (2 if end == height else NEAR) * line.size:
            end = line.bottom if step > 0 else line.top
            found.append(line)
        elif beside:
            break
    is_row = any(is_label(part.text) or is_value(part.text) for line in found for part in line.parts)
    return end + step * SNAP if is_row else height


def _beside_cells(stack, top, bottom):
    """Where each cell has its own line: upright lines at its ends, up to the line of the cell above it; down to that of the cell below, where the lines stand
    above the cells, which the last row tells."""
    is_above, found = bottom > stack[-1][0] and top == stack[0][0], []
    for y, left, right in stack:
        others = [other[0] for other in stack if abs(other[0] - y) > SNAP and min(right, other[2]) - max(left, other[1]) > (right - left) / 2]
        start = y if is_above else max((other for other in others if other < y), default=top)
        stop = min((other for other in others if other > y), default=bottom) if is_above else y
        found += [(left, start, stop), (right, start, stop)]
    return found


def _in_columns(upright):
    """Upright lines, those that stand as near as the ends of a thick line and of thin ones at the same place."""
    columns = []
    for x in sorted(line[0] for line in upright):
        if columns and x - columns[-1][-1] <= REACH:
            columns[-1].append(x)
        else:
            columns.append([x])
    middle = {x: (column[0] + column[-1]) / 2 for column in columns for x in column}
    return [(middle[x], start, stop) for x, start, stop in upright]


def _beside_texts(heights, top, bottom, text, stack, before):
    """Where lines run through: upright lines between the columns of texts, in the rows where no text stands across them; and the edges of the columns."""
    rows = list(pairwise(snapped([top, *heights, bottom])))
    rows = [(start, stop, [line for line in text if start <= (line.top + line.bottom) / 2 < stop]) for start, stop in rows]
    blocks = [(block, _columns(block)) for block in _blocks(rows)]
    left, right = min(line[1] for line in stack), max(line[2] for line in stack)
    ends = snapped(end for line in stack for end in line[1:] if left + REACH < end < right - REACH)
    gaps = [(first[1], second[0]) for _, (columns, _) in blocks for first, second in pairwise(columns)]
    edges = _common([*ends, *(before or ())], gaps)
    found, between = [], []
    for block, (columns, first_value) in blocks:
        pieces = [piece for *_, some in block for line in some for piece in line.pieces]
        if columns:  # headings at the end of a page stand over the columns before them
            between = [_clearest(edges, first[1], second[0], pieces) for first, second in pairwise(columns)]
            edges += [edge for edge in between if edge not in edges]
            between = snapped([*between, *(end for end in ends if end < first_value)])
        for start, stop, some in block:
            parts = [part for line in some for part in line.parts]
            is_title = len(parts) == 1 and parts[0].left > first_value
            inner = [] if is_title else [edge for edge in between if not any(crosses(piece, edge) for line in some for piece in line.pieces)]
            found += [(edge, start, stop) for edge in (left, *inner, right)]
    return found, edges


def _blocks(rows):
    """Rows (top, bottom, lines of text) in runs of headings and the values below them."""
    block, has_values = [], False
    for row in rows:
        is_data = any(is_value(part.text) for line in row[2] for part in _parts(line))
        if has_values and not is_data and row[2]:
            yield block
            block, has_values = [], False
        block.append(row)
        has_values = has_values or is_data
    yield block


def _clearest(edges, left, right, pieces):
    """The edge between two columns that the fewest texts stand across, the middle of their gap coming last."""
    return min([*(edge for edge in edges if left <= edge <= right), (left + right) / 2], key=lambda edge: sum(crosses(piece, edge) for piece in pieces))


def _crosses_text(upright, text):
    """Whether an upright line would cut a text: merged cells are underlined column by column."""
    x, top, bottom = upright
    return any(top < (line.top + line.bottom) / 2 < bottom and any(crosses(piece, x) for piece in line.pieces) for line in text)


def crosses(piece, edge):
    """Whether a text stands across an edge."""
    return piece.left + 1 < edge < piece.right - 1


def _columns(rows):
    """(left, right) of the columns of texts in rows with values, and of headings over columns without any; and where the first column of values begins."""
    data = [[part for line in some for part in _parts(line)] for *_, some in rows]
    columns = intervals([part for parts in data for part in parts if any(is_value(one.text) for one in parts)])
    lone = [part for parts in data for part in parts if len(parts) > 1 and not any(part.right > left and part.left < right for left, right in columns)]
    values = [part for parts in data for part in parts if is_value(part.text)]
    head = takewhile(lambda parts: not any(is_value(part.text) for part in parts), data)
    return (_with_headings(columns, lone, [part for parts in head if len(parts) > 1 for part in parts]) if columns else []), min(
        (part.left for part in values), default=0
    )


def _with_headings(columns, lone, head):
    """Columns of values and labels, as wide as their headings, and those of headings without values below them. Where numbers stand at one side of their column
    and headings in the middle, each heading is that of the column without any beside it."""
    lowest = [one for one in head if not any(other.top > one.top + 1 and other.right > one.left and other.left < one.right for other in head)]
    lone = [one for one in lone if one in lowest or one not in head]
    bare = [column for column in columns if not _over(lowest, column)]
    beside = intervals([one for one in lowest if one in lone])
    pairs = [(min(one[0], two[0]), max(one[1], two[1])) for one, two in zip(bare, beside, strict=False)]
    wide = sorted([column for column in columns if column not in bare] + pairs)
    if bare and len(bare) == len(beside) and all(first[1] < second[0] for first, second in pairwise(wide)):
        columns, lone = wide, []
    for one in lowest:
        under = [number for number, (left, right) in enumerate(columns) if one.right > left and one.left < right]
        if len(under) == 1:
            columns[under[0]] = min(one.left, columns[under[0]][0]), max(one.right, columns[under[0]][1])
    return sorted(columns + intervals(lone))


def _over(texts, column):
    return [text for text in texts if text.right > column[0] and text.left < column[1]]


def _common(edges, gaps):
    """Edges that lie in all gaps between columns: those given, and one where gaps that have none overlap."""
    edges, last = list(edges), None
    for start, stop in sorted((gap for gap in gaps if not any(gap[0] <= edge <= gap[1] for edge in edges)), key=lambda gap: gap[1]):
        if last is not None and start <= last[1]:
            last = max(start, last[0]), last[1]
            edges[-1] = sum(last) / 2
        else:
            last = start, stop
            edges.append((start + stop) / 2)
    return edges
