"""The list of findings that a district's staff send out, and the scorecards."""

import shutil
from pathlib import Path

import python_calamine
from click.testing import CliRunner

from assets.command_line import main
from pipeline.findings_list import district_scorecard, scorecard, select
from pipeline.warehouse import connect


def test_a_selection_goes_by_office_year_severity_and_code(warehouse):
    found = select(warehouse)
    assert found.height > 10 and set(found["severity"]) == {"error", "warning", "info"}
    (office, year) = found.filter(found["severity"] == "error").select("full_name", "year").row(0)
    errors = select(warehouse, office=office, year=year, severity="error")
    assert set(errors["severity"]) == {"error"} and set(errors["full_name"]) == {office}
    assert set(select(warehouse, code="IDENTITY_SUM")["code"]) == {"IDENTITY_SUM"}
    assert all(errors["place"])


def test_scorecards_count_what_the_findings_are(warehouse):
    scores = scorecard(warehouse)
    found = select(warehouse)
    for severity, column in (("error", "errors"), ("warning", "warnings"), ("info", "notes")):
        assert scores[column].sum() == found.filter(found["severity"] == severity).height
    assert (scores["score"] == (100 - 10 * scores["errors"] - 3 * scores["warnings"]).clip(0)).all()
    districts = district_scorecard(warehouse)
    assert districts["reports"].sum() == scores.height and districts["errors"].sum() == scores["errors"].sum()


def test_the_workbook_is_the_same_for_the_same_findings_and_leaves_room_for_replies(warehouse, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        arguments = ["findings", "--format", "xlsx", "--output", str(tmp_path / name), "--warehouse", str(warehouse.parent)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "one.xlsx"))
    assert book.sheet_names == ["填写说明", "问题整改清单", "评分表"]
    _, head, *rows = book.get_sheet_by_name("问题整改清单").to_python()
    assert head[:5] == ["序号", "区县", "机关", "年度", "级别"] and head[-4:] == ["核对结果", "更正后内容", "核对人", "核对日期"]
    assert len(rows) == select(warehouse, severity="warning").height
    assert {row[4] for row in rows} <= {"错误", "警告"} and not any(cell for row in rows for cell in row[-4:])


def test_the_place_of_an_office_stands_in_lists_of_several_districts_alone(warehouse, tmp_path):
    district = select(warehouse, severity="warning")["district"][0]
    arguments = ["findings", "--district", district, "--format", "xlsx", "--output", str(tmp_path / "one.xlsx"), "--warehouse", str(warehouse.parent)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    _, head, *_ = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "one.xlsx")).get_sheet_by_name("问题整改清单").to_python()
    assert head[:3] == ["序号", "机关", "年度"]


def said(warehouse, *arguments):
    result = CliRunner().invoke(main, [*arguments, "--warehouse", str(warehouse.parent)])
    return result.exit_code, result.output


def test_a_name_that_is_not_there_is_no_clean_bill(warehouse):
    for arguments in (("findings", "--code", "IDENTITY"), ("findings", "--district", "无此区"), ("quarantine", "--reason", "brokn")):
        code, output = said(warehouse, *arguments)
        assert code == 1 and "no findings" not in output and "nothing is quarantined" not in output, output
    assert said(warehouse, "quarantine", "--reason", "encrypted") == (0, "没有 no file is quarantined as encrypted\n")
    assert "IDENTITY_SUM" in said(warehouse, "findings", "--code", "IDENTITY")[1]


def test_what_was_taken_out_of_the_folder_is_no_longer_to_be_done(warehouse, tmp_path):
    copy = shutil.copy(warehouse, tmp_path)
    assert "鼓楼街道2024年政务公开工作要点.txt" in said(Path(copy), "quarantine")[1]
    with connect(copy, read_only=False) as connection:
        connection.execute("UPDATE file_log SET is_gone = true WHERE status = 'quarantined'")
    assert said(Path(copy), "quarantine") == (0, "隔离区为空 nothing is quarantined\n")


def test_a_folder_without_a_warehouse_has_no_versions_to_list(tmp_path):
    code, output = said(tmp_path / "foi.duckdb", "versions")
    assert code == 1 and "nothing was published there" in output
