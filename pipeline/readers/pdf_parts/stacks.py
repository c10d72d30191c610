"""Text of printed sheets whose rows are too low for it: lines that run over the rows above and below, told by the order in which they were written.

A program writes the lines of a cell one after the other and in the middle of the cell; lines that lie wholly outside it may be left out. Belongs here: whose
those lines are. Not here: rows whose text fits (pdf.py), labels that only the forms can tell apart (overhang.py).
"""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from pipeline.readers.form_labels import is_label
from pipeline.readers.pdf_parts.grid import SNAP
from pipeline.readers.pdf_parts.values import is_value
from pipeline.tables.forms import printed_texts
from pipeline.tables.labels import label_key

LEAST_STEP, MOST_STEP = 1.0, 1.7  # of the height of a line, to the next line of the same cell
LATEST = 4  # cells before one, to which a line may belong: some are written with those of the row
ONE_LINE = 0.2  # of the height of a character by which those of one line stand higher or lower
APART = 1.0  # points between characters of two cells
LEAST_PART = 5  # signs of a label that tell it


class _Run(NamedTuple):
    left: float
    right: float
    top: float
    bottom: float
    text: str


def stacked_cells(cells, characters):
    """[(Box, text)] of a table, with its Chinese texts in the cells in whose middle they stand, where several reach out of their cells; `characters` of the page,
    in the order in which they were written."""
    if not any(_reaches_out(box, text) for box, text in cells):
        return cells
    texts, edges = {}, sorted({edge for box, _ in cells for edge in (box.left, box.right)})
    for stack in _stacks(_runs(characters, edges)):
        x, y = (min(run.left for run in stack) + max(run.right for run in stack)) / 2, (stack[0].top + stack[-1].bottom) / 2
        number = next((at for at, (box, _) in enumerate(cells) if box.left <= x < box.right and box.top <= y < box.bottom), None)
        if number is not None:
            found = [texts.get(number, ""), _label("".join(run.text for run in stack))]
            texts[number] = next((text for text in found if is_label(text)), "".join(found)) if sum(map(is_label, found)) < 2 else "".join(found)
    placed = [(box, texts.get(number, "")) for number, (box, _) in enumerate(cells)]
    before, after = (sum(is_label(text) or is_value(text) for _, text in some) for some in (cells, placed))
    return placed if after > before else cells


def _reaches_out(box, text):
    if not any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return False
    return min(one.top for one in box.characters) < box.top - 1 or max(one.bottom for one in box.characters) > box.bottom + 1


def _runs(characters, edges):
    """Pieces of lines, in the order in which they were written; what stands apart on both sides of an edge of cells is two."""
    runs, last = [], None
    for one in (one for one in characters if one.text.strip()):
        height = one.bottom - one.top
        if (
            last is not None
            and abs(one.bottom - last.bottom) < ONE_LINE * height
            and -1 <= one.left - last.right < height
            and not _is_parted(last.right, one.left, edges)
        ):
            run = runs[-1]
            runs[-1] = run._replace(right=one.right, top=min(run.top, one.top), bottom=max(run.bottom, one.bottom), text=run.text + one.text)
        else:
            runs.append(_Run(one.left, one.right, one.top, one.bottom, one.text))
        last = one
    return runs


def _is_parted(right, left, edges):
    """Whether between two characters that leave a gap there is an edge."""
    at = bisect_left(edges, right)
    return left - right > APART and at < len(edges) and edges[at] <= left


def _stacks(runs):
    """Runs that stand one below the other and have their middle or their left edge in common, as the lines of one cell have."""
    stacks = []
    for run in runs:
        below = [stack for stack in stacks[: -LATEST - 1 : -1] if _is_below(stack[-1], run)]
        found = next((stack for stack in below if _goes_on("".join(one.text for one in stack), run.text)), None)
        if found is None:
            stacks.append([run])
        else:
            found.append(run)
    return stacks


def _is_below(last, run):
    height = last.bottom - last.top
    is_next = LEAST_STEP * height < run.top - last.top < MOST_STEP * height
    return is_next and (abs(run.left + run.right - last.left - last.right) < 2 * SNAP or abs(run.left - last.left) < SNAP)


def _goes_on(text, below):
    """Whether two lines may be of one text: part of a label together, or one of them of none."""
    if is_value(text) or is_value(below):
        return False
    is_whole = is_label(text) or is_label(below)
    return bool(_containing(text + below)) or not (is_whole or (_containing(text) and _containing(below)))


@lru_cache(maxsize=10_000)
def _containing(text):
    """Labels that a text, without its numbering and notes, is a part of."""
    key = label_key(text)
    return [label for label in printed_texts().keys if key and key in label]


def _label(text):
    """The label that a text is, or the only one that it is a part of."""
    if is_label(text) or len(text) < LEAST_PART:
        return text
    found = _containing(text)
    return found[0] if len(found) == 1 else text
