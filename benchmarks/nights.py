"""What a night costs, by the number of reports that are known: all new, nothing new, one in a hundred new.

    python benchmarks/nights.py [--sizes 1000,10000,100000] [--formats text] [--workers 2]

Each size starts from an empty warehouse with 99 of 100 files; then comes a night with nothing new, then one with the rest. Every night is a process of
its own, as `foi run` at night. The warehouse that was brought up to date is compared with one that is built from all layers. Belongs here: nights in a
row. Not here: where the time of a full build goes (main_job.py), faults (faults.py).
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
from main_job import environment, job

from pipeline.comparison import counted, differences
from pipeline.publication import versions

HEAD = f"{'reports':>8} {'night':>14} {'outcome':>12} {'seconds':>8} {'CPU s':>8} {'of full':>8}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--formats", default="text", help="as in corpus.py")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print(HEAD, flush=True)
    for size in map(int, options.sizes.split(",")):
        folder = Path(tempfile.mkdtemp(prefix="nights-"))
        try:
            _nights(folder, size, options)
        finally:
            shutil.rmtree(folder)


def _nights(folder, size, options):
    raw = folder / "raw"
    corpus.write(size, options.formats, folder / "corpus", processes=2)
    files = sorted(path for path in (folder / "corpus" / "raw").rglob("*") if path.is_file())
    _arrive([path for number, path in enumerate(files) if number % 100], folder / "corpus" / "raw", raw)
    full = _night(folder, "all new", options)
    _night(folder, "nothing new", options, full)
    _arrive(files[::100], folder / "corpus" / "raw", raw)
    _night(folder, "1 in 100 new", options, full)
    _night(folder, "whole", options, full, "--whole")
    whole, brought_up_to_date = versions(folder / "warehouse")[:2]
    differing = counted(differences(brought_up_to_date.path, whole.path))
    print(f"{size:>8} brought up to date against built from all layers: {'identical' if differing.is_empty() else differing.rows()}", flush=True)


def _arrive(files, source, raw):
    for path in files:
        target = raw / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target)


def _night(folder, name, options, full=None, *arguments):
    """Runs the job in a process of its own and prints what it cost, CPU without that of its workers → seconds."""
    command = job(folder / "raw", folder / "warehouse", *arguments)
    before, started = _cpu(), time.perf_counter()
    done = subprocess.run(command, env=environment(folder / "dagster", options.workers), capture_output=True, text=True, check=False)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    if done.returncode:
        sys.exit(done.stderr[-3000:] + done.stdout)
    summary = json.loads(done.stdout)
    known = sum(summary["files"].values())
    print(f"{known:>8} {name:>14} {summary['outcome']:>12} {seconds:>8.1f} {cpu:>8.1f} {seconds / (full or seconds):>8.1%}", flush=True)
    return seconds


def _cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
