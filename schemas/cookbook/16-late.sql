-- 哪些报告在期限之后公布，迟了几天？按区县、年度排列？
-- Reports published after the due date (31 January since FY2019, governments 31 March), with the delay in days, by district and year.
-- 公布日期取自页面，重新发布会显得迟；日期不详者不列。 Dates are those of the page: a re-issue looks late; reports without a date are not listed.
SELECT province, city, district, year, office, published_on, due_date, days_late, status, path
FROM v_scorecard
WHERE days_late > 0
ORDER BY province, city, district, year, days_late DESC, office
