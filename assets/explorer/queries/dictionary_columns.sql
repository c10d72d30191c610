SELECT c.table_name, c.column_name, c.data_type, c.comment
FROM duckdb_columns() c
WHERE c.database_name = 'foi' AND c.table_name = $table
ORDER BY c.column_index
