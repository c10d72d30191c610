SELECT r.report_id, r.path, r.title, o.name AS office, o.full_name, o.office_id, o.province, o.city, o.district, r.year, r.form, y.era, r.format::VARCHAR AS format, r.document_kind::VARCHAR AS document_kind,
  r.status::VARCHAR AS status, r.reason, r.published_on, s.due_date, y.regulation, s.days_late, r.supersedes, r.is_corrected,
  r.office_evidence, r.year_evidence, r.kind_evidence, f.sha256, f.bytes, f.first_seen
FROM dim_report r
JOIN dim_office o USING (office_key)
JOIN dim_year y USING (year)
LEFT JOIN file_log f USING (path)
LEFT JOIN v_scorecard s ON s.report_id = r.report_id
WHERE r.report_id = $report_id
