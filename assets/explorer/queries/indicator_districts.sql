-- Sums over the offices of each district (money in yuan), with the number of offices behind each; governments' own reports, which repeat their offices, and rates are left out.
SELECT province, city, district, sum(CASE value_type WHEN 'amount' THEN value_yuan ELSE value END) AS value, count(value) AS offices_with_value, count(*) FILTER (value IS NULL) AS offices_without_value,
  avg(CASE value_type WHEN 'amount' THEN value_yuan ELSE value END) AS mean
FROM v_indicator
WHERE indicator_id = $indicator AND year = $year AND kind <> 'government' AND value_type <> 'ratio'
GROUP BY province, city, district
ORDER BY value DESC NULLS LAST, province, city, district
