SELECT i.indicator_key, i.indicator_id, i.measure, i.applicant_type, i.label_zh, i.label_en, i.unit, i.value_type::VARCHAR AS value_type, i.aggregation::VARCHAR AS aggregation, i.is_total, i.form, i.section,
  i.parent_id, p.label_zh AS parent_zh, p.label_en AS parent_en
FROM dim_indicator i
LEFT JOIN dim_indicator p ON p.indicator_id = i.parent_id
WHERE i.indicator_id = $indicator
