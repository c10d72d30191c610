"""How cells are told: by the path of their labels, whatever the layout has lost."""

import polars as pl
import pytest
import reading_aid

from pipeline.numbers import cell_quantity
from pipeline.readers import html, text
from pipeline.tables.reading import read_tables
from pipeline.tables.shapes import TAKEN
from schemas.codebook import codebook
from schemas.contracts import conform
from schemas.form_cells import block_cells

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def values(printed, form=None):
    """{(row label, column label): printed value} of the tables in a text file."""
    documents, errors = text.read_all([("0" * 16, printed.encode())])
    assert not errors
    tables = read_tables(documents)
    if form:
        assert set(tables.forms["form"]) == {form}
    return {(row["label"].split(" / ")[-1], (row["column_label"] or "").split(" / ")[-1]): row["value_text"] for row in tables.values.iter_rows(named=True)}


def piped(*rows):
    return "\n".join(" | ".join(row) for row in rows)


def test_cells_merged_otherwise_than_their_headings_stand_under_them_one_by_one():
    """As editors of pages leave it: 上一年项目数量 over one column and its value over two, so that each value reaches under two headings."""
    head = "<tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td><td>处理决定数量</td></tr>"
    row = "<tr><td>{}</td><td colspan=2>{}</td><td>{}</td><td>{}</td></tr>"
    page = (
        f"<table><tr><td colspan=5>第二十条第（五）项</td></tr>{head}{row.format('行政许可', 41, -3, 87)}{row.format('其他对外管理服务事项', 5, 0, 9)}</table>"
    )
    documents, _ = html.read_all([("0" * 16, f"<html><body>{page}</body></html>".encode())])
    read = read_tables(documents).values.select("label", "column_label", "value_text").rows()
    assert [(label.split(" / ")[-1], column, value) for label, column, value in read] == [
        ("行政许可", "上一年项目数量", "41"), ("行政许可", "本年增/减", "-3"), ("行政许可", "处理决定数量", "87"),
        ("其他对外管理服务事项", "上一年项目数量", "5"), ("其他对外管理服务事项", "本年增/减", "0"), ("其他对外管理服务事项", "处理决定数量", "9"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["数据{}", "Unnamed: {}"])
def test_columns_that_a_program_named_are_taken_in_the_order_of_the_form(name):
    names = [name.format(number) for number in range(1, 7)]
    read = values(piped(["类别", *names, "总计"], ["本年新收政府信息公开申请数量", "7", "3", "0", "0", "5", "0", "15"], ["2.重复申请", *"1200003"]))
    assert [read["一、本年新收政府信息公开申请数量", applicant] for applicant in APPLICANTS] == ["7", "3", "0", "0", "5", "0", "15"]


def test_columns_of_years_are_not_taken_for_those_of_the_form():
    years = [f"{year}年" for year in range(2016, 2022)]
    assert not values(piped(["类别", *years, "总计"], ["本年新收政府信息公开申请数量", "7", "3", "1", "2", "5", "4", "22"], ["2.重复申请", *"1200003"]))


@pytest.mark.parametrize(
    "titles", [("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"), ("（一）行政复议情况", "（二）未经复议直接起诉", "（三）复议后起诉")]
)
def test_a_group_of_columns_with_a_table_of_its_own_is_named_by_the_title_above(titles):
    outcomes, rows = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], (["2", "1", "0", "4", "7"], ["0", "0", "0", "1", "1"], ["8", "0", "1", "0", "9"])
    piped_ones = "\n\n".join(f"{title}\n" + piped(outcomes, row) for title, row in zip(titles, rows, strict=True))
    cells = lambda row: "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>"  # noqa: E731
    page = "".join(f"<p>{title}</p><table>{cells(outcomes)}{cells(row)}</table>" for title, row in zip(titles, rows, strict=True))
    for documents, _ in (text.read_all([("0" * 16, piped_ones.encode())]), html.read_all([("0" * 16, f"<html><body>{page}</body></html>".encode())])):
        read = read_tables(documents).values
        assert read["value_text"].to_list() == [*rows[0], *rows[1], *rows[2]]
        assert read["column_label"].str.split(" / ").list.first().unique(maintain_order=True).to_list() == ["行政复议", "行政诉讼"]
        assert read["column_label"].n_unique() == 15


