"""Word documents and workbooks.  `.doc` and two PDFs are made from the Word documents by LibreOffice."""

import io
import subprocess
import tempfile
from pathlib import Path

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl.styles import Alignment, Border, Font, Side

from .forms import printed_value
from .text_files import grids


def set_font(style, name="仿宋", size=12):
    style.font.name, style.font.size = name, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), name)


def fill(container, grid, widths=None, size=9):
    """Write a grid with its merged cells as a table into a document or a cell."""
    columns = sum(cell.columns for cell in grid[0])
    table = container.add_table(rows=len(grid), cols=columns)
    table.style = "Table Grid" if hasattr(container, "styles") else table.style
    taken = set()
    for r, row in enumerate(grid):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            target = table.cell(r, column)
            if cell.rows > 1 or cell.columns > 1:
                target = target.merge(table.cell(r + cell.rows - 1, column + cell.columns - 1))
            taken |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            target.text = cell.text
            for paragraph in target.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if not cell.head else WD_ALIGN_PARAGRAPH.LEFT
                for run in paragraph.runs:
                    run.font.size = Pt(size)
            column += cell.columns
    for index, width in enumerate(widths or []):
        for cell in table.columns[index].cells:
            cell.width = Cm(width)
    return table


def numbering(document):
    """A list numbering 一、 二、 三、, as Word's automatic numbering writes it: the numbers are not in the text."""
    part = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:suff", "nothing"), ("w:lvlText", "%1、")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    part.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "77")
    number.append(reference)
    part.append(number)


def numbered(paragraph):
    properties = paragraph._p.get_or_add_pPr()
    element = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", "77")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        element.append(child)
    properties.append(element)


def word(report, paragraphs):
    """The report as .docx bytes.  Layouts: plain, numbered headings, merged (header and footer), nested tables, office (for PDF)."""
    document = docx.Document()
    set_font(document.styles["Normal"], "Noto Serif CJK SC" if report.layout in ("pdf_office", "doc") else "仿宋")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if report.layout == "docx_numbered":
        numbering(document)
    if report.layout == "docx_merged":
        section.header.paragraphs[0].text = "镜坝街道办事处文件"
        section.footer.paragraphs[0].text = "— 1 —"
    heading = document.add_paragraph(report.title)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.runs[0].font.size, heading.runs[0].font.bold = Pt(18), True
    if report.layout in ("docx_plain", "doc"):
        document.add_paragraph(f"（{report.page['published']}）").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in paragraphs:
        if part.text.startswith("@"):
            tables(document, report, part.text[1])
            continue
        if part.style == "h" and report.layout == "docx_numbered":
            paragraph = document.add_paragraph(part.text.split("、", 1)[1])
            numbered(paragraph)
        else:
            paragraph = document.add_paragraph()
            if report.layout == "docx_merged":  # Word splits a sentence into many runs
                for start in range(0, len(part.text), 7):
                    paragraph.add_run(part.text[start : start + 7])
            else:
                paragraph.add_run(part.text)
        paragraph.paragraph_format.first_line_indent = Pt(24)
        if part.style == "h":
            for run in paragraph.runs:
                run.font.bold = True
    if report.layout in ("docx_plain", "docx_nested", "pdf_office"):
        for text in (report.page["source"], report.page["published"]):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def tables(document, report, number):
    section = grids(report.tables, number)
    if report.layout == "docx_nested":
        outer = document.add_table(rows=len(section), cols=1)
        for index, grid in enumerate(section):
            cell = outer.cell(index, 0)
            inner = fill(cell, grid, size=8)
            inner.style = "Table Grid"
        return
    joined = [[row for grid in section for row in grid]] if number == "2" and report.layout != "docx_merged" else section
    for grid in joined:
        widths = {"3": [1.2, 1.6, 3.6] + [1.3] * 7, "4": [1.0] * 15}.get(number)
        fill(document, grid, widths, size=9 if number != "4" else 8)
        document.add_paragraph()


def convert(data, source, target):
    """Bytes of one office file converted by LibreOffice headless."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"in.{source}"
        path.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (Path(folder) / f"in.{target.split(':')[0]}").read_bytes()


# ------------------------------------------------------------------ workbooks
def put(sheet, grid, top):
    """Write a grid with merged ranges, numbers as numbers; returns the row below it."""
    side = Side(style="thin")
    taken = set()
    for r, row in enumerate(grid):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            target = sheet.cell(top + r, column + 1)
            if cell.head or cell.text == "":
                target.value = cell.text or None
            else:
                target.value = printed_value(cell.text)[0]
                if "," in cell.text:
                    target.number_format = "#,##0"
            target.border, target.alignment = Border(side, side, side, side), Alignment(wrap_text=True, horizontal="center", vertical="center")
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(start_row=top + r, start_column=column + 1, end_row=top + r + cell.rows - 1, end_column=column + cell.columns)
            taken |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            column += cell.columns
    return top + len(grid)


def heading(sheet, row, text, width):
    sheet.cell(row, 1, text).font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def workbook(report):
    """The three tables as .xlsx bytes: on one sheet, or on three."""
    book = openpyxl.Workbook()
    section2, matrix, remedies = ([row for grid in grids(report.tables, n) for row in grid] for n in "234")
    titles = ["主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况"]
    sheet = book.active
    if report.layout == "xlsx_single":
        sheet.title = "Sheet1"
        heading(sheet, 1, report.title, 10)
        sheet.cell(2, 1, f"填报单位：{report.page['source']}")
        sheet.cell(2, 6, "填报日期：2025年1月16日")
        row = 4
        for title, grid in zip(titles, (section2, matrix, remedies), strict=True):
            sheet.cell(row, 1, title).font = Font(bold=True)
            row = put(sheet, grid, row + 1) + 1
        sheet.cell(row + 1, 1, "审核人：（略）　填表人：（略）　联系电话：0316-6100000")
    else:
        for number, (title, grid) in enumerate(zip(titles, (section2, matrix, remedies), strict=True), 1):
            if number > 1:
                sheet = book.create_sheet()
            sheet.title = f"附件{number}"
            heading(sheet, 1, f"湄潭县人民政府2025年度{title}", sum(c.columns for c in grid[0]))
            put(sheet, grid, 3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
