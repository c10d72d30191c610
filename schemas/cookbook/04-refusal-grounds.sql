-- 2021 至 2024 年，哪一种不予公开的理由增加最多（件数与占办结的比例）？
-- Which ground of refusal grew most between FY2021 and FY2024, in count and in share of all outcomes?
-- 只比两年都有报告的机关。 Only offices with both years are compared, so that newcomers do not look like growth.
WITH compared AS (
  SELECT lineage_id, year, concept, label_zh, label_en, value
  FROM v_series
  WHERE year IN (2021, 2024) AND kind <> 'government' AND (concept LIKE 'denied\_%' ESCAPE '\' OR concept = 'applications_closed')
    AND lineage_id IN (SELECT lineage_id FROM v_series WHERE concept = 'applications_closed' AND year IN (2021, 2024) GROUP BY ALL HAVING count(DISTINCT year) = 2)
), outcomes AS (
  SELECT sum(value) FILTER (year = 2021) AS in_2021, sum(value) FILTER (year = 2024) AS in_2024, count(DISTINCT lineage_id) AS offices FROM compared WHERE concept = 'applications_closed'
)
SELECT label_zh, label_en, sum(value) FILTER (year = 2021) AS cases_2021, sum(value) FILTER (year = 2024) AS cases_2024, cases_2024 - cases_2021 AS growth,
  round(cases_2021 / any_value(o.in_2021), 4) AS share_2021, round(cases_2024 / any_value(o.in_2024), 4) AS share_2024, any_value(o.offices) AS offices
FROM compared, outcomes o
WHERE concept <> 'applications_closed'
GROUP BY label_zh, label_en
ORDER BY growth DESC, label_zh
