"""PDF: tables over page breaks, wrapped labels, blanks, turned pages, tables without lines, scans."""

import io

import pypdfium2
import pytest

from pipeline.readers.blocks import ReadError
from pipeline.readers.pdf import to_blocks
from pipeline.readers.pdf_parts import page as pdf_page
from pipeline.readers.pdf_parts.flow import is_page_number, joined
from pipeline.readers.pdf_parts.grid import Box, ruled_tables
from pipeline.readers.pdf_parts.joins import Part, joined_cells

pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def pdf(draw, turn=0):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    if turn:
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
    canvas.setFont("STSong-Light", 12)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def table(canvas, rows, widths, x=60, y=700, height=20, ruled=True):
    for row, texts in enumerate(rows):
        left = x
        for text, width in zip(texts, widths, strict=True):
            bottom = y - height * (row + 1)
            if ruled:
                canvas.rect(left, bottom, width, height)
            canvas.drawString(left + 3, bottom + 5, text)
            left += width


ROWS = [["统计指标", "单位", "统计数"], ["（一）收到申请数", "件", "12"], ["1.当面申请数", "件", ""], ["2.传真申请数", "件", "0"]]


def cells(blocks):
    return [block.text for block in blocks if block.kind == "cell"]


@pytest.mark.parametrize("ruled", [True, False])
def test_blank_cells_stay_blank(ruled):
    blocks = to_blocks(pdf(lambda canvas: table(canvas, ROWS, [200, 60, 80], ruled=ruled)))
    assert cells(blocks) == [text for row in ROWS for text in row]


def test_a_number_that_its_narrow_cell_cuts_in_two_lines_is_whole():
    """Numbers one above the other in the cells of a row are of two rows, the line between which is missing."""

    def draw(canvas, cut):
        canvas.setFont("Helvetica", 10.5)
        for row, values in enumerate([("1", "2", "3"), cut, ("4", "5", "6")]):
            for column, value in enumerate(values):
                canvas.rect(60 + 32 * column, 700 - 40 * row, 32, 40)
                for line, text in enumerate(value.split("/")):
                    canvas.drawCentredString(76 + 32 * column, (720 if "/" in value else 713) - 40 * row - 13 * line, text)
        canvas.setFont("STSong-Light", 10.5)
        for row, label in enumerate(("（一）予以公开", "1.属于国家秘密", "2.重复申请")):
            canvas.rect(156, 700 - 40 * row, 200, 40)
            canvas.drawString(160, 713 - 40 * row, label)

    for cut, read in (
        (("138/4", "56", "0"), ["1384", "56", "0"]),
        (("138/4", "5/6", "0"), ["138 | 4", "5 | 6", "0"]),
        (("13/4", "5", "0"), ["13 | 4", "5", "0"]),
    ):
        blocks = to_blocks(pdf(lambda canvas, cut=cut: draw(canvas, cut)))
        assert [block.text for block in blocks if block.kind == "cell" and block.row == 1][:3] == read


def test_a_number_in_two_lines_beside_its_label_is_whole():
    def draw(canvas):
        canvas.setFont("STSong-Light", 10.5)
        for row, (label, unit) in enumerate((("（一）收到申请数", "件"), ("1.当面申请数", "件"), ("2.传真申请数", "件"))):
            for left, width, text in ((60, 200, label), (260, 40, unit), (300, 30, "12" if row else "")):
                canvas.rect(left, 700 - 40 * row, width, 40)
                canvas.drawString(left + 4, 713 - 40 * row, text)
        canvas.drawString(306, 722, "138")
        canvas.drawString(313, 708, "72")

    assert [block.text for block in to_blocks(pdf(draw)) if block.kind == "cell"][2] == "13872"


def test_a_sign_that_hangs_over_the_edge_of_its_cell_is_of_the_label():
    def draw(canvas):
        canvas.setFont("STSong-Light", 10)
        table(canvas, [["1.逾期不补正、不再处理、", "3"], ["2.重复申请", "0"]], (113, 60))
        table(canvas, ROWS, (200, 60, 60), y=500)

    assert [block.text for block in to_blocks(pdf(draw)) if block.kind == "cell"][:2] == ["1.逾期不补正、不再处理、", "3"]


