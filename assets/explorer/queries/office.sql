SELECT o.office_id, o.lineage_id, o.name AS office, o.full_name, o.kind::VARCHAR AS kind, o.level::VARCHAR AS level, o.province, o.city, o.district, o.division_code, o.valid_from, o.valid_to, o.is_known
FROM dim_office o
WHERE o.lineage_id = (SELECT any_value(lineage_id) FROM dim_office WHERE office_id = $office_id)
ORDER BY coalesce(o.valid_to, 9999) DESC, o.office_key
