"""The history of runs: a killed run does not block the queue, an old one is forgotten."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from assets import running
from assets.history import PROCESS_TAG, end_dead_runs, forget_runs, history, this_process
from assets.settings import use_dagster_home


@dg.job
def nightly():
    pass


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def started(instance, process):
    run = instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: process} if process else {})
    return run.run_id


def test_a_run_whose_process_was_killed_has_failed(instance):
    child = subprocess.run([sys.executable, "-c", "import assets.history as h; print(h.this_process())"], capture_output=True, text=True, check=True)
    killed = started(instance, child.stdout.strip())
    here, elsewhere, launched = started(instance, this_process()), started(instance, "another-machine 1 1"), started(instance, None)
    assert end_dead_runs(instance) == [killed]
    assert instance.get_run_by_id(killed).status == dg.DagsterRunStatus.FAILURE
    assert all(instance.get_run_by_id(run).status == dg.DagsterRunStatus.STARTED for run in (here, elsewhere, launched))


def test_a_number_that_another_process_has_now_does_not_count(instance):
    host, number, _ = this_process().split()
    assert end_dead_runs(instance) == [] and started(instance, f"{host} {number} 1") in end_dead_runs(instance)


def test_old_runs_are_forgotten_but_none_that_goes_on(instance):
    nightly.execute_in_process(instance=instance)
    going = started(instance, this_process())
    assert forget_runs(instance, datetime.now(UTC) - timedelta(days=1)) == 0
    assert forget_runs(instance, datetime.now(UTC) + timedelta(days=1)) == 1
    assert [run.run_id for run in instance.get_runs()] == [going]


def test_the_sensor_does_both(instance):
    assert history(dg.build_sensor_context(instance=instance)).skip_message == "0 dead runs ended, 0 old runs forgotten"


def test_runs_that_open_a_new_history_at_once_share_it(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))

    def opened(_):
        with running._history(use_dagster_home()) as instance:
            return instance.create_run_for_job(nightly).run_id

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(opened, range(4)))
    with dg.DagsterInstance.get() as instance:
        assert {run.run_id for run in instance.get_runs()} == set(runs)
