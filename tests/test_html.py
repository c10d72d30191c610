"""Web pages as sites and converters make them: pages within pages, frames around cells, cells that reach too far, tables in pieces."""

import json
import re
from functools import partial
from html import escape

import pytest
import reading_aid

from pipeline.tables.forms import blocks
from pipeline.tables.reading import read_tables

read = partial(reading_aid.read, format_name="html")
values = partial(reading_aid.values, format_name="html")


def table(*rows, cell="<td>{}</td>"):
    return "<table>" + "".join("<tr>" + "".join(cell.format(text) for text in row) + "</tr>" for row in rows) + "</table>"


LAWS = table(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"])
REPORT = f"<h1>青桐镇2023年政府信息公开工作年度报告</h1><p>全年公开信息40条。</p>{LAWS}"


def test_a_page_that_another_holds_as_text_is_read_in_its_place():
    for folded in (f'<iframe width="100%" srcdoc="{escape(REPORT)}"></iframe>', f'<textarea id="a" style="display:none">{escape(REPORT)}</textarea>'):
        page = f"<html><body><div>首页</div>{folded}</body></html>"
        assert [value for _, _, value in values(page)] == list("123456")
        assert "全年公开信息40条。" in read(page)["text"].to_list()


def test_what_people_write_into_a_field_is_no_page():
    assert read('<html><body><p>留言</p><textarea style="display:none">请填写</textarea></body></html>')["text"].to_list()[0] == "留言"


def test_a_frame_of_one_cell_around_the_text_of_a_cell_is_none():
    framed = LAWS.replace("<td>", "<td><table width='100%'><tr><td>").replace("</td>", "</td></tr></table></td><td width=1></td>")
    assert values(framed) == values(LAWS)


def test_no_cell_reaches_out_of_its_group_of_rows():
    head = "<tr><td colspan=2></td><td>自然人</td><td>总计</td></tr>"
    outcomes = "<tr><td rowspan=99>三、本年度办理结果</td><td>（一）予以公开</td><td>1</td><td>2</td></tr><tr><td>（七）总计</td><td>3</td><td>4</td></tr>"
    rest = "<tr><td colspan=2>四、结转下年度继续办理</td><td>5</td><td>6</td></tr>"
    found = values(f"<table><tbody>{head}{outcomes}</tbody><tbody>{rest}</tbody></table>")
    assert [(column, value) for _, column, value in found][-2:] == [("自然人", "5"), ("总计", "6")]


def test_a_row_that_a_cell_above_pushes_out_of_the_table_stands_where_it_belongs():
    head = "<tr><td colspan=2></td><td>自然人</td><td>总计</td></tr>"
    outcomes = "<tr><td rowspan=4>三、本年度办理结果</td><td>（一）予以公开</td><td>1</td><td>2</td></tr><tr><td>（二）部分公开</td><td>1</td><td>2</td></tr><tr><td>（七）总计</td><td>3</td><td>4</td></tr>"
    rest = "<tr><td colspan=2>四、结转下年度继续办理</td><td>5</td><td>6</td></tr>"
    assert [(column, value) for _, column, value in values(f"<table>{head}{outcomes}{rest}</table>")][-2:] == [("自然人", "5"), ("总计", "6")]


def test_a_wider_table_in_one_with_others_is_not_pushed():
    """A page that is one table of a sheet: the table of remedies is wider than the others."""
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    row = lambda *cells: f"<tr>{''.join(cells)}</tr>"  # noqa: E731
    cells = lambda texts: "".join(f"<td>{text}</td>" for text in texts)  # noqa: E731
    above = [row(f"<td colspan=10>{text}</td>") for text in ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理", "四、政府信息公开", "无")]
    top = row("<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td>")
    middle = row(*(f"<td rowspan=2>{text}</td>" for text in five), "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>")
    page = "<table>" + "".join(above) + top + middle + row(cells(five * 2)) + row(cells(range(15))) + "</table>"
    found = read_tables(read(page)).values.drop_nulls("indicator_key")
    assert found["value_text"].to_list() == [str(number) for number in range(15)]


def test_a_table_in_pieces_under_the_head_of_the_first():
    pieces = [["统计指标", "单位", "统计数"], ["（一）收到申请数", "件", "3"]], [["1.当面申请数", "件", "1"]], [["2.传真申请数", "件", "2"]]
    assert [value for _, _, value in values("<br>".join(table(*rows) for rows in pieces))] == ["3", "1", "2"]
    assert [value for _, _, value in values("<p>又及</p>".join(table(*rows) for rows in pieces))] == ["3"]


def test_a_cell_widened_under_the_next_heading_belongs_to_its_own():
    """LibreOffice puts columns of nearly the same place apart."""
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结"]
    cells = lambda texts: "".join(f"<td>{text}</td>" for text in texts)  # noqa: E731
    top = "<tr><td colspan=5>行政复议</td><td colspan=11>行政诉讼</td></tr>"
    middle = (
        "<tr>"
        + "".join(f"<td rowspan=2>{text}</td>" for text in five)
        + "<td rowspan=2 colspan=2>总计</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    )
    low = "<tr>" + cells([*five, "总计"] * 2) + "</tr>"
    numbers = "<tr>" + cells("1234") + "<td colspan=2>10</td>" + cells("0" * 10) + "</tr>"
    assert len(found := values(f"<table>{top}{middle}{low}{numbers}</table>")) == 15
    assert found[4][2] == "10"


def test_markdown_with_tables_of_html_keeps_its_paragraphs():
    text = f"**青桐镇2023年政府信息公开工作年度报告**\n\n## 一、总体情况\n\n全年公开信息40条。\n\n{LAWS}\n\n无。"
    texts = read(text).filter(kind="paragraph")["text"].to_list()
    assert texts == ["青桐镇2023年政府信息公开工作年度报告", "一、总体情况", "全年公开信息40条。", "无。"]


def test_a_table_in_two_halves_side_by_side():
    rows = [["统计指标", "单位", "统计数"] * 2, ["（一）收到申请数", "件", "3", "2.传真申请数", "件", "2"], ["1.当面申请数", "件", "1", "", "", ""]]
    halves = [("（一）收到申请数", "3"), ("1.当面申请数", "1"), ("2.传真申请数", "2")]
    assert [(label, value) for label, _, value in values(f"{LAWS}<p>又及</p>{table(*rows)}")][6:] == halves


def test_rows_whose_headings_stand_elsewhere_are_read_in_the_order_of_the_form():
    """Merged cells that a converter lost, or a head that reaches out of its group of rows: as many values as the form has columns tell which they are."""
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    lost = [["行政复议", *[""] * 4, "行政诉讼", *[""] * 9], [*five, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4], [*[""] * 5, *five, *five]]
    numbers = [str(number) for number in range(15)]
    assert [value for _, _, value in values(table(*lost, numbers))] == numbers
    read = [column for _, column, _ in values(table(*lost, numbers[:14]))]
    assert len(read) < 15  # one is missing: nothing tells which


def test_the_table_of_remedies_with_a_row_for_each_kind():
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [["类别", *five], ["行政复议", *"12003"], ["未经复议直接起诉", *"00404"], ["复议后起诉", *"50005"]]
    assert [value for _, _, value in values(table(*rows))] == [*"120030040450005"]
    assert {label for label, _, _ in values(table(["类别", *five[1:], five[0]], *rows[1:]))} <= {""}  # in another order nothing is guessed


def test_a_row_of_words_under_the_headings_of_remedies_is_none():
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert not values(table(["类别", *five], ["某某", "说明", "说明", "总计"], ["说明", "说明", "说明", "结果维持"]))


def test_a_table_with_its_columns_for_rows():
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（七）总计", "四、结转下年度继续办理"]
    applicants = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [[str(10 * row + column) for column in range(5)] for row in range(7)]
    read = values(table(["申请人", *labels], *([applicant, *row] for applicant, row in zip(applicants, rows, strict=True))))
    assert [value for _, _, value in read] == [value for row in rows for value in row]
    assert read[6] == (labels[1], "商业企业", "11")


def test_the_statistics_form_without_its_head():
    """The head is a picture, or stood on the page before; under a heading that no form knows the values may be of another year."""
    form = next(block for block in blocks() if block.form == "stat-table-2014")
    rows = [[min(row.keys), "件", str(number)] for number, row in enumerate(form.rows) if row.has_cells][:40]
    with_head = values(table(["统计指标", "单位", "统计数"], *rows))
    assert len(with_head) >= 30
    assert [(label, value) for label, _, value in values(table(*rows))] == [(label, value) for label, _, value in with_head]
    assert not values(table(["统计指标", "单位", "上年累计数"], *rows))
    assert not values(table(*([*row, "7"] for row in rows)))


def test_headings_in_pieces_below_one_another():
    """As a table without rulings has them, of which each line became a row."""
    heads = [
        ["", "自然", "商业", "科研", "社会", "法律", "其他", "总计"],
        ["", "人", "企业", "机构", "公益", "服务", "", ""],
        ["", "", "", "", "组织", "机构", "", ""],
    ]
    read = values(table(*heads, ["（一）予以公开", *"1234560"], ["（七）总计", *"7654321"]))
    assert [value for _, _, value in read] == [*"1234560", *"7654321"]
    assert [column for _, column, _ in read][:7] == ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def test_the_number_of_a_page_between_two_pieces_of_a_table():
    head, rest = table(["", "自然人", "总计"], ["（一）予以公开", "1", "2"]), table(["（七）总计", "3", "4"])
    assert [value for _, _, value in values(f"{head}<p>— 3 —</p>{rest}")] == list("1234")
    assert [value for _, _, value in values(f"{head}<p>说明</p>{rest}")] == list("12")


def test_values_in_fields_of_a_form():
    fields = LAWS.replace("<td>1</td>", '<td><input type="text" readonly value="1"></td>').replace(
        "<td>2</td>", '<td><input value="2"/><input type="hidden" value="9"></td>'
    )
    assert values(fields) == values(LAWS)
    chosen = "<td><select><option>--</option><option selected>1</option><option>9</option></select></td>"
    assert values(LAWS.replace("<td>1</td>", chosen).replace("<td>2</td>", "<td><textarea readonly>2</textarea></td>")) == values(LAWS)


def test_the_mark_of_a_note_is_no_digit():
    noted = (
        LAWS.replace("<td>1</td>", "<td>1<sup>2</sup></td>")
        .replace("<td>2</td>", '<td>2<sup><a href="#n">[1]</a></sup></td>')
        .replace("<td>3</td>", "<td>3①</td>")
    )
    assert [value for _, _, value in values(noted)] == ["1[2]", "2[1]", "3①", "4", "5", "6"]


def test_a_number_struck_through_is_none():
    struck = LAWS.replace("<td>1</td>", "<td><s>9</s>1</td>").replace("<td>2</td>", '<td><del class="x"><span>8</span></del>2</td>')
    assert values(struck) == values(LAWS)
    assert values(LAWS.replace("<td>3</td>", "<td><span>3</span></td>")) == values(LAWS)


def test_a_page_that_forgot_to_end_a_struck_passage_is_read():
    forgot = re.sub(r"<td>(.*?)</td>", r"<td><s>\1</s></td>", LAWS) + "<p><s>说明</s></p>" * 20
    assert values(forgot) == values(LAWS)


def test_preformatted_text_keeps_its_lines_and_its_drawn_tables():
    rule = "+----------------+--------------+--------------+--------------+"
    rows = [("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "1", "2", "3"), ("行政规范性文件", "4", "5", "6")]
    wide = lambda text, width: text + " " * (width - sum(2 if ord(sign) > 255 else 1 for sign in text))  # noqa: E731
    drawn = [
        rule,
        *(line for row in rows for line in ("|" + "|".join(wide(text, width) for text, width in zip(row, (16, 14, 14, 14), strict=True)) + "|", rule)),
    ]
    page = "<pre>一、概述\n全年公开信息40条。\n" + "\n".join(drawn) + "</pre>"
    assert values(page) == values(LAWS)
    assert read(page)["text"].to_list()[:2] == ["一、概述", "全年公开信息40条。"]


def test_hidden_rows_and_cells_are_not_read():
    """A table pasted from a spreadsheet brings the figures of last year with it."""
    hidden = LAWS.replace("</tr>", "<td style='display: none'>9</td></tr>").replace("<tr>", "<tr style='DISPLAY:none'><td>规章</td><td>7</td></tr><tr>", 1)
    assert values(hidden) == values(LAWS)


def test_a_hidden_part_is_read_where_nothing_else_has_its_table():
    """Pages keep the reports of other years in parts that a click would show; or their own report in parts of which one is shown at a time."""
    rows = "".join(f"<tr><td>第{number}项</td><td>{number}</td><td>{number}</td></tr>" for number in range(20))
    before = f'<div style="display:none"><p>2022年的数据</p><table>{rows}</table>{LAWS.replace("6", "66")}</div>'
    assert values(f"<div>{before}<table>{rows}</table>{LAWS}</div>") == values(LAWS)
    assert [value for _, _, value in values(f"<div>{before}<p>全文</p></div>")][-1] == "66"
    assert [value for _, _, value in values(f"<div>{before}{before}</div>")][-1] == "66"


@pytest.mark.parametrize(
    "script",
    [
        f"window.__NUXT__={json.dumps({'content': REPORT + '。' * 300}).replace('<', chr(92) + 'u003C')}",
        "document.write('" + REPORT.replace("</", "<\\/") + "。" * 300 + "');",
        f"var a = '{escape(REPORT)}{'。' * 300}';",
    ],
)
def test_the_article_that_a_script_writes(script):
    page = f"<html><body><div>首页</div><script>{script}</script></body></html>"
    assert [value for _, _, value in values(page)] == list("123456")


def test_the_answer_of_an_interface():
    answer = json.dumps({"code": 200, "data": {"title": "青桐镇2023年政府信息公开工作年度报告", "content": REPORT}}, ensure_ascii=True)
    assert [value for _, _, value in values(answer)] == list("123456")
    assert read(answer)["text"].to_list()[0] == "青桐镇2023年政府信息公开工作年度报告"


def test_an_article_for_large_screens_and_for_small_ones_counts_once():
    page = f"<div class=pc>{REPORT}</div><div class=wap>{REPORT}</div>"
    assert values(page) == values(REPORT)
    assert len(values(REPORT + LAWS.replace("<td>6</td>", "<td>7</td>"))) == 12  # other figures are no copy


def test_merged_cells_written_out_in_every_place_of_a_page():
    heads = [["", "", *["申请人情况"] * 3], ["", "", "自然人", "法人或其他组织", "总计"], ["", "", "自然人", "商业企业", "总计"]]
    rows = [["一、本年新收政府信息公开申请数量"] * 2 + list("123"), ["三、本年度办理结果", "（一）予以公开", *"456"]]
    assert [value for _, _, value in values(table(*heads, *rows))] == list("123456")


def test_the_table_of_remedies_on_end():
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    body = ""
    for outer, inner in (("行政复议", ""), ("行政诉讼", "未经复议直接起诉"), ("", "复议后起诉")):
        lead = f"<td rowspan={10 if outer == '行政诉讼' else 5} colspan={1 if inner else 2}>{outer}</td>" if outer else ""
        lead += f"<td rowspan=5>{inner}</td>" if inner else ""
        body += "".join(f"<tr>{lead if number == 0 else ''}<td>{text}</td><td>{number}</td></tr>" for number, text in enumerate(five))
    assert [value for _, _, value in values(f"<table>{body}</table>")] == list("01234" * 3)


def test_the_row_of_no_height_in_which_word_keeps_the_widths_of_columns_is_none():
    keeper = "<![if !supportMisalignedColumns]><TR height=0><TD width=60></TD><TD width=60></TD><TD width=60></TD></TR><![endif]></table>"
    assert read(LAWS.replace("</table>", keeper)).height == read(LAWS).height
