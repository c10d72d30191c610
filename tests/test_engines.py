"""The engines give the same bytes and lose nothing, whichever machine or worker is lost."""

import ctypes
import os
import signal
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.settings import PROJECT
from pipeline.engines import Engine, EngineError, ray_cluster, run
from pipeline.extraction import Task, extract
from pipeline.landing.isolation import watched
from pipeline.landing.raw_files import raw_files
from pipeline.layers import SHARDED, assign_shards
from pipeline.making import Made

RAW = PROJECT / "data" / "raw"


def tasks(layers):
    """The reports of data/raw, a shard for each format."""
    files = raw_files(RAW, None, date(2026, 1, 1), 2**20).filter(pl.col("status").is_null()).select("report_id", "format", "path")
    shards = assign_shards(files, pl.DataFrame(schema=SHARDED))
    for (shard, form), documents in shards.group_by("shard", "format", maintain_order=True):
        pairs = tuple(documents.select("report_id", "path").sort("report_id").iter_rows())
        yield Task(shard, form, pairs, (), str(RAW), 2**20, str(layers), Made("reader", "derivation", "paths", "rules"))


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def read(files):
    """A task of paths: those of suffix .crash bring the process down, a file named kill ends the process that Ray watches, once."""
    texts = []
    for path in map(Path, watched(files)):
        if path.suffix == ".crash":
            ctypes.string_at(0)
        if path.name == "kill" and path.exists():
            path.unlink()
            # the forkserver's parent, that is the worker that the engine started
            os.kill(int(Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1]), signal.SIGKILL)
        texts.append(path.name)
    return texts


def without(files, at, failure):
    return files[:at] + files[at + 1 :]


def test_an_unknown_engine_is_named():
    with pytest.raises(EngineError, match="'spark'"):
        run(Engine("spark"), extract, [], Task.without)


@pytest.mark.parametrize("address, told", [("127.0.0.1:9", "refused"), ("ray-head:gcs", "host:port")])
def test_a_cluster_that_does_not_answer_is_told_at_once(address, told):
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with pytest.raises(EngineError, match=rf"FOI_RAY_ADDRESS={address}.*{told}"), ray_cluster(Engine("ray", address=address)):
        pass


@pytest.fixture(scope="module")
def cluster():
    """Ray on this machine, for all tests of the module."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{PROJECT}:{PROJECT / 'tests'}")  # where its workers find the project and this module
        with ray_cluster(Engine("ray")):
            yield


def test_ray_and_this_machine_give_the_same_bytes(cluster, tmp_path):
    for name in ("local", "ray"):
        done = list(run(Engine(name), extract, list(tasks(tmp_path / name)), Task.without))
        assert sum(one.documents for one in done) > 10
    assert contents(tmp_path / "local") == contents(tmp_path / "ray") != {}


def test_a_file_that_crashes_costs_itself_only_and_a_lost_worker_nothing(cluster, tmp_path):
    (tmp_path / "kill").touch()
    given = [["a", "b.crash", "c"], ["d", str(tmp_path / "kill"), "e"], ["f"]]
    results = run(Engine("ray", seconds=5), read, given, without)
    assert sorted(results) == [["a", "c"], ["d", "kill", "e"], ["f"]]
