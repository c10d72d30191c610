"""Text whose converter printed a table out of order or left its blank cells as empty lines; tables beside the links of a site."""

from functools import partial

import pytest
import reading_aid

from pipeline.readers.text_parts.spaced import wide_tables
from schemas.codebook import codebook

values = partial(reading_aid.values, format_name="text")


# --- proved by their sums ------------------------------------------------------------------------------------------


def applications(change=None):
    """Rows of numbers of the table of applications that add up, across and down; `change`: (row, column, number) that spoils it."""
    _, labels, columns = next(table for table in wide_tables() if len(table[1]) == 25)
    rows = [[(row * place) % 3 for place in range(1, len(columns))] for row in range(len(labels))]
    rows[-2] = [sum(column) for column in zip(*rows[2:-2], strict=True)]
    rows = [[*row, sum(row)] for row in rows]
    if change:
        rows[change[0]][change[1]] = change[2]
    return labels, rows


def out_of_order(labels, rows):
    """As pdftotext prints a browser's page: groups beside labels, a row in pieces, numbers that stand before their label."""
    lines = ["三、收到和处理政府信息公开申请情况", "", "申请人情况 法人或其他组织", "自然 总", "人 商业 科研 社会公益 法律服务 其 计", "企业 机构 组织 机构 他"]
    for number, (label, row) in enumerate(zip(labels, rows, strict=True)):
        first, rest = " ".join(map(str, row[:3])), [str(row[3]), " ".join(map(str, row[4:]))]
        lines += [*label[:-1], first, *rest, label[-1]] if number == 4 else [*label[:-1], f"{label[-1]} {first}", *rest]
    return "\n".join([*lines, "", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "公开还不够主动。"])


def test_a_table_out_of_order_whose_sums_prove_it():
    labels, rows = applications()
    read = values(out_of_order(labels, rows))
    assert [value for _, _, value in read] == [str(number) for row in rows for number in row]
    assert read[28] == ("1.属于国家秘密", "自然人", str(rows[4][0]))


@pytest.mark.parametrize("change", [(5, 6, 99), (5, 0, 7)], ids=["a total", "a part"])
def test_a_table_out_of_order_that_does_not_add_up_is_not_read(change):
    assert not values(out_of_order(*applications(change)))


def statistics(spoilt=False):
    """Labels, units and numbers of the statistics table in columns, page by page."""
    form = codebook().forms["stat-table-2014"]
    units = {entry.measure: entry.unit for entry in codebook().indicators.values() if form.form in entry.form}
    rows = []

    def walk(entries):
        for row in entries:
            if row.variant is None:
                rows.append((row.label, row.measure))
                walk(row.rows)

    walk(form.tables[0].blocks[0].rows)
    ones = {"foi.application.received.total": 4, "foi.application.closed.total": 2, "foi.application.reply.total": 13, "foi.application.reply.refused.total": 6}
    ones |= {"foi.reconsideration.total": 3, "foi.litigation.total": 3, "foi.capacity.staff.total": 2 + spoilt}
    lines = []
    for start in range(0, len(rows), 30):
        page = rows[start : start + 30]
        measures = [measure for _, measure in page if measure]
        lines += [label for label, _ in page] + ["—1—", ""] + [units[one] for one in measures] + [""] + [str(ones.get(one, 1)) for one in measures] + [""]
    return "\n".join(["政府信息公开情况统计表", *lines, "单位负责人：张三"]), rows, ones


def test_columns_of_units_and_numbers_behind_the_labels_of_their_page():
    text, rows, ones = statistics()
    read = values(text)
    assert [value for _, _, value in read] == [str(ones.get(measure, 1)) for _, measure in rows if measure]


def test_columns_that_do_not_add_up_are_not_read():
    assert not values(statistics(spoilt=True)[0])


# --- empty lines for empty cells -----------------------------------------------------------------------------------

