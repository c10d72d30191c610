"""Dagster's history in SQLite, which keeps its databases open: Dagster's own opens and closes one for every single event, 25 ms each, a hundred on a night
with nothing new.

Files and tables are Dagster's own: a home that was written with one is read with the other. Named in dagster.yaml. Belongs here: connections. Not here:
what is stored.
"""

import os
from contextlib import contextmanager

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage  # Dagster has no public name for them; its version is pinned
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import create_engine, event

MOST_OPEN = 8  # databases: the index of all runs, and one for each run that is written or looked at


class EventLog(SqliteEventLogStorage):
    """Events of runs, in a database for each run and an index of them all."""

    def __init__(self, base_dir):
        self._engines = {}  # name of a database → its engine, the one used last at the end
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard):
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard):
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
            event.listen(engine, "connect", _do_not_wait)
            self._initdb(engine)
        self._engines[shard] = engine
        while len(self._engines) > MOST_OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def store_event(self, event):
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))  # the UI watches this file, and what is new stands in another beside it

    def dispose(self):
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


def _do_not_wait(connection, _):
    """The last events may be lost when the power fails, as the run is; the database stays whole (WAL)."""
    connection.execute("PRAGMA synchronous = NORMAL")


class Storage(DagsterSqliteStorage):
    """Dagster's own storage of runs, events and schedules in SQLite, with EventLog for the events."""

    def __init__(self, base_dir, inst_data=None):
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data, config_value):
        return cls.from_local(inst_data=inst_data, **config_value)