def test_columns_follow_their_headings_not_their_position():
    table = piped(["信息内容", "现行有效件数", "本年废止件数", "本年制发件数"], ["规章", "7", "1", "2"], ["行政规范性文件", "9", "0", "3"])
    assert values(table)["规章", "本年制发件数"] == "2"
    assert values(table)["行政规范性文件", "现行有效件数"] == "9"


def test_the_same_label_under_two_headings_is_told_by_its_heading():
    table = piped(
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "3"],
        ["（一）维持具体行政行为数", "件", "1"],
        ["（二）被依法纠错数", "件", "2"],
        ["五、行政诉讼数量", "件", "5"],
        ["（二）被依法纠错数", "件", "4"],
    )
    documents, _ = text.read_all([("0" * 16, table.encode())])
    rows = read_tables(documents).values
    by_label = dict(zip(rows["label"], rows["value_text"], strict=True))
    assert by_label["四、行政复议数量 / （二）被依法纠错数"] == "2"
    assert by_label["五、行政诉讼数量 / （二）被依法纠错数"] == "4"


def test_a_row_whose_heading_was_dropped_is_told_by_its_kin():
    """A report that left out the row 五、行政诉讼数量: what follows 维持…驳回原告诉讼请求数 belongs to litigation."""
    table = piped(
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "3"],
        ["（一）维持具体行政行为数", "件", "1"],
        ["（二）被依法纠错数", "件", "2"],
        ["（三）其他情形数", "件", "0"],
        ["（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "5"],
        ["（二）被依法纠错数", "件", "4"],
    )
    documents, _ = text.read_all([("0" * 16, table.encode())])
    rows = read_tables(documents).values
    assert dict(zip(rows["label"], rows["value_text"], strict=True))["五、行政诉讼数量 / （二）被依法纠错数"] == "4"


MATRIX_HEAD = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", "", "", "", "", "", ""],
    ["自然人", "法人或其他组织", "", "", "", "", "总计"],
    APPLICANTS[1:6],
]


def test_matrix_with_dropped_merged_cells_takes_the_last_seven():
    table = piped(
        *MATRIX_HEAD,
        ["一、本年新收政府信息公开申请数量", "", "", *"1234560"],
        ["三、本年度办理结果", "（一）予以公开", "", *"0000012"],
        ["（三）不予公开", "1.属于国家秘密", *"7654321"],
    )
    read = values(table)
    assert [read["一、本年新收政府信息公开申请数量", column] for column in APPLICANTS] == list("1234560")
    assert [read["1.属于国家秘密", column] for column in APPLICANTS] == list("7654321")


def test_blank_cells_stay_blank_and_in_their_column():
    table = piped(*MATRIX_HEAD, ["二、上年结转政府信息公开申请数量", "", "", "4", "", "", "0", "", "", ""], ["四、结转下年度继续办理", "", "", *"1000001"])
    read = values(table)
    assert [read["二、上年结转政府信息公开申请数量", column] for column in APPLICANTS] == ["4", "", "", "0", "", "", ""]


def test_the_halves_of_a_table_side_by_side_have_rows_of_their_own():
    """As two tables of a page touch: the numbers of the left one stand where the right one has headings yet. A row that lacks a number is not guessed."""
    short = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    head = [[("行政复议", 5), ("", 1), ("行政诉讼", 10)], [*((one, 1) for one in short), ("", 1), ("未经复议直接起诉", 5), ("复议后起诉", 5)]]
    rows = [*head, [("", 6), *((one, 1) for one in short * 2)], [*((one, 1) for one in "12340"), ("", 11)], [("", 6), *((one, 1) for one in "0123456789")]]
    page = lambda rows: "<table>" + "".join("<tr>" + "".join(f'<td colspan="{span}">{text}</td>' for text, span in row) + "</tr>" for row in rows) + "</table>"  # noqa: E731
    read = lambda rows: read_tables(html.read_all([("0" * 16, page(rows).encode())])[0]).values.filter(role=TAKEN)["value_text"].to_list()  # noqa: E731
    assert read(rows) == [*"12340", *"0123456789"]
    assert read([*rows[:-1], rows[-1][:-1]]) == []


