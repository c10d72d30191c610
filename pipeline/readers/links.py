"""Links of a web page: what a list page leads to.

Belongs here: anchors with their text. Not here: which of them are followed (landing/web.py).
"""

from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.readers.decoding import decode


class Link(NamedTuple):
    """Where a page leads to, and how it calls it."""

    url: str
    text: str  # of the link, then its title


def links(data, url):
    """Bytes of a page and its address → list of Link to http(s) addresses, absolute, without fragment, each address once. Raises ReadError."""
    page = LexborHTMLParser(decode(data))
    base = page.css_first("base[href]")
    here = urljoin(url, base.attributes["href"] or "") if base else url
    found = {}
    for anchor in page.css("a[href]"):
        try:
            target = urldefrag(urljoin(here, (anchor.attributes["href"] or "").strip())).url
            if urlsplit(target).scheme not in ("http", "https"):
                continue
        except ValueError:  # as in http://[
            continue
        text = " ".join(f"{anchor.text()} {anchor.attributes.get('title') or ''}".split())
        found.setdefault(target, Link(target, text))
    return list(found.values())