CELLS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "0", "", "0", "行政规范性文件", "3", "", "12"]
ROWS = [("行政许可", "40"), ("行政处罚", "18"), ("行政强制", "2")]
ARTICLES = [part for title, row in zip("五六六", ROWS, strict=True) for part in (f"第二十条第（{title}）项", "信息内容", "本年处理决定数量", *row)]
OTHERS = ["行政复议", "行政诉讼", *["1", "2", "3", "4", "5", "6"]]


def spaced(cells):
    return "\n\n".join(["二、主动公开政府信息情况", "第二十条第（一）项", *cells, *ARTICLES, "三、收到和处理政府信息公开申请情况", *OTHERS])


def test_each_further_pair_of_empty_lines_is_an_empty_cell():
    """As docx2txt prints a document."""
    read = values(spaced(CELLS))
    assert read[:6] == [
        ("规章", "本年制发件数", "0"),
        ("规章", "本年废止件数", ""),
        ("规章", "现行有效件数", "0"),
        ("行政规范性文件", "本年制发件数", "3"),
        ("行政规范性文件", "本年废止件数", ""),
        ("行政规范性文件", "现行有效件数", "12"),
    ]


def test_an_empty_line_within_a_cell_leaves_its_row_untold():
    cells = [*CELLS[:-1], "", "12"]
    assert not any(label in ("规章", "行政规范性文件") for label, _, _ in values(spaced(cells)))


def test_a_row_of_empty_cells_alone_is_one_of_its_table():
    cells = [*CELLS[:5], "", "", "", *CELLS[8:]]
    assert [value for label, _, value in values(spaced(cells)) if label in ("规章", "行政规范性文件")] == ["", "", "", "3", "", "12"]


# --- beside other marks --------------------------------------------------------------------------------------------


def test_links_between_bars_make_no_table_of_the_page():
    """As lynx prints a page: the cells of a row with one blank between them."""
    rows = [("一、本年新收政府信息公开申请数量", "3 1 0 0 0 0 4"), ("二、上年结转政府信息公开申请数量", "0 0 0 0 0 0 0")]
    article = (
        "第二十条第（六）项\n信息内容    本年处理决定数量\n行政处罚    18\n行政强制    2\n第二十条第（五）项\n信息内容    本年处理决定数量\n行政许可    40\n"
    )
    text = (
        "首页 | 政务公开 | 2021年 | 办事服务\n\n现将全年情况报告如下。\n\n二、主动公开政府信息情况\n\n"
        + article
        + "\n三、收到和处理政府信息公开申请情况\n"
        + "\n".join(f"{label} {numbers}" for label, numbers in rows)
    )
    assert [(label, value) for label, _, value in values(text)][:3] == [("行政处罚", "18"), ("行政强制", "2"), ("行政许可", "40")]


def test_a_rule_under_a_head_that_marks_its_columns_as_centred():
    """As pandoc writes grid tables."""
    drawn = """
+----------------+------------------+
| 信息内容       | 本年处理决定数量 |
+:==============:+:================:+
| 行政处罚       | 18               |
+----------------+------------------+
| 行政强制       | 2                |
+----------------+------------------+
"""
    assert [(label, value) for label, _, value in values(drawn)] == [("行政处罚", "18"), ("行政强制", "2")]


def test_radicals_in_place_of_characters():
    """As pdftotext prints what browsers print."""
    text = "第⼆⼗条第（六）项\n信息内容 本年处理决定数量\n⾏政处罚 94\n⾏政强制 25\n第⼆⼗条第（五）项\n信息内容 本年处理决定数量\n⾏政许可 40\n\n三、收到和处理\n1 2 3 4 5 6 7"
    assert [(label, value) for label, _, value in values(text)] == [("行政处罚", "94"), ("行政强制", "25"), ("行政许可", "40")]


def test_an_amount_with_its_unit_among_the_blocks_of_article_20():
    text = "第二十条第（六）项\n信息内容   上一年项目数量   本年增/减   处理决定数量\n行政处罚   3   0   94\n行政强制   2   0   7\n"
    text += "第二十条第（九）项\n信息内容   采购项目数量   采购总金额\n政府集中采购   5   2840607元\n\n三、收到和处理\n1 2 3 4 5 6 7"
    assert ("政府集中采购", "采购总金额", "2840607元") in values(text)


