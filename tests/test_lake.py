"""The shared warehouse: what one publishes all read, several publish at once, earlier versions stay readable."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.util import find_spec

import duckdb
import pytest

from benchmarks.services import postgres, postgres_programs, store
from pipeline import addresses, sharing
from pipeline.comparison import counted, differences
from pipeline.lake import Lake, LakeError, attach
from pipeline.lake_troubles import told
from pipeline.publication import NoSuchVersion
from pipeline.serving import Reader
from pipeline.warehouse import QueryError, connect, query
from schemas.codebook import codebook

pytestmark = pytest.mark.skipif(find_spec("duckdb_extension_ducklake") is None, reason="the extra lake is not installed")
FIRST, SECOND, THIRD = "20260101T000000Z-aa", "20260102T000000Z-bb", "20260103T000000Z-cc"


@pytest.fixture
def lake(tmp_path, trusted_extensions):
    """A lake without servers: its catalog is a file, in a folder whose name must be quoted."""
    folder = tmp_path / "it's a 湖"
    folder.mkdir()
    return Lake(f"ducklake:{folder / 'catalog.ducklake'}", f"{folder / 'files'}/")


@pytest.fixture
def trusted_extensions(monkeypatch):
    """DuckDB does not verify the signatures of its extensions, which takes a third of a second at each connection; one test does it."""
    connect = duckdb.connect
    config = {"allow_unsigned_extensions": "true"}
    monkeypatch.setattr("pipeline.warehouse.duckdb.connect", lambda *place, **options: connect(*place, **options, config=config))


@pytest.fixture
def part(warehouse, tmp_path):
    """A copy of the shared warehouse file with less or other in it: part(name, sql, …) → its path."""

    def make(name, *statements):
        path = tmp_path / f"{name}.duckdb"
        shutil.copy(warehouse, path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return path

    return make


def only(condition):
    """Statements that leave the reports of a condition on dim_report."""
    left = f"(SELECT report_id FROM dim_report WHERE {condition})"
    return (
        f"DELETE FROM fact_indicator WHERE report_key NOT IN (SELECT report_key FROM dim_report WHERE {condition})",
        *(f"DELETE FROM {table} WHERE report_id NOT IN {left}" for table in ("fact_observation", "fact_finding")),
        f"DELETE FROM file_log WHERE left(sha256, 16) NOT IN {left}",
        f"DELETE FROM dim_report WHERE report_id NOT IN {left}",
    )


def rows(place, *tables):
    """Contents of tables as text, one digest a table."""
    columns = query(place, "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'foi' AND NOT internal ORDER BY ALL")
    digests = []
    for table in tables:
        texts = [f'"{name}"::VARCHAR' for name in columns.filter(columns["table_name"] == table)["column_name"]]
        digests.append(f"SELECT '{table}' AS name, count(*) AS rows, sum(hash({', '.join(texts)})::HUGEINT)::VARCHAR AS digest FROM {table}")
    return query(place, " UNION ALL ".join(digests)).rows()


def test_readers_find_in_the_lake_what_is_in_the_file(warehouse, lake):
    assert sharing.share(warehouse, lake, FIRST, "测试") > 0
    everything = (*codebook().tables["warehouse"], *codebook().tables["views"])
    assert rows(lake, *everything) == rows(warehouse, *everything)
    bare = query(lake, "SELECT table_name FROM duckdb_tables() WHERE database_name = 'foi' AND comment IS NULL AND table_name <> 'last_publication'")
    assert bare.is_empty()
    assert sharing.share(warehouse, lake, SECOND, "测试") == 0
    assert [(version.name, version.publisher) for version in addresses.versions(lake)] == [(FIRST, "测试")]  # what is published already makes no version


def test_what_goes_on_reading_does_not_hold_a_catalog_that_is_a_file(lake, tmp_path):
    assert addresses.lasting(lake, tmp_path) == tmp_path / "foi.duckdb"
    served = Lake("ducklake:postgres:host=db")
    assert addresses.lasting(served, tmp_path) == served


def test_earlier_versions_can_be_asked_compared_published_again_and_forgotten(warehouse, lake, part):
    sharing.share(part("less", *only("year <> 2019")), lake, FIRST, "测试")
    before = query(lake, "SELECT count(*) FROM v_indicator").item()
    sharing.share(warehouse, lake, SECOND, "测试")
    after = query(lake, "SELECT count(*) FROM v_indicator").item()
    then = addresses.find(lake).path
    assert query(then, "SELECT count(*) FROM v_indicator").item() == before < after
    assert dict(counted(differences(then, lake)).select("what", "added").rows())["value"] == after - before
    with pytest.raises(NoSuchVersion, match=FIRST):
        addresses.find(lake, "1999")

    assert addresses.rollback(lake, None, datetime(2026, 1, 3, tzinfo=UTC)).name == FIRST
    assert differences(then, lake).is_empty()
    again = "20260103T000000Z-aa"
    assert [version.name for version in addresses.versions(lake)] == [again, SECOND, FIRST]

    assert sharing.maintain_lake(lake, keep=2, days=1) == 0  # none is older than a day
    assert sharing.maintain_lake(lake, keep=2, days=0) > 0
    assert [version.name for version in addresses.versions(lake)] == [again, SECOND]
    assert query(lake, "SELECT count(*) FROM v_indicator").item() == before


def test_of_two_publishers_values_for_one_office_and_year_one_counts(warehouse, lake, part):
    year = query(warehouse, "SELECT year FROM fact_indicator GROUP BY year ORDER BY count(*) DESC LIMIT 1").item()
    sharing.share(part("one", *only(f"year = {year}")), lake, FIRST, "甲")
    # the same reports, delivered with other bytes: every key that follows from the bytes is another
    other = part(
        "other",
        *only(f"year = {year}"),
        "UPDATE file_log SET path = 'b/' || path, sha256 = translate(sha256, '0123456789abcdef', '123456789abcdef0')",
        "UPDATE dim_report SET path = 'b/' || path, report_id = left(translate(report_id, '0123456789abcdef', '123456789abcdef0'), 16), report_key = report_key + 1, published_on = '2099-01-01'",
        "UPDATE fact_observation SET report_id = translate(report_id, '0123456789abcdef', '123456789abcdef0'), observation_id = observation_id + 1000000000000000000",
        "UPDATE fact_indicator SET report_key = report_key + 1, observation_id = observation_id + 1000000000000000000",
        "DELETE FROM fact_finding",
    )
    with duckdb.connect(str(other)) as connection:
        connection.execute("UPDATE dim_report SET report_key = ('0x' || left(report_id, 13))::BIGINT // 4")
        connection.execute(
            "UPDATE fact_indicator f SET report_key = (SELECT report_key FROM fact_observation o JOIN dim_report r USING (report_id) WHERE o.observation_id = f.observation_id)"
        )
    sharing.share(other, lake, SECOND, "乙")
    keys = "SELECT office_key, year, indicator_key FROM fact_indicator ORDER BY ALL"
    assert query(lake, keys).equals(query(other, keys))
    assert query(lake, "SELECT count(*) FROM dim_report").item() == 2 * query(other, "SELECT count(*) FROM dim_report").item()
    assert query(lake, "SELECT count(*) FROM fact_observation WHERE chosen").item() == query(lake, "SELECT count(*) FROM fact_indicator").item()


def test_all_extensions_are_signed(monkeypatch):
    """DuckDB loads them as they are; that no server answers is all that goes wrong."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    with duckdb.connect() as connection, pytest.raises(duckdb.Error, match="Unable to connect to Postgres"):
        attach(connection, Lake("ducklake:postgres:host=127.0.0.1 port=1"))


