"""What passes between the ways to fetch (web.py, stores.py) and the landing folder (fetching.py)."""

from pathlib import Path
from typing import NamedTuple


class Item(NamedTuple):
    """What an address delivered; `data` is None where nothing has changed since it was last fetched."""

    url: str
    name: str  # of the file, may have folders
    data: bytes | None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    is_list: bool = False  # a page that only leads to reports
    base: str = ""  # address of a page after redirects: its links start from there


class Trouble(NamedTuple):
    """An address that could not be had, and why."""

    url: str
    reason: str


class Known(NamedTuple):
    """What is kept of an address: the marks of its version and the file."""

    etag: str | None
    last_modified: str | None
    file: Path
