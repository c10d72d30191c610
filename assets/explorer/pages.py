"""The pages: for each address, which panels it has and which template shows them.

Belongs here: a function for each page, view and parts of the address → (template, what it needs). Not here: lists with filters (lists.py), the proof page
(report_page.py), the SQL console (console.py), queries (queries/), words (words.yml), HTML (templates/).
"""

from pathlib import PurePosixPath

from assets.explorer import cells, lists
from assets.explorer.console import console
from assets.explorer.report_page import report
from assets.explorer.view import NotThere
from schemas.codebook import codebook
from schemas.dictionary import printed_labels

OFFICES_ON_A_PAGE = 40
LABELS_SHOWN = 200


def overview(view):
    """What the warehouse holds and what the last night brought."""
    for name in ("counts", "years", "places", "findings", "files", "runs", "new"):
        view.panel(f"overview_{name}")
    if view.is_download:
        return None, {}
    problems = [row | {"kind_of_problem": view.pick(codebook().finding_codes[row["code"]])} for row in view.panels["overview_findings"].rows]
    return "overview", {
        "title": view.word("overview"),
        "panels": view.panels,
        "problems": problems,
        "files": lists.explained(view, view.panels["overview_files"].rows),
    }


def coverage(view):
    """Offices × years: forms in colours, gaps, files that were not taken."""
    where = lists.place(view) | {"q": view.text("q")}
    view.panel("coverage", **where)
    offices = view.panel("coverage_offices", page_rows=OFFICES_ON_A_PAGE, **where)
    quarantined = view.panel("coverage_quarantined")
    if view.is_download:
        return None, {}
    first, last = view.explorer.years
    span = range(first, last + 1) if first else range(0)
    held = {}
    for row in quarantined.rows:
        held.setdefault((row["lineage_id"], row["year"]), []).append(PurePosixPath(row["path"]).name)
    rows = []
    for office in offices.rows:
        found = {year["year"]: year for year in office["years"] or ()}
        rows.append(office | {"cells": [_year(year, found, held.get((office["lineage_id"], year))) for year in span]})
    things = {"offices": offices, "rows": rows, "span": span, "filters": [*lists.place_filters(view), lists.search(view)], "panels": view.panels}
    return "coverage", {"title": view.word("coverage"), **things}


def _year(year, found, held):
    """What the map shows for an office and year: state (none, gap, held, a form), report, errors, names of files not taken."""
    this = found.get(year)
    if this:
        state = "superseded" if this["status"] == "superseded" else "report"
    else:
        state = "held" if held else "gap" if found and min(found) < year < max(found) else "none"
    return {"year": year, "state": state, "held": held or [], **(this or {"report_id": None, "form": None, "errors": None})}


def office(view, office_id):
    """An office under all its names: its reports and its series."""
    names = view.panel("office", office_id=office_id)
    if not names.rows:
        raise NotThere(office_id)
    lineage = names.row["lineage_id"]
    concepts = view.panel("office_concepts", lineage_id=lineage)
    concept = view.text("concept") or next(
        (name for name in ("applications_received", "disclosed_items") if any(row["concept"] == name for row in concepts.rows)), None
    )
    concept = concept or (concepts.row or {}).get("concept")
    view.panel("office_series", lineage_id=lineage, concept=concept or "")
    for name in ("years", "findings", "reports"):
        view.panel(f"office_{name}", lineage_id=lineage)
    if view.is_download:
        return None, {}
    series = view.panels["office_series"].rows
    for row in series:
        computed = view.url("/values", office_id=row["office_id"], year=row["year"], formula=row["formula"])
        row["value__link"] = row["href"] = cells.proof(view, row["report_id"], row["observation_id"]) if row["observation_id"] else computed
        row["note"] = view.pick(row, "note")
        compared = view.url("/values", year=row["year"], formula=row["formula"], province=names.row["province"], district=names.row["district"])
        row |= dict.fromkeys(("median__link", "low__link", "high__link", "offices_compared__link"), compared)
    chosen = next((row for row in concepts.rows if row["concept"] == concept), None)
    things = {
        "names": names.rows,
        "facts": names.row,
        "concepts": concepts.rows,
        "chosen": chosen,
        "series": series,
        "panels": view.panels,
        "findings": lists.with_messages(view, view.panels["office_findings"].rows),
    }
    return "office", {"title": names.row["office"], **things}


def indicator(view, indicator_id):
    """An indicator: its values by year, its parts, what it corresponds to in other forms."""
    facts = view.panel("indicator", indicator=indicator_id)
    if not facts.rows:
        raise NotThere(indicator_id)
    years = view.panel("indicator_years", indicator=indicator_id)
    year = view.number("year") or (years.rows[-1]["year"] if years.rows else None)
    for name in ("parts", "crosswalk"):
        view.panel(f"indicator_{name}", indicator=indicator_id)
    for name in ("distribution", "districts"):
        view.panel(f"indicator_{name}", indicator=indicator_id, year=year or 0)
    view.panel("indicator_values", "values", indicator=indicator_id, year=year or 0)
    if view.is_download:
        return None, {}
    for row in years.rows:
        for status in ("reported", "zero", "stated_zero", "blank", "not_applicable"):
            row[f"{status}__link"] = view.url("/values", indicator=indicator_id, year=row["year"], value_status=status) if row[status] else None
        row["flagged__link"] = view.url("/values", indicator=indicator_id, year=row["year"], quality="flagged") if row["flagged"] else None
        row["offices_all__link"] = view.url("/values", indicator=indicator_id, year=row["year"])
        row["year__link"] = view.here(year=row["year"])
        row["median__link"] = row["highest__link"] = row["offices_all__link"]
    for row in view.panels["indicator_districts"].rows:
        row["value__link"] = view.url("/values", indicator=indicator_id, year=year, **{key: row[key] for key in lists.PLACE})
    return "indicator", {"title": view.pick(facts.row, "label"), "facts": facts.row, "year": year, "panels": view.panels}


def dictionary(view):
    """Tables, columns and rules, and which indicator a printed label is."""
    tables = view.panel("dictionary_tables")
    view.panel("dictionary_rules")
    table = view.text("table") or "fact_indicator"
    view.panel("dictionary_columns", table=table)
    if view.is_download:
        return None, {}
    for row in tables.rows:
        row["table_name__link"] = view.here(table=row["table_name"])
    for row in (*tables.rows, *view.panels["dictionary_columns"].rows):
        chinese, _, english = (row["comment"] or "").partition(" | ")
        row["comment"] = english if view.english and english else chinese
    label = view.text("label")
    labels = [row for row in printed_labels() if label and label in row[0] + row[4] + row[5]]
    return "dictionary", {
        "title": view.word("dictionary"),
        "table": table,
        "codebook": codebook(),
        "panels": view.panels,
        "label": label,
        "labels": labels[:LABELS_SHOWN],
        "labels_found": len(labels),
    }


PAGES = {
    "/": overview,
    "/coverage": coverage,
    "/office/{office_id}": office,
    "/indicators": lists.indicators,
    "/indicator/{indicator_id}": indicator,
    "/reports": lists.reports,
    "/report/{report_id}": report,
    "/findings": lists.findings,
    "/files": lists.files,
    "/values": lists.values,
    "/dictionary": dictionary,
    "/sql": console,
}
