"""Kills the job at random points and fills its disk while other processes query the warehouse all the time: does anything break?

    python benchmarks/faults.py [--kills 200] [--reports 30] [--formats mixed] [--readers 2] [--seed 1]

The landing folder grows and each run goes on where the killed one stopped, with no pause between them; a killed process leaves its workers behind. Then
come a full disk at several fill levels and a read-only folder (both need root, for a small tmpfs), and little memory. At the end one run goes
through, and its warehouse is compared with one that was built without faults. Exits with 1 if a read failed or was wrong, or if the data differ.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

import corpus
import duckdb

HERE = Path(__file__).parent
PROJECT = HERE.parent
BATCHES = 10  # in which the files arrive
LATEST = 1.4  # of the seconds that a run takes: some are killed while they publish, some have gone through
KEPT_OPEN = 3.0  # seconds for which a reader asks one connection again and again
STATE = """SELECT (SELECT count(*) FROM fact_indicator), (SELECT count(*) FROM fact_observation WHERE chosen), (SELECT sum(hash(f)) FROM fact_indicator f),
  (SELECT count(*) FROM dim_report), (SELECT count(*) FROM file_log), (SELECT max_by(files, started_at) FROM run_log),
  (SELECT count(*) FROM fact_indicator WHERE report_key NOT IN (SELECT report_key FROM dim_report))"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=30)
    parser.add_argument("--formats", default="mixed", help="as in corpus.py")
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        sys.exit(Faults(folder, options).run())
    finally:
        subprocess.run(["umount", "-q", folder / "disk"], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(folder, ignore_errors=True)


class Faults:
    """A landing folder, a warehouse on a disk of its own, readers, and runs that are not let live."""

    def __init__(self, folder, options):
        self.folder, self.options, self.random = folder, options, random.Random(options.seed)
        self.raw, self.arriving, self.disk = folder / "raw", folder / "corpus" / "raw", folder / "disk"
        self.warehouse = self.disk / "warehouse"
        self.groups = []
        os.environ |= {"DAGSTER_HOME": str(folder / "dagster"), "FOI_WAIT_FOR_LOCK": "60", "FOI_WORKERS": "1"}
        Path(os.environ["DAGSTER_HOME"]).mkdir()
        self.raw.mkdir()
        self.disk.mkdir()
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", self.disk], stderr=subprocess.DEVNULL, check=False).returncode == 0

    def run(self):
        corpus.write(self.options.reports, self.options.formats, self.folder / "corpus", seed=self.options.seed, hostile=0.05)
        files = sorted(path for path in self.arriving.rglob("*") if path.is_file())
        self._arrive(files[: len(files) // 2])
        took = self._timed()
        self._renew("first")
        brief = self._timed()
        print(f"{len(files)} files; a run without faults takes {took:.1f} s, one with a single new file {brief:.1f} s", flush=True)
        stop, results = CONTEXT.Event(), CONTEXT.Queue()
        readers = [CONTEXT.Process(target=_read, args=(self.warehouse / "foi.duckdb", stop, results)) for _ in range(self.options.readers)]
        for reader in readers:
            reader.start()
        self._kill(files[len(files) // 2 :], brief)
        if self.mounted:
            self._fill()
            self._read_only()
        else:
            print("no root: full disk and read-only folder were not tried")
        self._little_memory()
        self._timed()
        stop.set()
        reads = [results.get() for _ in readers]
        for reader in readers:
            reader.join()
        return self._report(reads)

    # --- faults ------------------------------------------------------------------------------------------------------

    def _kill(self, files, took):
        """Starts runs with something new to publish and kills each at a random moment, until so many were killed; reports arrive now and then."""
        arrivals = {self.options.kills * number // BATCHES: files[number::BATCHES] for number in range(BATCHES)}
        ends, versions = Counter(), set()
        while ends["killed"] < self.options.kills:
            self._arrive(arrivals.pop(ends["killed"], []))
            self._renew(f"run {ends.total()}")
            process = self._start()
            deadline = time.monotonic() + self.random.uniform(0, took * LATEST)
            while time.monotonic() < deadline and process.exitcode is None:
                time.sleep(0.005)
                process.join(0)
            ended = process.exitcode is not None
            process.kill()
            process.join()
            ends["went through before it was killed" if ended and process.exitcode == 0 else "failed" if ended else "killed"] += 1
            versions |= {path.name for path in (self.warehouse / "versions").glob("*.duckdb")}
            if ends.total() % 20 == 0:
                print(f"  {ends.total()} runs: {dict(ends)}, {len(versions)} versions published", flush=True)
        self.ends = ends

    def _fill(self):
        """Leaves less and less room on the disk, then all of it again."""
        ends, ballast = Counter(), self.disk / "ballast"
        for room in (0, 16, 200, 1_000, 3_000, 6_000, 9_000, 12_000):  # KiB
            self._renew(f"full disk {room}")
            free = shutil.disk_usage(self.disk).free - room * 1024
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(free, 1))
            ends["went through" if self._ended(self._start()) == 0 else "failed"] += 1
            ballast.unlink()
        print(f"full disk: {dict(ends)}", flush=True)

    def _read_only(self):
        self._renew("read-only folder")
        subprocess.run(["mount", "-o", "remount,ro", self.disk], check=True)
        ended = self._ended(self._start())
        subprocess.run(["mount", "-o", "remount,rw", self.disk], check=True)
        print(f"read-only folder: {'went through' if ended == 0 else 'failed'}", flush=True)

    def _little_memory(self):
        ends = Counter()
        for mebibytes in (200, 300, 500):
            self._renew(f"memory {mebibytes}")
            ends["went through" if self._ended(self._start(mebibytes * 2**20)) == 0 else "failed"] += 1
        print(f"little memory: {dict(ends)}", flush=True)

    # --- runs ----------------------------------------------------------------------------------------------------------

    def _arrive(self, files):
        for path in files:
            target = self.raw / path.relative_to(self.arriving)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)

    def _renew(self, text):
        """Gives the next run something to publish."""
        (self.raw / "note.txt").write_text(f"{text}\n", encoding="utf-8")

    def _start(self, more_memory=None):
        process = CONTEXT.Process(target=_run, args=(self.raw, self.warehouse, more_memory))
        process.start()
        self.groups.append(process.pid)
        return process

    def _ended(self, process):
        process.join()
        return process.exitcode

    def _timed(self):
        started = time.monotonic()
        if self._ended(self._start()) != 0:
            sys.exit("a run without faults failed")
        return time.monotonic() - started

    # --- what came of it ------------------------------------------------------------------------------------------------

    def _report(self, reads):
        clean = self.folder / "clean"
        self.warehouse, faulty = clean, self.warehouse
        self._timed()
        differing = _differing(faulty / "foi.duckdb", clean / "foi.duckdb")
        left = [str(path.relative_to(faulty)) for path in faulty.rglob("*") if path.is_file() and _is_hidden(path.relative_to(faulty))]
        time.sleep(3)
        alive = [group for group in self.groups if _lives(group)]
        total, failed, wrong = (sum(read[name] for read in reads) for name in ("reads", "failed", "wrong"))
        print(f"{self.ends.total()} runs: {dict(self.ends)}")
        print(
            f"{total} reads by {len(reads)} processes, {failed} failed, {wrong} wrong" + "".join(f"\n  {read['example']}" for read in reads if read["example"])
        )
        print(f"temporary files left: {left or 'none'}; processes left: {alive or 'none'}")
        print(f"tables that differ from a warehouse without faults: {differing or 'none'}")
        return 1 if failed or wrong or differing or left or alive or self.ends["failed"] else 0


def _is_hidden(path):
    """Whether a file is temporary, by its name or by that of a folder above it; the lock stays."""
    return path.name != ".lock" and any(part.startswith(".") for part in path.parts)


CONTEXT = get_context("forkserver")  # which imports the job once, so that a run takes seconds
CONTEXT.set_forkserver_preload(["assets.definitions", "assets.running"])


def _run(raw, warehouse, more_memory):
    """One run of the job, in a process group of its own."""
    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    from assets.running import run_job
    from assets.settings import settings

    if more_memory:
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + more_memory,) * 2)
    summary = run_job(settings(raw, warehouse))
    os._exit(1 if summary["outcome"] == "failed" else 0)


def _read(path, stop, results):
    """Queries the warehouse until told to stop, anew each time, and now and then over one connection that stays open while others are published."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seen = {"reads": 0, "failed": 0, "wrong": 0, "example": ""}
    reports = 0
    while not stop.is_set():
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                first = connection.execute(STATE).fetchone()
                values, chosen, _, found, files, logged, orphans = first
                if values != chosen or orphans or files != logged or found < reports:
                    seen |= {"wrong": seen["wrong"] + 1, "example": f"{first}, {reports} reports before"}
                reports = found
                seen["reads"] += 1
                until = time.monotonic() + (KEPT_OPEN if seen["reads"] % 50 == 0 else 0)
                while time.monotonic() < until:
                    seen["reads"] += 1
                    if connection.execute(STATE).fetchone() != first:
                        seen |= {"wrong": seen["wrong"] + 1, "example": "one connection saw two states"}
        except Exception as error:
            seen |= {"failed": seen["failed"] + 1, "example": f"{type(error).__name__}: {error}"}
        time.sleep(0.02)
    results.put(seen)


def _differing(one, two):
    """Names of the tables of two warehouses whose rows differ; the log of runs does not count."""
    with duckdb.connect(str(one), read_only=True) as connection:
        connection.execute(f"ATTACH '{two}' AS other (READ_ONLY)")
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name <> 'other' AND NOT internal").fetchall()]
        digest = "SELECT count(*), sum(hash(t)) FROM {} t"
        return [
            name
            for name in tables
            if name != "run_log" and connection.execute(digest.format(name)).fetchone() != connection.execute(digest.format(f"other.{name}")).fetchone()
        ]


def _lives(group):
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
