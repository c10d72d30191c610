"""Readers: the only code that parses raw bytes. Each module reads one family of formats into the layer `documents`.

Every reader has `read_all(documents)`: an iterable of (report_id, bytes) → (the layer `documents`, dict report_id → ReadError). It takes the documents
one after the other, so that who feeds it knows which one it is at. Which module reads which format stands in codebook/formats.yml.
"""

from importlib import import_module

from pipeline.readers.blocks import ReadError
from schemas.codebook import codebook


def read_documents(format_name, documents, with_ocr=False):
    """(report_id, bytes) pairs of one format → (the layer `documents` in order, dict report_id → ReadError); each is in one of them. Raises KeyError for an unknown format.

    `with_ocr`: scans are read as well, where the extra is installed.
    """
    entry = codebook().formats[format_name]
    options = {"with_ocr": True} if with_ocr and entry.ocr else {}
    taken = []
    frame, errors = import_module(f"pipeline.readers.{entry.reader}").read_all(_noted(documents, taken), **options)
    nothing = set(taken).difference(frame["report_id"].unique(), errors)
    return frame, errors | {report_id: ReadError("no_text", "no text in it") for report_id in sorted(nothing)}


def _noted(documents, taken):
    for report_id, data in documents:
        taken.append(report_id)
        yield report_id, data
