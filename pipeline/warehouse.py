"""The only module that opens DuckDB: builds the warehouse and reads it.

Belongs here: tables, keys, views, comments, the choice of one value for each office, year and indicator. Not here: where the rows come from, which
file is the published one (publication.py).
"""

import re
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from threading import Lock, Timer
from typing import NamedTuple

import duckdb
import polars as pl
import pyarrow as pa

from pipeline.publication import FILE
from schemas.codebook import DIRECTORY, codebook
from schemas.contracts import columns, comments, conform, create_table, polars_schema, table_entry, validate

VIEWS = DIRECTORY.parent / "views"
MEMORY = "1GB"
MOST_SECONDS, ROWS_AT_ONCE = 600, 10_000

# Which of several values for one office, year and indicator counts: a number before a mark before a blank, a table before prose, then the first printed.
PRECEDENCE = """
  CASE WHEN o.value IS NOT NULL THEN 0 WHEN o.value_kind = 'blank' THEN 2 ELSE 1 END,
  o.origin, o.precision <> 'exact', r.published_on DESC NULLS LAST, o.observation_id"""
COUNTS_FOR_THE_YEAR = "o.indicator_key IS NOT NULL AND o.statistic = 'level' AND o.period_year = r.year AND r.status = 'accepted'"


class QueryError(Exception):
    """A query that DuckDB refuses."""


class PublishError(Exception):
    """The new warehouse is not fit to be published; the old one stays."""


