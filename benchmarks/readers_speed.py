"""Speed of the readers per core, against the library that a user would pick instead: same files, one program, processor time.

    python -m benchmarks.readers_speed [FILES] [ROUNDS]

Files are made here: pages and Word files of benchmarks/corpus.py, workbooks and ruled PDFs with the same tables. Ours gives blocks (paragraphs, cells
with their place and spans); the others give rows of texts and paragraphs, which is less. The best of some rounds counts, for the machine is shared.
"""

import argparse
import importlib.util
import io
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"
ROOT = Path(__file__).parent


def with_beautifulsoup(data):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(data, "lxml")
    rows = [[cell.get_text(strip=True) for cell in row.find_all(["td", "th"])] for row in page.find_all("tr")]
    return rows, [paragraph.get_text(strip=True) for paragraph in page.find_all("p")]


def with_python_docx(data):
    from docx import Document

    document = Document(io.BytesIO(data))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows], [paragraph.text for paragraph in document.paragraphs]


def with_openpyxl(data):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))  # read_only would be faster and knows nothing of merged cells
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)], [sheet.merged_cells.ranges for sheet in book]


def with_pdfplumber(data):
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [(page.extract_tables(), page.extract_text()) for page in document.pages]


OTHERS = {"html": ("bs4", with_beautifulsoup), "docx": ("docx", with_python_docx), "xlsx": ("openpyxl", with_openpyxl), "pdf": ("pdfplumber", with_pdfplumber)}
SLOW = {"pdf": 12, "xlsx": 100, "docx": 100, "html": 100}  # so many files are enough for the others


def corpus(format_name, count, folder):
    """Bytes of report files of the corpus."""
    sys.path.insert(0, str(ROOT))
    import corpus

    corpus.write(count, format_name, folder, errors=0)
    return [file.read_bytes() for file in sorted((folder / "raw").rglob("*")) if file.is_file()]


def workbooks(count):
    """Bytes of workbooks with the statistics of the forms, merged cells and all."""
    import xlsxwriter
    from grids import grid

    files = []
    for number in range(count):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet, top = book.add_worksheet("统计表"), 0
            for table in ("article-20", "applications", "remedies"):
                top = _put(sheet, grid("articles-2021", table, "", "official"), top, number)
        files.append(buffer.getvalue())
    return files


def _put(sheet, table, top, number):
    taken = {}
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while taken.get(column, -1) >= row:
                column += 1
            value = (number * 7 + column * row) % 50 if cell.slot is not None else cell.text
            if cell.rows * cell.columns > 1:
                sheet.merge_range(top + row, column, top + row + cell.rows - 1, column + cell.columns - 1, value)
                taken.update(dict.fromkeys(range(column, column + cell.columns), row + cell.rows - 1))
            else:
                sheet.write(top + row, column, value)
            column += cell.columns
    return top + len(table.rows) + 1


def pdfs(count):
    """Bytes of PDFs with ruled tables."""
    from benchmarks import pdf_corpus

    with tempfile.TemporaryDirectory() as folder:
        pdf_corpus.main(folder, max(1, count // 9))
        return [file.read_bytes() for file in sorted(Path(folder).glob("*.pdf"))][:count]


def fastest(work, rounds):
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def main():
    from pipeline.readers import read_documents

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=300, help="files of each format")
    parser.add_argument("rounds", type=int, nargs="?", default=5, help="of which the best counts")
    options = parser.parse_args()
    count, rounds = options.count, options.rounds
    with tempfile.TemporaryDirectory() as folder:
        files = {name: corpus(name, count, Path(folder) / name) for name in ("html", "docx")}
    files |= {"xlsx": workbooks(count), "pdf": pdfs(min(count, 36))}
    for name, contents in files.items():
        pairs = [(f"{number:016x}", data) for number, data in enumerate(contents)]
        frame, errors = read_documents(name, pairs)
        assert not errors, errors
        ours = fastest(lambda name=name, pairs=pairs: read_documents(name, pairs), rounds) / len(pairs)
        print(
            f"{name}: ours {1 / ours:.0f} a second ({ours * 1e3:.2f} ms; {frame.height / len(pairs):.0f} blocks, {sum(map(len, contents)) / len(pairs) / 1024:.0f} KiB)",
            end="",
        )
        package, read = OTHERS[name]
        if importlib.util.find_spec(package) is None:
            print(f"; {package} is not installed")
            continue
        some = contents[: SLOW[name]]
        theirs = fastest(lambda read=read, some=some: [read(data) for data in some], 2) / len(some)
        print(f"; {package} {1 / theirs:.1f} a second; {theirs / ours:.1f} times")


if __name__ == "__main__":
    main()
