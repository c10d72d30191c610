"""Sheets of a PDF that hold two pages side by side, as printing to save paper makes them, and sheets that hold the last columns of a table alone, as
spreadsheets print tables that are too wide.

Belongs here: whether a sheet is two pages or a part of one. Not here: what stands on a page (pdf_page.py).
"""

import re

from pipeline.readers.pdf_grid import REACH, SNAP, snapped

LEAST_ROWS, MOST_HAN = 5, 0.3  # of a part of a table: lines across, and the share of Chinese characters in its figures, which may have headings
GUTTER = 8  # points on either side of the middle, where nothing stands
LEAST_HAN = 60  # Chinese characters of each page: the right half of a wide table, and its last columns, have fewer
_han = re.compile("[一-龥]")


def whole_tables(document):
    """Pages of a PDF with the columns that were printed on sheets of their own beside the table that they belong to: all sheets with labels first,
    then as many with the rest of their rows. Nothing is moved unless each finds its own."""
    sides = [page for page in document if _is_side(page)]
    if not sides:
        return document
    mains = [page for page in document if page.number < sides[0].number and len(_rows(page)) > LEAST_ROWS]
    if len(mains) != len(sides) or not all(_same_rows(main, side) for main, side in zip(mains, sides, strict=True)):
        return document
    whole = {main.number: _beside(main, side) for main, side in zip(mains, sides, strict=True)}
    rest = {side.number: side._replace(characters=_outside(side), across=[], down=[]) for side in sides}
    return [(whole | rest).get(page.number, page) for page in document]


def _rows(page):
    """Heights of the lines across a page that upright lines meet."""
    heights = (y for y, left, right in page.across if any(left - REACH <= x <= right + REACH for x, _, _ in page.down))
    return snapped(heights)


def _is_side(page):
    """Whether a page holds rows of figures without labels."""
    if len(page.down) < 2 or len(_han.findall("".join(one.text for one in page.characters))) > LEAST_HAN or len(rows := _rows(page)) <= LEAST_ROWS:
        return False
    inside = "".join(one.text for one in page.characters if rows[0] <= (one.top + one.bottom) / 2 <= rows[-1])
    return len(_han.findall(inside)) <= MOST_HAN * len(inside)


def _same_rows(main, side):
    rows, others = _rows(main), _rows(side)
    return len(rows) == len(others) and all(abs(one - other) <= SNAP for one, other in zip(rows, others, strict=True))


def _beside(main, side):
    """A page with the part of its table that another holds to the right of it."""
    step = max(x for x, _, _ in main.down) - min(x for x, _, _ in side.down)
    rows = _rows(side)
    moved = [one for one in side.characters if rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]
    return main._replace(
        characters=main.characters + [one._replace(left=one.left + step, right=one.right + step) for one in moved],
        across=main.across + [(y, left + step, right + step) for y, left, right in side.across],
        down=main.down + [(x + step, top, bottom) for x, top, bottom in side.down],
    )


def _outside(page):
    """Characters of a page above and below its table."""
    rows = _rows(page)
    return [one for one in page.characters if not rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]


def single_pages(document):
    """Pages of a PDF → (pages with each sheet of two cut in two, numbered on, {number: number of the sheet})."""
    found, sheets = [], {}
    for sheet in document:
        for page in _halves(sheet):
            number = len(found) + 1
            found.append(page._replace(number=number))
            sheets[number] = sheet.number
    return found, sheets


def _halves(page):
    middle = page.width / 2
    spans = [(character.left, character.right) for character in page.characters] + [(left, right) for _, left, right in page.across]
    if page.width <= page.height or any(left < middle + GUTTER and right > middle - GUTTER for left, right in spans):
        return [page]
    halves = [_part(page, 0, middle), _part(page, middle, page.width)]
    return halves if all(len(_han.findall("".join(character.text for character in half.characters))) >= LEAST_HAN for half in halves) else [page]


def _part(page, start, stop):
    """What stands from one place across a sheet to another, as a page that begins there."""
    return page._replace(
        characters=[one._replace(left=one.left - start, right=one.right - start) for one in page.characters if start <= one.left < stop],
        across=[(y, left - start, right - start) for y, left, right in page.across if start <= left < stop],
        down=[(x - start, top, bottom) for x, top, bottom in page.down if start <= x < stop],
        width=stop - start,
    )
