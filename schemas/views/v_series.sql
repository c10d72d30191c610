-- 跨表式序列：每个概念、机关、年度一个值，附可比性与断点 | one series for each concept and office across the forms, with comparability and break
WITH computed AS (
  SELECT b.concept, b.alternative, f.office_key, f.year, sum(b.sign * f.value) AS value, count(DISTINCT b.measure) AS found, min(f.quality) AS quality, any_value(r.form) AS form
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
  s.concept, s.label_zh, s.label_en, o.province, o.city, o.district, o.name AS office, o.full_name, o.office_id, s.year, s.value, s.form, s.formula, s.comparability,
  lag(s.form) OVER same_office IS NOT NULL AND lag(s.form) OVER same_office <> s.form AS is_break,
  s.year - lag(s.year) OVER same_office AS years_since_last, s.quality, s.note_zh, s.note_en, s.office_key
FROM chosen s JOIN dim_office o USING (office_key)
WINDOW same_office AS (PARTITION BY s.concept, o.office_id ORDER BY s.year)
