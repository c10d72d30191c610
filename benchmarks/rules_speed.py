"""Time of all rules over many reports: single reports in batches as a run does them, then the comparison over years, offices and copies.

    PYTHONPATH=.:benchmarks python benchmarks/rules_speed.py [--reports 100000] [--made 2000] [--seed 5] [--workers 2]

`--made` reports of the corpus (text files of all forms, with prose) are written, read and derived once; the layers documents and observations are then
taken again and again under other ids, offices and years until there are `--reports`. Single reports are judged in worker processes of one thread each, as in
a run. Prints seconds of the clock and of CPU for each part, and findings
of the made reports per 1,000 by rule.
"""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from pipeline.derivation import derive
from pipeline.landing.raw_files import ID_LENGTH
from pipeline.readers import read_documents
from pipeline.rules.panel import panel_findings, thin
from pipeline.rules.report_rules import judge
from schemas.contracts import conform

BATCH = 1_000  # documents of a shard at most
YEARS_OF_AN_OFFICE = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--made", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(f"{'':30} {'clock':>8} {'CPU':>8}")
    with tempfile.TemporaryDirectory() as folder:
        batches = Path(folder) / "batches"
        batches.write_bytes(pickle.dumps(made(arguments.made, arguments.seed)))
        with get_context("spawn").Pool(arguments.workers, _start, [batches]) as pool:
            pool.map(_judged, [0] * 2 * arguments.workers, chunksize=1)  # what a worker does once in its life is no cost of a rule
            started = time.perf_counter()
            done = pool.map(_judged, range(0, arguments.reports, BATCH), chunksize=1)
            single = time.perf_counter() - started
    parts, judging, thinning, found = zip(*done, strict=True)
    print(f"{'single reports':30} {'':8} {sum(judging):6.1f} s")
    print(f"{'signatures and thin columns':30} {'':8} {sum(thinning):6.1f} s")
    print(f"{'these two, in the workers':30} {single:6.1f} s {sum(judging) + sum(thinning):6.1f} s")
    columns = [pl.concat(frames, how="diagonal") for frames in zip(*parts, strict=True)]
    years = (2014 + pl.int_range(pl.len()) % YEARS_OF_AN_OFFICE).cast(pl.Int16)
    columns[0] = columns[0].with_columns(office_id=(pl.int_range(pl.len()) // YEARS_OF_AN_OFFICE).cast(pl.String), year=years)
    started, cpu = time.perf_counter(), time.process_time()
    panel_findings(*columns)
    panel = time.perf_counter() - started
    print(f"{'years, offices, copies':30} {panel:6.1f} s {time.process_time() - cpu:6.1f} s")
    print(f"{columns[0].height} reports: {single + panel:.1f} s on {arguments.workers} cores")
    counts = pl.concat(found[: arguments.made // BATCH]).group_by("severity", "rule_id").len().sort("severity", "rule_id")
    print("per 1,000 made reports: " + ", ".join(f"{rule} ({severity}) {1000 * n / arguments.made:.1f}" for severity, rule, n in counts.iter_rows()))


def _start(batches):
    os.environ["POLARS_MAX_THREADS"] = "1"  # the workers are the parallelism
    global own
    own = pickle.loads(batches.read_bytes())


def _judged(number):
    """Judges a batch in a worker → (frames for the comparison over years, CPU seconds of judging and of these frames, rule_id and severity of the findings)."""
    batch = renamed(own[number // BATCH % len(own)], number)
    started = time.process_time()
    judged = judge(*batch)
    between = time.process_time()
    frames = thin(*batch)
    return frames, between - started, time.process_time() - between, judged.findings.select("rule_id", pl.col("severity").cast(pl.String))


def made(count, seed):
    """Batches (documents, observations, reports) of reports of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = [sys.executable, str(Path(__file__).parent / "corpus.py"), "--reports", str(count), "--formats", "text", "--out", folder, "--seed", str(seed)]
        subprocess.run([*corpus, "--hostile", "0"], check=True, stdout=subprocess.DEVNULL)
        files = sorted(path for path in (Path(folder) / "raw").rglob("*") if path.is_file())
        contents = {sha256(data := path.read_bytes()).hexdigest()[:ID_LENGTH]: (path.relative_to(folder).as_posix(), data) for path in files}
    ids, batches = list(contents), []
    for start in range(0, len(ids), BATCH):
        own = ids[start : start + BATCH]
        documents, _ = read_documents("text", [(report_id, contents[report_id][1]) for report_id in own])
        listed = pl.DataFrame({"report_id": own, "path": [contents[report_id][0] for report_id in own]}).with_columns(format=pl.lit("text"))
        layers = derive(conform(documents, "documents"), listed)
        reports = layers["identities"].drop("content").with_columns(status=pl.lit("accepted"))
        batches.append((documents.join(reports.select("report_id"), on="report_id", how="semi", maintain_order="left"), layers["observations"], reports))
    return batches


def renamed(batch, number):
    """The batch under other report ids."""
    return tuple(frame.with_columns(report_id=pl.concat_str(pl.col("report_id").str.slice(0, 10), pl.lit(f"{number:06x}"))) for frame in batch)


if __name__ == "__main__":
    main()
