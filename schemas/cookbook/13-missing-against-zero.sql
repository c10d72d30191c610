-- 缺失与零：现行表式的每一行，多少机关填 0，多少填正数，多少留空，多少没有这一行？
-- Missing against zero: for each row of the form in force, how many offices give 0, a positive number, a blank, or no such row at all?
-- 每行以“总计”一列计；无此行者可能是表格缺行或未能读出。 Counted on the total column; no row means that the report does not print it, or that it could not be read.
WITH reports AS (SELECT count(DISTINCT (office_key, year)) AS reports FROM dim_report WHERE form = 'articles-2021' AND status = 'accepted')
SELECT i.section, i.measure, i.label_zh, count(*) FILTER (f.value = 0) AS zero, count(*) FILTER (f.value > 0) AS positive, count(*) FILTER (f.value_status = 'blank') AS blank,
  count(*) FILTER (f.value_status = 'not_applicable') AS not_applicable, count(*) FILTER (f.value < 0) AS negative, any_value(r.reports) - count(f.indicator_key) AS no_row
FROM dim_indicator i
CROSS JOIN reports r
LEFT JOIN (SELECT f.* FROM fact_indicator f JOIN dim_report d USING (report_key) WHERE d.form = 'articles-2021' AND f.origin = 'table') f ON f.indicator_key = i.indicator_key
WHERE list_contains(string_split(i.form, '|'), 'articles-2021') AND i.applicant_type IN ('na', 'total')
GROUP BY i.indicator_key, i.section, i.measure, i.label_zh
ORDER BY i.indicator_key