def test_a_row_without_labels_below_headings_with_empty_lines_between_them():
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    lines = [
        "四、政府信息公开行政复议、行政诉讼情况",
        "",
        "   行政复议      行政诉讼",
        "",
        "      未经复议直接起诉      复议后起诉",
        "   ".join(names),
        "   ".join(names * 2),
        "",
    ]
    numbers = [str(number) for number in (0, 0, 5, 0, 5, 4, 10, 0, 8, 22, 0, 0, 0, 0, 0)]
    assert [value for _, _, value in values("\n".join([*lines, "   ".join(numbers), "", "五、存在的主要问题及改进情况"]))] == numbers


def test_an_empty_line_is_an_empty_cell_where_no_empty_line_parts_the_paragraphs():
    prose = [f"第{number}季度公开了政府信息，并答复了申请。" for number in "一二三四"]
    read = values("\n".join([*prose, "二、主动公开政府信息情况", "第二十条第（一）项", *CELLS, *ARTICLES, "三、收到和处理政府信息公开申请情况", *OTHERS]))
    assert ("规章", "本年废止件数", "") in read
    assert ("行政规范性文件", "现行有效件数", "12") in read


# --- columns that stand under each other ---------------------------------------------------------------------------


def in_columns(rows, widths):
    """Rows of cells as programs print them: each column as wide as its widest text, signs counting for two."""
    return "\n".join(
        "".join(cell + " " * (width - sum(1 + (sign > "\u2e7f") for sign in cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    )


def test_blank_cells_and_units_in_columns_of_spaces():
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "0件", "0件"],
        ["行政规范性文件", "3件", "", "12件"],
        ["其他文件", "1", "2", "4件"],
    ]
    read = values(in_columns(rows, [24, 18, 18, 16]) + "\n全年公开了信息。\n" + "   ".join("1234567"))
    assert read[:3] == [("规章", "本年制发件数", ""), ("规章", "本年废止件数", "0件"), ("规章", "现行有效件数", "0件")]
    assert ("行政规范性文件", "本年废止件数", "") in read


@pytest.mark.parametrize("zero", ["/", "—", "０", "0件"])
def test_rows_of_seven_cells_whatever_stands_for_nothing(zero):
    labels, rows = applications()
    lines = [f"{' '.join(label)}      {'   '.join(str(number) if number else zero for number in row)}" for label, row in zip(labels, rows, strict=True)]
    read = values("\n".join(["三、收到和处理政府信息公开申请情况", "", "申请人情况", "自然人 法人或其他组织 总计", *lines, "", "五、存在的主要问题及改进情况"]))
    assert [value for _, _, value in read] == [str(number) if number else zero for row in rows for number in row]


def test_digits_that_go_on_below_their_row_leave_it_untold():
    labels, rows = applications()
    lines = [f"{' '.join(label)}      {'   '.join(map(str, row))}" for label, row in zip(labels, rows, strict=True)]
    lines.insert(9, "8   4")
    read = values("\n".join(["三、收到和处理政府信息公开申请情况", "", "申请人情况 自然人 总计", *lines, "", "五、存在的主要问题及改进情况"]))
    assert labels[8][-1] not in [label for label, column, _ in read if column]
    assert labels[9][-1] in [label for label, column, _ in read if column]


def test_rows_on_the_next_page_without_the_head_of_their_table():
    labels, rows = applications()
    lines = ["\t".join([*label, *map(str, row)]) for label, row in zip(labels, rows, strict=True)]
    head = ["申请人情况\t自然人\t法人或其他组织\t总计", "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"]
    printed = "\n".join([*head, *lines[:9], "第二页的文字在这里，和表格没有关系。", *lines[9:]])
    assert [value for _, _, value in values(printed) if value] == [str(number) for row in rows for number in row]


def test_labels_out_of_the_order_of_the_form_have_not_the_numbers_behind_them():
    """As pdftotext prints a page: a label from below stands before the rest of the rows."""
    labels, rows = applications()
    order = [*range(5), 24, *range(5, 24)]
    cells = [part for at in order for part in (*labels[at], *map(str, rows[at]))]
    head = ["申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    read = values("\n".join(["三、收到和处理政府信息公开申请情况", *head, *cells]))
    assert "四、结转下年度继续办理" not in [label for label, column, _ in read if column]
    assert "（七）总计" in [label for label, column, _ in read if column]


def test_a_sheet_of_commas_with_an_empty_column_before_it_and_quotation_marks():
    rows = [
        '"信息内容","本年制发件数","本年废止件数","现行有效件数",,',
        '"规章",0,0,0,,',
        '"行政规范性文件",3,,12,,',
        '"3.危及""三安全一稳定""",0,1,2,,',
        '"其他",1,1,1,,',
    ]
    read = values("\n".join([',"某街道统计表",,,,', *("," + row for row in rows)]))
    assert read[:3] == [("规章", "本年制发件数", "0"), ("规章", "本年废止件数", "0"), ("规章", "现行有效件数", "0")]
    assert ("行政规范性文件", "本年废止件数", "") in read


def test_the_head_of_each_page_is_no_part_of_a_label():
    lines = [
        "某镇2016年政府信息公开年报",
        "统计指标     单位    统计数",
        "（一）收到申请数     件     4",
        "1.当面申请数     件     1",
        "2.传真申请数     件     0",
    ]
    lines += [
        "3.网络申请数     件     3",
        "（二）设置政府信息公开查     个     2",
        "\f某镇2016年政府信息公开年报",
        "阅点数",
        "（三）接受培训人员数     人次     30",
    ]
    assert ("（二）设置政府信息公开查阅点数", "统计数", "2") in values("\n".join(lines))


def test_a_table_whose_numbers_follow_one_another_column_by_column():
    """As pdfminer prints a page: labels, then each column; here the table begins on one page and goes on over the next."""
    labels, rows = applications()
    words = [part for label in labels for part in label]
    columns = [str(row[place]) for part in (rows[:2], rows[2:]) for place in range(7) for row in part]
    head = ["申请人情况", "自然人", "法人或其他组织", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    lines = [
        "三、收到和处理政府信息公开申请情况",
        *words[:2],
        *columns[:14],
        "- 1 -",
        "\f" + head[0],
        *head[1:],
        *words[2:],
        *columns[14:],
        "五、存在的主要问题及改进情况",
    ]
    read = [value for _, _, value in values("\n\n".join(lines))]
    assert read == [str(number) for row in rows for number in row]
    columns[20] = "9"
    lines = [
        "三、收到和处理政府信息公开申请情况",
        *words[:2],
        *columns[:14],
        "- 1 -",
        "\f" + head[0],
        *head[1:],
        *words[2:],
        *columns[14:],
        "五、存在的主要问题及改进情况",
    ]
    assert not values("\n\n".join(lines))


def test_a_row_of_a_table_on_lines_that_is_left_blank_under_a_label_that_heads_columns_too():
    """3.其他 and （七）总计 among cells on lines, where an empty line is an empty cell."""
    labels, rows = applications()
    cells = [part for label, row in zip(labels, rows, strict=True) for part in (*label, *(["" for _ in row] if label[-1] == "3.其他" else map(str, row)))]
    head = ["申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    prose = [f"第{number}季度公开了政府信息，并答复了申请。" for number in "一二三四"]
    read = values("\n".join([*prose, "三、收到和处理政府信息公开申请情况", *head, *cells, "四、政府信息公开行政复议、行政诉讼情况"]))
    assert [value for label, _, value in read if label == "3.其他"] == [""] * 7
    assert [value for label, _, value in read if label == "（七）总计"] == [str(number) for number in rows[-2]]
