"""Where the layers live: Parquet files, one for each shard of documents, written whole or not at all.

A shard is a group of documents of one format that are read and derived together. Its name follows from its documents, a file's name from its
shard and the fingerprint of what made it: a file that exists is right, whatever killed the run that wrote it. Belongs here: names, writing, reading.
Not here: what is in a layer.
"""

import os
import shutil
import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import polars as pl

from schemas.contracts import validate

MOST_DOCUMENTS, FEWEST_DOCUMENTS = 1_500, 100  # of a shard: a shard costs 0.7 s whatever is in it, and a worker 800 MB with so many documents
SHARDED = dict.fromkeys(("report_id", "format", "path", "shard", "beside", "paths"), pl.String)  # frame of assign_shards()
TEMPORARY = ".temporary"  # below the layers
SHARDS = 4  # into which the new documents of a format are cut at least, so that all processes have work


class NoBlocks(Exception):
    """A document that the layer `documents` does not hold: rejected, unknown, or the layers are gone."""


class Layers:
    """The folder of layers below a warehouse folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, layer, shard, fingerprint):
        return self.folder / layer / f"{shard}.{fingerprint}.parquet"

    def has(self, layer, shard, fingerprint):
        return self.path(layer, shard, fingerprint).exists()

    def write(self, frame, layer, shard, fingerprint):
        """Checks the frame against the contract of its layer and writes it. Raises ContractError."""
        write_whole(validate(frame, layer), self.path(layer, shard, fingerprint))

    def read(self, layer, shard, fingerprint):
        """Frame of a layer of a shard, which must exist."""
        return read_whole(self.path(layer, shard, fingerprint))

    def latest(self, layer, shard):
        """Frame of a layer of a shard as it was made last, whatever made it; None where it never was."""
        newest = self._newest(layer, [shard])
        return read_whole(newest) if newest else None

    def _newest(self, layer, shards):
        files = [file for shard in shards for file in (self.folder / layer).glob(f"{shard}.*.parquet")]
        return max(files, key=lambda file: file.stat().st_mtime_ns, default=None)

    @contextmanager
    def temporary_files(self):
        """While it lasts, temporary files of this process lie below the layers, where clean() finds those of a killed worker: the profile of a LibreOffice, say."""
        folder, before = self.folder / TEMPORARY, tempfile.tempdir
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before

    def clean(self):
        """Removes half-written and temporary files of killed runs; returns how many. Only for who holds the write lock."""
        left = [path for path in self.folder.glob("**/.*.parquet.*") if path.is_file()]
        for path in left:
            path.unlink(missing_ok=True)
        beside = list((self.folder / TEMPORARY).glob("*"))
        shutil.rmtree(self.folder / TEMPORARY, ignore_errors=True)
        return len(left) + len(beside)

    def document(self, report_id):
        """Frame of the blocks of one document in reading order, from the layer `documents` as it was last read. Raises NoBlocks where it has none."""
        shards = self.folder / "shards.parquet"
        known = scan_whole(shards).filter(pl.col("report_id") == report_id).collect() if shards.exists() else pl.DataFrame()
        newest = self._newest("documents", known.get_column("shard", default=[]))
        if newest is None:
            raise NoBlocks(report_id)
        ids = read_whole(newest, ["report_id"])["report_id"]
        first, rows = ids.search_sorted(report_id), (ids == report_id).sum()
        return scan_whole(newest).slice(first, rows).collect()

    def remove_others(self, layer, keep):
        """Deletes the files of a layer that are not to be kept (paths): what an older fingerprint or a killed run left."""
        kept = {path.name for path in keep}
        removed = [path for path in (self.folder / layer).glob("*") if path.name not in kept]
        for path in removed:
            path.unlink()
        return len(removed)


def write_whole(frame, path):
    """Writes a frame as Parquet beside its place and moves it there: readers see the old file or the new one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        frame.write_parquet(beside, compression="zstd", compression_level=1, statistics=False)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_whole(path, columns=None):
    """Frame of a Parquet file; a folder named 仓库[2024] is no pattern."""
    return pl.read_parquet(path, columns=columns, glob=False)


def scan_whole(paths):
    """Lazy frame of Parquet files; as read_whole."""
    return pl.scan_parquet(paths, glob=False)


def assign_shards(documents, known):
    """Frame report_id, format, path, shard, beside, paths of all documents ever seen; new ones come into shards of their own.

    documents: frame report_id, format, path of the files that are there; known: what this function returned before. Documents keep their shard for
    ever, so that a night with few new files derives little, unless they are now taken for another format. A document's path is the first that it has, or the last it had where its file is gone;
    `paths` is a digest of the paths of a shard, which are evidence: a shard with a moved file is derived again. `beside`: see with_beside().
    """
    present = documents.sort("path").unique("report_id", keep="first", maintain_order=True)
    moved = known.join(present.select("report_id", now="format"), on="report_id").filter(pl.col("format") != pl.col("now"))
    known = known.join(moved.select("report_id"), on="report_id", how="anti", maintain_order="left")
    new = present.join(known, on="report_id", how="anti").sort("format", "report_id")
    size = (pl.len().over("format") // SHARDS + 1).clip(FEWEST_DOCUMENTS, MOST_DOCUMENTS)
    new = new.with_columns(part=pl.int_range(pl.len()).over("format") // size)
    names = new.group_by("format", "part", maintain_order=True).agg(ids=pl.col("report_id").str.join(","))
    names = names.with_columns(shard=pl.format("{}-{}", "format", _digests(names["ids"], 12)))
    new = new.join(names.drop("ids"), on=["format", "part"], how="left", maintain_order="left").select("report_id", "format", "path", "shard")
    old = known.select("report_id", "format", "path", "shard").join(present.select("report_id", now="path"), on="report_id", how="left")
    old = old.with_columns(path=pl.coalesce("now", "path")).drop("now")
    both = pl.concat([old, new]).sort("shard", "report_id")
    return with_beside(both, known.select("report_id", "beside"))


def with_beside(shards, beside):
    """Frame of assign_shards() with what lies beside its documents: report_id, beside (code of a county; identity/beside.py)."""
    both = shards.select("report_id", "format", "path", "shard").join(beside, on="report_id", how="left", maintain_order="left")
    evidence = pl.concat_str("report_id", "path", "beside", separator="\0", ignore_nulls=True)
    shards = both.group_by("shard", maintain_order=True).agg(pairs=evidence.str.join("\0"))
    return both.join(shards.select("shard", paths=_digests(shards["pairs"], 8)), on="shard", how="left", maintain_order="left")


def _digests(texts, length):
    return pl.Series([sha256(text.encode()).hexdigest()[:length] for text in texts], dtype=pl.String)
