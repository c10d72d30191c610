"""What the tests share: a warehouse built from data/raw, once for the whole suite."""

import os

import pytest
from filelock import FileLock


@pytest.fixture(scope="session")
def dagster_home(tmp_path_factory):
    """A Dagster home of the tests' own, so that no run of theirs is seen in the project's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(tmp_path_factory.mktemp("dagster")))
        yield


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory, dagster_home):
    """Path of the foi.duckdb that the nightly job makes of data/raw; its layers stand beside it. Read it, never write to it: all tests share it.

    The first process of pytest that wants it makes it, others (pytest -n) wait for it.
    """
    from assets.running import run_job
    from assets.settings import PROJECT, settings
    from pipeline.warehouse import FILE

    common = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else tmp_path_factory.getbasetemp()
    where = settings(raw=PROJECT / "data" / "raw", warehouse=common / "warehouse")
    with FileLock(common / "warehouse.lock"):
        if not (where.warehouse / FILE).exists():
            summary = run_job(where)
            assert summary["outcome"] == "published", summary["errors"]
    return where.warehouse / FILE


@pytest.fixture(scope="session")
def ask(warehouse):
    """Asks the shared warehouse in SQL: ask(sql) → frame."""
    from pipeline.warehouse import query

    return lambda sql, parameters=None: query(warehouse, sql, parameters)
