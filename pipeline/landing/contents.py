"""Bytes of the files of the landing folder, and of the members of archives, by their paths in the layer `raw_files`.

Belongs here: opening files without waiting, within limits, and archives within archives. Not here: which files there are (raw_files.py), how an archive
of a format is unpacked (archives.py).
"""

import os

from pipeline.landing import archives, formats
from pipeline.landing.paths import SEPARATOR, escaped, unescaped
from pipeline.readers.blocks import ReadError
from schemas.codebook import codebook

MOST_BYTES = 200 * 2**20


def read_many(folder, paths, most_bytes=MOST_BYTES):
    """Yields (path, bytes or ReadError) for paths of the layer; every archive is opened once."""
    bundles = {}
    for path in paths:
        outer, _, inner = path.partition(SEPARATOR)
        if inner:
            bundles.setdefault(outer, []).append(path)
        else:
            yield path, _data_or_error(folder, path, most_bytes)
    for outer, wanted in bundles.items():
        data = _data_or_error(folder, outer, most_bytes)
        missing = set(wanted)
        if not isinstance(data, ReadError):
            for path, member in unpacked(outer, data, formats.detect(data), 1):
                if path in missing and isinstance(member, archives.Member):
                    missing.discard(path)
                    yield path, member.error or member.data
        for path in sorted(missing):
            yield path, data if isinstance(data, ReadError) else ReadError("changed_while_read", "no longer in the archive")


def unpacked(path, data, name, depth):
    """Yields (path, Member) of all members of an archive, and of archives in it; (path of the archive, ReadError) where one cannot be read on."""
    if depth > archives.DEEPEST:
        yield path, ReadError("bomb", f"archives nested more than {archives.DEEPEST} deep")
        return
    try:
        for member in archives.members(data, archive_of(name), path):
            inner = path + SEPARATOR + escaped(member.name)
            yield inner, member
            inner_name = formats.detect(member.data) if not member.error else "unknown"
            if not member.error and archive_of(inner_name):
                yield from unpacked(inner, member.data, inner_name, depth + 1)
    except ReadError as error:
        yield path, error


def archive_of(name):
    """How files of a format are unpacked (archives.members), None for those that are no archive."""
    return None if name == "unknown" else codebook().formats[name].archive


def _data_or_error(folder, path, most_bytes):
    try:
        return data_of(folder, path, most_bytes)
    except ReadError as error:
        return error


def data_of(folder, path, most_bytes):
    """Bytes of a file. Raises ReadError 'too_large', 'unreadable', 'changed_while_read'."""
    try:
        # Not to wait for ever where a pipe has taken the place of the file.
        number = os.open(f"{folder}/{unescaped(path)}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(number, "rb") as file:
            before = os.fstat(number)
            if before.st_size > most_bytes:
                raise ReadError("too_large", f"{before.st_size} bytes, the limit is {most_bytes}")
            data = file.read(before.st_size + 1)  # room for more would be reserved
            after = os.fstat(number)
    except OSError as error:
        raise ReadError("unreadable", error.strerror or str(error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise ReadError("changed_while_read", f"{before.st_size} bytes, then {after.st_size}")
    return data
