SELECT severity::VARCHAR AS severity, code, count(*) AS findings, count(DISTINCT report_id) AS in_reports
FROM fact_finding
GROUP BY fact_finding.severity, code
ORDER BY fact_finding.severity = 'info', fact_finding.severity = 'warning', findings DESC, code