def one_cell_a_line(form):
    """All labels and numbers of a form, one a line, in printed order; numbers count up."""
    lines, expected, number = [], {}, 0
    for table in codebook().forms[form].tables:
        for block in table.blocks:
            lines += _labels_by_level(block)
            for row_path, cells in _rows(block):
                lines += [label for label in row_path if label and label not in lines[-1:]]
                for cell in cells:
                    number += 1
                    lines.append(str(number))
                    expected[cell.row_path, cell.column_path] = str(number)
    return "\n".join(lines), expected


def _labels_by_level(block):
    level, found = list(block.columns), [block.label] if block.label else []
    while level:
        found += [column.label for column in level]
        level = [below for column in level for below in column.columns]
    return found


def _rows(block):
    rows = {}
    for cell in block_cells(block):
        if cell.measure and cell.role == "value":
            rows.setdefault(cell.row, []).append(cell)
    printed = set()
    for cells in rows.values():
        path = [label for label in cells[0].row_path if label not in printed]
        printed.update(cells[0].row_path[:-1])
        yield path, cells


@pytest.mark.parametrize("form", ["articles-2019", "articles-2021"])
def test_a_form_flattened_to_one_cell_a_line_is_read_whole(form):
    printed, expected = one_cell_a_line(form)
    documents, _ = text.read_all([("0" * 16, printed.encode())])
    rows = read_tables(documents).values
    assert sorted(rows["value_text"]) == sorted(expected.values())
    assert rows["indicator_key"].null_count() == 0
    assert rows["indicator_key"].n_unique() == rows.height


def test_a_row_with_too_few_numbers_is_not_guessed():
    """Blank cells lost in flattening: four numbers cannot be told from seven."""
    table = piped(*MATRIX_HEAD, ["一、本年新收政府信息公开申请数量", *"1234560"], ["二、上年结转政府信息公开申请数量", *"1234"])
    documents, _ = text.read_all([("0" * 16, table.encode())])
    rows = read_tables(documents).values
    assert rows.filter(rows["indicator_key"].is_null())["value_text"].to_list() == list("1234")


def test_a_local_row_is_kept_under_its_own_label():
    table = piped(
        ["统计指标", "单位", "统计数"],
        ["六、举报投诉数量", "件", "0"],
        ["十、便民服务中心接待人数", "人次", "321"],
        ["七、依申请公开信息收取的费用", "元", "0.5"],
    )
    documents, _ = text.read_all([("0" * 16, table.encode())])
    row = read_tables(documents).values.filter(value_text="321").to_dicts()[0]
    assert (row["label"], row["unit"], row["indicator_key"]) == ("十、便民服务中心接待人数", "人次", None)


@pytest.mark.parametrize("note", ["注：1.金额保留1位小数。", "说明：本表由办公室于2023年1月10日填报", "填报单位：某某局"])
def test_notes_within_a_table_are_passed_over(note):
    table = piped(["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", "3.5"], [note, ""])
    documents, _ = text.read_all([("0" * 16, table.encode())])
    assert read_tables(documents).values["value_text"].to_list() == ["3.5"]


def test_a_misspelt_label_finds_its_row():
    table = piped(["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费用", "3.5"])
    assert values(table)["行政事业性收费", "本年收费金额（单位：万元）"] == "3.5"


@pytest.mark.parametrize(("printed", "value", "unit"), [("1.5", 1.5, "万元"), ("1.5万", 15000, "元"), ("1.5万元", 1.5, "万元"), ("15000元", 15000, "元")])
def test_an_amount_has_the_unit_that_it_is_printed_in(printed, value, unit):
    """1.5万 under 万元 is not 15,000 times 万元."""
    documents, _ = text.read_all([("0" * 16, piped(["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", printed]).encode())])
    assert read_tables(documents).values.select("value", "unit").row(0) == (value, unit)


@pytest.mark.parametrize("printed", ["-4", "减4", "减少4项", "（减）4", "4（减）", "4(减少)", "−4", "–4", "↓4", "\u202a-4\u202c"])
def test_a_decrease_is_negative_however_it_is_marked(printed):
    assert cell_quantity(printed).value == -4


@pytest.mark.parametrize("printed", ["不变", "持平", "无变化", "无"])
def test_no_change_in_words_is_zero(printed):
    assert cell_quantity(printed)[0] == 0


