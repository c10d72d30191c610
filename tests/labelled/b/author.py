"""Write the labelled set B: 26 files of reports on FY2019 to FY2025, 10 files that are no reports, and their gold labels.

    python author.py            write files/ and gold/ beside this program
    python author.py --proof    print every label in short, for proof-reading

Needs python-docx, openpyxl, reportlab, pillow, a Noto CJK font and LibreOffice.  Office names and figures are invented where not the name of a real
district; nothing here depends on the project's own code.
"""

import argparse
import hashlib
import json
from pathlib import Path

from authoring import html_pages, office_files, pdf_files, quarantine, reports_g2, reports_g3, text_files
from authoring.forms import indicator, table_value
from authoring.markup import Paragraph, parse_paragraph

HERE = Path(__file__).parent
GENERATIONS = {"G2": "articles-2019", "G3": "articles-2021"}
MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8}


def file_name(number, suffix, title):
    """An opaque name, so that it gives no evidence."""
    return f"{number}_{hashlib.sha1((number + title).encode()).hexdigest()[:12]}{suffix}"


def paragraphs_of(report):
    """The body as paragraphs; `@2` and the like stay as they are."""
    out = []
    for line in report.body.split("\n"):
        out.append(Paragraph(line) if line.startswith("@") else parse_paragraph(line, report.year, report.form, indicator))
    return out


def check_against_table(report, paragraphs):
    """A labelled figure with an indicator must equal the table, but where the report says that it differs."""
    for part in paragraphs:
        for mark in part.marks:
            metric = mark.metric
            if not metric or not metric["_key"] or metric["period_year"] != report.year:
                continue
            key, value, unit = metric["_key"], metric["value"], metric["unit"]
            expected, scale = table_value(report.tables, key), 1
            if key.endswith(".amount"):
                scale = MONEY[unit]
                cell = next(c for c in report.tables.gold_cells() if c["column_path"] == [indicator(report.form, key)[1][-1]])
                expected = cell["value"] * MONEY[cell["unit_as_printed"]]
            same = abs(value * scale - expected) < 1e-6
            if same == (key in report.text_differs):
                raise ValueError(f"{report.number} {key}: text {value} {unit}, table {expected}")


def render(report, paragraphs):
    """(bytes, offsets of paragraphs or None) of a report in its layout."""
    if report.suffix == ".txt":
        text, starts = text_files.write(report, paragraphs)
        return ("\ufeff" if report.page.get("bom") else "").encode() + text.encode(report.encoding), starts
    if report.suffix == ".html" or report.format == "html":
        return html_pages.render(report, paragraphs).encode(report.encoding), None
    if report.suffix == ".xlsx":
        return office_files.workbook(report), None
    if report.layout in ("pdf_rotated", "pdf_unruled"):
        return pdf_files.draw(report, paragraphs), None
    data = office_files.word(report, paragraphs)
    if report.suffix == ".doc":
        data = office_files.convert(data, "docx", "doc:MS Word 97")
    elif report.suffix == ".pdf":
        data = office_files.convert(data, "docx", "pdf")
    return data, None


def labels_of(report, paragraphs, starts):
    """narrative_metrics and not_metrics in the order of the text."""
    metrics, numerals = [], []
    for index, part in enumerate(paragraphs):
        base = None if starts is None else starts.get(index)
        for mark in part.marks:
            lost = report.layout == "docx_numbered" and part.style == "h" and mark.reason == "section number"
            start, end = (None, None) if base is None else (base + mark.start, base + mark.end)
            if mark.metric:
                metrics.append({k: v for k, v in mark.metric.items() if not k.startswith("_")} | {"start": start, "end": end})
            elif not lost:
                numerals.append({"text": mark.text, "reason": mark.reason, "start": start, "end": end})
    return metrics, numerals


def gold_of(report, name, metrics, numerals):
    """The gold object of a report."""
    out = {
        "file": name,
        "source": "authored",
        "format": report.format or report.suffix[1:],
        "encoding": report.encoding,
        "offset_basis": "decoded file text" if report.suffix == ".txt" else None,
        "status": report.status,
        "doc_kind": report.doc_kind,
        "office": report.office,
        "office_alts": report.office_alts,
        "year": report.year,
        "template_generation": GENERATIONS[report.form],
        "panel": report.panel,
        "dup_group": report.dup_group,
    }
    cells = report.tables.gold_cells() if report.cells_in_file else []
    return out | report.links | {"table_cells": cells, "narrative_metrics": metrics, "not_metrics": numerals, "anomalies": report.anomalies}


def write(folder, name, data):
    (HERE / folder).mkdir(exist_ok=True)
    (HERE / folder / name).write_bytes(data)


def main():
    """Write or print the set."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--proof", action="store_true", help="print the labels instead of writing files")
    proof = arguments.parse_args().proof
    for folder in ("files", "gold"):
        for old in [] if proof else (HERE / folder).glob("*"):
            old.unlink()
    for report in sorted(reports_g2.REPORTS + reports_g3.REPORTS, key=lambda r: r.number):
        paragraphs = paragraphs_of(report) if report.body else []
        check_against_table(report, paragraphs)
        if proof:
            print_proof(report, paragraphs)
            continue
        name = file_name(report.number, report.suffix, report.title)
        data, starts = render(report, paragraphs)
        gold = gold_of(report, name, *labels_of(report, paragraphs, starts))
        write("files", name, data)
        write("gold", name + ".json", json.dumps(gold, ensure_ascii=False, indent=1).encode())
    for number, suffix, kind, what, data in [] if proof else quarantine.make():
        name = file_name(number, suffix, what)
        gold = {
            "file": name,
            "source": "authored",
            "format": kind,
            "status": "quarantined",
            "doc_kind": what,
            "office": None,
            "year": None,
            "template_generation": None,
            "table_cells": [],
            "narrative_metrics": [],
            "not_metrics": [],
            "anomalies": [],
        }
        write("files", name, data)
        write("gold", name + ".json", json.dumps(gold, ensure_ascii=False, indent=1).encode())


def print_proof(report, paragraphs):
    """All labels of a report in short lines."""
    print(f"== {report.number} {report.office['name']} {report.year} {report.title}")
    for part in paragraphs:
        for mark in part.marks:
            m = mark.metric
            if m:
                extra = " ".join(str(x) for x in (m["value_max"], m["unit_alts"] or None, "/".join(m["indicator_path"] or []) or None) if x)
                print(f"{m['text']}\t{m['value']} {m['unit']} {m['approx']} {m['kind']} {m['period_year']} {m['class']}\t{m['measure']}\t{extra}")
        no = [f"{m.text}={m.reason}" for m in part.marks if m.reason]
        if no:
            print("   not: " + " ; ".join(no))


if __name__ == "__main__":
    main()
