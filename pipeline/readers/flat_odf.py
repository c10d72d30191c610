"""OpenDocument in one file of XML (.fodt, .fods), as LibreOffice saves texts and workbooks for those who compare them.

Belongs here: paragraphs, rows and cells of that XML as a web page, which html.py reads. Not here: OpenDocument in packages (office.py, spreadsheet.py).
"""

from html import escape

from lxml import etree

from pipeline.readers import html
from pipeline.readers.blocks import MOST_COLUMNS, MOST_ROWS, ReadError
from pipeline.readers.xml_sheets import is_line, root_of

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
TABLE, TEXT, OFFICE, STYLE = (f"{{{OASIS}:{name}:1.0}}" for name in ("table", "text", "office", "style"))
PARAGRAPHS, CELLS = (f"{TEXT}p", f"{TEXT}h"), (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
BREAKS = {f"{TEXT}tab": " ", f"{TEXT}s": " ", f"{TEXT}line-break": "\n"}
# What is not printed where it stands: deleted text, notes of readers, what a page repeats
PASSED = (f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note", f"{OFFICE}forms", f"{TEXT}sequence-decls")


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    return html.read_pages(_page, documents)


def _page(data):
    """The body of a document as a page. Raises ReadError."""
    root = root_of(data)
    body = root.find(f"{OFFICE}body")
    if body is None or not len(body):
        raise ReadError("broken", "the document has no body")
    etree.strip_elements(body, *PASSED, with_tail=False)
    hidden = {style.get(f"{STYLE}name") for style in root.iter(f"{STYLE}style") if style.find(f"{STYLE}table-properties[@{TABLE}display='false']") is not None}
    is_sheet = body[0].tag == f"{OFFICE}spreadsheet"
    return f"<html><body>{''.join(_parts(body[0], is_sheet, hidden))}</body></html>".encode()


def _parts(element, is_sheet, hidden):
    for child in element:
        if child.tag == f"{TABLE}table":
            yield from _rows(child, is_sheet) if child.get(f"{TABLE}style-name") not in hidden else ()
        elif child.tag in PARAGRAPHS:
            yield f"<p>{_markup(_text(child))}</p>"
        else:
            yield from _parts(child, is_sheet, hidden)


def _rows(table, is_sheet):
    """Markup of a table. In a sheet, rows with one text, which no form knows as a label, are lines above or below the table."""
    yield "<table>"
    rows = [row for row in table.iter(f"{TABLE}table-row") if next(row.iterancestors(f"{TABLE}table")) is table]
    if len(rows) > MOST_ROWS:
        raise ReadError("bomb", f"a table of more than {MOST_ROWS} rows")
    for row in rows:
        if row.get(f"{TABLE}visibility", "visible") != "visible":
            continue
        cells = list(_cells(row))
        while is_sheet and cells and cells[-1] == ("", ""):
            cells.pop()
        texts = [text for text, _ in cells if text]
        if is_sheet and is_line(texts):
            yield f"</table><p>{_markup(texts[0])}</p><table>"
        elif texts or not is_sheet:
            yield f"<tr>{''.join(f'<td{spans}>{_markup(text)}</td>' for text, spans in cells)}</tr>"
    yield "</table>"


def _cells(row):
    """(text, attributes of the spans) of the cells of a row that no other covers."""
    for cell in row:
        if cell.tag not in CELLS:
            continue
        times, across, down = (_number(cell, f"number-{name}") for name in ("columns-repeated", "columns-spanned", "rows-spanned"))
        if cell.tag == CELLS[0]:
            text = "\n".join(_text(paragraph) for paragraph in cell.iter(*PARAGRAPHS)).strip()
            yield from [(text, f' colspan="{across}"' * (across > 1) + f' rowspan="{down}"' * (down > 1))] * times


def _text(element):
    """The text of a paragraph; white space stands as elements."""
    parts = [element.text or ""]
    for child in element:
        parts += [BREAKS.get(child.tag) or _text(child), child.tail or ""]
    return "".join(parts)


def _markup(text):
    return escape(text).replace("\n", "<br>")


def _number(cell, name):
    """A number among the attributes of a cell, within the bounds of a sane table; 1 where there is none."""
    text = cell.get(TABLE + name, "1")
    return min(int(text), MOST_ROWS if "rows" in name else MOST_COLUMNS) if text.isdecimal() and len(text) < 8 else 1
