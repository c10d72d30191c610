"""What a document says of itself: report or not, office, year, date."""

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from pipeline.identity.identify import identify
from pipeline.readers import read_documents
from pipeline.tables.reading import read_tables
from schemas.codebook import codebook
from schemas.contracts import conform, validate

FORMS = {"report_id": pl.String, "form": pl.String, "values": pl.UInt32, "first": pl.Int64}
TITLE = "丰台区西罗园街道办事处2018年政府信息公开工作年度报告"
OFFICE = "北京市丰台区西罗园街道办事处"
BODY = (
    "一、概述",
    "全年共主动公开政府信息120条，其中网站公开100条。全年收到政府信息公开申请3件，均已按时答复，予以公开2件。",
    "二、存在的主要问题",
    "公开内容还不够全面，更新还不够及时，下一步将加强培训，提高质量，让群众更加满意，力争各项工作再上新台阶。",
)


def document(*lines, page=None, metadata=(), furniture=(), cells=(), path="r.html", body=BODY, form=None):
    """(blocks, file, forms) of a page with these lines; `form` = (form, values)."""
    blocks = [*([("title", page)] if page else []), *(("metadata", text) for text in metadata), *(("furniture", text) for text in furniture)]
    blocks += [("paragraph", text) for text in (*lines, *body)] + [("cell", text) for text in cells]
    report_id = sha256(repr((blocks, path)).encode()).hexdigest()[:16]
    frame = pl.DataFrame([(report_id, number, *block) for number, block in enumerate(blocks)], schema=["report_id", "block", "kind", "text"], orient="row")
    first = len(blocks) - len(cells)
    return conform(frame, "documents"), (report_id, path, "html"), [(report_id, *form, first)] if form else []


def identified(*documents):
    """The row of reports or rejected of each document, in order."""
    files = pl.DataFrame([file for _, file, _ in documents], schema=["report_id", "path", "format"], orient="row")
    forms = pl.DataFrame([row for _, _, forms in documents for row in forms], schema=FORMS, orient="row")
    reports, rejected = identify(pl.concat([frame for frame, _, _ in documents]), files, forms)
    validate(conform(reports.with_columns(content=pl.lit("")), "identities"), "identities")
    assert set(rejected["reason"]) <= set(codebook().reasons)
    rows = {row["report_id"]: row for frame in (reports, rejected) for row in frame.iter_rows(named=True)}
    return [rows[file[0]] for _, file, _ in documents]


def one(*lines, **parts):
    return identified(document(*lines, **parts))[0]


# --- office ----------------------------------------------------------------------------------------------------------


WHEREVER_IT_STANDS = [
    ((TITLE.replace("2018年", "2017-2018年"),), {}),
    ((TITLE.replace("2018年", "2018年1月至12月"),), {}),
    ((TITLE,), {}),
    (("北京市丰台区人民政府西罗园街道办事处2018年政府信息公开工作年度报告",), {}),
    (("2018年丰台区西罗园街道政府信息公开年报",), {}),
    (("【年报】丰台区西罗园街道2018年度政府信息公开工作年度报告（更正版）",), {}),
    (("丰台区西罗园街道关于2018年度政府信息公开工作情况的报告",), {}),
    (("关于公布《丰台区西罗园街道2018年政府信息公开工作年度报告》的公告",), {}),
    (("丰台区西罗园街道办事处", "2018年政府信息公开工作年度报告"), {}),
    (("丰台区西罗园街道办事处", "2018年政府信息公开工作", "年度报告"), {}),
    (("丰台区西罗园街道办事处2018年政府信息公开工作年度报", "告"), {"path": "1.txt"}),
    (("丰台区西罗园街道办事处2018年政府信息公", "开工作年度报告", "一、概述"), {"path": "1.txt"}),
    (("北京市丰台区西罗园街道办", "事处2018年政府信息公开工作年度报告"), {"path": "1.txt"}),
    (("西罗园街道2018年政府信息公开工作年度报告",), {"page": "西罗园街道2018年政府信息公开工作年度报告_北京市丰台区人民政府"}),
    (("西罗园街道2018年政府信息公开工作年度报告", "信息来源：丰台区西罗园街道"), {}),
    (("2018年政府信息公开工作年度报告（西罗园街道）",), {"furniture": ["主办：丰台区人民政府"]}),
    (("2018年政府信息公开工作年度报告", "本报告由丰台区西罗园街道办事处编制。"), {}),
    (("2018年政府信息公开工作年度报告", "按照要求，丰台区西罗园街道办事处对2018年度政府信息公开工作进行了全面总结，形成本报告。"), {}),
    (("2018年政府信息公开工作年度报告",), {"path": "北京/丰台/西罗园街道/2018.html"}),
    (("2018年政府信息公开工作年度报告",), {"path": "07 丰台区西罗园街道2018年政府信息公开年报.html"}),
    (("2018年政府信息公开工作年度报告",), {"path": "7、豐臺區西羅園街道2018年政府信息公開年報.html"}),
    (("• 2018年丰台区西罗园街道政府信息公开工作年度报告",), {"path": "1.txt"}),
    (("- 中文名：丰台区西罗园街道2018年政府信息公开工作年度报告",), {}),
    (("title: 丰台区西罗园街道2018年政府信息公开工作年度报告",), {}),
    (("首页", "政务公开", "西罗园街道2017年政府信息公开工作年度报告", TITLE, "发布时间：2019-01-24"), {}),
]


