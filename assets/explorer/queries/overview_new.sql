-- Files that the last night with anything new brought.
SELECT f.path, f.status::VARCHAR AS status, f.reason, r.report_id, o.name AS office, o.office_id, r.year, f.last_seen
FROM file_log f
LEFT JOIN dim_report r USING (report_id)
LEFT JOIN dim_office o USING (office_key)
WHERE f.last_seen = (SELECT max(last_seen) FROM file_log)
ORDER BY f.status DESC, f.path
LIMIT 12
