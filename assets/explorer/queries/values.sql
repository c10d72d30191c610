SELECT v.province, v.city, v.district, v.office, v.office_id, v.year, v.label_zh, v.label_en, v.indicator_id, v.value, v.value_status::VARCHAR AS value_status, v.corrected_value, v.unit, v.origin::VARCHAR AS origin,
  v.quality::VARCHAR AS quality, v.quote, v.form, v.path, v.report_id, v.observation_id
FROM v_indicator v
WHERE true
  AND v.indicator_id = $indicator
  AND v.office_id = $office_id
  AND v.year = $year
  AND v.province = $province
  AND v.city = $city
  AND v.district = $district
  AND v.value_status = $value_status
  AND v.quality = $quality
  AND v.indicator_key IN (SELECT b.indicator_key FROM bridge_concept b JOIN dim_concept d USING (concept, alternative) WHERE d.formula = $formula)
  AND contains(v.full_name, $q)
ORDER BY v.value DESC NULLS LAST, v.province, v.city, v.district, v.office, v.year, v.indicator_key