def test_the_office_from_wherever_it_stands():
    for (lines, _), found in zip(WHEREVER_IT_STANDS, identified(*(document(*lines, **parts) for lines, parts in WHEREVER_IT_STANDS)), strict=True):
        assert (found.get("full_name"), found.get("year")) == (OFFICE, 2018), lines


def test_a_text_without_a_title_names_itself_in_its_opening():
    openings = [
        "根据《中华人民共和国政府信息公开条例》要求，现向社会公布2018年丰台区西罗园街道政府信息公开工作年度报告。全文包括概述等五个部分。",
        "本报告根据《关于做好2017年政府信息公开工作年度报告编制公布工作的通知》，由丰台区西罗园街道办事处编制的2018年度政府信息公开工作年度报告。",
        "现将丰台区西罗园街道2018年度政府信息公开工作情况报告如下：",
        "根据《条例》规定，现发布《丰台区西罗园街道办事处(社区服务中心)2018年政府信息公开工作年度报告》，数据从2018年1月1日至12月31日。",
        "本报告根据《条例》编制，统计期限为2018年1月1日至2018年12月31日。如有疑问，请与丰台区西罗园街道办事处党政办公室联系（电话：略）。",
    ]
    for opening, found in zip(openings, identified(*(document(opening, path="1.txt") for opening in openings)), strict=True):
        assert (found.get("full_name"), found.get("year")) == (OFFICE, 2018), (opening, found.get("detail"))


def test_an_office_that_only_its_contact_its_papers_or_its_site_names():
    openings = {
        "为深入贯彻落实《条例》，西罗园街道办事处特此编制2018年度政府信息公开工作年度报告。地址：北京市丰台区。": OFFICE,
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日。我局制定了《丰台区水务局网站信息发布制度》，落实专人负责。": "北京市丰台区水务局",
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日，电子版可在密云区人民政府网站下载。2018年全区政府信息公开工作稳步推进。": "北京市密云区人民政府",
        "本报告由密云区人民政府办公室编制，期限为2018年1月1日至12月31日。2018年我区政府信息公开工作取得新的进展。": "北京市密云区人民政府",
        "本报告由密云区人民政府办公室编制，期限为2018年1月1日至12月31日。2018年我办按照全区部署开展工作。": "北京市密云区人民政府办公室",
        "本报告由密云区水务局办公室编制，期限为2018年1月1日至12月31日。2018年公开工作取得新的进展。": "北京市密云区水务局",
        "根据《条例》，结合我局实际情况编制2018年度政府信息公开工作年度报告，期限为2018年1月1日至12月31日。如有疑问，请与密云区水务局办公室联系（电话：略）。": "北京市密云区水务局",
        "2018年，密云区水务局不断推进信息公开，按照《条例》编制本报告，期限为2018年1月1日至12月31日。": "北京市密云区水务局",
        "密云区水务局结合单位实际，编制2018年度政府信息公开工作年度报告，期限为2018年1月1日至12月31日。": "北京市密云区水务局",
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日，电子版可在密云区人民政府(http://www.bjmy.gov.cn)获取。2018年我区公开工作稳步推进。": "北京市密云区人民政府",
        "本报告由密云区水务局结合有关统计数据编制，期限为2018年1月1日至12月31日。2018年公开工作取得新的进展。": "北京市密云区水务局",
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日。推进警务公开是密云区公安局2018年贯彻落实《条例》的重要举措。": "北京市密云区公安局",
        "密云经济开发区管委会2018年年报根据《条例》规定进行编制。全年主动公开政府信息12条。": "北京市密云区密云经济开发区管理委员会",
    }
    for (opening, office), found in zip(openings.items(), identified(*(document(opening, path="1.txt") for opening in openings)), strict=True):
        assert (found.get("full_name"), found.get("year")) == (office, 2018), (opening, found.get("detail"))


def test_a_file_called_after_a_county_alone_is_of_its_government():
    """Unless the text calls its office another thing, or the file says more than the county."""
    title = "2018年政府信息公开工作年度报告"
    files = {"密云区.html": "北京市密云区人民政府", "密云区2018年政府信息公开工作年度报告.html": "北京市密云区人民政府", "北京市.html": None}
    for path, office in files.items():
        assert one(title, path=path).get("full_name") == office, path
    assert one(title, "2018年，我局主动公开政府信息120条。", path="密云区.html")["reason"] == "office_unresolved"
    assert one(title, "信息来源：密云区水务局", path="密云区.html")["full_name"] == "北京市密云区水务局"


def test_a_text_without_a_title_is_known_by_its_sections():
    parts = ("一、总体情况", "（一）主动公开", "2018年在网站发布信息42条。", "（二）依申请公开", "2018年收到申请2件。", "（三）政府信息管理")
    former = ("三、收费及减免情况", "没有收费。", "四、因信息公开被申请行政复议、提起行政诉讼的情况", "未发生。", "五、存在的问题")
    for lines in (parts, former):
        found = one(*lines, path="丰台区西罗园街道2018年政府信息公开年报.html", body=())
        assert (found.get("full_name"), found.get("year")) == (OFFICE, 2018), found.get("detail")


def test_an_opening_that_only_announces_the_report_is_one():
    for opening in (
        "丰台区公开办：根据有关文件要求，现将本单位2018年政府信息公开工作年度报告向社会公布如下。一、概述。办公室具体负责公开工作，指定一名副局长分管。",
        "编制说明：本年度报告根据市、区有关规定编制，包括概述、主动公开、依申请公开、收费和减免、主要问题、改进措施等内容，附表一张，欢迎查阅。",
    ):
        found = one(TITLE, opening, body=())
        assert (found.get("full_name"), found.get("year")) == (OFFICE, 2018), (opening, found.get("detail"))


def test_an_office_of_an_office_in_the_contact_is_no_office_of_its_own():
    found = one("2018年北京丰台职业学院信息公开工作年度报告", "本报告根据《条例》编制。如有疑问，请与北京丰台职业学院党院办联系（地址：北京市丰台区某路1号）。")
    assert found["full_name"].endswith("北京丰台职业学院"), found["full_name"]


def test_papers_of_others_do_not_name_the_office():
    for opening in (
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日。我镇按照上级印发的《丰台区水务局信息公开办法》办理。",
        "根据《条例》编制本报告，期限为2018年1月1日至12月31日，电子版可在密云区人民政府网站下载。2018年我局工作稳步推进。",
    ):
        assert one(opening, path="1.txt")["reason"] == "office_unresolved", opening


def test_a_zone_or_customs_office_lies_in_the_place_that_it_begins_with():
    assert one("福州高新区管委会2018年政府信息公开工作年度报告", "地址：福州市鼓楼区某路1号。")["full_name"] == "福建省福州市福州高新区管理委员会"
    opening = "余姚经济开发区滨海新区管委会2018年政府信息公开工作年度报告"
    assert one(opening, "公开滨海新区的建设进度和招商进度，提升新区的知名度。")["full_name"] == "浙江省宁波市余姚市余姚经济开发区滨海新区管理委员会"
    assert one("广州海关2018年海关政府信息公开年度报告")["full_name"] == "广东省广州市广州海关"
    assert one("海关总署2018年海关信息公开工作年度报告", "地址：北京市东城区某街6号。")["full_name"] == "海关总署"


def test_a_ministry_by_the_name_that_it_signs_with():
    opening = "根据《条例》，现公开人力资源社会保障部（含国家公务员局）2009年政府信息公开工作年度报告，期限为2009年1月1日至12月31日。"
    assert one(opening, path="1.txt")["full_name"] == "人力资源和社会保障部"
    opening = "根据《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《信息公开条例》）规定，现将中华人民共和国水利部2020年政府信息公开工作年度报告公开如下："
    assert one("水利部2020年政府信息公开工作年度报告", opening, "2020年举办新闻发布会8场。", body=())["full_name"] == "水利部"


def test_buttons_of_a_site_sign_no_report():
    found = one("登录个人中心", "2018年我局全面公开民政信息，全年公开信息120条，收到申请2件。", path="北京市密云区民政局2018年政府信息公开工作年度报告.txt")
    assert found["full_name"] == "北京市密云区民政局"


def test_an_office_that_a_sentence_begins_with_behind_its_year():
    found = one("（一）主动公开情况。2018年密云区教育局全面贯彻《条例》，编制本报告，期限为2018年1月1日至12月31日。", path="1.txt")
    assert found["full_name"] == "北京市密云区教育局"


def test_the_name_of_a_column_is_no_title_beside_one_with_a_year():
    assert one("政府信息公开年报", "丰台区西罗园街道2018年政府信息公开年度报告", "引 言")["full_name"] == OFFICE


def test_what_stands_before_public_or_of_whom_is_no_office():
    for opening in (
        "根据《条例》，特向社会公布2018年度政府信息公开工作报告。地址：丰台区西罗园路。",
        "2018年，我局坚持公开为常态，现将我局2018年政府信息公开情况报告如下，丰台区。",
        "2018年，我办坚持公开为常态，现将2018年度我办政府信息公开情况报告如下，丰台区。",
    ):
        assert one(opening, path="1.txt")["reason"] == "office_unresolved", opening


def test_the_bureau_of_a_district_is_not_that_of_the_city_that_is_named():
    assert one("2018年度区民政局政府信息公开工作报告", "根据《温州市依申请公开政府信息实施办法》要求编制。", path="1.txt")["reason"] == "office_unresolved"


def test_a_newspaper_on_a_report_is_no_report():
    told = "日前，云南省人民政府向社会发布2018年政府信息公开工作年度报告。报告显示，全省主动公开政府信息120万条，收到申请3件，均已答复。"
    assert one("云南省发布2018年政府信息公开工作年度报告", "来源：某某日报", told)["reason"] == "not_a_report"


def test_an_unresolved_office_is_told_with_both_candidates():
    found = one("鼓楼区青桐街道2015年政府信息公开工作年度报告")
    assert found["reason"] == "office_unresolved"
    assert "无法判定" in found["detail"]


def test_a_town_of_the_list_that_the_report_does_not_lie_in_is_none():
    """There may be another of its name that the list does not know."""
    title = "西罗园街道2018年政府信息公开工作年度报告"
    assert one(title)["full_name"] == OFFICE
    for elsewhere in ("杭州市通报的先进单位中有我街道。", "联系电话：0571-87000000。"):
        found = one(title, elsewhere)
        assert (found["reason"], found["detail"]) == ("office_unresolved", "西罗园街道办事处：名录为北京市丰台区，所述为浙江省"), elsewhere


def test_the_runner_up_is_kept():
    found = one("青桐街道2015年政府信息公开工作年度报告", furniture=["主办：福州市鼓楼区人民政府"])
    assert found["full_name"] == "福建省福州市鼓楼区青桐街道办事处"
    assert "鼓楼区" in found["office_evidence"] and found["office_runner_up"]


def test_what_the_office_was_called_before():
    found = one("丰台区青桐街道2020年政府信息公开工作年度报告", "2020年6月，经批准，撤销青桐镇，设立青桐街道，本报告含原镇数据。")
    assert found["former_name"] == "青桐镇"


# --- year ------------------------------------------------------------------------------------------------------------


YEARS = [
    ((TITLE.replace("2018", "2019"), "统计期限自2018年1月1日起，至2018年12月31日止。"), {}, 2018),
    ((TITLE.replace("2018", "2019"), "统计期限为20181月1日至201812月31日。"), {}, 2018),
    ((TITLE.replace("2018", "2019"), "所列数据统计期限为2018.1.1-2018.12.31。"), {}, 2018),
    ((TITLE.replace("2018", "2019"), "数据统计自２０１８年１月１日至１２月３１日。"), {}, 2018),
    ((TITLE.replace("2018", "2019"), "统计期限为二〇一八年一月一日至十二月三十一日。"), {}, 2018),
    ((TITLE.replace("2018", "2019"), "数据统计到2018年12月31日。"), {}, 2018),
    ((TITLE, "统计期限自2018年1月1日起至2019年12月31日止。"), {}, 2018),
    ((TITLE, "2017年1月1日至12月31日公开80条。统计期限为2018年1月1日至2018年12月31日。"), {}, 2018),
    ((TITLE.replace("2018", "2008"), "现将2008年5月1日至12月31日的工作报告如下。"), {}, 2008),
    ((TITLE.replace("2018", "2012"), "自2008年5月1日至2012年12月31日累计公开1000条。"), {}, 2012),
    ((TITLE.replace("2018", "二○一八"),), {}, 2018),
    ((TITLE.replace("2018", "二O一八"),), {}, 2018),
    ((TITLE.replace("2018", "二0一八"),), {}, 2018),
    ((TITLE.replace("2018", "2O18"),), {}, 2018),
    ((TITLE.replace("2018", "2OO9"),), {}, 2009),
    ((TITLE.replace("2018年", "18年度"),), {}, 2018),
    (("西罗园街道政府信息公开工作年度报告（18年）", "北京市丰台区"), {}, 2018),
    ((TITLE.replace("2018年", ""),), {"path": "西罗园街道18年年报.html"}, 2018),
    ((TITLE.replace("2018", "２０１８"),), {}, 2018),
    ((TITLE.replace("2018年", "2018"), "根据国办发〔2014〕12号和2019年工作安排编制。"), {}, 2018),
    (("西罗园街道政府信息公开工作年度报告（2018年度）", "北京市丰台区"), {}, 2018),
    ((TITLE.replace("2018年", ""),), {"path": "年报/2018年度/丰台区西罗园街道.html"}, 2018),
    ((TITLE.replace("2018年", ""),), {"path": "西罗园街道2018年年报.html"}, 2018),
    ((TITLE.replace("2018年", ""), "2018年，街道共公开3条。2018年收到2件，比2017年多1件。"), {}, 2018),
    ((TITLE.replace("2018年", ""), "（2019年3月5日）"), {}, 2018),
    (
        (TITLE, "统计期限为2017年1月1日至2017年12月31日。", "2018年，街道共公开3条。", "2018年新收申请2件。"),
        {},
        2018,
    ),  # the period of the year before was left in
    (("2018年，街道收到2件。", "网上公开了办事指南、信用信息及2017年度信息公开工作报告。"), {"path": "丰台区西罗园街道2018年政府信息公开年报.html"}, 2018),
    ((TITLE.replace("2018", "2019"), "2018年，街道共公开3条，2018年收到2件。"), {"metadata": ["PubDate=2019-01-15"]}, 2018),
]


def test_the_year_is_the_one_reported_on():
    for (lines, parts, year), found in zip(YEARS, identified(*(document(*lines, **parts) for lines, parts, _ in YEARS)), strict=True):
        assert found["year"] == year, (lines, parts)


def test_a_title_that_differs_is_the_runner_up():
    found = one(TITLE.replace("2018", "2019"), "统计期限为2018年1月1日至2018年12月31日。")
    assert (found["year"], found["year_runner_up"]) == (2018, 2019)
    assert found["year_evidence"].startswith("统计期限：")


def test_no_year_is_not_guessed():
    assert one(TITLE.replace("2018年", ""))["reason"] == "year_unresolved"


def test_a_report_of_a_year_before_the_regulations_is_not_taken_for_another():
    early = one(TITLE.replace("2018", "2006"), "2007年1月9日", "2008年起将按条例报告。")
    assert early["reason"] == "year_unresolved"
    assert "不在本库的年份之内" in early["detail"]


def test_a_file_with_the_tables_of_several_reports_is_none():
    """A collection of a district: no office may get the figures of another."""
    titles = [TITLE, TITLE.replace("西罗园街道办事处", "右安门街道办事处"), TITLE.replace("西罗园街道办事处", "卢沟桥乡人民政府")]
    assert one(*titles, cells=["1"] * 9, form=("stat-table-2014", 174))["reason"] == "several_reports"
    assert one(*titles[:1], cells=["1"] * 9, form=("stat-table-2014", 174))["year"] == 2018  # one report with more tables than usual: a finding tells
    assert one(*titles, cells=["1"] * 9, form=("stat-table-2014", 71))["year"] == 2018


DAYS = [
    ((TITLE,), {"metadata": ["PubDate=2019-03-14 11:08"]}, date(2019, 3, 14)),
    ((TITLE, "发布日期：2019年1月24日 信息来源：西罗园街道"), {}, date(2019, 1, 24)),
    ((TITLE, "公开日期：", "2019-01-24"), {}, date(2019, 1, 24)),
    ((TITLE,), {"body": (*BODY, "西罗园街道办事处", "2019年3月5日")}, date(2019, 3, 5)),
    ((TITLE,), {"metadata": ["PubDate=2018-03-14"]}, None),
    ((TITLE,), {}, None),
]


def test_the_day_of_publication():
    for (lines, parts, published), found in zip(DAYS, identified(*(document(*lines, **parts) for lines, parts, _ in DAYS)), strict=True):
        assert found["published_on"] == published, (lines, parts)


# --- report or not ---------------------------------------------------------------------------------------------------


NO_REPORTS = [
    (("关于做好2023年政府信息公开工作年度报告编制工作的通知", "各街道办事处、区政府各部门：", "请于1月20日前报送。"), {}, "not_a_report"),
    (("丰台区西罗园街道2023年政务公开工作要点",), {}, "not_a_report"),
    (("丰台区西罗园街道政府信息公开指南",), {}, "not_a_report"),
    (("丰台区西罗园街道2023年部门预算",), {}, "not_a_report"),
    (("丰台区西罗园街道2023年第一季度政府信息公开情况统计表",), {}, "not_a_report"),
    (("丰台区西罗园街道2020年法治政府建设年度报告",), {}, "not_a_report"),
    (("首页 > 政务公开 > 政府信息公开年报", "丰台区司法局2020年法治政府建设年度报告"), {"page": "丰台区司法局2020年法治政府建设年度报告"}, "not_a_report"),
    (("一图读懂丰台区2023年政府信息公开工作年度报告",), {}, "not_a_report"),
    (
        tuple(line for number in range(8) for line in (f"丰台区青桐{number}街道2018年政府信息公开工作年度报告", f"2019-01-1{number}")),
        {"body": ()},
        "not_a_report",
    ),
    (("丰台区召开政府信息公开工作年度报告培训会",), {}, "not_a_report"),
    (tuple(f"丰台区青桐{number}街道2018年政府信息公开工作年度报告2019-01-1{number}" for number in range(8)), {"body": ()}, "not_a_report"),
    (("丰台区人民政府政府信息公开工作年度报告", *(f"{number}、西罗园街道2021年2022年2023年" for number in range(9))), {"body": ()}, "not_a_report"),
    (
        ("召开安全生产会议02-01", TITLE, "地区生产总值326.5亿元", "开展春季植树活动，共植树三千余株"),
        {"body": BODY[-1:], "page": "丰台区人民政府门户网站"},
        "not_a_report",
    ),
    (
        ("丰台区2022年一季度政务公开季报", *BODY, *(TITLE.replace("2018", str(year)) + f"{year + 1}-01-22" for year in (2019, 2020))),
        {"page": "丰台区2022年一季度政务公开季报_丰台区人民政府"},
        "not_a_report",
    ),
    (
        ("主动公开内容", "政府信息公开年报", "丰台区2022年经济和社会发展统计公报", *BODY, TITLE + "2019-01-22"),
        {"page": "丰台区2022年经济和社会发展统计公报_丰台区人民政府"},
        "not_a_report",
    ),
    (("丰台区法治政府建设情况。", TITLE + " 2019-01-22"), {"page": "丰台区2021年法治政府建设年度报告_丰台区人民政府"}, "not_a_report"),
    (("主动公开内容政府信息公开年报", "网站总访问量（单位：次）120"), {"page": "政府网站工作年度报表（2019年度）_丰台区人民政府"}, "not_a_report"),
    ((TITLE, "点击图片查看大图"), {"body": ()}, "image_only"),
    ((TITLE, "附件下载"), {"body": ()}, "no_text"),
    (
        ("关于报送年度报告的通知", "附件：", "（单位名称）××年政府信息公开工作年度报告"),
        {"form": ("articles-2021", 164), "cells": ["规章", ""] * 20},
        "blank_form",
    ),
    (("政府信息公开工作年度报告统计表（样表）",), {"form": ("articles-2021", 164), "cells": ["规章", ""] * 20, "body": ()}, "blank_form"),
]


def test_what_is_no_report():
    for (lines, _, reason), found in zip(NO_REPORTS, identified(*(document(*lines, **parts) for lines, parts, _ in NO_REPORTS)), strict=True):
        assert found.get("reason") == reason, lines
        assert found["detail"]


def test_sections_with_pictures_in_place_of_their_tables_are_told():
    sections = ("三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况")
    title, long = TITLE.replace("2018", "2022"), ("街道梳理公开事项并逐项更新，群众可以在网站查阅。" * 40,)
    assert one(title, body=(*BODY, *long, *sections), metadata=("picture=",))["reason"] == "image_only"
    assert "reason" not in one(title, body=(*BODY, *long, *sections))
    assert "reason" not in one(title, body=(*BODY, *long, sections[0], "全年没有收到申请。", *sections[1:]), metadata=("picture=",))


def test_a_terse_report_of_counts_alone_is_a_report():
    counts = "街道在区政府网站发布信息１２６条，微信公众号发布３１０条；新收依申请公开２件，已按期答复２件，内容为旧房改造的补偿清册。接待来访80多人次。"
    assert "reason" not in one(TITLE, body=(counts,))


def test_the_number_of_the_paper_is_no_part_of_the_title():
    lines = ("西罗园街道办事处", "西政发〔2019〕59号", "北京市丰台区西罗园街道办事处2018年政府信息公开", "工作年度报告")
    found = one(*lines)
    assert (found["full_name"], found["title"]) == (OFFICE, "".join(lines[2:]))
    assert one(" ".join(lines[:2]) + TITLE)["full_name"] == OFFICE


def test_a_table_sent_apart_is_an_attachment():
    sheet = document(
        "丰台区西罗园街道2018年度政府信息公开情况统计表",
        "填报单位：西罗园街道",
        body=(),
        cells=["主动公开信息数", "条", "12"],
        form=("stat-table-2014", 58),
        path="附件.xlsx",
    )
    report = document(TITLE, form=("stat-table-2014", 58), cells=["主动公开信息数", "条", "12"])
    found = identified(sheet, report)
    assert [row["document_kind"] for row in found] == ["attachment", "report"]
    assert [row["full_name"] for row in found] == [OFFICE, OFFICE]


def test_a_filled_form_without_a_word_lacks_its_year():
    """It is no other paper: a name with the year and the office is all that it needs."""
    sheet = document(body=(), cells=["规章", "12"] * 20, form=("articles-2021", 164), path="Sheet1.xlsx")
    assert identified(sheet)[0]["reason"] == "year_unresolved"


def test_headings_of_tables_are_no_text_of_a_report():
    """A workbook under the report's title, with the titles of its sections and of its columns but no sentence."""
    titles = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    columns = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "行政规范性文件"]
    frame, file, _ = document(TITLE, *titles, body=(), cells=columns, path="附件.xlsx")
    assert identified((frame, file, [(file[0], "articles-2021", 200, 99)]))[0]["document_kind"] == "attachment"


def test_the_form_with_most_values_counts_and_prose_has_none():
    frame, file, _ = document(TITLE, cells=["规章"] * 3)
    forms = [(file[0], "articles-2021", 15, 6), (file[0], "articles-2019", 183, 6)]
    assert identified((frame, file, forms), document(TITLE))[0]["form"] == "articles-2019"
    assert one(TITLE)["form"] == "narrative-era"


def test_the_title_at_the_top_of_each_printed_sheet():
    """As a spreadsheet program prints the sheets of a book, each on pages of its own."""
    frame, file, forms = document(
        "三、收到和处理政府信息公开申请情况", furniture=[TITLE], body=(), cells=["规章"] * 3, form=("articles-2021", 200), path="P07.pdf"
    )
    frame = conform(frame.with_columns(page=pl.lit(1)), "documents")
    assert identified((frame, file, forms))[0]["full_name"] == OFFICE


def test_a_correction_says_so():
    for title in (TITLE + "（更正版）", TITLE + "（更正）", "【更正】" + TITLE):
        assert one(title)["is_corrected"]
    assert one(TITLE, "说明：1月13日发布的年报填报有误，现予更正，原版本作废。")["is_corrected"]
    assert not one(TITLE)["is_corrected"]


def test_a_page_laid_out_in_cells_is_read():
    found = one(body=(), cells=["北京市丰台区人民政府", "首页 → 年报", TITLE, *BODY])
    assert (found["full_name"], found["year"]) == (OFFICE, 2018)


def test_nothing_in_nothing_out():
    frame, _, _ = document(TITLE)
    reports, rejected = identify(
        frame.clear(), pl.DataFrame(schema={"report_id": pl.String, "path": pl.String, "format": pl.String}), pl.DataFrame(schema=FORMS)
    )
    assert reports.is_empty() and rejected.is_empty()


# --- labelled reports ------------------------------------------------------------------------------------------------

LABELLED = Path(__file__).parent / "labelled"
SAMPLES = Path(__file__).parents[2] / "shared/samples"
FORMATS = {".txt": "text", ".html": "html", ".docx": "docx"}


@pytest.mark.parametrize("folder", [LABELLED / "a", LABELLED / "b", SAMPLES], ids=["a", "b", "samples"])
def test_office_year_and_status_of_labelled_reports(folder):
    if not (folder / "gold").is_dir():
        pytest.skip(f"{folder} is not there")
    gold = {path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "gold").glob("*.json"))}
    rows = {}
    for suffix, name in FORMATS.items():
        files = [folder / "files" / file for file in gold if file.endswith(suffix)]
        ids = {sha256(file.read_bytes()).hexdigest()[:16]: file for file in files}
        documents, _ = read_documents(name, [(report_id, file.read_bytes()) for report_id, file in ids.items()])
        listed = pl.DataFrame([(report_id, file.name, name) for report_id, file in ids.items()], schema=["report_id", "path", "format"], orient="row")
        reports, _ = identify(documents, listed, read_tables(documents).forms)
        rows |= {row["path"]: (row["full_name"], row["year"]) for row in reports.iter_rows(named=True)}
    for file, truth in gold.items():
        if Path(file).suffix in FORMATS:
            names = [truth["office"]["name"], *truth.get("office_alts", [])] if truth["office"] else []
            names = [re.sub(r"(\w{2,}?[县区市])\1", r"\1", name) for name in names]  # 丰台区丰台区人民政府
            expected = {(name, truth["year"]) for name in names} if truth["status"] != "quarantined" else {None}
            assert rows.get(file) in expected, file


def test_a_name_with_damaged_signs_is_no_office():
    found = identified(document("丰台区西罗�园街道办事处2018年政府信息公开工作年度报告"))[0]
    assert found["reason"] == "office_unresolved"
