"""Broken files, as landing folders have them. Each function turns the file of a report into a hostile one.

Belongs here: ways to break a file. `TRICKS` names them and says whether the report can still be read.
"""

import zipfile
from functools import cache
from io import BytesIO

from layouts import File, packed


def truncated(file, dice):
    """Cut in the middle, as after a broken download: a package without its directory cannot be opened."""
    package = packed({"word/document.xml": file.data.decode("latin-1")})
    return File(package[: len(package) // 2], ".docx")


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
    cell = f'<td colspan="999999" rowspan="999999">{next(dice)}</td>'
    return File(f"<html><body><table><tr>{cell}</tr>{'<tr><td>0</td></tr>' * 30_000}</table></body></html>".encode(), ".html")


def zip_bomb(file, dice):
    """A document part that unpacks to a hundred times what any report has."""
    buffer = BytesIO(_bomb())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/app.xml"), str(next(dice)))
    return File(buffer.getvalue(), ".docx")


@cache
def _bomb():
    return packed({"word/document.xml": "<w:document><w:body><w:p>" + " " * 300_000_000})


def no_document(file, dice):
    """A package that is no Word document."""
    return File(packed({"mimetype": "application/zip", "a.txt": str(next(dice))}), ".docx")


def wrong_suffix(file, dice):
    """A sound file under another format's name: it should be read by its content."""
    return File(file.data, {".txt": ".html", ".html": ".doc", ".docx": ".txt"}[file.suffix], file.starts)


TRICKS = {
    truncated: False, noise: False, empty: False, white_space: False, deep: False, wide: False, zip_bomb: False, no_document: False, wrong_suffix: True,
}  # fmt: skip
