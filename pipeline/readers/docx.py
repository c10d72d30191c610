"""Word files (.docx) to canonical markup: the document part of the package, many at once by patterns, the unusual ones through a stylesheet (docx.xsl).

Belongs here: opening the package safely, and what elements of Word mean. The way from markup to blocks is markup.py. Both ways give the same; patterns
take a third of the time (docs/decisions.md).
"""

import io
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path
from xml.parsers import expat

import polars as pl
from lxml import etree

from pipeline.readers import html, markup, mht, tabbed
from pipeline.readers.blocks import ReadError
from schemas.contracts import conform

MOST_BYTES = 100 * 2**20  # of the document part, unpacked; the longest report has 5 MiB
SLIVER = 30  # twentieths of a point: a column as narrow as that holds no text
_sliver = re.compile(rb'gridCol w:w="[0-9]{1,2}"')
_flat = re.compile(b"<pkg:package[ >]")
_part = re.compile(rb'<pkg:part [^>]*pkg:name="([^"]*)"[^>]*>\s*<pkg:xmlData[^>]*>(.*?)</pkg:xmlData>', re.S)
LEAST_RATIO = 1_000  # times that a document part may unpack to of its packed size
PICTURES = (b"<a:blip ", b"<v:imagedata ")
MAIN = re.compile(r"word/document2?\.xml")
TOGETHER = 4 * 2**20  # bytes of document parts that are rewritten together

