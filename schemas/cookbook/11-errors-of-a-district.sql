-- 某区县 2024 年度报告中所有“错误”级的勾稽不符，按机关排列，附单元格位置？
-- All failed identities of severity error in FY2024 reports of one district, by office, with cell references.
-- 换区县和年度即得该区的整改清单；foi findings --format xlsx 出 Excel。 Change district and year for your own list; foi findings writes it as a workbook.
SELECT full_name, rule_id, message_zh, actual, expected, suggestion, list_transform(places, place -> concat_ws(' × ', place.label, place."column")) AS cells, path
FROM v_findings
WHERE severity = 'error' AND year = 2024 AND district = '密云区' AND report_status = 'accepted'
ORDER BY full_name, rule_id, finding_id
