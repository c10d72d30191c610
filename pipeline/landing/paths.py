"""How paths of the landing folder are written: as text that every system can hold, from which the file's name can be had again.

Belongs here: file names as keys, and as people read them. Not here: files (raw_files.py), archives (archives.py).
"""

import os
import re

SEPARATOR = "!/"  # between an archive and its member
_unsafe = re.compile(r"[\x00-\x1f\\\x7f\udc80-\udcff]")
_escaped = re.compile(r"\\x([0-9a-f]{2})")


def escaped(name):
    r"""A file name as text: bytes that are not UTF-8, control characters and backslashes as \xNN, so that unescaped() gives the name again."""
    name = _unsafe.sub(lambda sign: f"\\x{ord(sign[0]) & 0xFF:02x}", name)
    return name.replace(SEPARATOR, r"\x21/")  # a folder that ends with ! is no archive


def unescaped(text):
    """The file name, for the file system, of a path of the layer."""
    if "\\" not in text:
        return text
    parts = _escaped.split(text)  # text, digits, text, digits …
    return os.fsdecode(b"".join(part.encode("utf-8") if number % 2 == 0 else bytes([int(part, 16)]) for number, part in enumerate(parts)))


def legible(path):
    """A path as a person reads it: names in GBK are Chinese, where they are."""
    return decoded(os.fsencode(unescaped(path))) if "\\x" in path else path


def decoded(raw):
    """A name from its bytes: UTF-8 if it is, else GBK, else as Latin letters."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
