"""One shard of files: read what is not read yet, derive its layers, write them. Runs on any engine.

Belongs here: what a shard is, and files in and out. Not here: what follows from documents (derivation.py), where shards run.
"""

import time
from hashlib import sha256
from typing import NamedTuple

import polars as pl

from pipeline.derivation import DERIVED, derive
from pipeline.landing.isolation import watched
from pipeline.landing.raw_files import ID_LENGTH, read_many
from pipeline.layers import Layers
from pipeline.readers import read_documents
from pipeline.readers.blocks import ReadError


class Task(NamedTuple):
    """One shard to extract. `files`: (report_id, path) pairs; `excluded`: (report_id, reason, detail) of documents that must not be read."""

    shard: str
    format: str
    files: tuple
    excluded: tuple
    raw: str
    most_bytes: int
    layers: str
    reader_fingerprint: str
    fingerprint: str

    @property
    def readable(self):
        """Files to read, in the order in which they are read."""
        left_out = {report_id for report_id, _, _ in self.excluded}
        return [(report_id, path) for report_id, path in self.files if report_id not in left_out]

    def without(self, at, failure):
        """The task without the file that it failed at."""
        return self._replace(excluded=(*self.excluded, (self.readable[at][0], failure.reason, failure.detail)))


class Done(NamedTuple):
    """What came of a shard: counts for progress and metadata."""

    shard: str
    documents: int
    reports: int
    observations: int
    findings: int
    seconds: float


def extract(task):
    """Makes the layers of a shard and returns Done; documents that are read already are taken from their layer. Raises ContractError."""
    started = time.perf_counter()
    layers = Layers(task.layers)
    documents, unread = _documents(task, layers)
    made = derive(documents, _files(task))
    made["rejected"] = pl.concat([unread, made["rejected"]]).sort("report_id")
    for layer in DERIVED:
        layers.write(made[layer], layer, task.shard, task.fingerprint)
    counts = (made[layer].height for layer in ("identities", "observations", "report_findings"))
    return Done(task.shard, len(task.files), *counts, time.perf_counter() - started)


def _documents(task, layers):
    """The layer `documents` of a shard, read from its files unless it exists, and the documents that could not be read."""
    if not layers.has("documents", task.shard, task.reader_fingerprint):
        changed = {}
        documents, errors = read_documents(task.format, _contents(task, changed))
        errors |= changed | {report_id: ReadError(reason, detail) for report_id, reason, detail in task.excluded}
        unread = pl.DataFrame(
            [(report_id, error.reason, error.detail) for report_id, error in sorted(errors.items())],
            schema={"report_id": pl.String, "reason": pl.String, "detail": pl.String},
            orient="row",
        )
        layers.write(unread, "rejected", task.shard, task.reader_fingerprint)
        layers.write(documents, "documents", task.shard, task.reader_fingerprint)
    return tuple(layers.read(layer, [task.shard], task.reader_fingerprint) for layer in ("documents", "rejected"))


def _files(task):
    return pl.DataFrame(task.files, schema={"report_id": pl.String, "path": pl.String}, orient="row").with_columns(format=pl.lit(task.format))


def _contents(task, changed):
    """(report_id, bytes) of the files of a shard; those whose bytes are no longer the ones that were hashed go into `changed`."""
    ids = {path: report_id for report_id, path in task.readable}
    for path, data in watched(read_many(task.raw, list(ids), task.most_bytes)):
        report_id = ids[path]
        if isinstance(data, ReadError):
            changed[report_id] = data
        elif sha256(data).hexdigest()[:ID_LENGTH] != report_id:
            changed[report_id] = ReadError("changed_while_read", path)
        else:
            yield report_id, data
