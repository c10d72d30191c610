SELECT r.year, r.form, r.status::VARCHAR AS status, r.published_on, s.days_late, r.title, r.path, r.report_id,
  (SELECT count(*) FROM fact_finding f WHERE f.report_id = r.report_id AND f.severity = 'error') AS errors, (SELECT count(*) FROM fact_finding f WHERE f.report_id = r.report_id AND f.severity = 'warning') AS warnings
FROM dim_report r
LEFT JOIN v_scorecard s ON s.report_id = r.report_id
WHERE r.office_key IN (SELECT office_key FROM dim_office WHERE lineage_id = $lineage_id)
ORDER BY r.year, r.path
