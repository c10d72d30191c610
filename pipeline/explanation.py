"""Where a value comes from: the cell or sentence, its file, what else was printed for the same indicator, and the findings that touch it; and which numbers of
the prose were left out, and why.

Belongs here: the questions behind `foi explain`. Not here: how the answer looks (assets/terminal.py).
"""

import polars as pl

from pipeline.layers import NoBlocks
from pipeline.prose.account import reasons
from pipeline.prose.reading import read_mentions
from pipeline.simplified import simplified
from pipeline.tables.reading import read_tables
from pipeline.warehouse import query

VALUES = """
SELECT v.*, b.label, b.column_label, b.measure_text, b.value_text, b.value_kind, b.precision, b.statistic, b.pattern, b.considered, b.measure_key, b.sentence, b.sentence_at, b.start, b."end", r.title, r.published_on,
  r.office_evidence, r.year_evidence, r.kind_evidence, r.supersedes
FROM v_indicator v
JOIN fact_observation b USING (observation_id)
JOIN dim_report r ON r.report_id = v.report_id
WHERE v.year = $year AND contains(v.full_name, $office)
  AND (v.indicator_id = $indicator OR v.measure = $indicator OR v.concept = $indicator OR contains(v.label_zh, $indicator) OR contains(lower(v.label_en), lower($indicator)))
QUALIFY rank() OVER (ORDER BY CASE WHEN v.indicator_id = $indicator THEN 0 WHEN v.measure = $indicator AND v.applicant_type IN ('na', 'total') THEN 1 WHEN v.label_zh = $indicator THEN 2
  WHEN v.applicant_type IN ('na', 'total') THEN 3 ELSE 4 END) = 1
ORDER BY v.full_name, v.indicator_key
"""
UNMAPPED = """
SELECT o.full_name, b.year, b.measure_text AS label_zh, b.measure_key AS label_en, 'not in the codebook' AS indicator_id, b.value, NULL::DOUBLE AS corrected_value, b.unit, 'reported' AS value_status, b.origin, b.quote, b.block, b.page,
  b.label, b.column_label, b.measure_text, b.value_text, b.value_kind, b.precision, b.statistic, b.period_year, b.pattern, b.considered, b.measure_key, b.sentence, b.sentence_at, b.start, b."end",
  b.observation_id, b.office_key, b.indicator_key, b.report_id, r.path, r.title, r.published_on, r.office_evidence, r.year_evidence, r.kind_evidence, r.supersedes
FROM fact_observation b
JOIN dim_office o USING (office_key)
JOIN dim_report r USING (report_id)
WHERE b.origin = 'narrative' AND b.indicator_key IS NULL AND b.year = $year AND contains(o.full_name, $office)
  AND (contains(b.measure_text, $indicator) OR contains(b.measure_key, $indicator))
ORDER BY o.full_name, b.observation_id
"""
OTHERS = """
SELECT b.observation_id, b.origin, b.value, b.unit, b.value_text, b.value_kind, b.precision, b.statistic, b.period_year, b.quote, b.label, b.column_label, b.pattern, r.path, r.status, b.chosen
FROM fact_observation b JOIN dim_report r USING (report_id)
WHERE b.office_key = $office_key AND b.year = $year AND b.indicator_key = $indicator_key AND b.observation_id <> $observation_id
ORDER BY b.observation_id
"""
FINDINGS = """
SELECT severity::VARCHAR AS severity, code, rule_id, message_zh, message_en, suggestion FROM fact_finding WHERE list_contains(observation_ids, $observation_id) ORDER BY severity = 'info', severity = 'warning', finding_id
"""

REPORTS = """
SELECT r.report_id, r.year, r.form, r.path, o.full_name FROM dim_report r JOIN dim_office o USING (office_key)
WHERE r.year = $year AND contains(o.full_name, $office) AND r.status = 'accepted' ORDER BY o.full_name LIMIT $most
"""
MOST_REPORTS = 20  # that are read again


def explain(file, office, year, indicator):
    """Values of an indicator (part of a label, measure code, indicator id or concept) of the offices whose full name holds `office`, as a list of dicts with
    the keys `others` and `findings`; where none is official, those of prose whose measure holds the words. Empty where there is none."""
    asked = {"office": office, "year": year, "indicator": indicator}
    found = query(file, VALUES, asked).to_dicts() or query(file, UNMAPPED, asked).to_dicts()
    for value in found:
        value["others"] = query(file, OTHERS, {key: value[key] for key in ("office_key", "year", "indicator_key", "observation_id")}).to_dicts()
        value["findings"] = query(file, FINDINGS, {"observation_id": value["observation_id"]}).to_dicts()
    return found


def left_out(file, layers, office, year, words):
    """Numbers of the prose that were not taken, in sentences that hold `words`, in reports of the year and the offices whose full name holds `office`: dicts with full_name,
    year, path, sentence, sentence_at, text, reason (id of its entry in the codebook), told (what that says). Their reports are read again: values alone are kept."""
    found = []
    for report in query(file, REPORTS, {"office": office, "year": year, "most": MOST_REPORTS}).to_dicts():
        try:
            documents = simplified(layers.document(report["report_id"]))
        except NoBlocks:
            continue
        known = pl.DataFrame([report]).select("report_id", pl.col("year").cast(pl.Int16), "form")
        rows = read_mentions(documents, read_tables(documents).used, known).filter(
            (pl.col("outcome") != "metric") & pl.col("sentence").str.contains(words, literal=True)
        )
        said = {name: report[name] for name in ("full_name", "year", "path")}
        found += [said | row | {"told": reasons().get(row["reason"], "")} for row in rows.select("sentence", "sentence_at", "text", "reason").to_dicts()]
    return found
