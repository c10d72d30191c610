"""Text with a cell in each line, by converters that leave blank cells, and those that merged cells cover, as empty lines; and by those that drop them."""

from functools import partial

import pytest
import reading_aid
from test_unordered import applications

values = partial(reading_aid.values, format_name="text")
NAMES = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
BEFORE = ["一、总体情况", "", "本年度公开政府信息四百余条，均已按期更新。", "", "三、收到和处理政府信息公开申请情况", ""]
BEHIND = ["", "五、存在的主要问题及改进情况", "", "公开的形式还不够多样。"]
REMEDIES = [
    "四、政府信息公开行政复议、行政诉讼情况",
    "",
    *("行政复议", "行政诉讼", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"),
    *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2,
]


def rows_of_applications():
    """(labels, cells) of each row of the table of applications, zeros left blank."""
    labels, rows = applications()
    return [(label, [str(number or "") for number in row]) for label, row in zip(labels, rows, strict=True)]


def told(rows):
    return [(label[-1], name, cell) for label, cells in rows for name, cell in zip(NAMES, cells, strict=True)]


def grid(rows):
    """Every place of the table as a line: what a merged cell covers is empty."""
    head = [["申请人情况", *[""] * 9], [*[""] * 3, "自然人", "法人或其他组织", *[""] * 4, "总计"], [*[""] * 4, *NAMES[1:6], ""]]
    lines = [line for row in head for line in row]
    for label, cells in rows:
        depth = 1 if label[-1][0] in "一二四" else 2 if label[-1][0] == "（" else 3
        lines += [*[""] * (depth - len(label)), *label, *[""] * (3 - depth), *cells]
    return lines


def test_every_place_of_a_table_as_a_line():
    rows = rows_of_applications()
    assert values("\n".join([*BEFORE, *grid(rows), *BEHIND])) == told(rows)


def test_a_place_too_few_leaves_the_table_untold():
    lines = grid(rows_of_applications())
    del lines[next(number for number, line in enumerate(lines) if line == "" and lines[number - 1].isdecimal())]
    assert not values("\n".join([*BEFORE, *lines, *BEHIND]))


@pytest.mark.parametrize("usual", [1, 2], ids=["one empty line behind a paragraph", "two"])
def test_empty_lines_between_paragraphs_are_no_cells(usual):
    rows = rows_of_applications()
    cells = [line for label, cells in rows for line in (*label, *cells)]
    head = ["申请人情况", "自然人", "法人或其他组织", "总计", *NAMES[1:6]]
    parted = [line for line in BEFORE for line in ([line] if line else [""] * usual)]
    assert values("\n".join([*parted, *head, *cells, *[""] * usual, *BEHIND[1:]])) == told(rows)


def remedies(cells):
    """The values of the table of remedies, below one of applications whose numbers are all there."""
    lines = [*BEFORE, *(line for label, row in zip(*applications(), strict=True) for line in (*label, *map(str, row))), "", *REMEDIES, *cells, *BEHIND]
    return [value for _, column, value in values("\n".join(lines)) if column not in ("", *NAMES[:6])][25:]


def test_a_row_without_labels_whose_last_cell_is_blank():
    cells = ["2", "", "", "", "2", "", "1", "", "", "1", "3", "", "", "", ""]
    assert remedies(cells) == cells


def test_the_empty_line_below_a_row_is_not_the_blank_cell_that_it_has_lost():
    assert not remedies(["2", "0", "0", "0", "2", "0", "1", "0", "1", "3", "0", "0", "0", "3"])  # fourteen


def test_what_stands_below_a_table_is_none_of_its_cells():
    counted = [
        ("3.政策解读稿件发布数", "篇"),
        ("4.微博微信回应事件数", "次"),
        ("5.其他方式回应事件数", "次"),
        ("（一）收到申请数", "件"),
        ("1.当面申请数", "件"),
    ]
    counted += [
        ("2.传真申请数", "件"),
        ("3.网络申请数", "件"),
        ("4.信函申请数", "件"),
        ("（二）申请办结数", "件"),
        ("1.按时办结数", "件"),
        ("2.延期办结数", "件"),
    ]
    rows = [("统计指标", "单位", "统计数"), ("二、回应解读情况", "----", "----"), *((*row, str(number % 8 or "")) for number, row in enumerate(counted, 1))]
    lines = [
        *BEFORE[:4],
        "附件",
        "",
        "政府信息公开情况统计表",
        "",
        "（2016年度）",
        "",
        *(line for row in rows for line in row),
        "",
        "某某县财政局",
        "",
        "2017年1月9日",
    ]
    assert values("\n".join(lines)) == [(label, "统计数", count or unit) for label, unit, count in rows[2:]]  # a unit alone stands for a blank
