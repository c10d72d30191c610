"""One shard of files: read what is not read yet, derive its layers, write them. Runs on any engine.

Belongs here: what a shard is, and files in and out. Not here: what follows from documents (derivation.py), where shards run.
"""

import time
from hashlib import sha256
from typing import NamedTuple

import polars as pl

from pipeline.blame import sparing
from pipeline.derivation import DERIVED, derive
from pipeline.landing.contents import read_many
from pipeline.landing.isolation import settling, watched
from pipeline.landing.raw_files import ID_LENGTH
from pipeline.layers import Layers
from pipeline.making import FINDINGS, Made
from pipeline.readers import read_documents
from pipeline.readers.blocks import ReadError
from pipeline.rules.compared import compared
from pipeline.rules.findings import unjudged
from pipeline.rules.report_rules import judge
from pipeline.simplified import simplified
from schemas.contracts import conform, polars_schema, table_entry


class Task(NamedTuple):
    """One shard to extract. `files`: (report_id, path) pairs; `excluded`: (report_id, reason, detail) of documents that must not be read; `made`: what
    makes its layers now. `only`: report_ids to make again, the others stay as `before` made them; None for all. `beside`: (report_id, code of the county that
    the files beside it are of)."""

    shard: str
    format: str
    files: tuple
    excluded: tuple
    raw: str
    most_bytes: int
    layers: str
    made: Made
    before: Made | None = None
    only: frozenset | None = None
    with_ocr: bool = False
    one_by_one: bool = False
    beside: tuple = ()

    @property
    def readable(self):
        """Files to read."""
        left_out = {report_id for report_id, _, _ in self.excluded}
        return [(report_id, path) for report_id, path in self.files if report_id not in left_out and (self.only is None or report_id in self.only)]

    def without(self, at, failure):
        """The task without the file that it failed at; where that is not known (None), the task file by file, which will tell, if it was not so yet."""
        if at is None:
            return None if self.one_by_one else self._replace(one_by_one=True)
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
    settling(len(task.files))
    read = simplified(documents)
    values = _values(task, layers, documents, unread, read)
    judged = _judged(task, layers, read, values)
    counts = (frame.height for frame in (values["identities"], values["observations"], judged["report_findings"]))
    return Done(task.shard, len(task.files) if task.only is None else len(task.only), *counts, time.perf_counter() - started)


def _documents(task, layers):
    """The layer `documents` of a shard, read from its files unless it exists, and the documents that could not be read."""
    if layers.has("documents", task.shard, task.made.reader):
        return tuple(layers.read(layer, task.shard, task.made.reader) for layer in ("documents", "rejected"))
    lost = {}
    with layers.temporary_files():
        documents, errors = _one_by_one(task, lost) if task.one_by_one else read_documents(task.format, _contents(task, lost), task.with_ocr)
    kept, lost = _as_read_before(task, layers, lost)
    documents = pl.concat([documents, kept]).sort("report_id", "block") if kept.height else documents
    errors |= lost | {report_id: ReadError(reason, detail) for report_id, reason, detail in task.excluded}
    unread = pl.DataFrame(
        [(report_id, error.reason, error.detail) for report_id, error in sorted(errors.items())],
        schema=polars_schema("rejected"),
        orient="row",
    )
    before = task.before and task.before.reader
    made = {"rejected": _with_others(task, layers, unread, "rejected", before), "documents": _with_others(task, layers, documents, "documents", before)}
    for layer, frame in made.items():  # the last one says that both are there
        layers.write(frame, layer, task.shard, task.made.reader)
    return made["documents"], made["rejected"]


def _values(task, layers, documents, unread, read):
    """The layers in DERIVED of a shard, derived unless they exist. `read`: simplified(documents)."""
    name = task.made.of("rejected")
    if layers.has("rejected", task.shard, name):
        return {layer: layers.read(layer, task.shard, name) for layer in ("identities", "observations")}
    printed = _chosen(task, documents)
    made, failed = _derived(printed, _chosen(task, _files(task)), printed if read is documents else _chosen(task, read))
    made["rejected"] = pl.concat([_chosen(task, unread), failed, made["rejected"]]).sort("report_id")
    for layer in DERIVED:  # the last one says that all are there
        made[layer] = _with_others(task, layers, made[layer], layer, task.before and task.before.of(layer))
        layers.write(made[layer], layer, task.shard, name)
    return made


def _derived(documents, files, read):
    """derive() of the documents that it does not fail on, and the others as the layer `rejected`."""
    everything = files["report_id"].to_list()
    frames = documents, files, read
    made, failed = sparing(lambda ids: derive(*(frames if ids is everything else _of(ids, *frames))), everything)
    rows = [(report_id, "program_error", error) for report_id, error in failed.items()]
    return made, pl.DataFrame(rows, schema=polars_schema("rejected"), orient="row")


def _judged(task, layers, documents, values):
    """The layers in FINDINGS of a shard; documents that a rule fails on have no findings but that."""
    identities, observations = (_chosen(task, values[layer]) for layer in ("identities", "observations"))
    judged, failed = sparing(lambda ids: judge(*_of(ids, documents, observations, identities)), identities["report_id"].to_list())
    made = {"report_findings": pl.concat([judged.findings, unjudged(failed)]), "compared": compared(observations), "rule_counts": judged.counts}
    for layer in FINDINGS:
        made[layer] = _with_others(task, layers, conform(made[layer], layer), layer, task.before and task.before.of(layer))
        layers.write(made[layer], layer, task.shard, task.made.of(layer))
    return made


def _of(ids, *frames):
    return [frame.filter(pl.col("report_id").is_in(ids)) for frame in frames]


def _chosen(task, frame):
    """The rows of the documents that are made."""
    return frame if task.only is None else frame.filter(pl.col("report_id").is_in(list(task.only)))


def _with_others(task, layers, frame, layer, before):
    """A layer with the rows of the documents that are not made again; counts over a whole shard stay as they were until all of it is made."""
    if task.only is None:
        return frame
    old = conform(layers.read(layer, task.shard, before), layer)
    if "report_id" not in frame.columns:
        return old
    return pl.concat([old.filter(~pl.col("report_id").is_in(list(task.only))), frame]).sort(table_entry(layer).key)


def _one_by_one(task, lost):
    """As read_documents, each file by itself, so that what fails after reading has a name too (LibreOffice turns many into .docx in one call)."""
    made, errors = [], {}
    for pair in _contents(task, lost):
        frame, more = read_documents(task.format, [pair], task.with_ocr)
        made.append(frame)
        errors |= more
    return pl.concat([pl.DataFrame(schema=polars_schema("documents")), *made]), errors


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
    files = pl.DataFrame(task.files, schema={"report_id": pl.String, "path": pl.String}, orient="row").with_columns(format=pl.lit(task.format))
    beside = pl.DataFrame(task.beside, schema={"report_id": pl.String, "beside": pl.String}, orient="row")
    return files.join(beside, on="report_id", how="left", maintain_order="left")


def _contents(task, lost):
    """(report_id, bytes) of the files of a shard; those whose bytes are no longer there go into `lost` with the error."""
    places = {path: (number, report_id) for number, (report_id, path) in enumerate(task.readable)}  # members of archives come last
    for path, data in watched(read_many(task.raw, list(places), task.most_bytes), lambda pair: places[pair[0]][0]):
        report_id = places[path][1]
        if isinstance(data, ReadError):
            lost[report_id] = data
        elif sha256(data).hexdigest()[:ID_LENGTH] != report_id:
            lost[report_id] = ReadError("changed_while_read", path)
        else:
            yield report_id, data