def test_a_label_of_signs_far_apart_and_one_without_values_at_the_end_of_the_page():
    rows = [["统　　　　计　　　　指　　　　标", "单位", "统计数"], *ROWS[1:], ["二、回应解读情况", "", ""]]
    blocks = to_blocks(pdf(lambda canvas: table(canvas, rows, [260, 60, 80], ruled=False)))
    assert cells(blocks)[0].replace("　", "") == "统计指标"
    assert "二、回应解读情况" in cells(blocks)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_with_a_turning_mark_is_read_all_the_same(angle):
    document = pypdfium2.PdfDocument(pdf(lambda canvas: table(canvas, ROWS, [200, 60, 80])))
    document[0].set_rotation(angle)  # the scanner's mark, for a page whose text stands upright without it
    turned = io.BytesIO()
    document.save(turned)
    assert cells(to_blocks(turned.getvalue())) == [text for row in ROWS for text in row]


def test_a_turned_page_is_read_as_it_is_seen():
    blocks = to_blocks(pdf(lambda canvas: table(canvas, ROWS, [200, 60, 80], y=500), turn=1))
    assert cells(blocks) == [text for row in ROWS for text in row]


def test_lines_of_a_paragraph_are_joined_and_numbers_made_whole():
    def draw(canvas):
        canvas.drawString(84, 700, "本机关全年主动公开政府信息一千余条，其中通过网站公开12")
        canvas.drawString(60, 680, "34条。")
        canvas.drawString(84, 660, "新收申请3件。")

    assert [block.text for block in to_blocks(pdf(draw))] == ["本机关全年主动公开政府信息一千余条，其中通过网站公开1234条。", "新收申请3件。"]


def test_a_line_ends_early_before_signs_that_no_break_parts():
    first = "镇党委专题研究信息公开三次，通过村广播播送销售信息九十六条，带动各村电商"

    def draw(canvas):
        canvas.drawString(60, 720, first + "销售余")
        canvas.drawString(60, 700, first)
        canvas.drawString(60, 680, "户；“煤改电”公示15个村。")

    assert [block.text for block in to_blocks(pdf(draw))] == [first + "销售余" + first + "户；“煤改电”公示15个村。"]


def test_headers_and_page_numbers_are_furniture():
    def draw(canvas):
        for page, text in enumerate(("甲甲甲甲。", "乙乙乙乙乙乙乙乙乙乙。"), 1):
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(60, 810, "某某街道年度报告")
            canvas.drawString(60, 600, text)
            canvas.drawString(290, 30, f"- {page} -")
            canvas.showPage()

    kinds = [(block.kind, block.text) for block in to_blocks(pdf(draw))]
    assert [text for kind, text in kinds if kind == "paragraph"] == ["甲甲甲甲。", "乙乙乙乙乙乙乙乙乙乙。"]
    assert len(kinds) == 6


@pytest.mark.parametrize("text", ["- 3 -", "第 3 页 共 5 页", "3/5", "12", "— 2 —"])
def test_page_numbers(text):
    assert is_page_number(text)


def test_a_table_over_a_page_break_is_one():
    def draw(canvas):
        table(canvas, ROWS[:2], [200, 60, 80], y=120)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, ROWS[2:], [200, 60, 80], y=780)

    blocks = [block for block in to_blocks(pdf(draw)) if block.kind == "cell"]
    assert [(block.page, block.table, block.row, block.text) for block in blocks if block.column == 0] == [
        (1, 0, 0, "统计指标"), (1, 0, 1, "（一）收到申请数"), (2, 0, 2, "1.当面申请数"), (2, 0, 3, "2.传真申请数"),
    ]  # fmt: skip


def part(page, rows):
    """A part of a table with columns of 100 points and rows of 10: rows of (column, row span, text)."""
    placed = [(Box(column * 100, row * 10, column * 100 + 100, (row + span) * 10, []), text) for row, texts in enumerate(rows) for column, span, text in texts]
    return Part(page, [0, 100, 200, 300], [10 * number for number in range(len(rows) + 1)], placed)


