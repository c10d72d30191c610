"""Tables without ruling lines: cells told by how their texts stand under and beside each other.

A run of lines counts as a table only if it has values in columns and labels that a form knows; anything else stays running text. Labels are the
texts to the left of the values; a label over several lines is made whole by asking the forms, because the distance of lines does not always tell.
Belongs here: geometry of texts. Not here: which lines are one label (labels.py), headings (heads.py), which texts are values
(values.py), ruled tables (grid.py).
"""

import itertools
import re
from functools import partial
from statistics import median

from pipeline.readers.form_labels import NEW_SECTION, begins_label, is_corner, is_label, names_row
from pipeline.readers.pdf_parts.flow import joined, merged
from pipeline.readers.pdf_parts.grid import Box
from pipeline.readers.pdf_parts.heads import headings, placed, without_values
from pipeline.readers.pdf_parts.joins import Part
from pipeline.readers.pdf_parts.labels import MOST_LINES, NEAR, label_parts, label_rows, leaves_and_groups, overlap
from pipeline.readers.pdf_parts.values import BESIDE_ROW, is_value, with_values

LEAST_LABELS = 2  # known labels of a table
MOST_HEAD = 18  # lines of a head above the values
BESIDE_LABEL = 2.0  # the same, between the lines of one label
WIDE = 0.75  # of the width of the text: a single text as wide as that is prose
SECTION = re.compile(NEW_SECTION + ".")
ROWS_APART = 1.5  # of the usual distance of lines with values: lines further apart belong to different things
FARTHEST = 6.0  # of the font size, between two rows of one table


def aligned_tables(lines, page, breaks, before=None):
    """Lines of a page outside ruled tables → ('line', Line) and ('table', Part) in order.

    `breaks` are heights at which ruled tables stand: no table runs across them. `before` is the table without rulings that ended the page before:
    a table at the top of this page that stands in its columns goes on with it.
    """
    found, position = [], 0
    lines, data = with_values(lines)
    apart = partial(_apart, breaks=breaks, pitch=_pitch(lines, data))
    while position < len(lines):
        if data[position]:
            start, stop = _head(lines, data, position, apart), _run(lines, data, position, apart)
            start = max(start, position - _lines_at_end(found))
            if before is not None and not breaks and start == len(found) and all(names_row(line.text) for line in lines[:start]):
                start = 0  # rows left blank at the top of the page
            is_first = start == 0 and not breaks
            table = _table(lines[start:stop], data[start:stop], page, before if is_first else None)
            if table is not None:
                found[len(found) - (position - start) :] = [("table", table)]
                position = stop
                continue
        found.append(("line", lines[position]))
        position += 1
    return found


def _lines_at_end(found):
    return next((count for count, (kind, _) in enumerate(reversed(found)) if kind == "table"), len(found))


def is_prose(line):
    """Whether a line is of a sentence, or the heading of a section."""
    is_heading = bool(SECTION.match(line.text)) and not is_label(line.text) and not begins_label(line.pieces[0].text)
    return len(line.parts) == 1 and ("。" in line.text or is_heading)


def _apart(line, below, breaks, pitch):
    return below.top - line.top > max(NEAR * max(line.size, below.size), ROWS_APART * pitch) or any(line.top < height < below.top for height in breaks)


def _pitch(lines, data):
    """Usual distance of lines with values; 0 where they are no rows."""
    tops = [line.top for line, row in zip(lines, data, strict=True) if row]
    steps = [below - top for top, below in itertools.pairwise(tops)]
    return median([step for step in steps if step < FARTHEST * lines[0].size] or [0])


def _run(lines, data, position, apart):
    """Position behind the last line of the table that has values in the given line."""
    left = min(value.left for value in data[position])
    stop = ahead = position + 1
    while ahead < len(lines) and ahead - stop < MOST_LINES and not is_prose(lines[ahead]) and not apart(lines[ahead - 1], lines[ahead]):
        ahead += 1
        if data[ahead - 1]:
            left, stop = min(left, *(value.left for value in data[ahead - 1])), ahead
    while stop < len(lines) and lines[stop].right < left and not is_prose(lines[stop]) and _goes_on(lines[stop - 1], lines[stop], apart):
        stop += 1
    # Headings at the end of the page, whose values stand on the next one.
    are_labels = all(is_label(part.text) for line in lines[stop:] for part in line.parts)
    are_together = not any(apart(line, below) for line, below in itertools.pairwise(lines[stop - 1 :]))
    return len(lines) if are_labels and are_together else stop


