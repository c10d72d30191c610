"""Rules: each finds its example; what only looks wrong is left alone."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipeline.rules.report_rules import evaluate, report_findings, rule_counts
from pipeline.rules.rule_examples import example_problems, formula_problems, layers, rule_problems
from pipeline.rules.wide import table_values, wide_frame
from schemas.codebook import codebook
from schemas.contracts import validate
from schemas.rule_entries import Example, Rule


def mutations():
    path = Path(__file__).parents[1] / "benchmarks" / "mutations.py"
    spec = importlib.util.spec_from_file_location("mutations", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def findings(form, severities=("error", "warning"), **example):
    """Findings of one report: table, statements, lines as in the examples of rules.yml."""
    rule = Rule(id="made", code="LOGIC", severity="info", forms=[form], check="made", zh="", en="", example=Example(**example))
    documents, values, reports, _ = layers([rule])
    rows = validate(report_findings(documents, values, reports), "findings")
    return rows.filter(pl.col("severity").is_in(severities)).select("code", "rule_id", "severity", "message_zh", "suggestion", "fault").rows(named=True)


def said(value, text, unit, about, sentence=None, **more):
    statement = {"value": value, "text": text, "unit": unit, "about": about, **more}
    return statement | ({"sentence": sentence} if sentence else {})


def test_every_rule_finds_its_example():
    assert rule_problems() == []


def test_an_example_that_breaks_nothing_is_told():
    rule = codebook().rules["G1-11"].model_copy(update={"example": Example(table={"foi.application.received.total": 1})})
    (problem,) = example_problems([rule])
    assert (problem.file, problem.entry, problem.key) == ("rules.yml", "G1-11", "example")


def test_a_formula_that_cannot_be_read_is_told():
    rule = codebook().rules["G1-11"].model_copy(update={"formula": "foi.application.received.total == min(foi.application.received.fax)"})
    (problem,) = formula_problems([rule])
    assert (problem.entry, problem.key) == ("G1-11", "formula") and "min" in problem.message


def test_a_rule_without_an_example_is_told():
    (problem,) = example_problems([codebook().rules["G1-11"].model_copy(update={"example": None})])
    assert "there is none" in problem.message


# --- arithmetic --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["stat-table-2014", "articles-2019", "articles-2021"])
def test_clean_reports_are_silent_and_every_cell_that_is_off_by_one_is_found_and_named(form):
    program = mutations()
    batch = program.clean(form, 20, np.random.default_rng(7))
    assert program.found_in(batch)[0].is_empty()
    mutant, changed = program.plus_one(batch)
    found, ids = program.found_in(mutant)
    assert found["report_id"].n_unique() == len(changed)
    assert program._localised(found, ids, changed) in (None, 1.0)


def test_a_sum_that_is_off_names_labels_and_numbers():
    table = {
        "foi.application.received.total": 7,
        **{f"foi.application.received.{name}": value for name, value in (("in_person", 3), ("fax", 0), ("online", 2), ("letter", 1))},
    }
    (finding,) = findings("stat-table-2014", table=table, report={"year": 2017})
    assert (finding["code"], finding["severity"], finding["fault"]) == ("IDENTITY_SUM", "error", "source")
    assert "收到申请数 7 ≠ 当面申请数 3 + 网络申请数 2 + 信函申请数 1 = 6" in finding["message_zh"]


def test_a_blank_part_leaves_the_sum_undecided():
    table = {
        "foi.application.received.total": 7,
        "foi.application.received.in_person": 3,
        "foi.application.received.fax": None,
        "foi.application.received.online": 2,
        "foi.application.received.letter": 1,
    }
    assert {finding["code"] for finding in findings("stat-table-2014", table=table, report={"year": 2017})} == {"BLANK_CELL"}


@pytest.mark.parametrize(("local", "codes"), [({"5.电话申请数": 1}, set()), ({"5.电话申请数": 3}, {"IDENTITY_SUM"})])
def test_a_sum_that_holds_with_a_local_row_is_not_wrong(local, codes):
    parts = {"in_person": 3, "fax": 0, "online": 2, "letter": 1}
    table = {"foi.application.received.total": 7} | {f"foi.application.received.{name}": count for name, count in parts.items()}
    assert {finding["code"] for finding in findings("stat-table-2014", table=table, unknown=local, report={"year": 2017})} == codes


def test_unread_cells_put_a_broken_sum_in_doubt():
    table = {"foi.training.participant": 54, "foi.training.session": 0}
    (finding,) = findings("stat-table-2014", table=table, unread=[7], report={"year": 2017})
    assert finding["fault"] == "undecided"


def test_the_prose_excuses_more_closed_than_received():
    table = {"foi.application.closed.total": 7, "foi.application.received.total": 6}
    assert findings("stat-table-2014", table=table, report={"year": 2017})
    assert not findings("stat-table-2014", table=table, lines=["办结申请7件，其中1件为上年结转。"], report={"year": 2017})


def test_counts_of_reports_tested_failed_and_undecided():
    rules = [codebook().rules[name] for name in ("G1-11", "G1-12", "CELL-BLANK")]
    _, values, reports, _ = layers(rules)
    counts = {row[0]: row[1:] for row in rule_counts(evaluate(wide_frame(table_values(values), reports["report_id"]), reports, values)).iter_rows()}
    assert counts["G1-12"] == (2, 1, 0)  # broken in its own example, right in the table of zeros, not printed in the third
    assert counts["T3-01"] == (0, 0, 0)


# --- text against table ------------------------------------------------------------------------------------------


def table_and_text(measure, value, text, unit, sentence, table, form="articles-2021", **more):
    statement = said(value, text, unit, "", sentence, measure=measure, **more)
    year = codebook().forms[form].years[0]
    return [finding["rule_id"] for finding in findings(form, table=table, statements=[statement], report={"year": year})]


def test_text_and_table_disagree():
    assert table_and_text("foi.power.penalty.decision", 217, "217件", "件", "作出行政处罚217件。", {"foi.power.penalty.decision": 271}) == ["NV-TABLE"]


def test_items_published_are_not_decisions():
    assert not table_and_text("foi.power.penalty.decision", 140, "140条", "条", "公开行政处罚和行政许可140条。", {"foi.power.penalty.decision": 196})


def test_what_the_head_did_besides_is_not_all_that_was_done():
    interviews = "foi.response.online_interview.total"
    sentence = "主要负责人参加新闻发布会1次、在线访谈1次。"
    assert not table_and_text(interviews, 1, "1次", "次", sentence, {interviews: 2}, "stat-table-2014")
    assert table_and_text(interviews, 1, "1次", "次", "参加在线访谈1次。", {interviews: 2}, "stat-table-2014") == ["NV-TABLE"]


def test_applications_handled_may_include_those_carried_in():
    table = {"foi.application.new[total]": 6, "foi.application.carried_in[total]": 1}
    assert not table_and_text("foi.application.new[total]", 7, "7件", "件", "全年办理申请7件。", table)
    assert table_and_text("foi.application.new[total]", 7, "7件", "件", "全年新收到申请7件。", table) == ["NV-TABLE"]


def test_about_is_not_compared_as_exact():
    assert not table_and_text(
        "foi.training.participant", 100, "100余人次", "人次", "培训100余人次。", {"foi.training.participant": 130}, "stat-table-2014", precision="at_least"
    )


def test_money_is_compared_in_yuan():
    funding = "foi.capacity.special_funding"
    assert not table_and_text(funding, 5000, "5000元", "元", "专项经费5000元。", {funding: "0.5 万元"}, "stat-table-2014")
    assert "NV-06" in table_and_text(funding, 0.5, "0.5万元", "万元", "专项经费0.5万元。", {funding: "0.5 元"}, "stat-table-2014")
    assert table_and_text(funding, 0.6, "0.6万元", "万元", "专项经费0.6万元。", {funding: "0.5 万元"}, "stat-table-2014") == ["NV-TABLE"]


def test_all_closed_is_wrong_where_some_are_carried_on_unless_the_text_says_so():
    table = {"foi.application.carried_out[total]": 1}
    assert [finding["rule_id"] for finding in findings("articles-2021", table=table, lines=["共收到申请6件，目前已全部办结。"])] == ["NV-10"]
    assert [finding["rule_id"] for finding in findings("articles-2021", table=table, lines=["收到申请6件，已全部办结，无结转下年度办理件。"])] == ["NV-10"]
    assert not findings("articles-2021", table=table, lines=["共收到申请6件，均已按时答复。", "另有1件结转下年度办理。"])


# --- text against text -------------------------------------------------------------------------------------------


def disclosed(parts, total=500, unit="条", sentence=None):
    listed = "、".join(f"{name}{value}{unit}" for name, value in parts)
    first = said(
        total, f"{total}{unit}", unit, "主动公开政府信息", sentence or f"全年主动公开政府信息{total}{unit}，其中{listed}。", measure="foi.disclosure.total"
    )
    return [first, *(said(value, f"{value}{unit}", unit, name) for name, value in parts)]


def rules_of(statements, form="stat-table-2014"):
    return [finding["rule_id"] for finding in findings(form, statements=statements, report={"year": 2017})]


def test_a_list_with_a_remainder_must_add_up():
    assert rules_of(disclosed([("政策法规", 100), ("工作动态", 300), ("其他", 110)])) == ["NV-16"]
    assert not rules_of(disclosed([("政策法规", 100), ("工作动态", 300), ("其他", 100)]))


def test_a_list_that_is_no_partition_is_never_added_up():
    assert not rules_of(disclosed([("重点领域信息", 125), ("网站公开信息", 302)]))


def test_a_list_with_one_number_for_several_things_is_never_added_up():
    sentence = "设立查阅点31个，其中档案馆、图书馆各1个，服务中心23个，其他6个。"
    total = [said(31, "31个", "个", "查阅点", sentence)]
    assert not rules_of([*total, said(1, "1个", "个", "档案馆、图书馆"), said(23, "23个", "个", "服务中心"), said(6, "6个", "个", "其他")])


def test_channels_may_overlap():
    assert not rules_of(disclosed([("网站公开", 300), ("微信公开", 200), ("微博公开", 150)]))


def share(value, text, about="网站公开占比"):
    return said(value, text, "%", about, statistic="share")


@pytest.mark.parametrize(("printed", "rules"), [(0.51, []), (0.50, []), (5.1, ["NV-15"])])  # 9 of 1771 is 0.508: shares are forced to add up to 100
def test_a_share_is_checked_at_the_precision_it_is_written(printed, rules):
    sentence = f"主动公开1771条，其中网站1160条，占65.5%；微博9条，占{printed}%。"
    listed = [said(1771, "1771条", "条", "主动公开", sentence), said(1160, "1160条", "条", "网站公开"), share(65.5, "65.5%")]
    assert rules_of([*listed, said(9, "9条", "条", "微博公开"), share(printed, f"{printed}%")]) == rules


def test_growth_is_checked_against_last_years_figure_in_the_sentence():
    now = said(163, "163条", "条", "公开政府信息", "全年公开政府信息163条，2016年为145条，同比增长18.4%。")
    before = said(145, "145条", "条", "上年公开政府信息", year=2016)
    assert rules_of([now, before, said(18.4, "增长18.4%", "%", "同比增长", statistic="change")]) == ["NV-17"]
    assert not rules_of([now, before, said(12.4, "增长12.4%", "%", "同比增长", statistic="change")])
    assert rules_of([now, before, said(18.4, "增长18.4％", "％", "同比增长", statistic="change")]) == ["NV-17"]


def test_growth_is_checked_against_this_years_figure_in_another_sentence():
    now = said(702, "702条", "条", "主动公开信息", "全年主动公开信息702条。", measure="foi.disclosure.total")
    before = said(655, "655条", "条", "公开信息", "2016年公开信息655条，2017年增长9.2%。", year=2016, measure="foi.disclosure.total")
    assert rules_of([now, before, said(9.2, "增长9.2%", "%", "公开信息增长", statistic="change")]) == ["NV-17"]
    assert not rules_of([now, before, said(7.2, "增长7.2%", "%", "公开信息增长", statistic="change")])
    assert not rules_of([now, before, said(9.2, "增长9.2%", "%", "粉丝增长", statistic="change")])


def test_growth_is_checked_against_the_difference_beside_it():
    now = said(402, "402条", "条", "公开信息", "全年公开信息402条，比上年增加51条，增长14.5%。")
    change = said(51, "增加51条", "条", "公开信息同比增加", statistic="change")
    assert not rules_of([now, change, said(14.5, "增长14.5%", "%", "公开信息增长", statistic="change")])
    assert rules_of([now, change, said(24.5, "增长24.5%", "%", "公开信息增长", statistic="change")]) == ["NV-17"]


def test_a_result_behind_several_subjects_proves_nothing_against_one_of_them():
    corrected, table = "foi.litigation.after_reconsideration.corrected", {"foi.litigation.after_reconsideration.corrected": 0}
    assert not table_and_text(corrected, 1, "1件", "件", "行政复议11件，复议后起诉3件，被纠正1件。", table)
    assert table_and_text(corrected, 1, "1件", "件", "行政复议11件；复议后起诉3件，被纠正1件。", table) == ["NV-TABLE"]


def test_a_neighbouring_cell_of_which_nothing_else_is_said_may_be_meant():
    table = {"foi.lawdoc.normative.disclosed_new": 12, "foi.lawdoc.normative.disclosed_stock": 35}
    assert not table_and_text("foi.lawdoc.normative.disclosed_new", 35, "35件", "件", "公开规范性文件35件。", table, "articles-2019")
    assert table_and_text("foi.lawdoc.normative.disclosed_new", 21, "21件", "件", "公开规范性文件21件。", table, "articles-2019") == ["NV-TABLE"]


def test_last_years_carry_over_is_not_this_years():
    table = {"foi.application.carried_in[total]": 2, "foi.application.carried_out[total]": 1}
    assert table_and_text("foi.application.carried_in[total]", 1, "1件", "件", "上年结转1件。", table) == ["NV-TABLE"]
    lines = ["上年结转2件，全部申请均已按期办结。"]
    assert [finding["rule_id"] for finding in findings("articles-2021", table=table, lines=lines)][:1] == ["NV-10"]


def test_money_in_other_words_and_the_wrong_unit():
    statement = said(8000, "8000元", "元", "投入经费", "投入经费8000元。")
    table = {"foi.capacity.special_funding": "8000 万元"}
    assert "NV-06b" in [finding["rule_id"] for finding in findings("stat-table-2014", table=table, statements=[statement], report={"year": 2015})]
    assert not findings("stat-table-2014", table={"foi.capacity.special_funding": "0.8 万元"}, statements=[statement], report={"year": 2015})


# --- documents ---------------------------------------------------------------------------------------------------

SECTIONS = [section.title for section in codebook().forms["articles-2021"].sections]


def document(lines, form="articles-2021", **report):
    return [finding["rule_id"] for finding in findings(form, lines=lines, report=report)]


def test_sections_are_known_by_any_of_their_titles():
    assert not document(SECTIONS)
    assert document(SECTIONS[:5]) == ["NV-20"]
    assert not document([*SECTIONS[:4], "五、存在的不足和改进措施", "六、其他需要报告的事项"])


@pytest.mark.parametrize(("name", "found"), [("民政局", ["NV-20b"]), ("人民医院", []), ("自来水有限公司", [])])
def test_statutory_topics_are_not_asked_of_public_enterprises(name, found):
    assert document(["全年主动公开政府信息110条。", "收到政府信息公开申请2件，均已答复。"], form="narrative-era", name=name, year=2012) == found


def test_applications_are_told_by_a_heading_and_a_bare_count():
    lines = ["全年主动公开政府信息110条。", "三、依申请公开", "（一）收到", "4件。", "行政复议、行政诉讼均未发生。"]
    assert document(lines, form="narrative-era", name="民政局", year=2012) == []


@pytest.mark.parametrize(("year", "tables"), [(2022, 3), (2012, 0)])
def test_a_report_without_any_table_lacks_those_that_its_year_calls_for(year, tables):
    found = findings("narrative-era", ("info",), lines=["全年主动公开政府信息110条。"], report={"year": year})
    assert [finding["rule_id"] for finding in found] == ["CELL-TABLE"] * tables


@pytest.mark.parametrize(
    ("line", "year", "rules"),
    [
        ("数据统计期限为2022年1月1日至12月31日。", 2022, []),
        ("数据统计期限为2022年1月1日至2022年11月30日。", 2022, ["NV-18"]),
        ("数据统计期限为2022年1月1日至2012年12月31日。", 2022, ["NV-18d"]),
        ("现将2008年5月1日至12月31日的情况报告如下，统计期限为2008年5月1日至12月31日。", 2008, []),
        ("截至2022年11月底，累计公开信息110条。", 2022, ["NV-18b"]),
        ("截至2022年底微信公众号用户4000人，公开信息110条。", 2022, []),
        ("截至2022年1月1日至2022年12月31日，我局主动公开信息117条。", 2022, []),
        ("11月11日前开展检测38轮。", 2022, []),
    ],
)
def test_periods(line, year, rules):
    form = "articles-2021" if year > 2020 else "annex-pre2014"
    assert document([*SECTIONS, line], form, year=year) == rules


def test_the_year_of_the_title():
    assert document(SECTIONS, title="某街道二〇二一年政府信息公开年报", year=2022) == ["DOC-YEAR"]
    assert not document(SECTIONS, title="某街道2022年度报告", year=2022)


def test_the_name_of_another_office():
    own = {"name": "甲乙街道办事处", "full_name": "丙省丁市戊区甲乙街道办事处"}
    assert document([*SECTIONS, "本报告由丁市戊区庚辛街道办事处编制。"], **own) == ["DOC-OFFICE"]
    assert not document([*SECTIONS, "本报告由戊区甲乙街道编制。", "按照丁市人民政府办公厅要求编制。"], **own)


@pytest.mark.parametrize(
    ("evidence", "is_told"),
    [
        ("网站：戊区；正文：戊区；名录", False),
        ("网站：戊区；正文：戊区", True),
        ("名录", True),
        ("正文：戊区甲乙街道；正文：戊区", False),
        ("落款：戊区人民政府；名录", False),
        ("标题：戊区甲乙街道", False),
    ],
)
def test_an_office_whose_place_nothing_states_with_it_is_told(evidence, is_told):
    found = findings("articles-2021", severities=("info",), lines=["一、总体情况"], report={"name": "甲乙街道办事处", "office_evidence": evidence})
    assert ("DOC-OFFICE-WEAK" in {row["rule_id"] for row in found}) == is_told


def test_the_name_of_another_countys_bureau():
    own = {"name": "市场监督管理局", "full_name": "陕西省咸阳市三原县市场监督管理局", "kind": "bureau"}
    assert document([*SECTIONS, "2022年，礼泉县市场监督管理局公开信息12条。"], **own) == ["DOC-OFFICE-2"]
    assert not document([*SECTIONS, "与礼泉县市场监督管理局联合执法，咸阳市市场监督管理局指导，三原县市场监督管理局公开信息12条。"], **own)


def test_another_town_as_the_maker_of_figures():
    own = {"name": "青石岭乡人民政府", "full_name": "河北省石家庄市井陉县青石岭乡人民政府"}
    assert document([*SECTIONS, "2023年，沙湾庄镇共主动公开信息12条。"], **own) == ["DOC-OFFICE-2"]
    assert not document([*SECTIONS, "全县各乡镇共公开210条，我乡共公开12条，青石岭乡共收到申请2件。", "目前乡镇共公开12条，目前街道共有查阅点3处。"], **own)


def test_another_town_as_the_subject_of_the_work():
    own = {"name": "上安镇人民政府", "full_name": "河北省石家庄市井陉县上安镇人民政府"}
    assert document([*SECTIONS, "下一步，天长镇将继续完善政务公开制度。"], **own) == ["DOC-OFFICE-2"]
    assert not document([*SECTIONS, "下一步，上安镇将继续完善政务公开制度。", "原天长镇持续公开的栏目已迁移。", "特色小镇将按照规划公开。"], **own)


@pytest.mark.parametrize(
    ("line", "rules"), [("本报告由戊区庚辛街道办事处 编 制。", ["DOC-OFFICE"]), ("2023年，庚辛街道 共 主动公开信息12条。", ["DOC-OFFICE-2"])]
)
def test_spaces_within_a_line_hide_no_other_office(line, rules):
    own = {"name": "甲乙街道办事处", "full_name": "丙省丁市戊区甲乙街道办事处"}
    assert document([*SECTIONS, line], **own) == rules


@pytest.mark.parametrize(("line", "rules"), [("本年共公开1\ufffd0条。", ["DOC-DAMAGED"]), ("本年共公开1\x000条。", ["DOC-DAMAGED"]), ("本年共公开100条。", [])])
def test_a_damaged_sign_is_told_since_the_figure_beside_it_may_be_damaged_too(line, rules):
    assert document([*SECTIONS, line]) == rules


@pytest.mark.parametrize(
    ("line", "found"),
    [("解读政策XX件。", True), ("××街道办事处公开信息（此处填写）", True), ("XX小区改造", False), ("根据XX区要求编制", True), ("公开120条", False)],
)
def test_places_of_the_template_that_nobody_filled_in(line, found):
    assert document([*SECTIONS, line]) == ["NV-25b"] * found


def test_an_attachment_is_no_document():
    assert not document(["总体情况"], document_kind="attachment")


@pytest.mark.parametrize(
    ("preface", "found"),
    [
        ("全文由概述、主动公开情况等四个部分组成。", True),
        ("本报告由局办公室编制，正文共2章。", True),
        ("全文由概述、主动公开情况、依申请公开情况三部分组成。", False),
        ("全文由概述、主动公开情况、依申请公开情况和附表四个部分组成。", False),
    ],
)
def test_the_parts_that_the_preface_announces_are_counted(preface, found):
    lines = [preface, "一、概述", "本单位设3个部分，共四个科室。", "二、主动公开情况", "三、依申请公开情况"]
    told = findings("narrative-era", severities=("info",), lines=lines)
    assert any(row["rule_id"] == "DOC-PARTS" for row in told) == found


def test_what_a_report_fills_in_is_left_open_in_the_label_of_a_rule():
    assert codebook().rules["PANEL-GAP"].label("zh") == "本机关缺少 … 的年度报告"


def test_cells_that_are_missing_within_rows_are_told():
    """A column that the page cuts off leaves no row out."""
    drop = [f"foi.application.outcome.{row}[{applicant}]" for row in ("granted", "partial", "total") for applicant in ("total", "legal.other")]
    said = [found["message_zh"] for found in findings("articles-2021", ("info",), rows="applications", drop=drop) if found["rule_id"] == "CELL-PART"]
    assert len(said) == 1 and "只见 169 格，统一格式有 175 格" in said[0]
    assert [found for found in findings("articles-2021", ("info",), rows="applications") if found["rule_id"] == "CELL-PART"] == []


def test_numbers_that_could_not_be_read_are_no_marks_for_zero():
    names = ("complaint.total", "meeting.total", "training.session", "training.participant", "capacity.reading_point")
    table = {f"foi.{name}": "1；8" for name in names}
    said = [found["message_zh"] for found in findings("stat-table-2014", ("error", "warning", "info"), table=table) if found["code"] == "BLANK_CELL"]
    assert len(said) == 5 and all("填“1；8”，不是数字" in message for message in said)
