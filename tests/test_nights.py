"""Several nights in a row on a small landing folder: what is new costs, what is known does not, and what once was read stays."""

import shutil
from types import SimpleNamespace

import pytest

from assets.settings import PROJECT, settings
from pipeline import publication
from pipeline.extraction import extract
from pipeline.making import Selection, selected, why
from pipeline.warehouse import query
from schemas.codebook import codebook


def tables(path):
    """Table → sorted rows of a warehouse, but for the log of runs."""
    return {table: query(path, f"FROM {table} ORDER BY ALL") for table in codebook().tables["warehouse"] if table != "run_log"}


def assert_same(one, two):
    for table, frame in one.items():
        assert frame.equals(two[table]), f"{table} differs"


@pytest.fixture(scope="module")
def nights(tmp_path_factory, small_runs):
    """Runs over a folder that changes: night() → summary, ask(sql) → frame; the folder starts as the texts of data/raw but for one that is kept aside."""
    from assets import updating
    from assets.running import run_job
    from assets.workspace import Workspace

    home = tmp_path_factory.mktemp("nights") / "it's a 仓库[2024]*"
    home.mkdir()
    where = settings(raw=home / "raw", warehouse=home / "warehouse")
    shutil.copytree(PROJECT / "data" / "raw", where.raw, ignore=shutil.ignore_patterns("*.docx", "*.html"))
    texts = sorted(where.raw.rglob("*.txt"))
    aside = texts[0].rename(where.raw.parent / texts[0].name)
    path = where.warehouse / publication.FILE
    with small_runs(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(updating, "MOST_UPDATED", 1)
        yield SimpleNamespace(
            workspace=lambda **options: Workspace(raw=str(where.raw), warehouse=str(where.warehouse), **options),
            layers=lambda layer: sorted(path.name for path in (where.layers / layer).iterdir()),
            night=lambda **options: run_job(where, **options),
            raw=where.raw,
            folder=where.warehouse,
            path=path,
            texts=texts[1:],
            aside=aside,
            ask=lambda sql: query(path, sql),
        )


def test_the_first_night_may_find_nothing(tmp_path, small_runs):
    """The folder is there before the first report is: an empty warehouse is published, which the next night fills."""
    from assets.running import run_job

    where = settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")
    where.raw.mkdir()
    with small_runs():
        assert run_job(where)["outcome"] == "published"
        shutil.copy(sorted((PROJECT / "data" / "raw").rglob("*.txt"))[0], where.raw)
        assert run_job(where)["reports"] == 1
    assert query(where.warehouse / publication.FILE, "SELECT count(*) FROM dim_report").item() == 1


def test_a_run_that_waited_does_not_claim_what_the_first_one_published(tmp_path, small_runs, monkeypatch):
    from assets import running

    where, outcomes = settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse"), []
    where.raw.mkdir()

    def meanwhile(instance):
        if not outcomes:
            outcomes.append("begun")
            outcomes.append(running.run_job(where)["outcome"])

    monkeypatch.setattr(running, "end_dead_runs", meanwhile)
    with small_runs():
        outcomes.append(running.run_job(where)["outcome"])
    assert outcomes == ["begun", "published", "nothing new"]


def test_a_warehouse_within_the_landing_folder_is_refused(tmp_path, small_runs):
    """Its own files would be new every night, and in quarantine."""
    from assets.running import run_job

    with small_runs():
        summary = run_job(settings(raw=tmp_path, warehouse=tmp_path / "warehouse"))
    assert summary["outcome"] == "failed" and "lies in the landing folder" in summary["errors"][0]


@pytest.fixture(scope="module")
def first(nights):
    assert nights.night()["outcome"] == "published"
    return nights


def test_a_night_with_nothing_new_publishes_nothing(first):
    before = first.path.stat().st_ino
    (first.folder / f"{publication.NEW}.wal").write_text("of a killed run")
    (first.folder / "layers" / "documents" / ".half.parquet.123").write_text("of a killed run")
    summary = first.night()
    assert summary["outcome"] == "nothing new"
    assert first.path.stat().st_ino == before
    assert [path.name for path in first.folder.rglob(".*")] == [".lock"], "what a killed run left is removed"


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
    assert first.ask("SELECT files_new FROM run_log ORDER BY started_at")["files_new"].to_list() == [len(first.texts), 3], "of the same day"
    written = first.ask("SELECT facts FROM run_log ORDER BY started_at")["facts"].to_list()
    looked_at = first.ask("SELECT files FROM run_log ORDER BY started_at")["files"].to_list()
    assert looked_at[-1] == sum(path.is_file() for path in first.raw.rglob("*")), "what is gone was not read"
    assert None not in written and written[-1] == first.ask("SELECT count(*) FROM fact_indicator").item()

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


def test_old_layers_do_not_stay(first):
    for layer in ("documents", "observations", "report_findings"):
        assert len(first.layers(layer)) == len(first.workspace().made())


def test_a_night_knows_which_code_made_the_layers(first, monkeypatch):
    assert first.workspace().changed_code() == []
    monkeypatch.setattr("assets.workspace.code_files", lambda: {"schemas/codebook/rules.yml": "changed"})
    assert "schemas/codebook/rules.yml" in first.workspace().changed_code()


# --- without the job: which layers are made, and what of ------------------------------------------------------------------


def made_again(workspace):
    """Makes what is to be made, as the asset `extraction` does → reasons."""
    before, (planned, waiting) = workspace.made(), workspace.planned()
    for task in waiting:
        extract(task)
    workspace.record(planned)
    return {why(before[task.shard], task.made) for task in waiting}


def test_a_changed_rule_makes_findings_only_and_says_so(first, monkeypatch):
    before = first.layers("observations"), first.layers("report_findings")
    monkeypatch.setattr("pipeline.making.rules_fingerprint", lambda: "changed")
    assert made_again(first.workspace()) == {"rules changed"}
    first.workspace().remove_old_layers()
    assert first.layers("observations") == before[0]
    assert not set(first.layers("report_findings")) & set(before[1])


def test_of_vanished_files_what_was_read_stays_when_the_reader_changes(first, monkeypatch):
    before = first.workspace().read("observations")
    monkeypatch.setattr("pipeline.making.reader_fingerprint", lambda name, *limits: f"changed-{name}")
    assert "reader" in " ".join(made_again(first.workspace()))
    assert first.workspace().read("observations").equals(before)


def test_only_one_year_is_made_again_and_the_others_stay(first, monkeypatch):
    workspace = first.workspace(only=["year=2018"])
    before = workspace.read("observations").sort("observation_id")
    monkeypatch.setattr("pipeline.making.derivation_fingerprint", lambda: "changed")
    _, waiting = workspace.planned()
    ids = set(workspace.read_one("reports").filter(year=2018)["report_id"])
    assert set().union(*(task.only or {report_id for report_id, _ in task.files} for task in waiting)) == ids
    made_again(workspace)
    assert workspace.read("observations").sort("observation_id").equals(before)
    assert first.workspace().planned()[1], "all others are still to be made by the next whole night"


def test_what_is_meant_by_only_must_be_understood(first):
    reports = first.workspace().read_one("reports")
    for only, said in (("year=soon", "number"), ("colour=red", "say year="), ("office=nowhere", "no known report")):
        with pytest.raises(Selection, match=said):
            selected(reports, [only])
    office = reports["full_name"][0]
    assert selected(reports, [f"office={office}"]) == set(reports.filter(full_name=office)["report_id"])
