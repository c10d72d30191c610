"""What broken files cost the whole job: the same corpus without and with a share of hostile files, each through `foi run`, in turns.

    python benchmarks/hostile_job.py [--reports 3000] [--share 0.01] [--rounds 2] [--workers 2] [--dir DIR]

Formats are mixed (text, pages, Word files). The least of some rounds counts; processor seconds of the job and all its workers stand beside the seconds of
the clock, for the machine may be shared. Belongs here: the comparison. Not here: ways to break a file (hostile.py), the job (main_job.py).
"""

import argparse
import contextlib
import ctypes
import os
import resource
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import corpus
import main_job
import polars as pl

from pipeline.warehouse import FILE, query

PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=3_000)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dir", type=Path, help="folder to work in, by default a temporary one")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp())
    least = {}
    for share in (0.0, options.share):
        corpus.write(options.reports, "mixed", folder / f"corpus-{share}", errors=0, hostile=share)
    for _ in range(options.rounds):
        for share in (0.0, options.share):
            seconds, busy = _run(folder, share, options.workers)
            clock, cpu = least.get(share, (seconds, busy))
            least[share] = min(clock, seconds), min(cpu, busy)
            print(f"{share:.1%} hostile: {seconds:.1f} s, processor {busy:.1f} s", flush=True)
    for name, (without, with_some) in zip(("clock", "processor"), zip(*least.values(), strict=True), strict=True):
        print(f"{name}: {without:.1f} s without, {with_some:.1f} s with {options.share:.0%} hostile files, {with_some / without - 1:+.1%}")
    if not options.dir:
        shutil.rmtree(folder)


def _run(folder, share, workers):
    """One run of the job → (seconds, processor seconds); says which files have another status than the truth."""
    warehouse = folder / "warehouse"
    shutil.rmtree(warehouse, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, _, _ = main_job.run(folder / f"corpus-{share}" / "raw", warehouse, workers)
    _wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    truth = pl.read_parquet(folder / f"corpus-{share}" / "truth.parquet").select("path", "trick", expected="status")
    found = truth.join(query(warehouse / FILE, "SELECT path, status, reason FROM file_log"), on="path", how="left")
    found = found.filter(pl.col("reason").ne_missing("bundle"))  # a package without a document is an archive; its members have a status of their own
    wrong = found.filter((pl.col("status") == "quarantined").fill_null(True) != (pl.col("expected") == "quarantined"))
    for row in wrong.iter_rows():
        print("  other than expected:", *row)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _wait_for_orphans():
    """Waits for what the job leaves behind when it ends: the server process of its workers, whose processor seconds count only then."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    main()
