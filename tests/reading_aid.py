"""What tests share: a file read by the reader of its format, the values of its tables, and the layers made of it. No tests here."""

import polars as pl

from pipeline.derivation import derive
from pipeline.readers import read_documents
from pipeline.tables.reading import read_tables


def read(printed, format_name):
    """The layer `documents` of one file, given as text or bytes."""
    data = printed.encode() if isinstance(printed, str) else printed
    documents, errors = read_documents(format_name, [("0" * 16, data)])
    assert not errors
    return documents


def derived(documents):
    """The layers made of one file of text."""
    return derive(documents, documents.select("report_id").unique().with_columns(path=pl.lit("1.txt"), format=pl.lit("text")))


def values(printed, format_name):
    """[(row label, column label, printed value)] of the tables of one file; without a label what could not be read."""
    rows = read_tables(read(printed, format_name)).values.iter_rows(named=True)
    return [((row["label"] or "").split(" / ")[-1], (row["column_label"] or "").split(" / ")[-1], row["value_text"]) for row in rows]
