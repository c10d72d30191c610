"""What a run says at its end: in the terminal and on its page in the Dagster UI."""

import polars as pl
import pytest

from assets.metadata import numerals_result
from assets.terminal import show_summary
from pipeline.prose.account import account
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


def test_errors_are_shown_as_they_are(said):
    assert "no office [in 2018] fits" in said(outcome="failed", errors=["no office [in 2018] fits"])


def test_a_run_without_any_numeral_has_an_account_too():
    result = numerals_result(account(pl.DataFrame(schema=polars_schema("numerals"))))
    assert result.passed and result.metadata["unexplained"].value == 0
