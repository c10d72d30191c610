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
    rows[0] = [total + behind - before for before, total, behind in zip(rows[1], *rows[-2:], strict=True)]
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


def test_a_place_too_few_leaves_the_table_untold_but_for_what_its_sums_prove():
    rows = rows_of_applications()
    lines = grid(rows)
    del lines[next(number for number, line in enumerate(lines) if line == "" and lines[number - 1].isdecimal())]
    read = [value for value in values("\n".join([*BEFORE, *lines, *BEHIND])) if value[0]]
    assert {name for _, name, _ in read} == {"总计"} and set(read) <= set(told(rows))


@pytest.mark.parametrize("usual", [1, 2], ids=["one empty line behind a paragraph", "two"])
def test_empty_lines_between_paragraphs_are_no_cells(usual):
    rows = rows_of_applications()
    cells = [line for label, cells in rows for line in (*label, *cells)]
    head = ["申请人情况", "自然人", "法人或其他组织", "总计", *NAMES[1:6]]
    parted = [line for line in BEFORE for line in ([line] if line else [""] * usual)]
    assert values("\n".join([*parted, *head, *cells, *[""] * usual, *BEHIND[1:]])) == told(rows)


def test_rows_that_an_empty_line_parts():
    rows = rows_of_applications()
    head = [["申请人情况"], ["自然人", "法人或其他组织", "总计"], NAMES[1:6]]
    lines = [line for row in (*head, *((*label, *cells) for label, cells in rows)) for line in (*row, "")]
    assert values("\n".join([*BEFORE, *lines, *BEHIND[1:]])) == told(rows)


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


# --- blank cells that are lost -------------------------------------------------------------------------------------

HEAD = [["申请人情况"], ["自然人", "法人或其他组织", "总计"], NAMES[1:6]]


OUTCOMES = {
    "（一）予以公开": [5, 2, 1, 0, 3, 1],
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": [2, 0, 0, 0, 0, 1],
    "1.属于国家秘密": [0, 1, 0, 2, 0, 0],
    "3.补正后申请内容仍不明确": [1, 0, 0, 0, 1, 0],
    "2.重复申请": [0, 0, 1, 0, 0, 0],
    "3.其他": [1, 0, 0, 0, 0, 0],
}


def lost(change=None):
    """(the table of applications with its blank cells dropped, what stood in its cells); `change`: (label, column, cell) of an error of its author."""
    total, before, behind = [sum(column) for column in zip(*OUTCOMES.values(), strict=True)], [1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 2]
    new = [sum(parts) for parts in zip(total, behind, (-number for number in before), strict=True)]
    rows = {
        "一、本年新收政府信息公开申请数量": new,
        "二、上年结转政府信息公开申请数量": before,
        **OUTCOMES,
        "（七）总计": total,
        "四、结转下年度继续办理": behind,
    }
    cells = {label: [str(number or "") for number in (*row, sum(row))] for label, row in rows.items()}
    if change:
        cells[change[0]][change[1]] = change[2]
    labels, _ = applications()
    lines = [*HEAD, *([*label, *(cell for cell in cells.get(label[-1], ()) if cell)] for label in labels)]
    return "\n".join([*BEFORE, *("|".join(line) for line in lines), *BEHIND]), {
        (label, name): cell for label, row in cells.items() for name, cell in zip(NAMES, row, strict=True)
    }


def taken(printed):
    return {(label, name): cell for label, name, cell in values(printed) if label}


def test_numbers_stand_where_the_sums_of_the_form_leave_them_one_place():
    printed, cells = lost()
    read = taken(printed)
    assert read.items() <= cells.items()
    assert len(read) >= 0.75 * sum(map(bool, cells.values()))


def test_a_number_that_two_columns_could_hold_is_told_and_not_read():
    """Two kinds of applicants whose columns add up to the same, each with one application granted and one refused."""
    rows = {"一、本年新收政府信息公开申请数量": "112", "（一）予以公开": "11", "（二）部分公开": "11", "（七）总计": "112"}
    lines = [*HEAD, *([label, *cells] for label, cells in rows.items()), *([f"{n}.{label}"] for n, label in enumerate(["重复申请", "其他"], 2))]
    read = values("\n".join([*BEFORE, *("|".join(line) for line in lines), *BEHIND]))
    assert [(name, cell) for label, name, cell in read if label in ("（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")] == [
        ("总计", "1")
    ] * 2
    assert [cell for label, _, cell in read if not label]


@pytest.mark.parametrize("change", [("2.重复申请", 6, "9"), ("（七）总计", 2, "9")], ids=["a total of a row", "a total of a column"])
def test_where_the_sums_are_wrong_they_prove_nothing(change):
    printed, _ = lost(change)
    assert {label for label, _ in taken(printed)} <= {"一、本年新收政府信息公开申请数量", "（七）总计"}  # rows without a blank cell
    assert any(not label for label, _, _ in values(printed))


def test_a_heading_that_another_form_has_leaves_a_number_too_few_untold():
    head = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    read = values("\n".join("\t".join(row) for row in (["第二十条第（六）项"], head, ["行政处罚", "3", "1", "7"], ["行政强制", "+14"])))
    assert ("", "", "+14") in read and len(read) == 4