def test_a_label_cut_by_the_page_break_is_whole_again():
    first = part(1, [[(0, 1, "（五）不予处理"), (1, 1, "1.信访举报投诉类申请"), (2, 1, "5")], [(0, 1, ""), (1, 1, "2.重复"), (2, 1, "7")]])
    second = part(2, [[(0, 1, ""), (1, 1, "申请"), (2, 1, "")], [(0, 1, ""), (1, 1, "3.要求提供公开出版物"), (2, 1, "1")]])
    found, _ = joined_cells([first, second])
    assert [(cell.row, cell.text) for cell in found if cell.column == 1] == [(0, "1.信访举报投诉类申请"), (1, "2.重复申请"), (2, "3.要求提供公开出版物")]


def test_a_number_cut_by_the_page_break_is_whole_again():
    first = part(1, [[(0, 1, ""), (1, 1, "2.重复"), (2, 1, "113")]])
    second = part(2, [[(0, 1, ""), (1, 1, "申请"), (2, 1, "2")], [(0, 1, ""), (1, 1, "3.要求提供公开出版物"), (2, 1, "1")]])
    found, _ = joined_cells([first, second])
    assert [cell.text for cell in found if cell.column == 2] == ["1132", "1"]


def test_a_number_alone_cut_by_the_page_break_is_whole_again():
    first = part(1, [[(0, 1, ""), (1, 1, "2.重复申请"), (2, 1, "113")]])
    second = part(2, [[(0, 1, ""), (1, 1, ""), (2, 1, "2")], [(0, 1, ""), (1, 1, "3.要求提供公开出版物"), (2, 1, "1")]])
    found, _ = joined_cells([first, second])
    assert [cell.text for cell in found if cell.column == 2] == ["1132", "1"]


def test_a_group_label_goes_on_over_the_page_break_but_a_blank_stays_blank():
    first = part(1, [[(0, 2, "（五）不予处理"), (1, 1, "1.信访举报投诉类申请"), (2, 1, "5")], [(1, 1, "2.重复申请"), (2, 1, "7")]])
    second = part(2, [[(0, 2, ""), (1, 1, "3.要求提供公开出版物"), (2, 1, "")], [(1, 1, "4.无正当理由大量反复申请"), (2, 1, "0")]])
    found, _ = joined_cells([first, second])
    assert [(cell.row_span, cell.text) for cell in found if cell.column == 0] == [(4, "（五）不予处理")]
    assert [cell.text for cell in found if cell.column == 2] == ["5", "7", "", "0"]


def test_a_head_repeated_on_the_next_page_is_not_data():
    first = part(1, [[(0, 1, "统计指标"), (1, 1, "单位"), (2, 1, "统计数")], [(0, 1, "收到申请数"), (1, 1, "件"), (2, 1, "5")]])
    second = part(2, [[(0, 1, "统计指标"), (1, 1, "单位"), (2, 1, "统计数")], [(0, 1, "申请办结数"), (1, 1, "件"), (2, 1, "")]])
    found, repeated = joined_cells([first, second])
    assert [cell.text for cell in found if cell.column == 0] == ["统计指标", "收到申请数", "申请办结数"]
    assert len(repeated) == 3


def test_merged_cells_follow_from_missing_lines():
    across = [(0, 0, 200), (10, 100, 200), (20, 0, 200)]
    down = [(0, 0, 20), (100, 0, 20), (200, 0, 20)]
    [table_read] = ruled_tables(across, down)
    assert [(cell.left, cell.top, cell.right, cell.bottom) for cell in table_read.cells] == [(0, 0, 100, 20), (100, 0, 200, 10), (100, 10, 200, 20)]


@pytest.mark.parametrize(("first", "second", "whole"), [("公开12", "34条", "公开1234条"), ("annual", "report", "annual report"), ("年度", "报告", "年度报告")])
def test_lines_are_joined_as_they_were_written(first, second, whole):
    assert joined(first, second) == whole


