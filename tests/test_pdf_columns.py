"""PDF tables as browsers and spreadsheets print them: lines left out, columns on pages of their own, texts outside of their cells."""

import pytest

pytest.importorskip("reportlab")
import reading_aid
from reportlab.lib.pagesizes import A4
from test_pdf import cells, pdf, table, texts_at

from pipeline.readers.pdf import to_blocks


def by_row(blocks):
    rows = {}
    for block in (block for block in blocks if block.kind == "cell"):
        rows.setdefault((block.table, block.row), []).append(block.text)
    return list(rows.values())


# --- tables without lines ------------------------------------------------------------------------------------------


def test_a_heading_at_the_left_of_its_column_stands_over_the_values_in_the_middle_of_it():
    rows = [("（一）收到申请数", "件", "12"), ("1.当面申请数", "件", "3"), ("2.传真申请数", "⼈", "9")]  # a radical in place of 人
    placed = [(60, 700, "统计指标"), (300, 700, "单位"), (380, 700, "统计数")]
    for number, (label, unit, value) in enumerate(rows, 1):
        placed += [(60, 700 - 20 * number, label), (308, 700 - 20 * number, unit), (430, 700 - 20 * number, value)]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed)))) == [["统计指标", "单位", "统计数"], *map(list, rows)]


