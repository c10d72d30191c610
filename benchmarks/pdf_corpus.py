"""Makes report PDFs of known content: forms of the codebook with drawn values, printed by three programs in many layouts.

    python -m benchmarks.pdf_corpus OUT_DIRECTORY [COUNT]

Writes <name>.pdf and gold.json: file → {form, values: {indicator_key: value or null}, paragraphs}. Needs reportlab; LibreOffice and Chromium where
installed. Belongs here: drawing and printing. Not here: reading (benchmarks/pdf_libraries.py, tests).
"""

import argparse
import html
import json
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.tables.forms import form_cells
from schemas.codebook import codebook
from schemas.form_cells import leaves

PROSE = (
    "本机关全年主动公开政府信息{a}条，其中通过政府网站公开{b}条，通过政务新媒体公开{c}条，较上年增加{d}条，增长{e}.{f}%，信息发布及时、准确、完整。",
    "受理群众来电来访咨询{a}人次，办理网上留言{b}件，均在规定期限内答复；组织专题培训{c}场，参加人员{a}人次，编发工作简报{d}期。",
    "下一步，我们将进一步健全工作制度，完善信息发布审核机制，加强队伍建设，不断提高公开工作的质量和水平，切实保障人民群众的知情权。",
)


class Grid:
    """Cells (row, column, row span, column span, text, is a heading) of a printed table."""

    def __init__(self, width):
        self.width, self.cells, self.height = width, [], 0

    def row(self, cells):
        """Adds a row of (column, row span, column span, text, is a heading)."""
        self.cells += [(self.height, *cell) for cell in cells]
        self.height += 1


def drawn(rng):
    """A printed value and what it means: mostly small numbers, at times a blank."""
    value = rng.choice([0, 0, 0, rng.randrange(10), rng.randrange(100), rng.randrange(3_000), None])
    return ("" if value is None else str(value)), value


def report(form, rng):
    """(title, list of paragraphs and Grids, gold values) of a report in one form."""
    year = rng.randrange(form.years[0], (form.years[1] or 2025) + 1)
    items, gold = [], {}
    cells = iter(form_cells().filter(form=form.form).iter_rows(named=True))
    for number, table in enumerate(form.tables):
        items += [f"{'一二三四五'[number]}、{table.label_zh}"] + [_prose(rng) for _ in range(rng.randrange(1, 4))]
        grid = None
        for block in table.blocks:
            grid = grid or Grid(_width(table))
            _block(grid, block, table, cells, rng, gold)
        items.append(grid)
    items += ["五、存在的主要问题及改进情况"] + [_prose(rng) for _ in range(2)]
    return f"示范市{year}年政府信息公开工作年度报告", items, gold


def _prose(rng):
    return rng.choice(PROSE).format(**{name: rng.randrange(1, 4_000) for name in "abcd"}, e=rng.randrange(40), f=rng.randrange(10))


def _label_columns(table):
    return (
        max(len([label for label in path if label]) for block in table.blocks for path, _ in leaves(block.rows, "rows")) if table.table == "applications" else 1
    )


def _width(table):
    labels = 0 if not table.blocks[0].rows[0].label else _label_columns(table)
    return max(
        labels + sum(1 for _, column in leaves(block.columns, "columns") if not column.columns and column.role not in ("label", "ignore"))
        for block in table.blocks
    )


def _block(grid, block, table, cells, rng, gold):
    columns = [(path, column) for path, column in leaves(block.columns, "columns") if not column.columns and column.role != "ignore"]
    flat = any(column.role == "label" for _, column in columns)
    if flat:
        columns = [entry for entry in columns if entry[1].role != "label"]
    labels = 0 if not block.rows[0].label else _label_columns(table)
    if block.label:
        grid.row([(0, 1, grid.width, block.label, True)])
    depth = max(len(path) for path, _ in columns)
    corner = "统计指标" if flat else (table.corner or [""])[0]
    heads = [[] for _ in range(depth)]
    if labels:
        heads[0].append((0, depth, labels, corner, True))
    for level in range(depth):
        number = 0
        while number < len(columns):
            path = columns[number][0]
            if level >= len(path):
                number += 1
                continue
            span = next((end for end in range(number + 1, len(columns)) if columns[end][0][: level + 1] != path[: level + 1]), len(columns)) - number
            is_last = level == len(path) - 1
            start = labels + number
            stretch = grid.width - start if is_last and number + span == len(columns) else span
            heads[level].append((start, depth - level if is_last else 1, stretch, path[level], True))
            number += span
    for head in heads:
        grid.row(head)
    _rows(grid, block, columns, labels, flat, cells, rng, gold)


