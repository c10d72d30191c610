-- 各区县历年（2019—2025）新收申请、办结、结转各多少，由多少个机关相加而成？
-- Districts FY2019–FY2025: new applications, outcomes, carried out, and how many offices stand behind each sum.
-- 和为机关之和，不含区县政府自己的报告；“有值/有报告”之差即缺口。 Sums leave out the government's own report; compare offices_with_value with offices_reporting before you compare districts.
SELECT province, city, district, year,
  sum(value) FILTER (measure = 'foi.application.new') AS new_applications,
  sum(value) FILTER (measure = 'foi.application.outcome.total') AS outcomes,
  sum(value) FILTER (measure = 'foi.application.carried_out') AS carried_out,
  min(offices_with_value) AS fewest_offices_with_value, max(offices_reporting) AS offices_reporting, max(offices_flagged) AS offices_flagged
FROM v_district
WHERE year BETWEEN 2019 AND 2025 AND measure IN ('foi.application.new', 'foi.application.outcome.total', 'foi.application.carried_out')
GROUP BY ALL
ORDER BY ALL