def test_a_label_that_reaches_near_the_values_is_no_heading_of_theirs():
    placed = [(60, 700, "1.当面申请数"), (430, 700, "件"), (500, 700, "3")]
    placed += [(60, 680, "（一）回应公众关注热点或重大舆情数（不同方式"), (430, 672, "次"), (500, 672, "8"), (60, 664, "回应同一热点或舆情计1次）")]
    placed += [(60, 640, "2.传真申请数"), (430, 640, "件"), (500, 640, "0")]
    read = by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))
    assert ["（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "8"] in read


@pytest.mark.parametrize("x", [205, 385])
def test_a_heading_over_several_columns_with_its_values_at_one_side_of_them(x):
    placed = [(150, 700, "第二十条第（一）项"), (70, 680, "信息内容"), (200, 680, "本年制发件数"), (290, 680, "本年废止件数"), (380, 680, "现行有效件数")]
    placed += [(60, 660, "规章"), *((at, 660, "0") for at in (205, 295, 385)), (60, 640, "行政规范性文件"), *((at, 640, "7") for at in (205, 295, 385))]
    placed += [(150, 620, "第二十条第（五）项"), (70, 600, "信息内容"), (280, 600, "本年处理决定数量"), (60, 580, "行政许可"), (x, 580, "216")]
    blocks = [block for block in to_blocks(pdf(lambda canvas: texts_at(canvas, placed))) if block.kind == "cell"]
    places = {block.text: block.column for block in blocks}
    assert places["本年处理决定数量"] == places["216"]
    assert [places[text] for text in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")] == [0, 1, 2, 3]


def test_headings_over_blank_columns_stay_where_they_are():
    placed = [(200, 706, "自然人"), (260, 700, "商业企业"), (330, 700, "科研机构"), (400, 706, "总计")]
    for number, label in enumerate(("（一）予以公开", "1.属于国家秘密", "2.重复申请"), 1):
        placed += [(60, 700 - 20 * number, label), (208, 700 - 20 * number, "4"), (405, 700 - 20 * number, "4")]
    blocks = [block for block in to_blocks(pdf(lambda canvas: texts_at(canvas, placed))) if block.kind == "cell"]
    columns = {block.text: block.column for block in blocks}
    assert [columns[text] for text in ("自然人", "商业企业", "科研机构", "总计")] == [1, 2, 3, 4]
    assert [block.column for block in blocks if block.text == "4"] == [1, 4] * 3


def test_a_long_label_that_begins_a_page_above_its_values():
    def draw(canvas):
        texts_at(canvas, [(60, 110, "1.当面申请数"), (430, 110, "件"), (500, 110, "2"), (60, 90, "2.传真申请数"), (430, 90, "件"), (500, 90, "0")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        texts_at(canvas, [(60, 780, "主动公开农用地转为建设用地批准、征收集体土地批准、征地公告、"), (430, 772, "条"), (500, 772, "41")])
        texts_at(canvas, [(60, 764, "征地补偿安置公示、集体土地征收结案等信息数"), (60, 740, "3.网络申请数"), (430, 740, "件"), (500, 740, "7")])

    read = by_row(to_blocks(pdf(draw)))
    assert ["主动公开农用地转为建设用地批准、征收集体土地批准、征地公告、征地补偿安置公示、集体土地征收结案等信息数", "条", "41"] in read


def test_numbers_near_each_other_in_narrow_columns_are_values_of_their_own():
    head = [(300, "自然人"), (340, "其他"), (370, "总计")]
    rows = [("（一）予以公开", "4", "33", "370"), ("1.属于国家秘密", "0", "5", "5"), ("2.重复申请", "1", "0", "1")]
    placed = [(x, 700, text) for x, text in head]
    for number, (label, *values) in enumerate(rows, 1):
        placed += [(60, 700 - 20 * number, label), *((x, 700 - 20 * number, value) for x, value in zip((310, 350, 368), values, strict=True))]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))[1:] == [list(row) for row in rows]


def test_headings_and_groups_with_much_room_between_their_lines():
    """As pages of sites print them, whose lines stand nearly twice their height apart."""
    placed = [(300, 722, "商业企"), (305, 700, "业"), (350, 722, "总"), (350, 700, "计")]
    placed += [
        (60, 670, "（四）无法"),
        (66, 648, "提供"),
        (120, 681, "1.本机关不掌握相关政府信息"),
        (120, 659, "2.没有现成信息需要另行制作"),
        (120, 637, "3.补正后申请内容仍不明确"),
    ]
    placed += [(x, y, value) for y, *values in ((681, "2", "7"), (659, "0", "4"), (637, "1", "1")) for x, value in zip((310, 353), values, strict=True)]
    read = cells(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))
    assert {"商业企业", "总计", "（四）无法提供"} <= set(read)
    assert read[read.index("2.没有现成信息需要另行制作") + 1 :][:2] == ["0", "4"]


def test_the_label_of_a_group_near_that_of_a_row_and_a_unit_near_its_label():
    placed = [(60, 700, "（三）不予"), (126, 700, "1.属于国家秘密"), (66, 680, "公开"), (126, 680, "2.其他法律行政法规禁止公开"), (126, 660, "3.重复申请")]
    placed += [(x, y, value) for y, *values in ((700, "0", "4"), (680, "2", "2"), (660, "1", "1")) for x, value in zip((330, 380), values, strict=True)]
    read = cells(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))
    assert {"（三）不予公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开"} <= set(read)
    placed = [(60, 700, "（三）从事政府信息公开工作人员数"), (258, 700, "人"), (330, 700, "9"), (60, 680, "1.专职人员数"), (258, 680, "人"), (330, 680, "2")]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))[0] == ["（三）从事政府信息公开工作人员数", "人", "9"]


def test_the_beginnings_of_two_groups_side_by_side_are_no_heading_of_a_section():
    rows = [
        (720, "（一）予以公开", "3"),
        (700, "1.本机关不掌握相关政府信息", "0"),
        (680, "2.没有现成信息需要另行制作", "4"),
        (660, "3.补正后申请内容仍不明确", "1"),
    ]
    placed = [(x, y, text) for y, label, value in rows for x, text in ((206, label), (390, value), (440, value))]
    placed += [(60, 691, "三、本年度办"), (140, 691, "（四）无法"), (66, 671, "理结果"), (146, 671, "提供")]
    read = to_blocks(pdf(lambda canvas: texts_at(canvas, placed)))
    assert {block.kind for block in read} == {"cell"}
    assert {"三、本年度办理结果", "（四）无法提供"} <= set(cells(read))


