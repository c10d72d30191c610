-- 历年申请人中自然人、法律服务机构、商业企业各占多少？
-- Applicants by year: share of natural persons, legal service organisations and enterprises.
-- 分母是各类申请人之和，不是“总计”一栏；空白单列。 The denominator adds up the types of applicant, not the printed total; blank cells are counted apart.
SELECT year, sum(value) AS new_applications,
  round(sum(value) FILTER (applicant_type = 'natural_person') / nullif(sum(value), 0), 3) AS natural_persons,
  round(sum(value) FILTER (applicant_type = 'legal.legal_service') / nullif(sum(value), 0), 3) AS legal_services,
  round(sum(value) FILTER (applicant_type = 'legal.enterprise') / nullif(sum(value), 0), 3) AS enterprises,
  count(DISTINCT office_key) AS offices, count(*) FILTER (value_status = 'blank') AS blank_cells
FROM v_indicator
WHERE measure = 'foi.application.new' AND applicant_type NOT IN ('na', 'total') AND kind <> 'government'
GROUP BY year
ORDER BY year
