-- 哪些机关的“上年结转”与上年报告的“结转下年度”不一致？两个数、两个文件分别是什么？
-- Which offices carried in another number than they had carried out the year before, with both values and both files?
-- 沿革代码相连，更名的机关也能对上；空白不算不一致。 Joined by lineage, so that renamed offices meet their own last year; blanks are no contradiction.
SELECT now.full_name, now.year, now.value AS carried_in, before.value AS carried_out_last_year, now.path AS file, before.path AS file_last_year, now.quote AS cell, before.quote AS cell_last_year
FROM v_indicator now
JOIN v_indicator before ON before.lineage_id = now.lineage_id AND before.year = now.year - 1 AND before.measure = 'foi.application.carried_out' AND before.applicant_type = 'total'
WHERE now.measure = 'foi.application.carried_in' AND now.applicant_type = 'total' AND now.value <> before.value
ORDER BY now.full_name, now.year
