-- 各区县历年公开率（予以公开与部分公开占办结的比例），不计办结少于五件的机关？
-- Grant rate (granted and partly granted over outcomes) by district and year, leaving out offices with fewer than five outcomes.
-- 先剔除小机关再相加；三项中缺一项的机关不计入。 Small offices are left out before adding up; an office counts only where all three figures are there.
SELECT province, city, district, year, round((sum(granted) + sum(partial)) / sum(applications_closed), 3) AS grant_rate, sum(granted) AS granted, sum(partial) AS partly_granted, sum(applications_closed) AS outcomes,
  count(*) AS offices
FROM v_panel
WHERE kind <> 'government' AND applications_closed >= 5 AND granted IS NOT NULL AND partial IS NOT NULL
GROUP BY ALL
ORDER BY ALL
