"""Re-read the files of set B with independent tools and compare them with the gold.  Nothing of authoring/ is used.

python verify.py        needs lxml, python-docx, pdfplumber, openpyxl and LibreOffice (for .doc)
"""

import io
import itertools
import json
import re
import subprocess
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pdfplumber

HERE = Path(__file__).parent


def flat(text):
    """NFKC without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def number(text):
    """A cell's value: None for blank, slash and dash."""
    text = flat(text).replace(",", "").replace("+", "").replace("减", "-").replace("增", "")
    text = re.sub(r"(件|项|万元|元)$", "", text)
    return None if text in ("", "/", "-", "—", "――") else float(text)


def expand(rows):
    """rows of (text, rowspan, colspan) -> full grid of texts."""
    grid, pending = [], {}
    for cells in rows:
        line, column, cells = [], 0, list(cells)
        while cells or column in pending:
            if column in pending:
                text, left = pending.pop(column)
                line.append((column, text, False))
                if left > 1:
                    pending[column] = (text, left - 1)
                    grid_next = pending.pop(column)
                    line[-1] = (column, text, False, grid_next)
                column += 1
                continue
            text, down, across = cells.pop(0)
            for j in range(across):
                line.append((column + j, text, j == 0, (text, down - 1) if down > 1 else None))
            column += across
        for item in line:
            if len(item) > 3 and item[3]:
                pending[item[0]] = item[3]
        grid.append([(item[1], item[2]) for item in line])
    return grid


def values(tables):
    """Values of all tables in the order of the gold; tables are grids of (text, first cell of its span)."""
    two, three, four = [], [], []
    for grid in tables:
        text = flat("".join(t for row in grid for t, _ in row))
        if "自然人" in text:
            for row in grid[3:]:
                if all(own and t == "" for t, own in row[-7:]) and not re.search("[0-9一二三四五六七八]", flat(row[-8][0])[:2]):
                    continue  # the lower part of a row that a page break split
                three += [number(t) for t, _ in row[-7:]]
        elif "未经复议直接起诉" in text:
            four += [number(t) for t, _ in grid[3][:15]]
        elif "信息内容" in text:
            for row in grid:
                first = flat(row[0][0])
                if first.startswith("第二十条") or first == "信息内容" or not first:
                    continue
                two += [number(t) for t, own in row[1:] if own]
    return two + three + four


def label_problems(tables, cells):
    """Rows of the application matrix whose printed label is not the gold's."""
    rows = [flat(row[-8][0]) for grid in tables if "自然人" in flat("".join(t for row in grid for t, _ in row)) for row in grid[3:] if row[-8][1] or row[-8][0]]
    gold = list(dict.fromkeys((tuple(c["label_path"]), c.get("printed_label")) for c in cells if c["column_path"] and c["column_path"][0] == "申请人情况"))

    def bare(text):
        return re.sub(r"\(.*?\)|[^\w]|^[一二四]、|^[0-9][.]", "", flat(text))

    out = [] if len(rows) == len(gold) else [f"{len(rows)} label rows, {len(gold)} in the gold"]
    for printed, (path, shown) in zip(rows, gold, strict=False):
        if not re.sub(r"^[0-9一二四]", "", bare(printed)).endswith(bare(shown or path[-1])[-12:]):
            out.append(f"label {printed} is not {path[-1]}")
    return out


