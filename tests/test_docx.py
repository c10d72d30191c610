"""Word files: patterns and stylesheet read the same; what is deleted or hidden is not read; broken files are told."""

import io
import zipfile

import polars as pl
import pytest

from pipeline.readers import docx

OPEN = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
)
TABLE = (
    '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>'
    '<w:tr w:rsidR="00"><w:tc><w:tcPr><w:tcW w:w="1"/><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p w:rsidR="01"><w:r><w:t>收到申请数</w:t></w:r></w:p></w:tc>'
    '<w:tc><w:p><w:r><w:t xml:space="preserve">1</w:t></w:r><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>'
    '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr/><w:p><w:r><w:t>3</w:t><w:br/><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
)


def word(body, opening=OPEN):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?>{opening}<w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


def paragraph(run):
    return f'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="3"/></w:tabs><w:rPr><w:sz w:val="3"/></w:rPr></w:pPr>{run}</w:p>'


def texts(data):
    frame, errors = docx.read_all([("1", data)])
    assert not errors
    return frame["text"].to_list()


RUNS = {
    "plain": ("<w:r><w:t>公开 3</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>条</w:t></w:r>", "公开 3条"),
    "entities": ("<w:r><w:t>a&amp;b&lt;c&gt;&quot;d&apos;</w:t></w:r>", "a&b<c>\"d'"),
    "numbered sign": ("<w:r><w:t>&#20013;</w:t></w:r>", "中"),
    "tab": ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲 乙"),
    "page break": ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲,乙"),
    "field": ("<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>7</w:t></w:r>", "7"),
    "deleted": ('<w:del w:id="1"><w:r><w:t>99</w:t><w:delText>98</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>5</w:t></w:r></w:ins>', "5"),
    "mark of a note": ('<w:r><w:t>8</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>', "8[2]"),
    "struck": ("<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>4</w:t></w:r><w:r><w:t>2</w:t></w:r>", "2"),
    "not struck": ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>5</w:t></w:r>', "5"),
    "hidden": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r>", "显"),
    "text box": (
        "<mc:AlternateContent><mc:Choice><w:r><w:t>A</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>B</w:t></w:r></mc:Fallback></mc:AlternateContent>",
        "A",
    ),
    "drawing": ("<w:r><w:drawing><posOffset>12</posOffset></w:drawing><w:t>8</w:t></w:r>", "8"),
    "cdata": ("<w:r><w:t><![CDATA[1<2]]></w:t></w:r>", "1<2"),
    "spelling": ("<w:r ><w:t xml:space='preserve'>q</w:t></w:r>", "q"),
}


@pytest.mark.parametrize("name", RUNS)
def test_what_a_run_says(name):
    run, expected = RUNS[name]
    assert texts(word(paragraph(run))) == expected.split(",")


@pytest.mark.parametrize("name", RUNS)
def test_patterns_and_stylesheet_agree(name, monkeypatch):
    data = word(paragraph(RUNS[name][0]) + TABLE + paragraph("<w:r><w:t>年</w:t></w:r>"))
    frame, _ = docx.read_all([("1", data)])
    monkeypatch.setattr(docx, "UNUSUAL", "")  # fits everything
    assert docx.read_all([("1", data)])[0].equals(frame)
    cells = frame.filter(pl.col("kind") == "cell")
    assert cells["text"].to_list() == ["收到申请数", "12", "3\n4"]
    assert cells["row_span"].to_list() == [2, 1, 1]
    assert cells["column_span"].to_list() == [2, 1, 1]


def test_a_package_in_one_file_of_xml_is_the_same_document():
    body = paragraph(RUNS["plain"][0]) + TABLE
    part = f"{OPEN}<w:body>{body}</w:body></w:document>"
    flat = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{part}</pkg:xmlData></pkg:part></pkg:package>'
    assert docx.read_all([("1", flat.encode())])[0].equals(docx.read_all([("1", word(body))])[0])


