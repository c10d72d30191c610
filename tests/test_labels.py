import pytest

from pipeline.tables.labels import label_key, label_unit


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("（二）被依法纠错数", "被依法纠错数"),
        ("其中：1．当面申请数", "当面申请数"),
        ("　　 4.政务微信公开政府信息数", "政务微信公开政府信息数"),
        ("统 计 指 标", "统计指标"),
        ("科研\n机构", "科研机构"),
        ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "主动公开政府信息数"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ('3.危及"三安全一稳定"', "危及三安全一稳定"),
        ("本年增/减", "本年增减"),
        ("其它结果", "其他结果"),
    ],
)
def test_numbering_width_and_notes_do_not_matter(printed, key):
    assert label_key(printed) == key


@pytest.mark.parametrize("printed", ["第二十条第（六）项", "第二十条第(六)项", "第二十条  第（六）项", "第二十条第六项"])
def test_items_of_article_20_have_one_key(printed):
    assert label_key(printed) == "第二十条六"


def test_a_label_that_is_all_brackets_keeps_its_words():
    assert "勾稽关系" in label_key("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("本年收费金额（单位：万元）", "万元"), ("采购总金额(万元)", "万元"), ("采购总金额（元）", "元"), ("采购总金额", None), ("本年制发件数", None)],
)
def test_the_unit_in_a_heading_is_data(heading, unit):
    assert label_unit(heading) == unit
