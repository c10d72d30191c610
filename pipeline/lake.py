"""The shared warehouse: a DuckLake, with its catalog in PostgreSQL and its Parquet files in a folder or an S3-style store.

Several people publish into it, each the reports of their own landing folder. Publishing makes it hold, of every document that the publisher knows, what
the publisher's own warehouse file holds, in one transaction over all tables; documents of others stay. Belongs here: the statements for that, for
versions, rollback, expiry and compaction; the connection comes from warehouse.py. Not here: what a warehouse holds, and how often one tries.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.lake_troubles import NOTHING
from schemas.codebook import codebook
from schemas.contracts import columns, literal, table_entry

PREFIX = "ducklake:"
SERVED = "ducklake:postgres:"
NAME = "foi"  # of the catalog in a connection, as that of a warehouse file
CATALOGS = {SERVED: "postgres_scanner", "ducklake:sqlite:": "sqlite_scanner"}  # what an address needs beside DuckLake
MARK = "last_publication"  # one row that every publication changes, so that of two at once the second conflicts instead of adding the same keys twice
GROUPS = {"file_log": "path", "dim_report": "report_id", "fact_observation": "report_id", "fact_finding": "report_id", "fact_indicator": "report_key"}
OF_A_DOCUMENT = ("dim_report", "fact_observation", "fact_finding", "fact_indicator")  # what the publisher does not have of its documents is taken away
DAY = "INTERVAL 1 DAY"


class LakeError(ConnectionError):
    """The shared warehouse cannot be reached or its extensions are missing."""


class Lake(NamedTuple):
    """`address`: ducklake:postgres:dbname=… host=… or ducklake:FILE (passwords stay in PGPASSWORD or ~/.pgpass); `data`: folder or s3:// address of its
    files, needed by who writes first; `snapshot`: of an earlier version, None for the last."""

    address: str
    data: str | None = None
    snapshot: int | None = None

    def __str__(self):
        return self.address

    @property
    def is_served(self):
        """Whether a server holds the catalog; one in a file cannot be written while a process that goes on reading has it open."""
        return self.address.startswith(SERVED)


def attach(connection, lake, name=NAME, read_only=True, begin=False):
    """Makes a lake known to a connection under a name; `begin`: makes its catalog where there is none. Raises LakeError, also where nothing was published
    yet; what DuckDB raises where the catalog does not answer."""
    _load_extensions(connection, lake)
    _use_store(connection)
    options = ["READ_ONLY"] if read_only else [] if begin else ["CREATE_IF_NOT_EXISTS false"]
    if lake.data and not read_only:
        options.append(f"DATA_PATH {literal(lake.data)}")
    if lake.snapshot is not None:
        options.append(f"SNAPSHOT_VERSION {lake.snapshot}")
    connection.execute(f"ATTACH {literal(lake.address)} AS {name}" + (f" ({', '.join(options)})" if options else ""))
    if not begin and not connection.execute("FROM duckdb_tables() WHERE database_name = ? AND table_name = ?", [name, MARK]).fetchone():
        raise LakeError(f"{lake}: {NOTHING}")


def _load_extensions(connection, lake):
    """DuckDB's own extensions from their wheels: nothing is fetched."""
    needed = ["ducklake", *(extension for prefix, extension in CATALOGS.items() if lake.address.startswith(prefix))]
    if "AWS_ACCESS_KEY_ID" in os.environ or str(lake.data).startswith("s3:"):
        needed.append("httpfs")
    connection.execute("SET autoinstall_known_extensions = false")
    for extension in needed:
        package = find_spec(f"duckdb_extension_{extension}")
        if not package:
            raise LakeError(f"{lake} needs duckdb-extension-{extension.replace('_', '-')}: pip install 'foi-warehouse[lake]'")
        file = next(Path(package.submodule_search_locations[0]).rglob(f"{extension}.duckdb_extension"))
        connection.execute(f"LOAD {literal(file)}")


def _use_store(connection):
    """Access to an S3-style store, from the variables that its other clients read too."""
    if "AWS_ACCESS_KEY_ID" not in os.environ:
        return
    values = {
        "KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
        "SECRET": os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
        "REGION": os.environ.get("AWS_REGION", "us-east-1"),
    }
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        address = urlsplit(endpoint)
        values |= {"ENDPOINT": address.netloc, "URL_STYLE": "path", "USE_SSL": str(address.scheme == "https").lower()}
    connection.execute("CREATE OR REPLACE SECRET store (TYPE s3, " + ", ".join(f"{key} {literal(value)}" for key, value in values.items()) + ")")


