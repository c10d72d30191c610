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
from pipeline import publication
from pipeline.derivation import DERIVED
from pipeline.extraction import Task
from pipeline.fingerprints import derivation_fingerprint, reader_fingerprint, state
from pipeline.layers import Layers
from pipeline.observations import report_key
from schemas.contracts import polars_schema


class Locked(BlockingIOError):
    """Another run holds the warehouse; says which."""


@contextmanager
def write_lock(folder, run_id, wait, say=lambda message: None):
    """Holds the warehouse folder for one writer; who must wait is told for whom. The system frees the lock of a dead process by itself.

    Raises Locked after `wait` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / ".lock.json"
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"waiting up to {wait:.0f} s: {folder} is being written by {_holder(holder)}")
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
    """Folders and limits of the run, from the environment unless the launchpad says otherwise; holds the write lock for the whole run.

    accept_losses: publish a warehouse that has less in it than the published one. whole: build the warehouse from all layers and publish it, even if
    nothing is new.
    """

    raw: str | None = None
    warehouse: str | None = None
    accept_losses: bool = False
    whole: bool = False

    @contextmanager
    def yield_for_execution(self, context):
        folder = self.settings.warehouse
        with write_lock(folder, context.run.run_id if context.run else "-", self.settings.wait_for_lock, context.log.warning):
            left = len(publication.clean(folder)) + self.layers.clean()
            if left:
                context.log.warning(f"removed {left} temporary files that a killed run left")
            yield self

    @property
    def settings(self):
        return settings(self.raw, self.warehouse)

    @property
    def layers(self):
        return Layers(self.settings.layers)

    def shards(self):
        """Frame report_id, format, path, shard, paths of all documents ever seen (layers.py, assign_shards); empty before the first run."""
        path = self.settings.layers / "shards.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=dict.fromkeys(("report_id", "format", "path", "shard", "paths"), pl.String))

    def made(self):
        """Shard → (fingerprint of its layer `documents`, fingerprint of its other layers), sorted by shard: what there is after the asset `extraction`."""
        shards = self.shards().select("shard", "format", "paths").unique().sort("shard")
        readers = {name: reader_fingerprint(name) for name in shards["format"].unique()}
        return {shard: (readers[name], f"{readers[name]}{derivation_fingerprint()}{paths}") for shard, name, paths in shards.iter_rows()}

    def documents(self, before):
        """Frame report_key, file, is_changed of all documents: the file of the layer `observations` that they are in, and whether it was made anew.

        before: shard → fingerprint as it was.
        """
        rows = [(shard, str(self.layers.path("observations", shard, made)), before.get(shard) != made) for shard, (_, made) in self.made().items()]
        files = pl.DataFrame(rows, schema={"shard": pl.String, "file": pl.String, "is_changed": pl.Boolean}, orient="row")
        return self.shards().join(files, on="shard").select("file", "is_changed", report_key=report_key(pl.col("report_id")))

    def tasks(self, shards):
        """What makes the layers of the given shards, as pipeline.extraction.Task."""
        made, settings, tasks = self.made(), self.settings, []
        files = self.shards().filter(pl.col("shard").is_in(list(shards))).sort("shard", "report_id")
        for (shard, name), documents in files.group_by("shard", "format", maintain_order=True):
            pairs = tuple(documents.select("report_id", "path").iter_rows())
            tasks.append(Task(shard, name, pairs, (), str(settings.raw), settings.most_bytes, str(settings.layers), *made[shard]))
        return tasks

    def state(self):
        """Fingerprint of all that the next warehouse is made of."""
        return state(self.read_one("raw_files"), [(shard, fingerprint) for shard, (_, fingerprint) in self.made().items()])

    def nothing_new(self):
        """Says why there is nothing to publish; None where there is."""
        if self.whole:
            return None
        published, state = publication.current(self.settings.warehouse), self.state()
        if published and published.state == state:
            return f"nothing new since version {published.name}: it stays published"
        if published and publication.held(self.settings.warehouse) == state:
            return f"nothing new since the rollback to version {published.name}: it stays published"
        return None

    def paths(self, layer):
        """Parquet files of a layer of single documents, all of which exist after the asset `extraction`."""
        return [self.layers.path(layer, shard, reader if layer == "documents" else fingerprint) for shard, (reader, fingerprint) in self.made().items()]

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

    def remove_old_layers(self):
        """Deletes what earlier code, an earlier codebook or earlier paths made of the shards; returns how many files. After publishing only: until then
        what was made before may still be needed."""
        made, removed = self.made(), 0
        for layer in ("documents", *DERIVED):
            readers = [reader for reader, _ in made.values()] if layer in ("documents", "rejected") else []
            removed += self.layers.remove_others(
                layer, self.paths(layer) + [self.layers.path(layer, shard, reader) for shard, reader in zip(made, readers, strict=False)]
            )
        return removed
