"""Asks a warehouse single questions: a file, or a Lake.

Belongs here: connections, queries, what the codebook expects of a warehouse. Not here: building one (building.py), which file is the published one
(publication.py), many readers at once (serving.py).
"""

import codecs
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from pipeline import lake as lakes
from pipeline.lake import Lake, LakeError
from pipeline.lake_troubles import told
from pipeline.publication import FILE
from schemas.codebook import codebook
from schemas.contracts import conform, literal, polars_schema

MEMORY = "1GB"
NO_FRAME_HAS = re.compile("INTERVAL|BLOB|BIT|UNION")  # types of DuckDB
DatabaseError, TransactionError = duckdb.Error, duckdb.TransactionException  # for who works with a connection


class QueryError(Exception):
    """A query that DuckDB refuses."""


@contextmanager
def connect(place, read_only=True, begin=False):
    """Connection to a warehouse: a file, or a Lake, which is made with `begin` where there is none. Raises FileNotFoundError with what to do where there is no file, LakeError."""
    if isinstance(place, Lake):
        connection = duckdb.connect()
    elif read_only and not Path(place).exists():
        raise FileNotFoundError(f"{place}: there is no warehouse yet; run `foi run` first")
    else:
        connection = duckdb.connect(str(place), read_only=read_only)
    try:
        connection.execute("SET enable_progress_bar = false")
        if isinstance(place, Lake):
            attach(connection, place, lakes.NAME, read_only, begin)
            connection.execute(f"USE {lakes.NAME}")
        yield connection
    finally:
        connection.close()


def attach(connection, place, name, read_only=True, begin=False):
    """Makes a further warehouse, a file or a Lake, known under a name. Raises LakeError."""
    if not isinstance(place, Lake):
        connection.execute(f"ATTACH {literal(place)} AS {name} (READ_ONLY)")
        return
    try:
        lakes.attach(connection, place, name, read_only, begin)
    except duckdb.Error as error:
        raise LakeError(f"{place}: {told(error)}") from error


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
            attach(connection, published, "old")
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
                attach(connection, old, "old")
            return _frame(connection, connection.execute(sql, parameters or {}))
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def _frame(connection, result):
    """A result as a frame: spans of time, bytes and what else frames or their formats lack as the text that DuckDB gives them."""
    lacking = [NO_FRAME_HAS.search(str(kind)) is not None for _, kind, *_ in result.description or ()]
    if not any(lacking):
        return result.pl()
    table, names = result.to_arrow_table(), []
    for name in table.column_names:
        names.append(name if name not in names else f"{name}_{len(names)}")
    shown = (f'"{number}"{"::VARCHAR" if is_lacking else ""}' for number, is_lacking in enumerate(lacking))
    connection.register("answer", table.rename_columns([str(number) for number in range(len(names))]))  # two columns may have one name
    frame = connection.execute(f"SELECT {', '.join(shown)} FROM answer").pl()
    frame.columns = names
    return frame


def copy(path, selects):
    """Writes the rows of SELECTs on a warehouse to files, in their order.

    selects: file → SELECT; what is called .parquet is Parquet, all else CSV in UTF-8 with BOM, which Excel needs.
    """
    with connect(path) as connection:
        for target, select in selects.items():
            if target.suffix == ".parquet":
                connection.execute(f"COPY ({select}) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)")
            else:
                _copy_csv(connection, select, target)


def _copy_csv(connection, select, target):
    plain = target.with_name(f"{target.name}.part")
    connection.execute(f"COPY ({select}) TO {literal(plain)} (FORMAT csv, HEADER)")
    with plain.open("rb") as source, target.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        shutil.copyfileobj(source, file)
    plain.unlink()


def published_table(folder, table):
    """A table of the published warehouse, conform; empty where there is none."""
    path = Path(folder) / FILE
    return conform(query(path, f"FROM {table} ORDER BY ALL"), table) if path.exists() else pl.DataFrame(schema=polars_schema(table))


def summary(folder):
    """Counts of the published warehouse: files by status, reports, offices, years, observations, facts, findings by severity."""
    tables = {"reports": "dim_report", "observations": "fact_observation", "facts": "fact_indicator"}
    with connect(Path(folder) / FILE) as connection:
        files = connection.execute("SELECT status::VARCHAR, count(*) FROM file_log WHERE NOT is_gone GROUP BY ALL ORDER BY ALL").fetchall()
        counts = {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}
        # Offices that reported: the table also holds those that they became.
        counts["offices"] = connection.execute("SELECT count(DISTINCT office_key) FROM dim_report").fetchone()[0]
        findings = connection.execute("SELECT severity::VARCHAR, count(*) FROM fact_finding GROUP BY ALL ORDER BY ALL").fetchall()
    return {"files": dict(files), **counts, "findings": dict(findings)}


def first_rows(path, tables, rows=10):
    """Table → its first rows, of a warehouse file."""
    with connect(path) as connection:
        return {table: connection.execute(f"FROM {table} LIMIT {rows}").pl() for table in tables}
