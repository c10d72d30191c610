"""Writes labelled set A: reports/*.txt (one report each, as data and marked text) → files/ (html, txt, docx, doc) and gold/.

    python author.py            write files and gold, print the counts
    python author.py --labels   print every gold metric, for proofreading

Needs python-docx, PyYAML and, for .doc, LibreOffice (soffice).  A report source has a YAML header (office, year, form, format details,
table values as printed, planted anomalies), a line ---, and the text: "# " title, "> " right-aligned line, "@table" the table's place,
any other line a paragraph with marks (marks.py).  The labels are the marks; nothing here reads a finished file.
"""

import argparse
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import docx
import forms
import marks
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pages import PAGES

HERE = Path(__file__).parent
YEARLY_COLUMN = {"shanghai": 1, "fujian": 0, "short": 0}
KINDS = {"#": "title", ">": "right", "@": "table"}


# ------------------------------------------------------------------ sources
def load(path):
    """One source: header fields plus `blocks`, a list of (kind, marked text)."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    report = yaml.safe_load(head)
    report["format"] = Path(report["file"]).suffix[1:]
    report["blocks"] = [(KINDS.get(line[0], "text"), line.lstrip("#>@ ")) for line in body.splitlines() if line.strip()]
    return report


# ------------------------------------------------------------------ the table: what is printed, and what it says
def value_of(printed):
    """The number in a printed cell; None for blank, / and —."""
    text = unicodedata.normalize("NFKC", printed).strip().replace(",", "").rstrip("条件次人")
    if text in ("", "/", "—"):
        return None
    return float(text) if "." in text else int(text)


def printed_rows(report):
    """Rows of the report's table with `shown` (a list of printed values), without the rows that the report leaves out."""
    spec = report["table"]
    default = spec.get("default", "0")
    columns = max(1, len(forms.COLUMNS[spec["form"]]))
    for row in forms.rows(spec["form"]):
        if row["key"] in spec.get("drop", []):
            continue
        shown = spec["values"].get(row["key"], [default] * columns if row["unit"] else [""] * columns)
        row["shown"] = [shown] if isinstance(shown, str) else shown
        row["unit"] = spec.get("units", {}).get(row["key"], row["unit"])
        row["label"] = spec.get("labels", {}).get(row["key"], row["label"])
        yield row
        for local in spec.get("local_rows", []):
            if local["after"] == row["key"]:
                path = row["path"][: local["depth"]] if local["depth"] <= row["depth"] else row["path"]
                yield {
                    "key": "",
                    "depth": local["depth"],
                    "label": local["label"],
                    "unit": local["unit"],
                    "path": [*path, forms.official(local["label"])],
                    "shown": [local["value"]],
                }


def cells(report):
    """Gold cells of the table."""
    out = []
    for row in printed_rows(report) if "table" in report else ():
        if row["unit"]:
            for i, shown in enumerate(row["shown"]):
                column = forms.COLUMNS[report["table"]["form"]][i : i + 1]
                out.append({"label_path": row["path"], "column_path": column, "value": value_of(shown), "unit_as_printed": row["unit"]})
    return out


def grid(report):
    """The printed table: rows of (text, columns spanned); depth as ideographic spaces before the label."""
    spec = report["table"]
    coded, numbered = spec.get("code"), spec.get("number")
    header = spec.get("header", ["统计指标", "单位", "统计数"])
    out = [[(line, len(header))] for line in spec["heading"]] if spec.get("inside") else []
    out.append([(text, 1) for text in header])
    for n, row in enumerate(printed_rows(report), 1):
        label = "　" * row["depth"] + row["label"]
        if spec.get("break_notes"):
            label = label.replace("（不同", "\n（不同")
        line = ([str(n)] if numbered else []) + [label, row["unit"]] + ([f"{n:02d}"] if coded else []) + row["shown"]
        out.append([(text, 1) for text in line])
    return out


def laid_out(report):
    """Blocks as they are printed: the table with its heading lines before and its signature lines after it."""
    for kind, text in report["blocks"]:
        if kind != "table":
            yield kind, text
            continue
        spec = report["table"]
        for line in [] if spec.get("inside") else spec["heading"]:
            yield "caption", line
        yield "table", grid(report)
        for line in spec.get("footer", []):
            yield "note", line


