"""A file that crashes, hangs or eats the memory ends itself only."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from pebble.pool.process import WorkerManager

from pipeline.landing import isolation
from pipeline.landing.isolation import Failure, run, run_without, watched


class Strange(Exception):
    """Cannot be unpacked where it is sent to, as many exceptions of libraries cannot."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def strange(_):
    raise Strange("a bug", "of the program")


def work(files):
    return [_read(file) for file in watched(files)]


def _read(file):
    if file == "crash":
        ctypes.string_at(0)
    if file.startswith("/"):  # somebody kills the worker the first time, with the server that it is a copy of, or alone
        first = not Path(file).exists()
        Path(file).touch()
        if first:
            if file.endswith("server"):
                os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
    if file == "exit":
        time.sleep(0.3)  # a worker that ends before the pool has noticed that it began is one of a broken pool, which says less and is asked again
        os._exit(3)
    if file == "loop":
        while True:
            pass
    if file == "memory":
        return len(bytearray(8 * 2**30))
    if file == "bug":
        raise KeyError(file)
    if file == "own bug":
        raise Strange(file, "of two arguments")
    return file.upper()


def without(files, at, failure):
    if at is None:
        return None
    work.blamed.append((files[at], failure.reason))
    return files[:at] + files[at + 1 :]


def test_the_file_to_blame_is_found_and_the_others_are_read():
    work.blamed = []
    tasks = [["a", "crash", "b"], ["c", "loop", "d", "exit"], ["memory", "bug", "e"], ["f"]]
    results = dict(run_without(work, tasks, without, seconds=2))
    assert results == {0: ["A", "B"], 1: ["C", "D"], 2: ["E"], 3: ["F"]}
    assert sorted(work.blamed) == [("bug", "crashed"), ("crash", "crashed"), ("exit", "crashed"), ("loop", "timeout"), ("memory", "crashed")]


def test_what_goes_wrong_in_a_worker_is_told_even_where_it_cannot_be_sent():
    assert dict(run(work, [["a", "own bug"]]))[0] == Failure("crashed", "RuntimeError: Strange: own bug of two arguments", 1)
    with pytest.raises(RuntimeError, match="Strange: a bug of the program"):
        list(run(strange, [[]]))


def test_a_failure_says_where():
    [(_, failure)] = run(work, [["a", "b", "exit"]])
    assert failure == Failure("crashed", "the process ended with exit code 3", 2)


@pytest.mark.parametrize("name", ["worker", "server"])
def test_a_killed_worker_is_nobodys_fault(tmp_path, name):
    work.blamed = []
    assert len(dict(run_without(work, [["a", str(tmp_path / name)], ["b"], ["c"]], without, workers=1))) == 3
    assert not work.blamed


def number(files):
    """The number of the process; with a file, this one is written there and the process that began it killed."""
    for file in watched(files):
        Path(file).write_text(str(os.getpid()))
        os.kill(int(Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1]), signal.SIGKILL)
    return os.getpid()


def is_gone(pid, seconds=20):
    return any(not Path(f"/proc/{pid}").exists() or time.sleep(0.1) for _ in range(10 * seconds))


def test_a_worker_that_lasts_takes_the_next_call_and_one_killed_meanwhile_is_replaced():
    def call():
        [(_, pid)] = run_without(number, [[]], without, workers=1, lasting=True)
        return pid

    first = call()
    assert call() == first
    os.kill(first, signal.SIGKILL)
    second = call()
    assert second != first
    assert call() == second


def test_a_worker_that_lasts_ends_with_who_began_it(tmp_path):
    begin = """import sys; from test_isolation import isolation, number, run; isolation.PRELOADED.clear()  # which takes two seconds
list(run(number, [[], sys.argv[1:]], workers=2, lasting=True))"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", begin, tmp_path / "pid"], env=environment)
    assert is_gone((tmp_path / "pid").read_text())


@pytest.mark.parametrize("lasting", [False, True])
def test_a_server_killed_while_it_starts_is_nobodys_fault(monkeypatch, lasting):
    class Killed(isolation.ProcessPool):
        starts = 0

        def _start_pool(self):
            Killed.starts += 1
            if Killed.starts < 3:
                raise BrokenProcessPool
            super()._start_pool()

    monkeypatch.setattr(isolation, "ProcessPool", Killed)
    monkeypatch.setattr(isolation, "_lasting", {})
    work.blamed = []
    assert dict(run_without(work, [["a"]], without, lasting=lasting)) == {0: ["A"]}
    assert not work.blamed


@pytest.mark.parametrize("thread", ["dispatch", "inspect_workers", "receive"])
def test_a_pool_of_which_a_thread_dies_for_want_of_memory_is_begun_anew(monkeypatch, thread):
    working, deaths = getattr(WorkerManager, thread), [MemoryError]

    def until_memory_ends(*arguments):
        if deaths:
            raise deaths.pop()
        return working(*arguments)

    monkeypatch.setattr(WorkerManager, thread, until_memory_ends)
    monkeypatch.setattr(threading, "excepthook", lambda told: None)
    work.blamed = []
    assert dict(run_without(work, [["a"], ["b"]], without)) == {0: ["A"], 1: ["B"]}
    assert not (deaths or work.blamed)


def test_who_wants_no_more_results_does_not_wait_for_what_hangs():
    results = run(work, [["a"], ["loop"]], workers=2, seconds=1000)
    assert next(results) == (0, ["A"])
    begun = time.monotonic()
    results.close()
    assert time.monotonic() - begun < 20


def test_no_task_needs_no_worker():
    assert list(run(work, [])) == []


def late(files):
    """Reads all files, then fails for one of them, as a program that takes them all at once."""
    read = list(watched(files))
    if "late" in read and len(read) > 1:
        os._exit(4)
    return [_read(file) for file in watched(files, {"crash": 7}.get)] if read == ["crash"] else read


def test_where_no_file_is_to_blame_the_task_is_asked_once_more():
    asked = []

    def alone(files, at, failure):
        asked.append((files, at))
        return files[:1] if len(files) > 1 else None

    assert list(run_without(late, [["a", "late"]], alone)) == [(0, ["a"])]
    assert asked == [(["a", "late"], None)]


def test_files_may_have_numbers_of_their_own():
    [(_, failure)] = run(late, [["crash"]])
    assert (failure.reason, failure.at) == ("crashed", 7)


def test_the_server_that_workers_are_copied_from_has_run_no_polars():
    """Its threads would not be copied, and a worker would wait for them for ever."""
    names = "import os, pipeline.preloaded; print([open(f'/proc/self/task/{task}/comm').read().strip() for task in os.listdir('/proc/self/task')])"
    threads = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True).stdout
    assert "python" in threads
    assert "polars-0" not in threads and "tokio" not in threads
