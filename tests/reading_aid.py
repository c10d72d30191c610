"""What the tests of layouts share: a file read by the reader of its format, and the values of its tables. No tests here."""

from pipeline.readers import read_documents
from pipeline.tables.reading import read_tables


def read(printed, format_name):
    """The layer `documents` of one file, given as text or bytes."""
    data = printed.encode() if isinstance(printed, str) else printed
    documents, errors = read_documents(format_name, [("0" * 16, data)])
    assert not errors
    return documents


def values(printed, format_name):
    """[(row label, column label, printed value)] of the tables of one file; without a label what could not be read."""
    rows = read_tables(read(printed, format_name)).values.iter_rows(named=True)
    return [((row["label"] or "").split(" / ")[-1], (row["column_label"] or "").split(" / ")[-1], row["value_text"]) for row in rows]
