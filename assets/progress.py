"""Progress of long work: a bar with counts and remaining time on a terminal, a log line now and then elsewhere.

Belongs here: how progress looks. Not here: the work.
"""

import sys
import time
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 15
TOLD_FROM = 0.05  # share of the work from which the time that is left can be told


@contextmanager
def progress(what, total, log):
    """Yields a function that is told how many of `total` are done more."""
    if sys.stderr.isatty() and total:
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.update(task, advance=count)
        return
    done, started, last = 0, time.monotonic(), time.monotonic()

    def advance(count):
        nonlocal done, last
        done += count
        if time.monotonic() - last > SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            rate = done / (last - started)
            left = f", {(total - done) / rate:.0f} s left" if done > TOLD_FROM * total else ""
            log.info(f"{what}: {done} of {total}, {rate:.0f} a second{left}")

    yield advance