# --- publishing ----------------------------------------------------------------------------------------------------------


def define(connection, views, definitions):
    """Creates what is missing of the tables, and the views with `views(connection)`, unless the lake has these definitions already (a fingerprint);
    returns whether there was anything to do.

    A table of an older project gets its new columns and loses those that are no more; rows of others have null there until they publish again.
    """
    connection.execute(f"CREATE TABLE IF NOT EXISTS {MARK} (name VARCHAR, publisher VARCHAR, definitions VARCHAR)")
    if connection.execute(f"SELECT definitions FROM {MARK}").fetchone() == (definitions,):
        return False
    for table in codebook().tables["warehouse"]:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(_column(column) for column in columns(table))})")
        there = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
        for column in columns(table):
            if column.name not in there:
                connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column.name}" {column.plain_type}')
        for name in set(there) - {column.name for column in columns(table)}:
            connection.execute(f'ALTER TABLE {table} DROP COLUMN "{name}"')
    views(connection)
    connection.execute(f"COMMENT ON TABLE {MARK} IS '最近一次发布的名称与发布者 Name and publisher of the last publication'")
    connection.execute(f"DELETE FROM {MARK}")
    connection.execute(f"INSERT INTO {MARK} VALUES (NULL, NULL, ?)", [definitions])
    return True


def _column(column):
    return f'"{column.name}" {column.plain_type}' + (" NOT NULL" if column.required else "")


def take_in(connection, built, precedence):
    """Makes the tables hold what a built warehouse (name of its catalog) holds of its documents; returns rows written and taken away.

    precedence: ORDER BY of values that count for one office, year and indicator, where documents of several publishers give one.
    """
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE mine AS
        SELECT DISTINCT left(sha256, 16) AS report_id, ('0x' || left(sha256, 13))::BIGINT // 4 AS report_key FROM {built}.main.file_log WHERE sha256 IS NOT NULL"""
    )
    changed = sum(_align(connection, table, f"{built}.main.{table}", table in OF_A_DOCUMENT) for table in codebook().tables["warehouse"])
    if changed:
        _settle(connection, precedence)
    return changed


