-- 哪些机关在首份与末份报告之间缺少年度报告？
-- Offices without a report for any year between their first and last report: the gaps of the panel.
-- 更名、改区的机关按沿革相连，不误作缺报。 Renamed offices are one line, so that a new name is no gap.
SELECT full_name, count(*) AS missing_years, string_agg(year::VARCHAR, '、' ORDER BY year) AS years, lineage_id
FROM v_coverage
WHERE NOT has_report
GROUP BY full_name, lineage_id
ORDER BY missing_years DESC, full_name
