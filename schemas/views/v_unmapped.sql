-- 编本之外的指标：正文中最常见、尚未入典的计量，作为编码本的候选 | most frequent measures of the prose that no indicator stands for: candidates for the codebook
SELECT measure_key, mode(measure_text) AS measure_text, mode(unit) AS unit, count(*) AS times, count(DISTINCT report_id) AS reports, count(DISTINCT office_key) AS offices, min(year) AS first_year, max(year) AS last_year, any_value(quote) AS example
FROM fact_observation
WHERE origin = 'narrative' AND indicator_key IS NULL AND statistic = 'level'
GROUP BY measure_key
