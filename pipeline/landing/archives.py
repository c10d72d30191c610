"""Archives: their members as files of their own, read in memory and never written to disk.

A member is addressed as `bundle.zip!/folder/page.html`, a member of an archive in an archive likewise. Names are decoded (Chinese Windows writes
them in GBK without saying so); a name that leads out of the archive is refused. Belongs here: zip, rar, tar and gz, and the limits against bombs.
Not here: the landing folder (raw_files.py), the formats of members (formats.py).
"""

import gzip
import io
import itertools
import tarfile
import zipfile
import zlib
from typing import NamedTuple

import rars

from pipeline.landing.paths import decoded
from pipeline.readers.blocks import ReadError

DEEPEST = 3  # archives in archives
MOST_MEMBERS = 20_000
MOST_BYTES = 200 * 2**20  # of one member, unpacked
MOST_TOTAL = 2 * 2**30  # of all members, unpacked
MOST_RATIO = 400  # times that a member may unpack to of its packed size; texts reach 20, blank scans 100
SMALL = 2**20  # bytes; below that the ratio is no danger
IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError, IndexError)


class Member(NamedTuple):
    """A file of an archive: its name as decoded and, where it cannot be had, the ReadError that says why."""

    name: str
    data: bytes
    error: ReadError | None = None


def members(data, kind, name=""):
    """Yields the Member objects of an archive of a kind ('zip', 'rar', 'tar', 'gz'), in its order; `name` is that of the archive.

    Raises ReadError 'broken', 'encrypted' or 'bomb' where the archive as a whole cannot be read; a bad member is yielded with its error.
    """
    try:
        yield from _limited(_READERS[kind](data, name))
    except (*BROKEN, rars.Error) as error:
        raise ReadError("encrypted" if "assword" in str(error) else "broken", f"{type(error).__name__}: {error}") from error


def is_unsafe(name):
    """Whether a name leads out of the archive: '../', an absolute path, a drive."""
    parts = name.split("/")
    return ".." in parts or name.startswith("/") or (len(parts[0]) == 2 and parts[0][1] == ":")


def _limited(entries):
    """(name, packed size, unpacked size, function that reads at most n bytes) → Member, within the limits."""
    total, seen = 0, {}
    for number, (name, packed, size, read) in enumerate(entries):
        if number >= MOST_MEMBERS:
            raise ReadError("bomb", f"more than {MOST_MEMBERS} members")
        name = name.replace("\\", "/")
        if any(ignored in name for ignored in IGNORED):
            continue
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name}#{seen[name]}"
        if size > MOST_BYTES or (size > SMALL and packed and size > MOST_RATIO * packed):
            raise ReadError("bomb", f"{name} unpacks to {size} bytes from {packed}")
        data, error = _read(name, packed, read)
        total += len(data)
        if total > MOST_TOTAL:
            raise ReadError("bomb", f"unpacks to more than {MOST_TOTAL} bytes")
        if is_unsafe(name):
            error = ReadError("unsafe_name", name)
        yield Member(name, data, error)


def _read(name, packed, read):
    try:
        data = read(MOST_BYTES + 1)
    except (*BROKEN, rars.Error) as error:
        return b"", ReadError("encrypted" if "assword" in str(error) or "ncrypted" in str(error) else "broken", f"{name}: {error}")
    if len(data) > MOST_BYTES or (len(data) > SMALL and packed and len(data) > MOST_RATIO * packed):
        raise ReadError("bomb", f"{name} unpacks to {len(data)} bytes from {packed}")
    return data, None


def _zip(data, _):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        places = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
        if any(end > start for (_, end), (start, _) in itertools.pairwise(places)):
            raise ReadError("bomb", "members share their packed bytes")
        for info in infos:
            # Without the UTF-8 flag zipfile has read the bytes of the name as DOS letters.
            name = info.filename if info.flag_bits & 0x800 else decoded(info.orig_filename.encode("cp437", errors="surrogateescape"))
            yield name, info.compress_size, info.file_size, lambda most, info=info: _part(archive.open(info), most)


def _tar(data, _):
    with tarfile.open(fileobj=io.BytesIO(data), encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            if info.isfile():
                name = decoded(info.name.encode("utf-8", errors="surrogateescape"))
                yield name, info.size, info.size, lambda most, info=info: _part(archive.extractfile(info), most)


def _gz(data, name):
    inner = name.rsplit("/", 1)[-1]
    inner = inner[:-3] if inner.lower().endswith(".gz") and len(inner) > 3 else "content"
    yield inner, len(data), 0, lambda most: _part(gzip.GzipFile(fileobj=io.BytesIO(data)), most)


def _rar(data, _):
    options = rars.ReadOptions(max_member_output_bytes=MOST_BYTES, max_total_output_bytes=MOST_TOTAL, max_header_count=MOST_MEMBERS)
    archive = rars.RarFile.from_bytes(data)
    if archive.needs_password:
        raise ReadError("encrypted", "the archive has a password")
    for info in archive.infolist():
        if not info.is_dir():
            raw = info.orig_filename_bytes
            name = info.filename if raw is None else decoded(bytes(raw)).split("\0")[0]
            yield name, info.compress_size, info.file_size, lambda most, info=info: archive.read(info, options=options)


def _part(file, most):
    with file:
        return file.read(most)


_READERS = {"zip": _zip, "tar": _tar, "gz": _gz, "rar": _rar}
