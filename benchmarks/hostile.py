"""Broken files, as landing folders have them. Each function turns the file of a report into a hostile one.

Belongs here: ways to break a file. `TRICKS` names them and says whether the report can still be read.
"""

import zipfile
from io import BytesIO

from layouts import File, packed


def truncated(file, dice):
    """Cut in the middle, as after a broken download: a package without its directory cannot be opened."""
    return File(file.data[: len(file.data) // 2], ".docx")


def noise(file, dice):
    """Random bytes under a page's name."""
    return File(b"".join(next(dice).to_bytes(4, "little") for _ in range(1_000)), ".html")


def empty(file, dice):
    return File(b"", file.suffix)


def white_space(file, dice):
    return File(b" \r\n\t\r\n" * (1 + next(dice) % 50), ".txt")


def deep(file, dice):
    """Elements in elements in elements."""
    depth = 60_000 + next(dice) % 5_000
    return File(b"<html><body>" + b"<div>" * depth + b"x" + b"</div>" * depth + b"</body></html>", ".html")


def wide(file, dice):
    """A table that claims to be enormous."""
    return File(f'<html><body><table><tr><td colspan="999999" rowspan="999999">{next(dice)}</td></tr>{"<tr><td>0</td></tr>" * 30_000}</table></body></html>'.encode(), ".html")


def zip_bomb(file, dice):
    """A document part that unpacks to a hundred times what any report has."""
    content = f"<w:document><w:body><w:p>{next(dice)}".encode() + b" " * 300_000_000
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), content, zipfile.ZIP_DEFLATED, 1)
    return File(buffer.getvalue(), ".docx")


def no_document(file, dice):
    """A package that is no Word document."""
    return File(packed({"mimetype": "application/zip", "a.txt": str(next(dice))}), ".docx")


def wrong_suffix(file, dice):
    """A sound file under another format's name: it should be read by its content."""
    return File(file.data, {".txt": ".html", ".html": ".doc", ".docx": ".txt"}[file.suffix], file.starts)


TRICKS = {
    truncated: False, noise: False, empty: False, white_space: False, deep: False, wide: False, zip_bomb: False, no_document: False, wrong_suffix: True,
}  # fmt: skip
