-- 区县汇总：只加总分项，不加合计与其组成部分；附机关数 | sums over the offices of a district, one indicator at a time, with the number of offices behind each sum
SELECT o.province, o.city, o.district, f.year, i.measure, i.applicant_type, i.label_zh, i.label_en, i.is_total, r.form,
  sum(f.value) AS value, count(f.value) AS offices_with_value, count(*) FILTER (f.value_status = 'zero' OR f.value_status = 'stated_zero') AS offices_with_zero,
  count(*) FILTER (f.value IS NULL) AS offices_without_value, count(*) FILTER (f.quality = 'flagged') AS offices_flagged, i.indicator_key
FROM fact_indicator f
JOIN dim_office o USING (office_key)
JOIN dim_indicator i USING (indicator_key)
JOIN dim_report r USING (report_key)
-- Rates cannot be added; a district government's own report would count its offices twice; prose repeats what tables give.
WHERE i.value_type <> 'ratio' AND o.kind <> 'government'
GROUP BY ALL
