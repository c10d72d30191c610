"""The engines compared: the same extraction in local processes and on Ray, and what it would take for more reports on more machines.

    python benchmarks/engines.py measure [--sizes 1000 10000] [--workers 1 2] [--out FILE]   time, CPU, memory, overhead; identical bytes
    python benchmarks/engines.py kill [--reports 5000] [--kills 8]                            workers killed while it runs: nothing is lost
    python benchmarks/engines.py model [--reports 1000] [--million text=0.3,html=0.5,docx=0.2] one million reports on N machines

Only extraction, the part that engines run: from hashed files to layers. Corpora are written by corpus.py into a temporary folder. Seconds of CPU are
those of all processes; on a machine that does other work they say more than seconds of the clock. Belongs here: extraction by engine. Not here: the
whole job (main_job.py), the shared warehouse (lake.py).
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from hashlib import sha256
from pathlib import Path

from processes import at_work, cpu, memory, tree

PROJECT = Path(__file__).parent.parent
START = "engine started"
LOOK = 2.0  # seconds between looks at memory; more often they keep Ray from starting
CORE_HOUR = 0.04  # USD, a virtual core of a general-purpose machine of the large clouds, on demand; a third of it on the spot market


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("one")
    for name in ("engine", "workers", "raw", "layers"):
        one.add_argument(name)
    measured = commands.add_parser("measure")
    measured.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    measured.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    measured.add_argument("--out", type=Path)
    killed = commands.add_parser("kill")
    killed.add_argument("--reports", type=int, default=5_000)
    killed.add_argument("--kills", type=int, default=8)
    model = commands.add_parser("model")
    model.add_argument("--reports", type=int, default=1_000)
    model.add_argument("--million", default="text=0.3,html=0.5,docx=0.2")
    options = parser.parse_args()
    if options.command == "one":
        run_one(options.engine, int(options.workers), options.raw, options.layers)
        return
    with tempfile.TemporaryDirectory(prefix="foi-engines-") as folder:
        {"measure": measure, "kill": kill, "model": fit_and_check}[options.command](options, Path(folder))


def run_one(engine, workers, raw, layers):
    """In a process of its own: extracts all of a landing folder and prints seconds and counts."""
    import polars as pl

    from pipeline.engines import Engine, ray_cluster, run
    from pipeline.extraction import Task, extract
    from pipeline.landing.raw_files import raw_files
    from pipeline.layers import SHARDED, assign_shards
    from pipeline.making import Made

    files = raw_files(raw, None, date(2026, 1, 1), 2**28).filter(pl.col("status").is_null()).select("report_id", "format", "path")
    shards, tasks = assign_shards(files, pl.DataFrame(schema=SHARDED)), []
    for (shard, form), documents in shards.group_by("shard", "format", maintain_order=True):
        pairs = tuple(documents.select("report_id", "path").sort("report_id").iter_rows())
        tasks.append(Task(shard, form, pairs, (), raw, 2**28, layers, Made("reader", "derivation", "paths", "rules")))
    print(START, flush=True)
    started, chosen = time.perf_counter(), Engine(engine, workers)

    def extracted():
        begun = time.perf_counter()
        done = list(run(chosen, extract, tasks, Task.without))
        return begun, done

    if engine == "ray":
        with ray_cluster(chosen):
            begun, done = extracted()
            seconds = time.perf_counter() - begun
    else:
        begun, done = extracted()
        seconds = time.perf_counter() - begun
    documents = sum(one.documents for one in done)
    print(json.dumps({"start": begun - started, "seconds": seconds, "documents": documents, "observations": sum(one.observations for one in done)}), flush=True)


def corpus(folder, reports, formats, seed=1):
    out = folder / f"{formats}-{reports}"
    if not out.exists():
        subprocess.run(
            [sys.executable, PROJECT / "benchmarks/corpus.py", "--reports", str(reports), "--formats", formats, "--out", out, "--seed", str(seed)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
    return out / "raw"


class Watched:
    """A run of `one`, with CPU seconds and most memory of all its processes, looked at every LOOK seconds."""

    def __init__(self, engine, workers, raw, layers, on_look=lambda processes: None):
        environment = at_work(PYTHONPATH=PROJECT, RAY_USAGE_STATS_ENABLED=0)
        command = [sys.executable, Path(__file__).resolve(), "one", engine, str(workers), str(raw), str(layers)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.cpu, self.peak, self.on_look = {}, 0, on_look
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        out, err = self.process.communicate()
        watcher.join()
        if self.process.returncode:
            raise SystemExit(f"{engine} ended with {self.process.returncode}\n{err[-3000:]}")
        self.result = json.loads(out.splitlines()[-1]) | {
            "cpu": round(sum(self.cpu.values()), 1),
            "peak_mb": round(self.peak / 2**20),
            "digest": digest(layers),
        }

    def _watch(self):
        while self.process.poll() is None:
            seen = tree(self.process.pid)
            self.cpu |= {pid: spent for pid in seen if (spent := cpu(pid)) is not None}
            self.peak = max(self.peak, sum(map(memory, seen)))
            self.on_look(seen)
            time.sleep(LOOK)


def digest(layers):
    """Digest of all files of the layers: names and bytes."""
    whole = sha256()
    for path in sorted(Path(layers).rglob("*.parquet")):
        whole.update(path.relative_to(layers).as_posix().encode() + sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def shards(layers):
    return len(list((layers / "documents").glob("*.parquet")))


def measure(options, folder):
    rows = []
    for reports in options.sizes:
        raw, base = corpus(folder, reports, "text"), {}
        for workers in options.workers:
            for engine in ("local", "ray"):
                layers = folder / "layers"
                shutil.rmtree(layers, ignore_errors=True)
                row = {"reports": reports, "engine": engine, "workers": workers} | Watched(engine, workers, raw, layers).result
                base.setdefault(workers, row)
                row["overhead"] = round(row["seconds"] / base[workers]["seconds"] - 1, 3)
                row["cpu_overhead"] = round(row["cpu"] / base[workers]["cpu"] - 1, 3)
                row["same_bytes"] = row["digest"] == base[options.workers[0]]["digest"]
                rows.append(row)
                print(json.dumps(row), flush=True)
        shutil.rmtree(raw.parent)
    if options.out:
        options.out.write_text("\n".join(map(json.dumps, rows)) + "\n")


def kill(options, folder):
    raw = corpus(folder, options.reports, "text")
    expected = Watched("local", 2, raw, folder / "local").result
    chance, killed, last = random.Random(1), [], [time.monotonic()]

    def on_look(processes):
        # With an agent of Ray the whole node ends.
        workers = {pid: "worker of Ray" for pid, line in processes.items() if line.startswith("ray::") and "Agent" not in line}
        workers |= {pid: "process that reads" for pid, line in processes.items() if "multiprocessing.forkserver" in line}
        is_working = any((folder / "ray").rglob("*.parquet"))  # a worker killed before Ray is up ends the start, not the work
        if workers and is_working and len(killed) < options.kills and time.monotonic() - last[0] > 2:
            pid = chance.choice(sorted(workers))
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            killed.append(workers[pid])
            last[0] = time.monotonic()

    result = Watched("ray", 2, raw, folder / "ray", on_look).result
    print(json.dumps({"reports": options.reports, "killed": killed, "documents": result["documents"], "same_bytes": result["digest"] == expected["digest"]}))
    if result["digest"] != expected["digest"]:
        sys.exit("something was lost or is different")


def fit_and_check(options, folder):
    """CPU seconds = start of a worker × workers + cost of a shard × shards + Σ seconds of a format × reports, fitted on runs of one format each, the
    smallest of which have fewer shards, and checked on a mixed run."""
    import numpy as np

    from pipeline.layers import MOST_DOCUMENTS

    formats, rows = ("text", "html", "docx"), []
    for number, name in enumerate(formats):
        for reports in (options.reports // 5, options.reports, 3 * options.reports):
            layers = folder / f"layers-{name}-{reports}"
            result = Watched("local", 2, corpus(folder, reports, name, seed=number + 1), layers).result
            rows.append(([2, shards(layers), *(reports * (name == other) for other in formats)], result["cpu"]))
            print(name, reports, json.dumps(result), flush=True)
    start, shard, *seconds = np.linalg.lstsq(np.array([row for row, _ in rows]), np.array([cpu for _, cpu in rows]), rcond=None)[0]
    each_format = ", ".join(f"{1000 * each:.2f} ms a report of {name}" for name, each in zip(formats, seconds, strict=True))
    print(f"fitted: {start:.2f} s of CPU a worker, {shard:.2f} s a shard, {each_format}")
    raw = corpus(folder, 3 * options.reports, "mixed", seed=9)
    counts = dict.fromkeys(formats, 0)
    for path in raw.rglob("*"):
        if path.is_file():
            counts[{".txt": "text", ".docx": "docx"}.get(path.suffix, "html")] += 1
    actual = Watched("local", 2, raw, folder / "layers-mixed").result["cpu"]
    predicted = 2 * start + shards(folder / "layers-mixed") * shard + sum(counts[name] * each for name, each in zip(formats, seconds, strict=True))
    print(f"left out: {counts}: predicted {predicted:.1f} s of CPU, measured {actual:.1f} s, off by {predicted / actual - 1:+.0%}")
    shares = {name: float(share) for name, share in (part.split("=") for part in options.million.split(","))}
    cpu = 1e6 * sum(shares.get(name, 0) * each for name, each in zip(formats, seconds, strict=True)) + 1e6 / MOST_DOCUMENTS * shard
    for machines in (1, 4, 16):
        cores, spread = machines * 8, 0.85 if machines > 1 else 1.0  # last shards run alone, the network, Ray's own processes
        wall = (cpu + start * cores) / cores / spread + 20
        print(
            f"one million ({options.million}) on {machines} × 8 cores: {wall / 60:.1f} minutes of extraction, {wall * cores / 3600 * CORE_HOUR:.2f} USD at {CORE_HOUR} USD a core-hour"
        )


if __name__ == "__main__":
    main()
