-- 发现一览：机关、年度、问题、位置 | findings with office, year, place in the report
SELECT f.finding_id, f.severity, f.code, f.rule_id, f.fault, o.province, o.city, o.district, o.name AS office, f.year, f.message_zh, f.message_en, f.expected, f.actual, f.suggestion,
  r.path, r.form, f.report_id, o.office_id, f.office_key, f.observation_ids,
  (SELECT list({'label': b.label, 'column': b.column_label, 'quote': b.quote, 'block': b.block, 'page': b.page}) FROM fact_observation b WHERE list_contains(f.observation_ids, b.observation_id)) AS places
FROM fact_finding f
LEFT JOIN dim_office o USING (office_key)
LEFT JOIN dim_report r USING (report_id)
