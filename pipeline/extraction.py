"""From a shard of files to the layers of its documents: a pure function of bytes and codebook, run on any engine.

Belongs here: the order of the steps within one shard. Not here: the steps, where they run, or what many shards mean together.
"""

import time
from hashlib import sha256
from typing import NamedTuple

import polars as pl

from pipeline.copies import signatures
from pipeline.identify import identify
from pipeline.isolation import watched
from pipeline.layers import Layers
from pipeline.observations import observations
from pipeline.prose import read_prose
from pipeline.raw_files import ID_LENGTH, read_many
from pipeline.readers import read_documents
from pipeline.readers.blocks import ReadError
from pipeline.rules import report_findings
from pipeline.tables import read_tables
from pipeline.versions import content_fingerprint
from schemas.contracts import conform

DERIVED = ("identities", "observations", "report_findings", "signatures", "numerals", "rejected")  # layers made from `documents`, in order


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
    made = derive(documents, task)
    made["rejected"] = pl.concat([unread, made["rejected"]]).sort("report_id")
    for layer in DERIVED:
        layers.write(made[layer], layer, task.shard, task.fingerprint)
    counts = (made[layer].height for layer in ("identities", "observations", "report_findings"))
    return Done(task.shard, len(task.files), *counts, time.perf_counter() - started)


def derive(documents, task):
    """Layer → frame of all layers that follow from the layer `documents` of a shard."""
    files = pl.DataFrame(task.files, schema={"report_id": pl.String, "path": pl.String}, orient="row").with_columns(format=pl.lit(task.format))
    tables = read_tables(documents)
    reports, rejected = identify(documents, files, tables.forms)
    documents = documents.join(reports.select("report_id"), on="report_id", how="semi", maintain_order="left")
    prose = read_prose(documents, tables.used, reports)
    values = observations(tables.values, prose.values, reports)
    contents = content_fingerprint(documents, values).select("report_id", pl.col("content").cast(pl.String))
    made = {
        "identities": reports.join(contents, on="report_id", how="left", maintain_order="left"),
        "observations": values,
        "report_findings": report_findings(documents, values, reports),
        "signatures": signatures(documents, values),
        "numerals": _numerals(prose),
        "rejected": rejected,
    }
    return {layer: conform(frame, layer) for layer, frame in made.items()}


def _numerals(prose):
    """What became of the numerals of a shard, for the check that none goes unexplained."""
    sentences = pl.DataFrame({"outcome": ["sentence"], "reason": ["with numerals"], "numerals": [prose.sentences]}, schema_overrides={"numerals": pl.Int64})
    outcomes = prose.outcomes.select("outcome", "reason", pl.col("numerals").cast(pl.Int64))
    return pl.concat([outcomes, sentences]).rename({"reason": "pattern"}).sort("outcome", "pattern")


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
