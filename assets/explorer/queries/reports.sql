WITH problems AS (
  SELECT report_id, count(*) FILTER (severity = 'error') AS errors, count(*) FILTER (severity = 'warning') AS warnings FROM fact_finding GROUP BY ALL
)
SELECT o.province, o.city, o.district, o.name AS office, o.office_id, r.year, r.form, r.status::VARCHAR AS status, r.published_on, coalesce(p.errors, 0) AS errors, coalesce(p.warnings, 0) AS warnings,
  r.title, r.path, r.report_id
FROM dim_report r
JOIN dim_office o USING (office_key)
LEFT JOIN problems p USING (report_id)
WHERE true
  AND o.province = $province
  AND o.city = $city
  AND o.district = $district
  AND r.year = $year
  AND r.form = $form
  AND r.status = $status
  AND (contains(o.full_name, $q) OR contains(r.path, $q))
ORDER BY o.province, o.city, o.district, o.name, r.year, r.path