def test_a_label_cut_within_the_note_behind_it_begins_a_page():
    row = lambda y, *values: [(x, y, value) for x, value in zip((400, 450, 500), values, strict=True)]  # noqa: E731

    def draw(canvas):
        texts_at(canvas, [(60, 110, "（一）予以公开"), *row(110, *"202"), (60, 90, "1.属于国家秘密"), *row(90, *"000")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        texts_at(canvas, [(60, 780, "（二）部分公开（区分处理的，只计这一情形，不"), *row(772, *"505"), (60, 764, "计其他情形）")])
        texts_at(canvas, [(60, 740, "2.重复申请"), *row(740, *"077")])

    assert ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *"505"] in by_row(to_blocks(pdf(draw)))


def test_a_number_a_little_below_the_other_texts_of_its_row():
    placed = [(60, 700, "1.当面申请数"), (300, 700, "件"), (380, 690, "81896"), (60, 670, "2.传真申请数"), (300, 670, "件"), (400, 670, "7")]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed)))) == [["1.当面申请数", "件", "81896"], ["2.传真申请数", "件", "7"]]


def test_a_blank_first_column_of_a_row_without_a_label():
    heads = ["结果维持", "结果纠正", "其他结果", "总计"]
    placed = [(60 + 90 * at, 700, head) for at, head in enumerate(heads)] + [(170, 680, "2"), (260, 680, "0"), (340, 680, "2")]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed)))) == [heads, ["", "2", "0", "2"]]


