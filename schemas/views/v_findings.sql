SELECT f.finding_id, f.severity, f.code, f.rule_id, f.fault, o.province, o.city, o.district, o.name AS office, o.full_name, f.year, f.message_zh, f.message_en, f.expected, f.actual, f.suggestion,
  r.status AS report_status, r.path, r.form, f.report_id, o.office_id, o.lineage_id, f.office_key, f.observation_ids,
  -- Joined by key: list_contains(f.observation_ids, b.observation_id) would compare every finding with every observation.
  (SELECT list({'label': b.label, 'column': b.column_label, 'quote': b.quote, 'block': b.block, 'page': b.page} ORDER BY b.observation_id)
    FROM (SELECT unnest(f.observation_ids) AS observation_id) p JOIN fact_observation b USING (observation_id)) AS places
FROM fact_finding f
LEFT JOIN dim_office o USING (office_key)
LEFT JOIN dim_report r USING (report_id)
