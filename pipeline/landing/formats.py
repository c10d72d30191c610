"""What kind of file some bytes are, by their content. The name is never asked: pages come as .doc, pictures as .pdf.

Belongs here: the test of the signatures of codebook/formats.yml. Not here: reading the file.
"""

import codecs
import io
import re
import zipfile
from functools import cache

from schemas.codebook import codebook

HEAD = 4_096  # bytes or characters in which a pattern must match
SAMPLE = 65_536  # bytes that show whether a file is text
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROLS = bytes((*range(0x00, 0x07), *range(0x0E, 0x1B), *range(0x1C, 0x20)))  # that no text has; a byte of a longer sign is none of them
_local_header = re.compile(rb"PK\x03\x04.{26}([A-Za-z/_\[\]0-9. -]{4,60}?\.(?:xml|bin))", re.S)
MOST_CONTROLS = 0.02  # share of control characters in a file that is text


def detect(data):
    """Bytes → name of the format in codebook/formats.yml, or 'unknown'."""
    content = _Content(data)
    entries = codebook().formats if content.is_signed else _unsigned()
    return next((name for name, entry in entries.items() if _fits(entry, content)), "unknown")


def reason(name):
    """Reason code for which files of a format are quarantined unread, or None."""
    return "unknown_format" if name == "unknown" else codebook().formats[name].reason


class _Content:
    """Views of a file, each made when it is first asked for."""

    def __init__(self, data):
        self.data = data
        self.start = data[: HEAD + 1_024].decode("latin-1")
        starts, inner = _signatures()
        self.is_signed = self.start.startswith((*starts, "PK")) or any(start in self.start for start in inner)
        self._members = self._text = None

    @property
    def members(self):
        if self._members is None:
            self._members = frozenset()
            if self.start.startswith("PK"):
                try:
                    with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                        self._members = frozenset(name.lower().lstrip("/").replace("\\", "/") for name in archive.namelist())
                except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
                    # A package cut short still shows what it was by the local headers of its members.
                    self._members = frozenset(name.decode("latin-1").lower() for name in _local_header.findall(self.data[:SAMPLE]))
        return self._members

    @property
    def head(self):
        return self.text[:HEAD]

    @property
    def text(self):
        """Beginning of the file as text, '' where it is none."""
        if self._text is None:
            self._text = _as_text(self.data[:SAMPLE])
        return self._text


def _as_text(sample):
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if sample.startswith(mark):
            return sample[len(mark) :].decode(encoding, errors="ignore")
    zeros = sample.count(0)
    if zeros > len(sample) // 20:
        # UTF-16 without a mark: every second byte of Latin signs is zero, Chinese ones have both bytes set.
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="ignore")
    else:
        try:
            text, _ = codecs.utf_8_decode(sample)  # the sample may end within a sign
        except UnicodeDecodeError:
            text = sample.decode("gb18030", errors="replace")
    letters = text.encode("utf-8", errors="surrogatepass")
    controls = len(letters) - len(letters.translate(None, CONTROLS)) + text.count("\ufffd")
    return text if controls <= MOST_CONTROLS * len(text) else ""


def _fits(entry, content):
    data = content.data
    if entry.starts and not any(0 <= content.start.find(start) <= entry.within for start in entry.starts):
        return False
    if entry.members and content.members.isdisjoint(name.lower() for name in entry.members):
        return False
    if entry.mimetype and entry.mimetype.encode() not in data[:200]:
        return False
    if entry.streams and not (data.startswith(OLE) and any(_stream_name(name) in data for name in entry.streams)):
        return False
    if entry.tar and data[257:262] != b"ustar":
        return False
    if entry.signs and not any(sign in content.head for sign in entry.signs):
        return False
    if entry.pattern and not _pattern(entry.pattern)(content.start[:HEAD] if entry.starts else content.head):
        return False
    return not entry.text or bool(content.text.strip())


def _stream_name(name):
    """How the directory of an OLE container spells a name: UTF-16 with an end mark."""
    return name.encode("utf-16-le") + b"\0\0"


@cache
def _signatures():
    """What files that are no plain text begin with, as a tuple for startswith, and what may stand further in."""
    starts = [(start, entry.within) for entry in codebook().formats.values() for start in entry.starts]
    return tuple(start for start, _ in starts), [start for start, within in starts if within]


@cache
def _unsigned():
    """Formats that a file may have which is no package or container and begins with no signature."""
    return {name: entry for name, entry in codebook().formats.items() if not (entry.starts or entry.members or entry.streams)}


@cache
def _pattern(text):
    """The test of a pattern; one that begins with ^ is tried once, not at every character."""
    pattern = re.compile(text, re.S)
    return pattern.match if text.startswith("^") else pattern.search
