"""Spreadsheets and web archives."""

import io

import openpyxl
import pytest
import xlsxwriter

from pipeline.landing import isolation
from pipeline.landing.formats import detect
from pipeline.readers import read_documents
from pipeline.readers.sheet_parts import hidden
from pipeline.readers.spreadsheet import printed

SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"


def book(rows, merged=(), hidden_sheets=()):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for name in hidden_sheets:
        workbook.create_sheet(name).sheet_state = "hidden"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def read(data):
    """Blocks of a workbook as a frame, or the reason why there are none."""
    frame, errors = read_documents("xlsx", [("1", data)])
    return errors["1"].reason if errors else frame


def cells(frame):
    return frame.filter(kind="cell").select("row", "column", "row_span", "column_span", "text").rows()


def test_titles_above_and_notes_below_are_paragraphs():
    data = book([["某局2016年度统计表"], ["统计指标", "单位", "统计数"], ["收到申请数", "件", 3], ["填表人：某某"]], ["A1:C1"])
    frame = read(data)
    assert frame.filter(kind="paragraph")["text"].to_list() == ["某局2016年度统计表", "填表人：某某"]
    assert cells(frame)[3:] == [(1, 0, 1, 1, "收到申请数"), (1, 1, 1, 1, "件"), (1, 2, 1, 1, "3")]


def test_tables_side_by_side_are_tables_of_their_own():
    laws = [["第二十条第（五）项", None], ["信息内容", "本年处理决定数量"], ["行政许可", 30], [None, None]]
    remedies = [["行政复议", None, None], ["结果维持", "结果纠正", "总计"], [1, 0, 1], [None] * 3]
    found = read(book([[*left, None, *right] for left, right in zip(laws, remedies, strict=True)])).filter(kind="cell")
    assert found.filter(table=1, row=2)["text"].to_list() == ["1", "0", "1"] and found.filter(table=0, row=2)["text"].to_list() == ["行政许可", "30"]
    apart = [
        ["申请人情况", "自然人", None, "商业企业", "总计"],
        ["一、本年新收政府信息公开申请数量", 2, None, 1, 3],
        ["二、上年结转政府信息公开申请数量", 0, None, 0, 0],
    ]
    assert read(book(apart)).filter(kind="cell")["table"].unique().to_list() == [0]


def test_formulas_without_a_result_and_errors_are_no_blanks():
    """What openpyxl and the like write has no results: they come when a spreadsheet program saves the file."""
    data = book([["统计指标", "单位", "统计数"], ["收到申请数", "件", 3], ["申请办结数", "件", "=MAX(C2:C2)"], ["举报投诉数量", "件", None]])
    assert [text for *_, text in cells(read(data))][8::3] == ["=MAX(C2:C2)", ""]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["收到申请数", "件", 3])
        sheet.write_row(1, 0, ["申请办结数", "件"])
        sheet.write_formula(1, 2, "=#REF!", None, "#REF!")
    assert [text for *_, text in cells(read(buffer.getvalue()))][2::3] == ["3", "#REF!"]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=SUM(C2:C4)", "4"),
        ("=sum($C$2, C4)", "3"),
        ("=C2-C3+C4", "2"),
        ("=SUM(C2:C4)+SUM(C2)", "7"),
        ("=SUM(C2:C8)", "=SUM(C2:C8)"),  # itself among them
        ("=SUM(B2:C4)", "=SUM(B2:C4)"),  # text among them
        ("=SUM(Sheet2!C2:C4)", "=SUM(Sheet2!C2:C4)"),
        ("=C2*2", "=C2*2"),
        ("=SUM(C0:C4)", "=SUM(C0:C4)"),
        ("=C2++C3", "=C2++C3"),
    ],
)
def test_sums_that_no_program_has_worked_out(formula, shown):
    """As libraries write totals: a person who opens the sheet sees the number. Other formulas stand as they are."""
    rows = [
        ["统计指标", "单位", "统计数"],
        ["1.当面申请数", "件", 3],
        ["2.传真申请数", "件", 1],
        ["3.网络申请数", "件", None],
        ["（一）收到申请数", "件", formula],
    ]
    assert [text for *_, text in cells(read(book(rows)))][-1] == shown


