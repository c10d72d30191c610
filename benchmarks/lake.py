"""The shared warehouse under strain: several publish at once, a publisher or PostgreSQL is killed; nothing may be lost and readers see whole versions.

    python benchmarks/lake.py WAREHOUSE_FILE [--rounds 50] [--publishers 2] [--kills 10] [--folder]

WAREHOUSE_FILE is a small foi.duckdb. Each publisher has the reports of some of its years; each round it changes all its values to the number of the
round, writes that into its run log, and publishes. A reader checks all the while that values and run log of a publisher agree and no key stands twice.
PostgreSQL and an S3-style store run on free ports of this machine (--folder: files in a folder instead). Belongs here: what goes wrong between
processes. Not here: speed of extraction (engines.py).
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import duckdb
from services import postgres, store

from pipeline import addresses, sharing
from pipeline.lake import Lake, LakeError
from pipeline.warehouse import query

ROUND = """SELECT f.publisher, min(f.value) AS lowest, max(f.value) AS highest, any_value(r.round) AS round
  FROM (SELECT CASE WHEN year % {publishers} = 0 THEN 0 ELSE year % {publishers} END AS publisher, value FROM fact_indicator) f
  JOIN (SELECT split_part(run_id, '-', 1)::INTEGER AS publisher, max(split_part(run_id, '-', 2)::INTEGER) AS round FROM run_log GROUP BY ALL) r USING (publisher)
  GROUP BY ALL ORDER BY ALL"""
TWICE = "SELECT count(*) - count(DISTINCT (office_key, year, indicator_key)) FROM fact_indicator"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--publishers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--folder", action="store_true")
    parser.add_argument("--publish", nargs=3, metavar=("NUMBER", "ADDRESS", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.publish:
        number, address, data = options.publish
        publish(options.warehouse, int(number), options.publishers, options.rounds, Lake(address, data))
        return
    with tempfile.TemporaryDirectory(prefix="foi-lake-") as folder, postgres() as server, nullcontext({}) if options.folder else store() as environment:
        os.environ.update(environment)
        lake = Lake(f"ducklake:postgres:{server.address}", f"{folder}/files/" if options.folder else "s3://reports/warehouse/")
        concurrent(options, lake)
        killed(options, lake, server, Path(folder))


def mine(warehouse, number, publishers, path):
    """The part of a publisher: its years, without findings."""
    shutil.copy(warehouse, path)
    others = f"SELECT report_id FROM dim_report WHERE year % {publishers} <> {number}"
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM fact_finding; DELETE FROM run_log")
        connection.execute(f"DELETE FROM fact_indicator WHERE year % {publishers} <> {number}")
        connection.execute(f"DELETE FROM fact_observation WHERE report_id IN ({others})")
        connection.execute(f"DELETE FROM file_log WHERE left(sha256, 16) IN ({others})")
        connection.execute(f"DELETE FROM dim_report WHERE year % {publishers} <> {number}")
    return path


def change(path, number, this_round):
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"UPDATE fact_indicator SET value = {this_round}")
        connection.execute(f"INSERT INTO run_log (run_id, started_at) VALUES ('{number}-{this_round}', '{this_round:04d}')")


def publish(warehouse, number, publishers, rounds, lake):
    with tempfile.TemporaryDirectory() as folder:
        path = mine(warehouse, number, publishers, Path(folder) / "mine.duckdb")
        for this_round in range(1, rounds + 1):
            change(path, number, this_round)
            sharing.share(path, lake, f"{20260101000000 + this_round:014d}"[:8] + f"T{this_round:06d}Z-{number:02d}", f"publisher {number}")


def publisher(options, number, rounds, lake):
    command = [sys.executable, __file__, str(options.warehouse), "--rounds", str(rounds), "--publishers", str(options.publishers)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.Popen([*command, "--publish", str(number), lake.address, lake.data], env=environment)


def wrong(lake, publishers):
    """What a reader finds wrong in what is published now; raises LakeError where there is nothing."""
    rows = query(lake, ROUND.format(publishers=publishers)).rows()
    return [row for row in rows if not row[1] == row[2] == row[3]] + [("twice", twice) for twice in [query(lake, TWICE).item()] if twice]


def concurrent(options, lake):
    found, reads, ended = [], [0], threading.Event()

    def read():
        while not ended.is_set():
            try:
                with_mistakes = wrong(Lake(lake.address), options.publishers)
            except (LakeError, Exception) as error:
                with_mistakes = [str(error)] if reads[0] else []  # before the first publication there is nothing to read
            else:
                reads[0] += 1
            found.extend(with_mistakes)

    reader = threading.Thread(target=read)
    started = time.perf_counter()
    running = [publisher(options, number, options.rounds, lake) for number in range(options.publishers)]
    reader.start()
    codes = [process.wait() for process in running]
    ended.set()
    reader.join()
    seconds = time.perf_counter() - started
    log = query(lake, "SELECT count(*), count(DISTINCT run_id) FROM run_log").row(0)
    versions = len(addresses.versions(lake))
    values = query(lake, "SELECT count(*), min(value), max(value) FROM fact_indicator").row(0)
    expected = query(options.warehouse, "SELECT count(*) FROM fact_indicator").item()
    print(
        f"{options.publishers} publishers × {options.rounds} rounds in {seconds:.0f} s: {versions} versions, {log[0]} rounds in the run log, {values[0]} of {expected} values, "
        f"all of round {values[1]:g} to {values[2]:g}; {reads[0]} reads, {len(found)} wrong or failed"
    )
    if any(codes) or found or log != (options.publishers * options.rounds,) * 2 or versions != log[0] or values != (expected, options.rounds, options.rounds):
        sys.exit(f"lost or wrong: {codes} {found[:5]}")


def killed(options, lake, server, folder):
    chance, path = random.Random(1), mine(options.warehouse, 0, options.publishers, folder / "mine.duckdb")
    change(path, 0, options.rounds)
    interrupted = {"PostgreSQL": 0, "publisher": 0}
    for number in range(options.kills):
        victim = "PostgreSQL" if number % 2 else "publisher"
        before = query(lake, ROUND.format(publishers=options.publishers)).rows()
        rounds = options.rounds + number + 1
        change(path, 0, rounds)
        name = f"20270101T{number:06d}Z-00"
        child = os.fork()
        if not child:
            try:
                sharing.share(path, lake, name, "publisher 0")
            except BaseException:
                os._exit(1)
            os._exit(0)
        time.sleep(chance.uniform(0.2, 2.5))
        if victim == "PostgreSQL":
            server.stop("immediate")
            code = os.waitpid(child, 0)[1]
            server.start()
        else:
            os.kill(child, signal.SIGKILL)
            code = os.waitpid(child, 0)[1]
        after = query(lake, ROUND.format(publishers=options.publishers)).rows()
        interrupted[victim] += code != 0
        assert not wrong(lake, options.publishers), after
        assert after == before or after[0][3] == rounds, (before, after)  # the last version, or all of the new one
        sharing.share(path, lake, name, "publisher 0")
        assert query(lake, ROUND.format(publishers=options.publishers)).rows()[0][1:] == (rounds, rounds, rounds)
    print(f"killed in the middle: {interrupted}; each time the last version was readable and the next publication complete")


if __name__ == "__main__":
    main()
