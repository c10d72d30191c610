"""PDFs drawn by reportlab: a page turned by 90 degrees, and tables without rulings."""

import io

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle

from .text_files import grids

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = "STSong-Light"
BODY = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=18, firstLineIndent=22, wordWrap="CJK")
HEAD = ParagraphStyle("head", parent=BODY, fontSize=13, leading=24)
TITLE = ParagraphStyle("title", fontName=FONT, fontSize=16, leading=26, alignment=TA_CENTER, wordWrap="CJK", spaceAfter=12)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, wordWrap="CJK", alignment=TA_CENTER)


def flow_table(grid, widths, ruled, repeat=0):
    """A reportlab table with merged cells and wrapped labels."""
    columns = sum(cell.columns for cell in grid[0])
    data = [[""] * columns for _ in grid]
    spans, taken = [], set()
    for r, row in enumerate(grid):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            data[r][column] = Paragraph(cell.text.replace("\n", "<br/>"), CELL)
            if cell.rows > 1 or cell.columns > 1:
                spans.append(("SPAN", (column, r), (column + cell.columns - 1, r + cell.rows - 1)))
            taken |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            column += cell.columns
    style = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        *spans,
    ]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
    return Table(data, colWidths=widths, style=TableStyle(style), repeatRows=repeat)


def draw(report, paragraphs):
    """The report as PDF bytes."""
    ruled = report.layout == "pdf_rotated"
    width, height = A4
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title=report.title, author=report.page["source"], invariant=1)

    def footer(canvas, _):
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(width / 2, 1 * cm, f"- {canvas.getPageNumber()} -")

    def turn(canvas, _):
        # the sheet stays portrait, its content is drawn sideways and shown upright through /Rotate
        canvas.translate(width, 0)
        canvas.rotate(90)

    turned = PageTemplate("turned", [Frame(1.2 * cm, 0.8 * cm, height - 2.4 * cm, width - 1.6 * cm)], onPage=turn, pagesize=landscape(A4))
    turned.rotation = 90
    document.addPageTemplates([PageTemplate("portrait", [Frame(2 * cm, 2 * cm, width - 4 * cm, height - 4 * cm)], onPage=footer, pagesize=A4), turned])
    story = [Paragraph(report.title, TITLE), Paragraph(f"{report.page['source']}　{report.page['published']}", CELL), Spacer(1, 10)]
    for part in paragraphs:
        if not part.text.startswith("@"):
            story.append(Paragraph(part.text, HEAD if part.style == "h" else BODY))
            continue
        section = grids(report.tables, part.text[1])
        if part.text[1] == "2":
            story.append(flow_table([row for grid in section for row in grid], [5 * cm, 4 * cm, 4 * cm, 4 * cm], ruled))
        elif part.text[1] == "4":
            story.append(flow_table(section[0], [1.1 * cm] * 15, ruled))
        elif ruled:
            heading = story.pop()
            story += [
                NextPageTemplate("turned"),
                PageBreak(),
                heading,
                flow_table(section[0], [1.5 * cm, 2 * cm, 7 * cm] + [1.95 * cm] * 7, True, repeat=0),
                NextPageTemplate("portrait"),
                PageBreak(),
            ]
        else:
            story.append(flow_table(section[0], [1.2 * cm, 1.8 * cm, 4.6 * cm] + [1.3 * cm] * 7, False))
        story.append(Spacer(1, 8))
    document.build(story)
    return out.getvalue()
