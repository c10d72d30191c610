"""Pages and the reports that list pages link to, fetched politely: one request at a time to a host, robots.txt respected, nothing fetched twice.

Belongs here: HTTP. Not here: what is kept of it (fetching.py), which sources there are (sources.py).
"""

import re
import threading
import time
from collections import deque
from email.message import EmailMessage
from functools import cache
from urllib.parse import unquote, urlsplit

import httpx
from httpx_retries import Retry, RetryTransport
from protego import Protego

from pipeline.landing.items import Item, Trouble
from pipeline.readers.blocks import ReadError
from pipeline.readers.links import links

RETRIES = Retry(total=3, backoff_factor=1, max_backoff_wait=60, total_timeout=120, status_forcelist=[429, 500, 502, 503, 504])
MOST_REDIRECTS = 5
MOST_LISTS = 200  # list pages of a source
SLOWEST = 10  # times the timeout, for a whole file


@cache
def _certificates():
    """Whom all clients of this process trust; to read the list takes longer than to ask most hosts."""
    return httpx.create_ssl_context()


class Refused(Exception):
    """A request that is not made: robots.txt or the list of sources forbid it."""


class Web:
    """One client for all sources of a run; may be used by several threads, each with sources of its own."""

    def __init__(self, user_agent, most_bytes, retries=RETRIES):
        self._most_bytes, self._user_agent = most_bytes, user_agent
        self._client = httpx.Client(
            headers={"User-Agent": user_agent},
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            verify=_certificates(),
            transport=RetryTransport(httpx.HTTPTransport(verify=_certificates()), retries),
            event_hooks={"request": [self._before]},
        )
        self._robots, self._hosts, self._lock = {}, {}, threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.close()

    def items(self, source, known):
        """Yields an Item for each page of a source and, if it follows links, each report they lead to; a Trouble for each that cannot be had.

        `known(url)` tells what is kept of an address already: a Known, or None.
        """
        waiting, seen, files, lists = deque((url, 0) for url in source.url), set(source.url), 0, 0
        while waiting:
            url, depth = waiting.popleft()
            is_list = source.follow is not None and depth == 0
            lists, files = lists + is_list, files + (not is_list)
            if files > source.most_files or lists > MOST_LISTS:
                yield Trouble(url, f"not fetched: more than {source.most_files} files or {MOST_LISTS} lists")
                return
            try:
                item = self._get(url, source, known(url), is_list)
            except (httpx.HTTPError, httpx.InvalidURL, Refused) as error:
                yield Trouble(url, _reason(error))
                continue
            yield item
            if source.follow is not None and depth < source.depth:
                try:
                    found = links(item.data if item.data is not None else known(url).file.read_bytes(), item.base)
                except ReadError:  # a picture, a PDF
                    continue
                for link in found:
                    next_depth = depth + 1 if _fits(source.follow, link) else 0 if is_list and _fits(source.more_lists, link) else None
                    if next_depth is not None and link.url not in seen:
                        seen.add(link.url)
                        waiting.append((link.url, next_depth))

    def _get(self, url, source, known, is_list):
        headers = {}
        if known:
            headers = {"If-None-Match": known.etag or "", "If-Modified-Since": known.last_modified or ""}
        hosts = {urlsplit(address).hostname for address in source.url} | set(source.hosts)
        request = {"headers": {name: value for name, value in headers.items() if value}, "timeout": source.timeout}
        with self._client.stream("GET", url, extensions={"hosts": hosts, "pause": source.pause}, **request) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and known:
                return Item(url, "", None, is_list=is_list, base=str(response.url))
            if response.status_code != httpx.codes.OK:
                raise Refused(f"HTTP {response.status_code} {response.reason_phrase}")
            data = self._body(response, SLOWEST * source.timeout)
            answer = response.headers
            name = _name(url, answer.get("Content-Disposition"))
            return Item(url, name, data, answer.get("ETag"), answer.get("Last-Modified"), answer.get("Content-Type"), is_list, str(response.url))

    def _body(self, response, seconds):
        """All bytes of an answer, unpacked as its Content-Encoding says."""
        parts, size, since = [], 0, time.monotonic()
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self._most_bytes:
                raise Refused(f"larger than {self._most_bytes} bytes (FOI_MAX_BYTES)")
            if time.monotonic() - since > seconds:
                raise Refused(f"not complete after {seconds:.0f} s")
        return b"".join(parts)

    def _before(self, request):
        """Called before every request, also of a redirect: where it leads, what robots.txt says, how long to wait."""
        url, pause = request.url, request.extensions["pause"]
        if url.scheme not in ("http", "https") or url.host not in request.extensions["hosts"]:
            raise Refused(f"leads to {url.host}, which is not among the hosts of the source")
        if not request.extensions.get("robots"):
            robots, failure = self._robots_of(request)
            if failure:
                raise Refused(f"robots.txt cannot be had, which forbids all: {failure}")
            if not robots.can_fetch(str(url), self._user_agent):
                raise Refused("robots.txt forbids it")
            pause = max(pause, robots.crawl_delay(self._user_agent) or 0)
        with self._host(url.host)[0]:
            host = self._hosts[url.host]
            time.sleep(max(0, host[1] + pause - time.monotonic()))
            host[1] = time.monotonic()

    def _host(self, name):
        """[lock, time of the last request] of a host."""
        with self._lock:
            return self._hosts.setdefault(name, [threading.Lock(), float("-inf")])

    def _robots_of(self, request):
        """(rules, why they could not be had) of a host's robots.txt, read once: none forbids nothing, one that cannot be had forbids all (RFC 9309)."""
        origin = str(request.url.copy_with(raw_path=b"/robots.txt"))
        with self._lock:
            found = self._robots.get(origin)
        if found is None:
            text, failure = "", None
            try:
                with self._client.stream("GET", origin, extensions={**request.extensions, "robots": True}) as response:
                    if response.is_success:
                        text = self._body(response, 60).decode("utf-8", "replace")
                    elif response.is_server_error:
                        failure = f"HTTP {response.status_code}"
            except (httpx.HTTPError, Refused) as error:
                failure = _reason(error)
            found = Protego.parse(text), failure
            with self._lock:
                self._robots[origin] = found
        return found


def _fits(pattern, link):
    return pattern is not None and (re.search(pattern, link.text) or re.search(pattern, link.url) or re.search(pattern, unquote(link.url)))


def _name(url, disposition):
    """File name of an address: what the server calls it, else the last part of its path, with the query in it."""
    if disposition:
        message = EmailMessage()
        message["Content-Disposition"] = disposition
        if message.get_filename():
            return message.get_filename()
    parts = urlsplit(url)
    name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or "index.html"
    if parts.query:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem or ending}_{unquote(parts.query)}{dot}{ending if stem else ''}"
    return name


def _reason(error):
    return str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no answer'}"
