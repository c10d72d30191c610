-- Other documents of the same office and year: earlier and corrected versions, tables published apart.
SELECT other.report_id, other.path, other.title, other.status::VARCHAR AS status, other.published_on, other.document_kind::VARCHAR AS document_kind
FROM dim_report this
JOIN dim_report other USING (office_key, year)
WHERE this.report_id = $report_id AND other.report_id <> $report_id
ORDER BY other.published_on, other.path
