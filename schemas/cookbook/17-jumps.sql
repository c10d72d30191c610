-- 哪些机关的新收申请或主动公开条数比上年增加三倍以上或减少八成以上？表式变化的年份另标？
-- Year-on-year changes above 300 % or below −80 % in new applications or disclosed items, with a flag where the form changed.
-- 上年为零者不算倍数；缺年的与上一份报告相比，并注明隔了几年。 Nothing is compared with zero; after a gap the last report counts, and the years between are shown.
SELECT full_name, concept, label_zh, year, previous_value, value, round((value - previous_value) / previous_value, 2) AS change, years_since_last, is_break, quality, path
FROM v_series
WHERE concept IN ('applications_received', 'disclosed_items') AND previous_value > 0 AND (value - previous_value > 3 * previous_value OR value - previous_value < -0.8 * previous_value)
ORDER BY full_name, concept, year
