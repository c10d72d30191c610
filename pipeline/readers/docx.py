"""Word files (.docx) to canonical markup: the document part of the package through a stylesheet (docx.xsl).

Belongs here: opening the package safely. The way from markup to blocks is markup.py. python-docx reads 37 reports a second, this way some 20 times
as many (docs/decisions.md).
"""

import io
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path

import polars as pl
from lxml import etree

from pipeline.readers import markup
from pipeline.readers.blocks import ReadError

MOST_BYTES = 100 * 2**20  # of the document part, unpacked; the longest report has 5 MiB
SLIVER = 30  # twentieths of a point: a column as narrow as that holds no text
_sliver = re.compile(rb'gridCol w:w="[0-9]{1,2}"')
LEAST_RATIO = 1_000  # times that a document part may unpack to of its packed size


@cache
def _stylesheet():
    return etree.XSLT(etree.parse(Path(__file__).with_name("docx.xsl")), access_control=etree.XSLTAccessControl.DENY_ALL)


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    bodies, errors = [], {}
    for report_id, data in documents:
        try:
            bodies.append((report_id, to_markup(data)))
        except ReadError as error:
            errors[report_id] = error
    frame, more_errors = markup.blocks(pl.DataFrame(bodies, schema={"report_id": pl.String, "markup": pl.String}, orient="row"))
    return frame, errors | more_errors


def to_markup(data):
    """Bytes of a .docx file → canonical markup. Raises ReadError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        part = _document_part(data)
        root = etree.fromstring(part, parser)
        if _sliver.search(part):
            _without_slivers(root)
        result = str(_stylesheet()(root))
    except etree.XMLSyntaxError as error:
        raise ReadError("bomb" if "xcessive" in str(error) or "huge" in str(error) else "broken", str(error)) from error
    except etree.XSLTError as error:
        raise ReadError("broken", str(error)) from error
    if root.find("{*}body") is None:
        raise ReadError("broken", "the document part has no body")
    return result.replace("&nbsp;", " ")


def _without_slivers(root):
    """Takes columns too narrow for any text out of the spans of cells: LibreOffice makes them of edges that differ by a hair."""
    for table in root.iter("{*}tbl"):
        widths = [_number(column, "w") for column in table.iterfind("{*}tblGrid/{*}gridCol")]
        slivers = [number for number, width in enumerate(widths) if width < SLIVER]
        for row in table.iterfind("{*}tr") if slivers else ():
            start = 0
            for cell in row.iterfind("{*}tc"):
                span = cell.find("{*}tcPr/{*}gridSpan")
                width = 1 if span is None else _number(span, "val")
                hidden = sum(start <= number < start + width for number in slivers)
                if 0 < hidden < width:
                    span.set(f"{{{etree.QName(span).namespace}}}val", str(width - hidden))
                start += width


def _number(element, attribute):
    text = element.get(f"{{{etree.QName(element).namespace}}}{attribute}", "")
    return int(text) if text.isdecimal() and len(text) < 7 else SLIVER


def _document_part(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = next((name for name in archive.namelist() if name.lower().lstrip("/") in ("word/document.xml", "word/document2.xml")), None)
            if name is None:
                raise ReadError("broken", "no word/document.xml in the package")
            entry = archive.getinfo(name)
            if entry.flag_bits & 1:
                raise ReadError("encrypted", name)
            if entry.file_size > MOST_BYTES or entry.file_size > LEAST_RATIO * max(entry.compress_size, 1_000):
                raise ReadError("bomb", f"{name} unpacks to {entry.file_size} bytes")
            with archive.open(entry) as part:
                content = part.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadError("broken", str(error)) from error
    if len(content) > MOST_BYTES:
        raise ReadError("bomb", f"{name} unpacks to more than {MOST_BYTES} bytes")
    return content
