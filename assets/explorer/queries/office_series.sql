-- The office's series, and beside it the other offices of its district (without the district's own report, which adds them up).
WITH own AS (
  FROM v_series WHERE concept = $concept AND lineage_id = $lineage_id
), others AS (
  SELECT year, median(value) AS median, min(value) AS low, max(value) AS high, count(*) AS offices_compared
  FROM v_series
  WHERE concept = $concept AND kind <> 'government' AND (province, district) IN (SELECT DISTINCT (province, district) FROM own)
  GROUP BY year
)
SELECT own.year, own.value, own.form, own.comparability::VARCHAR AS comparability, own.is_break, own.years_since_last, own.previous_value, own.quality::VARCHAR AS quality, own.formula, own.note_zh, own.note_en,
  others.median, others.low, others.high, others.offices_compared, own.observation_id, own.path, own.office, own.office_id, b.report_id
FROM own
LEFT JOIN others USING (year)
LEFT JOIN fact_observation b ON b.observation_id = own.observation_id
ORDER BY own.year
