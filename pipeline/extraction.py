"""From a shard of files to the layers of its documents: a pure function of bytes and codebook, run on any engine.

Belongs here: the order of the steps within one shard. Not here: the steps, where they run, or what many shards mean together.
"""

import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.identify import identify
from pipeline.layers import Layers
from pipeline.observations import observations
from pipeline.prose import read_prose
from pipeline.readers import read_documents
from pipeline.readers.blocks import ReadError
from pipeline.rules import report_findings
from pipeline.tables import read_tables
from schemas.contracts import conform

REJECTED = {"report_id": pl.String, "reason": pl.String, "detail": pl.String}


class Task(NamedTuple):
    """One shard to extract. `files`: (report_id, path) pairs; `excluded`: report_id → (reason, detail) of documents not to be read again."""

    shard: str
    format: str
    files: tuple
    raw: str
    layers: str
    reader_fingerprint: str
    fingerprint: str
    excluded: dict


class Done(NamedTuple):
    """What came of a shard: counts for progress and metadata."""

    shard: str
    documents: int
    reports: int
    observations: int
    findings: int
    seconds: float


def extract(task):
    """Makes the layers of a shard that do not exist yet and returns Done. Raises ContractError where a layer breaks its contract."""
    started = time.perf_counter()
    layers = Layers(task.layers)
    documents, unread = _documents(task, layers)
    files = pl.DataFrame({"report_id": [report_id for report_id, _ in task.files], "path": [path for _, path in task.files]}).with_columns(format=pl.lit(task.format))
    tables = read_tables(documents)
    reports, rejected = identify(documents, files, tables.forms)
    accepted = reports.select("report_id")
    documents, values = (frame.join(accepted, on="report_id", how="semi", maintain_order="left") for frame in (documents, tables.values))
    prose = read_prose(documents, tables.used, reports)
    values = observations(values, prose.observations, reports)
    findings = report_findings(documents, values, reports)
    written = {"reports": reports, "observations": values, "report_findings": findings, "mentions": prose.mentions, "rejected": pl.concat([unread, rejected.select(list(REJECTED))])}
    for layer, frame in written.items():
        layers.write(conform(frame, layer), layer, task.shard, task.fingerprint)
    return Done(task.shard, len(task.files), reports.height, values.height, findings.height, time.perf_counter() - started)


def _documents(task, layers):
    """The layer `documents` of a shard, read from its files unless it exists, and the documents that could not be read."""
    if not layers.has("documents", task.shard, task.reader_fingerprint):
        documents, errors = read_documents(task.format, list(_contents(task)))
        errors = {report_id: (error.reason, error.detail) for report_id, error in errors.items()} | task.excluded
        unread = pl.DataFrame([(report_id, *error) for report_id, error in sorted(errors.items())], schema=REJECTED, orient="row")
        layers.write(conform(unread, "rejected"), "unread", task.shard, task.reader_fingerprint)
        layers.write(documents, "documents", task.shard, task.reader_fingerprint)
    return tuple(layers.read(layer, [task.shard], task.reader_fingerprint) for layer in ("documents", "unread"))
