"""From sources to the landing folder: every byte kept as delivered, with its address and time.

A delivery takes the place of what its address delivered before, which is kept below `.sources/kept/` by its hash, as are list pages; the layer
`fetched`, `.sources/fetched.parquet`, has a row for each. Belongs here: names, files and rows. Not here: how things are fetched (web.py, stores.py).
"""

import os
import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import polars as pl

from pipeline.landing.items import Known, Trouble
from pipeline.landing.raw_files import SOURCES_FOLDER
from pipeline.landing.sources import BUCKETS, WEB
from pipeline.landing.stores import bucket_items, folder_items
from pipeline.layers import read_whole
from schemas.contracts import conform, polars_schema

AT_ONCE = 4  # sources; a host sees one request at a time all the same
LONGEST_NAME = 180  # bytes of UTF-8, of 255 that a file system takes
_unfit = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]|!$')


@dataclass
class Outcome:
    """What came of a source in one run."""

    source: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bytes: int = 0
    troubles: list[Trouble] = field(default_factory=list)


def fetch(sources, landing, now, most_bytes, retries=None):
    """Yields the Outcome of each source as it ends; what it delivered is in place and in the ledger by then.

    `sources` as read_sources gives them; `landing` is a Landing; `now()` tells the time as text. What is wrong with a source is a Trouble of its
    Outcome and stops no other.
    """
    from pipeline.landing.web import Web  # here, for most nights fetch nothing

    with Web(sources.user_agent, most_bytes, **({"retries": retries} if retries else {})) as web, ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(_fetch_one, source, landing, web, now, most_bytes) for source in sources.sources]
        for future in as_completed(running):
            landing.save()
            yield future.result()
    landing.save()


def _fetch_one(source, landing, web, now, most_bytes):
    outcome = Outcome(source.name)
    try:
        if source.scheme in WEB:
            items = web.items(source, landing.known)
        else:
            items = (bucket_items if source.scheme in BUCKETS else folder_items)(source, landing.known, most_bytes)
        for item in items:
            if isinstance(item, Trouble):
                outcome.troubles.append(item)
            else:
                what = landing.take(source, item, now())
                setattr(outcome, what, getattr(outcome, what) + 1)
                outcome.bytes += len(item.data or b"") if what != "unchanged" else 0
    except Exception as error:  # a full disk, a folder that may not be written: the other sources go on
        outcome.troubles.append(Trouble(source.url[0], f"{type(error).__name__}: {error}"))
    return outcome


class Landing:
    """The landing folder with its ledger, the layer `fetched`. One process at a time."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self._hidden = self.folder / SOURCES_FOLDER
        self._ledger = self._hidden / "fetched.parquet"
        self._lock = threading.Lock()
        self._rows = read_ledger(self.folder).rows(named=True)
        self._latest = {row["url"]: row for row in self._rows}  # sorted by time
        self._owners = {row["path"]: row["url"] for row in self._latest.values()}
        for left in self._hidden.glob("*.part"):  # of a run that was killed
            left.unlink()

    def known(self, url):
        """Known of an address whose file is still there, or None."""
        row = self._latest.get(url)
        file = row and self.folder / row["path"]
        return Known(row["etag"], row["last_modified"], file) if row and file.is_file() else None

    def take(self, source, item, now):
        """Puts an Item in its place; returns 'new', 'changed' or 'unchanged'."""
        with self._lock:
            before = self._latest.get(item.url)
            if item.data is None:
                before["checked_at"] = now
                return "unchanged"
            digest = sha256(item.data).hexdigest()
            marks = {"etag": item.etag, "last_modified": item.last_modified, "checked_at": now}
            if before and before["sha256"] == digest:
                before.update(marks)
                if (self.folder / before["path"]).is_file():
                    return "unchanged"
                self._write(before["path"], item.data)  # someone has taken it away
                return "new"
            path = before["path"] if before and not item.is_list and not before["path"].startswith(SOURCES_FOLDER) else self._path(source, item, digest)
            if before and before["path"] == path and (self.folder / path).is_file():
                before["path"] = self._keep(before)
            self._write(path, item.data)
            row = {
                "url": item.url,
                "fetched_at": now,
                "source": source.name,
                "path": path,
                "sha256": digest,
                "bytes": len(item.data),
                "content_type": item.content_type,
            }
            self._rows.append(row | marks)
            self._latest[item.url] = self._rows[-1]
            self._owners[path] = item.url
            return "changed" if before else "new"

    def save(self):
        """Writes the ledger."""
        with self._lock:
            frame = conform(pl.DataFrame(self._rows, schema=polars_schema("fetched"), infer_schema_length=None), "fetched").sort("fetched_at", "url")
        self._hidden.mkdir(parents=True, exist_ok=True)
        part = self._hidden / "fetched.part"
        frame.write_parquet(part)
        part.replace(self._ledger)

    def _path(self, source, item, digest):
        if item.is_list:
            return f"{SOURCES_FOLDER}/kept/{digest}"
        path = f"{source.folder}/{'/'.join(_fit(part) for part in item.name.split('/') if part not in ('', '.', '..'))}"
        file = self.folder / path
        if self._owners.get(path, item.url) != item.url or (file.exists() and (not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest)):
            stem, dot, ending = path.rpartition(".")
            mark = sha256(item.url.encode()).hexdigest()[:8].translate(str.maketrans("0123456789", "ghijklmnop"))  # letters: digits might be read as a year
            path = f"{stem}.{mark}{dot}{ending}" if dot and "/" not in ending else f"{path}.{mark}"
        return path

    def _keep(self, row):
        """Moves what an address delivered before out of the way; returns its new path."""
        kept = f"{SOURCES_FOLDER}/kept/{row['sha256']}"
        (self.folder / kept).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / row["path"]).replace(self.folder / kept)
        return kept

    def _write(self, path, data):
        """Writes beside and moves into place: nobody sees half a file."""
        self._hidden.mkdir(parents=True, exist_ok=True)
        target, part = self.folder / path, self._hidden / f"{threading.get_ident()}.part"
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)


def read_ledger(folder):
    """The layer `fetched` of a landing folder, sorted by time; empty where nothing was ever fetched."""
    path = Path(folder) / SOURCES_FOLDER / "fetched.parquet"
    return read_whole(path) if path.exists() else pl.DataFrame(schema=polars_schema("fetched"))


def origins(folder):
    """Frame path, url, fetched_at of the files that were fetched and are now in the landing folder."""
    current = read_ledger(folder).filter(~pl.col("path").str.starts_with(SOURCES_FOLDER)).unique("path", keep="last", maintain_order=True)
    return current.select("path", "url", "fetched_at")


def _fit(part):
    """Part of a path that every file system takes and that is not hidden."""
    part = _unfit.sub("_", unicodedata.normalize("NFC", part)).strip() or "_"
    part = "_" + part[1:] if part.startswith((".", "~$")) else part
    stem, dot, ending = part.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 8 else ""
    return part.removesuffix(ending).encode()[: LONGEST_NAME - len(ending)].decode("utf-8", "ignore") + ending
