SELECT status::VARCHAR AS status, reason, count(*) AS files
FROM file_log
WHERE NOT is_gone
GROUP BY ALL
ORDER BY status, files DESC, reason
