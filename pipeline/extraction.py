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
from schemas.contracts import conform, polars_schema


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
        lost = {}
        documents, errors = read_documents(task.format, _contents(task, lost))
        kept, lost = _as_read_before(task, layers, lost)
        documents = pl.concat([documents, kept]).sort("report_id", "block") if kept.height else documents
        errors |= lost | {report_id: ReadError(reason, detail) for report_id, reason, detail in task.excluded}
        unread = pl.DataFrame(
            [(report_id, error.reason, error.detail) for report_id, error in sorted(errors.items())],
            schema={"report_id": pl.String, "reason": pl.String, "detail": pl.String},
            orient="row",
        )
        layers.write(unread, "rejected", task.shard, task.reader_fingerprint)
        layers.write(documents, "documents", task.shard, task.reader_fingerprint)
    return tuple(layers.read(layer, [task.shard], task.reader_fingerprint) for layer in ("documents", "rejected"))


def _as_read_before(task, layers, lost):
    """Documents whose bytes are gone, as they were read when the bytes were there; and the errors of those that never were read."""
    documents, rejected = (layers.latest(layer, task.shard) if lost else None for layer in ("documents", "rejected"))
    if documents is None:
        return pl.DataFrame(schema=polars_schema("documents")), lost
    documents = conform(documents.filter(pl.col("report_id").is_in(list(lost))), "documents")
    read = set(documents["report_id"])
    before = {} if rejected is None else {report_id: ReadError(reason, detail) for report_id, reason, detail in rejected.iter_rows()}
    return documents, {report_id: before.get(report_id, error) for report_id, error in lost.items() if report_id not in read}


def _files(task):
    return pl.DataFrame(task.files, schema={"report_id": pl.String, "path": pl.String}, orient="row").with_columns(format=pl.lit(task.format))


def _contents(task, lost):
    """(report_id, bytes) of the files of a shard; those whose bytes are no longer there go into `lost` with the error."""
    ids = {path: report_id for report_id, path in task.readable}
    for path, data in watched(read_many(task.raw, list(ids), task.most_bytes)):
        report_id = ids[path]
        if isinstance(data, ReadError):
            lost[report_id] = data
        elif sha256(data).hexdigest()[:ID_LENGTH] != report_id:
            lost[report_id] = ReadError("changed_while_read", path)
        else:
            yield report_id, data
