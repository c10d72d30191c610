"""Text with a mark at each cell: lists, bars behind, signs of wikis, boxes without inner rules; and pages whose tables have no tags of tables."""

import json
from functools import partial

import pytest
import reading_aid

from pipeline.readers.text_parts.layouts import plain

values = partial(reading_aid.values, format_name="text")
page_values = partial(reading_aid.values, format_name="html")

ROWS = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "-"],
    ["行政规范性文件", "３", "1", "12"],
    ["第二十条第（六）项", "", "", ""],
    ["信息内容", "本年处理决定数量", "", ""],
    ["行政处罚", "240", "", ""],
    ["行政强制", "7", "", ""],
]
READ = ["0", "", "-", "３", "1", "12", "240", "7"]
ABOVE, BELOW = "二、主动公开政府信息情况\n\n", "\n\n三、收到和处理政府信息公开申请情况\n"
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def lines(before="", behind="", between_rows=""):
    """A cell a line; nothing stands for what a merged cell covers."""
    rows = [row[:1] if "第二十条" in row[0] else row[:2] if not row[-1] else row for row in ROWS]
    return between_rows.join("".join(f"{before}{cell}{behind}\n" for cell in row) for row in rows)


PRINTED = {
    "a list": lines("- "),
    "a list with bullets": lines("　•"),
    "a list, indented, with an empty line behind each row": lines("    * ", between_rows="\n"),
    "a list whose rows are items of a list": lines("     - ").replace("     - 第二十条", "   * - 第二十条"),
    "a bar behind each cell": lines(behind="|"),
    "a bar behind each cell, an empty line behind each row": lines(behind=" |", between_rows="\n"),
    "MediaWiki": '{| class="wikitable"\n' + "".join("|-\n| " + " || ".join(row) + "\n" for row in ROWS) + "|}",
    "MediaWiki, a cell a line": "{|\n" + "".join("|-\n" + "".join(f'| style="text-align: left;" | {cell}\n' for cell in row) for row in ROWS) + "|}",
    "Jira": "||" + "||".join(cell or " " for cell in ROWS[0]) + "||\n" + "".join("|" + "|".join(cell or " " for cell in row) + "|\n" for row in ROWS[1:]),
    "MoinMoin": "".join("|| " + " || ".join(row) + " ||\n" for row in ROWS),
    "Textile": "".join("|" + "|".join(f"<. {cell} " for cell in row) + "|\n" for row in ROWS),
    "AsciiDoc, a cell a line": "|===\n" + "\n".join("".join(f"|{cell}\n" for cell in row) for row in ROWS) + "|===",
    "bars as wide as a sign": "".join("｜".join(row) + "\n" for row in ROWS),
    "two tabs between cells": "".join("\t\t".join(row) + "\n" for row in ROWS),
    "a quotation": "".join("> " + " | ".join(row) + "\n" for row in ROWS),
    "lists of Python with wide spaces": "".join(repr([row[0].replace("规章", "　规章"), *row[1:]]).replace("　", r"\u3000") + "\n" for row in ROWS),
}


@pytest.mark.parametrize("marks", PRINTED)
def test_a_mark_at_each_cell_is_no_part_of_it(marks):
    above = ABOVE if marks != "a quotation" else ""
    assert [value for _, _, value in values(above + PRINTED[marks] + BELOW)] == READ


@pytest.mark.parametrize("marks", PRINTED)
def test_marks_of_cells_keep_every_sign_at_its_place(marks):
    printed = ABOVE + PRINTED[marks] + BELOW
    read = plain(printed)
    assert len(read) == len(printed)
    if "Python" not in marks:  # their rows are written anew
        assert all(read.index(label) == printed.index(label) for label in ("信息内容", "规章", "行政强制"))


def test_a_list_of_prose_stays_prose():
    said = "".join(f"- 第{number}项工作：办理{number}件\n" for number in "一二三四五六七八九十") + "- 5\n- 6\n"
    assert plain(said) == said


@pytest.mark.parametrize("signs", ["╭─╮│├┼┤╰╯", "╒═╕│╞╪╡╘╛", "+-+|+++++", "+-+||+|++"])
def test_a_box_with_no_rule_between_its_rows(signs):
    left, across, right, bar, left_in, cross, right_in, left_below, right_below = signs
    rule = across * 12
    inside = (f"{bar}{bar.join(cell.ljust(12) for cell in row)}{bar}\n" for row in ROWS)
    top, head, end = left + rule * 4 + right, left_in + cross.join([rule] * 4) + right_in, left_below + rule * 4 + right_below
    drawn = f"{top}\n{next(inside)}{head}\n{''.join(inside)}{end}\n"
    assert [value for _, _, value in values(ABOVE + drawn + BELOW)] == READ


def test_merged_cells_written_out_one_cell_a_line():
    remedies = [*["行政复议"] * 5, *["行政诉讼"] * 10, *FIVE, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5, *FIVE * 3, *"100010000000000"]
    read = values("四、政府信息公开行政复议、行政诉讼情况\n" + "\n".join(remedies) + "\n五、存在的主要问题\n")
    assert [value for _, _, value in read] == [*"100010000000000"]


