"""The resource that a run works with: its settings, its layers, and the lock that lets one run write at a time.

Belongs here: what is set up before the first asset and put away after the last. Not here: what the assets do.
"""

import json
import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg
import polars as pl
from filelock import FileLock, Timeout

from assets.settings import settings
from pipeline.extraction import Task
from pipeline.fingerprints import derivation_fingerprint, reader_fingerprint
from pipeline.layers import Layers
from schemas.contracts import polars_schema


class Locked(Exception):
    """Another run holds the warehouse; says which."""


@contextmanager
def write_lock(folder, run_id, wait):
    """Holds the warehouse folder for one writer. The system frees the lock of a dead process by itself. Raises Locked after `wait` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / ".lock.json"
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=wait, poll_interval=0.5)
    except Timeout:
        raise Locked(f"{folder} is being written by {_holder(holder)}; waited {wait:.0f} s (FOI_WAIT_FOR_LOCK)") from None
    try:
        holder.write_text(
            json.dumps({"run": run_id, "process": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
        )
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path):
    try:
        held = json.loads(path.read_text())
        return f"run {held['run']} (process {held['process']} on {held['host']}, since {held['since']})"
    except (OSError, ValueError, KeyError):
        return "another run"


class Workspace(dg.ConfigurableResource):
    """Folders and limits of the run, from the environment unless the launchpad says otherwise; holds the write lock for the whole run."""

    raw: str | None = None
    warehouse: str | None = None

    @contextmanager
    def yield_for_execution(self, context):
        with write_lock(self.settings.warehouse, context.run_id or "-", self.settings.wait_for_lock):
            yield self

    @property
    def settings(self):
        return settings(self.raw, self.warehouse)

    @property
    def layers(self):
        return Layers(self.settings.layers)

    def shards(self):
        """Frame report_id, format, path, shard of all documents ever seen; empty before the first run."""
        path = self.settings.layers / "shards.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=dict.fromkeys(("report_id", "format", "path", "shard"), pl.String))

    def paths(self, layer):
        """Parquet files of a layer of single documents, all of which exist after the asset `extraction`."""
        return [self.layers.path(layer, task.shard, task.reader_fingerprint if layer == "documents" else task.fingerprint) for task in self.tasks()]

    def read(self, layer):
        """A layer of single documents as a frame."""
        return pl.concat([pl.DataFrame(schema=polars_schema(layer)), *map(pl.read_parquet, self.paths(layer))])

    def scan(self, layer):
        """A layer of single documents as a lazy frame."""
        paths = self.paths(layer)
        return pl.scan_parquet(paths) if paths else pl.LazyFrame(schema=polars_schema(layer))

    def read_one(self, layer):
        """A layer that is one file."""
        return pl.read_parquet(self.settings.layers / f"{layer}.parquet")

    def tasks(self):
        """What makes the layers of each shard, as pipeline.extraction.Task."""
        settings, fingerprint, tasks = self.settings, derivation_fingerprint(), []
        for (shard, format_name), files in self.shards().group_by("shard", "format", maintain_order=True):
            pairs = tuple(files.select("report_id", "path").sort("report_id").iter_rows())
            reader = reader_fingerprint(format_name)
            tasks.append(Task(shard, format_name, pairs, (), str(settings.raw), settings.most_bytes, str(settings.layers), reader, f"{reader}{fingerprint}"))
        return tasks