@contextmanager
def connect(path, read_only=True):
    """Connection to a warehouse file. Raises FileNotFoundError with what to do where there is none."""
    if read_only and not Path(path).exists():
        raise FileNotFoundError(f"{path}: there is no warehouse yet; run `foi run` first")
    connection = duckdb.connect(str(path), read_only=read_only)
    try:
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def build(path, dimensions, observation_files, findings):
    """Builds a warehouse file at path.

    dimensions: table name → frame, for all tables but the facts; observation_files: Parquet files of the layer `observations`; findings: frame of
    fact_finding. Returns row counts by table. Raises ContractError, PublishError.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
    with connect(path, read_only=False) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{path}.spill'")
        for table, frame in {**dimensions, "fact_finding": findings}.items():
            _load(connection, table, frame)
        _load_observations(connection, observation_files)
        _load_facts(connection)
        for table in codebook().tables["warehouse"]:
            keys = ", ".join(f'"{column}"' for column in table_entry(table).key)
            connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({keys})")
        _add_views(connection)
        _comment(connection)
        counts = check(connection)
        connection.execute("CHECKPOINT")
    return counts


def _load(connection, table, frame):
    validate(frame, table)
    connection.execute(create_table(table))
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def _load_observations(connection, files):
    """fact_observation, with office and year of its report and whether it is the value that counts."""
    connection.execute(create_table("fact_observation"))
    if not files:
        return
    files = [str(file) for file in files]
    physical = ", ".join(f'o."{column.name}"' for column in columns("observations") if column.name not in ("report_key", "is_best"))
    # Only where several documents report on one office and year must their values be compared with each other; within a document is_best says it.
    connection.execute(
        f"""
        CREATE TEMP TABLE outdone AS
        SELECT o.observation_id
        FROM read_parquet($files) o JOIN dim_report r USING (report_key)
        JOIN (SELECT office_key, year FROM dim_report WHERE status = 'accepted' GROUP BY ALL HAVING count(*) > 1) USING (office_key, year)
        WHERE o.is_best AND {COUNTS_FOR_THE_YEAR}
        QUALIFY row_number() OVER (PARTITION BY r.office_key, r.year, o.indicator_key ORDER BY {PRECEDENCE}) > 1
        """,
        {"files": files},
    )
    connection.execute(
        f"""
        INSERT INTO fact_observation BY NAME
        SELECT {physical}, r.office_key, r.year, o.is_best AND r.status = 'accepted' AND o.observation_id NOT IN (FROM outdone) AS chosen
        FROM read_parquet($files) o JOIN dim_report r USING (report_key)
        """,
        {"files": files},
    )
    connection.execute("DROP TABLE outdone")


def _load_facts(connection):
    connection.execute(create_table("fact_indicator"))
    connection.execute(
        """
        INSERT INTO fact_indicator BY NAME
        SELECT o.office_key, o.year, o.indicator_key, o.value, o.origin, o.observation_id, r.report_key,
          CASE o.value_kind WHEN 'number' THEN 'reported' WHEN 'zero' THEN 'zero' WHEN 'stated_zero' THEN 'stated_zero' WHEN 'blank' THEN 'blank' ELSE 'not_applicable' END AS value_status,
          CASE WHEN o.observation_id IN (SELECT unnest(observation_ids) FROM fact_finding WHERE severity <> 'info') THEN 'flagged' ELSE 'ok' END AS quality
        FROM fact_observation o JOIN dim_report r USING (report_id)
        WHERE o.chosen
        """
    )


def _add_views(connection):
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(VIEWS.glob("*.sql"))}
    uses = {name: [other for other in texts if other != name and re.search(rf"\b{other}\b", text)] for name, text in texts.items()}
    for name in TopologicalSorter(uses).static_order():
        connection.execute(f"CREATE VIEW {name} AS {texts[name]}")


def _comment(connection):
    for table in (*codebook().tables["warehouse"], *codebook().tables["views"]):
        for statement in comments(table):
            connection.execute(statement)


def check(connection):
    """Row counts by table of a warehouse whose references hold. Raises PublishError naming table, column and the first orphans."""
    for table, entry in codebook().tables["warehouse"].items():
        for column, target in entry.references.items():
            key = table_entry(target).key[0]
            orphans = connection.execute(
                f'SELECT DISTINCT t."{column}" FROM {table} t WHERE t."{column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} d WHERE d."{key}" = t."{column}") LIMIT 5'
            ).fetchall()
            if orphans:
                raise PublishError(f"{table}.{column}: {[value for (value,) in orphans]} are not in {target}")
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in codebook().tables["warehouse"]}


class Unmet(NamedTuple):
    """An expectation (name of expectations.yml) that a warehouse does not meet, with the rows that show it."""

    name: str
    rows: pl.DataFrame


def unmet_expectations(path, published=None, accept_losses=False):
    """Expectations of the codebook that the warehouse file at path does not meet, as a list of Unmet.

    published: the file it is compared with, if there is one. accept_losses: leaves out what compares. A published file whose tables are too old to be
    compared with counts as none.
    """
    book, found = codebook().expectations, []
    with connect(path) as connection:
        connection.execute(f"SET VARIABLE most_lost = {book.most_lost}")
        if published is not None:
            connection.execute(f"ATTACH '{_quoted(published)}' AS old (READ_ONLY)")
        for name, entry in book.expectations.items():
            if entry.compares and (published is None or accept_losses):
                continue
            try:
                rows = connection.execute(entry.sql).pl()
            except (duckdb.BinderException, duckdb.CatalogException):
                if not entry.compares:
                    raise
                continue
            if rows.height:
                found.append(Unmet(name, rows))
    return found


def query(path, sql, parameters=None, old=None):
    """Result of a query on a warehouse file as a frame; with `old`, another warehouse file, its tables are called old.dim_office and so on.

    Raises QueryError with what DuckDB says, FileNotFoundError where there is no warehouse.
    """
    with connect(path) as connection:
        try:
            if old is not None:
                connection.execute(f"ATTACH '{_quoted(old)}' AS old (READ_ONLY)")
            return connection.execute(sql, parameters or {}).pl()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def _quoted(path):
    return str(path).replace("'", "''")


def earlier_runs(folder):
    """run_log of the published warehouse; empty where there is none."""
    path = Path(folder) / FILE
    return conform(query(path, "FROM run_log ORDER BY started_at"), "run_log") if path.exists() else pl.DataFrame(schema=polars_schema("run_log"))


def summary(folder):
    """Counts of the published warehouse: files by status, reports, offices, years, observations, facts, findings by severity."""
    path = Path(folder) / FILE
    counts = {table: query(path, f"SELECT count(*) AS n FROM {table}")["n"][0] for table in ("dim_report", "dim_office", "fact_observation", "fact_indicator")}
    return {
        "files": dict(query(path, "SELECT status::VARCHAR, count(*) FROM file_log WHERE NOT is_gone GROUP BY ALL ORDER BY ALL").iter_rows()),
        "reports": counts["dim_report"],
        "offices": counts["dim_office"],
        "observations": counts["fact_observation"],
        "facts": counts["fact_indicator"],
        "findings": dict(query(path, "SELECT severity::VARCHAR, count(*) FROM fact_finding GROUP BY ALL ORDER BY ALL").iter_rows()),
    }


class Reader:
    """Questions of many readers to the published warehouse: nothing can be written, no file or setting reached, and a newly published file is noticed.

    One connection serves one published version (told by inode and time); queries under way on the version before finish on it.
    """

    def __init__(self, path):
        self.path, self._version, self._connection, self._lock = Path(path), None, None, Lock()

    @property
    def version(self):
        """What tells one published file from the next. Raises FileNotFoundError where there is none."""
        if not self.path.exists():
            raise FileNotFoundError(f"{self.path}: there is no warehouse yet; run `foi run` first")
        status = self.path.stat()
        return (status.st_ino, status.st_mtime_ns, status.st_size)

    def query(self, sql, parameters=None, most_rows=None, seconds=None):
        """Result as an Arrow table, of at most `most_rows` rows. Raises QueryError for whatever is not one reading statement, fails, or takes longer than
        `seconds`."""
        with self.batches(sql, parameters, seconds) as reader:
            found, rows = [], 0
            for batch in reader:
                found.append(batch)
                rows += batch.num_rows
                if most_rows is not None and rows >= most_rows:
                    break
            return pa.Table.from_batches(found, reader.schema).slice(0, most_rows)

    @contextmanager
    def batches(self, sql, parameters=None, seconds=None):
        """Context of an Arrow reader over the result of a query, which is worked out as it is read. Raises QueryError as `query` does."""
        cursor = self._cursor()
        timer = Timer(seconds or MOST_SECONDS, cursor.interrupt)
        timer.daemon = True
        try:
            kinds = [statement.type for statement in cursor.extract_statements(sql)]
            if len(kinds) != 1 or kinds[0] not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
                raise QueryError("only one statement that reads: SELECT, FROM, WITH, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN")
            timer.start()
            yield cursor.execute(sql, parameters or {}).to_arrow_reader(ROWS_AT_ONCE)
        except (duckdb.InterruptException, pa.ArrowException, OSError) as error:
            raise QueryError(f"stopped after {seconds} s" if "interrupt" in str(error).lower() else str(error)) from error
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
        finally:
            timer.cancel()
            cursor.close()

    def _cursor(self):
        with self._lock:
            version = self.version
            if version != self._version:
                # Attached, not opened: DuckDB hands out an open file of the same name again, even where another one stands in its place.
                connection = duckdb.connect(":memory:")
                connection.execute(f"ATTACH '{str(self.path).replace(chr(39), chr(39) * 2)}' AS foi (READ_ONLY)")
                connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = ''; SET enable_external_access = false; SET lock_configuration = true")
                self._connection, self._version = connection, version
            cursor = self._connection.cursor()
        cursor.execute("USE foi")
        return cursor
