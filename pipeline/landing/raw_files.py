"""The layer `raw_files`: what lies in the landing folder, each file and each member of an archive, and what may not be read.

Only new and changed files are opened: a file with the size and time of the previous layer keeps its row. Belongs here: the walk, the hash, the
format. Not here: the bytes of a file (contents.py), how paths are written (paths.py), formats (formats.py), reading of documents (readers/).
"""

import os
import re
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.landing import formats, isolation
from pipeline.landing.contents import MOST_BYTES, archive_of, data_of, unpacked
from pipeline.landing.paths import SEPARATOR, escaped
from pipeline.readers.blocks import ReadError
from schemas.contracts import conform, polars_schema

OPEN, IN_TURN = 4, 50  # files that are read at the same time, and those that a thread reads one after the other
LARGE_PACKAGE = 8 * 2**20  # bytes; the list of members of a smaller one fits in some 200 MB, however it is made
IGNORED = re.compile(r"^(\.gitkeep|\.gitignore|\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*)$")
SOURCES_FOLDER = ".sources"  # of the landing folder: what fetching.py keeps beside the reports
# A file that is quarantined for one of these is opened again on every run: its size and time do not show whether it has changed.
PASSING = ("unreadable", "changed_while_read", "outside_folder")
ID_LENGTH = 16