def _align(connection, table, source, take_away):
    """Makes the groups of rows of a table that are mine the same as those of a source; returns rows written and taken away."""
    group = _group(table)
    names = ", ".join(f'"{column.name}"' for column in columns(table))
    values = ", ".join(f'"{column.name}"::{column.plain_type} AS "{column.name}"' for column in columns(table))
    mine = f"SELECT ({group}) FROM {'mine' if take_away else source}"
    digest = f"SELECT {group}, count(*) AS rows, sum(hash({names})::HUGEINT) AS digest"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE differing AS
        SELECT * FROM ({digest} FROM (SELECT {values} FROM {source}) GROUP BY ALL) new
        FULL JOIN ({digest} FROM {table} WHERE ({group}) IN ({mine}) GROUP BY ALL) old USING ({group})
        WHERE new.digest IS DISTINCT FROM old.digest OR new.rows <> old.rows"""
    )
    if not connection.execute("SELECT count(*) FROM differing").fetchone()[0]:
        return 0
    gone = connection.execute(f"DELETE FROM {table} WHERE ({group}) IN (SELECT ({group}) FROM differing)").fetchone()[0]
    come = connection.execute(f"INSERT INTO {table} BY NAME SELECT {values} FROM {source} WHERE ({group}) IN (SELECT ({group}) FROM differing)").fetchone()[0]
    return gone + come


def _group(table):
    """What rows are compared and replaced by together."""
    return GROUPS.get(table) or ", ".join(f'"{column}"' for column in table_entry(table).key)


def _settle(connection, precedence):
    """Leaves one value for each office, year and indicator where documents of several publishers give one."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE outdone AS
        SELECT o.observation_id FROM fact_indicator f JOIN fact_observation o USING (observation_id) JOIN dim_report r ON r.report_key = f.report_key
        WHERE (f.office_key, f.year, f.indicator_key) IN (SELECT (office_key, year, indicator_key) FROM fact_indicator GROUP BY ALL HAVING count(*) > 1)
        QUALIFY row_number() OVER (PARTITION BY f.office_key, f.year, f.indicator_key ORDER BY {precedence}) > 1"""
    )
    if connection.execute("SELECT count(*) FROM outdone").fetchone()[0]:
        connection.execute("DELETE FROM fact_indicator WHERE observation_id IN (FROM outdone)")
        connection.execute("UPDATE fact_observation SET chosen = false WHERE observation_id IN (FROM outdone)")


def doubled(connection):
    """Keys that stand twice, as (table, key) pairs: DuckLake holds no keys itself."""
    keys = {table: ", ".join(f'"{column}"' for column in table_entry(table).key) for table in codebook().tables["warehouse"]}
    found = {table: connection.execute(f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1 LIMIT 5").fetchall() for table, key in keys.items()}
    return [(table, row) for table, rows in found.items() for row in rows]


def mark(connection, name, publisher):
    """Signs the transaction with the name of the version and with who publishes; makes it conflict with any other publication."""
    connection.execute(f"UPDATE {MARK} SET name = ?, publisher = ?", [name, publisher])
    connection.execute(f"CALL {NAME}.set_commit_message({literal(publisher)}, {literal(name)})")


def data_folder(connection):
    """Where the files of an attached lake are."""
    return connection.execute(f"SELECT value FROM __ducklake_metadata_{NAME}.ducklake_metadata WHERE key = 'data_path'").fetchone()[0]


# --- versions ------------------------------------------------------------------------------------------------------------


def snapshots(connection):
    """Published snapshots as (snapshot, version name, publisher, bytes), the newest first."""
    return connection.execute(
        f"""SELECT snapshot_id, commit_message, author, (
          SELECT coalesce(sum(file_size_bytes), 0)::BIGINT FROM __ducklake_metadata_{NAME}.ducklake_data_file
          WHERE begin_snapshot <= snapshot_id AND (end_snapshot IS NULL OR end_snapshot > snapshot_id))
        FROM ducklake_snapshots('{NAME}') WHERE commit_message IS NOT NULL ORDER BY snapshot_id DESC"""
    ).fetchall()


def last_snapshot(connection):
    """Number of the snapshot that readers see."""
    return connection.execute(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{NAME}')").fetchone()[0]


def restore(connection, snapshot):
    """Makes all tables hold what they held in a snapshot; returns rows written and taken away. Columns that it had not become null."""
    changed = 0
    for table in codebook().tables["warehouse"]:
        then = f"{table} AT (VERSION => {snapshot})"
        there = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {then}").fetchall()}
        names = ", ".join(f'"{column.name}"' for column in columns(table) if column.name in there)
        key = ", ".join(f'"{column}"' for column in table_entry(table).key)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE too_much AS SELECT {names} FROM {table} EXCEPT SELECT {names} FROM {then}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE missing AS SELECT {names} FROM {then} EXCEPT SELECT {names} FROM {table}")
        changed += connection.execute(f"DELETE FROM {table} WHERE ({key}) IN (SELECT ({key}) FROM too_much)").fetchone()[0]
        changed += connection.execute(f"INSERT INTO {table} BY NAME FROM missing").fetchone()[0]
    return changed


def expire(connection, keep, days):
    """Forgets versions that are older than `days` and not among the last `keep`, puts small files together, and deletes files that nobody can read
    any more. Files go a day after what they belong to, so that a query that is running ends. Returns how many snapshots were forgotten."""
    kept = [snapshot for snapshot, *_ in snapshots(connection)][:keep]
    old = connection.execute(
        f"SELECT snapshot_id FROM ducklake_snapshots('{NAME}') WHERE snapshot_time < now() - {DAY} * {days} AND snapshot_id < ?", [min(kept, default=0)]
    ).fetchall()
    if old:
        connection.execute(f"CALL ducklake_expire_snapshots('{NAME}', versions => {[snapshot for (snapshot,) in old]})")
    for statement in (
        f"ducklake_flush_inlined_data('{NAME}')",
        f"ducklake_rewrite_data_files('{NAME}')",
        f"ducklake_merge_adjacent_files('{NAME}')",
        f"ducklake_cleanup_old_files('{NAME}', older_than => now() - {DAY})",
        f"ducklake_delete_orphaned_files('{NAME}', older_than => now() - {DAY})",
    ):
        connection.execute(f"CALL {statement}")
    return len(old)
