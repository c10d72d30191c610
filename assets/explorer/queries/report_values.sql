SELECT b.observation_id, b.report_id, b.office_key, b.year, b.origin::VARCHAR AS origin, b.indicator_key, i.indicator_id, i.label_zh, i.label_en, i.section, b.measure_text, b.label, b.column_label,
  b.value, b.value_max, b.unit, b.value_text, b.value_kind::VARCHAR AS value_kind, b."precision"::VARCHAR AS "precision", b.statistic::VARCHAR AS statistic, b.period_year, b.sentence,
  b.block, b.page, b.start, b."end", b.pattern, b.considered, b.chosen, c.corrected_value, c.review_reason, c.reviewed_on, c.reviewed_by
FROM fact_observation b
LEFT JOIN dim_indicator i USING (indicator_key)
LEFT JOIN fact_correction c ON c.observation_id = b.observation_id AND c.status = 'applied'
WHERE b.report_id = $report_id
ORDER BY b.block, b.observation_id