def raw_files(folder, previous, today, most_bytes=MOST_BYTES, retry=(), **limits):
    """The layer `raw_files` of a landing folder, sorted by path.

    `previous` is the layer of the run before, or None; rows of files that are gone stay, marked `is_gone`. `today` (date) becomes first_seen and
    last_seen of what is new or changed. `retry` are reason codes of quarantined files to open again, as after a change of formats or archives.
    A folder in which nothing changed gives `previous` itself. Archives are unpacked in processes of their own: `limits` are those of isolation.run (workers, seconds for a member, bytes of memory).
    Rows with a status are done with (quarantined; archives are accepted as `bundle`), the others are to be read; report_id and sha256 are
    null where a file was not opened. Raises NotADirectoryError where there is no folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"there is no landing folder {folder}: put reports there, or name another with FOI_RAW or --raw")
    known = _known(previous)
    rows, kept, new, packed, reopened = [], set(), [], [], (*PASSING, *retry)
    for path, stamp in _walk(folder):
        before = known.get(path)
        if before is not None and _is_same(before, stamp, reopened, most_bytes):
            kept.add(path)
        else:
            new.append((path, stamp))
    for (path, stamp), row in zip(new, _all_opened(folder, new, most_bytes), strict=True):
        if row is not None:
            rows.append(row)
        else:
            packed.append((str(folder), path, stamp, most_bytes))
    if previous is not None and not (rows or packed) and kept.issuperset(_outer(known)):
        return previous
    for number, found in isolation.run_without(_bundle, packed, lambda task, at, failure: None, **limits):
        _, path, stamp, _ = packed[number]
        rows += [_row(path, *stamp, error=ReadError(found.reason, found.detail))] if isinstance(found, isolation.Failure) else found
    rows = [_dated(row, known.get(row["path"]), today) for row in rows]
    frame = conform(pl.DataFrame(rows, schema=polars_schema("raw_files"), infer_schema_length=None), "raw_files")
    if previous is not None and previous.height:
        # What an archive no longer holds, and what the folder no longer holds, is gone.
        top = pl.col("path").str.split(SEPARATOR).list.first()
        old = previous.filter(~pl.col("path").is_in([row["path"] for row in rows])).with_columns(is_gone=~top.is_in(list(kept)))
        frame = pl.concat([frame, conform(old, "raw_files")])
    return frame.sort("path")


def _outer(known):
    """Paths of the files that were there, without members of archives, which come and go with them."""
    return (path for path, before in known.items() if not before.is_gone and SEPARATOR not in path)


def changes(files, previous):
    """What a night brought: number of files that are new, changed, gone, and of all that are quarantined; previous: the layer of the run before, or None."""
    before = files.clear() if previous is None else previous
    both = files.join(before.select("path", was="sha256", was_gone="is_gone"), on="path", how="left")
    known = pl.col("was_gone").is_not_null()
    counts = both.select(
        new=(~known | (pl.col("was_gone") & ~pl.col("is_gone"))).sum(),
        changed=(known & ~pl.col("is_gone") & ~pl.col("was_gone") & pl.col("sha256").ne_missing(pl.col("was"))).sum(),
        gone=(known & pl.col("is_gone") & ~pl.col("was_gone")).sum(),
        quarantined=((pl.col("status") == "quarantined") & ~pl.col("is_gone")).sum(),
    )
    return counts.row(0, named=True)


# --- walk ------------------------------------------------------------------------------------------------------------


def _walk(folder):
    """Yields (escaped path, (size, time in ns) or the ReadError of what is no readable file) in a stable order."""
    root = os.path.realpath(folder)
    pending = [""]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(folder / here) as entries:
                entries = sorted(entries, key=attrgetter("name"))
        except OSError as error:
            yield escaped(here) + "/", ReadError("unreadable", error.strerror)
            continue
        for entry in entries:
            path = f"{here}/{entry.name}" if here else entry.name
            if entry.is_symlink() and not _is_inside(root, entry.path):
                yield escaped(path), ReadError("outside_folder", os.fsencode(os.path.realpath(entry.path)).decode("utf-8", "backslashreplace"))
            elif path == SOURCES_FOLDER:
                continue
            elif entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif not IGNORED.match(entry.name) and not (entry.is_symlink() and entry.is_dir()):  # what a link within the folder leads to is found there
                yield escaped(path), _stamp(entry)


def _is_inside(root, path):
    target = os.path.realpath(path)
    return target == root or target.startswith(root + os.sep)


def _stamp(entry):
    try:
        info = entry.stat()
    except OSError as error:
        return ReadError("unreadable", error.strerror)
    return (info.st_size, info.st_mtime_ns) if stat.S_ISREG(info.st_mode) else ReadError("unreadable", "no regular file")


class Before(NamedTuple):
    """What the previous layer says of a file."""

    bytes: int
    modified_ns: int
    reason: str | None
    first_seen: date
    last_seen: date
    sha256: str | None
    is_gone: bool


def _known(previous):
    """path → Before of the previous layer."""
    return {} if previous is None else {row[0]: Before(*row[1:]) for row in previous.select("path", *Before._fields).rows()}


def _is_same(before, stamp, reopened, most_bytes):
    if isinstance(stamp, ReadError) or before.is_gone or before.reason in reopened:
        return False
    too_large = before.reason == "too_large"
    return (before.bytes, before.modified_ns) == stamp and too_large == (stamp[0] > most_bytes)


# --- rows ------------------------------------------------------------------------------------------------------------


def _all_opened(folder, files, most_bytes):
    """Yields _opened() of (path, stamp) pairs in their order; several at a time, since most of the time goes into waiting for a disk or a share."""
    alone = threading.Lock()

    def opened(file):
        is_large = not isinstance(file[1], ReadError) and file[1][0] > LARGE_PACKAGE
        with alone if is_large else nullcontext():  # so that no more than one is held
            return _opened(folder, *file, most_bytes)

    with ThreadPoolExecutor(OPEN) as pool:
        parts = (files[start : start + IN_TURN] for start in range(0, len(files), IN_TURN))
        for rows in pool.map(lambda some: [opened(file) for file in some], parts):
            yield from rows


def _opened(folder, path, stamp, most_bytes):
    """Row of a file; None for archives, and for packages so large that their list of members may be a danger."""
    if isinstance(stamp, ReadError):
        return _row(path, 0, 0, error=stamp)
    try:
        data = data_of(folder, path, most_bytes)
    except ReadError as error:
        return _row(path, *stamp, error=error)
    if data.startswith(b"PK") and len(data) > LARGE_PACKAGE:
        return None
    name = formats.detect(data)
    return None if archive_of(name) else _content_row(path, data, stamp[1], name)


def _bundle(task):
    """Rows of an archive and of its members; runs in a worker. `task`: folder, path, (size, time in ns), largest size."""
    folder, path, stamp, most_bytes = next(isolation.watched([task]))
    try:
        data = data_of(folder, path, most_bytes)
    except ReadError as error:
        return [_row(path, *stamp, error=error)]
    name = formats.detect(data)
    first = _content_row(path, data, stamp[1], name)
    if archive_of(name) is None:
        return [first]
    rows = [first | {"status": "accepted", "reason": "bundle", "report_id": None}]
    for inner, member in isolation.watched(unpacked(path, data, name, 1)):  # the limit is for a member
        if isinstance(member, ReadError):  # of an archive, whose row is there already
            row = next(row for row in rows if row["path"] == inner)
            row |= {"status": "quarantined", "reason": member.reason, "detail": member.detail}
        elif member.error:
            rows.append(_row(inner, len(member.data), stamp[1], error=member.error))
        else:
            inner_name = formats.detect(member.data)
            row = _content_row(inner, member.data, stamp[1], inner_name)
            rows.append(row | {"status": "accepted", "reason": "bundle", "report_id": None} if archive_of(inner_name) else row)
    return rows


def _content_row(path, data, modified, name):
    digest = sha256(data).hexdigest()
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        return _row(path, len(data), modified, error=ReadError("empty", f"{len(data)} bytes without content")) | {"sha256": digest}
    why = formats.reason(name)
    row = _row(path, len(data), modified, name, ReadError(why, name) if why else None)
    return row | {"sha256": digest, "report_id": digest[:ID_LENGTH]}


def _row(path, size, modified, name="unknown", error=None):
    return {
        "path": path, "sha256": None, "bytes": size, "modified_ns": modified, "format": name, "report_id": None,
        "status": "quarantined" if error else None, "reason": error.reason if error else None, "detail": error.detail if error else None,
        "first_seen": None, "last_seen": None, "is_gone": False,
    }  # fmt: skip


def _dated(row, before, today: date):
    """The row with its days: the first is kept; the last is the day on which this version was new or changed."""
    if before is None:
        return row | {"first_seen": today, "last_seen": today}
    same = not before.is_gone and (before.sha256, before.reason, before.bytes) == (row["sha256"], row["reason"], row["bytes"])
    return row | {"first_seen": before.first_seen, "last_seen": before.last_seen if same else today}
