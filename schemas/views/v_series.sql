WITH computed AS (
  -- An office's report and its attachment may both give terms; the table's form says which form the figures follow. One flagged term flags the sum.
  -- Words are compared with words: in a lake they have no order but that of the alphabet.
  SELECT b.concept, b.alternative, f.office_key, f.year, sum(b.sign * f.value) AS value, count(DISTINCT b.measure) AS found,
    CASE WHEN bool_or(f.quality = 'flagged') THEN 'flagged' ELSE 'ok' END AS quality, CASE WHEN bool_or(f.origin = 'table') THEN 'table' ELSE 'narrative' END AS origin,
    arg_min(r.form, (f.origin <> 'table', r.report_key)) AS form, arg_min(r.path, (f.origin <> 'table', r.report_key)) AS path, count(DISTINCT b.indicator_key) > 1 AS is_computed, min(f.observation_id) AS observation_id
  FROM bridge_concept b
  JOIN fact_indicator f USING (indicator_key)
  JOIN dim_report r USING (report_key)
  WHERE f.value IS NOT NULL
  GROUP BY ALL
), chosen AS (
  SELECT c.*, d.label_zh, d.label_en, d.formula, d.comparability, d.note_zh, d.note_en
  FROM computed c JOIN dim_concept d USING (concept, alternative)
  WHERE c.found = d.terms
  QUALIFY row_number() OVER (PARTITION BY concept, office_key, year ORDER BY alternative) = 1
)
SELECT
  s.concept, s.label_zh, s.label_en, o.province, o.city, o.district, o.name AS office, o.full_name, o.kind, o.level, o.office_id, o.lineage_id, s.year, s.value, s.form, s.formula, s.comparability,
  lag(s.form) OVER same_office IS NOT NULL AND lag(s.form) OVER same_office <> s.form AS is_break,
  s.year - lag(s.year) OVER same_office AS years_since_last, lag(s.value) OVER same_office AS previous_value, s.origin, s.quality, s.note_zh, s.note_en, s.path,
  CASE WHEN NOT s.is_computed THEN s.observation_id END AS observation_id, s.office_key
FROM chosen s JOIN dim_office o USING (office_key)
WINDOW same_office AS (PARTITION BY s.concept, o.lineage_id ORDER BY s.year, o.office_key)
