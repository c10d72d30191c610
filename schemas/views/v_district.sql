-- One row a district, year and measure: of the types of applicant only their total, so that a sum over rows of one measure counts nothing twice.
WITH offices AS (
  SELECT o.province, o.city, o.district, r.year, count(DISTINCT r.office_key) AS offices_reporting
  FROM dim_report r JOIN dim_office o USING (office_key)
  WHERE r.status = 'accepted' AND o.kind <> 'government'
  GROUP BY ALL
)
SELECT v.province, v.city, v.district, v.year, v.measure, min(v.label_zh) AS label_zh, min(v.label_en) AS label_en, min(v.concept) AS concept, min(v.comparability) AS comparability,
  bool_or(v.is_total) AS is_total, CASE min(v.value_type) WHEN 'amount' THEN '元' ELSE min(v.unit) END AS unit,
  sum(CASE v.value_type WHEN 'amount' THEN v.value_yuan ELSE v.value END) AS value,
  count(CASE v.value_type WHEN 'amount' THEN v.value_yuan ELSE v.value END) AS offices_with_value, count(*) FILTER (v.value_status IN ('zero', 'stated_zero')) AS offices_with_zero,
  count(*) FILTER (v.value_status = 'blank') AS offices_blank, any_value(t.offices_reporting) AS offices_reporting, count(*) FILTER (v.quality = 'flagged') AS offices_flagged,
  string_agg(DISTINCT v.form, '|' ORDER BY v.form) AS forms
FROM v_indicator v
JOIN offices t ON t.province = v.province AND t.city IS NOT DISTINCT FROM v.city AND t.district IS NOT DISTINCT FROM v.district AND t.year = v.year
-- Rates cannot be added. A government's own report repeats what its offices report: it stands in v_indicator, not in their sum.
WHERE v.value_type <> 'ratio' AND v.kind <> 'government' AND v.applicant_type IN ('na', 'total')
GROUP BY v.province, v.city, v.district, v.year, v.measure
