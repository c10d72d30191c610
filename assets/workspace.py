"""The resource that a run works with: its settings, its layers, and the lock that lets one run write at a time.

Belongs here: what is set up before the first asset and put away after the last. Not here: what the assets do.
"""

import errno
import json
import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps

import dagster as dg
import polars as pl
from filelock import FileLock, Timeout
from pydantic import PrivateAttr

from assets.settings import settings
from assets.updating import Copy
from pipeline import publication
from pipeline.derivation import DERIVED
from pipeline.extraction import Task
from pipeline.fingerprints import code_files, state
from pipeline.identity.beside import counties_beside
from pipeline.layers import SHARDED, Layers, read_whole, scan_whole, with_beside, write_whole
from pipeline.making import FINDINGS, Made, in_part, selected, wanted
from schemas.contracts import polars_schema

PASSING = (errno.EIO, errno.ESTALE, errno.EAGAIN, errno.EBUSY, errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.ENOTCONN)
CODE = "code.json"  # beside the layers: file of code or codebook → digest, of the last run
RETRIES, FIRST_WAIT = 3, 5  # seconds


class Locked(BlockingIOError):
    """Another run holds the warehouse; says which."""


@contextmanager
def write_lock(folder, run_id, wait, say=lambda message: None):
    """Holds the warehouse folder for one writer; who must wait is told for whom. The system frees the lock of a dead process by itself.

    Raises Locked after `wait` seconds.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(f"{folder} is a file: FOI_WAREHOUSE (--warehouse) is a folder, or an address that begins with ducklake:") from None
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


def with_retries(function):
    """For assets: what may pass by itself (a disk or a share that does not answer) is tried again RETRIES times, after longer and longer waits."""

    @wraps(function)
    def tried(context, workspace):
        try:
            yield from function(context, workspace)
        except OSError as error:
            if error.errno not in PASSING:
                raise
            raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=FIRST_WAIT * 2**context.retry_number) from error

    return tried


class Workspace(dg.ConfigurableResource):
    """Folders and limits of the run, from the environment unless the launchpad says otherwise; holds the write lock for the whole run.

    accept_losses: publish a warehouse that has less in it than the published one. whole: build the warehouse from all layers and publish it, even if
    nothing is new. only: such as year=2018, district=…, office=…: of the known documents, only these are made again if code or codebook changed; new
    files are read, and the warehouse is complete.
    """

    raw: str | None = None
    warehouse: str | None = None
    accept_losses: bool = False
    whole: bool = False
    only: list[str] = []
    _copy: Copy = PrivateAttr(default_factory=Copy)

    @contextmanager
    def yield_for_execution(self, context):
        folder = self.settings.warehouse
        with write_lock(folder, context.run.run_id if context.run else "-", self.settings.wait_for_lock, context.log.warning):
            left = len(publication.clean(folder)) + self.layers.clean()
            if left:
                context.log.warning(f"removed {left} temporary files that a killed run left")
            try:
                yield self
            finally:
                self.copy_of_published.end()

    @property
    def copy_of_published(self):
        """The Copy of this run."""
        return self._copy

    @property
    def settings(self):
        return settings(self.raw, self.warehouse)

    @property
    def layers(self):
        return Layers(self.settings.layers)

    def shards(self):
        """Frame report_id, format, path, shard, beside, paths of all documents ever seen (layers.py, assign_shards); empty before the first run."""
        path = self.settings.layers / "shards.parquet"
        known = read_whole(path) if path.exists() else pl.DataFrame(schema=SHARDED)
        return known if "beside" in known.columns else known.with_columns(beside=pl.lit(None, pl.String))  # as an earlier version wrote it down

    def made(self):
        """Shard → Made: what made the layers that are there, after the asset `extraction`."""
        path = self.settings.layers / "made.parquet"
        return {shard: Made(*made) for shard, *made in read_whole(path).iter_rows()} if path.exists() else {}

    def planned(self):
        """(Shard → Made, tasks): what the layers are to be made by in this run, and what is to be done for it. Raises Selection."""
        shards, before = self.shards(), self.made()
        settings = self.settings
        planned, parts = wanted(shards, settings.ocr, settings.seconds_per_file, settings.megabytes_per_file), {}
        if self.only:
            chosen = selected(self.read_one("reports"), self.only)
            for shard, documents in shards.group_by("shard"):
                ids = chosen.intersection(documents["report_id"])
                old = before.get(shard[0])
                if old and len(ids) < documents.height:
                    planned[shard[0]] = in_part(old, planned[shard[0]], ids) if ids else old
                    parts[shard[0]] = (old, frozenset(ids))
        missing = [shard for shard, made in planned.items() if not self.layers.has(FINDINGS[-1], shard, made.of(FINDINGS[-1]))]
        return planned, self._tasks(missing, planned, parts)

    def _tasks(self, shards, planned, parts):
        settings, tasks = self.settings, []
        files = self.shards().filter(pl.col("shard").is_in(shards)).sort("shard", "report_id")
        for (shard, name), documents in files.group_by("shard", "format", maintain_order=True):
            pairs = tuple(documents.select("report_id", "path").iter_rows())
            part = parts.get(shard, (None, None))
            beside = tuple(documents.filter(pl.col("beside").is_not_null()).select("report_id", "beside").iter_rows())
            where = (str(settings.raw), settings.most_bytes, str(settings.layers))
            tasks.append(Task(shard, name, pairs, (), *where, planned[shard], *part, with_ocr=settings.ocr, beside=beside))
        return tasks

    def planned_beside(self, made):
        """As planned(), once the layers are made (shard → Made): for documents that name no county, where the reports beside them now say which it is, or no
        longer do."""
        shards, planned, parts = self.shards(), dict(made), {}
        identities = self.scan("identities").select("report_id", "name", "division_code", "office_evidence").collect()
        now = counties_beside(identities, self.read("rejected"), shards.select("report_id", "path"))
        differing = shards.select("report_id", "shard", "beside").join(now, on="report_id", how="left", suffix="_now")
        differing = differing.filter(pl.col("beside").ne_missing(pl.col("beside_now")))
        if differing.is_empty():
            return planned, []
        shards = with_beside(shards, now)
        write_whole(shards, self.settings.layers / "shards.parquet")
        digests = dict(shards.select("shard", "paths").unique().iter_rows())
        for (shard,), documents in differing.group_by("shard"):
            planned[shard] = made[shard]._replace(paths=digests[shard])
            parts[shard] = (made[shard], frozenset(documents["report_id"]))
        return planned, self._tasks(list(parts), planned, parts)

    def record(self, made):
        """Writes down what made the layers that are there, and the code that did it."""
        schema = dict.fromkeys(("shard", *Made._fields), pl.String)
        write_whole(
            pl.DataFrame([(shard, *parts) for shard, parts in sorted(made.items())], schema=schema, orient="row"), self.settings.layers / "made.parquet"
        )
        (self.settings.layers / CODE).write_text(json.dumps(code_files()), encoding="utf-8")

    def changed_code(self):
        """Files of code and codebook that differ from those of the last run that made layers."""
        path = self.settings.layers / CODE
        before, now = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}, code_files()
        return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))

    def made_by(self, layer, code):
        """Frame report_id, made: what made a layer's rows of each document and what reads them (a fingerprint), as a text."""
        rows = [(shard, f"{made.of(layer)} {code}") for shard, made in self.made().items()]
        return self.shards().join(pl.DataFrame(rows, schema={"shard": pl.String, "made": pl.String}, orient="row"), on="shard").select("report_id", "made")

    def state(self):
        """Fingerprint of all that the next warehouse is made of."""
        return state(self.read_one("raw_files"), [(shard, "".join(made)) for shard, made in self.made().items()])

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
        return [self.layers.path(layer, shard, made.of(layer)) for shard, made in self.made().items()]

    def read(self, layer):
        """A layer of single documents as a frame."""
        return pl.concat([pl.DataFrame(schema=polars_schema(layer)), *map(read_whole, self.paths(layer))])

    def scan(self, layer):
        """A layer of single documents as a lazy frame."""
        paths = self.paths(layer)
        return scan_whole(paths) if paths else pl.LazyFrame(schema=polars_schema(layer))

    def read_one(self, layer):
        """A layer that is one file."""
        return read_whole(self.settings.layers / f"{layer}.parquet")

    def remove_old_layers(self):
        """Deletes what earlier code, an earlier codebook or earlier paths made of the shards; returns how many files. After publishing only: until then
        what was made before may still be needed."""
        removed = 0
        for layer in ("documents", *DERIVED, *FINDINGS):
            unread = [self.layers.path(layer, shard, made.reader) for shard, made in self.made().items()] if layer == "rejected" else []
            removed += self.layers.remove_others(layer, [*self.paths(layer), *unread])
        return removed