# ------------------------------------------------------------------ writers
def write_txt(report):
    """The file's text and, by block, where its paragraph starts."""
    newline = "\r\n" if report.get("newline") == "crlf" else "\n"
    text, starts = "", []
    for kind, block in laid_out(report):
        if kind == "table":
            text += flat_table(block, report["layout"]).replace("\n", newline)
            starts.append(None)
            continue
        plain = marks.read(block)[0]
        indent = {"right": " " * 30, "text": "　　" if report["layout"] == "tight" else ""}.get(kind, "")
        starts.append(len(text) + len(indent))
        text += indent + plain + newline
    encoding = report["encoding"]
    data = text.encode("utf-8-sig" if report.get("bom") else encoding)
    (HERE / "files" / report["file"]).write_bytes(data)
    return starts


def flat_table(table, layout):
    """A table as converters flatten it: tabs (cell a line after a tab, empty line after a row), pipes (merged cells dropped),
    lines (a cell a line, empty cells as empty lines), tight (a cell a line, empty cells lost)."""
    out = []
    for row in table:
        texts = [text for text, _ in row]
        if layout == "tabs":
            merged = [""] * sum(span - 1 for _, span in row)
            out += ["\t" + text for text in texts + merged] + [""]
        elif layout == "pipes":
            out.append(" | ".join(texts if any(texts[1:]) else texts[:1]).replace("\n", ""))
        else:
            out += [text.strip("　") for text in texts if text or layout == "lines"]
    return "\n" + "\n".join(out) + "\n\n" if layout != "tight" else "\n".join(out) + "\n"


def write_html(report):
    blocks = [(kind, block if kind == "table" else marks.read(block)[0]) for kind, block in laid_out(report)]
    page = PAGES[report["page"]](report, blocks)
    (HERE / "files" / report["file"]).write_bytes(page.encode(report["encoding"]))


