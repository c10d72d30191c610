"""What the tests share: a warehouse built from data/raw, once for the whole suite."""

import gc
import os
from contextlib import contextmanager

import pytest
from filelock import FileLock
from hypothesis import settings

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # before polars is imported: the processes of pytest are the parallelism
settings.register_profile("untimed", deadline=None)  # how long an example takes depends on what else the machine does
settings.load_profile("untimed")
gc.set_threshold(200_000, 20, 100)  # to look through all that Dagster and polars hold takes a twentieth of the time, and nearly nothing of it is garbage

# Files whose tests take long, first, so that no worker is left with one at the end (pytest -n 2 --dist loadfile --no-loadscope-reorder); the first one
# builds the shared warehouse, the second does not need it meanwhile.
LONG = (
    "test_lake",
    "test_nights",
    "test_explorer",
    "test_rules",
    "test_exports",
    "test_docs",
    "test_security",
    "test_cookbook",
    "test_hostile",
    "test_prose",
    "test_isolation",
    "test_identify",
    "test_fetching",
)


def pytest_collection_modifyitems(items):
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def dagster_home(tmp_path_factory):
    """A Dagster home of the tests' own, so that no run of theirs is seen in the project's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(tmp_path_factory.mktemp("dagster")))
        yield


@pytest.fixture(scope="session")
def small_runs(dagster_home):
    """Context in which runs of the job leave out what costs much on a small folder: worker processes, pictures, a history on the disk.

    The run that makes the shared warehouse has all three.
    """
    import dagster as dg

    from assets import landing, pictures

    @contextmanager
    def cheaper():
        with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
            patch.setattr(landing.engines, "prepare", lambda engine: None)
            patch.setattr(landing.engines, "run", lambda engine, function, tasks, exclude: map(function, tasks))
            patch.setattr(pictures.charts, "svg", lambda spec: "")
            patch.setattr(pictures, "_problems", lambda explorer: {})
            patch.setattr(dg.DagsterInstance, "get", lambda: _Kept(instance))
            yield instance

    return cheaper


class _Kept:
    """Context of an instance that outlives it."""

    def __init__(self, instance):
        self.instance = instance

    def __enter__(self):
        return self.instance

    def __exit__(self, *error):
        pass


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
    """Asks the shared warehouse in SQL: ask(sql) → frame. By one connection: to open one takes longer than most answers."""
    import polars as pl

    from pipeline.serving import Reader

    reader = Reader(warehouse)
    return lambda sql, parameters=None: pl.from_arrow(reader.query(sql, parameters))
