-- 2018 年度哪些统计表以“元”填写金额？同一报告的正文怎么说？
-- Which FY2018 tables give money in 元, and what does the text of the same report say?
-- value_yuan 已折算为元，两边可直接比较；正文没提到的为空。 Both sides are turned into yuan; text is empty where the prose does not mention it.
SELECT t.full_name, t.label_zh, t.value AS printed, t.unit, t.value_yuan AS table_in_yuan, n.value AS text_value, n.unit AS text_unit,
  CASE n.unit WHEN '万元' THEN round(n.value * 10000, 2) WHEN '元' THEN n.value END AS text_in_yuan, table_in_yuan = text_in_yuan AS agree, n.quote AS sentence, t.path
FROM v_indicator t
LEFT JOIN fact_observation n ON n.report_id = t.report_id AND n.indicator_key = t.indicator_key AND n.origin = 'narrative' AND n.statistic = 'level' AND n.period_year = t.year
WHERE t.year = 2018 AND t.origin = 'table' AND t.value_type = 'amount' AND t.unit = '元'
ORDER BY t.full_name, t.label_zh
