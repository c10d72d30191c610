-- 2019—2025 年各机关复议、诉讼审结案件的纠错率（审结至少十件）？
-- Correction rate by office FY2019–FY2025: results corrected over concluded reconsideration and litigation cases, with at least ten cases.
-- 尚未审结的不入分母，只取三种结果。 Pending cases stay out of the denominator: it adds up the three results.
SELECT full_name, sum(value) AS concluded, sum(value) FILTER (concept LIKE '%corrected') AS corrected, round(corrected / concluded, 3) AS correction_rate, min(year) AS first_year, max(year) AS last_year
FROM v_series
WHERE year BETWEEN 2019 AND 2025
  AND concept IN ('reconsideration_upheld', 'reconsideration_corrected', 'reconsideration_other', 'litigation_upheld', 'litigation_corrected', 'litigation_other')
GROUP BY lineage_id, full_name
HAVING sum(value) >= 10
ORDER BY correction_rate DESC, full_name
