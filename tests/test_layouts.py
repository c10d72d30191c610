"""Text as converters leave it: merged cells written out, tables drawn with rules and bars, marks of Markdown."""

from functools import partial

import polars as pl
import pytest
import reading_aid

from pipeline.observations import observations
from pipeline.readers.text_parts.layouts import plain
from pipeline.readers.text_parts.spaced import spaced_tables, wide_tables
from pipeline.readers.text_parts.wrapped import one_line
from pipeline.tables.reading import read_tables

read = partial(reading_aid.read, format_name="text")
values = partial(reading_aid.values, format_name="text")

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
CORNER = ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"] * 3
WRITTEN_OUT = [
    [*CORNER, *["申请人情况"] * 7],
    [*CORNER, "自然人", *["法人或其他组织"] * 5, "总计"],
    [*CORNER, *APPLICANTS],
    [*["一、本年新收政府信息公开申请数量"] * 3, *"3300006"],
    ["三、本年度办理结果", "（一）予以公开", "（一）予以公开", *"1111004"],
    ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", *"2000002"],
]


@pytest.mark.parametrize("between", [" | ", "\t"])
def test_a_merged_cell_written_out_in_every_place_counts_once(between):
    read = values("\n".join(between.join(row) for row in WRITTEN_OUT))
    assert read[:7] == [("一、本年新收政府信息公开申请数量", column, value) for column, value in zip(APPLICANTS, "3300006", strict=True)]
    assert len(read) == 21


def test_a_value_written_out_under_one_heading_counts_once():
    article = [["第二十条第（五）项"] * 4, ["信息内容", *["本年处理决定数量"] * 3], ["行政许可", "8", "8", "8"]]
    laws = [["第二十条第（一）项"] * 4, ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "2", "2", "2"]]
    read = values("\n".join("| " + " | ".join(row) + " |" for row in laws + article))
    assert [(label, value) for label, _, value in read] == [("规章", "2")] * 3 + [("行政许可", "8")]


RULED = """
+-----------------------------------+
| 第二十条第（五）项                |
+----------------+------------------+
| 信息内容       | 本年处理决定     |
|                | 数量             |
+================+==================+
| 行政许可       | 30               |
+----------------+------------------+
"""


def test_a_table_drawn_with_rules_and_corners():
    assert values(RULED) == [("行政许可", "本年处理决定数量", "30")]


def test_a_number_below_zero_in_a_drawn_table_keeps_its_sign():
    head = "+----------------+------------+\n| 信息内容       | 本年增/减  |\n+----------------+------------+\n"
    assert values(f"{head}| 行政许可       | -4         |\n+----------------+------------+")[0][2] == "-4"
    assert values(f"{head}| 行政许可       |-4          |\n+----------------+------------+")[0][2] == "-4"


def test_a_table_drawn_as_if_all_signs_were_of_one_width():
    assert values("+------+----------+\n| 信息内容 | 本年处理决定数量 |\n+------+----------+\n| 行政许可 | 30       |\n+------+----------+") == [
        ("行政许可", "本年处理决定数量", "30")
    ]


def test_a_label_wrapped_between_bars_is_one_label():
    wrapped = ["|统计指标        |单位|统计数|", "|（一）收到申请数|件  |4     |", "|1.属于已主动公开|件  |3     |", "|范围数          |    |      |"]
    assert values("\n".join(wrapped))[-1] == ("1.属于已主动公开范围数", "统计数", "3")


def test_numbers_apart_by_spaces_beside_wrapped_labels_and_over_a_page_break():
    """As pdftotext -layout prints the statistics form."""
    printed = """
    统   计   指   标        单位        统计数
   （一）收到申请数            件          4
     1.当面申请数            件          1
     2.传真申请数            件          0
    3.网络申请数            件          3

                —1—
\f  （二）设置政府信息公开查      个          2
       阅点数
   （三）接受培训人员数         人次         30
"""
    assert [(label, value) for label, _, value in values(printed)] == [
        ("（一）收到申请数", "4"), ("1.当面申请数", "1"), ("2.传真申请数", "0"), ("3.网络申请数", "3"), ("（二）设置政府信息公开查阅点数", "2"), ("（三）接受培训人员数", "30"),
    ]  # fmt: skip


def spaced_matrix(rows):
    """The table of applications as pdftotext -layout prints it: labels wrapped in two columns, numbers on one of their lines."""
    lines = []
    for path, numbers in rows:
        label, at = "".join(path), len(lines)
        lines += [f"   {label[place : place + 7]}" for place in range(0, len(label), 7)]
        lines[at] += "      " + "   ".join(numbers)
    return "\n".join(
        ["三、收到和处理政府信息公开申请情况", "     自然人   法人或其他组织   总计", *lines, "", "    —3—", "四、政府信息公开行政复议、行政诉讼情况"]
    )


def test_a_whole_table_whose_labels_are_wrapped_in_several_columns():
    _, labels, columns = next(table for table in wide_tables() if len(table[1]) == 25)
    rows = [(path, [str(place + number) for place in range(len(columns))]) for number, path in enumerate(labels)]
    read = values(spaced_matrix(rows))
    assert [value for _, _, value in read] == [number for _, numbers in rows for number in numbers]
    assert read[7] == ("二、上年结转政府信息公开申请数量", "自然人", "1")
    assert not values(spaced_matrix(rows[:-1]))  # a row less: nothing tells which


