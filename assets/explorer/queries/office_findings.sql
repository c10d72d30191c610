SELECT f.severity::VARCHAR AS severity, f.code, f.rule_id, f.year, f.message_zh, f.message_en, f.actual, f.expected, f.suggestion, f.report_id, f.finding_id
FROM fact_finding f
WHERE f.office_key IN (SELECT office_key FROM dim_office WHERE lineage_id = $lineage_id)
ORDER BY f.severity = 'info', f.severity = 'warning', f.year DESC, f.code, f.finding_id
