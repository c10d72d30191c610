"""Time of all rules over many reports: single reports in batches as a run does them, then the comparison over years, offices and copies.

    PYTHONPATH=.:benchmarks python benchmarks/rules_speed.py [--reports 100000] [--made 2000] [--seed 5]

`--made` reports of the corpus (text files of all forms, with prose) are written, read and derived once; the layers documents and observations are then
taken again and again under other ids, offices and years until there are `--reports`. Prints seconds of the clock and of CPU for each part, and findings
of the made reports per 1,000 by rule.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import polars as pl

from pipeline.derivation import derive
from pipeline.landing.raw_files import ID_LENGTH
from pipeline.readers import read_documents
from pipeline.rules.panel_rules import panel_findings, thin
from pipeline.rules.report_rules import judge
from schemas.contracts import conform

BATCH = 1_000  # documents of a shard at most
YEARS_OF_AN_OFFICE = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--made", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    batches = made(arguments.made, arguments.seed)
    parts, spent, done = [], {"single reports": [0, 0], "signatures and thin columns": [0, 0], "years, offices, copies": [0, 0]}, 0
    counts = {}
    while done < arguments.reports:
        documents, observations, reports = renamed(batches[done // BATCH % len(batches)], done)
        with timed(spent["single reports"]):
            judged = judge(documents, observations, reports)
        if done < arguments.made:
            for rule, severity in judged.findings.select("rule_id", "severity").iter_rows():
                counts[severity, rule] = counts.get((severity, rule), 0) + 1
        with timed(spent["signatures and thin columns"]):
            parts.append(thin(documents, observations, reports))
        done += reports.height
    columns = [pl.concat(frames, how="diagonal") for frames in zip(*parts, strict=True)]
    years = (2014 + pl.int_range(pl.len()) % YEARS_OF_AN_OFFICE).cast(pl.Int16)
    columns[0] = columns[0].with_columns(office_id=(pl.int_range(pl.len()) // YEARS_OF_AN_OFFICE).cast(pl.String), year=years)
    with timed(spent["years, offices, copies"]):
        panel_findings(*columns)
    for part, (clock, cpu) in spent.items():
        print(f"{part:30} {clock:7.1f} s, CPU {cpu:7.1f} s")
    print(f"{done} reports: {sum(clock for clock, _ in spent.values()):.1f} s, CPU {sum(cpu for _, cpu in spent.values()):.1f} s")
    print("per 1,000 made reports: " + ", ".join(f"{rule} ({severity}) {1000 * n / arguments.made:.1f}" for (severity, rule), n in sorted(counts.items())))


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


class timed:
    """Adds the seconds of a block (clock, CPU) to a list."""

    def __init__(self, total):
        self.total = total

    def __enter__(self):
        self.started = time.perf_counter(), time.process_time()

    def __exit__(self, *_):
        self.total[0] += time.perf_counter() - self.started[0]
        self.total[1] += time.process_time() - self.started[1]


if __name__ == "__main__":
    main()
