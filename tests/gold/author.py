"""Writes the project's own sample reports: tests/gold/reports/*.txt → data/raw/**, and what a reader should find in them → tests/gold/*.json.

    PYTHONPATH=.:benchmarks python tests/gold/author.py

A source has a YAML head (path, office, year, form, figures of its tables, planted anomalies), a line ---, and the text: `# ` a heading,
`> ` a line to the right, `@table` the place of a table, any other line a paragraph. [[text|what is counted|fact|options]] marks a metric, where the fact is
one of benchmarks/phrases.yml (empty: no indicator of the codebook); options are opt, rep, zero (class), y= (period, `none` for cumulative),
v= u= a= k= (value, unit, approx, kind where the words do not say it plainly). ((text|reason)) marks a numeral that is no metric.
Offices are real places; all figures and events are invented.
"""

import json
import re
from pathlib import Path

import yaml
from grids import grid
from layouts import FORMATS, Document
from printing import Cells
from settings import phrases

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RAW = ROOT / "data/raw"
MARK = re.compile(r"\[\[(?P<metric>.*?)\]\]|\(\((?P<other>.*?)\)\)")
QUANTITY = re.compile(r"(?P<change>同比增长|同比下降|增加|减少|增长|下降|多|少)?(?P<about>近|约)?(?P<number>[0-9,.]+)(?P<scale>万)?(?P<over>余)?(?P<unit>\D*)$")
NUMBERING = re.compile(r"^(?:其中[：:]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[．.])|（[^（）]*）$")
TABLES = {"stat-table-2014": ["statistics"], "annex-pre2014": ["annex"], "articles-2019": ["article-20", "applications", "remedies"]}
TABLES["articles-2021"] = TABLES["articles-2019"]
CHINESE = {"一": 1, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
APPROX = {"近": "about", "约": "about", "余": "at_least"}


def main():
    for old in HERE.glob("*.json"):
        old.unlink()
    for source in sorted((HERE / "reports").glob("*.txt")):
        write(*read(source))


def read(source):
    head, _, body = source.read_text(encoding="utf-8").partition("\n---\n")
    return yaml.safe_load(head), [line for line in body.splitlines() if line.strip()]


def write(head, lines):
    """The file of one source, and its gold."""
    tables = {name: _table(head, name) for name in TABLES.get(head["form"], ())}
    items, found = [], []
    for line in lines:
        if line.startswith("@"):
            name, values, _ = tables[line[1:]]
            items.append(("table", (name, values)))
            continue
        kind = {"#": "heading", ">": "right"}.get(line[0], "paragraph")
        plain, marks = _marks(line.lstrip("#> "))
        found += [(len(items), mark, _sentence(plain, mark["start"])) for mark in marks]
        items.append((kind, plain))
    file = FORMATS[head["format"]](Document(head["title"], head["year"], items, _names(head), head["choices"]))
    path = RAW / head["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    gold = _gold(head, tables, found, file.starts)
    (HERE / (head["path"].replace("/", "__") + ".json")).write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{head['path']}: {sum(len(text) for kind, text in items if kind != 'table')} characters of prose, {len(gold['table_cells'])} cells, "
          f"{len(gold['narrative_metrics'])} metrics")  # fmt: skip


def _names(head):
    """What a page says of the report (layouts.py)."""
    page = head.get("page", {})
    published = str(page.get("published", ""))
    names = {"published": published, "published_year": published[:4], "minute": "26", "district": head["office"][2]}
    return names | {key: str(value) for key, value in page.items()}


# --- tables ---------------------------------------------------------------------------------------------------------


def _table(head, table):
    """(arguments of the grid, printed values, slots with value): what `figures` says, 0 where it says nothing."""
    name = (head["form"], table, head.get("variant", "") if table in ("statistics", "annex") else "", head.get("wording", "official"))
    figures = {**_totals(head["figures"]), **head.get("printed", {})}
    slots = [(slot, figures.get(slot.key, 0)) for slot in grid(*name).slots]
    printer = Cells("plain")
    return name, ["" if value is None else value if isinstance(value, str) else printer[value * slot.scale] for slot, value in slots], slots


def _totals(figures):
    """Figures with the totals over applicants and outcomes that the source leaves out."""
    figures = dict(figures)
    for key, value in list(figures.items()):
        measure, _, applicant = key.partition("@")
        if applicant and applicant != "total":
            keys = [f"{measure}@total"]
            if measure.startswith("foi.application.outcome."):
                keys += [f"foi.application.outcome.total@{applicant}", "foi.application.outcome.total@total"]
                if measure.startswith("foi.application.outcome.other."):
                    keys += [f"foi.application.outcome.other.total@{applicant}", "foi.application.outcome.other.total@total"]
            for total in keys:
                figures[total] = figures.get(total, 0) + value
    return figures


def _label(label):
    """A label of a form as gold writes it: without numbering, 其中 and notes."""
    before = None
    while before != label:
        before, label = label, NUMBERING.sub("", label)
    return label


def _cell(slot, value, year):
    number = None if value is None or isinstance(value, str) else value * slot.scale
    article = bool(slot.label_path) and slot.label_path[0].startswith("第二十条")
    labels = [slot.label_path[0], *map(_label, slot.label_path[1:])] if article else list(map(_label, slot.label_path))
    columns = [f"{year}年度" if column == "本年度" else _label(column) for column in slot.column_path]
    return {"label_path": labels, "column_path": columns, "value": number, "unit_as_printed": slot.unit, "measure": slot.measure, "applicant": slot.applicant}


# --- prose ----------------------------------------------------------------------------------------------------------


def _marks(text):
    """Plain text and the marks in it as dicts with start and end."""
    plain, marks, position = "", [], 0
    for match in MARK.finditer(text):
        plain += text[position : match.start()]
        position = match.end()
        printed, *fields = (match["metric"] or match["other"]).split("|")
        mark = {"text": printed, "start": len(plain), "end": len(plain) + len(printed)}
        if match["other"]:
            mark["reason"] = fields[0]
        else:
            fields += [""] * (3 - len(fields))
            mark |= {"measure": fields[0], "fact": fields[1], "options": dict(option.partition("=")[::2] for option in fields[2].split())}
        marks.append(mark)
        plain += printed
    return plain + text[position:], marks


def _sentence(plain, position):
    start = max(plain.rfind(end, 0, position) for end in "。；！？") + 1
    stops = [stop for stop in (plain.find(end, position) for end in "。；！？") if stop >= 0]
    return plain[start : min(stops, default=len(plain))].strip()


def _quantity(text, options):
    """Value, unit, approx and kind of a marked span."""
    value, unit, approx, kind = None, "", "exact", "level"
    if "zero" in options:
        value, unit = 0, "件"
    elif match := QUANTITY.fullmatch(text):
        value, unit = float(match["number"].replace(",", "")), match["unit"]
        if match["scale"]:
            value, unit = (value, "万元") if unit == "元" else (value * 10_000, unit)
        approx = APPROX.get(match["about"] or match["over"], "exact")
        kind = "share" if unit == "%" else "level"
        if match["change"]:
            kind, value = "change", -value if match["change"] in ("减少", "下降", "同比下降", "少") else value
    elif text[0] in CHINESE:
        value, unit = CHINESE[text[0]], text[1:]
    value = float(options["v"]) if "v" in options else value
    if value is None:
        raise ValueError(f"no number in {text}")
    return int(value) if value == int(value) else round(value, 6), options.get("u", unit), options.get("a", approx), options.get("k", kind)


def _metric(head, mark, sentence, start, tables):
    options = mark["options"]
    value, unit, approx, kind = _quantity(mark["text"], options)
    measure = phrases()["facts"][mark["fact"]] if mark["fact"] else None
    measure = measure[head["year"] >= 2019] if isinstance(measure, list) else measure
    slot, printed = next(((slot, value) for _, _, slots in tables.values() for slot, value in slots if slot.key == measure), (None, None))
    period = {"": head["year"], "none": None}.get(options.get("y", ""), options.get("y"))
    if slot and kind == "level" and period == head["year"] and mark["fact"] not in head.get("text_differs", ()) and unit != "元" and printed != value:
        raise ValueError(f"{head['path']}: {mark['text']} against {printed} in the table")
    cell = _cell(slot, 0, head["year"]) if slot else None
    return {
        "text": mark["text"], "value": value, "value_max": None, "unit": unit, "approx": approx, "measure": mark["measure"],
        "period_year": None if period is None else int(period), "kind": kind, "class": _class(options), "unit_alts": [],
        "start": start, "end": None if start is None else start + len(mark["text"]), "sentence": sentence,
        "indicator": cell["label_path"][-1] if cell else None, "indicator_path": [*cell["label_path"], *cell["column_path"]] if cell else None,
        "indicator_code": measure,
    }  # fmt: skip


def _class(options):
    return next((name for option, name in (("zero", "implied_zero"), ("opt", "optional"), ("rep", "repeat")) if option in options), "core")


# --- gold -----------------------------------------------------------------------------------------------------------


def _gold(head, tables, found, starts):
    """Gold in the schema of the public samples, with `path`, and measures of the codebook beside the labels."""
    metrics, others = [], []
    for item, mark, sentence in found:
        start = starts[item] + mark["start"] if starts else None
        if "reason" in mark:
            others.append({"text": mark["text"], "reason": mark["reason"], "start": start, "end": None if start is None else start + len(mark["text"])})
        else:
            metrics.append(_metric(head, mark, sentence, start, tables))
    is_report = head.get("status", "accepted") != "quarantined"
    province, city, district, core, level = head["office"]
    name = province + (city if city != province else "") + district + core
    office = {"name": name, "province": province, "city": city, "district": district, "core": core, "level": level}
    gold = {
        "file": Path(head["path"]).name, "path": head["path"], "source": "authored", "format": {"text": "txt"}.get(head["format"], head["format"]),
        "encoding": _encoding(head), "offset_basis": "decoded file text" if starts else None,
        "status": head.get("status", "accepted"), "doc_kind": head.get("kind", "report"),
        "office": office if is_report else None, "office_alts": [], "year": head["year"] if is_report else None,
        "template_generation": head["form"] if is_report else None, "panel": head.get("panel"), "dup_group": head.get("group"),
        **head.get("links", {}),
        "table_cells": [_cell(slot, value, head["year"]) for _, _, slots in tables.values() for slot, value in slots],
        "narrative_metrics": metrics, "not_metrics": others,
        "anomalies": [{"planted": True, **anomaly} for anomaly in head.get("anomalies", ())],
    }  # fmt: skip
    if not is_report:
        gold |= {"narrative_metrics": [], "not_metrics": []}
    return gold


def _encoding(head):
    if head["format"] == "html":
        return "gb18030" if head["choices"]["pages"] == "tables" else "utf-8"
    return head["choices"].get("encodings")


if __name__ == "__main__":
    main()
