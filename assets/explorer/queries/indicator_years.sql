SELECT i.indicator_id, f.year, count(*) AS offices_all, count(*) FILTER (f.value_status = 'reported') AS reported, count(*) FILTER (f.value_status = 'zero') AS zero, count(*) FILTER (f.value_status = 'stated_zero') AS stated_zero,
  count(*) FILTER (f.value_status = 'blank') AS blank, count(*) FILTER (f.value_status = 'not_applicable') AS not_applicable, count(*) FILTER (f.quality = 'flagged') AS flagged,
  median(f.value) AS median, max(f.value) AS highest
FROM fact_indicator f
JOIN dim_indicator i USING (indicator_key)
WHERE i.indicator_id = $indicator
GROUP BY ALL
ORDER BY f.year
