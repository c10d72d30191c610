"""The published warehouse, as somebody finds it who never saw the project."""

import shutil

import polars as pl
import pytest

from pipeline.building import PublishError, check, update
from pipeline.warehouse import connect, query, summary
from schemas.codebook import codebook
from schemas.contracts import columns, conform

VIEWS = codebook().tables["views"]


@pytest.mark.parametrize(("kind", "name"), [("tables", "table_name"), ("views", "view_name"), ("columns", "table_name || '.' || column_name")])
def test_everything_is_commented_in_both_languages(ask, kind, name):
    bare = ask(f"SELECT {name} AS name FROM duckdb_{kind}() WHERE NOT internal AND NOT contains(coalesce(comment, ''), ' | ')")
    assert bare["name"].to_list() == []


def test_the_tables_are_those_of_the_codebook(ask):
    assert set(ask("SELECT table_name FROM duckdb_tables() WHERE NOT internal")["table_name"]) == set(codebook().tables["warehouse"])


@pytest.mark.parametrize("view", VIEWS)
def test_views_are_as_the_codebook_describes_them(ask, view):
    """Columns, their order and their types; a key that identifies a row; no view without rows."""
    described = ask(f"DESCRIBE {view}")
    assert described["column_name"].to_list() == [column.name for column in columns(view)]
    loose = {"BIGINT": ("BIGINT", "INTEGER", "HUGEINT", "SMALLINT"), "SMALLINT": ("SMALLINT", "INTEGER", "BIGINT"), "VARCHAR[]": None, "BIGINT[]": None}
    for column, found in zip(columns(view), described["column_type"], strict=True):
        expected = loose.get(column.duckdb_type, (column.duckdb_type, "VARCHAR") if column.entry.values else (column.duckdb_type,))
        assert expected is None or found.replace(" ", "") in [name.replace(" ", "") for name in expected] or found.startswith("ENUM"), (column.name, found)
    keys = ", ".join(VIEWS[view].key)
    assert ask(f"SELECT {keys}, count(*) AS n FROM {view} GROUP BY ALL HAVING n > 1").is_empty()
    assert ask(f"SELECT count(*) AS n FROM {view}")["n"][0] > 0


def test_the_views_are_those_of_the_codebook(ask):
    assert set(ask("SELECT view_name FROM duckdb_views() WHERE NOT internal")["view_name"]) == set(VIEWS)


def test_a_warehouse_with_a_reference_to_nothing_is_not_published(warehouse, tmp_path):
    copy = tmp_path / "foi.duckdb"
    shutil.copy(warehouse, copy)
    with connect(copy, read_only=False) as connection:
        check(connection)
        connection.execute("DELETE FROM dim_office WHERE office_key = (SELECT min(office_key) FROM dim_office)")
        with pytest.raises(PublishError, match=r"\.office_key: .* not in dim_office"):
            check(connection)


def test_a_warehouse_brought_up_to_date_loses_nothing_that_its_values_refer_to(warehouse, tmp_path):
    """The values that are taken over are not looked at again, unless a key is gone."""
    frames = {table: conform(query(warehouse, f"FROM {table}"), table) for table in codebook().tables["warehouse"]}
    dimensions = {table: frame for table, frame in frames.items() if table not in ("fact_indicator", "fact_observation", "fact_finding")}
    documents = dimensions["dim_report"].select("report_key", file=pl.lit("unread"), is_changed=pl.lit(False))
    new = shutil.copy(warehouse, tmp_path / "new.duckdb")
    assert update(new, dimensions, documents, frames["fact_finding"]) == {table: frame.height for table, frame in frames.items()}
    without = dimensions | {"dim_office": dimensions["dim_office"].slice(1)}
    with pytest.raises(PublishError, match=r"\.office_key: .* not in dim_office"):
        update(shutil.copy(warehouse, new), without, documents, frames["fact_finding"])


def test_one_flagged_term_flags_the_value_of_a_series(ask):
    terms = """SELECT DISTINCT s.concept, s.office_key, s.year, s.quality FROM v_series s JOIN dim_concept d ON d.concept = s.concept AND d.formula = s.formula
      JOIN bridge_concept b ON b.concept = d.concept AND b.alternative = d.alternative
      JOIN fact_indicator f ON f.indicator_key = b.indicator_key AND f.office_key = s.office_key AND f.year = s.year WHERE f.quality = 'flagged' AND f.value IS NOT NULL"""
    qualities = ask(terms)["quality"].to_list()
    assert qualities and set(qualities) == {"flagged"}


def test_spans_of_time_and_bytes_are_answered_as_text(warehouse):
    frame = query(warehouse, "SELECT INTERVAL 90 MINUTE AS took, [INTERVAL 1 DAY] AS spans, '\\xAA'::BLOB AS bytes, 1 AS one, 2 AS one")
    assert frame.row(0) == ("01:30:00", "[1 day]", "\\xAA", 1, 2) and frame.columns[:4] == ["took", "spans", "bytes", "one"]


def test_the_offices_of_a_summary_are_those_that_reported(warehouse, ask):
    reported = ask("SELECT count(DISTINCT office_key) FROM dim_report").item()
    assert summary(warehouse.parent)["offices"] == reported