def test_a_scan_is_told():
    document = pypdfium2.PdfDocument(pdf(lambda canvas: canvas.drawString(60, 700, "年度报告")))
    picture = document[0].render(scale=0.5).to_pil()
    from reportlab.lib.utils import ImageReader

    scan = pdf(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, *A4))
    with pytest.raises(ReadError) as caught:
        to_blocks(scan)
    assert caught.value.reason == "image_only"


@pytest.mark.parametrize(("mode", "picture_last", "is_told"), [(3, False, True), (0, True, True), (0, False, False)])
def test_text_recognised_in_a_scan_is_told(mode, picture_last, is_told):
    """Scanners write the text that they recognise unseen upon the picture of the page, or beneath it."""
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(pypdfium2.PdfDocument(pdf(lambda canvas: canvas.rect(60, 60, 90, 90)))[0].render(scale=0.2).to_pil())

    def draw(canvas):
        steps = [lambda: canvas.drawImage(picture, 0, 0, *A4), lambda: write(canvas)]
        for step in reversed(steps) if picture_last else steps:
            step()

    def write(canvas):
        for line in range(10):
            text = canvas.beginText(60, 760 - 20 * line)
            text.setTextRenderMode(mode)
            text.textOut("街道梳理公开事项并逐项更新。")
            canvas.drawText(text)

    assert (to_blocks(pdf(draw))[0].text == "read_by=ocr") == is_told


def test_a_picture_as_large_as_a_table_is_told_where_there_is_none():
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(pypdfium2.PdfDocument(pdf(lambda canvas: canvas.rect(60, 60, 90, 90)))[0].render(scale=0.2).to_pil())

    def draw(canvas):
        for line in range(10):
            canvas.drawString(60, 760 - 20 * line, "街道梳理公开事项并逐项更新。")
        canvas.drawImage(picture, 60, 100, 400, 400)

    assert to_blocks(pdf(draw))[0].text.startswith("picture=")
    assert to_blocks(pdf(lambda canvas: (draw(canvas), table(canvas, ROWS, (200, 60, 60), y=560))))[0].kind != "metadata"


def test_fonts_that_do_not_tell_their_signs_are_told():
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        for line in range(20):
            canvas.drawString(60, 700 - 20 * line, "!#$%&'()*+,-./0123 4567 89:;<=>?")

    with pytest.raises(ReadError) as told:
        to_blocks(pdf(draw))
    assert told.value.reason == "no_text"


def test_broken_and_empty_pdfs_are_told():
    for data, reason in ((b"%PDF-1.7 broken", "broken"), (pdf(lambda canvas: canvas.rect(1, 1, 9, 9)), "no_text")):
        with pytest.raises(ReadError) as caught:
            to_blocks(data)
        assert caught.value.reason == reason


def test_the_rest_of_labels_below_the_frame_of_a_page_belongs_to_them():
    """As a browser prints a row that the end of a page cuts."""

    def draw(canvas):
        table(canvas, [["结果维", "结果纠", "总计"]], [60, 60, 60], y=120)
        canvas.drawString(63, 92, "持")
        canvas.drawString(123, 92, "正")
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["1", "0", "1"]], [60, 60, 60], y=780)

    assert [block.text for block in to_blocks(pdf(draw))] == ["结果维持", "结果纠正", "总计", "1", "0", "1"]


def test_a_title_cut_within_its_last_word_is_whole_and_a_ragged_line_goes_on():
    title = "五夫镇社会保障和民政事务综合服务中心2021年政府信息公开工作年度报"  # from edge to edge
    ragged = "我镇设有党政办公室等十八个站所和四个二级单位，核定编制136"

    def draw(canvas):
        canvas.drawString(60, 760, title)
        canvas.drawCentredString(60 + canvas.stringWidth(title, "STSong-Light", 12) / 2, 740, "告")
        for line, (left, text) in enumerate([(84, "一、主动公开"), (84, ragged), (60, "名，其中专职四名。"), (84, "全年公开信息8条。"), (84, "二、收到申请")]):
            canvas.drawString(left, 710 - 20 * line, text)

    texts = [block.text for block in to_blocks(pdf(draw))]
    assert texts == [title + "告", "一、主动公开", ragged + "名，其中专职四名。", "全年公开信息8条。", "二、收到申请"]


