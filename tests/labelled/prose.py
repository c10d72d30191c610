"""Makes a set of labelled prose: SET/reports/*.txt (marked prose, several reports a file) → files/ and gold/ in the format of the acceptance samples.

    python tests/labelled/prose.py SET TARGET            write files and gold into the folder TARGET, print the counts
    python tests/labelled/prose.py SET TARGET --labels   print every gold metric too, for proofreading

Standard library only, besides marks.py of set A, which reads value, unit, precision and statistic from the words of a mark. Not here: measuring
(measure.py).
"""

import csv
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "a"))
from marks import quantity, sentence  # noqa: E402

INDICATORS = HERE.parents[1] / "schemas" / "codebook" / "indicators.csv"
MARK = re.compile(r"\[(?P<metric>[^\[\]]*\|[^\[\]]*)\]|\{(?P<other>[^{}]*\|[^{}]*)\}")
ANSWER, OUTCOME = "foi.application.reply", "foi.application.outcome"
DIRECT, AFTER = "foi.litigation.direct", "foi.litigation.after_reconsideration"
# code of a mark → indicator of the forms up to FY2018, of those from FY2019
CODES = {
    "pub": ("foi.disclosure.total", ""),
    "norm": ("foi.disclosure.normative_doc", ""),
    "normissued": ("foi.disclosure.normative_doc_issued", ""),
    "normiss3": ("", "foi.lawdoc.normative.issued"),
    "normrep": ("", "foi.lawdoc.normative.repealed"),
    "normforce": ("", "foi.lawdoc.normative.in_force"),
    "regforce": ("", "foi.lawdoc.regulation.in_force"),
    "key": ("foi.disclosure.key_area.total", ""),
    "fiscal": ("foi.disclosure.key_area.fiscal", ""),
    "price": ("foi.disclosure.key_area.pricing", ""),
    "kother": ("foi.disclosure.key_area.other", ""),
    "gaz": ("foi.disclosure.channel.gazette", ""),
    "web": ("foi.disclosure.channel.website", ""),
    "weibo": ("foi.disclosure.channel.weibo", ""),
    "wechat": ("foi.disclosure.channel.wechat", ""),
    "other": ("foi.disclosure.channel.other", ""),
    "hot": ("foi.response.hot_topic.total", ""),
    "press": ("foi.response.press_conference.total", ""),
    "pressp": ("foi.response.press_conference.by_principal", ""),
    "talk": ("foi.response.online_interview.total", ""),
    "talkp": ("foi.response.online_interview.by_principal", ""),
    "interp": ("foi.response.interpretation", ""),
    "wbwx": ("foi.response.weibo_wechat", ""),
    "recv": ("foi.application.received.total", ""),
    "face": ("foi.application.received.in_person", ""),
    "fax": ("foi.application.received.fax", ""),
    "net": ("foi.application.received.online", ""),
    "letter": ("foi.application.received.letter", ""),
    "closed": ("foi.application.closed.total", ""),
    "ontime": ("foi.application.closed.on_time", ""),
    "ext": ("foi.application.closed.extended", ""),
    "reply": (ANSWER + ".total", ""),
    "already": (ANSWER + ".already_public", ""),
    "agree": (ANSWER + ".granted", ""),
    "partial": (ANSWER + ".partial", ""),
    "refuse": (ANSWER + ".refused.total", ""),
    "privacy": (ANSWER + ".refused.privacy", ""),
    "trade": (ANSWER + ".refused.trade_secret", ""),
    "notours": (ANSWER + ".not_competent", ""),
    "notexist": (ANSWER + ".not_exist", ""),
    "amend": (ANSWER + ".amend", ""),
    "otherway": (ANSWER + ".other_channel", ""),
    "recon": ("foi.reconsideration.total", ""),
    "reconup": ("foi.reconsideration.upheld", ""),
    "reconcorr": ("foi.reconsideration.corrected", ""),
    "reconother": ("foi.reconsideration.other", ""),
    "lit": ("foi.litigation.total", ""),
    "litup": ("foi.litigation.upheld", ""),
    "litcorr": ("foi.litigation.corrected", ""),
    "compl": ("foi.complaint.total", ""),
    "fee": ("foi.application.fee_collected", ""),
    "unit": ("foi.capacity.dedicated_unit", ""),
    "point": ("foi.capacity.reading_point", ""),
    "staff": ("foi.capacity.staff.total", ""),
    "full": ("foi.capacity.staff.full_time", ""),
    "part": ("foi.capacity.staff.part_time", ""),
    "fund": ("foi.capacity.special_funding", ""),
    "meet": ("foi.meeting.total", ""),
    "train": ("foi.training.session", ""),
    "trainee": ("foi.training.participant", ""),
    "new": ("", "foi.application.new"),
    "carryin": ("", "foi.application.carried_in"),
    "carryout": ("", "foi.application.carried_out"),
    "total": ("", OUTCOME + ".total"),
    "granted": ("", OUTCOME + ".granted"),
    "partial3": ("", OUTCOME + ".partial"),
    "denied": ("", OUTCOME + ".denied.total"),
    "internal": ("", OUTCOME + ".denied.internal_affairs"),
    "process": ("", OUTCOME + ".denied.process"),
    "third": ("", OUTCOME + ".denied.third_party"),
    "enf": ("", OUTCOME + ".denied.enforcement_file"),
    "unavail": ("", OUTCOME + ".unavailable.total"),
    "nothold": ("", OUTCOME + ".unavailable.not_held"),
    "needmake": ("", OUTCOME + ".unavailable.needs_creation"),
    "unclear": ("", OUTCOME + ".unavailable.unclear"),
    "nopro": ("", OUTCOME + ".not_processed.total"),
    "petition": ("", OUTCOME + ".not_processed.petition"),
    "repeat": ("", OUTCOME + ".not_processed.repeat"),
    "otherp": ("", OUTCOME + ".other.total"),
    "nocorr": ("", OUTCOME + ".other.no_correction"),
    "recont": ("", "foi.reconsideration.outcome.total"),
    "reconup3": ("", "foi.reconsideration.outcome.upheld"),
    "reconcorr3": ("", "foi.reconsideration.outcome.corrected"),
    "reconoth3": ("", "foi.reconsideration.outcome.other"),
    "reconpend": ("", "foi.reconsideration.outcome.pending"),
    "litd": ("", DIRECT + ".total"),
    "litdup": ("", DIRECT + ".upheld"),
    "litdoth": ("", DIRECT + ".other"),
    "litr": ("", AFTER + ".total"),
    "lic": ("", "foi.power.license.decision"),
    "pen": ("", "foi.power.penalty.decision"),
    "coer": ("", "foi.power.coercion.decision"),
    "fee3": ("", "foi.info_processing_fee.amount"),
    "regmade": ("", "foi.lawdoc.regulation.made_new"),
    "normmade": ("", "foi.lawdoc.normative.made_new"),
    "normopen": ("", "foi.lawdoc.normative.disclosed_stock"),
    "service": ("", "foi.power.other_service.decision"),
    "charge": ("", "foi.power.charge.amount"),
    "buy": ("", "foi.procurement.project"),
    "buysum": ("", "foi.procurement.amount"),
}
CLASSES = {"opt": "optional", "rep": "repeat", "zero": "implied_zero"}