def test_values_with_units_one_cell_a_line():
    """Of wide numbers too; a line is of one label, though its note and the next label would read as one."""
    article = ["信息内容", "本年处理决定数量", "行政处罚", "2件", "行政强制", "０件", "第二十条第（八）项", "信息内容", "本年收费金额", "（单位：万元）"]
    laws = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "0件", "无", "3件"]
    read = values("\n".join([*laws, "第二十条第（六）项", *article, "行政事业性收费", "8万元"]) + "\n")
    assert [value for _, _, value in read] == ["0件", "无", "3件", "2件", "０件", "8万元"]


def test_wide_numbers_between_bars_are_numbers():
    heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    cells = ["申请人情况", *heads, "一、本年新收政府信息公开申请数量", *"２０００００２", "二、上年结转政府信息公开申请数量", *"００００００１"]
    read = values("\n".join(f"\t{cell}" for cell in cells))
    assert [value for _, _, value in read] == [*"２０００００２", *"００００００１"]


def test_a_table_told_by_the_roles_of_its_elements():
    rows = "".join('<div role="row">' + "".join(f'<span role="cell"><span>{cell}</span></span>' for cell in row) + "</div>" for row in ROWS)
    page = f'<html><body><h2>二、主动公开政府信息情况</h2><div role="table"><div role="rowgroup">{rows}</div></div></body></html>'
    assert [value for _, _, value in page_values(page)] == READ


def test_rows_with_tabs_in_preformatted_text_beside_a_picture():
    rows = "\n".join("\t".join(row) for row in ROWS)
    page = f"<html><body><svg><path></path></svg><p>二、主动公开政府信息情况</p><pre>{rows}</pre></body></html>"
    assert [value for _, _, value in page_values(page)] == READ


def test_hidden_words_behind_a_label_are_no_part_of_it():
    rows = "".join("<tr>" + "".join(f'<td>{cell}<i style="display:none">填报说明1</i></td>' for cell in row) + "</tr>" for row in ROWS)
    assert [value for _, _, value in page_values(f"<html><body><table>{rows}</table></body></html>")] == READ


def test_a_sheet_with_all_its_values_in_quotation_marks():
    heads = ["指标名称", "计量单位", "本年度", "历年累计"]
    rows = [heads, ["主动公开信息数", "条", "5", "17"], ["新增的行政规范性文件数", "条", "0", "2"], ["网上咨询数", "人次", "0", "2"]]
    rows += [["咨询电话接听数", "人次", "12", "20"], ["申请总数", "条", "3", "9"]]
    printed = "附表\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    assert [value for label, _, value in values(printed) if label] == ["5", "17", "0", "2", "0", "2", "12", "20", "3", "9"]


@pytest.mark.parametrize("row", [lambda cells: str(tuple(cells)), lambda cells: json.dumps(cells, ensure_ascii=False) + ","])
def test_rows_as_programs_print_them(row):
    assert [value for _, _, value in values(ABOVE + "\n".join(map(row, ROWS)) + BELOW)] == READ


@pytest.mark.parametrize("between", [";", "；", "#", "^"])
def test_rows_with_other_signs_between_their_values(between):
    laws = ["第二十条第（一）项", "", "", ""], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "0", "1", "0"], ["行政规范性文件", *"312"]
    rows = [*laws, ["三、依申请公开情况", "", "", ""], ["规章", *"222"], ["规章", *"222"], ["规章", *"222"]]
    assert [value for _, _, value in values(ABOVE + "".join(between.join(row) + "\n" for row in rows))][:6] == ["0", "1", "0", "3", "1", "2"]


@pytest.mark.parametrize("blank", ["None", "NULL", "nan"])
def test_words_of_programs_for_nothing_are_blank_cells(blank):
    printed = "".join(" | ".join(cell or blank for cell in row) + "\n" for row in ROWS)
    assert [value for _, _, value in values(ABOVE + printed + BELOW)] == READ


def test_the_number_of_a_row_in_a_list_is_no_part_of_a_value():
    rows = [[*"ab"], *ROWS, ["规章", "3", "4", "5"]]
    listed = "".join(f"{number}. {' | '.join(row)}\n" for number, row in enumerate(rows, 1))
    remedies = ["行政复议 | 行政诉讼", f"{' | '.join(FIVE)} | 未经复议直接起诉 | 复议后起诉", " | ".join(FIVE * 2), " | ".join("100010000000000")]
    below = "四、政府信息公开行政复议、行政诉讼情况\n" + "".join(f"{number}. {row}\n" for number, row in enumerate(remedies, 1))
    assert [value for _, _, value in values(ABOVE + listed + "\n" + below)][-15:] == [*"100010000000000"]


def test_many_numbers_struck_through_before_those_that_count():
    rows = "".join(
        "<tr>" + "".join(f"<td><s>4</s>{cell}</td>" if cell and at else f"<td>{cell}</td>" for at, cell in enumerate(row)) + "</tr>" for row in ROWS * 3
    )
    read = page_values(f"<html><body><table>{rows}</table></body></html>")
    assert [value for _, _, value in read][: len(READ)] == READ


def test_dashes_below_headings_are_values():
    heads = ["| 项目 | 申请人情况 |", "| | 自然人 | 法人或其他组织 | 总计 |", "| | | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |"]
    rows = ["| 一、本年新收政府信息公开申请数量 | — | — | — | — | — | — | — |", "| 二、上年结转政府信息公开申请数量 | 1 | — | — | — | — | — | 1 |"]
    assert [value for _, _, value in values("\n".join(heads + rows))] == ["—"] * 7 + ["1", *"—————", "1"]