def test_headings_at_the_end_of_a_page_stand_over_the_values_of_the_next():
    def draw(canvas):
        texts_at(canvas, [(60, 140, "三、收到和处理政府信息公开申请情况"), (300, 110, "自然人"), (370, 117, "商业企"), (376, 102, "业"), (440, 110, "总计")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        for y, *texts in ((780, "（一）予以公开", "3", "0", "3"), (760, "2.重复申请", "1", "4", "5")):
            texts_at(canvas, [(x, y, text) for x, text in zip((60, 312, 384, 448), texts, strict=True)])

    blocks = to_blocks(pdf(draw))
    assert [block.text for block in blocks if block.kind == "paragraph"] == ["三、收到和处理政府信息公开申请情况"]
    assert {"自然人", "商业企业", "总计"} <= set(cells(blocks))
    assert by_row(blocks)[-2:] == [["（一）予以公开", "3", "0", "3"], ["2.重复申请", "1", "4", "5"]]


def test_labels_of_a_group_and_of_a_row_that_both_go_on_on_the_next_page():
    def draw(canvas):
        for y, label in ((130, "7.属于行政执法案卷"), (110, "8.属于行政查询事项")):
            texts_at(canvas, [(160, y, label), (330, y, "2"), (380, y, "2")])
        texts_at(canvas, [(60, 90, "（四）无法"), (160, 90, "2.没有现成信息"), (330, 90, "0"), (380, 90, "4")])
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        texts_at(canvas, [(66, 780, "提供"), (160, 780, "需要另行"), (160, 762, "制作"), (160, 732, "2.重复申请"), (330, 732, "1"), (380, 732, "5")])

    assert {"（四）无法提供", "2.没有现成信息需要另行制作"} <= set(cells(to_blocks(pdf(draw))))


# --- some of the lines ---------------------------------------------------------------------------------------------


def test_merged_cells_that_are_underlined_column_by_column_are_whole():
    """As WeasyPrint draws the borders of cells that share them; the label over many rows reads like the heading of a section."""
    edges = [40, 120, 220, 380, 430, 480, 530]
    rows = [
        [("", 0, 3), ("法人或其他组织", 3, 5), ("总计", 5, 6)],
        [("", 0, 3), ("商业企业", 3, 4), ("科研机构", 4, 5), ("", 5, 6)],
        [("一、本年新收政府信息公开申请数量", 0, 3), ("5", 3, 4), ("2", 4, 5), ("7", 5, 6)],
        [("", 0, 1), ("（四）无法", 1, 2), ("1.本机关不掌握相关政府信息", 2, 3), ("5", 3, 4), ("0", 4, 5), ("5", 5, 6)],
        [("三、本年度", 0, 1), ("提供", 1, 2), ("2.没有现成信息需要另行制作", 2, 3), ("0", 3, 4), ("2", 4, 5), ("2", 5, 6)],
    ]
    merged = {(1, 5), (3, 0), (3, 1)}  # (row, column) of cells that go on below

    def draw(canvas):
        canvas.setFontSize(10)
        canvas.line(edges[0], 700, edges[-1], 700)
        for number, row in enumerate(rows):
            bottom = 680 - 20 * number
            for text, first, last in row:
                canvas.drawCentredString((edges[first] + edges[last]) / 2, bottom + 5, text)
                for column in range(first, last):
                    if (number, column) not in merged and not (number == 0 and column < 3) and not (number == 0 and column == 5):
                        canvas.line(edges[column], bottom, edges[column + 1], bottom)

    read = cells(to_blocks(pdf(draw)))
    assert {"法人或其他组织", "一、本年新收政府信息公开申请数量", "（四）无法提供"} <= set(read)
    assert read[read.index("2.没有现成信息需要另行制作") + 1 :][:3] == ["0", "2", "2"]


def test_values_under_columns_that_only_the_head_has_lines_for():
    edges = [60, 260, 310, 360, 410]

    def draw(canvas):
        for row, texts in enumerate([["", "自然人", "其他", "总计"], ["一、本年新收政府信息公开", "12", "", "13"], ["2.重复申请", "4", "0", "4"]]):
            top = 700 - 20 * row
            for column, text in enumerate(texts):
                canvas.drawString(edges[column] + 5, top - 15, text)
            canvas.line(60, top, 410, top)
            for x in edges if row == 0 else (60, 260, 410):
                canvas.line(x, top, x, top - 20)
        canvas.line(60, 640, 410, 640)

    assert by_row(to_blocks(pdf(draw)))[1:] == [["一、本年新收政府信息公开", "12", "", "13"], ["2.重复申请", "4", "0", "4"]]


def test_a_table_with_lines_between_its_columns_alone():
    rows = [["", "自然人", "其他", "总计"], ["（一）予以公开", "12", "1", "13"], ["1.属于国家秘密", "0", "0", "0"], ["2.重复申请", "4", "0", "4"]]

    def draw(canvas):
        table(canvas, rows, [200, 50, 50, 50], ruled=False)
        canvas.rect(60, 620, 350, 80)
        for x in (260, 310, 360):
            canvas.line(x, 700, x, 620)

    assert by_row(to_blocks(pdf(draw))) == [rows[0][1:], *rows[1:]]


def test_three_lines_around_headings_in_two_rows_and_one_row_of_values():
    heads = [(60, "结果维持"), (130, "结果纠正"), (200, "总计")]

    def draw(canvas):
        texts_at(
            canvas,
            [(124, 700, "行政复议"), *((x, 680, head) for x, head in heads), *((x + 18, 652, value) for (x, _), value in zip(heads, "325", strict=True))],
        )
        for y in (716, 670, 644):
            canvas.line(50, y, 250, y)

    assert by_row(to_blocks(pdf(draw)))[1:] == [["结果维持", "结果纠正", "总计"], ["3", "2", "5"]]


def test_columns_that_only_the_head_on_the_page_before_has_lines_for():
    edges = [60, 260, 310, 360, 410]

    def rows(canvas, texts, top, inner):
        for row, cells_of_row in enumerate(texts):
            for column, text in enumerate(cells_of_row):
                canvas.drawString(edges[column] + 5, top - 15 - 20 * row, text)
            canvas.line(60, top - 20 * row, 410, top - 20 * row)
            for x in edges if inner and row == 0 else (60, 260, 410):
                canvas.line(x, top - 20 * row, x, top - 20 * row - 20)
        canvas.line(60, top - 20 * len(texts), 410, top - 20 * len(texts))

    def draw(canvas):
        rows(canvas, [["", "自然人", "其他", "总计"], ["（一）予以公开", "12", "1", "13"]], 120, True)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        rows(canvas, [["1.属于国家秘密", "0", "", "0"], ["2.重复申请", "4", "0", "4"]], 780, False)

    assert by_row(to_blocks(pdf(draw)))[2:] == [["1.属于国家秘密", "0", "", "0"], ["2.重复申请", "4", "0", "4"]]


def test_the_ends_of_a_thick_line_and_of_thin_ones_are_one_place():
    edges = [60, 260, 310, 360]

    def draw(canvas):
        for row, texts in enumerate([["统计指标", "单位", "统计数"], ["1.当面申请数", "件", "3"], ["2.传真申请数", "件", "8"]]):
            for column, text in enumerate(texts):
                canvas.drawString(edges[column] + 5, 685 - 20 * row, text)
                thick = 1.6 * (row == 0)
                canvas.setLineWidth(3 if thick else 0.5)
                canvas.line(edges[column] - thick, 680 - 20 * row, edges[column + 1] + thick, 680 - 20 * row)

    assert by_row(to_blocks(pdf(draw))) == [["统计指标", "单位", "统计数"], ["1.当面申请数", "件", "3"], ["2.传真申请数", "件", "8"]]


def test_numbers_that_stand_apart_in_a_cell_are_not_one():
    """A line between two columns, or two rows, is missing; a number that goes on in the next line fills the first."""

    def draw(canvas):
        table(canvas, [["1.当面申请数", "198     188"], ["2.传真申请数", "1"]], [200, 90], y=700)
        table(canvas, [["3.网络申请数", ""], ["4.信函申请数", ""]], [200, 60], y=600, height=40)
        texts_at(canvas, [(265, 588, "40"), (265, 568, "3")])

    assert [row[1] for row in by_row(to_blocks(pdf(draw)))] == ["198 | 188", "1", "40 | 3", ""]


# --- printed sheets ------------------------------------------------------------------------------------------------


def test_a_label_in_three_pieces_around_the_end_of_a_page():
    def draw(canvas):
        table(canvas, [["（七）总计", "（二）部分公开", "3"], ["三、本", "（一）予以公开", "1"]], [60, 200, 60], y=120)
        canvas.drawString(63, 68, "年度办")
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["理结果", "（三）不予公开", "2"]], [60, 200, 60], y=780)

    read = [block for block in to_blocks(pdf(draw)) if block.kind == "cell"]
    assert "三、本年度办理结果" in [block.text for block in read]
    assert {block.table for block in read} == {0}