def html_tables(data, encoding):
    tree = lxml.html.fromstring(data.decode(encoding).encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    tables = []
    for table in tree.iter("table"):
        if table.xpath(".//table"):
            continue
        rows = [
            [(cell.text_content().replace("\xa0", " "), int(cell.get("rowspan") or 1), int(cell.get("colspan") or 1)) for cell in row.xpath("./td|./th")]
            for row in table.iter("tr")
        ]
        tables.append(expand(rows))
    return tree.text_content(), tables


def docx_tables(data):
    document = docx.Document(io.BytesIO(data))
    found, texts = [], [p.text for p in document.paragraphs]

    def walk(tables):
        for table in tables:
            grid = []
            for row in table.rows:
                seen, line = None, []
                for cell in row.cells:
                    line.append((cell.text, cell._tc is not seen))
                    seen = cell._tc
                grid.append(line)
            found.append(grid)
            for row in table.rows:
                for cell in row.cells:
                    walk(cell.tables)

    walk(document.tables)
    return "\n".join(texts), found


def doc_to_docx(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.doc"
        path.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", "docx", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True)
        return (Path(folder) / "in.docx").read_bytes()


def xlsx_tables(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts, rows = [], []
    for sheet in book:
        merged = {
            c: (r, c == (r.min_row, r.min_col))
            for r in sheet.merged_cells.ranges
            for c in itertools.product(range(r.min_row, r.max_row + 1), range(r.min_col, r.max_col + 1))
        }
        for row in sheet.iter_rows():
            line = []
            for cell in row:
                span = merged.get((cell.row, cell.column))
                value = sheet.cell(span[0].min_row, span[0].min_col).value if span else cell.value
                line.append(("" if value is None else str(value), span is None or span[1]))
            rows.append(line)
            texts.append("".join(t for t, own in line if own))
    first = [flat(row[0][0]) for row in rows]
    starts = [i for i, text in enumerate(first) if re.search(r"第二十条第\(一\)项|勾稽|^行政复议$", text) and (i == 0 or first[i - 1] != text)]
    parts = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
    grids = []
    for part in parts:
        text = flat("".join(t for row in part for t, _ in row))
        if "自然人" in text:
            part = part[: next(i for i, row in enumerate(part) if flat(row[0][0]).startswith("四、结转")) + 1]
        elif "信息内容" in text:
            part = part[: next(i for i, row in enumerate(part) if "行政事业性收费" in row[0][0]) + 1]
        width = 10 if "自然人" in text else 4 if "信息内容" in text else 15
        grids.append([row[:width] for row in part])
    return "\n".join(texts), grids


def pdf_tables(data):
    texts, rows = [], []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            texts.append(page.extract_text() or "")
            for table in page.extract_tables():
                rows.append([[(c or "", c is not None) for c in row] for row in table])
        pages = len(document.pages)
        rotations = [page.rotation for page in document.pages]
    joined = []
    for table in rows:  # a table split over pages goes on with the same number of columns
        text = flat("".join(t for row in table for t, _ in row))
        new = any(w in text for w in ("信息内容", "自然人", "未经复议直接起诉"))
        if joined and not new:
            joined[-1] += table
        else:
            joined.append(table)
    return "\n".join(texts), joined, pages, rotations


def check(gold, data):
    """Problems of one file."""
    problems = []
    kind = gold["format"]
    want = [c["value"] for c in gold["table_cells"]]
    got = None
    note = ""
    if kind == "txt":
        text = data.decode(gold["encoding"])
        text = text.removeprefix("\ufeff")
        for m in gold["narrative_metrics"] + gold["not_metrics"]:
            if m["start"] is None or text[m["start"] : m["end"]] != m["text"]:
                problems.append(f"offset of {m['text']}")
        lines = re.split(r"[\t\n\r|]+", text)
        cells = [x.strip() for x in lines if re.fullmatch(r"\s*([+减增]?[0-9][0-9,.]*(件|项|万元|元)?|/|—)\s*", x)]
        got = [number(x) for x in cells]
        want = [v for v in want if v is not None]
        got = [v for v in got if v is not None]
    elif kind == "html":
        text, tables = html_tables(data, gold["encoding"])
        got = values(tables)
    elif kind in ("docx", "doc"):
        text, tables = docx_tables(doc_to_docx(data) if kind == "doc" else data)
        got = values(tables)
    elif kind == "xlsx":
        text, tables = xlsx_tables(data)
        got = values(tables)
    elif kind == "pdf":
        text, tables, pages, rotations = pdf_tables(data)
        note = f"{pages} pages, rotations {rotations}, {len(tables)} tables"
        got = values(tables) if tables else None
        if got is None:
            got = [float(w) for line in text.split("\n") if not re.fullmatch(r"- \d+ -", line) for w in line.split() if re.fullmatch(r"[0-9]+", w)]
    if got is not None and [None if v is None else float(v) for v in want] != got:
        problems.append(f"cells: want {len(want)}, got {len(got)}")
        for i, (a, b) in enumerate(zip(want, got, strict=False)):
            if a != b:
                problems.append(f"   first difference at {i}: {a} {b} {gold['table_cells'][i]['label_path']}")
                break
    if kind in ("html", "docx", "doc") and want:
        problems += label_problems(tables, gold["table_cells"])
    page = re.sub(r"-\d+-", "", flat(text))
    for m in gold["narrative_metrics"]:
        if flat(m["sentence"]) not in page:
            problems.append(f"sentence not in the text: {m['sentence'][:40]}")
    return problems, note


def main():
    total = 0
    for path in sorted((HERE / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        data = (HERE / "files" / gold["file"]).read_bytes()
        if gold["status"] == "quarantined":
            continue
        problems, note = check(gold, data)
        core = sum(m["class"] == "core" for m in gold["narrative_metrics"])
        total += core
        line = f"{gold['file']}  {gold['format']}  {gold['year']}  {core} core, {len(gold['table_cells'])} cells  {note}"
        print(line, *problems, sep="\n    ")
    print("core metrics", total, "bytes", sum(p.stat().st_size for p in (HERE / "files").glob("*")), "in", len(list((HERE / "files").glob("*"))), "files")
    zipfile.ZipFile(next((HERE / "files").glob("b15*"))).testzip()


if __name__ == "__main__":
    main()
