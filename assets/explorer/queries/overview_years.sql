SELECT year, form, count(*) AS reports
FROM dim_report
WHERE status = 'accepted'
GROUP BY ALL
ORDER BY year, form