SHEET = [[f"{number}.{label}申请数", "件"] for number, label in enumerate(("当面", "传真", "网络", "信函"), 1)] + [
    ["（二）申请办结数", "件"],
    ["1.按时办结数", "件"],
]


@pytest.mark.parametrize(("pages", "is_whole"), [(1, True), (2, False)])
def test_the_last_column_of_a_sheet_on_a_page_of_its_own(pages, is_whole):
    """Spreadsheets print what is too wide for a page on another one, after all rows; nothing is moved where a page of that column is missing."""
    values = [str(number) for number in range(6)]

    def draw(canvas):
        for _ in range(pages):
            table(canvas, SHEET, [300, 60], y=700)
            canvas.showPage()
            canvas.setFont("STSong-Light", 12)
        canvas.drawString(60, 500, "填报人：张三")
        table(canvas, [[value] for value in values], [60], y=700)

    read = by_row(to_blocks(pdf(draw)))
    assert read[:6] == [[*row, value] if is_whole else row for row, value in zip(SHEET, values, strict=True)]


def test_the_text_of_a_row_that_is_too_low_for_it_stands_in_its_own_row():
    labels = ["2.兼职人员数", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及|政府网站建设维护等方面的经费）", "九、政府信息公开会议和培训情况"]

    def draw(canvas):
        for row, label in enumerate(labels):
            middle = 690 - 16 * row
            canvas.rect(60, middle - 8, 380, 16)
            canvas.rect(440, middle - 8, 40, 16)
            lines = label.split("|")
            for number, line in enumerate(lines):
                canvas.drawString(63, middle - 4 + 7 * (len(lines) - 1) - 14 * number, line)
        canvas.drawString(445, 686, "5")
        canvas.drawString(445, 670, "2.5")

    assert by_row(to_blocks(pdf(draw))) == [[labels[0], "5"], [labels[1].replace("|", ""), "2.5"], [labels[2], ""]]


def test_headings_over_columns_on_two_pages():
    """The text of a merged cell is printed on both, once beyond the edge of the page; lines that it hides on one page are drawn on the other."""

    def draw(canvas):
        head = [["", "自然人"], ["", "6"], ["", "1"], ["", "0"]]
        for row, (label, (_, value)) in enumerate(zip(["", "一、本年新收政府信息公开申请数量", "（一）予以公开", "2.重复申请"], head, strict=True)):
            canvas.rect(60, 680 - 20 * row, 300, 20)
            canvas.rect(360, 680 - 20 * row, 60, 10 if row == 0 else 20)
            texts_at(canvas, [(63, 685 - 20 * row, label), (365, 685 - 20 * row, value)])
        canvas.drawString(520, 692, "法人或其他组织情况一览")
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        for row, texts in enumerate([["其他", "总计"], ["0", "6"], ["0", "1"], ["2", "2"]]):
            for column, text in enumerate(texts):
                canvas.rect(60 + 60 * column, 680 - 20 * row, 60, 20)
                canvas.drawString(65 + 60 * column, 682 - 20 * row, text)
        canvas.line(60, 690, 180, 690)

    read = by_row(to_blocks(pdf(draw)))
    assert read[-3:] == [["一、本年新收政府信息公开申请数量", "6", "0", "6"], ["（一）予以公开", "1", "0", "1"], ["2.重复申请", "0", "2", "2"]]


def test_rows_too_low_whose_labels_stand_over_each_other():
    labels = [
        "（一）回应公众关注热点或重大舆情数（不同方式|回应同一热点或舆情计1次）",
        "1.专职人员数（不包括政府公报及|政府网站工作人员数）",
        "七、依申请公开信息|收取的费用",
        "（二）举办各类培训班数|",
    ]

    def draw(canvas):
        for row, label in enumerate(labels):
            middle = 690 - 15 * row
            canvas.rect(60, middle - 7.5, 300, 15)
            canvas.rect(360, middle - 7.5, 40, 15)
            first, second = label.split("|")
            texts_at(canvas, [(63, middle + 2, first), (63, middle - 12, second), (365, middle - 4, str(row))])

    assert by_row(to_blocks(pdf(draw))) == [[label.replace("|", ""), str(row)] for row, label in enumerate(labels)]


def test_figures_alone_are_no_part_of_a_table_with_other_rows():
    def draw(canvas):
        table(canvas, SHEET, [300, 60], y=A4[1] - 100)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [[str(number)] for number in range(6)], [60], y=500)

    assert by_row(to_blocks(pdf(draw))) == SHEET