@pytest.mark.parametrize("printed", ["4", "+4", "增4", "4（增）", "↑4", "4（含上年结转2）", "\u200e4\u200f", "\u202a4\u202c"])
def test_other_marks_leave_a_number_as_it_is(printed):
    assert cell_quantity(printed).value == 4


def test_a_share_is_no_count():
    documents, _ = text.read_all([("0" * 16, piped(["信息内容", "本年处理决定数量"], ["行政处罚", "2%"], ["行政强制", "2"]).encode())])
    assert read_tables(documents).values.select("value", "value_text", "value_kind").rows() == [(None, "2%", "text"), (2, "2", "number")]


def test_cumulative_columns_are_no_yearly_values():
    table = piped(
        ["指标", "单位", "2009年度", "历年累计"], ["主动公开信息数", "条", "83", "402"], ["现场接待人数", "人次", "342", "1915"], ["申请总数", "条", "4", "17"]
    )
    documents, _ = text.read_all([("0" * 16, table.encode())])
    rows = read_tables(documents).values
    cumulative = rows.filter(rows["column_role"] == "cumulative")
    assert cumulative["value_text"].to_list() == ["402", "1915", "17"]
    assert set(rows.filter(rows["column_role"] == "value")["column_label"]) == {"2009年度"}


@pytest.mark.parametrize("heading", ["2014年", "2014年度", "本年度"])
def test_the_values_of_the_statistics_form_may_stand_under_their_year(heading):
    rows = ["主动公开政府信息数", "政府网站公开政府信息数", "收到申请数", "申请办结数", "举报投诉数量"]
    table = piped(["指标名称", "单位", heading], *([label, "件", str(number)] for number, label in enumerate(rows, 1)))
    documents, _ = text.read_all([("0" * 16, table.encode())])
    assert read_tables(documents).values["value_text"].to_list() == list("12345")


@pytest.mark.parametrize("beside", [["上年数"], ["上年数", "同比"], ["上年同期"]])
def test_columns_that_no_form_knows_do_not_cost_the_one_that_it_knows(beside):
    rows = ["主动公开政府信息数", "政府网站公开政府信息数", "收到申请数", "申请办结数", "举报投诉数量"]
    table = piped(["统计指标", "单位", "统计数", *beside], *([label, "条", f"{number}", *["99"] * len(beside)] for number, label in enumerate(rows, 1)))
    documents, _ = text.read_all([("0" * 16, table.encode())])
    read = read_tables(documents).values
    assert read.filter(role=TAKEN)["value_text"].to_list() == ["1", "2", "3", "4", "5"]
    assert set(read.filter(pl.col("role") != TAKEN)["value_text"]) == {*beside, "99"}, "what stands beside is told"


def test_a_column_among_many_that_no_form_knows_is_not_taken():
    table = piped(["统计指标", *[f"{number}月" for number in range(1, 7)], "统计数"], ["主动公开政府信息数", *"1234567"], ["收到申请数", *"1234567"])
    assert values(table) == {}


def test_a_table_of_another_kind_is_left_alone():
    budget = piped(["项目", "预算数", "决算数"], ["一般公共服务支出", "120", "118"], ["教育支出", "30", "31"])
    assert values(budget) == {}


def test_a_heading_before_a_label_that_no_form_knows_has_no_numbers_of_its_own():
    """其他处理 has cells in the form of 2019 and is a heading in that of 2021: the numbers are those of the row below it, whatever its label says."""
    rows = [
        ["", "", *APPLICANTS],
        ["", "（一）予以公开", *"1000001"],
        ["（五）不予处理", "2.重复申请", *"2000002"],
        ["（六）其他处理", "1.申请人无当由逾期府不补其正", *"5000005"],
    ]
    documents, _ = text.read_all([("0" * 16, piped(*rows).encode())])
    taken = read_tables(documents).values.filter(role=TAKEN)
    assert taken["value_text"].to_list() == list("10000012000002")


