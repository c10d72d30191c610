"""Running text of a PDF: characters to lines, lines to paragraphs, and the headers, footers and page numbers around them.

Belongs here: how printed lines make text. Not here: tables.
"""

import itertools
import re
from collections import Counter
from operator import attrgetter, itemgetter
from statistics import median
from typing import NamedTuple

from pipeline.page_numbers import IN_MARGIN

SPACES = " \u00a0\u3000"
SAME_LINE = 0.35  # of the font size by which the middles of characters of one line differ at most
WORD_GAP = 0.2  # of the font size: from here on Latin letters or digits side by side are two words
PIECE_GAP = 0.3  # of the font size: from here on two headings may stand side by side
CELL_GAP = 1.2  # of the font size: from here on the parts of a line stand apart
INDENT = 0.8  # of the font size: a line that begins that far in begins a paragraph
FULL, FEWEST_FULL = 2.0, 3  # of the font size that a line ends before the right edge at most; so many tell the left one
FEWEST_INDENTED = 3  # lines, from which on paragraphs are taken to be indented by two characters
RAGGED = 6.0  # of the font size that a line may end before the right edge in the middle of a sentence, where the next begins at the left one
PARAGRAPH_GAP = 1.35  # of the usual distance of lines
MARGIN = 0.12  # share of the height of a page where headers and footers stand
NEVER_FIRST = "，。、；：？！）》」』】〉”’％%,.;:?!)]}…—"
SENTENCE_ENDS = "。；：！？.;:!?"
_latin = re.compile(r"[0-9A-Za-z]")
_first_word = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,%/:@_-]*|.")
_kept_behind = re.compile(f"[{re.escape(NEVER_FIRST)}](?:[“‘].)?|[“‘].|")  # what no line break parts from it: 单；“煤改电” begins with four signs


class Part(NamedTuple):
    """Text of a line without a wide gap in it."""

    left: float
    right: float
    text: str
    top: float


class Line(NamedTuple):
    """A printed line of a page (number from 0): its edges and size in points, and its text in parts."""

    page: int
    top: float
    bottom: float
    size: float
    parts: list
    pieces: list  # parts of it, cut at narrower gaps

    @property
    def left(self):
        return self.parts[0].left

    @property
    def right(self):
        return self.parts[-1].right

    @property
    def text(self):
        return " ".join(part.text for part in self.parts)


def lines(characters, page=0):
    """Characters in any order → lines from top to bottom, each in parts from left to right."""
    found, row, middle, size = [], [], 0.0, 0.0
    by_middle = sorted([((c.top + c.bottom) / 2, c) for c in characters if c.text not in SPACES], key=itemgetter(0))
    for here, character in by_middle:
        height = character.bottom - character.top
        if row and here - middle > SAME_LINE * max(size, height):
            found.append(_line(row, page))
            row = []
        row.append(character)
        middle, size = (here, height) if len(row) == 1 else (middle + (here - middle) / len(row), max(size, height))
    if row:
        found.append(_line(row, page))
    return found


def _line(row, page):
    row.sort(key=attrgetter("left"))
    size = median(c.bottom - c.top for c in row)
    pieces, text, first, last = [], [], row[0], None
    for character in row:
        if last is not None:
            gap = character.left - last.right
            if character.text == last.text and abs(character.left - last.left) < WORD_GAP * size:
                continue  # bold print by printing twice
            if gap > PIECE_GAP * size:
                pieces.append(Part(first.left, last.right, "".join(text), first.top))
                text, first = [], character
            elif gap > WORD_GAP * size and _latin.match(last.text) and _latin.match(character.text):
                text.append(" ")
        text.append(character.text)
        last = character
    pieces.append(Part(first.left, last.right, "".join(text), first.top))
    return Line(page, median(c.top for c in row), median(c.bottom for c in row), size, merged(pieces, lambda gap: gap[1] - gap[0] > CELL_GAP * size), pieces)


def merged(pieces, is_apart):
    """Pieces of a line as parts: neighbours are one unless the gap (left, right) between them sets them apart."""
    parts = [pieces[0]]
    for piece in pieces[1:]:
        before = parts[-1]
        if is_apart((before.right, piece.left)):
            parts.append(piece)
        else:
            space = " " if _latin.match(before.text[-1]) and _latin.match(piece.text[0]) else ""
            parts[-1] = Part(before.left, piece.right, before.text + space + piece.text, before.top)
    return parts


