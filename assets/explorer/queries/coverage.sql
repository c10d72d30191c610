SELECT province, city, district, office, office_id, year, has_report, reports, superseded, form, published_on, indicator_values, table_values, blanks, path, report_id
FROM v_coverage
WHERE true
  AND province = $province
  AND city = $city
  AND district = $district
  AND contains(full_name, $q)
ORDER BY province, city, district, office, lineage_id, year
