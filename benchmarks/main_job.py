"""Runs the real job, from files to published warehouse, on a corpus with known truth: reports a second, where the time went, memory, and what is right.

    python benchmarks/main_job.py DIR [--workers 2] [--keep WAREHOUSE]

DIR is what corpus.py wrote. The job runs as a process of its own, as `foi run` does at night; start-up is the time until the first file is read.
Belongs here: measuring the whole job. Not here: single steps (tables_speed.py), nights with little new (nights.py).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import dagster as dg
import polars as pl
from processes import at_work, memory, tree

from pipeline.warehouse import FILE, query

PROJECT = Path(__file__).parent.parent
KEY = ["path", "measure", "applicant"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="warehouse folder, by default a temporary one")
    options = parser.parse_args()
    warehouse = options.keep or Path(tempfile.mkdtemp())
    shutil.rmtree(warehouse, ignore_errors=True)
    files = pl.read_parquet(options.corpus / "truth.parquet")
    seconds, peak, summary = run(options.corpus / "raw", warehouse, options.workers)
    print(f"{files.height} reports in {seconds:.1f} s, {files.height / seconds:.0f} a second, peak memory {peak / 2**30:.2f} GB")
    print("; ".join(f"{name} {spent:.1f} s" for name, spent in steps(warehouse / "dagster")))
    print(summary)
    score(options.corpus, files, warehouse / FILE)
    if not options.keep:
        shutil.rmtree(warehouse)


def run(raw, warehouse, workers):
    """Runs the job in a process of its own → (seconds, most bytes held by it and its workers together, summary)."""
    started = time.perf_counter()
    process = subprocess.Popen(job(raw, warehouse), env=environment(warehouse / "dagster", workers), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peaks = [0]
    watcher = threading.Thread(target=_watch, args=(process, peaks))
    watcher.start()
    out, log = process.communicate()
    watcher.join()
    if process.returncode:
        sys.exit(log[-3000:] + out)
    return time.perf_counter() - started, peaks[0], json.loads(out)


def job(raw, warehouse, *arguments):
    """Command line of the job, ending with a summary for programs."""
    return [sys.executable, "-m", "assets.command_line", "run", "--json", "--raw", raw, "--warehouse", warehouse, *arguments]


def environment(home, workers):
    """Environment of a job's process; makes the Dagster home."""
    home.mkdir(parents=True, exist_ok=True)
    return at_work(DAGSTER_HOME=home, FOI_WORKERS=workers, PYTHONPATH=PROJECT)


def _watch(process, peaks):
    """Proportional memory of a process and its descendants, looked at every half second; the most goes into peaks[0]."""
    while process.poll() is None:
        peaks[0] = max(peaks[0], sum(map(memory, tree(process.pid))))
        time.sleep(0.5)


def steps(home):
    """(step, seconds) of the run, from Dagster's own record."""
    os.environ["DAGSTER_HOME"] = str(home)  # which dagster.yaml names
    with dg.DagsterInstance.from_config(str(home)) as instance:
        run_id = instance.get_run_records(limit=1)[0].dagster_run.run_id
        return [(step.step_key, step.end_time - step.start_time) for step in instance.get_run_step_stats(run_id)]


def score(corpus, files, warehouse):
    """Prints how many statuses, offices, years, forms and cells of the warehouse are as the truth says."""
    found = query(
        warehouse,
        "SELECT f.path, f.status, o.full_name, r.year, r.form FROM file_log f LEFT JOIN dim_report r ON r.report_id = f.report_id LEFT JOIN dim_office o USING (office_key)",
    )
    joined = files.filter(pl.col("status") == "accepted").join(
        found.rename({"year": "year_found", "form": "form_found", "status": "status_found"}), on="path", how="left"
    )
    right = {"status": "status", "year": "year", "form": "form"}
    shares = [f"{name} {(joined[name] == joined[f'{column}_found']).sum()}/{joined.height}" for name, column in right.items()]
    shares.append(f"office {(joined['office'] == joined['full_name']).sum()}/{joined.height}")
    print("right: " + ", ".join(shares))


if __name__ == "__main__":
    main()
