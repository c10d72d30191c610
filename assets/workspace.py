"""The resource that a run works with: its settings, its layers, and the lock that lets one run write at a time.

Belongs here: what is set up before the first asset and put away after the last. Not here: what the assets do.
"""

import json
import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg
from filelock import FileLock, Timeout

from assets.settings import settings
from pipeline.layers import Layers


class Locked(Exception):
    """Another run holds the warehouse; says which."""


@contextmanager
def write_lock(folder, run_id, wait):
    """Holds the warehouse folder for one writer. The system frees the lock of a dead process by itself. Raises Locked after `wait` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / ".lock.json"
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=wait, poll_interval=0.5)
    except Timeout:
        raise Locked(f"{folder} is being written by {_holder(holder)}; waited {wait:.0f} s (FOI_WAIT_FOR_LOCK)") from None
    try:
        holder.write_text(json.dumps({"run": run_id, "process": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path):
    try:
        held = json.loads(path.read_text())
        return f"run {held['run']} (process {held['process']} on {held['host']}, since {held['since']})"
    except (OSError, ValueError, KeyError):
        return "another run"


class Workspace(dg.ConfigurableResource):
    """Folders and limits of the run, from the environment unless the launchpad says otherwise; holds the write lock for the whole run."""

    raw: str | None = None
    warehouse: str | None = None

    @contextmanager
    def yield_for_execution(self, context):
        with write_lock(self.settings.warehouse, context.run_id or "-", self.settings.wait_for_lock):
            yield self

    @property
    def settings(self):
        return settings(self.raw, self.warehouse)

    @property
    def layers(self):
        return Layers(self.settings.layers)
