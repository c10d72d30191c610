"""Files of folders and of buckets.

Belongs here: listing them and reading what has changed. Not here: pages (web.py), what is kept (fetching.py).
"""

import os
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import from_url

from pipeline.landing.items import Item, Trouble

RETRIES = {"max_retries": 3}


def folder_items(source, known, most_bytes):
    """Yields an Item for each file of a source's folders (or a single file), a Trouble for each that cannot be read. Links are not followed."""
    taken = 0
    for address in source.url:
        top = Path(unquote(urlsplit(address).path) if source.scheme else address)
        if not top.exists():
            yield Trouble(address, "no such file or folder")
        for file in _files(top):
            name = file.relative_to(top).as_posix() if file != top else file.name
            if not fnmatch(file.name, source.match):
                continue
            taken += 1
            if taken > source.most_files:
                yield Trouble(file.as_uri(), f"not fetched: more than {source.most_files} files")
                return
            try:
                state = file.stat()
                etag = f"{state.st_size}-{state.st_mtime_ns}"
                before = known(file.as_uri())
                if state.st_size > most_bytes:
                    yield Trouble(file.as_uri(), f"larger than {most_bytes} bytes (FOI_MAX_BYTES)")
                else:
                    unchanged = before is not None and before.etag == etag
                    yield Item(file.as_uri(), name, None if unchanged else file.read_bytes(), etag)
            except OSError as error:
                yield Trouble(file.as_uri(), error.strerror or str(error))


def _files(top):
    if top.is_file():
        yield top
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_file() and not file.is_symlink():
                yield file


def bucket_items(source, known, most_bytes):
    """Yields an Item for each object of a source's buckets, a Trouble for each that cannot be had. Credentials come from the environment."""
    taken = 0
    for address in source.url:
        try:
            store = from_url(
                address, config=_config(source), client_options={"timeout": f"{source.timeout}s", "allow_http": _is_plain(source)}, retry_config=RETRIES
            )
            objects = sorted((meta for batch in store.list() for meta in batch), key=lambda meta: meta["path"])
        except Exception as error:  # obstore raises its own and built-in errors
            yield Trouble(address, _reason(error))
            continue
        for meta in objects:
            url = f"{address.rstrip('/')}/{meta['path']}"
            if not fnmatch(meta["path"].rsplit("/", 1)[-1], source.match):
                continue
            taken += 1
            if taken > source.most_files:
                yield Trouble(url, f"not fetched: more than {source.most_files} files")
                return
            before = known(url)
            if meta["size"] > most_bytes:
                yield Trouble(url, f"larger than {most_bytes} bytes (FOI_MAX_BYTES)")
            elif before is not None and before.etag and before.etag == meta["e_tag"]:
                yield Item(url, meta["path"], None)
            else:
                try:
                    answer = obstore.get(store, meta["path"])
                    kind = answer.attributes.get("Content-Type")
                    yield Item(url, meta["path"], bytes(answer.bytes()), meta["e_tag"], meta["last_modified"].isoformat(), kind)
                except Exception as error:
                    yield Trouble(url, _reason(error))


def _config(source):
    settings = {"endpoint": source.endpoint, "region": source.region, "skip_signature": source.anonymous or None}
    return {name: value for name, value in settings.items() if value is not None} if source.scheme == "s3" else {}


def _is_plain(source):
    return source.endpoint is not None and source.endpoint.startswith("http://")


def _reason(error):
    """The first line: what follows is for debugging."""
    return f"{type(error).__name__}: {str(error).splitlines()[0][:300]}"
