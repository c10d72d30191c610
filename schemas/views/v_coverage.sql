-- 覆盖情况：每个机关从首份到末份报告之间的每一年，有无报告、表式、指标数 | every office and year between its first and last report: is there a report, which form, how many values
WITH spans AS (
  SELECT o.office_id, any_value(o.province) AS province, any_value(o.city) AS city, any_value(o.district) AS district, arg_max(o.name, r.year) AS office, min(r.year) AS first_year, max(r.year) AS last_year
  FROM dim_report r JOIN dim_office o USING (office_key)
  WHERE r.status <> 'duplicate'
  GROUP BY o.office_id
), years AS (
  SELECT *, unnest(range(first_year::INTEGER, last_year::INTEGER + 1)) AS year FROM spans
), reports AS (
  SELECT o.office_id, r.year, count(*) FILTER (r.status = 'accepted') AS reports, count(*) FILTER (r.status = 'superseded') AS superseded, any_value(r.form) FILTER (r.status = 'accepted') AS form,
    min(r.published_on) FILTER (r.status = 'accepted') AS published_on, any_value(r.path) FILTER (r.status = 'accepted') AS path, any_value(o.name) AS name
  FROM dim_report r JOIN dim_office o USING (office_key)
  GROUP BY ALL
), counts AS (
  SELECT o.office_id, f.year, count(*) AS indicator_values, count(*) FILTER (f.origin = 'table') AS table_values, count(*) FILTER (f.value_status = 'blank') AS blanks
  FROM fact_indicator f JOIN dim_office o USING (office_key)
  GROUP BY ALL
)
SELECT y.province, y.city, y.district, coalesce(r.name, y.office) AS office, y.office_id, y.year, coalesce(r.reports, 0) > 0 AS has_report, coalesce(r.reports, 0) AS reports, coalesce(r.superseded, 0) AS superseded,
  r.form, r.published_on, coalesce(c.indicator_values, 0) AS indicator_values, coalesce(c.table_values, 0) AS table_values, coalesce(c.blanks, 0) AS blanks, r.path
FROM years y
LEFT JOIN reports r USING (office_id, year)
LEFT JOIN counts c USING (office_id, year)
