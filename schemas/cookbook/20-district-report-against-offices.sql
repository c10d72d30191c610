-- 区县政府自己的报告是否等于各机关之和？逐行比较，缺哪些机关，每个数出自哪个文件的哪一格？
-- Does the district's own report equal the sum of its offices, row by row, which offices are missing, and from which file and cell does each number come?
-- 不等未必有错：少收了机关的报告也会不等，先看 missing_offices。 Unequal is not wrong by itself: first look at the offices whose reports are not here.
WITH own AS (
  SELECT province, district, year, indicator_key, label_zh, value, path, quote, block FROM v_indicator WHERE kind = 'government' AND level = 'county' AND applicant_type IN ('na', 'total') AND origin = 'table'
), parts AS (
  SELECT province, district, year, indicator_key, sum(value) AS total, count(value) AS offices, list({'office': office, 'value': value, 'file': path, 'cell': quote, 'block': block} ORDER BY office) AS sources
  FROM v_indicator WHERE kind <> 'government' AND applicant_type IN ('na', 'total') AND origin = 'table'
  GROUP BY ALL
), missing AS (
  -- Offices of the district that have a report in some year, but not in this one.
  SELECT d.province, d.district, d.year, string_agg(DISTINCT e.office, '、' ORDER BY e.office) AS offices
  FROM (SELECT DISTINCT province, district, year FROM own) d
  JOIN (SELECT DISTINCT province, district, office, lineage_id FROM v_series WHERE kind <> 'government') e USING (province, district)
  WHERE NOT EXISTS (SELECT 1 FROM v_coverage c WHERE c.lineage_id = e.lineage_id AND c.year = d.year AND c.has_report)
  GROUP BY ALL
)
SELECT o.district, o.year, o.label_zh, o.value AS district_report, p.total AS sum_of_offices, o.value = p.total AS equal, o.value - p.total AS difference, p.offices, m.offices AS missing_offices,
  o.path AS district_file, o.quote AS district_cell, o.block AS district_block, p.sources
FROM own o
JOIN parts p USING (province, district, year, indicator_key)
LEFT JOIN missing m USING (province, district, year)
ORDER BY o.district, o.year, o.indicator_key