def joined(first, second):
    """Two lines of one text as one: nothing comes between them but a space between Latin words; a number cut by the line end is whole again."""
    if not first or not second:
        return first or second
    letters = first[-1].isascii() and first[-1].isalpha() and second[0].isascii() and second[0].isalpha()
    return f"{first} {second}" if letters else first + second


def cell_text(characters):
    """Text of a cell: its lines as one."""
    if len(characters) < 2:
        return characters[0].text.strip(SPACES) if characters else ""
    text = ""
    for line in lines(characters):
        text = joined(text, line.text)
    return text


class Margins(NamedTuple):
    """Where the lines of a page begin and end, the usual size of its font and the usual distance of its lines, in points."""

    left: float
    right: float
    size: float
    pitch: float
    indented: bool  # paragraphs begin further in than their lines


def margins(all_lines):
    """Left and right edge of the running text, usual font size and distance of lines, and whether paragraphs are indented."""
    rights = sorted(line.right for line in all_lines)
    right = rights[round(0.97 * (len(rights) - 1))]
    full = [line for line in all_lines if right - line.right < FULL * line.size]  # a page of a site has short lines beside its article
    lefts = Counter(round(line.left / 3) for line in (full if len(full) >= FEWEST_FULL else all_lines))
    common = [edge for edge, count in lefts.items() if count >= 0.2 * max(lefts.values())]
    size = median(line.size for line in all_lines)
    steps = [below.top - line.top for line, below in itertools.pairwise(all_lines) if below.page == line.page and 0 < below.top - line.top < 3.5 * size]
    left = min(common) * 3.0
    indented = sum(abs(line.left - left - 2 * line.size) < INDENT * line.size for line in all_lines) >= FEWEST_INDENTED
    return Margins(left, right, size, median(steps) if steps else 1.5 * size, indented)


def goes_on(line, below, around):
    """Whether a line goes on with the paragraph of the line before it."""
    size = line.size
    if abs(below.size - size) > 0.15 * size:
        return False
    if line.page == below.page and below.top - line.top > max(PARAGRAPH_GAP * around.pitch, 1.9 * size):
        return False
    centre, sentence_open = (around.left + around.right) / 2, line.text[-1] not in SENTENCE_ENDS
    if below.left > around.left + INDENT * size:
        is_full = sentence_open and line.left < around.left + INDENT * size  # and what follows is the rest of a title
        if not (_centred(line, centre) and _centred(below, centre) and (size > 1.1 * around.size or is_full)):
            return False
    word = _first_word.match(below.text)[0]
    width = sum(0.55 if sign.isascii() else 1.0 for sign in word)
    width += len(_kept_behind.match(below.text, len(word))[0])
    room = around.right - line.right
    ragged = around.indented and room < RAGGED * size and sentence_open and below.left - around.left < INDENT * size
    return ragged or room < (width + 0.6) * size


def _centred(line, centre):
    return abs((line.left + line.right) / 2 - centre) < line.size


def is_page_number(text):
    return re.match(IN_MARGIN, text.strip()) is not None


def furniture(pages):
    """(page heights, lines of each page) → set of id of the lines that are headers, footers or page numbers.

    A line in the margin of a page is one if it is a page number, or if it stands in the same place with the same words (numbers aside) on another page.
    """
    edge, found = {}, set()
    for height, page_lines in pages:
        for line in [*page_lines[:2], *page_lines[-2:]]:
            if line.top < MARGIN * height or line.bottom > (1 - MARGIN) * height:
                edge[id(line)] = (line, re.sub(r"[0-9\s]+", "#", line.text))
                if (line is page_lines[-1] or line is page_lines[0]) and is_page_number(line.text):
                    found.add(id(line))
    for key, (line, words) in edge.items():
        if any(
            other != key and words == its_words and abs(line.top - its_line.top) < 6 and line.page != its_line.page
            for other, (its_line, its_words) in edge.items()
        ):
            found.add(key)
    return found
