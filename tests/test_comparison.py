"""What changed between two versions of the warehouse, and what keeps a new one from being published."""

import shutil

import duckdb
import pytest

from pipeline.comparison import counted, differences
from pipeline.warehouse import unmet_expectations
from schemas.codebook import codebook


@pytest.fixture
def changed(warehouse, tmp_path):
    """A copy of the shared warehouse, to be changed in SQL: changed(sql, …) → its path."""
    path = tmp_path / "changed.duckdb"
    shutil.copy(warehouse, path)

    def change(*statements):
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return path

    return change


def unfit(*files, **options):
    """Names of the unmet expectations that keep a warehouse from being published; the others only warn (data/raw has planted errors)."""
    entries = codebook().expectations.expectations
    return [name for name, _ in unmet_expectations(*files, **options) if entries[name].severity == "error"]


def test_a_version_does_not_differ_from_itself(warehouse):
    assert differences(warehouse, warehouse).is_empty()


def test_each_kind_of_difference_is_told(warehouse, changed, ask):
    value = ask("FROM fact_indicator WHERE value = 0 ORDER BY ALL LIMIT 1").row(0, named=True)
    finding = ask("FROM fact_finding ORDER BY finding_id LIMIT 1").row(0, named=True)
    after = changed(
        f"UPDATE fact_indicator SET value = 7 WHERE (office_key, year, indicator_key) = ({value['office_key']}, {value['year']}, {value['indicator_key']})",
        f"DELETE FROM fact_finding WHERE finding_id = '{finding['finding_id']}'",
    )
    told = differences(warehouse, after)
    assert told.select("what", "change").rows() == [("finding", "removed"), ("value", "changed")]
    assert told.row(1, named=True)["before"] == "0.0"
    assert told.row(1, named=True)["after"] == "7.0"
    assert counted(told).rows() == [("finding", 0, 1, 0), ("value", 0, 0, 1)]


def test_a_good_warehouse_meets_all_expectations(warehouse):
    assert unfit(warehouse, warehouse) == []


def test_a_warehouse_that_lost_much_is_not_fit_unless_that_is_accepted(warehouse, changed):
    after = changed("DELETE FROM fact_indicator WHERE year = 2017", "UPDATE fact_observation SET chosen = false WHERE year = 2017")
    assert unfit(after, warehouse) == ["no_rows_lost"]
    assert unfit(after, warehouse, accept_losses=True) == []
    assert unfit(after) == []


def test_a_warehouse_that_reads_less_out_of_a_form_is_not_fit(warehouse, changed):
    less = "form = 'articles-2021' AND indicator_key % 5 = 0"
    keys = f"SELECT observation_id FROM fact_indicator JOIN dim_report USING (report_key) WHERE {less}"
    after = changed(
        f"CREATE TEMP TABLE gone AS {keys}",
        *(f"{sql} WHERE observation_id IN (FROM gone)" for sql in ("UPDATE fact_observation SET chosen = false", "DELETE FROM fact_indicator")),
    )
    assert "coverage_stays" in unfit(after, warehouse)


def test_values_without_evidence_or_counted_twice_are_not_fit(warehouse, changed):
    after = changed("UPDATE fact_indicator SET value = value + 1 WHERE value > 0", "DELETE FROM fact_indicator WHERE value = 0")
    assert set(unfit(after)) == {"values_have_evidence", "one_value_each"}


def test_two_values_that_rest_on_each_others_observations_are_not_fit(warehouse, changed):
    """Nothing is lost, missing or counted twice, but the proof of two values is wrong."""
    two = "SELECT observation_id, value, lead(observation_id) OVER (ORDER BY observation_id) AS other FROM fact_indicator WHERE value > 0 QUALIFY lag(value) OVER (ORDER BY observation_id) <> value LIMIT 1"
    after = changed(
        f"CREATE TEMP TABLE two AS {two}",
        "CREATE TEMP TABLE swapped AS FROM fact_indicator WHERE observation_id IN (SELECT observation_id FROM two UNION SELECT other FROM two)",
        "DELETE FROM fact_indicator WHERE observation_id IN (SELECT observation_id FROM swapped)",
        "INSERT INTO fact_indicator BY NAME SELECT s.* REPLACE (CASE WHEN s.observation_id = two.other THEN two.observation_id ELSE two.other END AS observation_id) FROM swapped s, two",
    )
    assert unfit(after, warehouse) == ["values_have_evidence"]
