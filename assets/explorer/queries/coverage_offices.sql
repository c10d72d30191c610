-- One row an office, under its present name, with what came for each year.
WITH problems AS (
  SELECT report_id, count(*) FILTER (severity = 'error') AS errors FROM fact_finding GROUP BY ALL
), years AS (
  SELECT o.lineage_id, r.year, arg_min(r.report_id, (r.status, r.document_kind, r.form = 'narrative-era')) AS report_id, arg_min(r.form, (r.status, r.form = 'narrative-era')) AS form, min(r.status)::VARCHAR AS status,
    sum(p.errors)::INTEGER AS errors
  FROM dim_report r JOIN dim_office o USING (office_key) LEFT JOIN problems p USING (report_id)
  GROUP BY ALL
)
SELECT arg_max(o.province, coalesce(o.valid_to, 9999)) AS province, arg_max(o.city, coalesce(o.valid_to, 9999)) AS city, arg_max(o.district, coalesce(o.valid_to, 9999)) AS district,
  arg_max(o.name, coalesce(o.valid_to, 9999)) AS office, arg_max(o.office_id, coalesce(o.valid_to, 9999)) AS office_id, o.lineage_id,
  (SELECT list({'year': y.year, 'report_id': y.report_id, 'form': y.form, 'status': y.status, 'errors': y.errors} ORDER BY y.year) FROM years y WHERE y.lineage_id = o.lineage_id) AS years
FROM dim_office o
WHERE true
  AND o.province = $province
  AND o.city = $city
  AND o.district = $district
  AND contains(o.full_name, $q)
GROUP BY o.lineage_id
ORDER BY province, city, district, office, o.lineage_id
