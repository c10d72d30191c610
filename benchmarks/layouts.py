"""File formats of reports: a function a format, from a Document to bytes. To add a format, write its function and enter it in FORMATS.

Belongs here: how paragraphs and tables look in a file. Not here: what they say (prose.py, grids.py, figures.py).
"""

import io
import re
import zipfile
import zlib
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from grids import YEAR, grid

PAGES = Path(__file__).parent / "pages"
_number = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


class Document(NamedTuple):
    """A report to be written. `items`: (heading | paragraph | right | table, text or (arguments of grids.grid, texts of its values)); `names`: what
    pages say of it; `choices`: names of the layout, encoding and the like that corpus.yml offers for the format."""

    title: str
    year: int
    items: list
    names: dict
    choices: dict


class File(NamedTuple):
    """`starts`: first character of each item in the decoded file, for text files."""

    data: bytes
    suffix: str
    starts: list | None = None


# --- tables ---------------------------------------------------------------------------------------------------------


def _placed(grid):
    """Rows of (cell, begins here) from left to right; merged cells appear in each row they cover."""
    covered, rows = {}, []
    for number, row in enumerate(grid.rows):
        cells, column, printed = [], 0, iter(row)
        while column < grid.columns:
            if covered.get(column, (None, 0))[1] > number:
                cell = covered[column][0]
                cells.append((cell, False))
            else:
                cell = next(printed)
                cells.append((cell, True))
                if cell.rows > 1:
                    covered.update(dict.fromkeys(range(column, column + cell.columns), (cell, number + cell.rows)))
            column += cell.columns
        rows.append(cells)
    return rows


@cache
def _template(name, layout):
    """A table in a layout as a %-template for its values."""
    return TABLES[layout](_placed(grid(*name)))


def _table(name, values, layout, year):
    return (_template(name, layout) % tuple(values)).replace(YEAR, str(year))


def _text(cell, line_break=""):
    return "%s" if cell.slot is not None else cell.text.replace("%", "%%").replace("\n", line_break)


def _tabs(rows):
    """A cell a line behind a tab, an empty line between rows, what a merged cell covers below as an empty cell."""
    return "\n\n".join("\n".join("\t" + (_text(cell, "\n") if begins else "") for cell, begins in row) for row in rows)


def _pipes(rows):
    """A row a line, `|` between cells; merged cells leave empty ones to their right and none below."""
    return "\n".join(" | ".join(part for cell, begins in row if begins for part in (_text(cell), *[""] * (cell.columns - 1))) for row in rows)


def _rows(rows):
    """A row a line, tabs between cells, empty cells for merged ones, as copied from a spreadsheet."""
    return "\n".join("\t".join(part for cell, begins in row for part in (_text(cell) if begins else "", *[""] * (cell.columns - 1))) for row in rows)


def _lines(rows):
    """A cell a line without any mark of rows."""
    return "\n".join(_text(cell) for row in rows for cell, begins in row if begins)


def _html_table(rows, start, cell_start, cell_end):
    """`cell_start` has a place for the spans."""
    lines = [start]
    for row in rows:
        lines.append("<tr>")
        for cell, begins in row:
            if begins:
                spans = (f' colspan="{cell.columns}"' if cell.columns > 1 else "") + (f' rowspan="{cell.rows}"' if cell.rows > 1 else "")
                text = escape(_text(cell, "\n"), quote=False).replace("\n", "<br/>")
                lines.append(cell_start.replace("@", spans).replace("%", "%%") + text + cell_end)
        lines.append("</tr>")
    return "\n".join((*lines, "</table>"))


def _trs_table(rows):
    style = "border:solid windowtext 1.0pt;padding:0cm 5.4pt"
    return _html_table(
        rows, '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" width="100%%">',
        f'<td@ style="{style}"><p class="MsoNormal" align="center"><span style="font-size:12.0pt;font-family:仿宋_GB2312">', "</span></p></td>",
    )  # fmt: skip


def _article_table(rows):
    return _html_table(rows, '<table border="1" class="table-report">', "<td@>", "</td>")


def _old_table(rows):
    return _html_table(rows, '<TABLE borderColor=#000000 cellSpacing=0 width="96%%" border=1>', "<TD@><FONT size=2>", "&nbsp;</FONT></TD>")


def _docx_table(rows):
    width = sum(cell.columns for cell, _ in rows[0])
    border = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    properties = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{border}</w:tblBorders></w:tblPr>'
    lines = [f"<w:tbl>{properties}<w:tblGrid>" + f'<w:gridCol w:w="{9000 // width}"/>' * width + "</w:tblGrid>"]
    for row in rows:
        lines.append("<w:tr>")
        for cell, begins in row:
            span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
            merge = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            text = escape(_text(cell, "\n"), quote=False).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">') if begins else ""
            run = f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
            properties = f'<w:tcPr><w:tcW w:w="{9000 // width * cell.columns}" w:type="dxa"/>{span}{merge}</w:tcPr>'
            lines.append(f'<w:tc>{properties}<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run}</w:p></w:tc>')
        lines.append("</w:tr>")
    return "".join((*lines, "</w:tbl>"))


