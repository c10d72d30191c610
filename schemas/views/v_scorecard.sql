SELECT o.province, o.city, o.district, o.name AS office, o.full_name, r.year, r.form, r.status, r.published_on,
  if(o.kind = 'government', y.due_date_governments, y.due_date) AS due_date, greatest(0, r.published_on - if(o.kind = 'government', y.due_date_governments, y.due_date)) AS days_late,
  count(f.finding_id) FILTER (f.severity = 'error') AS errors, count(f.finding_id) FILTER (f.severity = 'warning') AS warnings, count(f.finding_id) FILTER (f.severity = 'info') AS notes,
  greatest(0, 100 - 10 * count(f.finding_id) FILTER (f.severity = 'error') - 3 * count(f.finding_id) FILTER (f.severity = 'warning')) AS score,
  string_agg(DISTINCT f.code, ' ' ORDER BY f.code) AS codes, r.path, r.report_id, o.office_id, o.lineage_id, r.office_key
FROM dim_report r
JOIN dim_office o USING (office_key)
JOIN dim_year y USING (year)
LEFT JOIN fact_finding f USING (report_id)
WHERE r.status IN ('accepted', 'superseded')
GROUP BY ALL