def test_a_lake_in_which_nothing_was_published_is_named_and_left_as_it_is(tmp_path, trusted_extensions):
    nowhere, begun = Lake(f"ducklake:{tmp_path / 'nowhere'}", str(tmp_path)), Lake(f"ducklake:{tmp_path / 'begun'}", str(tmp_path))
    with connect(begun, read_only=False, begin=True):  # whose first publication was killed
        pass
    for lake in (nowhere, begun):
        for use in (lambda lake: query(lake, "FROM dim_year"), addresses.versions, lambda lake: sharing.maintain_lake(lake, 7, 62)):
            with pytest.raises(LakeError, match=f"{lake}: nothing was published there yet; run `foi run` first"):
                use(lake)
    assert not (tmp_path / "nowhere").exists()


def test_what_a_database_says_is_told_with_what_to_do():
    assert told('FATAL:  password authentication failed for user "zj"').startswith("give the right password in PGPASSWORD or ~/.pgpass (FATAL")
    assert told("something that nobody has seen") == "something that nobody has seen"


STAYING = (
    "SELECT year, count(*) FROM v_series JOIN range(2008, 2030) AS years(year) USING (year) GROUP BY year",
    "WITH query AS (FROM dim_year) SELECT unnest(list(year)) FROM query",
    "EXPLAIN SELECT 1",
    "SHOW TABLES",
    "SUMMARIZE dim_year",
    "DESCRIBE v_series",
    "SELECT count(*) FROM duckdb_columns()",
)
LEADING_OUT = (
    "FROM postgres_execute('__ducklake_metadata_foi', 'COMMIT; DROP SCHEMA public CASCADE')",
    "EXPLAIN ANALYZE FROM postgres_query('__ducklake_metadata_foi', 'SELECT pg_read_file(''/etc/passwd'')')",
    "WITH a AS (SELECT 1) SELECT (SELECT count(*) FROM __ducklake_metadata_foi.pg_catalog.pg_authid) FROM a",
    "FROM query('FROM post' || 'gres_scan(''host=elsewhere'', ''public'', ''x'')')",
    "SELECT json_serialize_plan('FROM postgres_scan(''host=elsewhere'', ''public'', ''x'')')",
    "DESCRIBE FROM ducklake_expire_snapshots('foi')",
    "FROM duckdb_secrets()",
)


