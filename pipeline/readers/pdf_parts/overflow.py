"""Labels of a printed sheet that run on over the cells to their right: programs print all of a text that has no room in its cell, and hide what is too much.

A text is drawn in one go, so the order of the characters tells which belong together. Belongs here: giving such labels back what is theirs. Not here: lines
that run over the rows above and below (stacks.py).
"""

import re

from pipeline.readers.form_labels import is_label, names_row
from pipeline.readers.pdf_parts.values import is_value

MIXED = re.compile("[一-龥].*[0-9]|[0-9].*[一-龥]")
ONE_LINE = 0.2  # of the height of a character by which those of one line stand higher or lower


def are_mixed(texts):
    """Whether a text of a cell seems to be that of two, a label or a part of one and a number."""
    return any(MIXED.search(text) and not is_label(text) and not is_value(text) for text in texts)


def with_whole_labels(table, characters):
    """Moves the characters of labels of a table (grid.Ruled) into the cells in which they begin; `characters` of the page, as they were written."""
    for run in _runs(characters):
        text = "".join(one.text for one in run)
        if not names_row(text):
            continue
        x, y = run[0].left + 1, (run[0].top + run[0].bottom) / 2
        own = next((cell for cell in table.cells if cell.left <= x < cell.right and cell.top <= y < cell.bottom), None)
        if own is None or run[-1].right <= own.right:
            continue
        theirs = {id(one) for one in run}
        for cell in table.cells:
            if cell is not own and cell.top <= y < cell.bottom and any(id(one) in theirs for one in cell.characters):
                own.characters.extend(one for one in cell.characters if id(one) in theirs)
                cell.characters[:] = [one for one in cell.characters if id(one) not in theirs]


def _runs(characters):
    """Characters that were written one after the other, each where the one before it ends."""
    runs = []
    for one in (one for one in characters if one.text.strip()):
        last = runs[-1][-1] if runs else None
        height = one.bottom - one.top
        if last is not None and abs(one.bottom - last.bottom) < ONE_LINE * height and abs(one.left - last.right) < ONE_LINE * height:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs
