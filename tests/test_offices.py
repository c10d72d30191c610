"""Places of every period, names of offices, and the office that the clues of a document speak for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity.candidates import hints
from pipeline.identity.offices import is_short_for, office_key, office_name, office_row, reading
from pipeline.identity.place_names import leading, named, names_in_text, short_name, trailing
from pipeline.identity.places import LISTED, at, coded, full_place
from pipeline.identity.resolver import Clues, resolve, resolve_title
from schemas.codebook import codebook
from schemas.consistency import codebook_problems

COUNTIES = sorted(place for code, name in codebook().divisions.items() if len(code) == 6 for place in coded(code) if place.end is None and name == place.name)


def resolved(title, year, **clues):
    """Full name of the office that title and further clues give, None where it cannot be told."""
    answer = resolve_title(title, year) or resolve(Clues(title, **clues), year)
    return office_row(answer.place, answer.office, year)["full_name"] if answer.place else None


def row(title, year, **clues):
    answer = resolve_title(title, year) or resolve(Clues(title, **clues), year)
    return office_row(answer.place, answer.office, year)


def test_the_lists_of_places_and_offices_are_sound():
    assert [problem for problem in codebook_problems(codebook()) if problem.file.startswith(("offices/", "identify"))] == []


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "year", "full"),
    [
        ("密云区", 2014, "北京市密云县"),
        ("密云县", 2016, "北京市密云区"),
        ("柯桥区", 2011, "浙江省绍兴市绍兴县"),
        ("闸北区", 2018, "上海市静安区"),
        ("静安区", 2010, "上海市静安区"),
        ("襄州区", 2009, "湖北省襄樊市襄阳区"),
        ("达川区", 2010, "四川省达州市达县"),
        ("碧江区", 2009, "贵州省铜仁地区铜仁市"),
        ("梁溪区", 2012, "江苏省无锡市梁溪区"),  # made of three: there is no one county that it was
        ("济源市", 2019, "河南省济源市"),
    ],
)
def test_a_place_has_the_name_of_the_year(name, year, full):
    assert full in {full_place(at(place, year), year) for place in named(name)}


def test_a_county_that_moved_lies_in_the_city_of_the_year():
    assert {full_place(at(place, 2014), 2014) for place in named("简阳市")} == {"四川省资阳市简阳市"}
    assert {full_place(at(place, 2018), 2018) for place in named("简阳市")} == {"四川省成都市简阳市"}


def test_a_city_without_counties_is_not_named_twice():
    assert {full_place(place, 2020) for place in named("东莞市")} == {"广东省东莞市"}


def test_names_are_read_from_the_edge_of_a_text():
    places, rest = leading("广元市利州区柳桥街道")
    assert ([place.code for place in places], rest) == (["510802"], "柳桥街道")
    assert leading("柳桥街道") == ([], "柳桥街道")
    assert [place.code for place in trailing("欢迎登录南昌市西湖区")] == ["360103"]
    assert trailing("欢迎登录") == []
    assert leading("浙江永嘉县沙头镇", short=True)[1] == "沙头镇"


def test_a_name_must_lie_in_the_one_before_it():
    places, rest = leading("石家庄市鼓楼区")
    assert ([place.name for place in places], rest) == (["石家庄市"], "鼓楼区")


def test_short_names_leave_out_peoples():
    assert [short_name(name) for name in ("密云区", "湘西土家族苗族自治州", "新疆维吾尔自治区", "玉屏侗族自治县")] == ["密云", "湘西", "新疆", "玉屏"]
    assert "430000"[:2] == named("湘西州")[0].code[:2]


def test_everyday_words_are_sought_only_behind_their_city():
    names = set(names_in_text())
    assert "老城区" not in names and "洛阳市老城区" in names
    assert "和县" not in names and "丰台区" in names  # 市和县 does not name 和县


# --- names of offices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "canonical", "kind"),
    [
        ("果园街道", "果园街道办事处", "subdistrict"),
        ("果园街道办", "果园街道办事处", "subdistrict"),
        ("沙头镇", "沙头镇人民政府", "town"),
        ("沙头镇政府", "沙头镇人民政府", "town"),
        ("白云乡", "白云乡人民政府", "township"),
        ("南磨房地区办事处", "南磨房地区办事处", "subdistrict"),
        ("青山苏木", "青山苏木人民政府", "township"),
        ("水务局", "水务局", "bureau"),
        ("区教育局", "教育局", "bureau"),
        ("市场监督管理局", "市场监督管理局", "bureau"),
        ("政府办公室", "人民政府办公室", "bureau"),
        ("东湖经济开发区管委会", "东湖经济开发区管理委员会", "other"),
        ("国家税务总局税务局", "税务局", "bureau"),
    ],
)
def test_names_have_one_canonical_form(printed, canonical, kind):
    office = office_name(printed)
    assert (office.name, office.kind) == (canonical, kind)


@pytest.mark.parametrize("text", ["街道", "我镇", "镇", "各乡", "总体情况", "", "区"])
def test_words_that_name_no_office(text):
    assert office_name(text) is None


def test_the_government_before_a_subdistrict_is_left_out():
    assert reading("丰台区人民政府西罗园街道办事处").office.name == "西罗园街道办事处"
    assert reading("永嘉县人民政府沙头镇").office.name == "沙头镇人民政府"
    assert reading("武汉市江岸区大智街").office.name == "大智街道办事处"  # as the city calls its subdistricts
    assert reading("武汉市江岸区步行街").office is None
    assert reading("永嘉县人民政府办公室").office.name == "人民政府办公室"


def test_short_forms_are_recognised():
    assert is_short_for("城管局", "城市管理局")
    assert is_short_for("东湖高新区管理委员会", "东湖高新技术产业开发区管理委员会")
    assert not is_short_for("水务局", "水利局")
    assert not is_short_for("城市管理局", "城管局")


# --- which office ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "year", "full"),
    [
        ("密云县果园街道办事处", 2014, "北京市密云县果园街道办事处"),
        ("密云区果园街道", 2014, "北京市密云县果园街道办事处"),
        ("密云区果园街道", 2016, "北京市密云区果园街道办事处"),
        ("南明区花果园街道", 2018, "贵州省贵阳市南明区花果园街道办事处"),
        ("石景山区苹果园街道", 2018, "北京市石景山区苹果园街道办事处"),
        ("武汉市水务局", 2019, "湖北省武汉市水务局"),
        ("浙江省水利厅", 2019, "浙江省水利厅"),
        ("北京市水务局", 2019, "北京市水务局"),
        ("江汉区", 2019, "湖北省武汉市江汉区人民政府"),
        ("武汉市江汉区人民政府办公室", 2019, "湖北省武汉市江汉区人民政府办公室"),
        ("浙江省", 2019, "浙江省人民政府"),
        ("东莞市东城街道办事处", 2020, "广东省东莞市东城街道办事处"),
        ("济源市济水街道", 2020, "河南省济源市济水街道办事处"),
        ("下城区青桐街道", 2019, "浙江省杭州市下城区青桐街道办事处"),
        ("望城县青桐镇", 2009, "湖南省长沙市望城县青桐镇人民政府"),
        ("居巢区青桐镇", 2009, "安徽省巢湖市居巢区青桐镇人民政府"),
        ("罗城县青桐乡", 2018, "广西壮族自治区河池市罗城仫佬族自治县青桐乡人民政府"),
        ("阳泉市城区青桐街道", 2015, "山西省阳泉市城区青桐街道办事处"),
        ("梁河县九保乡", 2021, "云南省德宏傣族景颇族自治州梁河县九保阿昌族乡人民政府"),
        ("苏州工业园区管理委员会", 2018, "江苏省苏州市苏州工业园区管理委员会"),
        ("国家税务总局建德市税务局", 2019, "浙江省杭州市建德市税务局"),
        ("国家发展改革委", 2019, "国家发展和改革委员会"),
        ("国家统计局建德调查队", 2019, "浙江省杭州市建德市国家统计局建德调查队"),
        ("中国人民银行建德市支行", 2019, "浙江省杭州市建德市中国人民银行建德市支行"),
        ("审计署驻南京特派员办事处", 2019, "江苏省南京市审计署驻南京特派员办事处"),
        ("国网浙江省电力有限公司建德市供电公司", 2019, "浙江省杭州市建德市国网浙江省电力有限公司建德市供电公司"),
        ("中华人民共和国温州海关", 2019, "浙江省温州市温州海关"),
        ("温州海事局", 2019, "浙江省温州市温州海事局"),
        ("温州第八中学", 2019, "浙江省温州市温州第八中学"),
        ("大兴安岭地区行署", 2019, "黑龙江省大兴安岭地区行政公署"),
        ("大兴安岭地区", 2019, "黑龙江省大兴安岭地区行政公署"),
        ("锡林郭勒盟教育局", 2019, "内蒙古自治区锡林郭勒盟教育局"),
        ("那曲市", 2019, "西藏自治区那曲市人民政府"),
        ("新疆生产建设兵团", 2019, "新疆维吾尔自治区新疆生产建设兵团"),
        ("新疆生产建设兵团第八师石河子市", 2019, "新疆维吾尔自治区石河子市人民政府"),
        ("第八师石河子市教育局", 2019, "新疆维吾尔自治区石河子市教育局"),
        ("建德市第八中学", 2019, "浙江省杭州市建德市第八中学"),
        ("温州经济技术开发区", 2019, "浙江省温州市温州经济技术开发区管理委员会"),
        ("杭州市公安局西湖区分局", 2020, "浙江省杭州市公安局西湖区分局"),
        ("永嘉县发改局", 2019, "浙江省温州市永嘉县发展和改革局"),
        ("永嘉水务局", 2019, "浙江省温州市永嘉县水务局"),
        ("重庆市江北区青桐街道", 2020, "重庆市江北区青桐街道办事处"),
        ("鼓楼区青桐街道", 2015, None),
        ("青桐街道", 2015, None),
    ],
)
def test_offices_from_titles(title, year, full):
    assert resolved(title, year) == full


@given(st.sampled_from(COUNTIES), st.sampled_from(["青桐街道办事处", "青桐镇人民政府", "教育局"]), st.integers(2008, 2025))
def test_any_office_in_any_county_is_composed_by_rule(county, office, year):
    place = at(county, year)
    title = full_place(place, year) + office
    assert resolved(title, year) == title


@given(st.sampled_from(sorted((code, name) for code, name in codebook().divisions.items() if len(code) == 9 and name.endswith(("街道", "镇", "乡")))))
def test_listed_townships_have_their_code(entry):
    code, name = entry
    county = next(place for place in coded(code[:6]) if (place.end or LISTED) >= LISTED)
    assert row(full_place(county, 2023) + name, 2023)["office_id"] == code


@pytest.mark.parametrize(
    ("title", "full_name", "level"),
    [
        ("教育部", "教育部", "national"),
        ("中华人民共和国水利部", "水利部", "national"),
        ("国家税务总局", "国家税务总局", "national"),
        ("国家税务总局密云区税务局", "北京市密云区税务局", "county"),
        ("密云区教育局", "北京市密云区教育局", "county"),
    ],
)
def test_ministries_have_no_place_and_their_branches_have_one(title, full_name, level):
    found = resolve_title(title, 2021)
    row = office_row(found.place, found.office, 2021)
    assert (row["full_name"], row["level"]) == (full_name, level)


@pytest.mark.parametrize(
    ("title", "office_id"), [("嘉峪关市", "620200000"), ("嘉峪关市人民政府", "620200000"), ("东莞市", "441900000"), ("嘉峪关市教育局", "620200-教育局")]
)
def test_a_city_without_counties_is_one_office_however_it_is_told(title, office_id):
    """The list has 嘉峪关市 below 嘉峪关市, since all townships stand below a county."""
    facts = row(title, 2021)
    assert (facts["office_id"], facts["level"]) == (office_id, "prefecture")


def test_namesakes_are_settled_by_what_else_is_named():
    assert resolved("鼓楼区青桐街道", 2015, zones=(("text", ["河南省", "开封市"]),), text="河南省开封市要求") == "河南省开封市鼓楼区青桐街道办事处"
    assert resolved("朝阳区青桐街道", 2015, zones=(("site", ["长春市", "朝阳区"]),), text="长春市朝阳区") == "吉林省长春市朝阳区青桐街道办事处"
    assert resolved("西湖区青桐街道", 2015, text="咨询电话：0791-86500001。") == "江西省南昌市西湖区青桐街道办事处"


def test_an_old_county_in_the_text_beats_the_site_of_today():
    clues = {"text": "请联系闸北区青桐街道办事处", "zones": (("site", ["上海市", "静安区"]), ("text", ["闸北区"]))}
    assert resolved("青桐街道", 2010, **clues) == "上海市闸北区青桐街道办事处"


@pytest.mark.parametrize(
    ("title", "full"),
    [
        ("西安高新技术产业开发区管理委员会", "陕西省西安市西安高新技术产业开发区管理委员会"),
        ("雄安新区管理委员会", "河北省雄安新区管理委员会"),
        ("河北雄安新区管理委员会", "河北省河北雄安新区管理委员会"),
        ("天府新区成都管理委员会", "四川省成都市天府新区成都管理委员会"),
        ("内蒙古大兴安岭重点国有林管理局", "内蒙古自治区内蒙古大兴安岭重点国有林管理局"),
    ],
)
def test_a_zone_lies_in_the_city_it_is_called_after_or_where_the_state_laid_it_out(title, full):
    assert resolved(title, 2022) == full


def test_the_committee_of_a_listed_zone_is_named_once():
    said = {"names": (("正文", "洛阳高新技术产业开发区管理委员会"),), "zones": (("site", ["洛阳市"]),), "text": "洛阳高新技术产业开发区管理委员会 洛阳市"}
    assert resolved("洛阳高新区管委会", 2023, **said) == "河南省洛阳市洛阳高新技术产业开发区管理委员会"


def test_a_street_called_after_a_city_lies_where_the_document_says():
    site = {"zones": (("site", ["上海市", "黄浦区"]),), "text": "南京东路街道 上海市 黄浦区"}
    assert resolved("南京东路街道", 2015, **site) == "上海市黄浦区南京东路街道办事处"
    assert resolved("松江河镇", 2015, zones=(("path", ["吉林省", "抚松县"]),)) == "吉林省白山市抚松县松江河镇人民政府"
    assert resolved("丰台西罗园街道", 2015) == "北京市丰台区西罗园街道办事处"


def test_a_name_inside_other_words_names_no_place():
    text = "按照上级要求整合山市镇各站所力量"
    assert resolved("山市镇", 2020, text=text, zones=(("text", ["合山市"]), ("path", ["黑龙江省", "海林市"]))) == "黑龙江省牡丹江市海林市山市镇人民政府"


def test_a_bureau_is_called_as_the_report_calls_it_in_full():
    names = (("正文自述", "杭州市西湖区城市管理局"),)
    assert resolved("西湖区城管局", 2013, names=names, text="杭州市西湖区城市管理局") == "浙江省杭州市西湖区城市管理局"
    assert resolved("区教育局", 2013, zones=(("site", ["武汉市", "江汉区"]),), text="武汉市江汉区") == "湖北省武汉市江汉区教育局"


def test_an_office_outside_the_title_is_found():
    names = (("填报单位", "西罗园街道"),)
    assert resolved("", 2018, names=names) == "北京市丰台区西罗园街道办事处"


def test_the_year_of_a_change_takes_the_name_that_is_used():
    assert resolved("密云区青桐镇", 2015) == "北京市密云区青桐镇人民政府"
    assert resolved("密云县青桐镇", 2015, zones=(("text", ["密云县"]),), text="密云县") == "北京市密云县青桐镇人民政府"


def test_an_unknown_office_is_coded_from_its_district():
    found = row("密云区青桐街道", 2020)
    assert (found["office_id"], found["office_known"], found["division_code"]) == ("110118-青桐街道办事处", False, "110118")
    assert (found["province"], found["city"], found["district"], found["level"]) == ("北京市", "北京市", "密云区", "township")


def test_known_offices_and_bureaus():
    assert row("密云区果园街道", 2020)["office_id"] == "110118002"
    assert row("密云区", 2020)["office_id"] == "110118000"
    bureau = row("密云区水务局", 2020)
    assert (bureau["office_id"], bureau["office_known"], bureau["level"]) == ("110118-水务局", True, "county")


def test_hints_of_phone_and_postcode():
    assert ("3601", 4) in set(hints("电话：0791-86500001"))
    assert ("36", 2) in set(hints("邮编：330009"))
    assert set(hints("2019年收到0791件")) == set()


def test_keys_of_offices_stay():
    assert office_key("110118002", "北京市密云区果园街道办事处") == office_key("110118002", "北京市密云区果园街道办事处")
    assert 0 < office_key("110118002", "北京市密云区果园街道办事处") < 2**53
    assert office_key("110118002", "北京市密云区果园街道办事处") != office_key("110228-果园街道办事处", "北京市密云县果园街道办事处")