def _goes_on(line, below, apart):
    """Whether the line below is of the last label, which stands below its values too, or a label without any."""
    is_near = below.top - line.top < BESIDE_LABEL * below.size
    return is_near or (is_label(below.text) and not apart(line, below))


def _head(lines, data, position, apart):
    """Position of the first line of the head above the first line of values."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    start = position
    while start > 0 and position - start < MOST_HEAD:
        above = lines[start - 1]
        is_wide = len(above.parts) == 1 and above.right - above.left > WIDE * width and not begins_label(above.text)
        if data[start - 1] or is_wide or is_prose(above) or apart(above, lines[start]):
            break
        start -= 1
    while start < position and len(lines[start].parts) == 1 and not _are_headings(lines[start]) and not _begins_label(lines[start : position + 1]):
        start += 1
    return start


def _are_headings(line):
    """Whether a line is several headings, or their beginnings, near each other."""
    return len(line.pieces) > 1 and all(is_label(piece.text) or begins_label(piece.text) for piece in line.pieces)


def _begins_label(lines):
    """Whether a single text above the values is the beginning of a label, of which more may stand below them."""
    if begins_label(lines[0].text):
        return True
    text = ""
    for line in lines:
        text = joined(text, line.parts[0].text)
        if is_label(text):
            return True
    return False


def _table(lines, data, page, before):
    """The Part that these lines make, or None if they are no table of a form."""
    columns = intervals([value for row in data for value in row])
    left = min(line.left for line in lines), _label_end(lines, data, columns)
    stretches = [(headings(texts), rows) for texts, rows in _stretches(lines, data, _edges(columns, before, left), columns)]
    if stretches and not data[0]:
        columns = sorted(columns + without_values(stretches[0][0], columns))
    edges = _edges(columns, before, left)
    is_next = before is not None and edges[2:] == before.columns[2:]
    columns = list(itertools.pairwise(edges[1:])) if is_next else columns
    leaves, groups = leaves_and_groups([(line, part) for line in lines for part in label_parts(line, edges[1])])
    rows = label_rows(leaves, [line for line, row in zip(lines, data, strict=True) if row])
    above = [heading for found, values in stretches for heading in placed(found, columns, _filled_columns(values, columns))]
    known = sum(is_label(text) for _, text, _ in rows) + sum(is_label(text) for *_, text in above)
    if known < LEAST_LABELS - is_next:  # a row may be all that is left for the next page
        return None
    cells = [(top, first_column + 1, last_column + 2, text) for top, first_column, last_column, text in above]
    cells += [(top, 0, 1, text) for top, text in groups]
    beside = {id(values[0]): [values[0]] for *_, values in rows if values}
    alone = []
    for line in (line for line, row in zip(lines, data, strict=True) if row and id(line) not in beside):
        found = _row_beside(line, [values[0] for *_, values in rows if values])
        if found is None:
            alone.append(line)
        else:
            beside[id(found)].append(line)
    is_told = not alone and all(is_label(text) for _, text, values in rows if values)
    for top, text, values in rows:
        cells.append((top, 0, 1, text))
        cells += [cell for line in values[:1] for cell in _value_cells(beside[id(line)], top, columns)]
        if not values and is_told and names_row(text):  # a row that is left blank
            cells += _value_cells([], top, columns)
    cells += [cell for line in alone for cell in _value_cells([line], line.top, columns)]
    return _part(page, edges, cells)


def _stretches(lines, data, edges, columns):
    """Heads and what stands under them: [(line, Part)] of the texts above the value columns, cut where columns meet, and the values of the rows below."""
    found = [([], [])]
    for line, row in zip(lines, data, strict=True):
        if row:
            found[-1][1].append(row)
            continue
        slack = line.size / 2
        parts = merged(line.pieces, lambda gap, slack=slack: any(gap[0] - slack < edge < gap[1] + slack for edge in edges) or gap[1] - gap[0] > 2 * slack)
        texts = [(line, heading) for part in parts if part.right > edges[1] for heading in _each_heading(part, line.pieces, columns)]
        if texts and found[-1][1]:
            found.append(([], []))
        found[-1][0].extend(texts)
    return found


def _filled_columns(rows, columns):
    """Numbers of the columns in which some of these rows have a value."""
    return [number for number, column in enumerate(columns) if any(overlap(value, *column) for row in rows for value in row)]


def _each_heading(part, pieces, columns):
    """A text, or the headings that it is made of, where columns are narrow: labels side by side, or texts with a blank where one column ends and the next begins."""
    pieces = [piece for piece in pieces if part.left <= piece.left < part.right]
    if len(pieces) < 2 or is_label(part.text):
        return [part]
    if all(is_label(piece.text) for piece in pieces):
        return pieces
    between = [(first[1], second[0]) for first, second in itertools.pairwise(columns)]
    return merged(pieces, lambda gap: any(gap[0] < stop and gap[1] >= start for start, stop in between))


def _row_beside(line, rows):
    """The line of the row that values without a label of their own belong to, a little above or below it: that row has none in their columns."""
    near = min(rows, key=lambda row: abs(row.top - line.top), default=None)
    if near is None or abs(near.top - line.top) > BESIDE_ROW * line.size or not all(is_value(part.text) for part in line.parts):
        return None
    return None if any(overlap(part, other.left, other.right) for part in line.parts for other in near.parts) else near


def _value_cells(lines, top, columns):
    """A cell for each column beside a label: its text, or blank."""
    for number, (left, right) in enumerate(columns):
        parts = [part.text for line in lines for part in line.parts if overlap(part, left, right) and is_value(part.text)]
        yield top, number + 1, number + 2, " | ".join(parts)


def _part(page, edges, cells):
    """Cells (top, first edge, last edge, text) → Part, with a row for each height."""
    rows = []
    for top in sorted(cell[0] for cell in cells):
        if not rows or top - rows[-1] > 2:
            rows.append(top)
    rows.append(rows[-1] + 10)
    boxes = []
    for top, first, last, text in cells:
        row = max(number for number, height in enumerate(rows[:-1]) if height <= top)
        boxes.append((Box(edges[first], rows[row], edges[last], rows[row + 1], []), text))
    return Part(page, edges, rows, sorted(boxes, key=lambda cell: (cell[0].top, cell[0].left)), False)


# --- columns ---------------------------------------------------------------------------------------------------------


def intervals(values):
    """(left, right) of each column: parts of lines that stand under each other."""
    columns = []
    for value in sorted(values, key=lambda value: value.left):
        if columns and value.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], value.right))
        else:
            columns.append((value.left, value.right))
    return columns


def _label_end(lines, data, columns):
    """Where the texts to the left of the values end: those beside values, the one over them, and those below or above that begin where they do; None where
    none is beside any."""
    left = min(line.left for line in lines)
    if all(is_value(line.parts[0].text) for line, row in zip(lines, data, strict=True) if row):
        return None
    labels = [part.right for line, row in zip(lines, data, strict=True) for part in line.parts if row or part.left < left + line.size or is_corner(part.text)]
    return max((right for right in labels if right < columns[0][0]), default=left)


def _edges(columns, before, labels):
    """Edges of the columns, the label column (which begins and ends at `labels`) first; those of the table before the page break if the columns stand
    in them."""
    if (before is not None and len(columns) > 1) or (before is not None and len(before.columns) == 3):
        spans = list(zip(before.columns[1:], before.columns[2:], strict=False))
        if all(any(low - 2 <= start and end <= high + 2 for low, high in spans) for start, end in columns):
            return [before.columns[0], max(before.columns[1], min((labels[1] or 0) + 1, columns[0][0] - 1)), *before.columns[2:]]
    between = [(first[1] + second[0]) / 2 for first, second in itertools.pairwise(columns)]
    half = min([second[0] - first[1] for first, second in itertools.pairwise(columns)], default=16) / 2
    left, end = labels
    first = max(columns[0][0] - half, min(end + 1, columns[0][0] - 1)) if end is not None else left - 1
    return [min(left, first) - 1, first, *between, columns[-1][1] + half]
