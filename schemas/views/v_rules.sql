WITH broken AS (
  SELECT f.rule_id, count(*) AS findings, count(DISTINCT f.report_id) AS failed
  FROM fact_finding f JOIN dim_report r USING (report_id)
  WHERE r.status = 'accepted'
  GROUP BY f.rule_id
)
SELECT d.rule_id, d.code, d.severity, d.forms, d.in_scope, d.tested, d.undecided, coalesce(b.failed, 0) AS failed, coalesce(b.findings, 0) AS findings,
  coalesce(b.failed, 0) = 0 AS never_fired, d.label_zh, d.label_en, d.formula
FROM dim_rule d LEFT JOIN broken b USING (rule_id)