def test_signs_of_a_font_made_for_them_stand_in_their_line(monkeypatch):
    """Converters put some signs into small fonts of their own, as high as these signs; PDFium then gives a comma a box below the line."""
    box_of = pdf_page.pdfium.FPDFText_GetLooseCharBox

    def low(handle, index, pointer):
        found = box_of(handle, index, pointer)
        if chr(pdf_page.pdfium.FPDFText_GetUnicode(handle, index)) == "，":
            pointer._obj.top = pointer._obj.bottom + 3
        return found

    monkeypatch.setattr(pdf_page.pdfium, "FPDFText_GetLooseCharBox", low)
    texts = [block.text for block in to_blocks(pdf(lambda canvas: canvas.drawString(60, 700, "全年收到申请3件，办结3件")))]
    assert texts == ["全年收到申请3件，办结3件"]


def test_what_a_browser_prints_around_a_page_is_furniture():
    def draw(canvas):
        canvas.drawString(20, 825, "2022/1/12 上午9:05")
        canvas.drawCentredString(300, 825, "五夫镇2021年政府信息公开工作年度报告")
        canvas.drawString(60, 700, "全年收到申请3件。")
        canvas.drawString(20, 15, "https://www.example.gov.cn/art/2022/1/12/art_1_2.html")
        canvas.drawRightString(580, 15, "1/1")

    assert [block.text for block in to_blocks(pdf(draw)) if block.kind == "paragraph"] == ["全年收到申请3件。"]


def test_figures_in_the_fields_of_a_form_are_read():
    def draw(canvas):
        table(canvas, [["收到申请数", ""], ["申请办结数", "7"]], [120, 80])
        canvas.acroForm.textfield(name="a", value="12", x=185, y=682, width=60, height=16, fontSize=10)

    assert cells(to_blocks(pdf(draw))) == ["收到申请数", "12", "申请办结数", "7"]


def test_the_lines_of_an_article_beside_the_columns_of_a_site_are_its_paragraphs():
    article = ["镇政府网站和政务微信全年公开各类信息一百二十条，其中网站", "公开八十条；收到的申请三件都在二十个工作日内答复，没有一件延", "期答复，也没有因为公开工作引起的复议和诉讼，收费为零元，与往", "年相比没有变化。"]  # fmt: skip

    def draw(canvas):
        for line, column in enumerate(["信息公开指南", "信息公开目录", "依申请公开", "信息公开年报", "联系我们", "网站地图"]):
            canvas.drawString(30, 700 - 20 * line, column)
        for line, text in enumerate(article):
            canvas.drawString(190 if line else 214, 695 - 20 * line, text)

    assert "".join(article) in [block.text for block in to_blocks(pdf(draw))]


def underlined(canvas, rows, edges, each, y=700, height=20):
    """Rows of texts in columns (left, right of the line below); a line for `each` cell, or one through all of them."""
    lines = {y: [(edges[0], edges[-1])]}
    for number, row in enumerate(rows, 1):
        bottom = y - number * height
        for text, first, last in row:
            canvas.drawString(edges[first] + 3, bottom + 5, text)
            if text and each:
                lines.setdefault(bottom, []).append((edges[first], edges[last]))
            elif not each:
                lines[bottom] = [(edges[min(cell[1] for cell in row if cell[0])], edges[-1])]
    for height, drawn in lines.items():
        for left, right in drawn:
            canvas.line(left, height, right, height)


GROUPED = [
    [("申请人情况", 2, 3), ("自然人", 3, 4), ("总计", 4, 5)],
    [("一、本年新收政府信息公开申请数量", 0, 3), ("12", 3, 4), ("13", 4, 5)],
    [("", 0, 1), ("（一）予以公开", 1, 3), ("4", 3, 4), ("4", 4, 5)],
    [("", 0, 1), ("（三）不予", 1, 2), ("1.属于国家秘密", 2, 3), ("0", 3, 4), ("0", 4, 5)],
    [("三、", 0, 1), ("公开", 1, 2), ("8.属于行政查询事项", 2, 3), ("7", 3, 4), ("7", 4, 5)],
]


