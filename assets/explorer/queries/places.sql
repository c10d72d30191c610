SELECT DISTINCT province, city, district
FROM dim_office
ORDER BY province, city, district
