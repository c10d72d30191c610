-- Other places that speak of the same indicator, office and year.
SELECT b.observation_id, b.report_id, b.origin::VARCHAR AS origin, b.value, b.unit, b.value_text, b.statistic::VARCHAR AS statistic, b.chosen, r.path, r.status::VARCHAR AS status, b.sentence
FROM fact_observation b
JOIN dim_report r USING (report_id)
WHERE b.office_key = $office_key AND b.year = $year AND b.indicator_key = $indicator_key AND b.observation_id <> $observation_id
ORDER BY b.observation_id