def test_readers_of_a_lake_do_not_reach_the_database_behind_it(warehouse, lake):
    sharing.share(warehouse, lake, FIRST, "测试")
    reader = Reader(lake)
    for question in STAYING:
        assert reader.query(question).num_rows, question
    for question in LEADING_OUT:
        with pytest.raises(QueryError, match="leads out of the shared warehouse"):
            reader.query(question)


@pytest.mark.skipif(postgres_programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.skipif(find_spec("moto") is None, reason="moto is not installed")
def test_two_publish_at_once_into_postgresql_and_an_object_store(warehouse, part, monkeypatch, trusted_extensions):
    parts = [part("early", *only("year < 2018")), part("late", *only("year >= 2018"))]
    with postgres() as server, store() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        lake = Lake(f"ducklake:postgres:{server.address}", "s3://reports/warehouse/")
        with ThreadPoolExecutor() as pool:
            done = list(pool.map(lambda number: sharing.share(parts[number], lake, (FIRST, SECOND)[number], f"publisher {number}"), (0, 1)))
        assert all(done)
        tables = ("fact_indicator", "fact_observation", "dim_report", "dim_office", "dim_indicator")
        assert rows(lake, *tables) == rows(warehouse, *tables)
        reader, count = Reader(lake), "SELECT count(*) AS n FROM v_indicator"
        before, found = reader.version, reader.query(count).to_pylist()
        assert found == query(warehouse, count).to_dicts(), "the explorer reads the lake"
        with pytest.raises(QueryError, match="read_text leads out"):
            reader.query("SELECT * FROM read_text('/etc/hostname')")
        server.stop("immediate")
        with pytest.raises(LakeError):
            sharing.share(warehouse, lake, THIRD, "publisher 0")
        with pytest.raises(QueryError, match="does not answer"):
            assert reader.version
        server.start()
        assert (reader.version, reader.query(count).to_pylist()) == (before, found)
        assert sorted(version.name for version in addresses.versions(lake)) == [FIRST, SECOND]
