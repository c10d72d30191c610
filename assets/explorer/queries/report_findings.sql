SELECT finding_id, report_id, severity::VARCHAR AS severity, code, rule_id, fault::VARCHAR AS fault, message_zh, message_en, expected, actual, suggestion, observation_ids
FROM fact_finding
WHERE report_id = $report_id
ORDER BY fact_finding.severity = 'info', fact_finding.severity = 'warning', code, finding_id
