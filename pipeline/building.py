"""Builds the warehouse file: tables, keys, views, comments; and brings a copy of the published one up to date.

Belongs here: files, their structure, whether references hold. Not here: where the rows come from, what fills the two large facts (facts.py), which file
is the published one (publication.py), asking it (warehouse.py).
"""

import re
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import polars as pl

from pipeline import facts
from pipeline.layers import scan_whole
from pipeline.warehouse import DatabaseError, connect, query
from schemas.codebook import DIRECTORY, codebook
from schemas.contracts import comments, create_table, literal, table_entry, validate

VIEWS = DIRECTORY.parent / "views"
# Bytes of memory while a file is built: what DuckDB works with, and for each observation its share of the two large keys, which are held as a whole.
LEAST_MEMORY, MEMORY_PER_OBSERVATION = 250 * 2**20, 32


class PublishError(Exception):
    """The new warehouse is not fit to be published; the old one stays."""


class UpdateError(Exception):
    """The published warehouse cannot be brought up to date; a new one can be built from all layers."""


def build(path, dimensions, observation_files, findings):
    """Builds a warehouse file at path.

    dimensions: table name → frame, for all tables but the facts; observation_files: Parquet files of the layer `observations`; findings: frame of
    fact_finding. Returns row counts by table. Raises ContractError, PublishError.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with _built(path, _observations(observation_files)) as connection:
        for table, frame in {**dimensions, "fact_finding": findings}.items():
            _load(connection, table, frame)
        for table in ("fact_observation", "fact_indicator"):
            connection.execute(create_table(table))
        facts.load(connection, observation_files)
        _log_facts(connection)
        for table in codebook().tables["warehouse"]:
            keys = ", ".join(f'"{column}"' for column in table_entry(table).key)
            connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({keys})")
        connection.execute("BEGIN")  # each of these hundreds of statements would be written to the disk by itself
        add_comments(connection)
        add_views(connection)
        connection.execute("COMMIT")
        return check(connection)


def update(path, dimensions, observation_files, findings):
    """Makes a copy of the published warehouse file, at path, one as build() builds it: facts of reports that did not change are taken over.

    observation_files: frame report_key, file, is_changed, of all documents: where its observations are, and whether they were made anew since the
    published file. The same code must have built that. Raises UpdateError beside what build() raises.
    """
    path = Path(path)
    made_anew = observation_files.filter("is_changed")["file"].unique().to_list()
    with _built(path, query(path, "SELECT count(*) FROM fact_observation").item() + _observations(made_anew)) as connection, _as_update_error():
        connection.execute("CREATE TEMP TABLE before AS SELECT report_key, office_key, year, status FROM dim_report")
        gone = {table: _replace(connection, table, frame) for table, frame in {**dimensions, "fact_finding": findings}.items()}
        connection.execute("CHECKPOINT")  # as between the facts (facts.py)
        facts.replace(connection, observation_files)
        _log_facts(connection)
        # Facts that were taken over were checked when they were published: what they refer to is still there, unless a key is gone.
        return check(connection, {} if any(gone[table] for table in dimensions if table.startswith("dim_")) else facts.WRITTEN)


def _log_facts(connection):
    """Writes down for the run at hand, the last one of the run log, how many values there are, which is known only now."""
    last = "(SELECT max((started_at, run_id)) FROM run_log)"
    connection.execute(f"UPDATE run_log SET facts = (SELECT count(*) FROM fact_indicator) WHERE (started_at, run_id) = {last}")


@contextmanager
def _as_update_error():
    try:
        yield
    except DatabaseError as error:
        raise UpdateError(str(error)) from error


@contextmanager
def _built(path, observations):
    """Connection to a warehouse file under construction that will have so many observations at most."""
    memory = LEAST_MEMORY + MEMORY_PER_OBSERVATION * observations
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    with connect(path, read_only=False) as connection:
        connection.execute(f"SET memory_limit = '{memory}B'; SET temp_directory = {literal(f'{path}.spill')}")
        yield connection
        connection.execute("CHECKPOINT")


def _observations(files):
    """Number of rows in files of the layer `observations`."""
    return scan_whole(files).select(pl.len()).collect().item() if files else 0


def _load(connection, table, frame):
    validate(frame, table)
    connection.execute(create_table(table))
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def _replace(connection, table, frame):
    """Gives a table the rows of a frame, by writing those that differ only: a thousand of a hundred thousand in most nights. Returns how many
    keys are gone."""
    validate(frame, table)
    connection.register("incoming", frame.to_arrow())
    columns, keys = (", ".join(f'"{name}"' for name in names) for names in (frame.columns, table_entry(table).key))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE differing AS SELECT {columns} FROM incoming EXCEPT SELECT {columns} FROM {table}")
    (gone,) = connection.execute(f"DELETE FROM {table} WHERE ({keys}) NOT IN (SELECT ({keys}) FROM incoming)").fetchone()
    connection.execute(f"DELETE FROM {table} WHERE ({keys}) IN (SELECT ({keys}) FROM differing)")
    connection.execute(f"INSERT INTO {table} BY NAME FROM differing")
    connection.unregister("incoming")
    return gone


def add_comments(connection):
    """Says of every table and its columns what they are."""
    for table in codebook().tables["warehouse"]:
        for statement in comments(table):
            connection.execute(statement)


def add_views(connection, column_comments=True):
    """Creates the views, those that others use first, with their comments."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(VIEWS.glob("*.sql"))}
    uses = {name: [other for other in texts if other != name and re.search(rf"\b{other}\b", text)] for name, text in texts.items()}
    for name in TopologicalSorter(uses).static_order():
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {texts[name]}")
        for statement in comments(name):
            if column_comments or not statement.startswith("COMMENT ON COLUMN"):
                connection.execute(statement)


def check(connection, written=None):
    """Row counts by table of a warehouse whose references hold. Raises PublishError naming table, column and the first orphans.

    written: table → those of its rows whose references are looked at; all of a table that it does not name.
    """
    for table, entry in codebook().tables["warehouse"].items():
        rows = table
        if written and table in written:
            rows = "written"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS SELECT {', '.join(entry.references)} FROM {written[table]}")
        for column, target in entry.references.items():
            key = table_entry(target).key[0]
            orphans = connection.execute(
                f'SELECT t."{column}" FROM {rows} t ANTI JOIN {target} d ON d."{key}" = t."{column}" WHERE t."{column}" IS NOT NULL LIMIT 100'
            ).fetchall()
            if orphans:
                raise PublishError(f"{table}.{column}: {sorted({value for (value,) in orphans})[:5]} are not in {target}")
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in codebook().tables["warehouse"]}
