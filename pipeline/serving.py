"""The published warehouse served to many readers at once, whatever they ask.

Belongs here: what keeps their questions harmless, and noticing a new publication. Not here: building, single questions of our own (warehouse.py).
"""

from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Timer

import duckdb
import pyarrow as pa

from pipeline import lake as lakes
from pipeline.harmless import leads_out
from pipeline.lake import Lake, LakeError
from pipeline.lake_troubles import told
from pipeline.warehouse import MEMORY, QueryError, attach
from schemas.contracts import literal

MOST_SECONDS, ROWS_AT_ONCE = 600, 10_000


class Reader:
    """Questions of many readers to the published warehouse, a file or a Lake: nothing can be written, no setting and no file but its own reached, and
    what is newly published is noticed.

    One connection serves one published file (told by inode and time); queries under way on the one before finish on it. A lake has one connection, which
    sees its last snapshot; it is made anew after an error.
    """

    def __init__(self, place):
        self.place, self._opened, self._connection, self._lock = place, None, None, Lock()

    @property
    def version(self):
        """What tells one published warehouse from the next. Raises FileNotFoundError where there is none, QueryError where a lake does not answer."""
        if not isinstance(self.place, Lake):
            return self._file()
        try:
            with self._cursor() as cursor:
                return lakes.last_snapshot(cursor)
        except duckdb.Error as error:
            self._opened = None
            raise QueryError(f"{self.place} does not answer: {told(error)}") from error

    def _file(self):
        path = Path(self.place)
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no warehouse yet; run `foi run` first")
        status = path.stat()
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
            if isinstance(self.place, Lake) and (out := leads_out(cursor, sql)):
                raise QueryError(f"{out} leads out of the shared warehouse; tables, views and range(), unnest(), duckdb_columns() and the like may be asked")
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
            is_lake = isinstance(self.place, Lake)
            opened = "lake" if is_lake else self._file()
            if opened != self._opened:
                # Attached, not opened: DuckDB hands out an open file of the same name again, even where another one stands in its place.
                connection = duckdb.connect(":memory:")
                try:
                    attach(connection, self.place, lakes.NAME)
                except LakeError as error:
                    raise QueryError(str(error)) from error
                if is_lake:
                    connection.execute(f"SET allowed_directories = [{literal(lakes.data_folder(connection))}]")
                connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = ''; SET enable_external_access = false; SET lock_configuration = true")
                self._connection, self._opened = connection, opened
            cursor = self._connection.cursor()
        cursor.execute("USE foi")
        return cursor
