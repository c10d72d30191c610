"""Work in processes of its own: what crashes, hangs or eats the memory ends only the file it was at.

`run` gives tasks to a pool of workers (pebble). While a worker reads the files of a task it notes which one it is at and since when (`watched`), in
memory that this process sees: a file that takes too long is ended to the second, and a crash has a name. Belongs here: limits and blame.
Not here: what a task does.
"""

import multiprocessing
import os
import pickle
import resource
import signal
import sys
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import forkserver
from typing import NamedTuple

from pebble import ProcessExpired, ProcessPool

SECONDS = 60.0  # for one file
MEMORY = 4 * 2**30  # bytes of address space of one worker; polars and PDFium reserve much more than they use
WORKERS = 2
LOOK = 0.2  # seconds between two looks at what the workers are at
PRELOADED = ["pipeline.preloaded"]  # by the server that workers are copied from
SETTLING = 120.0  # seconds for what a task does after its files, however few: dictionaries are loaded, on a busy machine
AFTERWARDS = 6.0  # seconds more for each file that a task has read, for what it does with all of them
KILLED = (-signal.SIGKILL, 255)  # exit codes of workers; the latter where the server that they are copied from was killed too
KILLS = 3  # times that a task is begun again because its worker was killed from outside, before a file is blamed for it
NOWHERE = -1.0
_lasting = {}  # (workers, memory, places) → pool and board that wait for the next call
_slot = None  # in a worker: (shared array, index of its task), set for each task


class Failure(NamedTuple):
    """A task that did not end: `reason` is 'timeout' or 'crashed' (codes of reasons.yml), `at` the number of the file it was reading, if any; `killed`:
    its process got SIGKILL, which no file does by itself: somebody, or the system short of memory."""

    reason: str
    detail: str
    at: int | None
    killed: bool = False


# The server that workers are copied from was killed, or the pool itself ended for want of memory
NOT_STARTED = Failure("crashed", "no worker could be started or spoken to; is there memory left?", None, killed=True)


def watched(files, number_of=None):
    """In a worker: yields the files of a task, noting which one is being read: its place, or number_of(file). Readers must take them one by one."""
    count = 0
    for file in files:
        _note(count if number_of is None else number_of(file))
        count += 1
        yield file
    settling(count)


def settling(files):
    """In a worker: says that the files of a task are read, or need not be, and that it goes on with what it does for so many files together."""
    _note(NOWHERE, files)


