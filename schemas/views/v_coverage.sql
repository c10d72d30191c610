WITH spans AS (
  SELECT o.lineage_id, any_value(o.province) AS province, arg_max(o.city, r.year) AS city, arg_max(o.district, r.year) AS district, arg_max(o.name, r.year) AS office, arg_max(o.full_name, r.year) AS full_name,
    min(r.year) AS first_year, max(r.year) AS last_year
  FROM dim_report r JOIN dim_office o USING (office_key)
  WHERE r.status <> 'duplicate'
  GROUP BY o.lineage_id
), years AS (
  SELECT *, unnest(range(first_year::INTEGER, last_year::INTEGER + 1)) AS year FROM spans
), reports AS (
  -- Where a statistics table was sent apart, its form says more than that of the prose beside it.
  SELECT o.lineage_id, r.year, count(*) FILTER (r.status = 'accepted') AS reports, count(*) FILTER (r.status = 'superseded') AS superseded, count(*) FILTER (r.status = 'duplicate') AS duplicates,
    arg_min(r.form, (r.form = 'narrative-era', r.report_key)) FILTER (r.status = 'accepted') AS form, min(r.published_on) FILTER (r.status = 'accepted') AS published_on,
    arg_min(r.path, (r.document_kind <> 'report', r.report_key)) FILTER (r.status = 'accepted') AS path, arg_min(r.report_id, (r.document_kind <> 'report', r.report_key)) FILTER (r.status = 'accepted') AS report_id,
    arg_min(o.name, r.report_key) AS name, arg_min(o.full_name, r.report_key) AS full_name, arg_min(o.office_id, r.report_key) AS office_id
  FROM dim_report r JOIN dim_office o USING (office_key)
  GROUP BY ALL
), counts AS (
  SELECT o.lineage_id, f.year, count(*) AS indicator_values, count(*) FILTER (f.origin = 'table') AS table_values, count(*) FILTER (f.value_status = 'blank') AS blanks
  FROM fact_indicator f JOIN dim_office o USING (office_key)
  GROUP BY ALL
)
SELECT y.province, y.city, y.district, coalesce(r.name, y.office) AS office, coalesce(r.full_name, y.full_name) AS full_name, coalesce(r.office_id, y.lineage_id) AS office_id, y.lineage_id, y.year::SMALLINT AS year,
  coalesce(r.reports, 0) > 0 AS has_report, coalesce(r.reports, 0) AS reports, coalesce(r.superseded, 0) AS superseded, coalesce(r.duplicates, 0) AS duplicates,
  r.form, r.published_on, coalesce(c.indicator_values, 0) AS indicator_values, coalesce(c.table_values, 0) AS table_values, coalesce(c.blanks, 0) AS blanks, r.path, r.report_id
FROM years y
LEFT JOIN reports r ON r.lineage_id = y.lineage_id AND r.year = y.year
LEFT JOIN counts c ON c.lineage_id = y.lineage_id AND c.year = y.year