def write_docx(report, path):
    """Paragraphs and the table; with `nested`, the table stands in a cell of a one-cell frame."""
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.styles["Normal"].font.name = "仿宋"
    if report.get("header_text"):
        document.sections[0].header.paragraphs[0].text = report["header_text"]
    for kind, block in laid_out(report):
        if kind == "table":
            frame = document.add_table(1, 1).cell(0, 0) if report.get("nested") else document
            docx_table(frame, block)
            continue
        paragraph = document.add_paragraph()
        for i, run in enumerate(split_runs(marks.read(block)[0])):
            paragraph.add_run(run).bold = kind == "title" or None
            if i == 0 and kind == "text":
                paragraph.paragraph_format.first_line_indent = docx.shared.Pt(28)
        if kind in ("title", "caption", "right"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if kind == "right" else WD_ALIGN_PARAGRAPH.CENTER
    document.save(path)


def split_runs(text):
    """Text cut before and after digits, as word processors do when the font changes."""
    out = [""]
    for c in text:
        if out[-1] and out[-1][-1].isascii() != c.isascii():
            out.append("")
        out[-1] += c
    return out


def docx_table(place, table):
    width = max(sum(span for _, span in row) for row in table)
    made = place.add_table(len(table), width)
    made.style = place.part.document.styles["Table Grid"]
    for r, row in enumerate(table):
        column = 0
        line = made.rows[r].cells
        for text, span in row:
            cell = line[column] if span == 1 else line[column].merge(line[column + span - 1])
            cell.text = text
            column += span


def write(report):
    """The file of a report; for text files the offsets of its blocks."""
    path = HERE / "files" / report["file"]
    if report["format"] == "txt":
        return write_txt(report)
    if report["format"] == "html":
        write_html(report)
    else:
        write_docx(report, path.with_suffix(".docx"))
        if report["format"] == "doc":
            subprocess.run(
                ["soffice", "--headless", "--convert-to", "doc", "--outdir", str(path.parent), str(path.with_suffix(".docx"))], check=True, capture_output=True
            )
            path.with_suffix(".docx").unlink()
    return None


# ------------------------------------------------------------------ gold
def indicator(report, key):
    """(official label, path) of a key: in an annex the column of the year, or the column named after a dot."""
    if not key:
        return None, []
    key, _, column = key.partition(".")
    form = report["table"]["form"] if report["form"] == "annex-pre2014" else "beijing"
    path = next(row["path"] for row in forms.rows(form) if row["key"] == key)
    if report["form"] == "annex-pre2014":
        return path[-1], [*path, forms.COLUMNS[form][int(column) if column else YEARLY_COLUMN[form]]]
    return path[-1], path


def metrics_of(report, mark, start, in_sentence):
    """The gold metric of a mark, and the further ones its number states."""
    o = mark.options
    if "zero" in o:
        value, unit, approx, kind = 0, "件", "exact", "level"
    else:
        value, unit, approx, kind = marks.quantity(mark.text) if "v" not in o else (float(o["v"]), o.get("u", ""), "exact", "level")
        if "v" in o:
            try:
                _, found_unit, approx, kind = marks.quantity(mark.text)
                unit = unit or found_unit
            except (ValueError, KeyError):
                pass
    unit = o.get("u", unit)
    if unit in ("%", "％") and kind == "level":
        kind = "share"
    value = int(value) if value == int(value) else value
    year = {"none": None, "": report["year"]}.get(o.get("y", ""), o.get("y"))
    label, path = indicator(report, mark.key)
    base = {
        "text": mark.text,
        "start": start,
        "end": None if start is None else start + len(mark.text),
        "value": value,
        "value_max": int(o["max"]) if "max" in o else None,
        "unit": unit,
        "approx": o.get("a", approx),
        "measure": mark.measure,
        "period_year": None if year is None else int(year),
        "kind": o.get("k", kind),
        "indicator": label,
        "indicator_path": path,
        "sentence": in_sentence,
        "unit_alts": [o["alt"]] if "alt" in o else [],
    }
    base["class"] = next((c for name, c in (("zero", "implied_zero"), ("opt", "optional"), ("rep", "repeat")) if name in o), "core")
    yield base
    for other in o["also"].split("+") if "also" in o else ():
        measure, _, key = other.partition(":")
        label, path = indicator(report, key)
        yield {**base, "measure": measure, "indicator": label, "indicator_path": path, "class": "optional"}


def gold(report, starts):
    """The label file of a report."""
    province, city, district, core, level = report["office"]
    name = province + ("" if city == province else city) + district + core
    is_text = report["format"] == "txt"
    out = {
        "file": report["file"],
        "source": "authored",
        "format": report["format"],
        "encoding": report.get("encoding"),
        "offset_basis": "decoded file text" if is_text else None,
        "status": "accepted",
        "doc_kind": "report",
        "office": {"name": name, "province": province, "city": city, "district": district, "core": core, "level": level},
        "office_alts": report.get("alts", []),
        "year": report["year"],
        "template_generation": report["form"],
        "panel": report.get("panel"),
        "dup_group": None,
        "table_cells": cells(report),
        "narrative_metrics": [],
        "not_metrics": [],
        "anomalies": [{"planted": True, **a} for a in report.get("anomalies", [])],
    }
    unexplained = []
    for n, (kind, block) in enumerate(laid_out(report)):
        if kind in ("table", "caption", "note"):
            continue
        plain, found = marks.read(block)
        at = starts[n] if starts else None
        for mark in found:
            start = None if at is None else at + mark.start
            if mark.reason:
                out["not_metrics"].append({"text": mark.text, "reason": mark.reason, "start": start, "end": None if at is None else at + mark.end})
            else:
                out["narrative_metrics"] += metrics_of(report, mark, start, marks.sentence(plain, mark.start))
        numerals, left = marks.plain_numerals(plain, found)
        unexplained += left
        out["not_metrics"] += [
            {"text": plain[a:b], "reason": reason, "start": None if at is None else at + a, "end": None if at is None else at + b} for a, b, reason in numerals
        ]
    return out, unexplained


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", action="store_true")
    arguments = parser.parse_args()
    counts = []
    for path in sorted((HERE / "reports").glob("a*.txt")):
        report = load(path)
        labels, unexplained = gold(report, write(report))
        (HERE / "gold" / (report["file"] + ".json")).write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        core = sum(m["class"] == "core" for m in labels["narrative_metrics"])
        counts.append(core)
        print(
            report["file"],
            labels["office"]["name"],
            labels["year"],
            "cells",
            len(labels["table_cells"]),
            "core",
            core,
            "all",
            len(labels["narrative_metrics"]),
            "none",
            len(labels["not_metrics"]),
            [a["code"] for a in labels["anomalies"]],
        )
        if unexplained:
            print("   unexplained numerals:", unexplained, file=sys.stderr)
        if arguments.labels:
            for m in labels["narrative_metrics"]:
                print(
                    "  ",
                    m["class"],
                    m["text"],
                    "=",
                    m["value"],
                    m["value_max"] or "",
                    m["unit"],
                    m["approx"],
                    m["kind"],
                    m["period_year"],
                    "|",
                    m["measure"],
                    "|",
                    m["indicator"],
                    "/".join(m["indicator_path"][:-1]),
                    m["unit_alts"] or "",
                    "|",
                    m["sentence"][:70],
                )
    print(len(counts), "reports,", sum(counts), "core metrics")


if __name__ == "__main__":
    main()
