"""Fingerprints of what makes a layer: code, codebook and the libraries that decide results. A layer is made anew when its fingerprint changes.

Belongs here: which files a layer depends on. Not here: what is done about a change.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from schemas.codebook import codebook

PACKAGE = Path(__file__).parent
# What only moves, schedules or publishes rows: a change here makes no layer anew.
NOT_DERIVING = (
    "warehouse.py",
    "star.py",
    "layers.py",
    "isolation.py",
    "raw_files.py",
    "archives.py",
    "formats.py",
    "fingerprints.py",
    "panel_rules.py",
    "versions.py",
    "__init__.py",
)
LIBRARIES = ("polars", "jieba", "cn2an", "rapidfuzz")


@cache
def reader_fingerprint(format_name):
    """Hex digest of all that decides how a format is read."""
    reader = codebook().formats[format_name].reader
    return _digest(PACKAGE / "readers", lambda name: True, reader, codebook().fingerprint("furniture.yml", "formats.yml", "fields.yml", "tables.yml"))


@cache
def derivation_fingerprint():
    """Hex digest of all that decides what follows from the blocks of a document."""
    books = codebook().fingerprint("*.yml", "*.csv", "forms/*", "offices/*", "narrative/*")
    return _digest(PACKAGE, lambda name: name not in NOT_DERIVING, books, *(version(library) for library in LIBRARIES))


def _digest(folder, counts, *more):
    digest = sha256("\0".join(more).encode())
    for path in sorted(folder.glob("*")):
        if path.suffix in (".py", ".xsl") and counts(path.name):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]
