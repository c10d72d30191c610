SELECT started_at, seconds, files, files_new, accepted, quarantined, observations, findings, version
FROM run_log
ORDER BY started_at DESC
LIMIT 5
