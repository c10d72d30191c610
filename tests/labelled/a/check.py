"""Reads the files of set A back and holds them against their gold: text, offsets, tables, sums, and the scorer's oracle (perfect predictions must score 100 %).

    python check.py [score.py]      the scorer of the reference samples; without it that part is left out

Independent of author.py's writers: text by its encoding, HTML by lxml, DOCX by python-docx, DOC through LibreOffice.
"""

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import author
import docx
import lxml.html

HERE = Path(__file__).parent


def squeeze(text):
    return re.sub(r"\s+", "", text.replace("\xa0", ""))


def read_html(path, encoding):
    """All text, and rows of the innermost tables."""
    tree = lxml.html.document_fromstring(path.read_bytes().decode(encoding))
    for br in tree.iter("br"):
        br.tail = "\n" + (br.tail or "")
    tables = [t for t in tree.iter("table") if not t.findall(".//table")]
    rows = [[squeeze(c.text_content()) for c in tr.iter("td", "th")] for t in tables for tr in t.iter("tr")]
    return tree.text_content(), rows


def read_docx(path):
    document = docx.Document(path)
    tables = list(document.tables)
    tables += [inner for t in tables for row in t.rows for cell in row.cells for inner in cell.tables]
    rows = []
    for t in tables:
        for row in t.rows:
            seen, line = set(), []
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    line.append(squeeze(cell.text))
            rows.append(line)
    return "\n".join(p.text for p in document.paragraphs), rows


def read_back(path, gold):
    if gold["format"] == "html":
        return read_html(path, gold["encoding"])
    if gold["format"] == "docx":
        return read_docx(path)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", "--headless", "--convert-to", "docx", "--outdir", folder, str(path)], check=True, capture_output=True)
        return read_docx(Path(folder) / (path.stem + ".docx"))


def check_text(path, gold, report):
    """Offsets of a text file; its cells in order."""
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if gold["encoding"] == "utf-8" else gold["encoding"])
    for item in gold["narrative_metrics"] + gold["not_metrics"]:
        assert text[item["start"] : item["end"]] == item["text"], (path.name, item)
    if "table" in report:
        wanted = [squeeze(t) for row in author.grid(report) for t, _ in row if squeeze(t)]
        found = [c for c in (squeeze(x) for x in re.split(r"[|\t\r\n]", text)) if c]
        joined, at = "\x00".join(found), 0
        for cell in wanted:
            first = cell.split("（不同")[0]
            at = joined.find(first, at)
            assert at >= 0, (path.name, "cell not found", cell)
            at += len(first)
    return text


def check_rows(path, gold, rows, report):
    wanted = [[squeeze(t) for t, _ in row] for row in author.grid(report)]
    start = next((i for i in range(len(rows)) if rows[i : i + len(wanted)] == wanted), None)
    assert start is not None, (path.name, "table differs", [(a, b) for a, b in zip(wanted, rows[-len(wanted) :], strict=False) if a != b][:3])


SUMS = {
    "recv": ["face", "fax", "net", "letter"],
    "closed": ["ontime", "ext"],
    "reply": ["already", "agree", "partial", "refuse", "notours", "notexist", "amend", "elsewhere"],
    "refuse": ["secret", "trade", "privacy", "security", "notinfo", "otherlaw"],
    "rec": ["recup", "reccor", "recoth"],
    "lit": ["litup", "litcor", "litoth"],
    "staff": ["full", "part"],
    "key": ["fiscal", "housing", "food", "env", "bid", "safety", "land", "price", "credit", "audit", "utility", "kother"],
}
ANNEX_SUMS = {
    "shanghai": {
        "recv": ["face", "fax", "email", "net", "letter", "form"],
        "reply": ["agree", "partial", "refuse"],
        "refuse": ["notinfo", "notexist", "notours", "unclear", "free1", "free2", "free3", "free4", "free5", "free6", "cause"],
    },
    "fujian": {"pub": ["web", "gaz", "board"], "recv": ["face", "fax", "email", "net", "letter", "form"], "reply": ["agree", "partial", "refuse"]},
    "short": {"recv": ["face", "net", "letter"], "reply": ["agree", "partial", "refuse"]},
}


