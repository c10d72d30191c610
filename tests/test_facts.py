"""Which of several values for one office, year and indicator counts, where a report and its attachment both give one."""

from datetime import date

import duckdb
import polars as pl
import pytest

from pipeline import facts
from pipeline.observations import MOST_OBSERVATIONS
from schemas.contracts import conform, create_table

REPORT, ATTACHMENT = 1, 2  # the report comes first, and was published later


@pytest.fixture
def chosen(tmp_path):
    """chosen(value, …) → the value in fact_indicator; a value: report, origin, value and what else the layer `observations` says."""

    def choose(*values):
        kind = {
            "block": 0,
            "measure_text": "主动公开",
            "value_text": "9",
            "pattern": "disclosure",
            "value_kind": "number",
            "precision": "exact",
            "statistic": "level",
            "indicator_key": 10,
            "is_best": True,
            "period_year": 2020,
        }
        rows = [
            {
                **kind,
                **more,
                "report_id": f"{report:016x}",
                "report_key": report,
                "observation_id": report * MOST_OBSERVATIONS,
                "origin": origin,
                "value": value,
            }
            for report, origin, value, more in values
        ]
        conform(pl.DataFrame(rows), "observations").write_parquet(tmp_path / "shard.parquet")
        connection = duckdb.connect()
        for table in ("fact_finding", "fact_correction", "fact_observation", "fact_indicator"):
            connection.execute(create_table(table))
        reports = [(report, f"{report:016x}", 1, 2020, "accepted", "text", date(2021, 4 - report, 1)) for report in (REPORT, ATTACHMENT)]
        connection.execute(
            "CREATE TABLE dim_report (report_key BIGINT, report_id VARCHAR, office_key BIGINT, year SMALLINT, status VARCHAR, read_by VARCHAR, published_on DATE)"
        )
        connection.executemany("INSERT INTO dim_report VALUES (?, ?, ?, ?, ?, ?, ?)", reports)
        facts.load(connection, [tmp_path / "shard.parquet"])
        return [value for (value,) in connection.execute("SELECT value FROM fact_indicator").fetchall()]

    return choose


def test_a_table_counts_before_prose_whichever_document_it_stands_in(chosen):
    assert chosen((REPORT, "narrative", 9, {}), (ATTACHMENT, "table", 12, {})) == [12]
    assert chosen((REPORT, "table", 9, {}), (ATTACHMENT, "narrative", 12, {})) == [9]


def test_a_number_counts_before_a_blank_and_an_exact_one_before_about(chosen):
    assert chosen((REPORT, "narrative", 9, {}), (ATTACHMENT, "table", None, {"value_kind": "blank"})) == [9]
    assert chosen((REPORT, "narrative", 9, {"precision": "about"}), (ATTACHMENT, "narrative", 12, {})) == [12]