def test_the_blocks_of_article_20_apart_by_spaces():
    printed = "     第二十条第（五）项\n  信息内容      本年处理决定数量\n  行政许可        40\n     第二十条第（六）项\n  信息内容      本年处理决定数量\n  行政处罚        18\n  行政强制         2\n\n三、收到和处理"
    numbers = "  " + "   ".join("1234567")
    assert [(label, value) for label, _, value in values(printed + "\n" + numbers)] == [("行政许可", "40"), ("行政处罚", "18"), ("行政强制", "2")]


def test_a_line_break_within_a_cell_of_a_pasted_sheet():
    assert values('信息内容\t"本年处理\n决定数量"\n行政处罚\t5\n"行政\n强制"\t2') == [
        ("行政处罚", "本年处理决定数量", "5"),
        ("行政强制", "本年处理决定数量", "2"),
    ]


def test_a_heading_of_words_broken_over_lines_among_cells_on_lines():
    laws = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "1", "2", "3"]
    table = [
        "第二十条第（六）项",
        "信息内容",
        "本年\n处理决\n定数\n量",
        "行政处罚",
        "5",
        "行政\n强制",
        "2",
        "第二十条第（五）项",
        "信息内容",
        "本年处理决定数量",
        "行政许可",
        "8",
    ]
    assert [(label, value) for label, _, value in values("\n".join([*laws, *table]))][-3:] == [("行政处罚", "5"), ("行政强制", "2"), ("行政许可", "8")]


def test_rows_of_tabs_with_the_columns_for_rows():
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（七）总计", "四、结转下年度继续办理"]
    rows = [[str(10 * row + column) for column in range(5)] for row in range(7)]
    printed = [["申请人", *labels], *([applicant, *row] for applicant, row in zip(APPLICANTS, rows, strict=True))]
    found = values("\n".join("\t".join(row) for row in printed))
    assert [value for _, _, value in found] == [value for row in rows for value in row]


def test_the_heading_of_a_section_between_two_tables_is_no_row():
    printed = "信息内容\t本年处理决定数量\n行政许可\t8\n三、收到和处理政府信息公开申请情况\n自然人\t总计\n一、本年新收政府信息公开申请数量\t1"
    assert "三、收到和处理政府信息公开申请情况" in read(printed).filter(kind="paragraph")["text"].to_list()


@pytest.mark.parametrize("between", [" | ", "\t"])
def test_cells_that_go_on_in_the_next_line(between):
    """As a script prints the text of cells that have line breaks in them."""
    rows = [["信息内容", "本年新\n制作数量", "本年新\n公开\n数量", "对外公开\n总数量"], ["规章", "1", "2", "3"], ["规范性\n文件", "4", "5", "6"]]
    printed = "\n".join(between.join(row) for row in rows)
    assert [value for _, _, value in values(printed)] == list("123456")
    assert len(plain(printed)) == len(printed)


def test_a_number_and_the_label_in_the_next_line_stay_apart():
    printed = "1.属于国家秘密 | 0 | 0\n2.其他法律行政法规禁止公开 | 0 | 0\n3.其他 | 0 | 0"
    assert plain(printed) == printed


def test_marks_of_markdown_are_no_text():
    documents = read("# 青桐镇2023年政府信息公开工作年度报告\n\n全年公开**402**条。\n\n| 信息内容 | 本年处理决定数量 |\n|---|---|\n| 行政许可 | 8 |")
    assert documents["text"][0] == "青桐镇2023年政府信息公开工作年度报告"
    assert "*" not in documents["text"][1]


@pytest.mark.parametrize("printed", [RULED, "# 一、总体情况\n公开**4**条", "公开信息**条，收到申请**件", "|甲|乙|\n|丙|丁|\n|戊|己|"])
def test_every_place_stays_where_it_was(printed):
    assert len(plain(printed)) == len(printed)


def test_the_line_under_the_head_of_a_markdown_table_is_no_part_of_the_head():
    printed = "# 青桐镇2023年政府信息公开工作年度报告\n\n| 行政处罚 | 数量 |\n| --- | --- |\n| 行政强制 | 2 |"
    assert plain(printed).split("\n")[2:] == printed.split("\n")[2:]


@pytest.mark.parametrize("title", ["**{}**", "= {}", "== {} ==", "* {}", "# {}"])
def test_marks_of_headings_are_no_part_of_them(title):
    assert read(title.format("果园街道2018年政府信息公开工作年度报告") + "\n正文。")["text"].to_list() == ["果园街道2018年政府信息公开工作年度报告", "正文。"]


def test_a_sign_of_markdown_that_stands_for_itself_does_not_part_a_number():
    text = "增长8\\.5%，收到申请3件。"
    (line,) = read(text)["text"]
    assert "8.5%" in line and len(line) == len(text)
    labels = "| 统计指标 | 单位 | 统计数 |\n| 1\\.当面申请数 | 件 | 2 |\n| 2\\.传真申请数 | 件 | 3 |"
    assert [value for _, _, value in values(labels)] == ["2", "3"]


def test_asterisks_that_nobody_filled_in_stay():
    assert plain("公开信息**条，收到申请**件") == "公开信息**条，收到申请**件"


BOXED = """
┌──────────────────────────────────┐
│第二十条第（六）项                │
├────────────────┬─────────────────┤
│信息内容        │本年处理决定数量 │
├────────────────┼─────────────────┤
│行政处罚        │5                │
├────────────────┼─────────────────┤
│行政强制        │2                │
└────────────────┴─────────────────┘
"""