def _rows(grid, block, columns, labels, flat, cells, rng, gold):
    entries = list(leaves(block.rows, "rows"))
    units = {"条": 0, "件": 0, "次": 0}
    for index, (path, row) in enumerate(entries):
        if labels > 1 and row.rows:
            continue  # printed beside the rows below it
        line = []
        if labels > 1:
            for level, label in enumerate(path):
                if level + 1 < len(path):
                    first = index == 0 or (entries[index - 1][0][: level + 1] == path[: level + 1] and entries[index - 1][1].rows)
                    if first and all(entries[index - 1 - back][1].rows for back in range(len(path) - 1 - level)):
                        below = sum(1 for other, entry in entries if other[: level + 1] == path[: level + 1] and not entry.rows)
                        line.append((level, below, 1, label, True))
                else:
                    line.append((level, 1, labels - level, label, True))
        elif labels:
            line.append((0, 1, 1, path[-1], True))
        has_values = row.measure or not row.label
        for number, (_, column) in enumerate(columns):
            last = number == len(columns) - 1
            span = grid.width - labels - number if last else 1
            if column.role == "unit":
                line.append((labels + number, 1, span, rng.choice(list(units)) if has_values else "", False))
            elif has_values and ((row.measure is None and not row.label and column.measure) or row.measure):
                cell = next(cells)
                text, value = drawn(rng)
                gold[cell["indicator_key"]] = value
                line.append((labels + number, 1, span, text, False))
            else:
                line.append((labels + number, 1, span, "", False))
        grid.row(line)


# --- printing --------------------------------------------------------------------------------------------------------


def as_html(title, items, rng, ruled=True):
    size, leading = rng.choice([10, 12, 14]), rng.choice([1.3, 1.6, 2.0])
    align, valign, border = (
        rng.choice(["center", "right", "left"]),
        rng.choice(["middle", "top"]),
        rng.choice(["1px solid #000", "0.5pt solid #444", "2px solid black"]),
    )
    page = rng.choice(["A4", "A4 landscape", "letter"])
    padding = f"{rng.choice([1, 3])}pt"
    if not ruled:  # without lines only distance and alignment show what belongs together
        align, border, padding = "center", "none", "2pt 7pt"
    parts = [
        f"<html><head><meta charset='utf-8'><style>@page{{size:{page};margin:{rng.choice([15, 20, 28])}mm}} body{{font-family:'Noto Serif CJK SC';font-size:{size}pt;line-height:{leading}}}"
        f"p{{text-indent:2em;margin:0 0 {rng.choice([0, 4])}pt}} h1{{text-align:center;font-size:{size * 1.5}pt}} table{{border-collapse:collapse;width:100%;font-size:{size - rng.choice([0, 2])}pt;line-height:1.3}}"
        f"td{{border:{border};vertical-align:{valign};padding:{padding}}} td.v{{text-align:{align}}}</style></head><body><h1>{title}</h1>"
    ]
    for item in items:
        if isinstance(item, str):
            parts.append(f"<p>{html.escape(item)}</p>")
            continue
        parts.append("<table>")
        for number in range(item.height):
            parts.append("<tr>")
            for _, column, row_span, column_span, text, is_label in sorted(cell for cell in item.cells if cell[0] == number):
                parts.append(
                    f"<td class='{'l' if is_label and (ruled or column == 0) else 'v'}' rowspan={row_span} colspan={column_span}>{html.escape(text)}</td>"
                )
            parts.append("</tr>")
        parts.append("</table>")
    return "".join(parts) + "</body></html>"


def as_docx(title, items, rng, file):
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    document = docx.Document()
    section = document.sections[0]
    if rng.random() < 0.3:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    style = document.styles["Normal"]
    style.font.size = Pt(rng.choice([10.5, 12, 14]))
    style.paragraph_format.space_after = Pt(rng.choice([0, 6]))
    document.add_heading(title, 0)
    if rng.random() < 0.5:
        section.footer.paragraphs[0].text = "— 1 —"
        section.header.paragraphs[0].text = title
    for item in items:
        if isinstance(item, str):
            document.add_paragraph(item).paragraph_format.first_line_indent = Pt(2 * style.font.size.pt)
            continue
        table = document.add_table(item.height, item.width)
        table.style = "Table Grid"
        for row, column, row_span, column_span, text, _ in item.cells:
            cell = table.cell(row, column)
            if row_span > 1 or column_span > 1:
                cell = cell.merge(table.cell(row + row_span - 1, column + column_span - 1))
            cell.text = text
    document.save(file)


