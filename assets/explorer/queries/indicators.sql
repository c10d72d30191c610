WITH used AS (
  SELECT indicator_key, count(*) AS indicator_values, count(DISTINCT office_key) AS offices, min(year) AS first_year, max(year) AS last_year FROM fact_indicator GROUP BY ALL
)
SELECT i.section, i.label_zh, i.label_en, i.indicator_id, i.unit, i.form, i.is_total, i.concept, i.comparability::VARCHAR AS comparability, coalesce(u.indicator_values, 0) AS indicator_values,
  coalesce(u.offices, 0) AS offices_with, u.first_year, u.last_year
FROM dim_indicator i
LEFT JOIN used u USING (indicator_key)
WHERE true
  AND i.applicant_type IN ('na', $applicants)
  AND list_contains(string_split(i.form, '|'), $form)
  AND (contains(i.label_zh, $q) OR contains(lower(i.label_en), lower($q)) OR contains(i.indicator_id, $q))
ORDER BY i.indicator_key