def test_a_sum_of_sums():
    rows = [["统计指标", "单位", "统计数"], ["当面申请数", "件", 3], ["收到申请数", "件", "=SUM(C2:C2)"], ["申请办结数", "件", "=C3"]]
    assert [text for *_, text in cells(read(book(rows)))][5::3] == ["3", "3", "3"]


def test_hidden_rows_and_columns_of_the_old_format():
    """An .xls is records: type, length, bytes. Row 1 and columns 2 to 3 of its one sheet are hidden."""
    record = lambda kind, *numbers: b"".join(number.to_bytes(2, "little") for number in (kind, 2 * len(numbers), *numbers))  # noqa: E731
    start = len(record(0x85, 0, 0) + record(0x0A))
    shown, hidden_row = record(0x208, 0, 0, 3, 0, 0, 0, 0x100), record(0x208, 1, 0, 3, 0, 0, 0, 0x120)
    stream = record(0x85, start, 0) + record(0x0A) + shown + hidden_row + record(0x7D, 2, 3, 900, 0, 1) + record(0x7D, 4, 5, 900, 0, 0) + record(0x0A)
    assert hidden._hidden_in_records(stream, 0) == ({1}, {2, 3})
    assert hidden._hidden_in_records(stream[:-20], 0)[0] == {1} and hidden._hidden_in_records(stream, 1) == (set(), set())


def test_a_workbook_in_xml_is_read():
    """As Excel 2003 and many systems write it: merged cells leave out what they cover, Index says where the next one stands."""
    row = lambda *cells: "<Row>" + "".join(f"<Cell{spans}><Data ss:Type='String'>{text}</Data></Cell>" for spans, text in cells) + "</Row>"  # noqa: E731
    rows = [
        row((' ss:MergeAcross="2"', "某局2016年度统计表")),
        row((' ss:MergeDown="1"', "收到申请数"), ("", "件"), ("", "3")),
        row((' ss:Index="3"', "4")),
        '<Row ss:Hidden="1"><Cell><Data>上年</Data></Cell><Cell><Data>9</Data></Cell></Row>',
    ]
    data = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SHEETS}" xmlns:ss="{SHEETS}"><Worksheet ss:Name="a"><Table>{"".join(rows)}</Table></Worksheet></Workbook>'.encode()
    assert detect(data) == "excel_xml"
    frame, _ = read_documents("excel_xml", [("1", data)])
    assert frame.filter(kind="paragraph")["text"].to_list() == ["某局2016年度统计表"]
    assert cells(frame) == [(0, 0, 2, 1, "收到申请数"), (0, 1, 1, 1, "件"), (0, 2, 1, 1, "3"), (1, 1, 1, 1, ""), (1, 2, 1, 1, "4")]


def test_a_workbook_or_text_in_one_file_of_opendocument_is_read():
    """As LibreOffice saves .fods and .fodt: a run of equal cells stands once, what a merged cell covers is named, the rest of the sheet is one wide cell."""
    blank, spare = "<table:table-cell/>", '<table:table-cell table:number-columns-repeated="16380"/>'
    cell = lambda text, spans="": f"<table:table-cell{spans}><text:p>{text}</text:p></table:table-cell>"  # noqa: E731
    row = lambda *parts: f"<table:table-row>{''.join(parts)}</table:table-row>"  # noqa: E731
    rows = [
        row(cell("某局2016年度统计表"), spare),
        row(cell("收到申请数", ' table:number-rows-spanned="2"'), cell("件"), cell("3"), spare),
        row("<table:covered-table-cell/>", blank, cell("-"), spare),
        f'<table:table-row table:number-rows-repeated="9">{spare}</table:table-row>',
    ]
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))

    def flat(kind, content):
        body = f"<office:body><office:{kind}>{content}</office:{kind}></office:body>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {names}>{body}</office:document>'.encode()

    sheet = flat("spreadsheet", f"<table:table>{''.join(rows)}</table:table>")
    assert detect(sheet) == "flat_odf"
    frame, _ = read_documents("flat_odf", [("1", sheet)])
    assert frame.filter(kind="paragraph")["text"].to_list() == ["某局2016年度统计表"]
    assert cells(frame) == [(0, 0, 2, 1, "收到申请数"), (0, 1, 1, 1, "件"), (0, 2, 1, 1, "3"), (1, 1, 1, 1, ""), (1, 2, 1, 1, "-")]
    text, _ = read_documents("flat_odf", [("1", flat("text", "<text:h>一、概述</text:h><text:p>收到<text:s/>申请<text:span>3件</text:span>。</text:p>"))])
    assert text["text"].to_list() == ["一、概述", "收到 申请3件。"]


