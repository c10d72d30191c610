"""Tables without ruling lines over the end of a page: the rest of labels on the next one, and headings whose values stand there.

Belongs here: lines that move from one page to the other. Not here: the columns of a table (columns.py), ruled tables (joins.py).
"""

from itertools import takewhile

from pipeline.readers.form_labels import is_label, names_row
from pipeline.readers.pdf_parts.columns import MOST_HEAD, aligned_tables, is_prose
from pipeline.readers.pdf_parts.flow import joined
from pipeline.readers.pdf_parts.labels import MOST_LINES
from pipeline.readers.pdf_parts.values import values_of

LEAST_HEADINGS = 2  # of columns, that make lines at the end of a page a head
STEP = 1.5  # of the font size, between a head and its first row


def with_tables(text, page, breaks, last, before):
    """aligned_tables() of a page, with the lines at the end of the page before (`before`: ('line' or 'table', item) in order) that are the head of its first
    table → (the same, those lines)."""
    head = _head_at_end(before) if text and values_of(text[0]) and (not breaks or text[0].top < breaks[0]) else []
    if head:
        size = max(line.size for line in head)
        found = list(aligned_tables([*_above(text[0].top - STEP * size, head), *text], page, breaks, last))
        if found[0][0] == "table" and len(text) > sum(kind == "line" for kind, _ in found):
            return found, head
    return list(aligned_tables(text, page, breaks, last)), []


def _head_at_end(before):
    """Lines at the end of a page that are headings of columns, with nothing between them and the heading of their section."""
    tail = list(takewhile(lambda entry: entry[0] == "line" and not is_prose(entry[1]), reversed(before)))
    tail = [line for _, line in reversed(tail)]
    pieces = [piece.text for line in tail for piece in line.pieces]
    is_head = len(tail) <= MOST_HEAD and sum(is_label(text) and not names_row(text) for text in pieces) >= LEAST_HEADINGS
    return tail if is_head and not any(values_of(line) for line in tail) else []


def _above(top, lines):
    """Lines moved so that the last of them stands at a height."""
    step = top - lines[-1].top
    for line in lines:
        moved = {name: [one._replace(top=one.top + step) for one in getattr(line, name)] for name in ("parts", "pieces")}
        yield line._replace(top=line.top + step, bottom=line.bottom + step, **moved)


def without_rest(lines, part):
    """Lines of a page without those at its top that are the rest of the last label of `part`, the table without rulings on the page before; it is made whole."""
    values = [box.top for box, text in part.cells if box.left > part.columns[0] and text]
    tail = [number for number, (box, _) in enumerate(part.cells) if box.left == part.columns[0] and box.top >= max(values, default=0)][-MOST_LINES:]
    rest = ""
    for count, line in enumerate(lines[:MOST_LINES], 1):
        if len(line.parts) > 1 or line.right > part.columns[1] or is_label(line.text):
            break
        rest = joined(rest, line.text)
        for start in range(len(tail)):
            whole = "".join(part.cells[number][1] for number in tail[start:]) + rest
            if is_label(whole):
                part.cells[tail[start]] = (part.cells[tail[start]][0], whole)
                for number in tail[start + 1 :]:
                    part.cells[number] = (part.cells[number][0], "")
                return lines[count:]
    return _without_two_rests(lines, part, tail[-2:])


def _without_two_rests(lines, part, tail):
    """The same where the last label of the page before and that of its group both go on, side by side."""
    rests, leaf = ["", ""], None
    for count, line in enumerate(lines[:MOST_LINES], 1):
        if len(tail) < 2 or len(line.parts) > 2 or line.right > part.columns[1] or (leaf is None and len(line.parts) < 2):
            break
        leaf = line.parts[-1].left - line.size if len(line.parts) == 2 else leaf
        for piece in line.parts:
            rests[piece.left >= leaf] += piece.text
        whole = [part.cells[number][1] + rest for number, rest in zip(tail, rests, strict=True)]
        if all(map(is_label, whole)):
            for number, label in zip(tail, whole, strict=True):
                part.cells[number] = (part.cells[number][0], label)
            return lines[count:]
    return lines
