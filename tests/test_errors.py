"""What a person is told when a run fails: the words of whoever knows what is wrong, and a traceback only where nobody does."""

import dagster as dg
import duckdb
import pytest

from assets.errors import console, error_message
from assets.settings import SettingsError, settings
from pipeline.lake import LakeError


def failing_run(tmp_path, *raised):
    """The first failure of a run in which an asset raises the first of these errors, from the second, and so on."""

    @dg.asset
    def failing():
        error = None
        for each in reversed(raised):
            each.__cause__, error = error, each
        raise error

    job = dg.Definitions(assets=[failing], jobs=[dg.define_asset_job("job", executor_def=dg.in_process_executor)], loggers={"console": console})
    options = {"run_config": {"loggers": {"console": {"config": {}}}}, "instance": dg.DagsterInstance.ephemeral(str(tmp_path)), "raise_on_error": False}
    result = job.resolve_job_def("job").execute_in_process(**options)
    return next(event for event in result.all_events if event.is_step_failure)


def test_an_error_of_the_project_is_told_in_its_words_not_in_those_of_what_it_was_raised_from(tmp_path, capfd):
    failure = failing_run(tmp_path, LakeError("the lake at db does not answer"), ConnectionRefusedError(111, "Connection refused"))
    assert error_message(failure) == "the lake at db does not answer"
    log = capfd.readouterr().err
    assert "the lake at db does not answer" in log and "Traceback" not in log and "Stack Trace" not in log


def test_a_full_disk_needs_no_traceback_and_a_fault_of_the_program_does(tmp_path, capfd):
    for error in (OSError(28, "No space left on device", "/srv/foi/x"), duckdb.FatalException('Could not write file "/srv/foi/x": No space left on device')):
        failing_run(tmp_path, error)
        log = capfd.readouterr().err
        assert "/srv/foi/x" in log and "No space left on device" in log and "Stack Trace" not in log
    failing_run(tmp_path, ZeroDivisionError("division by zero"))
    assert "Stack Trace" in capfd.readouterr().err


@pytest.mark.parametrize("name, value, told", [
    ("FOI_WORKERS", "0", "FOI_WORKERS must be a number of at least 1, not '0'"),
    ("FOI_WORKERS", "many", "FOI_WORKERS must be a number"),
    ("FOI_KEEP_DAYS", "inf", "FOI_KEEP_DAYS must be a number"),
    ("FOI_WAREHOUSE", "ducklake:postgres:dbname=foi password=geheim", "FOI_WAREHOUSE holds a password: leave it out"),
    ("FOI_ENGINE", "spark", "FOI_ENGINE must be one of local, ray, not 'spark'"),
])  # fmt: skip
def test_a_setting_that_does_not_fit_is_named_before_anything_begins(monkeypatch, name, value, told):
    monkeypatch.delenv("FOI_RAY_ADDRESS", raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        settings()
