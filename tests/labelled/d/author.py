"""Writes set D: files/clean, files/planted and gold/ from reports/*.txt and planted.yml.

    PYTHONPATH=.:benchmarks python tests/labelled/d/author.py

A source has a YAML head (office, year, format, short names of its figures) and the text: `# ` a heading, `> ` a line to the right, `@table` the place of a
table. Vectors follow the columns of applicants; totals over applicants and outcomes are added here. Offices are partly invented, all figures and events are.
"""

import json
import re
from pathlib import Path

import yaml
from grids import grid
from layouts import FORMATS, Document
from printing import Cells

HERE = Path(__file__).parent
APPLICANTS = ("natural_person", "legal.enterprise", "legal.research", "legal.public_welfare", "legal.legal_service", "legal.other")
ROWS = {
    "new": "new", "in": "carried_in", "out": "carried_out", "granted": "outcome.granted", "partial": "outcome.partial",
    "state_secret": "outcome.denied.state_secret", "law_prohibited": "outcome.denied.law_prohibited", "security": "outcome.denied.security_stability",
    "third_party": "outcome.denied.third_party", "internal": "outcome.denied.internal_affairs", "process": "outcome.denied.process",
    "enforcement_file": "outcome.denied.enforcement_file", "admin_query": "outcome.denied.admin_query", "query": "outcome.denied.admin_query",
    "not_held": "outcome.unavailable.not_held", "needs_creation": "outcome.unavailable.needs_creation", "unclear": "outcome.unavailable.unclear",
    "petition": "outcome.not_processed.petition", "repeat": "outcome.not_processed.repeat", "publication": "outcome.not_processed.publication",
    "excessive": "outcome.not_processed.excessive", "reconfirm": "outcome.not_processed.reconfirm", "no_correction": "outcome.other.no_correction",
    "fee_unpaid": "outcome.other.fee_unpaid", "misc": "outcome.other.misc", "other": "outcome.other.total",
}  # fmt: skip
LISTS = {
    "normative": "lawdoc.normative.issued lawdoc.normative.repealed lawdoc.normative.in_force",
    "normative2": "lawdoc.normative.made_new lawdoc.normative.disclosed_new lawdoc.normative.disclosed_stock",
    **{f"{name}2": f"power.{name}.item_prior power.{name}.item_change power.{name}.decision" for name in ("license", "other_service", "penalty", "coercion")},
    "license": "power.license.decision", "penalty": "power.penalty.decision", "coercion": "power.coercion.decision", "charge": "power.charge.amount",
    "charge2": "power.charge.item_prior power.charge.item_change", "procurement": "procurement.project procurement.amount",
    "reconsideration": "reconsideration.outcome.upheld reconsideration.outcome.corrected reconsideration.outcome.other reconsideration.outcome.pending",
    **{key: " ".join(f"litigation.{name}.{result}" for result in ("upheld", "corrected", "other", "pending"))
       for key, name in (("direct", "direct"), ("after", "after_reconsideration"))},
    "disclosed": "disclosure.total disclosure.normative_doc disclosure.normative_doc_issued",
    "key": " ".join(f"disclosure.key_area.{area}" for area in ("fiscal", "housing", "food_safety", "environment", "bidding", "work_safety", "land", "pricing",
                                                               "enterprise_credit", "audit", "public_utility", "other")),
    "channels": " ".join(f"disclosure.channel.{channel}" for channel in ("gazette", "website", "weibo", "wechat", "other")),
    "hot": "response.hot_topic.total", "meetings_press": "response.press_conference.total response.press_conference.by_principal",
    "interviews": "response.online_interview.total response.online_interview.by_principal", "interpretation": "response.interpretation",
    "weibo_wechat": "response.weibo_wechat", "other_response": "response.other",
    "received": " ".join(f"application.received.{way}" for way in ("in_person", "fax", "online", "letter")),
    "closed": "application.closed.on_time application.closed.extended",
    "replies": " ".join(f"application.reply.{kind}" for kind in ("already_public", "granted", "partial", "refused.total", "not_competent", "not_exist", "amend",
                                                                  "other_channel")),
    "refused": " ".join(f"application.reply.refused.{ground}" for ground in ("state_secret", "trade_secret", "privacy", "security_stability", "not_gov_info",
                                                                              "other_statutory")),
    "reconsideration1": "reconsideration.upheld reconsideration.corrected reconsideration.other",
    "litigation1": "litigation.upheld litigation.corrected litigation.other",
    "complaints": "complaint.total", "fee": "application.fee_collected", "units": "capacity.dedicated_unit", "points": "capacity.reading_point",
    "staff": "capacity.staff.full_time capacity.staff.part_time", "funding": "capacity.special_funding", "meetings": "meeting.total",
    "training": "training.session training.participant",
}  # fmt: skip
SUMS = {
    "key": "disclosure.key_area.total", "received": "application.received.total", "closed": "application.closed.total", "replies": "application.reply.total",
    "reconsideration": "reconsideration.outcome.total", "direct": "litigation.direct.total", "after": "litigation.after_reconsideration.total",
    "reconsideration1": "reconsideration.total", "litigation1": "litigation.total", "staff": "capacity.staff.total",
}  # fmt: skip
TABLES = {"stat-table-2014": ["statistics"], "articles-2019": ["article-20", "applications", "remedies"]}
TABLES["articles-2021"] = TABLES["articles-2019"]


