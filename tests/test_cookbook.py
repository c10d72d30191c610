"""The saved questions, asked of the warehouse of data/raw: each has an answer, and the answers that can be told by hand are right."""

import polars as pl
import pytest

from schemas.cookbook import question, questions

QUESTIONS = questions()


@pytest.fixture(scope="module")
def answers(ask):
    """Name of a question → its answer."""
    return {name: ask(QUESTIONS[name].sql) for name in QUESTIONS}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_answered_and_in_the_same_order_every_time(ask, answers, name):
    assert not answers[name].is_empty()
    assert answers[name].equals(ask(QUESTIONS[name].sql))


def test_there_are_the_twenty_questions_and_a_name_is_enough_to_find_one():
    assert len(QUESTIONS) >= 20
    assert question("8").name == question("applications-over").name == "08-applications-over-the-break"
    with pytest.raises(KeyError, match="there are 01-district-totals"):
        question("nonsense")


@pytest.fixture
def answer(answers):
    return lambda name, **conditions: answers[question(name).name].filter(**conditions).to_dicts()


def test_district_totals_say_how_many_offices_stand_behind_them(answer):
    (row,) = answer("1", district="密云区", year=2021)
    assert (row["new_applications"], row["fewest_offices_with_value"], row["offices_reporting"]) == (17, 2, 2)  # 7 + 10; the district's own report is left out


def test_carried_over_names_both_files(answer):
    (row,) = answer("2")
    assert (row["year"], row["carried_in"], row["carried_out_last_year"]) == (2023, 2, 1)
    assert "2023" in row["file"] and "2022" in row["file_last_year"]


def test_small_offices_stay_out_of_the_grant_rate(answer):
    (row,) = answer("3", district="密云区", year=2021)
    assert row["grant_rate"] == pytest.approx(9 / 16, abs=5e-4)


def test_the_ground_of_refusal_that_grew_most(answer):
    first = answer("4")[0]
    assert (first["cases_2021"], first["cases_2024"]) == (1, 7)  # third parties: printed 7, though its parts add up to 6


def test_the_series_runs_over_the_break_of_forms(answer):
    rows = answer("8", full_name="北京市密云区鼓楼街道办事处")
    assert [(row["year"], row["applications"], row["is_break"]) for row in rows][:3] == [(2017, 4, True), (2018, 5, False), (2019, 6, True)]


def test_granted_takes_in_what_was_already_public(answer):
    (row,) = answer("9", full_name="安徽省黄山市歙县水利局", year=2018)
    assert (row["granted_adjusted"], row["granted_unadjusted"]) == (4, 3)


def test_money_in_yuan_meets_its_text(answer):
    (row,) = answer("10", unit="元", agree=True)
    assert (row["printed"], row["text_value"], row["text_unit"]) == (32_000, 3.2, "万元")


def test_errors_of_a_district_point_at_cells(answer):
    rows = answer("11")
    assert {row["rule_id"] for row in rows} == {"T3-02b", "T3-03"}
    assert all(row["cells"] for row in rows)


def test_rules_count_what_they_tested(answer):
    (row,) = answer("12", rule_id="T3-01")
    assert row["tested"] >= 12 and row["failed"] == 1 and not row["never_fired"]


def test_missing_is_not_zero(ask):
    rows = ask(question("13").sql)
    reports = rows.select(pl.sum_horizontal("zero", "positive", "negative", "blank", "not_applicable", "no_row"))
    assert reports.to_series().n_unique() == 1  # every row accounts for every report


def test_renamed_offices_have_one_line(answer):
    (row,) = answer("15", lineage_id="110118001")
    assert row["years"] == "2013、2014、2015、2016"  # 2012 as an office of 密云县


def test_governments_have_until_march(answer):
    assert {row["office"] for row in answer("16")} == {"太师屯镇人民政府", "五夫镇人民政府"}


def test_copies_are_found(answer):
    assert {"太师屯镇人民政府"} <= {row["full_name"].removeprefix("北京市密云区") for row in answer("18")}


def test_the_districts_own_report_against_its_offices(answer):
    rows = {row["label_zh"]: row for row in answer("20", district="密云区")}
    new = rows["本年新收政府信息公开申请数量（总计）"]
    assert (new["district_report"], new["sum_of_offices"], new["offices"], new["equal"]) == (17, 17, 2, True)
    assert new["missing_offices"] == "穆家峪镇人民政府"
    assert [source["value"] for source in new["sources"]] == [10, 7]
    assert rows["行政处罚 / 本年处理决定数量"]["difference"] == 281 - 277


def test_a_careless_sum_over_the_district_view_counts_no_one_twice(ask):
    """Totals over types of applicant, types of applicant, superseded reports and the government's own report stand in the data, none of them in this sum."""
    view = ask("SELECT sum(value) AS n FROM v_district WHERE measure = 'foi.application.new'")["n"][0]
    facts = ask("SELECT value FROM v_indicator WHERE indicator_id = 'foi.application.new[total]' AND kind <> 'government'")
    assert view == facts.select(pl.col("value").sum()).item()
