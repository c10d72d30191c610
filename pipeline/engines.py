"""Where tasks run: in worker processes on this machine, or on the machines of a Ray cluster.

Both give a task to the same function in a process of its own (landing/isolation.py), so that results are the same to the byte and a file that brings
a library down costs that file. Ray decides on which machine, isolation decides how. Belongs here: that choice, and all that knows Ray. Not here:
what a task does.
"""

import logging
import os
import pickle
import socket
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.landing import isolation
from pipeline.landing.isolation import MEMORY, SECONDS, Failure, run_without

RAY_MEMORY = 2 * 2**30  # bytes that Ray sets aside for a task on a machine with several; isolation holds the process to its own limit
STORE = 200 * 2**20  # bytes of Ray's store of objects on this machine: only tasks and counts pass through it, documents and layers do not
STARTS = 3  # of a cluster on this machine
NO_ANSWER = (
    "Ray does not answer at {}: {}; both sides need the same version of Ray and the same token (RAY_AUTH_MODE=token, RAY_AUTH_TOKEN or ~/.ray/auth_token)"
)
CONNECT = 10.0  # seconds in which somebody must listen at the address of a cluster


class EngineError(Exception):
    """The engine is not known, not installed or does not answer."""


class Engine(NamedTuple):
    """`name`: local or ray; `seconds` and `memory` (bytes) limit a file; `workers`: tasks at a time (ray with an address: 0 for as many as the cluster has cores); `address`: of the cluster, None for
    one on this machine that lives as long as the run."""

    name: str = "local"
    workers: int = 2
    seconds: float = SECONDS
    memory: int = MEMORY
    address: str | None = None


def prepare(engine):
    """Has the workers start, for there will be tasks; where others start them (Ray), only sees whether it is installed. Raises EngineError."""
    if engine.name == "local":
        isolation.prepare()
    elif find_spec("ray") is None:
        raise EngineError("FOI_ENGINE=ray needs the extra: pip install 'foi-warehouse[ray]'")


def run(engine, function, tasks, exclude):
    """Yields the results of function(task), or Failure, in the order in which tasks end.

    `function` of a module wraps its files in isolation.watched(); `exclude(task, at, failure)` is the task without the file it failed at. A worker that
    dies or a machine that is lost costs another try of its task. Raises EngineError, and what the function raises.
    """
    if engine.name == "local":
        return (result for _, result in run_without(function, tasks, exclude, workers=engine.workers, seconds=engine.seconds, memory=engine.memory))
    if engine.name == "ray":
        return _on_ray(engine, function, list(tasks), exclude)
    raise EngineError(f"FOI_ENGINE is local or ray, not {engine.name!r}")


@contextmanager
def ray_cluster(engine):
    """Yields the module ray, connected; what runs already is used and left running. Raises EngineError."""
    prepare(engine)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if engine.address:
        _reach(engine.address)
    import ray
    import ray.data

    if ray.is_initialized():
        yield ray
        return
    local = {} if engine.address else {"num_cpus": engine.workers, "object_store_memory": STORE, "include_dashboard": False}
    for tries_left in reversed(range(1 if engine.address else STARTS)):  # Ray gives its own processes 30 s, which a busy machine exceeds
        try:
            ray.init(address=engine.address or "local", log_to_driver=False, logging_level="ERROR", **local)
            break
        except Exception as error:
            ray.shutdown()
            if not tries_left:
                raise EngineError(NO_ANSWER.format(engine.address, error) if engine.address else f"Ray does not start: {error}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _reach(address):
    """Raises EngineError where nobody listens at the address of a cluster, whom Ray itself would go on asking for minutes without a word."""
    try:
        found = urlsplit(address if "://" in address else f"//{address}")
        if found.port:  # not `auto`, which Ray looks up on this machine
            socket.create_connection((found.hostname, found.port), CONNECT).close()
    except (OSError, ValueError) as error:
        raise EngineError(
            f"nobody answers at FOI_RAY_ADDRESS={address}: {error}; is Ray's head running there (`ray start --head`), and is it host:port?"
        ) from error


def _on_ray(engine, function, tasks, exclude):
    if not tasks:
        return
    with ray_cluster(engine) as ray:
        data = ray.data
        logging.getLogger("ray.data").setLevel(logging.WARNING)
        logging.getLogger("ray.data._internal.progress").setLevel(logging.ERROR)  # tells how to switch bars on
        data.DataContext.get_current().enable_progress_bars = False  # the run shows its own
        calls = [{"call": pickle.dumps((function, exclude, task))} for task in tasks]
        done = data.from_items(calls, override_num_blocks=len(calls)).map_batches(
            _on_worker,
            fn_kwargs={"seconds": engine.seconds, "memory": engine.memory},
            batch_size=1,
            num_cpus=1,
            memory=RAY_MEMORY if engine.address else None,
            compute=data.TaskPoolStrategy(size=engine.workers or None),
        )
        for row in _rows(ray, done):
            result = pickle.loads(row["result"])
            if isinstance(result, Exception):
                raise result
            yield result


def _rows(ray, done):
    """The rows of a dataset of Ray. Raises EngineError where Ray itself ends before them."""
    try:
        yield from done.iter_rows()
    except ray.exceptions.RayError as error:
        raise EngineError(f"Ray has ended; shards that were finished are kept, and the next run goes on from there: {error}") from error


def _on_worker(batch, seconds, memory):
    """In a worker of Ray: runs the calls of a batch in a process of their own, which then waits for the worker's next ones. The worker imports nothing that
    tasks need."""
    results = []
    for call in batch["call"]:
        try:
            results += [result for _, result in run_without(_call, [bytes(call)], _without, workers=1, seconds=seconds, memory=memory, lasting=True)]
        except Exception as error:  # of the function: the run is to see it as it is, not as one of Ray's
            results.append(pickle.dumps(error))
    return {"result": [pickle.dumps(result) if isinstance(result, Failure) else result for result in results]}


def _call(call):
    function, _, task = pickle.loads(call)
    return pickle.dumps(function(task))


def _without(call, at, failure):
    function, exclude, task = pickle.loads(call)
    return pickle.dumps((function, exclude, exclude(task, at, failure)))
