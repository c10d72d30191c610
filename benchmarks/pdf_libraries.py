"""Compares ways to read tables out of PDFs: share of gold values right, reports a second of processor time.

    python -m benchmarks.pdf_corpus /tmp/pdfs 4        makes the files (and gold.json)
    python -m benchmarks.pdf_libraries /tmp/pdfs       needs pdfplumber; pdf_oxide and camelot-py where installed

Every library gives its tables page by page; the same matcher (pipeline/tables/reading.py) reads values out of them, so that only the reading of cells differs.
"""

import argparse
import importlib.util
import json
import time
from collections import defaultdict
from pathlib import Path

import polars as pl

from pipeline.readers import pdf
from pipeline.readers.blocks import Block, blocks_frame
from pipeline.tables.reading import read_tables
from pipeline.tables.shapes import TAKEN


def ours(file):
    return pdf.to_blocks(file.read_bytes())


def with_pdfplumber(file):
    import pdfplumber

    with pdfplumber.open(file) as document:
        for page in document.pages:
            page.extract_text()
            yield from page.extract_tables()


def with_pdf_oxide(file):
    from pdf_oxide import PdfDocument

    document = PdfDocument(str(file))
    for number in range(document.page_count()):
        document.extract_text(number)
        for table in document.extract_tables(number):
            yield [[cell["text"] for cell in row["cells"]] for row in table["rows"]]


def with_camelot(file):
    import camelot

    return [table.df.values.tolist() for table in camelot.read_pdf(str(file), pages="all", flavor="lattice", suppress_stdout=True)]


def as_blocks(tables):
    """Rows of texts, None where a cell goes on with the one before it, → blocks."""
    blocks = []
    for number, table in enumerate(tables):
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                if text is not None:
                    span = next((end for end in range(column + 1, len(texts)) if texts[end] is not None), len(texts)) - column
                    blocks.append(Block("cell", "".join(str(text).split()), None, number, row, column, 1, span))
    return blocks


LIBRARIES = {
    "ours (pypdfium2)": (ours, None),
    "pdfplumber": (with_pdfplumber, "pdfplumber"),
    "pdf_oxide": (with_pdf_oxide, "pdf_oxide"),
    "camelot lattice": (with_camelot, "camelot"),
}


def score(documents, gold):
    """(right, gold, wrong) values by form; wrong are values read that are not gold's."""
    frame = blocks_frame([(name, blocks) for name, blocks in documents if blocks])
    values = read_tables(frame).values.filter(pl.col("role") == TAKEN)
    read = defaultdict(dict)
    for name, key, value in values.select("report_id", "indicator_key", "value").iter_rows():
        read[name][key] = value
    counts = defaultdict(lambda: [0, 0, 0])
    for name, _ in documents:
        form = name.rsplit("-", 2)[0]
        for key, value in gold[name]["values"].items():
            here = read[name].get(int(key), "missing")
            counts[form][1] += 1
            counts[form][0] += here == value
            counts[form][2] += here not in (value, "missing")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path, help="what pdf_corpus made")
    directory = parser.parse_args().directory
    gold = json.loads((directory / "gold.json").read_text(encoding="utf-8"))
    files = [directory / name for name in gold if (directory / name).exists()]
    for library, (read, package) in LIBRARIES.items():
        if package and importlib.util.find_spec(package) is None:
            print(f"{library}: not installed")
            continue
        started = time.process_time()
        documents = []
        for file in files:
            try:
                result = read(file)
                documents.append((file.name, result if package is None else as_blocks(list(result))))
            except Exception as error:  # of a library that is only compared: what it cannot read counts as missing
                print(f"{library}: {file.name}: {type(error).__name__}: {error}")
                documents.append((file.name, []))
        seconds = time.process_time() - started
        counts = score(documents, gold)
        shares = ", ".join(f"{form} {right / total:.1%} right, {wrong} wrong" for form, (right, total, wrong) in sorted(counts.items()))
        print(f"{library}: {len(files) / seconds:.1f} reports a second; values: {shares}")


if __name__ == "__main__":
    main()
