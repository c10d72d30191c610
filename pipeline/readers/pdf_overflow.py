"""Labels of a printed sheet that run on over the cells to their right: programs print all of a text that has no room in its cell, and hide what is too much.

Belongs here: giving such labels back what is theirs. Not here: lines that run over the rows above and below (pdf_stacks.py).
"""

import re

from pipeline.readers.form_labels import begins_label, is_label
from pipeline.readers.pdf_partial import text_of
from pipeline.readers.pdf_values import is_value

MIXED = re.compile("[一-龥].*[0-9]|[0-9].*[一-龥]")
OF_VALUES = frozenset("0123456789.,+-−/／—–－")


def with_whole_labels(cells):
    """[(Box, text)] of a table, with labels whole whose end stands in the cells beside them, among values."""
    if not any(MIXED.search(text) and not is_label(text) and not is_value(text) for _, text in cells):
        return cells
    rows = {}
    for number, (box, _) in enumerate(cells):
        rows.setdefault((box.top, box.bottom), []).append(number)
    mended = list(cells)
    for row in rows.values():
        row = sorted(row, key=lambda number: cells[number][0].left)
        for place in range(len(row)):
            mended_row = _mended([cells[at] for at in row[place:]])
            if mended_row:
                for at, cell in zip(row[place:], mended_row, strict=False):
                    mended[at] = cell
                break
    return mended


def _mended(cells):
    """The cells of a row from a label on that goes on in those behind it, as far as it does; none where it does not."""
    (box, label), *others = cells
    if not label or is_label(label) or not begins_label(label):
        return []
    found = []
    for other, text in others:
        rest = [one for one in other.characters if one.text not in OF_VALUES]
        if not rest or is_value(text):
            break
        label += "".join(one.text for one in rest)
        found.append((other, text_of(other._replace(characters=[one for one in other.characters if one.text in OF_VALUES]))))
        if is_label(label):
            return [(box, label), *found]
    return []
