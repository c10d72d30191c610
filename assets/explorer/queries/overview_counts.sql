SELECT
  (SELECT count(*) FROM dim_report WHERE status = 'accepted') AS reports,
  (SELECT count(DISTINCT office_id) FROM dim_office) AS offices,
  (SELECT count(DISTINCT (province, city, district)) FROM dim_office) AS districts,
  (SELECT min(year) FROM dim_report) AS first_year,
  (SELECT max(year) FROM dim_report) AS last_year,
  (SELECT count(*) FROM fact_indicator) AS indicator_values,
  (SELECT count(*) FROM fact_observation) AS observations,
  (SELECT count(*) FROM file_log WHERE status = 'quarantined' AND NOT is_gone) AS quarantined,
  (SELECT count(*) FROM fact_finding WHERE severity = 'error') AS errors,
  (SELECT count(*) FROM fact_finding WHERE severity = 'warning') AS warnings,
  (SELECT count(*) FROM fact_finding WHERE severity = 'info') AS notes
