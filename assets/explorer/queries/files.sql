SELECT f.path, f.status::VARCHAR AS status, f.reason, f.detail, f.format::VARCHAR AS format, f.bytes, f.first_seen, f.last_seen, f.is_gone, r.report_id, o.name AS office, o.office_id, r.year, f.sha256
FROM file_log f
LEFT JOIN dim_report r USING (report_id)
LEFT JOIN dim_office o USING (office_key)
WHERE true
  AND f.status = $status
  AND f.reason = $reason
  AND f.format = $format
  AND f.last_seen >= $seen::DATE
  AND contains(f.path, $q)
ORDER BY f.status DESC, f.path