def test_merged_cells_and_blanks_keep_their_place():
    frame = read(book([["申请人情况", None, "总计"], ["自然人", "其他", None], [1, None, 0]], ["A1:B1", "C1:C2"]))
    assert cells(frame) == [
        (0, 0, 1, 2, "申请人情况"), (0, 2, 2, 1, "总计"), (1, 0, 1, 1, "自然人"), (1, 1, 1, 1, "其他"),
        (2, 0, 1, 1, "1"), (2, 1, 1, 1, ""), (2, 2, 1, 1, "0"),
    ]  # fmt: skip


def test_hidden_sheets_are_named_but_not_read():
    frame = read(book([["a", "b"]], hidden_sheets=["旧表"]))
    assert frame.filter(kind="metadata")["text"].to_list() == ["sheet=Sheet", "hidden_sheet=旧表"]


def test_hidden_rows_and_columns_are_not_read():
    """The figures of last year beside and below those of this one."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["统计指标", "单位", "上年", "", "统计数"],
        ["（一）收到申请数", "件", 7, "", 3],
        ["（一）收到申请数", "件", 9, "", 9],
        ["1.当面申请数", "件", 5, "", 1],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    buffer = io.BytesIO()
    workbook.save(buffer)
    shown = [text for *_, text in cells(read(buffer.getvalue())) if text]
    assert shown == ["统计指标", "单位", "统计数", "（一）收到申请数", "件", "3", "1.当面申请数", "件", "1"]


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (96.15, "96.15"), (0.1 + 0.2, "0.3"), (True, "TRUE"), ("  一、 ", "一、"), ("", "")])
def test_values_are_written_as_they_are_printed(value, text):
    assert printed(value) == text


def test_true_is_not_taken_for_one():
    frame = read(book([["件数", 1, 1.0, 0], ["是否", True, False, 1]]))
    assert cells(frame)[1:4] == [(0, 1, 1, 1, "1"), (0, 2, 1, 1, "1"), (0, 3, 1, 1, "0")]
    assert [row[-1] for row in cells(frame)[5:]] == ["TRUE", "FALSE", "1"]


def test_prose_in_a_cell_is_a_paragraph():
    frame = read(book([["一、概述", "本年" * 200], ["合计", 3]]))
    assert frame.filter(kind="paragraph")["text"].str.len_chars().to_list() == [400]


def test_a_broken_workbook_is_told():
    assert read(book([["a"]])[:400]) == "broken"


def test_an_empty_workbook_has_no_text():
    assert read(book([])) == "no_text"


def test_the_page_of_a_web_archive_is_read():
    head = b"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    page = b"Content-Type: text/html; charset=gb2312\r\n\r\n" + "<html><body><p>收到申请3件。</p></body></html>".encode("gbk")
    picture = b"\r\n--x\r\nContent-Type: image/png\r\n\r\nabc\r\n--x--\r\n"
    frame, errors = read_documents("mht", [("1", head + page + picture), ("2", b"Content-Type: multipart/related; boundary=x\n\n--x--")])
    assert frame["text"].to_list() == ["收到申请3件。"]
    assert errors["2"].reason == "no_text"


def test_a_cell_far_away_ends_this_file_only():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "收到申请数"
    workbook.active["XFD1048576"] = 1
    buffer = io.BytesIO()
    workbook.save(buffer)
    task = [("1", buffer.getvalue())]
    found = dict(isolation.run(reasons, [task, [("2", book([["收到申请数", 3]]))]], seconds=30))
    assert (found[0].reason if isinstance(found[0], isolation.Failure) else found[0]["1"]) in ("crashed", "bomb")
    assert found[1] == {}


def reasons(task):
    return {report_id: error.reason for report_id, error in read_documents("xlsx", isolation.watched(task))[1].items()}
