"""Lists with filters: reports, findings, files, values, indicators. Each is one query; a filter that is not set drops its line.

Belongs here: filters, columns and what a row says besides its columns. Not here: queries (queries/), how cells look (cells.py).
"""

from typing import NamedTuple

from assets.explorer.view import PAGE_ROWS
from schemas.codebook import codebook

PLACE = ("province", "city", "district")
GROUPS = ("code", "rule_id", "district", "office_id", "year")


class Filter(NamedTuple):
    """A choice (value, word) that narrows a list; without choices a field for text."""

    name: str
    chosen: str | None
    choices: tuple = ()


def place(view):
    """The place that is chosen: province, city, district."""
    return {name: view.text(name) for name in PLACE}


def place_filters(view):
    """Province, then its cities, then their districts."""
    rows, filters = view.ask_panel("places").rows, []
    for name in PLACE:
        choices = dict.fromkeys(row[name] for row in rows if row[name])
        filters.append(Filter(name, view.text(name), tuple((choice, choice) for choice in choices)))
        if view.text(name):
            rows = [row for row in rows if row[name] == view.text(name)]
        elif name == "province" and len(choices) > 1:
            return filters
    return filters


def search(view):
    """The filter for a piece of text."""
    return Filter("q", view.text("q"))


def choice(view, name, word=None):
    """A filter whose choices are what the warehouse has, in words."""
    found = [row["choice"] for row in view.ask_panel("choices").rows if row["name"] == name]
    return Filter(name, view.text(name), tuple((value, word(value) if word else value) for value in found))


def of_words(view, name, *values):
    """A filter with given choices, in words."""
    return Filter(name, view.text(name), tuple((value, view.word(value)) for value in values))


def code_word(view, code):
    """A finding code in words."""
    return view.pick(codebook().finding_codes[code]) if code in codebook().finding_codes else code


def reason_word(view, reason):
    """A reason code of the file log in words."""
    return view.pick(codebook().reasons[reason]) if reason in codebook().reasons else reason


def explained(view, rows):
    """Rows of the file log with their reason in words."""
    return [
        row | {"reason": reason_word(view, row["reason"]), "todo": view.pick(codebook().reasons[row["reason"]], "todo"), "reason__link": view.url("/files", status=row["status"], reason=row["reason"])}
        for row in rows
    ]  # fmt: skip


def with_messages(view, rows):
    """Findings with kind and message in the language of the page."""
    return [row | {"message": view.pick(row, "message"), "kind_of_problem": code_word(view, row["code"])} for row in rows]


def _list(view, name, columns, filters, rows=lambda found: found, **more):
    """A page of one list: its filters, one page of its rows, its download."""
    chosen = {one.name: view.number(one.name) if one.name == "year" else one.chosen for one in filters}
    panel = view.panel(name, page_rows=PAGE_ROWS, **({key: view.text(key) for key in ("office_id", "formula")} | chosen | more.pop("parameters", {})))
    if view.is_download:
        return None, {}
    return "list", {
        "title": view.word(name),
        "lead": view.word(f"{name}_lead"),
        "panel": panel,
        "rows": rows(panel.rows),
        "columns": columns,
        "filters": filters,
        "panels": view.panels,
        **more,
    }


def reports(view):
    filters = [
        *place_filters(view),
        choice(view, "year"),
        choice(view, "form", view.form),
        of_words(view, "status", "accepted", "superseded", "duplicate"),
        search(view),
    ]
    return _list(view, "reports", ["district", "office", "year", "form", "status", "published_on", "errors", "warnings", "path"], filters)


def findings(view):
    """Findings as a list, or counted by kind, rule, district, office or year."""
    filters = [
        *place_filters(view), choice(view, "year"), of_words(view, "severity", "error", "warning", "info"), choice(view, "code", lambda code: code_word(view, code)), choice(view, "rule_id"),
        of_words(view, "fault", "source", "reading", "undecided"), search(view), Filter("by", view.text("by"), tuple((name, view.word(f"group.{name}")) for name in GROUPS)),
    ]  # fmt: skip
    workbook = view.url(
        "/findings.xlsx",
        district=view.text("district") or view.text("city"),
        year=view.number("year"),
        severity=view.text("severity"),
        code=view.text("rule_id") or view.text("code"),
        office=view.text("q"),
    )
    if (by := view.text("by")) in GROUPS:
        chosen = {one.name: view.number(one.name) if one.name == "year" else one.chosen for one in filters} | {"office_id": view.text("office_id")}
        panel = view.panel("findings_grouped", page_rows=PAGE_ROWS, **chosen)
        columns = ["grouped", "findings", "errors", "warnings", "notes", "in_reports"]
        if view.is_download:
            return None, {}
        rows = [_group(view, row, by) for row in panel.rows]
        return "list", {
            "title": view.word("findings"),
            "lead": view.word("findings_lead"),
            "panel": panel,
            "rows": rows,
            "columns": columns,
            "filters": filters,
            "panels": view.panels,
            "workbook": workbook,
        }
    columns = ["severity", "kind_of_problem", "office", "year", "message", "suggestion", "rule_id"]
    return _list(view, "findings", columns, filters, lambda rows: with_messages(view, rows), workbook=workbook)


def _group(view, row, by):
    names = {
        "code": lambda: code_word(view, row["grouped"]),
        "rule_id": lambda: f"{row['grouped']} {code_word(view, row['code_of_rule'])}",
        "office_id": lambda: row["full_name"],
    }
    within = {by: row["grouped"]} | ({"province": row["province"], "city": row["city"]} if by == "district" else {})
    links = {
        f"{name}__link": view.here(by=None, page=None, severity=severity, **within)
        for name, severity in (("findings", view.text("severity")), ("errors", "error"), ("warnings", "warning"), ("notes", "info"))
    }
    return row | links | {"grouped": names.get(by, lambda: row["grouped"])(), "grouped__link": links["findings__link"]}


def files(view):
    filters = [
        of_words(view, "status", "accepted", "duplicate", "superseded", "quarantined"), choice(view, "reason", lambda reason: reason_word(view, reason)), choice(view, "format"), Filter("seen", view.text("seen")), search(view),
    ]  # fmt: skip
    return _list(
        view, "files", ["status", "path", "reason", "todo", "detail", "format", "office", "year", "last_seen"], filters, lambda rows: explained(view, rows)
    )


def values(view):
    filters = [
        *place_filters(view), choice(view, "year"), of_words(view, "value_status", "reported", "zero", "stated_zero", "blank", "not_applicable"), of_words(view, "quality", "ok", "flagged"), search(view),
    ]  # fmt: skip
    rows = lambda found: [row | {"label": view.pick(row, "label")} for row in found]  # noqa: E731
    return _list(
        view,
        "values",
        ["district", "office", "year", "label", "value", "unit", "value_status", "corrected_value", "origin", "quality", "quote"],
        filters,
        rows,
        parameters={"indicator": view.text("indicator")},
    )


def indicators(view):
    filters = [choice(view, "form", view.form), of_words(view, "applicants", "total"), search(view)]
    rows = lambda found: [row | {"label": view.pick(row, "label")} for row in found]  # noqa: E731
    return _list(
        view,
        "indicators",
        ["section", "label", "unit", "form", "indicator_values", "offices_with", "first_year", "last_year", "comparability"],
        filters,
        rows,
        parameters={"applicants": view.text("applicants") or "total"},
    )
