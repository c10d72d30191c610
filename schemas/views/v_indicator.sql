SELECT
  o.province, o.city, o.district, o.name AS office, o.full_name, o.kind, o.level, o.office_id, o.lineage_id, f.office_key, f.year,
  i.measure, i.applicant_type, i.label_zh, i.label_en, i.indicator_id, i.section, i.concept, i.comparability,
  f.value, f.value_status, f.corrected_value, coalesce(b.unit, i.unit) AS unit,
  CASE coalesce(b.unit, i.unit) WHEN '元' THEN f.value WHEN '千元' THEN round(f.value * 1e3, 2) WHEN '万元' THEN round(f.value * 1e4, 2) WHEN '亿元' THEN round(f.value * 1e8, 2) END AS value_yuan,
  b.precision, f.origin, f.quality, i.value_type, i.is_total, i.aggregation, i.parent_id, r.form, r.path, b.quote, b.page, b.block, f.observation_id, r.report_id, f.indicator_key
FROM fact_indicator f
JOIN dim_office o USING (office_key)
JOIN dim_indicator i USING (indicator_key)
JOIN dim_report r USING (report_key)
JOIN fact_observation b USING (observation_id)
