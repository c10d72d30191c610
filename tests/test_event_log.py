"""Dagster's history with databases that stay open: the same files, the same tables, as Dagster's own storage writes and reads them."""

import dagster as dg
import pytest
import yaml

from assets import event_log
from assets.settings import use_dagster_home


@dg.asset
def reports():
    return dg.MaterializeResult(metadata={"rows": 3})


def written(home):
    """Events of all runs and the last materialization of the asset, as the instance of a Dagster home reads them."""
    with dg.DagsterInstance.from_config(str(home)) as instance:
        events = {
            run.run_id: [record.event_log_entry.dagster_event_type for record in instance.get_records_for_run(run.run_id).records]
            for run in instance.get_runs()
        }
        return events, instance.get_latest_materialization_event(dg.AssetKey("reports"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return use_dagster_home()


def test_the_history_can_be_read_with_dagsters_own_storage_and_the_reverse(home):
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, event_log.EventLog)
        run_id = dg.materialize([reports], instance=instance).run_id
    mine = written(home)
    assert len(mine[0][run_id]) > 10
    config = home / "dagster.yaml"
    config.write_text(yaml.safe_dump({key: value for key, value in yaml.safe_load(config.read_text()).items() if key != "storage"}))
    assert written(home) == mine


def test_few_databases_stay_open_however_many_runs_are_looked_at(home, monkeypatch):
    monkeypatch.setattr(event_log, "MOST_OPEN", 3)
    with dg.DagsterInstance.get() as instance:
        runs = [dg.materialize([reports], instance=instance).run_id for _ in range(event_log.MOST_OPEN + 2)]
        assert all(instance.get_records_for_run(run).records for run in runs)
        assert len(instance.event_log_storage._engines) == event_log.MOST_OPEN