def test_rows_far_apart_whose_numbers_have_their_unit():
    """As word processors print tables without lines, a blank line between the rows."""
    rows = [("信息内容", "本年制发件数", "现行有效件数"), ("规章", "0件", "0"), ("行政规范性文件", "3件", "12件"), ("其他主动公开文件", "1", "2件")]
    placed = [(x, 700 - 34 * number, text) for number, row in enumerate(rows) for x, text in zip((60, 240, 400), row, strict=True)]
    assert by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed)))) == [list(row) for row in rows]


def test_a_row_left_blank_among_rows_without_lines():
    placed = [(60, 700, "信息内容"), (240, 700, "本年制发件数"), (400, 700, "现行有效件数"), (60, 680, "规章")]
    placed += [(60, 660, "行政规范性文件"), (260, 660, "3"), (420, 660, "12")]
    assert ["规章", "", ""] in by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))


def test_numbers_at_the_right_of_columns_with_headings_in_their_middle():
    def draw(canvas):
        edges, rows = (
            (60, 200, 320, 440),
            [("信息内容", "上一年项目数量", "处理决定数量"), ("行政许可", "5", "40"), ("行政处罚", "2", "8"), ("行政强制", "1", "0")],
        )
        for number, row in enumerate(rows):
            y = 700 - 20 * number
            canvas.line(60, y - 6, 440, y - 6)
            for text, left, right in zip(row, edges, edges[1:], strict=False):
                if number == 0:
                    canvas.drawCentredString((left + right) / 2, y, text)
                elif left == 60:
                    canvas.drawString(left + 3, y, text)
                else:
                    canvas.drawRightString(right - 3, y, text)

    assert by_row(to_blocks(pdf(draw)))[1:] == [["行政许可", "5", "40"], ["行政处罚", "2", "8"], ["行政强制", "1", "0"]]


