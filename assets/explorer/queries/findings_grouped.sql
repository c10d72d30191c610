SELECT CASE $by WHEN 'code' THEN f.code WHEN 'rule_id' THEN f.rule_id WHEN 'district' THEN coalesce(o.district, o.city, o.province) WHEN 'year' THEN f.year::VARCHAR WHEN 'office_id' THEN o.office_id END AS grouped,
  any_value(o.full_name) AS full_name, any_value(o.province) AS province, any_value(o.city) AS city, any_value(f.code) AS code_of_rule,
  count(*) AS findings, count(*) FILTER (f.severity = 'error') AS errors, count(*) FILTER (f.severity = 'warning') AS warnings, count(*) FILTER (f.severity = 'info') AS notes, count(DISTINCT f.report_id) AS in_reports
FROM fact_finding f
LEFT JOIN dim_office o USING (office_key)
WHERE true
  AND o.province = $province
  AND o.city = $city
  AND o.district = $district
  AND f.year = $year
  AND f.severity = $severity
  AND f.code = $code
  AND f.rule_id = $rule_id
  AND f.fault = $fault
  AND o.office_id = $office_id
  AND (contains(o.full_name, $q) OR contains(f.message_zh, $q))
GROUP BY grouped
ORDER BY findings DESC, grouped
