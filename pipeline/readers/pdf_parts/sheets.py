"""Sheets of a PDF that hold two pages side by side, as printing to save paper makes them.

Belongs here: whether a sheet is two pages, and its halves. Not here: what stands on a page (page.py), pages that hold a part of a table (wide.py).
"""

from pipeline.readers.blocks import HAN

GUTTER = 8  # points on either side of the middle, where nothing stands
LEAST_HAN = 60  # Chinese characters of each page: the right half of a wide table has fewer


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
    return halves if all(len(HAN.findall("".join(character.text for character in half.characters))) >= LEAST_HAN for half in halves) else [page]


def _part(page, start, stop):
    """What stands from one place across a sheet to another, as a page that begins there."""
    return page._replace(
        characters=[one._replace(left=one.left - start, right=one.right - start) for one in page.characters if start <= one.left < stop],
        across=[(y, left - start, right - start) for y, left, right in page.across if start <= left < stop],
        down=[(x - start, top, bottom) for x, top, bottom in page.down if start <= x < stop],
        width=stop - start,
    )
