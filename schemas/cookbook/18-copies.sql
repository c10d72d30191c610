-- 哪些报告的文字或数字与另一份（同一机关的另一年，或同年的另一机关）几乎相同？
-- Pairs of reports (one office in two years, or two offices in one year) with nearly equal text or ten or more equal non-zero numbers.
-- 由 MinHash 比对得出，不限于同区县。 Found by MinHash over all reports, not only within a district.
SELECT full_name, year, rule_id, message_zh, expected, actual, path
FROM v_findings
WHERE code = 'COPIED'
ORDER BY full_name, year, rule_id