@pytest.mark.parametrize("above", ["", "# 青桐镇2023年政府信息公开工作年度报告\n"])
def test_a_table_drawn_with_signs_for_boxes_also_under_marks_of_markdown(above):
    assert [(label, value) for label, _, value in values(above + BOXED)] == [("行政处罚", "5"), ("行政强制", "2")]


@pytest.mark.parametrize("bar", ["｜", "│", "¦", "︱"])
def test_bars_of_other_kinds_without_a_frame(bar):
    rows = [["第二十条第（六）项", "", "", ""], ["信息内容", "本年处理决定数量", "", ""], ["行政处罚", "5", "", ""], ["行政强制", "2", "", ""]]
    for form in ("{}", f"{bar}{{}}{bar}"):
        printed = "\n".join(form.format(bar.join(row)) for row in rows)
        assert [(label, value) for label, _, value in values(printed)] == [("行政处罚", "5"), ("行政强制", "2")]
    title = f"石桥镇年报{bar}2023年度"
    assert plain(title) == title or bar == "│"


def test_quotation_marks_count_as_one_column_where_the_bars_say_so():
    rows = ["+--------------------------+---+", "| 属于国家秘密             | 1 |", "+--------------------------+---+", "| 3.危及“三安全一稳定” | 2 |"]
    rows[3] = rows[3].replace("” ", "”     ")
    found = plain("\n".join([*rows, rows[0]])).split("\n")
    assert [line.strip() for line in found if "|" in line] == ["|属于国家秘密|1|", "|3.危及“三安全一稳定”|2|"]


def test_a_sheet_saved_as_comma_separated_values():
    rows = [
        "统计指标,单位,统计数",
        "一、依申请公开情况,,",
        "（一）收到申请数,件,4",
        "1.当面申请数,件,1",
        "2.传真申请数,件,0",
        '"3.网络\n申请数",件,2',
        "4.信函申请数,件,1",
    ]
    printed = "\n".join(rows)
    assert [value for _, _, value in values(printed)] == list("41021")
    assert len(plain(printed)) == len(printed)
    prose = "新增市场主体5,217户，抽检食品1,030批次，受理投诉2,864件。"  # no row of values
    assert plain(f"{prose}\n{printed}").split("\n")[0] == prose
    large = printed.replace("件,4", '件,"1,204"').replace("\n", "\r\n")  # as spreadsheet programs quote what holds a comma
    assert [value for _, _, value in values(large)] == ["1,204", *"1021"]


def test_a_sheet_with_every_value_in_quotation_marks():
    rows = [
        ["统计指标", "单位", "统计数"],
        ["一、依申请公开情况", "", ""],
        ["（一）收到申请数", "件", "1,204"],
        *([f"{n}.{k}申请数", "件", "301"] for n, k in enumerate(["当面", "传真", "网络", "信函"], 1)),
    ]
    printed = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert [value for _, _, value in values(printed)] == ["1,204", *["301"] * 4]


def test_cells_apart_by_slashes_and_slashes_for_what_does_not_apply():
    rows = [
        ["统计指标", "单位", "统计数"],
        ["（一）收到申请数", "件", "4"],
        ["1.当面申请数", "件", "1"],
        ["2.传真申请数", "件", "/"],
        ["3.网络申请数", "件", "2"],
        ["4.信函申请数", "件", "1"],
    ]
    rows.append(["（二）申请办结数", "件", "4"])
    assert [value for _, _, value in values("\n".join(" / ".join(row) for row in rows))] == ["4", "1", "/", "2", "1", "4"]
    for line in ("行政许可 5 / 12", "规章 / / 12", "规章 | / | 0"):
        assert plain("\n".join([line] * 6)) == "\n".join([line] * 6)


def test_the_pieces_of_a_label_are_no_prose():
    table = [
        "统计指标",
        "单位",
        "统计数",
        "（一）主动公开政府信息",
        "数（不同渠道和方式公开相",
        "同信息计1条）",
        "条",
        "152",
        "其中：主动公开规范性",
        "文件数",
        "条",
        "3",
    ]
    table += ["（一）收到申请数", "件", "4", "1.当面申请数", "件", "1", "2.传真申请数", "件", "0", "3.网络申请数", "件", "2", "4.信函申请数", "件", "1"]
    made = reading_aid.derived(read("\n".join(["丰台区果园街道2017年政府信息公开年度报告", "一、概述", "全年主动公开政府信息152条，收到申请4件。", *table])))[
        "observations"
    ]
    assert made.filter(pl.col("value") == 1).group_by("origin").len().rows() == [("table", 2)]


def test_a_section_called_like_a_row_above_a_sentence_is_none():
    table = ["统计指标", "单位", "统计数", "（一）主动公开政府信息数", "条", "152", "其中：主动公开规范性文件数", "条", "3", "（一）收到申请数", "件", "4"]
    table += ["1.当面申请数", "件", "1", "2.传真申请数", "件", "0", "3.网络申请数", "件", "2", "4.信函申请数", "件", "1"]
    printed = "\n".join(["三、其他", "公示征收户数213户，开展院坝会66场。", "附：政府信息公开情况统计表", *table])
    assert [value for _, _, value in values(printed)] == ["152", "3", "4", "1", "0", "2", "1"]