def run(function, tasks, workers=WORKERS, seconds=SECONDS, memory=MEMORY, lasting=False):
    """Yields (number of the task, result or Failure) in the order in which tasks end.

    `function(task)`, of a module, runs in a worker and wraps its files in watched(); an exception at a file is a Failure, any other is raised here.
    `seconds` limit each file, and with some more for each file what a task does after reading them; `memory` limits the address space of a
    worker in bytes. Workers live on between tasks; one that is ended is replaced, and takes no other task with it. Those of a `lasting` call wait for
    the next one with as many tasks and the same memory, with all that they have loaded, and end with this process.
    """
    tasks = list(tasks)
    if not tasks:
        return
    with _main_hidden(function), _pool(min(workers, len(tasks)), memory, len(tasks), lasting) as (pool, board):
        board[:] = [NOWHERE] * len(board)
        futures, overdue = {}, set()
        for number, task in enumerate(tasks):
            try:
                futures[pool.submit(_run_one, None, function, number, task)] = number
            except RuntimeError:
                yield number, NOT_STARTED
        while futures:
            done, _ = wait(futures, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in done:
                number = futures.pop(future)
                yield number, _outcome(future, board, number, number in overdue, seconds)
            now = time.monotonic()
            for future, number in futures.items():
                since, files_read = board[3 * number + 1], board[3 * number + 2]
                if since != NOWHERE and now - since > seconds + (SETTLING + AFTERWARDS * files_read if files_read > 0 else 0) and number not in overdue:
                    overdue.add(number)
                    future.cancel()
            if not (done or pool.active):  # a thread of it has died, which no future is told
                yield from ((number, NOT_STARTED) for number in futures.values())
                return


def run_without(function, tasks, exclude, **limits):
    """As run(), but a task that fails at a file is run again without that file until it ends.

    `exclude(task, at, failure)` returns the task without the file it failed at, to be run in its place; the results of run() are yielded. A task whose
    worker was killed is run again as it is, KILLS times. Where a task failed and no file is to blame, `at` is None: exclude returns a task that will tell
    which it was, or None, and then the failure is yielded.
    """
    pending, kills = dict(enumerate(tasks)), Counter()
    while pending:
        numbers = list(pending)
        again = {}
        for position, result in run(function, [pending[number] for number in numbers], **limits):
            number = numbers[position]
            if isinstance(result, Failure) and result.killed and kills[number] < KILLS:
                kills[number] += 1
                again[number] = pending[number]
            elif isinstance(result, Failure) and (other := exclude(pending[number], result.at, result)) is not None:
                again[number] = other
            else:
                yield number, result
        pending = again


@contextmanager
def _pool(workers, memory, places, lasting):
    """Yields a pool of workers, and the board with so many places on which they note what they are at."""
    key = (workers, memory, places)
    pool, board = _lasting.pop(key, (None, None)) if lasting else (None, None)
    if pool is None or not pool.active:  # whose workers were killed while they waited
        context = _context()
        board = context.RawArray("d", [NOWHERE] * (3 * places))
        pool = ProcessPool(max_workers=workers, context=context, initializer=_begin, initargs=(board, memory))
    with ExitStack() as ending:
        ending.enter_context(pool)
        try:
            yield pool, board
        except BaseException:
            pool.stop()  # else its end waits for all tasks, and nobody looks whether one hangs
            raise
        with suppress(RuntimeError):  # that it could not be started
            if lasting and pool.active:
                _lasting[key] = pool, board
                ending.pop_all()


def prepare():
    """Starts the server process, so that it has imported the readers by the time that there are tasks."""
    _context()
    forkserver.ensure_running()


def _context():
    """A server process that has imported the readers once and is copied for each worker: a new worker costs some 10 ms instead of a second."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextmanager
def _main_hidden(function):
    """Workers import the program's main module when they start (for `foi` that is all of Dagster) unless there seems to be none."""
    main = sys.modules["__main__"]
    if function.__module__ == "__main__":
        yield
        return
    spec, file = main.__spec__, main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


def _begin(board, memory):
    global _slot
    os.environ["POLARS_MAX_THREADS"] = "1"  # the workers are the parallelism
    _slot = (board, 0)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run_one(function, number, task):
    global _slot
    _slot = (_slot[0], number)
    _note(NOWHERE)
    try:
        return function(task)
    except Exception as error:
        if not _can_be_sent(error):
            raise RuntimeError(f"{type(error).__name__}: {error}") from error
        raise


def _can_be_sent(error):
    """Whether the main process can unpack an exception; else a thread of the pool would end by it, and nobody would learn what it was."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return False
    return True


def _note(number, files_read=NOWHERE):
    """Writes down which file is being read (NOWHERE for none), since when, and how many have been read where all have."""
    if _slot is not None:
        board, index = _slot
        board[3 * index : 3 * index + 3] = [number, time.monotonic(), files_read]


def _outcome(future, board, number, was_overdue, seconds):
    at = None if board[3 * number] == NOWHERE else int(board[3 * number])
    try:
        return future.result()
    except CancelledError:
        if was_overdue:
            return Failure("timeout", f"more than {seconds:g} seconds", at)
        raise
    except ProcessExpired as error:
        return Failure("crashed", f"the process ended with exit code {error.exitcode}", at, killed=error.exitcode in KILLED)
    except BrokenProcessPool:
        return NOT_STARTED._replace(at=at)
    except Exception as error:
        if at is None:
            raise
        return Failure("crashed", f"{type(error).__name__}: {error}", at)
