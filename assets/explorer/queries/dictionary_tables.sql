SELECT table_name, 'table' AS kind, comment, estimated_size AS table_rows FROM duckdb_tables() WHERE database_name = 'foi'
UNION ALL
SELECT view_name, 'view', comment, NULL FROM duckdb_views() WHERE database_name = 'foi' AND NOT internal
ORDER BY kind, table_name
