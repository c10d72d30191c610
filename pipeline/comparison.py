"""What changed between two versions of the warehouse: offices, reports, values, findings.

Belongs here: the queries, which read the older version as schema `old`. Not here: where versions lie (publication.py).
"""

import polars as pl

from pipeline.warehouse import query

COLUMNS = ("what", "change", "office", "year", "item", "before", "after")
_CHANGE = "CASE WHEN o.{key} IS NULL THEN 'added' WHEN n.{key} IS NULL THEN 'removed' ELSE 'changed' END"
_OFFICES = f"""
SELECT 'office' AS what, {_CHANGE.format(key="office_key")} AS change, coalesce(n.full_name, o.full_name) AS office, NULL AS year, coalesce(n.office_id, o.office_id) AS item,
  concat_ws(' ', o.kind, o.valid_from, o.valid_to, o.successor_id) AS before, concat_ws(' ', n.kind, n.valid_from, n.valid_to, n.successor_id) AS after
FROM old.dim_office o FULL JOIN dim_office n USING (office_key)
WHERE before <> after OR o.office_key IS NULL OR n.office_key IS NULL"""
_REPORTS = f"""
SELECT 'report', {_CHANGE.format(key="report_id")}, coalesce(n.full_name, o.full_name), coalesce(n.year, o.year), coalesce(n.path, o.path),
  concat_ws(' ', o.status, o.form, o.year, o.full_name, o.published_on, o.path) AS before, concat_ws(' ', n.status, n.form, n.year, n.full_name, n.published_on, n.path) AS after
FROM (FROM old.dim_report JOIN old.dim_office USING (office_key)) o FULL JOIN (FROM dim_report JOIN dim_office USING (office_key)) n USING (report_id)
WHERE before <> after OR o.report_id IS NULL OR n.report_id IS NULL"""
_VALUES = f"""
SELECT 'value', {_CHANGE.format(key="office_key")}, coalesce(nd.full_name, od.full_name), coalesce(n.year, o.year), coalesce(i.label_zh, indicator_key::VARCHAR),
  coalesce(o.value::VARCHAR, o.value_status::VARCHAR) AS before, coalesce(n.value::VARCHAR, n.value_status::VARCHAR) AS after
FROM old.fact_indicator o FULL JOIN fact_indicator n USING (office_key, year, indicator_key)
LEFT JOIN old.dim_office od ON od.office_key = o.office_key LEFT JOIN dim_office nd ON nd.office_key = n.office_key LEFT JOIN dim_indicator i USING (indicator_key)
WHERE o.value IS DISTINCT FROM n.value OR o.value_status IS DISTINCT FROM n.value_status"""
_FINDINGS = f"""
SELECT 'finding', {_CHANGE.format(key="finding_id")}, coalesce(nd.full_name, od.full_name), coalesce(n.year, o.year), coalesce(n.code, o.code) || ' ' || coalesce(n.rule_id, o.rule_id),
  concat_ws(' ', o.severity, o.message_zh) AS before, concat_ws(' ', n.severity, n.message_zh) AS after
FROM old.fact_finding o FULL JOIN fact_finding n USING (finding_id)
LEFT JOIN old.dim_office od ON od.office_key = o.office_key LEFT JOIN dim_office nd ON nd.office_key = n.office_key
WHERE before <> after OR o.finding_id IS NULL OR n.finding_id IS NULL"""
ALL = " UNION ALL ".join((_OFFICES, _REPORTS, _VALUES, _FINDINGS))


def differences(old, new):
    """Frame of COLUMNS, one row for each thing that differs between two warehouse files: what (office, report, value, finding), change (added, removed,
    changed), and how it stood before and after."""
    return query(new, f"SELECT {', '.join(COLUMNS)} FROM ({ALL}) ORDER BY what, office, year, item, change, before, after", old=old)


def counted(differences):
    """Frame what, added, removed, changed: how many differences of each kind."""
    counts = differences.group_by("what", "change").len().pivot("change", index="what", values="len").fill_null(0)
    missing = [name for name in ("added", "removed", "changed") if name not in counts.columns]
    return counts.with_columns(pl.lit(0).alias(name) for name in missing).select("what", "added", "removed", "changed").sort("what")
