"""Which warehouse file is the published one, and which were published before it.

The published file and each kept version are names of one file on the disk (hard links), so that keeping versions costs no copying and switching
between them is one rename: readers see the old warehouse or the new one. Belongs here: names, order, switching, what a killed run left.
Not here: what is in a warehouse (warehouse.py is the only one to open it).
"""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

FILE = "foi.duckdb"
NEW = f".{FILE}.new"
VERSIONS = "versions"
HELD = "held"  # file with the state that was rolled back from, and the one that was published instead
_name = re.compile(r"^(?P<time>[0-9]{8}T[0-9]{6}Z)-(?P<state>[0-9a-f]+)$")


class Version(NamedTuple):
    """A kept version. `name`: time of publishing (UTC) and state; `state`: fingerprint of all that it was made of; `publisher`: in a lake, who
    published it."""

    name: str
    state: str
    path: Path
    bytes: int
    is_current: bool
    publisher: str | None = None


class NoSuchVersion(Exception):
    """No kept version is called that; says which there are."""


def version_name(when, state):
    """Name of a version from the time of publishing (datetime in UTC) and the fingerprint of what it was made of. Names sort by time."""
    return f"{when:%Y%m%dT%H%M%SZ}-{state}"


def copy_published(folder):
    """Copies the published warehouse to where a new one is built, down to the disk; returns its path."""
    new = Path(folder) / NEW
    shutil.copyfile(Path(folder) / FILE, new)
    _flush(new)
    return new


def publish(new, folder, name, keep, made_of=""):
    """Makes a built warehouse the published one in one step and keeps it as a version; older versions than the last `keep` are removed.

    made_of: text that says what it was made of, for the next build. Whatever ends the process meanwhile, the published file is the old one or the new one.
    """
    new, folder = Path(new), Path(folder)
    _flush(new)
    kept = folder / VERSIONS / f"{name}.duckdb"
    kept.parent.mkdir(exist_ok=True)
    kept.unlink(missing_ok=True)
    _made_of(folder, name).write_text(made_of, encoding="utf-8")
    _link(new, kept)
    _replace(new, folder / FILE)
    for version in [version for version in versions(folder) if not version.is_current][max(keep - 1, 0) :]:
        version.path.unlink()
    _remove_orphans(folder)
    return folder / FILE


def versions(folder):
    """Kept versions, the newest first."""
    folder, found = Path(folder), []
    for path in sorted((folder / VERSIONS).glob("*.duckdb"), reverse=True):
        parts = _name.match(path.stem)
        if parts:
            found.append(Version(path.stem, parts["state"], path, path.stat().st_size, _is_same(path, folder / FILE)))
    return found


def made_of(folder):
    """What the published version was made of, as it was said to publish(); empty where that is not known."""
    version = current(folder)
    path = version and _made_of(folder, version.name)
    return path.read_text(encoding="utf-8") if path and path.exists() else ""


def current(folder):
    """The version that is published, or None."""
    return next((version for version in versions(folder) if version.is_current), None)


def find(folder, name=None):
    """The kept version of a name or of the beginning of one; without a name the one before the published. Raises NoSuchVersion."""
    return chosen(versions(folder), name)


def chosen(kept, name=None):
    """As find(), from kept versions, the newest first."""
    if name is None:
        after = next((number for number, version in enumerate(kept) if version.is_current), -1)
        found = kept[after + 1 : after + 2]
    else:
        found = [version for version in kept if version.name.startswith(name)]
    if len(found) != 1:
        listed = ", ".join(version.name for version in kept) or "none"
        raise NoSuchVersion(f"{'several versions begin with' if found else 'no version'} {name or 'before the published one'}; kept: {listed}")
    return found[0]


def rollback(folder, name=None):
    """Publishes a kept version again and returns it. Raises NoSuchVersion.

    The state that it replaces is held: a run that comes to the same state publishes nothing, until files, codebook or code change.
    """
    folder, version, replaced = Path(folder), find(folder, name), current(folder)
    if version.is_current:
        return version
    again = folder / f".{FILE}.again"
    again.unlink(missing_ok=True)
    _link(version.path, again)
    if replaced:
        (folder / VERSIONS / HELD).write_text(f"{replaced.state} {version.state}", encoding="utf-8")
    _replace(again, folder / FILE)
    return version._replace(is_current=True)


def held(folder):
    """The state that was rolled back from, as long as what was published instead still is; or None."""
    path, published = Path(folder) / VERSIONS / HELD, current(folder)
    if published is None or not path.exists():
        return None
    held_state, _, instead = path.read_text(encoding="utf-8").partition(" ")
    return held_state if instead == published.state else None


def clean(folder):
    """Removes what a killed run left beside the published warehouse and its versions; returns the names. Only for who holds the write lock."""
    folder = Path(folder)
    unpublished = [version.path for version in versions(folder) if not version.is_current and _is_same(version.path, folder / NEW)]
    removed = [*unpublished, *folder.glob(f".{FILE}.*"), *(folder / VERSIONS).glob(".*")]
    for path in removed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [path.name for path in [*removed, *_remove_orphans(folder)]]


def _made_of(folder, name):
    return Path(folder) / VERSIONS / f"{name}.made_of"


def _remove_orphans(folder):
    """Removes what is said of versions that are no longer kept; returns the paths."""
    orphans = [path for path in (Path(folder) / VERSIONS).glob("*.made_of") if not path.with_suffix(".duckdb").exists()]
    for path in orphans:
        path.unlink()
    return orphans


def _link(path, name):
    """A further name for a file; a copy where the file system has no hard links."""
    try:
        os.link(path, name)
    except OSError:
        beside = name.with_name(f".{name.name}")
        shutil.copy2(path, beside)
        beside.replace(name)


def _is_same(path, other):
    """Whether both are one file, or one is a copy of the other as _link makes them."""
    try:
        one, two = path.stat(), other.stat()
    except FileNotFoundError:
        return False
    return (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino) or (one.st_size, one.st_mtime_ns) == (two.st_size, two.st_mtime_ns)


def _replace(new, target):
    new.replace(target)
    new.unlink(missing_ok=True)  # a rename between two names of one file does nothing
    _flush(target.parent)


def _flush(path):
    """Waits until a file or a folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
