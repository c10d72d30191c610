"""PDF files: ruled tables (also over several pages), tables without rulings, and the running text around them.

Belongs here: from what stands on the pages to blocks, in reading order. What stands on a page is read by pdf_parts/page.py (PDFium), lines and
paragraphs by pdf_parts/flow.py, grids by pdf_parts/grid.py and pdf_parts/columns.py, tables over page breaks by pdf_parts/joins.py.
"""

from bisect import bisect_right
from functools import partial

from pipeline.readers import ocr
from pipeline.readers.blocks import HAN, Block, ReadError, blocks_frame, cell_blocks, read_each
from pipeline.readers.pdf_parts.breaks import with_tables, without_rest
from pipeline.readers.pdf_parts.flow import furniture, goes_on, joined, lines, margins
from pipeline.readers.pdf_parts.grid import ruled_tables, snapped
from pipeline.readers.pdf_parts.joins import Part, joined_cells, one_grid
from pipeline.readers.pdf_parts.open import with_last_rows
from pipeline.readers.pdf_parts.overflow import are_mixed, with_whole_labels
from pipeline.readers.pdf_parts.overhang import in_their_rows, without_overhang
from pipeline.readers.pdf_parts.page import across, pages
from pipeline.readers.pdf_parts.partial import has_no_rows, text_of, with_whole_numbers, without_missing_lines
from pipeline.readers.pdf_parts.sheets import single_pages
from pipeline.readers.pdf_parts.stacks import stacked_cells
from pipeline.readers.pdf_parts.titles import with_titles_apart
from pipeline.readers.pdf_parts.underlines import upright_lines
from pipeline.readers.pdf_parts.wide import whole_tables

PICTURE = 0.3  # share of a page from which a picture may be the text or the table
AMONG_TEXT = (0.1, 0.9)  # share of a page from which a picture among text may be a table, and from which it lies behind the text
FEW_CHARACTERS = 50  # on a page with such a picture: a stamp, a page number
LEAST_HAN = 0.05  # share of Chinese signs in any text of a Chinese office
LEAST_TEXT = 100  # characters of a document that has pictures of pages