@pytest.mark.parametrize("apart", ["  ", "　"])
def test_several_numbers_apart_by_spaces_behind_label_and_unit(apart):
    """Which number a row has lost where it prints too few, nothing tells: such a row is left unread."""
    rows = [
        ["指标名称", "计量单位", "2012年度", "历年累计"],
        ["主动公开信息数", "条", "61", "388"],
        ["现场接待人数", "人次", "1,280", "6,044"],
        ["申请总数", "条", "3", "14"],
    ]
    rows += [["其中：1．当面申请数", "条", "2", "11"], ["2．信函申请数", "条", "1", "3"], ["行政复议数", "件", "0"], ["行政诉讼数", "件", "0", "1"]]
    found = [(label, value) for label, column, value in values("\n".join(apart.join(row) for row in rows)) if label]
    assert [value for _, value in found] == ["61", "388", "1,280", "6,044", "3", "14", "2", "11", "1", "3", "0", "1"]


@pytest.mark.parametrize("change", ["不变", "－2", "减2", "+2"])
def test_a_change_in_words_or_with_a_wide_sign_among_numbers_apart_by_spaces(change):
    head = "信息内容  上一年项目数量  本年增/减  处理决定数量"
    lines = [
        "第二十条第（五）项",
        head,
        "行政许可  14  0  92",
        "其他对外管理服务事项  60  0  4310",
        "第二十条第（六）项",
        head,
        f"行政处罚  25  {change}  37",
        "行政强制  3  0  1",
    ]
    ((_, _, rows),) = spaced_tables(lines)
    assert rows[-2:] == [["行政处罚", "25", change, "37"], ["行政强制", "3", "0", "1"]]


@pytest.mark.parametrize(("heads", "own"), [(["2022年", "2023年"], ["34"]), (["2023年", "2022年"], ["31"]), (["2022年", "历年累计"], ["31"])])
def test_the_columns_of_a_table_that_compares_years_are_of_their_own(heads, own):
    """A single year over the values may be left over from the report of the year before."""
    rows = [["项目", *heads], ["主动公开政府信息数", "31", "34"], ["收到申请总数", "3", "5"]]
    tables = read_tables(read("\n".join("\t".join(row) for row in rows)))
    prose = pl.DataFrame(schema={"report_id": pl.String, "origin": pl.String, "statistic": pl.String})
    found = observations(tables.values, prose, pl.DataFrame({"report_id": ["0" * 16], "year": [2023]}, schema_overrides={"year": pl.Int16}))
    assert found.filter(pl.col("is_best") & pl.col("label").str.contains("主动公开政府信息数"))["value_text"].to_list() == own


def test_bars_that_stand_for_all_ends_of_lines():
    lines = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", *"123", "行政规范性文件", *"456"]
    assert [value for _, _, value in values("|".join([*lines, *["友情链接"] * 60]))] == list("123456")


def test_the_statistics_form_apart_by_single_spaces():
    """As text is taken out of a PDF: unit and number stand below a label of several lines."""
    printed = "（2016年度）\n统　计　指　标 单位 统计数\n　（一）收到申请数 件 4\n1.当面申请数 件 1\n2.传真申请数 件 0\n3.网络申请数 件 3\n（二）设置政府信息公开查\n阅点数\n个 2\n（三）接受培训人员数 人次 30"
    assert [value for _, _, value in values(printed)] == ["4", "1", "0", "3", "2", "30"]
    assert values(printed)[4][0] == "（二）设置政府信息公开查阅点数"


def test_the_blocks_of_article_20_apart_by_single_spaces_with_a_heading_on_two_lines():
    laws = "第二十条第（一）项\n信息内容 本年新\n制作数量\n本年新\n公开数量\n对外公开总数量\n规章 1 2 3\n规范性文件 4 5 6\n"
    powers = "第二十条第（八）项\n信息内容 上一年项目数量 本年增/减\n行政事业性收费 7 -8"
    laws += "第二十条第（六）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n行政处罚 9 0 4\n"
    read = values(laws + powers + "\n\n三、收到和处理\n  " + " ".join("1234567"))
    assert [value for _, _, value in read] == ["1", "2", "3", "4", "5", "6", "9", "0", "4", "7", "-8"]


def test_a_label_in_more_pieces_than_words_and_a_page_number_between_cells_on_lines():
    laws = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "1", "2", "3", "— 2 —"]
    pieces = ["行政", "规", "范", "性", "文", "件"]
    assert [value for _, _, value in values("\n".join([*laws, *pieces, "4", "5", "6"]))] == list("123456")


def test_a_long_dash_of_prose_beside_a_drawn_table_stays_as_it_is_printed():
    printed = "政务公开──让群众看得见\n┌──┬──┐\n│甲│乙│\n└──┴──┘"
    assert plain(printed).split("\n")[0] == "政务公开──让群众看得见"


def test_bars_that_only_begin_or_end_a_cell():
    """As crawlers leave cells one below the other: rows end with more bars, or a bar has a line of its own; rows of a table beside them stay rows."""
    heads = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    rows = [["行政许可", "11", "2", "305"], ["其他对外管理服务事项", "7", "0", "48"]]
    ends = "第二十条第（五）项 | ||||\n" + "".join(" |\n".join(row) + " | |\n" for row in [heads, *rows])
    alone = "| 第二十条第（五）项\n|\n||||\n" + "".join("| " + "\n|\n".join(row) + "\n|\n|\n" for row in [heads, *rows])
    below = "第二十条第（八）项 | | |\n信息内容 | 上一年项目数量 | 本年增/减 |\n行政事业性收费 | 3 | 1 |\n"
    for printed in (ends, alone):
        read = values("二、主动公开政府信息情况\n" + printed + below)
        assert sorted(value for _, _, value in read) == sorted(["11", "2", "305", "7", "0", "48", "3", "1"]), printed


