"""Workbooks as Excel 2003 writes them in XML (.xml, often named .xls): what systems export.

Belongs here: rows and cells of that XML as a web page, which html.py reads. Not here: other spreadsheets (spreadsheet.py).
"""

from html import escape

from pipeline.readers import html
from pipeline.readers.blocks import MOST_COLUMNS, MOST_ROWS, ReadError
from pipeline.readers.xml_sheets import is_line, root_of

NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    return html.read_pages(_page, documents)


def _page(data):
    """The visible sheets of a workbook as a page. Raises ReadError."""
    root = root_of(data)
    sheets = [sheet for sheet in root.iterfind(f"{NAMESPACE}Worksheet") if sheet.find(f"{NAMESPACE}WorksheetOptions/{{*}}Visible") is None]
    parts = [part for sheet in sheets for rows in sheet.iterfind(f"{NAMESPACE}Table") for part in _rows(rows)]
    return f"<html><body>{''.join(parts)}</body></html>".encode()


def _rows(table):
    """Markup of the rows of a sheet: those with one text, which no form knows as a label, are lines above or below the table."""
    yield "<table>"
    covered = {}  # column → last row that a cell from above covers
    for number, row in enumerate(table.iterfind(f"{NAMESPACE}Row")):
        if number > MOST_ROWS:
            raise ReadError("bomb", f"a sheet of more than {MOST_ROWS} rows")
        cells = list(_cells(row, number, covered))
        texts = [text for text, _ in cells if text]
        if row.get(f"{NAMESPACE}Hidden") == "1":
            continue
        if is_line(texts):
            yield f"</table><p>{escape(texts[0])}</p><table>"
        else:
            yield f"<tr>{''.join(f'<td{spans}>{escape(text)}</td>' for text, spans in cells)}</tr>"
    yield "</table>"


def _cells(row, number, covered):
    """(text, attributes of the spans) of the cells of a row, blank ones that are left out between them included; a formula that no program has worked out
    stands as text. Notes in `covered` what they cover of the rows below."""
    column = 1
    for cell in row.iterfind(f"{NAMESPACE}Cell"):
        index, across, down = (_number(cell, name) for name in ("Index", "MergeAcross", "MergeDown"))
        while column < index or covered.get(column, -1) >= number:
            if covered.get(column, -1) < number:
                yield "", ""
            column += 1
        data = cell.find(f"{NAMESPACE}Data")
        text = "".join(data.itertext()).strip() if data is not None else cell.get(f"{NAMESPACE}Formula", "")
        yield text, f' colspan="{across + 1}"' * (across > 0) + f' rowspan="{down + 1}"' * (down > 0)
        covered.update(dict.fromkeys(range(column, column + across + 1), number + down) if down else {})
        column += across + 1


def _number(cell, name):
    """A number among the attributes of a cell, within the bounds of a sane table; 0 where there is none."""
    text = cell.get(NAMESPACE + name, "")
    return min(int(text), MOST_COLUMNS if name != "MergeDown" else MOST_ROWS) if text.isdecimal() and len(text) < 7 else 0
