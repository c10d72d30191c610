"""Tables of a PDF that are wider than its pages: spreadsheets print the columns that find no room on pages of their own, behind all rows of the first ones.

Belongs here: which pages hold such columns, and the whole page. Not here: tables that go on below (pdf_joins.py), two pages on a sheet (pdf_sheets.py).
"""

import re

from pipeline.readers.form_labels import names_row
from pipeline.readers.pdf_flow import lines
from pipeline.readers.pdf_grid import REACH, SNAP, snapped

LEAST_ROWS = 4  # lines across, of a part of a table
MOST_HAN = 60  # Chinese characters of a page of such columns: their headings
_han = re.compile("[一-龥]")


def whole_tables(document):
    """Pages of a PDF with the columns on pages of their own beside the table that they belong to. Nothing is moved unless each of the pages that a table
    begins on finds as many of them as the others, with its own rows."""
    if not any(_may_be_side(page) for page in document):
        return document
    whole = {page.number: page for page in document}
    mains, sides = [], []
    for page in [*document, None]:
        if page is not None and mains and _is_side(page, mains[len(sides) % len(mains)]):
            sides.append(page)
            continue
        if sides and len(sides) % len(mains) == 0:
            for at, side in enumerate(sides):
                main = mains[at % len(mains)]
                whole[main.number], whole[side.number] = _beside(whole[main.number], side), _outside(side)
        has_table = page is not None and len(_rows(page)) >= LEAST_ROWS
        mains = [*([] if sides else mains), page] if has_table else []
        sides = []
    return [whole[page.number] for page in document]


def _rows(page):
    """Heights of the lines across a page that upright lines meet."""
    return snapped(y for y, left, right in page.across if any(left - REACH <= x <= right + REACH for x, _, _ in page.down))


def _shown(page):
    """Characters of a page that are not cut off by its edges: the text of a cell over several pages is printed on each."""
    return [one for one in page.characters if one.left >= 0 and (not page.width or one.right <= page.width)]


def _may_be_side(page):
    return len(page.down) > 1 and len(page.across) >= LEAST_ROWS and sum(bool(_han.match(one.text)) for one in _shown(page)) <= MOST_HAN


def _is_side(page, main):
    """Whether a page holds the rows of another without their labels, and nothing above them but what stands there on the other."""
    if not _may_be_side(page) or not _same_rows(_rows(main), rows := _rows(page)):
        return False
    shown = _shown(page)
    above = "".join(one.text for one in shown if one.bottom < rows[0])
    inside = [one for one in shown if rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]
    is_above = above in "".join(one.text for one in main.characters if one.bottom < rows[0])
    return is_above and not any(names_row(part.text) for line in lines(inside, page.number) for part in line.parts)


def _same_rows(rows, others):
    """Whether lines stand at the same heights: all those of one page, merged cells hiding some on the other."""
    few, many = sorted((rows, others), key=len)
    if len(few) < LEAST_ROWS or any(abs(few[end] - many[end]) > SNAP for end in (0, -1)):
        return False
    return all(any(abs(one - other) <= SNAP for other in many) for one in few)


def _beside(main, side):
    """A page with the part of its table that another holds to the right of it."""
    step = max(x for x, _, _ in main.down) - min(x for x, _, _ in side.down)
    rows = _rows(side)
    moved = [one._replace(left=one.left + step, right=one.right + step) for one in _shown(side) if rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]
    return main._replace(
        characters=_shown(main) + moved if main.width else main.characters + moved,
        across=main.across + [(y, left + step, right + step) for y, left, right in side.across],
        down=main.down + [(x + step, top, bottom) for x, top, bottom in side.down],
        width=0.0,
    )


def _outside(page):
    """What a page has above and below its table."""
    rows = _rows(page)
    characters = [one for one in _shown(page) if not rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]
    return page._replace(characters=characters, across=[], down=[])
