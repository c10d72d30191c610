"""How a value looks in a table, and where it leads: a number to its proof, an office to its page, a count to what it counts.

Belongs here: rules by the name of a column, the same on every page and in the SQL console. Not here: queries.
"""

from datetime import date

from markupsafe import Markup, escape

LONG = 12  # signs
MARKS = ("blank", "not_applicable", "stated_zero", "dash", "text")


def heading(view, column):
    """Name of a column for people: from words.yml, otherwise as it stands."""
    return view.word(f"column.{column}").removeprefix("column.")


def is_number(value):
    """Whether a value is set to the right; truth values are words."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_long(value):
    """Whether a value is a long text in Chinese, which may break anywhere: among many columns it needs room, or it stands sign below sign."""
    return isinstance(value, str | list) and sum(sign > "\u2e80" for sign in str(value)) > LONG


def cell(view, row, column):
    """A cell as HTML with its link."""
    value, address = row[column], link(view, row, column)
    shown = show(view, row, column)
    if value is None and column != "value":
        return Markup('<span class="none">–</span>')
    return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown


def show(view, row, column):
    """A value as people write it."""
    value = row[column]
    if column == "value" and row.get("value_status") in MARKS:
        return Markup('<span class="mark mark-{}">{}</span>').format(row["value_status"], view.word(row["value_status"]))
    if value is None:
        return Markup('<span class="none">–</span>')
    if column in ("severity", "status", "comparability", "quality", "origin", "fault", "value_status", "value_kind", "kind", "level"):
        if column == "level":
            return Markup('<span class="tag">{}</span>').format(view.word(f"level.{value}"))
        return Markup('<span class="tag tag-{}">{}</span>').format(value, view.word(str(value)))
    if column == "form":
        return escape(" / ".join(view.form(name) for name in str(value).split("|")))
    if isinstance(value, bool):
        return escape(view.word("yes" if value else "no"))
    if is_number(value):
        return escape(number(value, grouped=not column.endswith(("year", "page", "_key", "_id", "block"))))
    if isinstance(value, list):
        return escape("、".join(str(item) for item in value))
    if isinstance(value, date):
        return escape(value.isoformat()[:10])
    return escape(str(value))


def number(value, grouped=True):
    """1234.5 → 1,234.5; whole numbers without decimals."""
    sign = "," if grouped else ""
    if isinstance(value, float):
        return f"{value:{sign}.0f}" if value.is_integer() else f"{value:{sign}.10g}" if abs(value) >= 1e9 else f"{round(value, 2):{sign}}"
    return f"{value:{sign}}"


def link(view, row, column):
    """Where a cell leads; None where nowhere. A row may name a place of its own for a column: column__link."""
    if own := row.get(f"{column}__link"):
        return own
    for columns, needed, target in LINKS:
        if column in columns and all(row.get(name) is not None for name in needed):
            return target(view, row, column)
    return None


def proof(view, report_id, observation_id):
    """Address of the place in its report that a value was read from."""
    return view.url(f"/report/{report_id}", anchor=f"o{observation_id}", value=observation_id)


LINKS = [
    (("value", "value_text", "quote", "actual"), ("report_id", "observation_id"), lambda view, row, _: proof(view, row["report_id"], row["observation_id"])),
    (("message", "message_zh", "message_en"), ("report_id", "finding_id"), lambda view, row, _: view.url(f"/report/{row['report_id']}", anchor=f"f{row['finding_id']}")),
    (("office", "name", "full_name"), ("office_id",), lambda view, row, _: view.url(f"/office/{row['office_id']}")),
    (("indicator", "label", "label_zh", "label_en", "indicator_id"), ("indicator_id",), lambda view, row, _: view.url(f"/indicator/{row['indicator_id']}")),
    (("path", "title", "year", "report_id"), ("report_id",), lambda view, row, _: view.url(f"/report/{row['report_id']}")),
    (("findings", "in_reports"), ("code", "severity"), lambda view, row, _: view.url("/findings", code=row["code"], severity=row["severity"])),
    (("code",), ("code",), lambda view, row, _: view.url("/findings", code=row["code"])),
    (("district",), ("district", "province"), lambda view, row, _: view.url("/coverage", province=row["province"], city=row.get("city"), district=row["district"])),
    (("offices",), ("district", "province"), lambda view, row, _: view.url("/coverage", province=row["province"], city=row.get("city"), district=row["district"])),
    (("reports",), ("district", "province"), lambda view, row, _: view.url("/reports", province=row["province"], city=row.get("city"), district=row["district"])),
    (("errors", "warnings"), ("report_id",), lambda view, row, _: view.url(f"/report/{row['report_id']}", anchor="findings")),
    (("errors",), ("district", "province"), lambda view, row, _: view.url("/findings", province=row["province"], city=row.get("city"), district=row["district"], severity="error")),
    (("files", "reason"), ("status", "reason"), lambda view, row, _: view.url("/files", status=row["status"], reason=row["reason"])),
    (("reports",), ("form",), lambda view, row, _: view.url("/reports", form=row["form"], year=row.get("year"))),
]  # fmt: skip
