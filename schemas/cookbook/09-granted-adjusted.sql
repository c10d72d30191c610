-- 予以公开：2018 年以前并入“属于已主动公开范围”与不并入，两种算法各是多少？
-- Granted over the break: up to FY2018 with and without “already public”.
-- 现行“予以公开”含告知已公开者，旧表分列，故应并入。 Today's granted holds what was already public; the old table had a row of its own for it.
SELECT a.full_name, a.year, a.value AS granted_adjusted, u.value AS granted_unadjusted, a.value - u.value AS already_public, a.form, a.comparability AS comparability_adjusted,
  u.comparability AS comparability_unadjusted, a.is_break
FROM v_series a
LEFT JOIN v_series u ON u.office_key = a.office_key AND u.year = a.year AND u.concept = 'granted_unadjusted'
WHERE a.concept = 'granted' AND a.year BETWEEN 2014 AND 2025
ORDER BY a.full_name, a.year