@pytest.mark.parametrize("each", [True, False])
def test_lines_across_alone_make_a_table(each):
    """Browsers and Word underline each cell; other programs draw one line through a row, from the label on that does not go on."""
    found = to_blocks(pdf(lambda canvas: underlined(canvas, GROUPED, [40, 80, 160, 330, 380, 430], each)))
    read = [block for block in found if block.kind == "cell" and block.text]
    rows = {text: next(block.row for block in read if block.text == text) for text in ("（一）予以公开", "1.属于国家秘密", "8.属于行政查询事项")}
    values = {text: [block.text for block in read if block.row == row][-2:] for text, row in rows.items()}
    assert list(values.values()) == [["4", "4"], ["0", "0"], ["7", "7"]]
    assert len({(block.column, block.column_span) for block in read if block.text in ("13", "7", "总计", "0", "4")}) == 2


def test_rows_of_numbers_without_lines_between_them_are_no_row():
    def draw(canvas):
        table(
            canvas,
            [[label, "件", number] for label, _, number in [*ROWS[1:2], ["2.传真申请数", "", "3"], ["3.网络申请数", "", "0"]]],
            [200, 60, 80],
            ruled=False,
        )
        for height in (705, 637, 630):
            canvas.line(60, height, 400, height)

    assert {text for text in cells(to_blocks(pdf(draw))) if text.isdecimal()} == {"12", "3", "0"}


def texts_at(canvas, placed):
    for x, y, text in placed:
        canvas.drawString(x, y, text)


def test_headings_one_above_the_other_in_narrow_columns_and_a_group_beside_two_lines_of_a_label():
    """As a browser prints a table without lines: 自／然／人, and the lines of a group half a line beside those of the label."""
    head = [
        (350, 729, "申请人情况"),
        (327, 711, "自"),
        (327, 693, "然"),
        (327, 675, "人"),
        (361, 702, "商业"),
        (361, 684, "企业"),
        (407, 702, "总"),
        (407, 684, "计"),
    ]
    row = lambda y, *numbers: [(330 + 40 * at, y, number) for at, number in enumerate(numbers)]  # noqa: E731
    labels = [
        (100, 641, "一、本年新收政府信息公开申请数量"),
        (60, 614, "（六）其"),
        (120, 605, "2.申请人逾期未按收费通知要求"),
        (66, 596, "他处理"),
        (120, 587, "缴纳费用、行政机关不再处理其"),
        (150, 569, "政府信息公开申请"),
    ]
    placed = [*head, *labels, *row(641, "3", "0", "4"), *row(587, "0", "1", "2"), (120, 540, "3.其他"), *row(540, "5", "6", "7")]
    read = [block for block in to_blocks(pdf(lambda canvas: texts_at(canvas, placed))) if block.kind == "cell"]
    assert {"自然人", "商业企业", "总计", "（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"} <= {
        block.text for block in read
    }
    of_label = next(block.row for block in read if block.text.startswith("2."))
    assert [block.text for block in read if block.row == of_label][1:] == ["0", "1", "2"]


def test_a_heading_that_begins_like_another_is_whole():
    columns = [(100 + 60 * at, words) for at, words in enumerate((("结果", "维持"), ("其他", "结", "果"), ("总计",)))]
    placed = [(x, 700 - 15 * line, word) for x, words in columns for line, word in enumerate(words)] + [(x + 6, 640, "0") for x, _ in columns]
    assert cells(to_blocks(pdf(lambda canvas: texts_at(canvas, [(160, 725, "行政复议"), *placed])))) == [
        "行政复议",
        "结果维持",
        "其他结果",
        "总计",
        "0",
        "0",
        "0",
    ]