def test_rows_of_which_every_other_one_has_upright_lines():
    rows = [["信息内容", "上一年项目数量", "处理决定数量"], ["行政许可", "5", "40"], ["行政处罚", "", "8"], ["行政强制", "1", "0"]]

    def draw(canvas):
        for number, row in enumerate(rows):
            table(canvas, [row], [140, 120, 120], y=700 - 20 * number, ruled=number % 2 == 0)
            canvas.line(60, 700 - 20 * number, 440, 700 - 20 * number)
        canvas.line(60, 700, 60, 620)
        canvas.line(440, 700, 440, 620)
        canvas.line(60, 620, 440, 620)

    assert by_row(to_blocks(pdf(draw))) == rows


def test_lines_of_a_label_that_run_over_the_rows_beside_it():
    """As spreadsheets print rows that are too low; single lines are written first."""
    labels = ["（一）收到申请数", "1.当面申请数", "2.传真申请数"]

    def draw(canvas):
        table(
            canvas,
            [["统计指标", "单位", "统计数"], *([label, "件", "3"] for label in labels[:2]), ["", "次", "8"], [labels[2], "件", "0"]],
            [230, 60, 80],
            height=14,
        )
        canvas.setFont("STSong-Light", 12)
        canvas.drawCentredString(175, 700 - 14 * 4 + 12, "（一）回应公众关注热点或重大舆情数")
        canvas.drawCentredString(175, 700 - 14 * 4 - 2, "（不同方式回应同一热点或舆情计1次）")

    read = by_row(to_blocks(pdf(draw)))
    assert ["（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "8"] in read
    assert ["1.当面申请数", "件", "3"] in read
    assert ["2.传真申请数", "件", "0"] in read


def test_frames_of_a_row_that_the_end_of_a_page_tears():
    def draw(canvas):
        table(canvas, [["信息内容", "本年处理决定数量"], ["行政处罚", "18"], ["", ""]], [140, 160], y=120)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["", ""]], [140, 160], y=800, height=4)
        table(canvas, [["行政强制", "2"]], [140, 160], y=796)

    assert by_row(to_blocks(pdf(draw))) == [["信息内容", "本年处理决定数量"], ["行政处罚", "18"], ["行政强制", "2"]]


def test_numbers_of_the_rows_before_their_labels():
    rows = [
        ("序号", "统计指标", "单位", "统计数"),
        *(
            (str(number), label, "件", "4")
            for number, label in enumerate(("（一）收到申请数", "1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数"), 34)
        ),
    ]
    placed = [(x, 700 - 20 * number, text) for number, row in enumerate(rows) for x, text in zip((60, 100, 360, 440), row, strict=True)]
    read = by_row(to_blocks(pdf(lambda canvas: texts_at(canvas, placed))))
    assert read[1:] == [[label, "件", "4"] for _, label, *_ in rows[1:]]


def test_a_dash_below_its_heading_at_the_top_of_the_next_page_is_a_value():
    def draw(canvas):
        table(canvas, [["行政复议结果", "数量", "件数"], ["结果维持", "结果纠正", "其他结果"]], [140, 100, 100], y=120)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["1", "0", "—"]], [140, 100, 100], y=800)

    assert by_row(to_blocks(pdf(draw)))[-1] == ["1", "0", "—"]