def broken_sums(report):
    """Every rule of a form that the printed table breaks."""
    form = report["table"]["form"]
    values = {r["key"]: [author.value_of(s) for s in r["shown"]] for r in author.printed_rows(report) if r["unit"] and r["key"]}
    out = []
    for total, parts in (SUMS if form in ("national", "beijing") else ANNEX_SUMS[form]).items():
        for i, value in enumerate(values.get(total, [])):
            if value != sum(values[p][i] or 0 for p in parts if p in values):
                out.append(total)
    if form in ("national", "beijing"):
        v = {k: x[0] or 0 for k, x in values.items()}
        channels = [v[k] for k in ("gaz", "web", "weibo", "wechat", "other")]
        rules = {
            "norm": v["norm"] <= min(v["pub"], v["normissued"]),
            "channels": v["pub"] <= sum(channels) and max(channels) <= v["pub"],
            "hot": v["hot"] <= v["press"] + v["talk"] + v["interp"] + v["wb"] + v["oth"],
            "closed": v["reply"] == v["closed"] <= v["recv"],
            "training": (v["trained"] == 0) == (v["train"] == 0) and v["trained"] >= v["train"],
            "key": v.get("key", 0) <= v["pub"],
            "principal": v["pressp"] <= v["press"] and v["talkp"] <= v["talk"],
        }
        out += [name for name, holds in rules.items() if not holds]
    return out


def text_against_table(report, gold):
    """Prose levels of the year with an indicator of the table that differ from the cell."""
    cells = {tuple(c["label_path"] + c["column_path"]): c for c in gold["table_cells"]}
    out = []
    for m in gold["narrative_metrics"]:
        cell = cells.get(tuple(m["indicator_path"]))
        if cell and cell["value"] is not None and m["kind"] == "level" and m["approx"] == "exact":
            scale = {"万元": 1e4}
            if abs(m["value"] * scale.get(m["unit"], 1) - cell["value"] * scale.get(cell["unit_as_printed"], 1)) > 1e-6:
                out.append(f"{m['measure']} {m['text']} / {cell['value']}{cell['unit_as_printed']}")
    return out


def shares(gold):
    """Printed shares that follow the level before them in the sentence, recomputed against the total named in their measure."""
    total = next((m["value"] for m in gold["narrative_metrics"] if m["measure"] == "主动公开政府信息"), None)
    levels = {m["measure"]: m["value"] for m in gold["narrative_metrics"] if m["kind"] == "level" and m["class"] in ("core", "optional")}
    replies = next((levels[k] for k in ("答复申请", "申请答复", "收到申请") if k in levels), None)
    out = []
    for m in gold["narrative_metrics"]:
        part = levels.get(m["measure"].removesuffix("占比"), levels.get(m["measure"].removesuffix("占比") + "信息"))
        if m["kind"] != "share" or part is None or not m["measure"].endswith("占比") or m["approx"] != "exact":
            continue
        digits = len(unicodedata.normalize("NFKC", m["text"]).rstrip("%").partition(".")[2])
        if all(base is None or abs(round(100 * part / base, digits) - m["value"]) > 1e-9 for base in (total, replies)):
            out.append(f"{m['measure']} {m['text']} of {part}")
    return out


def main():
    loaded = {r["file"]: r for r in map(author.load, sorted((HERE / "reports").glob("a*.txt")))}
    for path in sorted((HERE / "files").iterdir()):
        gold = json.loads((HERE / "gold" / (path.name + ".json")).read_text(encoding="utf-8"))
        report = loaded[path.name]
        if gold["format"] == "txt":
            text = check_text(path, gold, report)
        else:
            text, rows = read_back(path, gold)
            if "table" in report:
                check_rows(path, gold, rows, report)
        for m in gold["narrative_metrics"]:
            assert squeeze(m["sentence"]) in squeeze(text) and m["text"] in m["sentence"], (path.name, m["sentence"])
        found = {"sums": broken_sums(report) if "table" in report else [], "text_table": text_against_table(report, gold), "shares": shares(gold)}
        print(path.name, "|", [a["code"] for a in gold["anomalies"]], "|", {k: v for k, v in found.items() if v} or "all sums, texts and shares agree")
    if len(sys.argv) > 1:
        spec = importlib.util.spec_from_file_location("score", sys.argv[1])
        score = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(score)
        score.HERE = str(HERE)
        gold = score.load_gold("all")
        totals, _, errors = score.score(gold, {r["file"]: r for r in score.oracle(gold)})
        assert not errors, errors[:5]
        print(score.report(totals))


if __name__ == "__main__":
    main()
