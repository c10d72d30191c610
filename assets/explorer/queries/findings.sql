SELECT f.severity::VARCHAR AS severity, f.code, f.rule_id, f.fault::VARCHAR AS fault, o.province, o.city, o.district, o.name AS office, o.office_id, f.year, f.message_zh, f.message_en, f.actual, f.expected,
  f.suggestion, r.path, f.report_id, f.finding_id
FROM fact_finding f
LEFT JOIN dim_office o USING (office_key)
LEFT JOIN dim_report r USING (report_id)
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
ORDER BY f.severity = 'info', f.severity = 'warning', o.province, o.city, o.district, o.name, f.year, f.code, f.finding_id