def read_all(documents, with_ocr=False):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError; `with_ocr` reads scans, where the extra is installed."""
    read, errors = read_each(partial(to_blocks, with_ocr=with_ocr), documents)
    return blocks_frame(read), errors


def to_blocks(data, with_ocr=False):
    """Bytes of a PDF → list of Block. Raises ReadError: 'encrypted', 'broken', 'bomb', 'image_only', 'no_text'.

    A page that is a picture, in a document that has text elsewhere, is told by a `metadata` block `picture=<share of the page>`; in a document without
    tables also one that shows a picture as large as a table. Text that was recognised before, in pictures of pages, is told as that.
    """
    document = list(pages(data))
    pictures = [page for page in document if page.images >= PICTURE and len(page.characters) < FEW_CHARACTERS]
    count = sum(len(page.characters) for page in document)
    is_text = count >= LEAST_TEXT and not _is_undecodable(document)
    if not is_text and (pictures or count >= LEAST_TEXT) and with_ocr and ocr.is_installed():
        return [Block("metadata", ocr.READ_BY), *_blocks(_items(list(ocr.pages(data))))]
    if count < LEAST_TEXT and (pictures or count == 0):
        raise ReadError("image_only" if any(page.images > 0 for page in document) else "no_text", f"{len(document)} pages, {count} characters")
    if count >= LEAST_TEXT and not is_text:
        raise ReadError("no_text", "the fonts do not tell which signs they draw")
    beside = [page for page in document if AMONG_TEXT[0] <= page.images < AMONG_TEXT[1] and len(page.characters) >= FEW_CHARACTERS]
    document, sheets = single_pages(whole_tables(document))
    blocks = [block._replace(page=sheets[block.page]) for block in _blocks(_items(document))]
    if not any(block.kind == "cell" for block in blocks):
        pictures += beside
    read_by = [Block("metadata", ocr.READ_BY)] if all(page.is_layer for page in document if page.characters) else []
    return [*read_by, *(Block("metadata", f"picture={page.images:.2f}", page.number) for page in pictures), *blocks]


def _is_undecodable(document):
    """Whether what a document draws are no signs that it names: fonts without their table of signs give others in their place."""
    texts = "".join(character.text for page in document for character in page.characters)
    return len(HAN.findall(texts)) < LEAST_HAN * len(texts)


def _items(document):
    """Lines and table parts of all pages in reading order; headers and footers as ('furniture', line)."""
    by_page, before, edges = [], None, None
    for page in document:
        tables = ruled_tables(page.across, page.down)
        upright, edges = upright_lines(page, tables, edges)
        tables = ruled_tables(page.across, page.down + upright) if upright else tables
        if tables and before is not None and one_grid(before.columns, tables[0].columns):
            tables[0] = tables[0].widened(before.columns)
            tables[0] = tables[0]._replace(columns=snapped([*tables[0].columns, *before.columns]))  # lines between columns may stand in the head alone
        rest = _filled(tables, page.characters)
        for table in [table for table in tables if has_no_rows(table)]:
            rest += [one for cell in table.cells for one in cell.characters]
            tables.remove(table)
        tables = [with_titles_apart(table) for table in tables]
        before = tables[-1] if tables else None
        found = [(table, _cells(table, page.characters)) for table in tables]
        parts = [
            Part(page.number, table.columns, table.rows, in_their_rows(stacked_cells(with_whole_numbers(cells), page.characters))) for table, cells in found
        ]
        by_page.append((page, *with_last_rows(parts, lines(rest, page.number))))
    around = furniture([(page.height, page_lines) for page, _, page_lines in by_page])
    items, ordered, last = [], [], None
    for page, parts, page_lines in by_page:
        text = [line for line in page_lines if id(line) not in around]
        text = without_overhang(parts, text)
        text = without_rest(text, last) if last else text
        found, moved = with_tables(text, page.number, [part.rows[0] for part in parts], last, ordered)
        items = [item for item in items if not any(item[1] is line for line in moved)] if moved else items
        ordered = [(part.rows[0], "table", part) for part in parts]
        ordered += [(item.rows[0] if kind == "table" else item.top, kind, item) for kind, item in found]
        ordered = [(kind, item) for _, kind, item in sorted(ordered, key=lambda entry: entry[0])]
        last = ordered[-1][1] if ordered and ordered[-1][0] == "table" and not ordered[-1][1].is_ruled else None
        head = [line for line in page_lines if id(line) in around]
        items += [("furniture", line) for line in head if line.top < page.height / 2]
        items += ordered
        items += [("furniture", line) for line in head if line.top >= page.height / 2]
    return items


def _cells(table, characters):
    """(Box, text) of the cells of a ruled table."""
    cells = [(cell, text_of(cell)) for cell in without_missing_lines(table)]
    if not are_mixed(text for _, text in cells):
        return cells
    with_whole_labels(table, characters)
    return [(cell, text_of(cell)) for cell in without_missing_lines(table)]


def _filled(tables, characters):
    """Puts the characters into the cells they stand in; returns those outside of all tables."""
    rest = []
    index = [(table, *_by_row(table)) for table in tables]
    for character in characters:
        x, y = across(character), (character.top + character.bottom) / 2
        for table, rows, bands in index:
            if table.columns[0] <= x < table.columns[-1] and table.rows[0] <= y < table.rows[-1]:
                cell = next((cell for cell in bands[bisect_right(rows, y) - 1] if cell.left <= x < cell.right), None)
                (rest if cell is None else cell.characters).append(character)
                break
        else:
            rest.append(character)
    return rest


def _by_row(table):
    """(row edges, cells that stand in each row)."""
    return table.rows, [
        [cell for cell in table.cells if cell.top <= (top + bottom) / 2 < cell.bottom] for top, bottom in zip(table.rows, table.rows[1:], strict=False)
    ]


def _blocks(items):
    text = [item for kind, item in items if kind == "line"]
    around = margins(text) if text else None
    number, position = 0, 0
    while position < len(items):
        kind, item = items[position]
        position += 1
        if kind == "furniture":
            yield Block("furniture", item.text, item.page)
        elif kind == "line":
            paragraph, position, between = _paragraph(items, position, item, around)
            yield from (Block("furniture", line.text, line.page) for line in between)
            yield Block("paragraph", paragraph, item.page)
        else:
            parts, position, between = _parts(items, position, item)
            yield from (Block("furniture", line.text, line.page) for line in between)
            cells, repeated = joined_cells(parts)
            yield from (Block("furniture", heading, page) for page, heading in repeated)
            for cell in cells:
                yield from cell_blocks(cell.text, number, (cell.row, cell.column, cell.row_span, cell.column_span), cell.page)
            number += 1


def _after_furniture(items, position, beside=None):
    """(next item that is no header or footer, position behind it, the headers and footers before it); `beside`: left edge of the text, lines that end
    before which belong to a column of the page beside it."""
    between = []
    while position < len(items) and (items[position][0] == "furniture" or _is_beside(items[position], beside)):
        between.append(items[position][1])
        position += 1
    return (items[position] if position < len(items) else (None, None)), position + 1, between


def _is_beside(item, left):
    return left is not None and item[0] == "line" and item[1].right < left - item[1].size


def _paragraph(items, position, line, around):
    """(text of the paragraph that begins with a line, position behind it, headers and footers within it)."""
    text, within = line.text, []
    while True:
        (kind, below), behind, between = _after_furniture(items, position, around.left if line.left > around.left - line.size else None)
        if kind != "line" or not goes_on(line, below, around):
            return text, position, within
        text, line, position, within = joined(text, below.text), below, behind, within + between


def _parts(items, position, part):
    """(parts of the table that begins with a part, position behind them, headers and footers between them)."""
    parts, within = [part], []
    while True:
        (kind, below), behind, between = _after_furniture(items, position)
        if kind != "table" or below.page != parts[-1].page + 1 or not one_grid(parts[-1].columns, below.columns):
            return parts, position, within
        parts.append(below)
        position, within = behind, within + between
