"""Text of ruled tables that stands outside of its cell: below the frame at the end of a page, or in the rows above and below where a row is too low for it.

Whose text it is only the forms can tell. Belongs here: such text. Not here: cells over a page break (joins.py).
"""

from pipeline.readers.form_labels import begins_label, is_label, is_one_label
from pipeline.readers.pdf_parts.flow import joined
from pipeline.readers.pdf_parts.grid import SNAP

ONE_LINE = 0.2  # of the height of a character by which those of one line stand higher or lower


def without_overhang(parts, text):
    """The lines of a page without those below its last table that are the rest of labels in its last row: browsers cut a row at the end of a page and
    print what is left of its text below the frame. The labels are made whole."""
    if not parts:
        return text
    bottom = parts[-1].rows[-1]
    last_row = [number for number, (box, _) in enumerate(parts[-1].cells) if abs(box.bottom - bottom) < SNAP]
    for line in (line for line in text if bottom - SNAP < line.top < bottom + line.size):
        found = [(next((n for n in last_row if _over(parts[-1].cells[n][0], piece)), None), piece) for piece in line.pieces]
        if all(number is not None for number, _ in found) and any(_goes_on(parts[-1].cells[number][1], piece.text) for number, piece in found):
            for number, piece in found:
                box, label = parts[-1].cells[number]
                parts[-1].cells[number] = (box, joined(label, piece.text))
            text = [other for other in text if other is not line]
    return text


def _goes_on(label, rest):
    """Whether a text is the rest of a label, or all of the rest that stands on its page."""
    return is_one_label(label, rest) or (begins_label(label + rest) and not is_label(rest))


def _over(box, piece):
    return box.left <= (piece.left + piece.right) / 2 < box.right


def in_their_rows(cells):
    """[(Box, text)] of a table with labels in their own rows: a printed sheet lets the text of a low row run into those above and below, over their text."""
    tall = {number for number, (box, text) in enumerate(cells) if box.characters and _is_taller(box, text)}
    while tall:
        column = _column(cells, min(tall))
        tall -= set(column)
        position = 0
        while position < len(column):
            stop = position
            while stop < len(column) and not is_label(cells[column[stop]][1]):
                stop += 1
            windows = ((first, last) for first in (position, position - 1) for last in (stop, stop + 1)) if stop > position else ()
            for first, last in windows:
                rows = column[max(first, 0) : last]
                labels = _labels([run for row in rows for run in _runs(cells[row][0].characters)])
                if len(labels) == len(rows):
                    for row, label in zip(rows, labels, strict=True):
                        cells[row] = (cells[row][0], label)
                    break
            position = stop + 1
    return cells


def _is_taller(box, text):
    """Whether a cell holds Chinese text that reaches out of it."""
    if not any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return False
    return min(one.top for one in box.characters) < box.top - 1 or max(one.bottom for one in box.characters) > box.bottom + 1


def _column(cells, number):
    """Numbers of the cells with text that stand below one another in the column of a cell."""
    box = cells[number][0]
    column = [at for at, (other, text) in enumerate(cells) if text and abs(other.left - box.left) < SNAP and abs(other.right - box.right) < SNAP]
    return sorted(column, key=lambda at: cells[at][0].top)


def _runs(characters):
    """(top, text) of the lines of a cell as they were written, though others may stand over them."""
    runs = []  # [top, text, last character]
    for one in (one for one in characters if one.text.strip()):
        run = next((run for run in reversed(runs) if _is_beside(run[2], one)), None)
        if run is None:
            runs.append([one.top, one.text, one])
        else:
            run[1:] = run[1] + one.text, one
    return [(top, text) for top, text, _ in runs]


def _is_beside(last, one):
    height = last.bottom - last.top
    return abs(one.bottom - last.bottom) < ONE_LINE * height and abs(one.left - last.right) < height


def _labels(runs):
    """Lines of text, each with its height, as labels of a form: lines that are none wait for the rest. Nothing where some find none."""
    labels, waiting = {}, []
    for number, (_, text) in enumerate(sorted(runs)):
        place = next((place for place, (_, begun) in enumerate(waiting) if is_label(begun + text)), None)  # 数 is a heading, too
        if place is not None:
            start, begun = waiting.pop(place)
            labels[start] = begun + text
        elif is_label(text):
            labels[number] = text
        elif begun := next((begun for begun in waiting if begins_label(begun[1] + text)), None):
            begun[1] += text
        else:
            waiting.append([number, text])
    return [] if waiting else [labels[number] for number in sorted(labels)]
