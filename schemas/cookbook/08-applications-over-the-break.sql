-- 2014—2025 年各机关收到申请数的连续序列（跨 2018/2019 表式断点），逐行附可比性？
-- One series of applications received per office FY2014–FY2025 over the break of forms, with the comparability class in each row.
-- is_break 为表式变化的那一年。 is_break marks the first year under another form.
SELECT full_name, year, value AS applications, form, formula, comparability, is_break, years_since_last, quality, path
FROM v_series
WHERE concept = 'applications_received' AND year BETWEEN 2014 AND 2025
ORDER BY full_name, year
