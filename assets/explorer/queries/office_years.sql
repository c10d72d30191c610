SELECT year, has_report, reports, superseded, form, published_on, indicator_values, blanks, path, report_id, office_id, office
FROM v_coverage
WHERE lineage_id = $lineage_id
ORDER BY year
