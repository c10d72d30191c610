"""What a run says at its end: in the terminal and on its page in the Dagster UI."""

import polars as pl
import pytest

from assets.metadata import numerals_result
from assets.terminal import show_frame, show_quarantine, show_summary
from pipeline.prose.account import account
from pipeline.rules.formulas import written
from schemas.contracts import polars_schema

SUMMARY = {"outcome": "published", "seconds": 3.1, "errors": [], "files": {}, "reports": 0, "offices": 0, "observations": 0, "facts": 0, "findings": {}}


@pytest.fixture
def said(capsys):
    def say(**changes):
        show_summary(SUMMARY | changes)
        return capsys.readouterr().out

    return say


def test_an_empty_folder_is_said_to_be_empty(said):
    assert "the landing folder is empty" in said()
    assert "foi query" not in said(), "there is nothing to ask"


def test_quarantined_files_are_pointed_at(said):
    assert "foi quarantine" in said(files={"quarantined": 2})


def test_the_first_query_is_told_where_there_are_reports(said):
    assert "foi query" in said(files={"accepted": 1}, reports=1, offices=1)


def test_commands_that_are_told_can_be_typed(capsys):
    show_summary(SUMMARY | {"files": {"quarantined": 1}}, "年报 仓库")
    assert "foi quarantine --warehouse '年报 仓库'" in capsys.readouterr().out


def test_errors_are_shown_as_they_are(said):
    assert "no office [in 2018] fits" in said(outcome="failed", errors=["no office [in 2018] fits"])


def test_a_run_without_any_numeral_has_an_account_too():
    result = numerals_result(account(pl.DataFrame(schema=polars_schema("numerals"))))
    assert result.passed and result.metadata["unexplained"].value == 0


@pytest.fixture
def shown(capsys):
    def show(rows, form="table"):
        show_frame(pl.DataFrame(rows), form)
        return capsys.readouterr().out

    return show


def test_lists_stand_in_csv_as_json(shown):
    assert shown({"office": ["甲镇"], "places": [["一、甲", "二、乙"]], "none": [None]}, "csv") == 'office,places,none\n甲镇,"[""一、甲"", ""二、乙""]",\n'


def test_what_looks_like_markup_is_shown_as_it_is(shown):
    text = shown({"indicator": ["foi.application.new[total]"], "path": ["[/2022年]年报.html"]})
    assert "foi.application.new[total]" in text
    assert "[/2022年]年报.html" in text


def test_a_table_for_another_program_loses_nothing(shown, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    row = {f"column_{number}": ["某市某区某街道办事处"] for number in range(9)}
    assert shown(row).count("某市某区某街道办事处") == 9


def test_a_row_too_wide_for_the_terminal_stands_below_the_other(shown, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    row = {f"column_{number}": ["某市某区某街道办事处"] for number in range(9)}
    assert [line.count("某市某区某街道办事处") for line in shown(row).splitlines()] == [0, *[1] * 9]


def test_names_of_files_keep_their_brackets(capsys):
    show_quarantine(pl.DataFrame({"reason": ["empty"], "path": ["[2022]甲.html"], "detail": ["[/a]"]}), "table")
    assert "[2022]甲.html  ([/a])" in capsys.readouterr().out


def test_large_numbers_are_written_out():
    assert [written(number) for number in (1234567.0, 12345.67, 0.1 + 0.2, 3.0)] == ["1234567", "12345.67", "0.3", "3"]
