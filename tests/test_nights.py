"""Several nights in a row on a small landing folder: what is new costs, what is known does not, and what once was read stays."""

import shutil
from types import SimpleNamespace

import pytest

from assets.settings import PROJECT, settings
from pipeline import publication
from pipeline.warehouse import query
from schemas.codebook import codebook


def tables(path):
    """Table → sorted rows of a warehouse, but for the log of runs."""
    return {table: query(path, f"FROM {table} ORDER BY ALL") for table in codebook().tables["warehouse"] if table != "run_log"}


def assert_same(one, two):
    for table, frame in one.items():
        assert frame.equals(two[table]), f"{table} differs"


@pytest.fixture(scope="module")
def nights(tmp_path_factory, dagster_home):
    """Runs over a folder that changes: night() → summary, ask(sql) → frame; the folder starts as data/raw but for one file that is kept aside."""
    from assets import publishing
    from assets.running import run_job

    where = settings(raw=tmp_path_factory.mktemp("nights") / "raw", warehouse=tmp_path_factory.mktemp("nights-warehouse"))
    shutil.copytree(PROJECT / "data" / "raw", where.raw)
    texts = sorted(where.raw.rglob("*.txt"))
    aside = texts[0].rename(where.raw.parent / texts[0].name)
    path = where.warehouse / publication.FILE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "MOST_UPDATED", 1)
        yield SimpleNamespace(
            night=lambda **options: run_job(where, **options),
            raw=where.raw,
            folder=where.warehouse,
            path=path,
            texts=texts[1:],
            aside=aside,
            ask=lambda sql: query(path, sql),
        )


@pytest.fixture(scope="module")
def first(nights):
    assert nights.night()["outcome"] == "published"
    return nights


def test_a_night_with_nothing_new_publishes_nothing(first):
    before = first.path.stat().st_ino
    summary = first.night()
    assert summary["outcome"] == "nothing new"
    assert first.path.stat().st_ino == before


def test_new_changed_moved_and_vanished_files(first):
    """One night with all of them; the warehouse brought up to date is the one that is built from all layers."""
    changed, moved, vanished = first.texts[:3]
    before = {path: first.ask(f"SELECT report_id FROM file_log WHERE path = '{path.relative_to(first.raw)}'").item() for path in (changed, moved, vanished)}
    offices = first.ask("SELECT count(*) FROM dim_report").item()
    shutil.copy(first.aside, first.raw / "new.txt")
    changed.write_bytes(changed.read_bytes() + "\n补充说明：无其他需要报告的事项。\n".encode())
    (first.raw / "elsewhere").mkdir()
    moved.rename(first.raw / "elsewhere" / moved.name)
    vanished.unlink()
    summary = first.night()
    assert summary["outcome"] == "published", summary["errors"]
    log = {row["path"]: row for row in first.ask("FROM file_log").iter_rows(named=True)}
    reports = {row["report_id"]: row for row in first.ask("FROM dim_report").iter_rows(named=True)}
    assert len(reports) == offices + 2
    assert log["new.txt"]["status"] == "accepted"

    new_id = log[str(changed.relative_to(first.raw))]["report_id"]
    assert new_id != before[changed]
    assert reports[new_id]["status"] == "accepted"
    assert reports[before[changed]]["status"] in ("superseded", "duplicate")

    assert log[f"elsewhere/{moved.name}"]["report_id"] == before[moved]
    assert reports[before[moved]]["path"] == f"elsewhere/{moved.name}"
    assert log[str(moved.relative_to(first.raw))]["is_gone"]

    assert log[str(vanished.relative_to(first.raw))]["is_gone"]
    assert reports[before[vanished]]["status"] == "accepted"
    assert first.ask(f"SELECT count(*) FROM fact_indicator f JOIN dim_report r USING (report_key) WHERE report_id = '{before[vanished]}'").item() > 0

    brought_up_to_date = tables(first.path)
    assert first.night(whole=True)["outcome"] == "published"
    assert_same(brought_up_to_date, tables(first.path))


def test_old_layers_and_temporary_files_do_not_stay(first):
    (first.folder / f"{publication.NEW}.wal").write_text("of a killed run")
    (first.folder / "layers" / "documents" / ".half.parquet.123").write_text("of a killed run")
    first.night()
    files = [path.name for path in first.folder.rglob("*") if path.is_file()]
    assert not [name for name in files if name.startswith(".") and name != ".lock"]
    assert len(list((first.folder / "layers" / "identities").iterdir())) == len(list((first.folder / "layers" / "observations").iterdir()))