def test_the_rest_of_a_label_at_the_top_of_the_next_page_of_a_table_without_lines():
    def draw(canvas):
        texts_at(canvas, [(60, 110, "1.当面申请数"), (300, 110, "件"), (360, 110, "2")])
        texts_at(canvas, [(60, 90, "（一）收到申请数"), (300, 90, "件"), (360, 90, "12"), (60, 60, "3.补正后申请"), (300, 60, "件"), (360, 60, "4")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        texts_at(
            canvas,
            [
                (60, 780, "内容仍不明确"),
                (60, 750, "1.当面申请数"),
                (300, 750, "件"),
                (360, 750, "0"),
                (60, 730, "2.传真申请数"),
                (300, 730, "件"),
                (360, 730, "7"),
            ],
        )

    assert cells(to_blocks(pdf(draw)))[6:12] == ["3.补正后申请内容仍不明确", "件", "4", "1.当面申请数", "件", "0"]


def test_cells_with_their_line_above_them():
    edges = [60, 160, 330, 390]
    rows = [[("（三）不予公开", 0, 1), ("1.属于国家秘密", 1, 2), ("4", 2, 3)], [("", 0, 1), ("2.其他法律行政法规禁止公开", 1, 2), ("0", 2, 3)]]

    def draw(canvas):
        for number, row in enumerate(rows):
            for text, first, last in row:
                canvas.drawString(edges[first] + 3, 686 - 20 * number, text)
                if text:
                    canvas.line(edges[first], 700 - 20 * number, edges[last], 700 - 20 * number)
        for x in edges[:-1]:
            canvas.line(x, 660, edges[edges.index(x) + 1], 660)
            canvas.drawString(x + 3, 646, ["（七）总计", "", "4"][edges.index(x)])

    read = [block for block in to_blocks(pdf(draw)) if block.kind == "cell" and block.text]
    assert [(block.text, block.row, block.row_span) for block in read][:3] == [("（三）不予公开", 0, 2), ("1.属于国家秘密", 0, 1), ("4", 0, 1)]


def test_a_number_alone_between_the_lines_of_its_label_and_a_unit_in_two_lines():
    rows = [(700, "1.专职人员数", "人", "2"), (640, "2.兼职人员数", "人", "1")]
    placed = [entry for y, label, unit, number in rows for entry in ((60, y, label), (300, y, unit), (360, y, number))]
    placed += [(60, 678, "七、依申请公开信息"), (300, 678, "万"), (360, 670, "8.5"), (60, 662, "收取的费用"), (300, 662, "元")]
    read = cells(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))
    assert read[read.index("七、依申请公开信息收取的费用") + 2] == "8.5"


def test_a_row_that_is_all_of_a_table_without_lines_on_the_next_page():
    def draw(canvas):
        texts_at(canvas, [(60, 110, "1.当面申请数"), (300, 110, "件"), (360, 110, "2"), (60, 90, "2.传真申请数"), (300, 90, "件"), (360, 90, "0")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        texts_at(canvas, [(60, 780, "3.网络申请数"), (300, 780, "件"), (360, 780, "7"), (60, 740, "附件：无。")])

    assert cells(to_blocks(pdf(draw)))[-3:] == ["3.网络申请数", "件", "7"]


def test_two_pages_on_one_sheet_are_read_one_after_the_other():
    """The table of the left page goes on on the right one; blocks keep the number of the sheet."""
    labels = [f"主动公开的其他政府信息第{sign}项内容说明" for sign in "一二三四五六七八"]

    def draw(canvas):
        canvas.setPageSize((A4[1], A4[0]))
        for start, rows in ((40, labels[:4]), (40 + A4[1] / 2, labels[4:])):
            table(canvas, [[label, "条", str(number)] for number, label in enumerate(rows)], [240, 40, 60], x=start, y=300)

    blocks = [block for block in to_blocks(pdf(draw)) if block.kind == "cell"]
    assert [block.text for block in blocks if block.column == 0] == labels
    assert {(block.page, block.table) for block in blocks} == {(1, 0)}


def test_a_drawing_of_thousands_of_lines_is_no_table():
    def draw(canvas):
        table(canvas, ROWS, [200, 60, 80], ruled=False)
        for number in range(3_000):
            canvas.line(60 + number % 40, 600 - number / 6, 90 + number % 50, 600 - number / 6)

    assert cells(to_blocks(pdf(draw))) == [text for row in ROWS for text in row]
