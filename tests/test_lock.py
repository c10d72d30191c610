"""One writer at a time: the second waits, is told for whom, or gives up; a dead holder holds nothing."""

import multiprocessing
import os
import signal
import time

import pytest

from assets.workspace import Locked, write_lock

FORK = multiprocessing.get_context("fork")


def hold(folder, held, seconds):
    with write_lock(folder, "the first run", 5):
        held.set()
        time.sleep(seconds)


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of tmp_path for a while."""

    def start(seconds):
        held = FORK.Event()
        process = FORK.Process(target=hold, args=(tmp_path, held, seconds))
        process.start()
        assert held.wait(10)
        started.append(process)
        return process

    started = []
    yield start
    for process in started:
        process.kill()
        process.join()


def test_the_second_gives_up_and_says_who_holds_it(tmp_path, holder):
    process = holder(20)
    with pytest.raises(Locked, match=f"the first run.*process {process.pid}"), write_lock(tmp_path, "the second run", 0.6):
        pass


def test_the_second_waits_and_is_told_for_whom(tmp_path, holder):
    holder(0.5)
    said = []
    with write_lock(tmp_path, "the second run", 10, said.append):
        assert "the first run" in said[0]


def test_the_lock_of_a_killed_holder_is_taken_over_at_once(tmp_path, holder):
    process = holder(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with write_lock(tmp_path, "the second run", 0):
        assert "the second run" in (tmp_path / ".lock.json").read_text()
