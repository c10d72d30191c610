"""The proof page: a report as read, every value marked and linked to what it means, findings at their place.

Belongs here: what the page needs. Not here: where in a block a value stands (proof.py), queries (queries/report*.sql).
"""

from markupsafe import Markup

from assets.explorer import cells
from assets.explorer.proof import document
from assets.explorer.view import NotThere
from pipeline.layers import NoBlocks
from schemas.codebook import codebook


def report(view, report_id):
    """A report as it is printed, with its values and findings at their places."""
    facts = view.panel("report", report_id=report_id)
    if not facts.rows:
        raise NotThere(report_id)
    values, findings = view.panel("report_values", report_id=report_id), view.panel("report_findings", report_id=report_id)
    view.panel("report_versions", report_id=report_id)
    if view.is_download:
        return None, {}
    chosen = view.number("value")
    value = next((row for row in values.rows if row["observation_id"] == chosen), None)
    if value:
        keys = {key: value[key] for key in ("office_key", "year", "indicator_key", "observation_id")}
        view.panel("value_others", **keys)
    numbers = {row["finding_id"]: place for place, row in enumerate(findings.rows, 1)}
    touching = {}
    for row in findings.rows:
        for observation in row["observation_ids"] or ():
            touching.setdefault(observation, []).append(row)
    try:
        blocks = view.explorer.layers.document(report_id).to_dicts()
    except NoBlocks:
        blocks = []

    def mark(row, text):
        found = touching.get(row["observation_id"], ())
        classes = f"value value-{row['value_kind']}" + (" is-spare" if not row["chosen"] else "") + (" is-known" if row["indicator_key"] is not None else "")
        classes += f" has-{found[0]['severity']}" if found else ""
        classes += " is-current" if row["observation_id"] == chosen else ""
        notes = Markup("").join(
            Markup('<a class="note note-{}" href="#f{}" title="{}">{}</a>').format(
                one["severity"], one["finding_id"], view.pick(one, "message"), numbers[one["finding_id"]]
            )
            for one in found
        )
        label = view.pick(row, "label") or row["measure_text"] or row["label"] or ""
        shown = text or Markup('<span class="empty">{}</span>').format(view.word(row["value_kind"]))
        address = cells.proof(view, report_id, row["observation_id"])
        return Markup('<a class="{}" id="o{}" href="{}" title="{}">{}</a>{}').format(classes, row["observation_id"], address, label, shown, notes)

    things = {
        "facts": facts.row,
        "value": value,
        "touching": touching,
        "numbers": numbers,
        "codes": codebook().finding_codes,
        "parts_of_text": document(blocks, values.rows, mark),
        "here": {row["observation_id"] for row in values.rows},
    }
    return "report", {"title": f"{facts.row['office']} {facts.row['year']}", "panels": view.panels, **things}
