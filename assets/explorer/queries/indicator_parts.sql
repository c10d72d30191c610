SELECT indicator_id, label_zh, label_en, aggregation::VARCHAR AS aggregation
FROM dim_indicator
WHERE parent_id = $indicator
ORDER BY indicator_key