def as_reportlab(title, items, rng, file):
    from reportlab.lib import colors, pagesizes
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    merged_rows = any(not isinstance(item, str) and any(cell[2] > 5 for cell in item.cells) for item in items)  # which reportlab cannot split over pages
    size_of_page = pagesizes.A4 if merged_rows else rng.choice([pagesizes.A4, pagesizes.landscape(pagesizes.A4)])
    size = 7.5 if merged_rows else rng.choice([9, 10, 12])
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=size, leading=size * rng.choice([1.4, 1.8]), wordWrap="CJK", firstLineIndent=2 * size)
    cell_style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=size - 1, leading=size * 1.2, wordWrap="CJK")
    head = ParagraphStyle("head", fontName="STSong-Light", fontSize=size * 1.6, leading=size * 2.4, alignment=1, wordWrap="CJK")
    template = SimpleDocTemplate(str(file), pagesize=size_of_page, leftMargin=60, rightMargin=60, topMargin=50, bottomMargin=50)

    def numbered(canvas, document):
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(size_of_page[0] / 2, 30, f"- {document.page} -")

    story = [Paragraph(title, head)]
    for item in items:
        if isinstance(item, str):
            story.append(Paragraph(item, body))
            continue
        rows = [[""] * item.width for _ in range(item.height)]
        style = [
            ("GRID", (0, 0), (-1, -1), rng.choice([0.5, 1]), colors.black),
            ("VALIGN", (0, 0), (-1, -1), rng.choice(["TOP", "MIDDLE"])),
            ("FONT", (0, 0), (-1, -1), "STSong-Light", size - 1),
        ]
        for row, column, row_span, column_span, text, is_label in item.cells:
            rows[row][column] = Paragraph(text, cell_style) if is_label else text
            if row_span > 1 or column_span > 1:
                style.append(("SPAN", (column, row), (column + column_span - 1, row + row_span - 1)))
        width = size_of_page[0] - 130
        labels = min((cell[1] for cell in item.cells if not cell[5]), default=1)
        share = [0.45 / labels] * labels + [0.55 / (item.width - labels)] * (item.width - labels) if labels else [1 / item.width] * item.width
        story += [
            Spacer(1, 6),
            Table(rows, colWidths=[part * width for part in share], style=TableStyle(style), repeatRows=rng.choice([0, 1]) if item.width == 3 else 0),
            Spacer(1, 6),
        ]
    template.build(story, onFirstPage=numbered, onLaterPages=numbered)


def office_to_pdf(files, directory):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir", str(directory), *map(str, files)],
            check=True,
            capture_output=True,
            timeout=600,
        )


def chromium_to_pdf(file, target):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}", f"file://{file}"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(directory, count=12, seed=1, unruled=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    forms = [form for form in codebook().forms.values() if form.form in ("stat-table-2014", "articles-2019", "articles-2021")]
    gold, word_files = {}, []
    for number in range(count):
        for form in forms:
            for printer in ("reportlab", "libreoffice", "chromium"):
                rng = random.Random(f"{seed} {number} {form.form} {printer}")
                title, items, values = report(form, rng)
                name = f"{form.form}-{printer}-{number}"
                target = directory / f"{name}.pdf"
                if printer == "reportlab":
                    as_reportlab(title, items, rng, target)
                elif printer == "libreoffice" and shutil.which("soffice"):
                    as_docx(title, items, rng, directory / f"{name}.docx")
                    word_files.append(directory / f"{name}.docx")
                elif printer == "chromium" and shutil.which("chromium"):
                    page = directory / f"{name}.html"
                    page.write_text(as_html(title, items, rng, ruled=not unruled), encoding="utf-8")
                    chromium_to_pdf(page, target)
                else:
                    continue
                gold[target.name] = {"form": form.form, "values": values, "paragraphs": [title, *(item for item in items if isinstance(item, str))]}
    if word_files:
        office_to_pdf(word_files, directory)
    (directory / "gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return gold


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", help="where the files go")
    parser.add_argument("count", type=int, nargs="?", default=12, help="reports of each form and printer")
    options = parser.parse_args()
    main(options.directory, options.count)