def test_cells_merged_one_by_one_are_one_cell():
    def cell(text, merge):
        return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    head = cell("行政复议", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("行政诉讼", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>")
    table = f"<w:tbl><w:tblPr/><w:tr>{head}</w:tr><w:tr>{''.join(cell(number, '') for number in '1234')}</w:tr></w:tbl>"
    frame, _ = docx.read_all([("1", word(table))])
    assert frame.select("text", "column", "column_span").rows() == [("行政复议", 0, 2), ("行政诉讼", 2, 2), ("1", 0, 1), ("2", 1, 1), ("3", 2, 1), ("4", 3, 1)]


def test_a_row_that_was_deleted_is_none():
    deleted = '<w:tr><w:trPr><w:del w:id="6" w:author="a"/></w:trPr><w:tc><w:tcPr/><w:p><w:r><w:delText>9</w:delText></w:r></w:p></w:tc></w:tr>'
    own, with_deleted = (docx.read_all([("1", word(table))])[0] for table in (TABLE, TABLE.replace("</w:tbl>", f"{deleted}</w:tbl>")))
    assert with_deleted.equals(own)


def test_a_table_of_one_cell_in_a_cell_is_its_text():
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    framed = f"<w:tc><w:tcPr/><w:tbl><w:tblPr/><w:tr>{cell}</w:tr></w:tbl><w:p/></w:tc>".format("当面申请数")
    plain = cell.format("当面申请数")
    row = "<w:tbl><w:tr>{}" + cell.format(4) + "</w:tr></w:tbl>"
    frame, _ = docx.read_all([("1", word(row.format(framed))), ("2", word(row.format(plain)))])
    assert frame.filter(report_id="1").drop("report_id").equals(frame.filter(report_id="2").drop("report_id"))


def test_lines_with_tabs_between_their_cells_are_rows_of_a_table():
    lines = [
        ("统计指标", "单位", "统计数"),
        ("一、行政复议数量", "件", "4"),
        ("（一）维持具体行政行为数", "件", "3"),
        ("（二）被依法纠错数", "件", ""),
        ("（三）其他情形数", "件", "1"),
        ("二、举报投诉数量", "件", "0"),
    ]
    body = "".join(paragraph("<w:r><w:tab/></w:r>".join(f"<w:r><w:t>{cell}</w:t></w:r>" for cell in line)) for line in lines)
    frame, errors = docx.read_all(
        [("1", word(paragraph("<w:r><w:t>附表</w:t></w:r>") + body)), ("2", word(paragraph("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>")))]
    )
    cells = frame.filter(kind="cell").sort("row", "column")
    assert not errors and cells["start"].null_count() == cells.height
    assert [tuple(row) for row in cells.group_by("row", maintain_order=True).agg("text")["text"]] == lines
    assert frame["report_id"].to_list() == ["1"] * 19 + ["2"]


def test_another_prefix_is_the_same_document():
    data = word(paragraph("<w:r><w:t>公开</w:t></w:r>") + TABLE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("word/document.xml", xml.replace("xmlns:w", "xmlns:ns0").replace("<w:", "<ns0:").replace("</w:", "</ns0:").replace(" w:", " ns0:"))
    assert texts(other.getvalue()) == texts(data)


def test_the_page_that_a_document_holds_as_a_part_is_read():
    """As the export buttons of web pages make Word files."""
    page = "<html><body><p>收到申请</p><table><tr><td>收到申请数</td><td>3</td></tr></table></body></html>"
    archive = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset="utf-8"\n\n' + page + "\n--b--\n"
    for name, content in (("word/afchunk.mht", archive), ("word/chunk1.html", page)):
        buffer = io.BytesIO(word(paragraph("<w:r><w:t>年度报告</w:t></w:r>") + TABLE + '<w:altChunk w:id="c"/>'))
        with zipfile.ZipFile(buffer, "a") as package:
            package.writestr(name, content)
        frame, _ = docx.read_all([("2", buffer.getvalue()), ("1", word(paragraph("<w:r><w:t>1</w:t></w:r>")))])
        assert frame["report_id"].unique(maintain_order=True).to_list() == ["2", "1"]
        assert frame.filter(report_id="2")["text"].to_list()[-3:] == ["收到申请", "收到申请数", "3"]
        assert frame.filter(report_id="2")["table"].drop_nulls().unique().to_list() == [0, 1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [("<w:p><w:r><w:t>1</w:r></w:p>", "broken"), ("<w:tbl><w:tr><w:tc>" * 2_000 + "</w:tc></w:tr></w:tbl>" * 2_000, "bomb")],
)
def test_broken_and_hostile_documents_are_told(body, reason):
    _, errors = docx.read_all([("1", word(body)), ("2", word(paragraph("<w:r><w:t>1</w:t></w:r>")))])
    assert {report_id: error.reason for report_id, error in errors.items()} == {"1": reason}


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE d [<!ENTITY a "9999999999"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + OPEN
    _, errors = docx.read_all([("1", word(paragraph("<w:r><w:t>&b;</w:t></w:r>"), bomb))])
    assert errors["1"].reason == "bomb"


def test_pictures_of_a_document_without_tables_are_told():
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="a" r:embed="rId1" xmlns:r="r"/></w:drawing></w:r></w:p>'
    assert texts(word(paragraph("<w:r><w:t>甲</w:t></w:r>") + picture)) == ["picture=", "甲"]
    assert "picture=" not in texts(word(TABLE * 20 + picture))
