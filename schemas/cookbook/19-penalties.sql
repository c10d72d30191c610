-- 2021—2025 年第二部分的处罚、许可决定数与正文所说公示的处罚、许可数，逐机关对照？
-- Penalties and licences: decisions in section 二 against what the prose says was published, by office, FY2021–FY2025.
-- 正文未说者为空，不等于零。 Empty where the prose says nothing, which is not zero.
SELECT t.full_name, t.year, t.label_zh, t.value AS decisions, n.value AS said_in_text, n.value = t.value AS agree, n.quote AS sentence, t.path
FROM v_indicator t
LEFT JOIN fact_observation n ON n.office_key = t.office_key AND n.year = t.year AND n.origin = 'narrative' AND n.indicator_key = t.indicator_key AND n.statistic = 'level' AND n.period_year = t.year
WHERE t.measure IN ('foi.power.penalty.decision', 'foi.power.license.decision') AND t.origin = 'table' AND t.year BETWEEN 2021 AND 2025
ORDER BY t.full_name, t.year, t.measure, n.observation_id