def test_a_bar_behind_each_cell_in_a_line_of_its_own():
    """As crawlers leave cells that hold paragraphs; of two bars in a row the second stands behind a blank cell."""
    printed = (
        "统计指标\n| 单位\n| 统计数\n|\n（一）主动公开政府信息数\n| 条\n| 152\n|\n其中：主动公开规范性文件数\n| 条\n| 3\n|\n制发规范性文件总数\n| 件\n|\n|\n"
    )
    read = values("政府信息公开情况统计表\n" + printed + "（二）通过不同渠道和方式公开政府信息的情况\n|\n|\n|\n1.政府公报公开政府信息数\n| 条\n| 0\n|\n")
    assert [value for _, _, value in read] == ["152", "3", "", "0"]


def test_columns_apart_by_wide_spaces():
    rows = [
        ["统计指标", "单位", "统计数"],
        ["（一）主动公开政府信息数", "条", "152"],
        ["其中：主动公开规范性文件数", "条", "3"],
        ["制发规范性文件总数", "件", "4"],
    ]
    rows += [["1.政府公报公开政府信息数", "条", "0"], ["2.政府网站公开政府信息数", "条", "140"], ["3.政务微博公开政府信息数", "条", "12"]]
    assert [value for _, _, value in values("政府信息公开情况统计表\n" + "\n".join("　".join(row) for row in rows))] == ["152", "3", "4", "0", "140", "12"]


LAWS = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", *"123", "行政规范性文件", *"456"]
HEAD = ["信息内容", *["本年处理决定数量"] * 3]
NAVIGATION = [f"栏目{number}" for number in range(60)]


def test_a_tab_at_the_end_of_each_row_is_no_column():
    assert values("\n".join("\t".join(row) + "\t" for row in WRITTEN_OUT))[:7] == values("\n".join("\t".join(row) for row in WRITTEN_OUT))[:7]
    heads = [
        ["", "", "", *APPLICANTS, ""],
        ["一、本年新收政府信息公开申请数量", "", "", *"3300006", ""],
        ["三、本年度办理结果", "（一）予以公开", "", *"1111004", ""],
    ]
    assert [value for _, _, value in values("\n".join("\t".join(row) for row in heads))] == list("33000061111004")


def test_tables_of_several_widths_written_out_below_one_another():
    """As pandas writes the tables of a page: columns numbered, merged cells in each place that they cover, nothing between two tables."""
    articles = [["第二十条第（五）项"] * 4, HEAD, ["行政许可", *"888"], ["第二十条第（六）项"] * 4, HEAD]
    numbered = [list("0123"), *articles, ["行政处罚", *"000"], [], list("0123456789"), *WRITTEN_OUT]
    read = values("\n".join(",".join(row) for row in numbered))
    assert [value for _, _, value in read] == ["8", "0", *"330000611110042000002"]


@pytest.mark.parametrize("between", [" ", "\t"])
def test_a_page_in_one_line(between):
    prose = "2023年收到申请 5 件，办结 5 件。" * 20
    printed = between.join(["青桐镇2023年政府信息公开工作年度报告", *NAVIGATION, prose, *LAWS])
    assert [value for _, _, value in values(printed)] == list("123456")
    assert prose in read(printed)["text"].to_list() or between == "\t"


def test_signs_apart_by_spaces_are_words_and_no_page_in_one_line():
    """As character recognition leaves text."""
    words = "青桐镇二〇二三年政府信息公开工作年度报告" * 40
    assert "".join(read(" ".join(words))["text"].to_list()) == words
    rows = [" ".join(text) for text in LAWS[:1]] + ["  ".join(" ".join(text) for text in LAWS[1:5])]
    rows += ["  ".join(["规 章", *"123"]), "  ".join([" ".join("行政规范性文件"), *"456"])]
    rows += [" ".join("第二十条第（六）项"), "  ".join(map(" ".join, HEAD[:2])), "  ".join(["行 政 处 罚", "7"]), "  ".join(["行 政 强 制", "8"])]
    filling = "\n".join(" ".join("全年主动公开政府信息") + "。" for _ in range(30))
    assert [value for _, _, value in values(filling + "\n" + "\n".join(rows) + "\n三、 收 到\n" + "  ".join("1234567"))] == list("12345678")


def test_what_a_browser_prints_around_a_page_is_no_part_of_a_table():
    """The hour above, the address below, as pdftotext -layout leaves them."""
    above, below = "11/21/26, 10:30 PM      青桐镇2023年政府信息公开工作年度报告_某县", "https://www.example.gov.cn/nb/1.html      1/3"
    rows = [
        "第二十条第（一）项",
        "信息内容   本年制发件数   本年废止件数   现行有效件数",
        "规章   1   2   3",
        "行政规范性文件   4   5   6",
        "第二十条第（六）项",
    ]
    rows += ["信息内容   本年处理决定数量", "行政处罚   7", below, above, "行政强制   8", "三、收到和处理", "   ".join("1234567")]
    assert [value for _, _, value in values("\n".join([above, *rows]))] == list("12345678")
    assert read("\n".join([above, *rows])).filter(kind="furniture")["text"].to_list()[0] == above


