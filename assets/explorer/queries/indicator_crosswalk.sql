-- The concepts that this indicator is a part of, and every way to compute them, first that can be computed counts.
SELECT d.concept, d.label_zh, d.label_en, d.alternative, d.formula, d.comparability::VARCHAR AS comparability, d.note_zh, d.note_en
FROM dim_concept d
WHERE d.concept IN (SELECT b.concept FROM bridge_concept b JOIN dim_indicator i USING (indicator_key) WHERE i.indicator_id = $indicator)
ORDER BY d.concept, d.alternative
