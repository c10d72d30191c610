"""The table that ends a .doc: LibreOffice runs its cells together where no paragraph follows it, as in files that programs made; the .doc itself still holds
their marks.

Belongs here: giving such a table back. Not here: calling LibreOffice (office.py), reading tables (docx.py). Tables with merged cells stay as they are.
"""

import io
import re
import zipfile
from html import unescape
from xml.sax.saxutils import escape

from pipeline.readers import docx

COMPOUND = b"\xd0\xcf\x11\xe0"  # how a .doc begins
CELL, ROW, LINE = "\x07", "\x07\x07".encode("utf-16-le"), "\r".encode("utf-16-le")  # what ends a cell, a row and a paragraph in it
MOST_BYTES = 200_000  # of such a table
LEAST_ROWS, LEAST_COLUMNS = 3, 2
LAST = re.compile(rb"<w:p[ >](?:(?!<w:p[ >]).)*</w:p>(?=\s*<w:sectPr[ />])", re.S)
TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>")
DOCUMENT = "word/document.xml"


def with_last_table(data, package):
    """Bytes of a .doc, and of the .docx that LibreOffice made of it → that .docx, with the table in place of the paragraph into which its cells have run."""
    rows = _rows(data) if data.startswith(COMPOUND) else []
    if not rows:
        return package
    document = docx.package_part(package)
    last = LAST.search(document, max(document.rfind(b"<w:sectPr") - 4 * len(data), 0))
    printed = b"".join(TEXT.findall(last[0])).decode("utf-8", "replace") if last else ""
    if "".join(unescape(printed).split()) != "".join("".join(map("".join, rows)).split()):
        return package
    return _replaced(package, document[: last.start()] + _table(rows) + document[last.end() :])


def _rows(data):
    """Rows of cells of the last table in a .doc, if they all have as many cells as the first; else none."""
    end = data.rfind(ROW)
    start = data.rfind(LINE, max(end - MOST_BYTES, 0), end) if end > 0 else -1
    if start < 0 or (end - start) % 2:
        return []
    parts = data[start + len(LINE) : end + len(ROW)].decode("utf-16-le", "replace").split(CELL)[:-1]
    columns = parts.index("") if "" in parts else 0
    rows = [parts[at : at + columns + 1] for at in range(0, len(parts), columns + 1)]
    whole = columns >= LEAST_COLUMNS and len(rows) >= LEAST_ROWS and all(len(row) == columns + 1 and not row[-1] for row in rows)
    return [row[:-1] for row in rows] if whole else []


def _table(rows):
    """The XML of a table."""
    cells = (f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(cells)}</w:tbl>".encode()


def _replaced(package, document):
    """A .docx with another main part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry, document if entry.filename == DOCUMENT else before.read(entry.filename))
    return made.getvalue()