@pytest.mark.parametrize("first", [True, False])
def test_a_label_in_two_rows_of_which_one_has_the_numbers(first):
    """As a page break cuts it, and PDF libraries write it down."""
    halves = [["8.属于行政查", *"1000001"], ["询事项", *[""] * 7]]
    halves = halves if first else [["8.属于行政查", *[""] * 7], ["询事项", *"1000001"]]
    rows = [["", *APPLICANTS], ["7.属于行政执法案卷", *"2000002"], *halves, ["2.重复申请", *"3000003"]]
    assert [(label, value) for label, column, value in values("\n".join("\t".join(row) for row in rows)) if column == "总计"] == [
        ("7.属于行政执法案卷", "2"), ("8.属于行政查询事项", "1"), ("2.重复申请", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_sheet_whose_widest_table_gives_all_rows_its_columns(sign):
    """As LibreOffice saves a sheet with several tables: text quoted, titles and rows filled up with blank cells."""
    rows = [["青桐镇2023年政府信息公开工作年度报告"], ["第二十条第（一）项"], LAWS[1:5], LAWS[5:9], LAWS[9:13], ["三、收到和处理政府信息公开申请情况"]]
    rows += [
        ["", "", "", *APPLICANTS],
        ["三、本年度办理结果", "（一）予以公开", "", *"1111004"],
        ["", "（二）部分公开", "", *"3000003"],
        ["", "", "1.属于国家秘密", *"500000", ""],
    ]
    cells = [[*row, *[""] * (15 - len(row))] for row in rows]
    printed = "\n".join(sign.join(text if text.isdecimal() or not text else f'"{text}"' for text in row) for row in cells)
    assert [value for _, _, value in values(printed)] == [*"123456", *"11110043000003", *"500000", ""]
    assert read(printed)["text"].to_list()[0] == "青桐镇2023年政府信息公开工作年度报告"


def test_the_indented_text_of_the_source_of_a_page():
    printed = "\n".join(f"\t\t\t\n\t\t\t\t\t{text}" for text in ["青桐镇2023年政府信息公开工作年度报告", *NAVIGATION, *LAWS])
    assert [value for _, _, value in values(printed)] == list("123456")
    assert read(printed)["text"].to_list()[0] == "青桐镇2023年政府信息公开工作年度报告"


def test_letters_and_numbers_of_the_columns_are_no_row():
    """As statistical forms have them below their head."""
    rows = [
        ["指标名称", "计量单位", "代码", "本期实际", "本年累计"],
        ["甲", "乙", "丙", "1", "2"],
        ["主动公开信息数", "条", "01", "11", "152"],
        ["申请总数", "条", "10", "0", "3"],
    ]
    assert [value for _, _, value in values("政府信息公开情况统计报表\n" + "\n".join(" | ".join(row) for row in rows))] == ["11", "152", "0", "3"]


def test_a_label_cut_by_a_page_break_goes_on_behind_the_numbers_of_its_row():
    """As PyMuPDF writes the cells of two pages."""
    pieces = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", *"123", "行政", "规范", *"456", "— 2 —", "性文", "件"]
    assert [value for _, _, value in values("\n".join([*pieces, "第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", "7"]))] == list("1234567")
    assert [value for _, _, value in values("\n".join([*pieces[:-2], "第二十条第（五）项"]))] == []  # no label: nothing is guessed


WRAPPED = """某某县石桥镇人民政府2016年政府信息公开工作年度报告

　　2016年，本镇认真落实信息公开各项要求，主动公开政府信息12
8条，其中通过政府网站公开90条，通过公开栏等其他方式公开38条，内
容涉及财政资金、社会救助和征地拆迁等群众关心的事项。
　　全年收到政府信息公开申请3件，均为当面提交，已全部按期办
- 1 -
结，未发生行政复议和行政诉讼，没有收取任何费用，也没有因为公
开工作不当引起的投诉。
一、存在的问题
　　公开的内容还不够丰富，更新不够及时，从事这项工作的人员多为
兼职，业务水平有待提高，对新媒体的运用也不够熟练，各村（社区）的
公开栏有时没有按照规定更换。
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n   "])
def test_lines_cut_at_a_width_are_paragraphs_and_keep_their_places(line_end):
    printed = WRAPPED.replace("\n", line_end)
    blocks = read(printed)
    assert blocks.height == 5
    assert all(printed[start:end] == text for text, start, end in blocks.select("text", "start", "end").iter_rows())
    assert "均为当面提交，已全部按期办结，未发生行政复议" in blocks.select(one_line(pl.col("text"))).to_series()[2]


def test_paragraphs_of_their_own_length_stay_lines():
    printed = "\n".join("全年主动公开政府信息128条" + "，内容涉及财政资金" * number for number in (1, 4, 2, 6, 3, 9, 5, 12))
    assert read(printed).height == 8


STATISTICS = [
    ("统计指标", "单位", "统计数"),
    ("（一）收到申请数", "件", "12"),
    ("1.当面申请数", "件", ""),
    ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", "8"),
]
TABBED = "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in STATISTICS)


@pytest.mark.parametrize("printed", [
    TABBED, TABBED.replace("\n", "\r\n"), TABBED.replace("\n", "\n\n"), TABBED.replace("\t", "    \t"), TABBED.replace("\t传", "\t　　传"),
    TABBED.replace("\t0\n", "- 3 -\n\t0\n"), TABBED.replace("\t0\n", "\t0\n第3页\n"), TABBED.replace("\n", "\u2028"), TABBED.replace("\n", "\v"),
], ids=["as it is", "CRLF", "lines apart", "indented", "wide blanks", "page number in a row", "page number behind a row", "line separators", "vertical tabs"])  # fmt: skip
def test_cells_that_begin_with_a_tab_however_their_lines_are_set(printed):
    """In lines two apart an empty line stands behind each cell, and three behind each row."""
    assert [value for *_, value in values(printed)] == ["12", "", "0", "8"]
    places = read(printed).filter(pl.col("kind") == "cell")
    assert all(printed[start:end] == text for text, start, end in places.select("text", "start", "end").iter_rows())


def test_dashes_behind_a_heading_over_rows_are_nothing():
    rows = [["统计指标", "单位", "统计数"], ["二、回应解读情况", "----", "----"], ["3.政策解读稿件发布数", "篇", "4"], ["4.微博微信回应事件数", "次", "-"]]
    found = read_tables(read("\n".join("\t".join(row) for row in rows))).values
    assert found["value_text"].to_list() == ["4", "-"]


@pytest.mark.parametrize(("mark", "behind"), [("\t", "\n"), ("", "")], ids=["cells behind tabs", "a cell a line"])
def test_the_year_above_the_head_of_a_table_is_its_title(mark, behind):
    labels = ["（一）收到申请数", "1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数", "（二）申请办结数"]
    rows = [["政府信息公开情况统计表"], ["（2017年度）"], ["统计指标", "单位", "统计数"], *([label, "件", str(number)] for number, label in enumerate(labels))]
    read = values("".join("".join(f"{mark}{cell}\n" for cell in row) + behind for row in rows))
    assert read == [(label, "统计数", str(number)) for number, label in enumerate(labels)]


def test_remedies_in_two_tables_with_titles_of_their_own():
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        ["行政复议", *[""] * 4],
        heads,
        list("01012"),
        ["行政诉讼", *[""] * 9],
        ["未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        heads * 2,
        list("1000100011"),
    ]
    printed = "四、政府信息公开行政复议、行政诉讼情况\n" + "\n".join("\t".join(row) for row in rows)
    found = read_tables(read(printed)).values
    assert found["value_text"].to_list() == list("010121000100011")
    assert found["indicator_key"].n_unique() == 15


@pytest.mark.parametrize("between", [" | ", "\t"])
def test_rows_and_columns_that_a_program_has_numbered_from_nought(between):
    """As pandas writes a frame; the next one may follow at once."""
    frame = lambda rows: [["", *map(str, range(len(rows[0])))], *([str(number), *row] for number, row in enumerate(rows))]  # noqa: E731
    article = [["第二十条第（六）项"] * 3, ["信息内容", "本年处理决定数量", "本年处理决定数量"], ["行政处罚", "21", "21"], ["行政强制", "4", "4"]]
    read = values("\n".join(between.join(row) for row in frame(WRITTEN_OUT) + frame(article)))
    assert read[0] == ("一、本年新收政府信息公开申请数量", "自然人", "3") and len(read) == 23
    assert [(label, value) for label, _, value in read[21:]] == [("行政处罚", "21"), ("行政强制", "4")]


def test_blank_cells_that_a_program_writes_as_no_number():
    rows = [["某镇2022年年度报告", *["Unnamed: 1"] * 4], ["---"] * 5, ["第二十条第（一）项", *["NaN"] * 4]]
    rows += [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "NaN"], ["规章", "0", "NaN", "3", "NaN"], ["行政规范性文件", "1", "0", "8", "NaN"]]
    read = values("\n".join("| " + " | ".join(row) + " |" for row in rows))
    assert [value for _, _, value in read] == ["0", "", "3", "1", "0", "8"]


def test_rows_as_python_prints_its_lists_of_cells():
    read = values("\n".join(str([text[:2] + "\n" + text[2:] if len(text) == 4 else text for text in row]) for row in WRITTEN_OUT))
    assert read[:7] == [("一、本年新收政府信息公开申请数量", column, value) for column, value in zip(APPLICANTS, "3300006", strict=True)]


def test_a_label_cut_off_by_the_edge_of_its_cell_is_told_by_the_rows_around_it():
    cut, others = ["2", "0", "0", "0", "0", "0", "2"], ["1", "0", "0", "0", "0", "0", "1"]
    rows = [["", *APPLICANTS], ["（一）予以公开", *others], ["分处理的，只计这一情", *cut], ["1.属于国家秘密", *others], ["分处理的，只计这一情", *cut]]
    labels = [label for label, _, value in values("\n".join("\t".join(row) for row in rows)) if value == "2"]
    assert labels[:2] == ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）"] * 2
    assert not any("部分公开" in label for label in labels[2:])  # the same part in another place names no row


def test_groups_of_remedies_one_cell_a_line_as_tables_of_their_own():
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    lines = ["行政复议", *five, *"12003", "行政诉讼", "未经复议直接起诉", "复议后起诉", *five, *five, *"1000120002"]
    assert [value for _, _, value in values("\n".join(lines))] == [*"120031000120002"]


def test_numbers_that_a_narrow_cell_cuts_are_whole_where_the_total_of_their_row_proves_it():
    """As PyMuPDF writes a page, a line of a cell each."""
    head = ["申请人情况", *APPLICANTS]
    one, doubtful = ["137", "6", "60", "8", "6", "27", "23", "150", "0"], ["1", "2", "3", "4", "5", "6", "7", "8"]
    lines = [*head, "一、本年新收政府信息公开申请数量", *one, "二、上年结转政府信息公开申请数量", *"1000001", "（一）予以公开", *doubtful]
    read = [value for label, _, value in values("\n".join(lines)) if label]
    assert read == ["1376", "60", "8", "6", "27", "23", "1500", *"1000001"]


@pytest.mark.parametrize("between", ["\t", " | "])
def test_a_grid_whose_rows_are_wider_than_its_table(between):
    """As a sheet of several tables is written out: the columns behind a table are empty, or hold remarks."""
    head = [
        ["", "", "申请人情况", *[""] * 8],
        ["", "", "自然人", "法人或其他组织", "", "", "", "", "总计", "备注", ""],
        ["", "", "", *APPLICANTS[1:6], "", "", ""],
    ]
    rows = [["一、本年新收政府信息公开申请数量", "", *"3300006", "", ""], ["三、本年度办理结果", "（一）予以公开", *"2100003", "含上年", ""]]
    read = values("\n".join(between.join(row) for row in head + rows))
    assert [(column, value) for label, column, value in read if label] == list(zip(APPLICANTS * 2, "33000062100003", strict=True))


def test_remedies_turned_upright_in_a_text():
    groups = [["行政复议", ""], ["行政诉讼", "未经复议直接起诉"], ["", "复议后起诉"]]
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [[*(group if not number else ["", ""]), name, str(number)] for group in groups for number, name in enumerate(names)]
    found = read_tables(read("\n".join("\t".join(row) for row in rows))).values
    assert (found["value_text"].to_list(), found["indicator_key"].n_unique()) == (list("01234" * 3), 15)


def test_a_bar_behind_each_cell_in_its_own_line():
    laws = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", *"000", "行政规范性文件", "5", "1", "9"]
    deeds = ["第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", "240", "第二十条第（六）项", "信息内容", "本年处理决定数量", "行政处罚", "1"]
    read = values("二、主动公开政府信息情况\n" + "\n".join(f"{cell} |" for cell in laws + deeds))
    assert [value for _, _, value in read] == [*"000", "5", "1", "9", "240", "1"]
    # beside a table whose rows stand in a line each
    rows = ["| 申请人情况", "自然人 | 法人或其他组织 | 总计", "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他"]
    rows += ["一、本年新收政府信息公开申请数量 | 2 | 0 | 0 | 0 | 0 | 0 | 2", "二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0"]
    lines = ["二、主动公开政府信息情况", *(f"{cell} |" for cell in laws + deeds), "三、收到和处理政府信息公开申请情况", *rows]
    assert [value for _, _, value in values("\n".join(lines))] == [*"2000002", *"0000000", *"000", "5", "1", "9", "240", "1"]


def test_the_corner_of_a_block_over_two_lines():
    """As pdftotext -layout prints 信息内容 in a narrow cell."""
    lines = [
        "      第二十条第（一）项",
        "  信息    本年制发件数  本年废止件数  现行有效件数",
        "  内容",
        "规章        0      0      0",
        "行政规范性文件   7      0      9",
    ]
    lines += [
        "      第二十条第（五）项",
        "  信息     本年处理决定数量",
        "  内容",
        "行政许可        171",
        "      第二十条第（六）项",
        "  信息     本年处理决定数量",
        "  内容",
    ]
    lines += ["行政处罚        0", "行政强制        3", "\f"]
    assert [value for _, _, value in values("\n".join(lines))] == ["0", "0", "0", "7", "0", "9", "171", "0", "3"]


def test_rows_filled_up_with_bars_to_the_width_of_the_widest():
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 申请人情况 | ||||||||",
        "自然人 | 法人或其他组织 | 总计 | |||||||",
        "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||",
        "一、本年新收政府信息公开申请数量 | 3 | 0 | 0 | 0 | 0 | 1 | 4 | ||",
        "二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | ||",
        "三、本年度办理结果 | （一）予以公开 | 2 | 0 | 0 | 0 | 0 | 1 | 3 | |",
    ]
    read = values("\n".join(lines))
    assert [value for _, _, value in read] == [*"3000014", *"1000001", *"2000013"]
    assert [column for _, column, _ in read[:7]] == APPLICANTS


def test_a_table_cut_off_is_of_the_form_that_the_other_table_of_the_report_is_of():
    """The first rows of the applications are the same in the forms of 2019 and of 2021."""
    laws = ["第二十条第（一）项", "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量", "规章", *"000", "规范性文件", *"225"]
    heads = ["申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    rows = ["一、本年新收政府信息公开申请数量", *"3000014", "二、上年结转政府信息公开申请数量", *"1000001"]
    text = "\n".join(["二、主动公开政府信息情况", *laws, "三、收到和处理政府信息公开申请情况", *heads, *rows])
    assert read_tables(read(text)).forms["form"].to_list() == ["articles-2019"]
    assert read_tables(read(text.replace("\n".join(laws), ""))).forms["form"].to_list() == ["articles-2021"]
