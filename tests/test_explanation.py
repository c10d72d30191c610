"""Where a value comes from, asked of the warehouse of data/raw."""

from pipeline.explanation import explain


def test_a_value_of_a_table_leads_to_its_cell(warehouse):
    (value,) = explain(warehouse, "鼓楼街道", 2022, "applications_received")
    assert (value["full_name"], value["year"], value["applicant_type"], value["origin"]) == ("北京市密云区鼓楼街道办事处", 2022, "total", "table")
    assert value["value_text"] == f"{value['value']:g}"


def test_an_indicator_nobody_reports_explains_nothing(warehouse):
    assert explain(warehouse, "鼓楼街道", 2022, "没有这个指标") == []