TABLES = {
    "tabs": _tabs, "pipes": _pipes, "rows": _rows, "lines": _lines, "trs": _trs_table, "article": _article_table, "tables": _old_table, "docx": _docx_table,
}  # fmt: skip


# --- text -----------------------------------------------------------------------------------------------------------


def text(document):
    """A text file as converters leave it."""
    layout, line_end = document.choices["layouts"], document.choices["line_ends"]
    parts, starts, position = [document.title, line_end], [], len(document.title) + len(line_end)
    indent = "\u3000\u3000" if document.choices["encodings"] == "gb18030" else ""
    for kind, content in document.items:
        if kind == "table":
            content = f"\n{_table(*content, layout, document.year)}\n\n"
            if line_end != "\n":
                content = content.replace("\n", line_end)
            starts.append(position)
        else:
            lead = indent if kind == "paragraph" else " " * 32 if kind == "right" else ""
            starts.append(position + len(lead))
            content = lead + content + line_end
        parts.append(content)
        position += len(content)
    return File("".join(parts).encode(document.choices["encodings"]), ".txt", starts)


# --- html -----------------------------------------------------------------------------------------------------------


@cache
def _page(name):
    return re.split(r"\$\{?([a-z_]+)\}?", (PAGES / f"{name}.html").read_text(encoding="utf-8"))


def html(document):
    """A whole government page with the report in it."""
    page = document.choices["pages"]
    encoding = "gb18030" if page == "tables" else "utf-8"
    body = []
    for kind, content in document.items:
        body.append(_table(*content, page, document.year) if kind == "table" else PARAGRAPHS[page](kind, escape(content, quote=False)))
    values = document.names | {"title": escape(document.title), "body": "\n".join(body), "charset": "gb2312" if page == "tables" else "utf-8"}
    parts = [part if number % 2 == 0 else values[part] for number, part in enumerate(_page(page))]
    return File("".join(parts).encode(encoding), ".html")


def _trs_paragraph(kind, content):
    content = _number.sub(r'<span lang="EN-US">\g<0></span>', content)
    align = ' align="right"' if kind == "right" else ""
    span = f'<span style="font-size:16pt;font-family:仿宋_GB2312">{content}<o:p></o:p></span>'
    return f'<p class="MsoNormal"{align} style="text-indent:2em;line-height:28pt">{span}</p>'


def _article_paragraph(kind, content):
    return f"<p><strong>{content}</strong></p>" if kind == "heading" else f'<p style="text-indent: 2em;">{content}</p>'


def _old_paragraph(kind, content):
    return f"<P align=right>{content}</P>" if kind == "right" else f"&nbsp;&nbsp;&nbsp;&nbsp;{content}<BR>"


PARAGRAPHS = {"trs": _trs_paragraph, "article": _article_paragraph, "tables": _old_paragraph}


# --- docx -----------------------------------------------------------------------------------------------------------

_KINDS = {
    "title": ('<w:pPr><w:jc w:val="center"/></w:pPr>', '<w:rPr><w:b/><w:sz w:val="44"/></w:rPr>'),
    "heading": ("", "<w:rPr><w:b/></w:rPr>"),
    "paragraph": ('<w:pPr><w:ind w:firstLine="640"/></w:pPr>', ""),
    "right": ('<w:pPr><w:jc w:val="right"/></w:pPr>', ""),
}


def docx(document):
    """A Word document with the parts that every such file needs and no more."""
    split = document.choices["runs"] == "split"
    body = [_word_paragraph("title", document.title, split)]
    for kind, content in document.items:
        body.append(_table(*content, "docx", document.year) + "<w:p/>" if kind == "table" else _word_paragraph(kind, content, split))
    parts = dict(_package())
    parts["word/document.xml"] = parts["word/document.xml"].replace("$body", "".join(body))
    return File(packed(parts), ".docx")


@cache
def _package():
    """The parts of an empty document."""
    folder = PAGES / "docx"
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*")) if file.is_file()}


def _word_paragraph(kind, content, split):
    properties, run = _KINDS[kind]
    content = escape(content, quote=False)
    if split:  # Word begins a new run where the script changes
        content = _number.sub(rf'</w:t></w:r><w:r>{run}<w:t>\g<0></w:t></w:r><w:r>{run}<w:t xml:space="preserve">', content)
    return f'<w:p>{properties}<w:r>{run}<w:t xml:space="preserve">{content}</w:t></w:r></w:p>'


def packed(parts):
    """A zip archive of texts by name; always the same bytes for the same texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, zlib.Z_BEST_SPEED)
    return buffer.getvalue()


FORMATS = {"text": text, "html": html, "docx": docx}