def test_two_numbers_of_a_row_under_one_heading_are_none_of_its():
    """A line between two columns is missing in the head: 其他 reaches over 总计 too."""
    cells = lambda *texts: "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"  # noqa: E731
    head = "<tr><td></td><td>自然人</td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td colspan=2>其他</td></tr>"
    page = f"<table>{head}{cells('（一）予以公开', *'3000014')}{cells('2.重复申请', *'2000002')}{cells('1.属于国家秘密', *'0000000')}</table>"
    documents, _ = html.read_all([("0" * 16, page.encode())])
    taken = read_tables(documents).values.filter(role=TAKEN)
    assert not any(row["value_text"] in "14" for row in taken.iter_rows(named=True))


def remedies(*before):
    """Forms of the values of a report with the table of remedies, which two forms print alike, behind another one."""
    head = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    parts = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    heads = "".join(f"<td colspan=5>{part}</td>" for part in parts), "".join(f"<td>{label}</td>" for _ in parts for label in head)
    page = "".join(before) + "<p>四、行政复议、行政诉讼情况</p><table>" + "".join(f"<tr>{row}</tr>" for row in (*heads, "<td>0</td>" * 15)) + "</table>"
    documents, _ = html.read_all([("0" * 16, f"<html><body>{page}</body></html>".encode())])
    return read_tables(documents).values.group_by("form").len().sort("form").rows()


def test_a_table_that_two_forms_print_alike_is_of_the_form_of_the_others():
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    rows = [head, ["规章", "0", "0", "0"], ["规范性文件", "1", "1", "5"]]
    article = "<table>" + "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows) + "</table>"
    assert remedies(article) == [("articles-2019", 21)]
    assert remedies() == [("articles-2021", 15)], "alone it is of the form in use"


# --- heads that a page break or a dark ground has left incomplete ---------------------------------------------------

ROW, BELOW = ["（一）予以公开", *"1234567"], ["2.重复申请", *"7654321"]


def page_of(rows):
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows) + "</table>"


def columns_of(rows):
    return [column for label, column, _ in reading_aid.values(page_of(rows), "html") if label]


def test_columns_whose_headings_are_lost_among_known_ones_are_those_of_the_form():
    assert columns_of([["", "自然人", "商业企业", "科研", "社会公益组织", "法律服务机构", "其他", "总计"], ROW, BELOW]) == APPLICANTS * 2
    swapped = ["", "自然人", "科研机构", "科研", "社会公益组织", "法律服务机构", "其他", "总计"]
    assert columns_of([swapped, ROW, BELOW]).count("商业企业") == 0  # nothing tells where the form's order is not kept


def test_a_part_of_the_head_at_the_top_of_a_page_leaves_the_head_as_it_was():
    head = ["", *APPLICANTS]
    assert columns_of([head, ROW, ["", "", *APPLICANTS[1:6], ""], BELOW]) == APPLICANTS * 2


STATISTICS = [["统计指标", "单位", "本年数", "上年数", "备注"], ["（一）收到申请数", "件", "3", "9", ""], ["1.当面申请数", "件", "3", "8", "含上年结转"]]


def test_remarks_behind_the_figures_of_a_row_are_no_label_of_it():
    read = reading_aid.values(page_of(STATISTICS), "html")
    assert [(label, value) for label, _, value in read if label] == [("（一）收到申请数", "3"), ("1.当面申请数", "3")]


def test_two_rows_printed_over_each_other_are_told_and_not_read():
    """As a page without lines has them: each column holds the figures of both."""
    sure = ["（一）予以公开", "3.补正后申请内容仍不明确", "3.要求提供公开出版物", "（七）总计"]
    cells = [(0, 0, ""), *((0, place, text) for place, text in enumerate(APPLICANTS, 1))]
    cells += [(row, place, text) for row, label in enumerate(sure, 1) for place, text in enumerate([label, *["4"] * 7])]
    cells += [(5, 0, "1.属于国家秘密"), (5, 0, "2.重复申请"), *((5, place, "6") for place in range(1, 8) for _ in range(2))]
    rows = [("0" * 16, number, "cell", 0, row, column, 1, 1, text) for number, (row, column, text) in enumerate(cells)]
    schema = ["report_id", "block", "kind", "table", "row", "column", "row_span", "column_span", "text"]
    read = read_tables(conform(pl.DataFrame(rows, schema=schema, orient="row"), "documents")).values
    assert read.filter(role=TAKEN)["value_text"].to_list() == ["4"] * 28
    assert read.filter(pl.col("role") != TAKEN)["value_text"].to_list().count("6") == 14
