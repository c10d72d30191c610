-- 哪些报告的正文与表格对同一指标说法不一？附原句？
-- Reports whose narrative differs from the table for the same indicator, with the sentence.
-- 第一处为正文的句子，其后为表格单元格。 Places name the sentence and the cell.
SELECT full_name, year, message_zh, actual, expected, list_transform(places, place -> place.quote) AS quotes, report_status, path
FROM v_findings
WHERE code = 'TEXT_TABLE'
ORDER BY full_name, year, finding_id
