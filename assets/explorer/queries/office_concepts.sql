SELECT concept, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en, count(*) AS years
FROM v_series
WHERE lineage_id = $lineage_id
GROUP BY concept
ORDER BY years DESC, concept
