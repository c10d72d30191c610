-- “本机关不掌握”占办结的比例，街道乡镇是否高于部门？
-- Share of “not held” among outcomes by kind of office: do subdistricts point elsewhere more often than bureaus?
-- 比例为件数之比，不是各机关比例的平均。 Shares of cases, not averages of shares.
SELECT kind, round(sum(not_held) / sum(applications_closed), 3) AS share_not_held, sum(not_held) AS not_held, sum(applications_closed) AS outcomes, count(DISTINCT lineage_id) AS offices, count(*) AS reports
FROM v_panel
WHERE kind <> 'government' AND not_held IS NOT NULL AND applications_closed > 0
GROUP BY kind
ORDER BY share_not_held DESC
