SELECT severity::VARCHAR AS severity, code, count(*) AS findings, count(DISTINCT report_id) AS in_reports
FROM fact_finding
GROUP BY fact_finding.severity, code
ORDER BY fact_finding.severity, findings DESC, code
