SELECT measure_key, arg_min(measure_text, observation_id) AS measure_text, arg_min(unit, observation_id) AS unit, count(*) AS times, count(DISTINCT report_id) AS reports,
  count(DISTINCT office_key) AS offices, min(year) AS first_year, max(year) AS last_year, arg_min(quote, observation_id) AS example
FROM fact_observation
WHERE origin = 'narrative' AND indicator_key IS NULL AND statistic = 'level'
GROUP BY measure_key
ORDER BY times DESC, offices DESC, measure_key
