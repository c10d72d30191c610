"""The two large facts, worked out by DuckDB from the layer `observations`: everything printed, and one value for each office, year and indicator.

Belongs here: which value counts, and replacing the facts of reports that changed. Not here: connections, other tables (building.py).
"""

import re

from pipeline.observations import MOST_OBSERVATIONS
from schemas.contracts import columns

# Which of several values for one office, year and indicator counts: a number before a mark before a blank, a table before prose, then the first printed. Words are compared with
# words: in layers and lakes they have no order but that of the alphabet.
PRECEDENCE = """
  CASE WHEN o.value IS NOT NULL THEN 0 WHEN o.value_kind = 'blank' THEN 2 ELSE 1 END,
  o.origin <> 'table', o.precision <> 'exact', r.published_on DESC NULLS LAST, o.observation_id"""
COUNTS_FOR_THE_YEAR = "o.indicator_key IS NOT NULL AND o.statistic = 'level' AND o.period_year = r.year AND r.status = 'accepted'"
CHOSEN = "o.is_best AND r.status = 'accepted' AND o.observation_id NOT IN (FROM outdone)"
FLAGGED = "SELECT unnest(observation_ids) FROM fact_finding WHERE severity <> 'info'"
# Of the facts those of reports that replace() has written anew.
WRITTEN = {
    "fact_indicator": "fact_indicator SEMI JOIN touched USING (report_key)",
    "fact_observation": f"fact_observation WHERE observation_id // {MOST_OBSERVATIONS} IN (FROM touched)",
}
CORRECTED = "SELECT observation_id, any_value(corrected_value) AS corrected_value FROM fact_correction WHERE status = 'applied' GROUP BY observation_id"

_no_pattern = re.compile(r"[*?\[]")  # in the name of a folder: read_parquet takes it for one


def load(connection, files, reports="dim_report"):
    """Fills fact_observation and fact_indicator from Parquet files of the layer `observations`; dimensions and findings are loaded already.

    reports: table of the rows of dim_report whose facts are wanted. Where several report on one office and year, all of them must be in it.
    """
    if not files:
        return
    files = [_no_pattern.sub(r"[\g<0>]", str(file)) for file in files]
    physical = ", ".join(f'o."{column.name}"' for column in columns("observations") if column.name not in ("report_key", "is_best"))
    # Only where several documents report on one office and year must their values be compared with each other; within a document is_best says it.
    connection.execute(
        f"""
        CREATE TEMP TABLE outdone AS
        SELECT o.observation_id
        FROM read_parquet($files) o JOIN {reports} r USING (report_key)
        JOIN (SELECT office_key, year FROM {reports} WHERE status = 'accepted' GROUP BY ALL HAVING count(*) > 1) USING (office_key, year)
        WHERE o.is_best AND {COUNTS_FOR_THE_YEAR}
        QUALIFY row_number() OVER (PARTITION BY r.office_key, r.year, o.indicator_key ORDER BY {PRECEDENCE}) > 1
        """,
        {"files": files},
    )
    connection.execute(
        f"""
        INSERT INTO fact_observation BY NAME
        SELECT {physical}, r.office_key, r.year, r.read_by, {CHOSEN} AS chosen
        FROM read_parquet($files) o JOIN {reports} r USING (report_key)
        """,
        {"files": files},
    )
    connection.execute("CHECKPOINT")  # of one table at a time: DuckDB writes the index of the first twice where two are changed
    connection.execute(
        f"""
        INSERT INTO fact_indicator BY NAME
        SELECT r.office_key, r.year, o.indicator_key, o.value, o.origin, o.observation_id, r.report_key,
          CASE o.value_kind WHEN 'number' THEN 'reported' WHEN 'zero' THEN 'zero' WHEN 'stated_zero' THEN 'stated_zero' WHEN 'blank' THEN 'blank' ELSE 'not_applicable' END AS value_status,
          CASE WHEN o.observation_id IN ({FLAGGED}) THEN 'flagged' ELSE 'ok' END AS quality, c.corrected_value
        FROM read_parquet($files) o JOIN {reports} r USING (report_key) LEFT JOIN ({CORRECTED}) c USING (observation_id)
        WHERE {CHOSEN}
        """,
        {"files": files},
    )
    connection.execute("DROP TABLE outdone")


def replace(connection, documents):
    """Replaces the facts of reports that changed, in a copy of a warehouse whose other tables are new already.

    documents: frame report_key, file, is_changed; the table `before` holds report_key, office_key, year, status of dim_report as it was. Reports that
    share office and year with one that changed are done with it, since they decide together which value counts. The table `touched` holds the
    report_key of all of them.
    """
    connection.register("documents", documents.to_arrow())
    connection.execute(
        """
        CREATE TEMP TABLE changed AS
        SELECT coalesce(b.report_key, r.report_key) AS report_key, b.office_key AS old_office, b.year AS old_year, r.office_key, r.year
        FROM before b FULL JOIN dim_report r USING (report_key) LEFT JOIN documents d USING (report_key)
        WHERE b.office_key IS DISTINCT FROM r.office_key OR b.year IS DISTINCT FROM r.year OR b.status IS DISTINCT FROM r.status::VARCHAR OR d.is_changed
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE touched AS
        WITH places AS (SELECT old_office AS office_key, old_year AS year FROM changed UNION SELECT office_key, year FROM changed)
        SELECT report_key FROM changed
        UNION SELECT report_key FROM before SEMI JOIN places USING (office_key, year)
        UNION SELECT report_key FROM dim_report SEMI JOIN places USING (office_key, year)
        """
    )
    known = "FROM touched SEMI JOIN before USING (report_key)"
    connection.execute(f"DELETE FROM fact_observation WHERE observation_id // {MOST_OBSERVATIONS} IN ({known})")
    connection.execute(f"DELETE FROM fact_indicator WHERE report_key IN ({known})")
    connection.execute("CREATE TEMP TABLE touched_reports AS FROM dim_report SEMI JOIN touched USING (report_key)")
    files = connection.execute("SELECT DISTINCT file FROM documents SEMI JOIN touched USING (report_key) ORDER BY file").fetchall()
    load(connection, [file for (file,) in files], "touched_reports")
    connection.execute(f"UPDATE fact_indicator SET quality = 'flagged' WHERE quality = 'ok' AND observation_id IN ({FLAGGED})")
    connection.execute(f"UPDATE fact_indicator SET quality = 'ok' WHERE quality = 'flagged' AND observation_id NOT IN ({FLAGGED})")
    connection.execute("UPDATE fact_indicator SET corrected_value = NULL WHERE corrected_value IS NOT NULL")
    connection.execute(
        f"UPDATE fact_indicator SET corrected_value = c.corrected_value FROM ({CORRECTED}) c WHERE c.observation_id = fact_indicator.observation_id"
    )
    connection.unregister("documents")