NAMESPACES = (b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"', b'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"')
# Marks, which XML does not allow in texts, stand for what is kept; then all other tags go with the text behind them; then marks become markup.
MARKS = {
    "<w:p>": "\x01", "</w:p>": "\x02", "<w:p/>": "\x01\x02", "<w:tbl>": "\x03", "</w:tbl>": "\x04", "<w:tr>": "\x05", "</w:tr>": "\x06", "<w:tc><w:tcPr>": "\x07",
    "</w:tcPr>": "\x08", "<w:tc>": "\x07\x08", "</w:tc>": "\x0b", "<w:tab/>": "\x0c", "<w:noBreakHyphen/>": "\x0e", "<w:br/>": "\x0f", "<w:cr/>": "\x0f", "<w:vMerge/>": "\x10",
    '<w:vMerge w:val="continue"/>': "\x10", '<w:vMerge w:val="restart"/>': "", "<w:t>": "\x11", "<m:t>": "\x11", '<w:t xml:space="preserve">': "\x11",
}  # fmt: skip
WITH_ATTRIBUTES = (
    ("<w:p(?: [^>]*)?/>", "\x01\x02"), ("<w:(?:p) [^>]*>", "\x01"), ("<w:tr [^>]*>", "\x05"), ("<w:(?:br|cr) [^>]*>", "\x0f"), ("<w:t [^>]*>", "\x11"),
    ('<w:gridSpan w:val="([0-9]+)"[^>]*>', "\x12$1\x13"), ('<w:gridBefore w:val="([0-9]+)"[^>]*>', "\x07\x12$1\x13\x08\x0b"),
)  # fmt: skip
# What is not spelt as Word spells it, and what takes more than patterns: cells merged one by one, deleted, struck, moved, hidden and raised text, the second copy of text boxes,
# former properties, columns too narrow for text, other XML than elements.
UNUSUAL = (
    r"<(?:w:(?:p|tbl|tr|tc|t|tcPr|gridSpan|gridBefore|vMerge|hMerge|br|cr|del|moveFrom|vanish|d?strike|cellDel|[a-zA-Z]+PrChange|tab ?/|noBreakHyphen)[ />]|mc:Fallback|!"
    r'|w:gridCol w:w="[0-9]{1,2}"|w:vertAlign w:val="superscript")|&#'
)
REST = "<[^>]*>[^<\x01-\x08\x0b\x0c\x0e-\x1f]*"
MARKUP = {
    "\x01": "<p>", "\x02": "</p>", "\x03": "<table>", "\x04": "</table>", "\x05": "<tr>", "\x06": "</tr>", "\x07": "<td", "\x08": ">", "\x0b": "</td>", "\x0c": "\t", "\x0e": "-", "\x0f": "<br>",
    "\x10": ' merge="continue"', "\x11": "", "\x12": ' colspan="', "\x13": '"', "&quot;": '"', "&apos;": "'",
}  # fmt: skip


@cache
def _stylesheet():
    return etree.XSLT(etree.parse(Path(__file__).with_name("docx.xsl")), access_control=etree.XSLTAccessControl.DENY_ALL)


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    done, waiting, errors, chunks, order, pictured = [], {}, {}, [], [], []
    for report_id, data in documents:
        order.append(report_id)
        try:
            waiting[report_id] = part = package_part(data)
            pictured += [report_id] * min(_pictures(part), html.MOST_PICTURES)
            if b"<w:altChunk" in part:
                chunks.append((report_id, _chunk(data)))
        except ReadError as error:
            errors[report_id] = error
        if sum(map(len, waiting.values())) > TOGETHER:
            done.append(_canonical(waiting, errors))
            waiting = {}
    frame, more_errors = tabbed.blocks(pl.concat([*done, _canonical(waiting, errors)]))
    errors |= more_errors
    frame = _with_pictures(frame, pictured, order)
    return _with_chunks(frame, [chunk for chunk in chunks if chunk[0] not in errors], order), errors


def _pictures(part):
    """How many pictures a document part without tables of some size shows: its tables may be among them."""
    return sum(part.count(picture) for picture in PICTURES) if part.count(b"</w:tc>") < html.FEW_CELLS else 0


def _with_pictures(frame, pictured, order):
    """Adds a block `picture=` of metadata for each of the pictures of documents, given by report_id, before their own blocks."""
    pictured = pl.DataFrame({"report_id": pictured, "kind": "metadata", "text": "picture="}, schema_overrides={"report_id": pl.String})
    pictured = pictured.join(frame.select("report_id").unique(), on="report_id", how="semi")
    return frame if pictured.is_empty() else markup.led_by(pictured, frame, order)


def _with_chunks(frame, chunks, order):
    """Adds the blocks of the pages that documents hold as a part of their package (altChunk), behind their own: so do web pages export themselves."""
    if not chunks:
        return frame
    pages, _ = html.read_all(chunks)  # a chunk that cannot be read leaves its document without text, which is told
    own = frame.group_by("report_id").agg(blocks=pl.len(), tables=pl.col("table").max() + 1)
    pages = pages.join(own, on="report_id", how="left", maintain_order="left")
    pages = pages.with_columns(block=pl.col("block") + pl.col("blocks").fill_null(0), table=pl.col("table") + pl.col("tables").fill_null(0))
    order = pl.DataFrame({"report_id": order}).with_row_index("order")
    frame = pl.concat([frame, conform(pages.drop("blocks", "tables"), "documents")]).join(order, on="report_id", maintain_order="left")
    return frame.sort("order", "block").drop("order")


def _chunk(data):
    """Bytes of the page in a package, b'' where there is none."""
    try:
        part = package_part(data, re.compile(r"(?i).*\.(?:mht|mhtml|html?)$"))
        return part if part.lstrip()[:1] == b"<" else mht.page(part)
    except ReadError:
        return b""


def _canonical(parts, errors):
    """Document parts by report_id → frame report_id, markup; those that cannot be read go into `errors`."""
    usual, others = {}, []
    for report_id, part in parts.items():
        try:
            usual[report_id] = _body(part)
        except ReadError as error:
            errors[report_id] = error
    text = pl.col("markup").str.replace_many(list(MARKS), list(MARKS.values()), leftmost=True)
    for pattern, mark in WITH_ATTRIBUTES:
        text = text.str.replace_all(pattern, mark)
    bodies = pl.DataFrame({"report_id": list(usual), "markup": list(usual.values())}, schema={"report_id": pl.String, "markup": pl.String})
    bodies = bodies.with_columns(text).with_columns(is_usual=pl.col("markup").str.contains(UNUSUAL).not_().fill_null(False))
    for report_id in bodies.filter(~pl.col("is_usual"))["report_id"]:
        try:
            others.append((report_id, _transformed(parts[report_id])))
        except ReadError as error:
            errors[report_id] = error
    bodies = bodies.filter("is_usual").select("report_id", pl.col("markup").str.replace_all(REST, "").str.replace_many(list(MARKUP), list(MARKUP.values())))
    return pl.concat([bodies, pl.DataFrame(others, schema=bodies.schema, orient="row")])


def _body(part):
    """The body of a document part as text; None where it is not written as Word does. Raises ReadError 'broken'."""
    start = part.find(b"<w:body")
    if start < 0 or b"<!" in part[:start] or not any(name in part[:start] for name in NAMESPACES):
        return None
    try:
        expat.ParserCreate().Parse(part, True)
        return part[start:].decode("utf-8")
    except UnicodeDecodeError:
        return None
    except expat.ExpatError as error:
        raise ReadError("broken", str(error)) from error


def _transformed(part):
    """A document part → canonical markup, by the stylesheet. Raises ReadError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(part, parser)
        if _sliver.search(part):
            _without_slivers(root)
        if b"hMerge" in part:
            _with_spans(root)
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


def _with_spans(root):
    """Makes cells that go on with the one to their left (w:hMerge) one cell with a span, as Word writes it."""
    for row in root.iter("{*}tr"):
        first = None
        for cell in row.findall("{*}tc"):
            merge = cell.find("{*}tcPr/{*}hMerge")
            prefix = f"{{{etree.QName(cell).namespace}}}"
            if merge is None:
                first = None
            elif first is None or merge.get(f"{prefix}val") == "restart":
                first = etree.SubElement(merge.getparent(), f"{prefix}gridSpan", {f"{prefix}val": "1"})
            else:
                first.set(f"{prefix}val", str(_number(first, "val") + 1))
                row.remove(cell)


def _number(element, attribute):
    text = element.get(f"{{{etree.QName(element).namespace}}}{attribute}", "")
    return int(text) if text.isdecimal() and len(text) < 7 else SLIVER


def _flat_part(data, names):
    """The same of a package that is written as one file of XML. Raises ReadError."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ReadError("bomb", "the package declares entities")
    found = next((part for part in _part.finditer(data) if names.fullmatch(part[1].decode("utf-8", "replace").lower().lstrip("/"))), None)
    if found is None:
        raise ReadError("broken", f"no part {names.pattern} in the package")
    return found[2]


def package_part(data, names=MAIN):
    """The first part of a package whose name fits. Raises ReadError 'broken', 'encrypted', or 'bomb' for what unpacks to too much or declares entities."""
    if _flat.search(data[:1_000]):
        return _flat_part(data, names)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = next((name for name in archive.namelist() if names.fullmatch(name.lower().lstrip("/"))), None)
            if name is None:
                raise ReadError("broken", f"no part {names.pattern} in the package")
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
    if name.lower().endswith(".xml") and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise ReadError("bomb", f"{name} declares entities")
    return content