def test_an_empty_cell_beside_a_number_under_no_heading_is_not_taken_for_blank():
    printed = (
        "<table><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td colspan=1></td></tr>"
        "<tr><td>行政事业性收费</td><td>7</td><td></td><td>-2</td></tr><tr><td>行政处罚</td><td>1</td><td>2</td><td></td></tr></table>"
    )
    read = reading_aid.values(printed, "html")
    assert ("行政事业性收费", "上一年项目数量", "7") in read
    assert not any(label == "行政事业性收费" and value == "" for label, _, value in read)


def test_a_sheet_of_two_tables_whose_columns_stand_on_further_pages_as_far_as_they_have_any():
    """The second table is wider than the first: it alone goes on to a page of its own."""
    labels = ["1.属于国家秘密", "2.重复申请", "3.其他", "（七）总计"]

    def draw(canvas):
        table(canvas, [[label, "1"] for label in labels], [200, 60], y=700)
        table(canvas, [[label, "3"] for label in labels], [200, 60], y=500)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["2", "4"]] * 4, [60, 60], y=500)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["5"]] * 4, [60], y=500)

    read = by_row(to_blocks(pdf(draw)))
    assert read == [[label, "1"] for label in labels] + [[label, *"3245"] for label in labels]


def test_a_label_that_runs_on_over_the_cells_beside_it():
    """As spreadsheets print what is not wrapped: the numbers stand upon the text."""

    def draw(canvas):
        table(canvas, [["1.属于国家秘密", "4", "7"], ["", "5", "8"], ["3.其他", "6", "9"]], [100, 80, 80])
        canvas.drawString(63, 665, "5.要求行政机关确认或重新出具已获取信息")

    read = by_row(to_blocks(pdf(draw)))
    assert ["5.要求行政机关确认或重新出具已获取信息", "5", "8"] in read


def test_a_title_of_a_block_with_no_line_above_it_and_a_last_row_with_none_below():
    """As fpdf2 prints lines across alone."""

    def draw(canvas):
        rows = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "1", "2"]]
        table(canvas, rows, [100, 100, 100])
        for x, width, y, height in [(60, 100, 620, 40), (160, 200, 620, 40), (60, 100, 600, 20), (160, 200, 600, 20)]:
            canvas.rect(x, y, width, height)
        texts_at(canvas, [(63, 645, "行政许可"), (250, 645, "31"), (190, 625, "第二十条第（六）项"), (63, 605, "信息内容"), (190, 605, "本年处理决定数量")])
        texts_at(canvas, [(63, 585, "行政处罚"), (250, 585, "45"), (63, 560, "三、收到和处理政府信息公开申请情况")])

    blocks = to_blocks(pdf(draw))
    assert by_row(blocks)[2:] == [["行政许可", "31"], ["第二十条第（六）项"], ["信息内容", "本年处理决定数量"], ["行政处罚", "45"]]
    assert "三、收到和处理政府信息公开申请情况" in [block.text for block in blocks if block.kind == "paragraph"]


def test_headings_side_by_side_that_nearly_touch_stay_two():
    """Where other texts reach out of their cells, the order in which all were written tells whose they are."""

    def draw(canvas):
        table(canvas, [["", "商业企业", "科研机构", "总计"], ["1.属于国家秘密", "1", "2", "3"], ["2.重复申请", "4", "5", "9"]], [100, 51, 51, 51], height=12)
        canvas.drawString(63, 672, "（本列数据的勾稽关系为：第一项加第二项之和）")

    read = by_row(to_blocks(pdf(draw)))
    assert read[0][1:] == ["商业企业", "科研机构", "总计"]


def test_the_number_of_a_label_alone_at_the_foot_of_a_page():
    def draw(canvas):
        table(canvas, [["二、上年结转政府信息公开申请数量", "（一）予以公开", "3"], ["三", "（一）予以公开", "1"]], [60, 200, 60], y=120)
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        table(canvas, [["、本年度办理结果", "（三）不予公开", "2"], ["四、结转下年度继续办理", "1.属于国家秘密", "0"]], [60, 200, 60], y=780)

    read = [block.text for block in to_blocks(pdf(draw)) if block.kind == "cell"]
    assert "三、本年度办理结果" in read and "三" not in read
