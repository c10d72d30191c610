-- Files not taken whose name speaks of a year, with the offices that have reports in the same folder.
WITH folders AS (
  SELECT DISTINCT regexp_replace(r.path, '/[^/]*$', '') AS folder, o.lineage_id, o.name FROM dim_report r JOIN dim_office o USING (office_key)
)
SELECT f.path, f.reason, f.lineage_id, regexp_extract(f.path, '(20[0-9]{2})[^/]*$', 1)::SMALLINT AS year
FROM (
  SELECT l.path, l.reason, d.lineage_id, d.name, count(*) OVER (PARTITION BY l.path) AS offices_of_folder
  FROM file_log l JOIN folders d ON regexp_replace(l.path, '/[^/]*$', '') = d.folder
  WHERE l.status = 'quarantined' AND NOT l.is_gone AND regexp_matches(l.path, '20[0-9]{2}[^/]*$')
) f
WHERE f.offices_of_folder = 1 OR contains(f.path, left(f.name, 2))
ORDER BY f.path
