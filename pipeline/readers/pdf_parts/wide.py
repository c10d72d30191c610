"""Tables of a PDF that are wider than its pages: spreadsheets print the columns that find no room on pages of their own, behind all rows of the first ones.

Belongs here: which pages hold such columns, and the whole page. Not here: tables that go on below (joins.py), two pages on a sheet (sheets.py).
"""

from pipeline.readers.blocks import HAN
from pipeline.readers.form_labels import names_row
from pipeline.readers.pdf_parts.flow import lines
from pipeline.readers.pdf_parts.grid import REACH, SNAP, snapped

LEAST_ROWS = 4  # lines across, of a part of a table
MOST_HAN = 60  # Chinese characters of a page of such columns: their headings


def whole_tables(document):
    """Pages of a PDF with the columns on pages of their own beside the tables that they belong to, in the order of the pages with the first columns. Nothing is
    moved where a page that has such tables is left out."""
    if not any(_may_be_side(page) for page in document):
        return document
    whole = {page.number: page for page in document}
    mains, sides = [], []
    for page in [*document, None]:
        if page is not None and mains and any(_is_side(page, main) for main in mains if _may_be_side(page)):
            sides.append(page)
            continue
        for main, side in _pairs(mains, sides):
            whole[main.number], whole[side.number] = _beside(whole[main.number], side), _outside(side)
        has_table = page is not None and len(_rows(page)) >= LEAST_ROWS
        mains, sides = ([*([] if sides else mains), page] if has_table else []), []
    return [whole[page.number] for page in document]


def _pairs(mains, sides):
    """[(page with the first columns, page with others)]: once and again one for each page that has such tables; none where a page of them is missing."""
    pairs, rounds, last = [], [[]], -1
    for side in sides:
        order = [*range(last + 1, len(mains)), *range(last + 1)]
        at = next(at for at in order if _is_side(side, mains[at]))
        if at <= last:
            rounds.append([])
        rounds[-1].append(at)
        pairs.append((at, side))
        last = at
    for served in rounds:
        others = [main for at, main in enumerate(mains) if at not in served]
        if any(_is_side(side, main) for main in others for at, side in pairs if at in served):
            return []
    return [(mains[at], side) for at, side in pairs]


def _tables(page):
    """(heights of the lines across, left edge, right edge) of what stands between connected upright lines of a page, from above."""
    rows, found = _rows(page), []
    for x, top, bottom in sorted(page.down, key=lambda line: line[1]):
        if found and top <= found[-1][1] + REACH:
            found[-1] = (found[-1][0], max(found[-1][1], bottom), min(found[-1][2], x), max(found[-1][3], x))
        else:
            found.append((top, bottom, x, x))
    return [([y for y in rows if top - REACH <= y <= bottom + REACH], left, right) for top, bottom, left, right in found]


def _rows(page):
    """Heights of the lines across a page that upright lines meet."""
    return snapped(y for y, left, right in page.across if any(left - REACH <= x <= right + REACH for x, _, _ in page.down))


def _shown(page):
    """Characters of a page that are not cut off by its edges: the text of a cell over several pages is printed on each."""
    return [one for one in page.characters if one.left >= 0 and (not page.width or one.right <= page.width)]


def _may_be_side(page):
    return len(page.down) > 1 and len(page.across) >= LEAST_ROWS and sum(bool(HAN.match(one.text)) for one in _shown(page)) <= MOST_HAN


def _is_side(page, main):
    """Whether a page holds the rows of tables of another without their labels, and nothing above them but what stands there on the other."""
    tables = _tables(page)
    if not tables or any(_main_of(table, main) is None for table in tables):
        return False
    top, bottom = tables[0][0][0], tables[-1][0][-1]
    shown = _shown(page)
    above = "".join(one.text for one in shown if one.bottom < top)
    inside = [one for one in shown if top <= (one.top + one.bottom) / 2 <= bottom]
    is_above = above in "".join(one.text for one in main.characters if one.bottom < top)
    return is_above and not any(names_row(part.text) for line in lines(inside, page.number) for part in line.parts)


def _main_of(table, main):
    """The table of another page whose rows a table has; None where there is none."""
    return next((other for other in _tables(main) if _same_rows(other[0], table[0])), None)


def _same_rows(rows, others):
    """Whether lines stand at the same heights: all those of one table, merged cells hiding some of the other."""
    few, many = sorted((rows, others), key=len)
    if len(few) < LEAST_ROWS or any(abs(few[end] - many[end]) > SNAP for end in (0, -1)):
        return False
    return all(any(abs(one - other) <= SNAP for other in many) for one in few)


def _beside(main, side):
    """A page with the parts of its tables that another holds to the right of them."""
    characters, across, down = _shown(main) if main.width else main.characters, main.across, main.down
    for rows, left, _ in _tables(side):
        step = _main_of((rows,), main)[2] - left
        top, bottom = rows[0] - REACH, rows[-1] + REACH
        moved = (one for one in _shown(side) if rows[0] <= (one.top + one.bottom) / 2 <= rows[-1])
        characters = characters + [one._replace(left=one.left + step, right=one.right + step) for one in moved]
        across = across + [(y, begin + step, end + step) for y, begin, end in side.across if top <= y <= bottom]
        down = down + [(x + step, begin, end) for x, begin, end in side.down if begin >= top and end <= bottom]
    return main._replace(characters=characters, across=across, down=down, width=0.0)


def _outside(page):
    """What a page has above and below its table."""
    rows = _rows(page)
    characters = [one for one in _shown(page) if not rows[0] <= (one.top + one.bottom) / 2 <= rows[-1]]
    return page._replace(characters=characters, across=[], down=[])
