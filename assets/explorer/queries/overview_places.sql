WITH problems AS (
  SELECT report_id, count(*) FILTER (severity = 'error') AS errors FROM fact_finding GROUP BY ALL
)
SELECT o.province, o.city, o.district, count(DISTINCT o.office_id) AS offices, count(*) AS reports, min(r.year) AS first_year, max(r.year) AS last_year,
  coalesce(sum(p.errors), 0)::BIGINT AS errors
FROM dim_report r
JOIN dim_office o USING (office_key)
LEFT JOIN problems p USING (report_id)
WHERE r.status = 'accepted'
GROUP BY ALL
ORDER BY reports DESC, o.province, o.city, o.district
