-- Offices by size of the value: zero, then up to 1, 2, 5, 10, 20, 50 …
WITH sized AS (
  SELECT f.value, CASE WHEN f.value > 0 THEN power(10, floor(log10(f.value))) END AS ten
  FROM fact_indicator f
  JOIN dim_indicator i USING (indicator_key)
  WHERE i.indicator_id = $indicator AND f.year = $year AND f.value IS NOT NULL
)
SELECT CASE WHEN value < 0 THEN -1 WHEN value = 0 THEN 0 WHEN value <= ten THEN ten WHEN value <= 2 * ten THEN 2 * ten WHEN value <= 5 * ten THEN 5 * ten ELSE 10 * ten END AS up_to, count(*) AS offices_in
FROM sized
GROUP BY ALL
ORDER BY up_to
