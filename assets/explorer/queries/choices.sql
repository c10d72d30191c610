-- What the filters offer.
SELECT 'year' AS name, year::VARCHAR AS choice FROM dim_report GROUP BY ALL
UNION ALL SELECT 'form', form FROM dim_report GROUP BY ALL
UNION ALL SELECT 'code', code FROM fact_finding GROUP BY ALL
UNION ALL SELECT 'rule_id', rule_id FROM fact_finding GROUP BY ALL
UNION ALL SELECT 'reason', reason FROM file_log GROUP BY ALL
UNION ALL SELECT 'format', format::VARCHAR FROM file_log GROUP BY ALL
ORDER BY name, choice