def labels():
    with INDICATORS.open(encoding="utf-8") as file:
        return {row["indicator"]: row["label_zh"].split(" / ") for row in reversed(list(csv.DictReader(file))) if "@" not in row["indicator"]}


def metric(fields, year, label):
    """Gold entry of one metric mark, without its place."""
    text, measure, codes, options = [*fields, "", "", ""][:4]
    said = dict(option.partition("=")[::2] for option in options.split())
    try:
        value, unit, approx, kind = quantity(text)
    except ValueError:
        value, unit, approx, kind = None, "", "exact", "level"
    value = float(said["v"]) if "v" in said else value
    unit, approx, kind = said.get("u", unit), said.get("a", approx), said.get("k", kind)
    if value is None or not unit:
        raise ValueError(f"say v= and u= of {text}")
    path = []
    for code in filter(None, codes.split("+")):
        key = CODES[code][year >= 2019]
        if not key:
            raise ValueError(f"{code} is no indicator of {year}: {text}")
        path += label[key]
    period = said.get("y", str(year))
    return {
        "text": text,
        "value": int(value) if value == int(value) else value,
        "value_max": float(said["max"]) if "max" in said else None,
        "unit": unit,
        "approx": approx,
        "measure": measure,
        "period_year": None if period == "none" else int(period),
        "kind": kind,
        "class": next((CLASSES[o] for o in said if o in CLASSES), "core"),
        "unit_alts": said["alt"].split(",") if "alt" in said else [],
        "indicator": path[-1] if path else None,
        "indicator_path": path or None,
    }


def read(source, label):
    """(name, gold, text) of one report: a head line name|office|province|city|district|year, then marked paragraphs."""
    head, _, body = source.partition("\n")
    name, office, province, city, district, year = head.strip().split("|")
    year, plain, metrics, others, at = int(year), "", [], [], 0
    body = body.strip().removeprefix("# ")
    for mark in MARK.finditer(body):
        plain += body[at : mark.start()]
        at = mark.end()
        fields = (mark["metric"] or mark["other"]).split("|")
        place = {"start": len(plain), "end": len(plain) + len(fields[0])}
        plain += fields[0]
        if mark["metric"]:
            metrics.append(metric(fields, year, label) | place)
        else:
            others.append({"text": fields[0], "reason": fields[1]} | place)
    plain += body[at:] + "\n"
    for entry in metrics:
        line = plain.rfind("\n", 0, entry["start"]) + 1
        paragraph = plain[line : plain.find("\n", line)]
        entry["sentence"] = sentence(paragraph, entry["start"] - line)
    full = "".join(dict.fromkeys(part for part in (province, city, district) if part and not office.startswith(part))) + office
    gold = {
        "file": name + ".txt",
        "source": "authored",
        "format": "txt",
        "encoding": "utf-8",
        "offset_basis": "decoded file text",
        "status": "accepted",
        "doc_kind": "report",
        "office": {"name": full, "province": province, "city": city, "district": district or city, "core": office, "level": None},
        "office_alts": [],
        "year": year,
        "template_generation": "narrative-era",
        "panel": None,
        "dup_group": None,
        "table_cells": [],
        "narrative_metrics": metrics,
        "not_metrics": others,
        "anomalies": [],
    }
    return name, gold, plain


def main(folder, target, *options):
    label = labels()
    counts = [0, 0, 0]
    folder, target = Path(folder), Path(target)
    (target / "gold").mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "reports").glob("*.txt")):
        for source in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, gold, plain = read(source, label)
            place = target / "files" / "/".join(part for part in dict.fromkeys(gold["office"][k] for k in ("province", "city", "district")) if part)
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.txt").write_text(plain, encoding="utf-8", newline="\n")
            (target / "gold" / f"{name}.txt.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            counts = [counts[0] + 1, counts[1] + len(gold["narrative_metrics"]), counts[2] + len(gold["not_metrics"])]
            if "--labels" in options:
                for m in gold["narrative_metrics"]:
                    print(name, m["text"], m["value"], m["unit"], m["approx"], m["kind"], m["class"], m["measure"], m["indicator"], sep="\t")
    print("{} reports, {} metrics, {} numerals that are none".format(*counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
