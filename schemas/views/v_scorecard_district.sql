SELECT province, city, district, year, count(*) AS reports, count(*) FILTER (errors = 0 AND warnings = 0) AS clean_reports, sum(errors)::BIGINT AS errors, sum(warnings)::BIGINT AS warnings, sum(notes)::BIGINT AS notes,
  count(*) FILTER (days_late > 0) AS late_reports, round(avg(score), 1) AS mean_score, min(score) AS lowest_score
FROM v_scorecard
WHERE status = 'accepted'
GROUP BY ALL
