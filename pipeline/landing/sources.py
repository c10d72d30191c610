"""The list of sources, `sources.yml` (FOI_SOURCES): where reports are fetched from into the landing folder.

Belongs here: what may be said of a source, and reading the list. Not here: fetching (fetching.py, web.py, stores.py).
"""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from schemas.entries import Entry

WEB = ("http", "https")
BUCKETS = ("s3", "gs", "az", "abfs")
FOLDERS = ("file", "")
USER_AGENT = "foi-warehouse/0.1 (annual reports on open government information; polite: one page at a time, robots.txt respected)"


class SourcesError(ValueError):
    """The list of sources is not sound; names file, source, key."""


Addresses = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value), Field(min_length=1)]


class Source(Entry):
    """A folder, a page, a list page with the reports it links to, or a bucket."""

    name: str
    url: Addresses  # folder, file://, http(s)://, s3:// (also gs://, az://)
    into: str = ""  # folder below the landing folder; the name of the source where it is not said
    match: str = "*"  # folders and buckets: names of files to take, as *.html
    follow: str | None = None  # pages: links to reports, by their text, title or address; the page itself is then a list and no report
    more_lists: str | None = None  # pages: links to further list pages
    depth: int = Field(default=1, ge=1, le=5)  # clicks from a list page to a report
    hosts: list[str] = []  # further hosts that links and redirects may lead to
    pause: float = Field(default=1.0, ge=0)  # seconds between two requests to a host, robots.txt may ask for more
    timeout: float = Field(default=30.0, gt=0)  # seconds without an answer
    most_files: int = Field(default=2_000, ge=1)  # in one run
    endpoint: str | None = None  # buckets: address of the server where it is not the cloud's own
    region: str | None = None  # buckets
    anonymous: bool = False  # buckets: read without credentials, which else come from the environment (AWS_ACCESS_KEY_ID …)

    @property
    def scheme(self):
        return urlsplit(self.url[0]).scheme

    @property
    def folder(self):
        return self.into or self.name

    @field_validator("follow", "more_lists")
    @classmethod
    def _is_pattern(cls, value):
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return value

    @field_validator("url")
    @classmethod
    def _is_address(cls, addresses):
        for address in addresses:
            parts = urlsplit(address)
            if parts.scheme not in (*WEB, *BUCKETS, *FOLDERS):
                raise ValueError(f"{address}: neither a folder nor file://, http(s):// or s3://")
            if parts.scheme in (*WEB, *BUCKETS) and not parts.hostname:
                raise ValueError(f"{address}: no host")
            if parts.username or parts.password:
                raise ValueError("no names and passwords in addresses: they would end up in logs and in the warehouse")
        if len({_kind(address) for address in addresses}) > 1:
            raise ValueError("addresses of one source must be of one kind")
        return addresses

    @model_validator(mode="after")
    def _stays_inside(self):
        parts = self.folder.replace("\\", "/").split("/")
        if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
            raise ValueError(f"into: {self.folder!r} is no folder below the landing folder")
        return self


class Sources(Entry):
    """The list of sources, and the name under which sites are asked."""

    user_agent: str = USER_AGENT
    sources: list[Source] = []


def read_sources(path):
    """Sources of a file, folders made absolute against it. Raises SourcesError, FileNotFoundError."""
    path = Path(path)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        sources = Sources.model_validate(data)
    except UnicodeDecodeError:
        raise SourcesError(f"{path.name}: is no UTF-8: save the file in this encoding") from None
    except yaml.YAMLError as error:
        raise SourcesError(f"{path.name}: {error}") from None
    except ValidationError as error:
        raise SourcesError(
            "\n".join(
                f"{path.name}: {_place(data, problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}" for problem in error.errors(include_input=False)
            )
        ) from None
    names = [source.name for source in sources.sources]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise SourcesError(f"{path.name}: sources of one name: {', '.join(doubled)}")
    here = path.absolute().parent
    return sources.model_copy(update={"sources": [_absolute(source, here) for source in sources.sources]})


def _kind(address):
    scheme = urlsplit(address).scheme
    return next(kind for kind in (WEB, BUCKETS, FOLDERS) if scheme in kind)


def _absolute(source, here):
    return source if source.scheme else source.model_copy(update={"url": [str(here / address) for address in source.url]})


def _place(data, location):
    """Names the source and key of an error."""
    words = [str(part) for part in location]
    if words[:1] == ["sources"] and len(words) > 1 and words[1].isdecimal():
        entry = data["sources"][int(words[1])]
        words[1] = (isinstance(entry, dict) and entry.get("name")) or words[1]
    return ": ".join(words) or "file"
