-- 指标值一览：机关、年度、指标、数值与出处，无需联结 | every chosen value with its office, indicator and source, no joins needed
SELECT
  o.province, o.city, o.district, o.name AS office, o.full_name, o.office_id, f.office_key, f.year,
  i.measure, i.applicant_type, i.label_zh, i.label_en, i.indicator_id, i.section, i.concept,
  f.value, f.value_status, coalesce(b.unit, i.unit) AS unit,
  CASE WHEN coalesce(b.unit, i.unit) = '万元' THEN f.value * 10000 WHEN coalesce(b.unit, i.unit) = '亿元' THEN f.value * 100000000 WHEN coalesce(b.unit, i.unit) = '元' THEN f.value END AS value_yuan,
  f.origin, f.quality, i.is_total, i.aggregation, r.form, r.path, b.quote, b.page, b.block, f.observation_id, r.report_id, f.indicator_key
FROM fact_indicator f
JOIN dim_office o USING (office_key)
JOIN dim_indicator i USING (indicator_key)
JOIN dim_report r USING (report_key)
JOIN fact_observation b USING (observation_id)
