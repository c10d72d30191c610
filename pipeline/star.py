"""The dimensions of the star schema, from the codebook and from the settled reports.

Belongs here: frames of the dim_ tables, of the file log and of the bridge between concepts and indicators. Not here: facts, which DuckDB joins itself
(facts.py), because there are too many.
"""

from datetime import date

import polars as pl

from pipeline.identity.lineage import office_dimension
from pipeline.landing.paths import SEPARATOR
from pipeline.tables.forms import indicator_key
from schemas.codebook import codebook
from schemas.contracts import conform


def dimensions(files, rejected, reports, origins, rule_counts, corrections):
    """Frames of all tables but the facts and the run log, by name; arguments: see file_log() and dim_rule()."""
    return {
        "file_log": file_log(files, rejected, reports, origins),
        "dim_office": office_dimension(reports),
        "dim_year": dim_year(),
        "dim_indicator": dim_indicator(),
        "dim_rule": dim_rule(reports, rule_counts),
        "dim_report": dim_report(reports),
        "dim_concept": dim_concept(),
        "bridge_concept": bridge_concept(),
        "fact_correction": corrections,
    }


def fact_finding(findings, reports):
    """Frame of fact_finding from the layer `findings`, with office and year of the report."""
    return conform(findings.join(reports.select("report_id", "office_key", "year"), on="report_id", how="left").sort("finding_id"), "fact_finding")


def dim_year():
    """Frame of dim_year: every report year the codebook knows."""
    rows = [
        {
            "year": year,
            "era": span.era,
            "regulation": span.regulation,
            "due_date": _next(year, span.due),
            "due_date_governments": _next(year, span.due_governments),
        }
        for span in codebook().years
        for year in range(span.from_, span.to + 1)
    ]
    return conform(pl.DataFrame(rows), "dim_year")


def _next(year, day):
    """The day MM-DD of the next year."""
    return date(year + 1, *map(int, day.split("-")))


def dim_indicator():
    """Frame of dim_indicator: every indicator, by type of applicant where the form asks for it."""
    rows = [
        _indicator_row(entry, applicant) for entry in codebook().indicators.values() for applicant in (codebook().applicants if entry.by_applicant else (None,))
    ]
    concepts = bridge_concept().sort("concept", "alternative").unique("indicator_key", keep="first", maintain_order=True)
    concepts = concepts.join(dim_concept().select("concept", "alternative", "comparability"), on=["concept", "alternative"], how="left")
    frame = pl.DataFrame(rows).join(concepts.select("indicator_key", "concept", "comparability"), on="indicator_key", how="left", maintain_order="left")
    return conform(frame.sort("indicator_key"), "dim_indicator")


def _indicator_row(entry, applicant):
    suffix, label = "", entry.label_zh
    if applicant:
        suffix, label = f"[{applicant}]", f"{entry.label_zh}（{codebook().applicants[applicant].zh}）"
    return {
        "indicator_key": indicator_key(entry.key, applicant),
        "indicator_id": entry.indicator + suffix,
        "measure": entry.measure,
        "applicant_type": applicant or "na",
        "label_zh": label,
        "label_en": entry.label_en + (f" ({codebook().applicants[applicant].en})" if applicant else ""),
        "unit": entry.unit,
        "value_type": entry.value_type,
        "parent_id": _parent_id(entry, applicant),
        "aggregation": entry.aggregation if applicant in (None, "total") else "of_which",
        "is_total": entry.is_total or applicant == "total",
        "form": "|".join(entry.form),
        "section": entry.section,
    }


def _parent_id(entry, applicant):
    """A type of applicant is a part of the total column; the total column is a part of the row above."""
    if applicant not in (None, "total"):
        return f"{entry.indicator}[total]"
    if not entry.parent:
        return None
    return entry.parent + ("[total]" if codebook().indicators[entry.parent].by_applicant else "")


def dim_concept():
    """Frame of dim_concept: concepts that link indicators across forms, with the ways to compute them."""
    rows = [entry.model_dump() | {"terms": sum(1 for _ in entry.terms)} for entry in codebook().series]
    return conform(pl.DataFrame(rows), "dim_concept")


def bridge_concept():
    """Frame of bridge_concept: the indicators, with their sign, that a way to a concept adds up."""
    by_measure = {}
    for entry in codebook().indicators.values():
        by_measure.setdefault(entry.measure, []).append(entry)
    rows = []
    for series in codebook().series:
        for sign, measure, applicant in series.terms:
            for entry in by_measure[measure]:
                key = indicator_key(entry.key, applicant or ("total" if entry.by_applicant else None))
                rows.append({"concept": series.concept, "alternative": series.alternative, "measure": measure, "indicator_key": key, "sign": sign})
    return conform(pl.DataFrame(rows), "bridge_concept")


def dim_rule(reports, counts):
    """Frame of dim_rule: the rules, and on how many reports they were tested.

    reports: settled layer `reports`; counts: layer `rule_counts` of all shards. A check of the program has no counts of its own, only reports in scope.
    """
    accepted = reports.filter(pl.col("status") == "accepted").group_by("form", "level").len()
    tested = counts.group_by("rule_id").agg(pl.col("tested", "undecided").sum())
    rows = []
    for rule in codebook().rules.values():
        scope = accepted.filter(pl.col("form").is_in(rule.forms) & (pl.col("level").is_in(rule.levels) if rule.levels else pl.lit(True)))
        rows.append({"rule_id": rule.id, "code": rule.code, "severity": rule.severity, "forms": "|".join(rule.forms), "formula": rule.formula,
                     "label_zh": rule.label("zh"), "label_en": rule.label("en"), "in_scope": scope["len"].sum()})  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"formula": pl.String, "in_scope": pl.Int64})
    return conform(frame.join(tested, on="rule_id", how="left", maintain_order="left"), "dim_rule")


def dim_report(reports):
    """Frame of dim_report from the settled layer `reports` (with office_key)."""
    return conform(reports.sort("report_key"), "dim_report")


def file_log(files, documents, reports, origins):
    """Frame of file_log: every file, what became of it and why.

    files: layer raw_files; documents: report_id, reason, detail of documents that gave no report; reports: settled layer `reports`; origins: path, url,
    fetched_at of what was fetched. The first path of a document's bytes stands for it, further paths are duplicates of it.
    """
    top = pl.col("path").str.split(SEPARATOR).list.first()  # a member of an archive came with the archive
    files = files.with_columns(top=top).join(origins.rename({"path": "top"}), on="top", how="left").drop("top")
    files = files.join(reports.select("report_id", "path", report_status="status", report_reason="reason"), on="report_id", how="left", suffix="_of_report")
    files = files.join(documents.select("report_id", rejected="reason", rejected_detail="detail"), on="report_id", how="left")
    copy = pl.col("path_of_report").is_not_null() & (pl.col("path") != pl.col("path_of_report"))
    status = (
        pl.when(pl.col("status").is_not_null())  # quarantined before it was read, or an archive
        .then("status")
        .when(pl.col("report_status").is_null())
        .then(pl.lit("quarantined"))
        .when(copy)
        .then(pl.lit("duplicate"))
        .otherwise("report_status")
    )
    reason = pl.coalesce("reason", "rejected", pl.when(copy).then(pl.lit("same_bytes")), "report_reason", pl.lit("read"))
    frame = files.with_columns(status=status, reason=reason, detail=pl.coalesce("detail", "rejected_detail"))
    return conform(frame.sort("path"), "file_log")