def main():
    clean = {source.stem: read(source) for source in sorted((HERE / "reports").glob("*.txt"))}
    for name, (head, lines) in clean.items():
        write("clean", name, head, lines, figures(head.get("figures", {})))
    for plant in yaml.safe_load((HERE / "planted.yml").read_text(encoding="utf-8")):
        write("planted", plant["id"], *planted(plant, *clean[plant["base"]]), plant.get("omit", ()))


def read(source):
    head, _, body = source.read_text(encoding="utf-8").partition("\n---\n")
    return {"anomalies": [], **yaml.safe_load(head)}, [line for line in body.splitlines() if line.strip()]


def figures(short):
    """Short names → measure[@applicant] → value, totals added; a column that does not balance is an error of the author."""
    found, columns = {}, {}
    for name, value in short.items():
        vector = value if isinstance(value, list) else [value]
        if name in ROWS:
            for applicant, number in zip(APPLICANTS, vector, strict=False):
                found[f"foi.application.{ROWS[name]}@{applicant}"] = number
                side = {"new": 1, "in": 1}.get(name, -1)
                columns[applicant] = columns.get(applicant, 0) + side * number
                if name not in ("new", "in", "out"):
                    found[f"foi.application.outcome.total@{applicant}"] = found.get(f"foi.application.outcome.total@{applicant}", 0) + number
            found[f"foi.application.{ROWS[name]}@total"] = sum(vector)
            if name not in ("new", "in", "out"):
                found["foi.application.outcome.total@total"] = found.get("foi.application.outcome.total@total", 0) + sum(vector)
        else:
            found |= {f"foi.{measure}": number for measure, number in zip(LISTS[name].split(), vector, strict=False)}
            if name in SUMS:
                found[f"foi.{SUMS[name]}"] = sum(vector)
    if any(columns.values()):
        raise ValueError(f"columns do not balance: {columns}")
    return found


def planted(plant, head, lines):
    """Head, lines and printed figures of a report with planted errors."""
    head = {**head, "anomalies": plant["anomalies"]}
    head["year"] = plant.get("set_year", plant.get("year", head["year"]))
    head["office"] = plant.get("office", head["office"])
    text = "\n".join([head["title"], *(line for line in lines if not any(line.startswith(start) for start in plant.get("drop", ())))])
    for old, new in plant.get("names", {}).items():
        text = text.replace(old, new)
    marks = {old: f"<{number}>" for number, old in enumerate(plant.get("shift", {}))}
    for old, mark in marks.items():
        text = text.replace(old, mark)
    for old, mark in marks.items():
        text = text.replace(mark, plant["shift"][old])
    for old, new in plant.get("replace", ()):
        text = text.replace(old, new)
    title, *lines = text.split("\n")
    values = figures({**head.get("figures", {}), **plant.get("figures", {})}) | plant.get("printed", {})
    return {**head, "title": title}, lines, values


def form_of(head):
    year = head["year"] if "normative2" not in head.get("figures", {}) else 2019
    return None if "figures" not in head else "stat-table-2014" if year < 2019 else "articles-2019" if year < 2021 else "articles-2021"


def write(kind, name, head, lines, values, omit=()):
    form = form_of(head)
    items, cells = [], []
    for line in lines:
        if line.startswith("@"):
            arguments = (form, line[1:], head.get("variant", "") if line == "@statistics" else "", "official")
            slots = grid(*arguments).slots
            printer = Cells("plain")
            printed = ["" if values.get(slot.key, 0) is None else printer[values.get(slot.key, 0) * slot.scale] for slot in slots]
            items.append(("table", (arguments, printed)))
            cells += [(slot, values.get(slot.key, 0)) for slot in slots]
        else:
            items.append(({"#": "heading", ">": "right"}.get(line[0], "paragraph"), line.lstrip("#> ")))
    names = {
        "published": f"{head['year'] + 1}-01-20",
        "published_year": str(head["year"] + 1),
        "minute": "26",
        "district": head["office"][2],
        "site": f"{head['office'][2]}人民政府",
        "source": head["office"][3],
        "code": "112233-2024-0001",
    }
    data, suffix, _ = FORMATS[head["format"]](Document(head["title"], head["year"], items, names, head["choices"]))
    if omit:
        data = without(data, omit, form)
    folder = HERE / "files" / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}{suffix}").write_bytes(data)
    province, city, district, core, level = head["office"]
    office = {"name": province + (city if city != province else "") + district + core, "province": province, "city": city, "district": district, "core": core,
              "level": level}  # fmt: skip
    gold = {"file": f"{name}{suffix}", "source": "authored", "format": suffix[1:], "status": "accepted", "doc_kind": "report", "office": office,
            "office_alts": [], "year": head["year"], "template_generation": form or "narrative-era", "dup_group": None, "table_cells": [],
            "narrative_metrics": [], "anomalies": [{"planted": True, **anomaly} for anomaly in head["anomalies"]]}  # fmt: skip
    (HERE / "gold").mkdir(exist_ok=True)
    (HERE / "gold" / f"{name}{suffix}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def without(data, omit, form):
    """The page without the rows of these measures (HTML of one style only)."""
    labels = {slot.label_path[-1] for table in TABLES[form] for slot in grid(form, table, "", "official").slots if slot.measure in omit}
    start, *rows = data.decode().split("<tr>")
    for at in [at for at, row in enumerate(rows) if any(f">{label}<" in row for label in labels)][::-1]:
        del rows[at]
        for above in range(at):
            rows[above] = re.sub(r'rowspan="([0-9]+)"', lambda span, above=above, at=at: f'rowspan="{int(span[1]) - (above + int(span[1]) > at)}"', rows[above])
    return "<tr>".join([start, *rows]).encode()


if __name__ == "__main__":
    main()
