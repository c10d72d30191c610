"""Mutated and generated files through all readers: nothing crashes or hangs, every file gets a status, no value comes from a destroyed report.

    python -m benchmarks.fuzz [COUNT] [SEED_DIRECTORY ...]

Seeds are the files of the given folders (default: tests/labelled/a/files, tests/labelled/b/files). Mutations: cut, flipped bits, zeroed and doubled
stretches, two files spliced, wrong encoding, deflated parts damaged. How a number from a destroyed report would show: every value read from a mutated
file must be printed in the file it was made from, under the same label; one that is not is counted as invented.
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path

import polars as pl

from pipeline.landing import formats, isolation
from pipeline.readers import read_documents
from pipeline.tables.reading import read_tables
from pipeline.tables.shapes import TAKEN
from schemas.codebook import codebook

DEFAULT = ("tests/labelled/a/files", "tests/labelled/b/files")
BATCH = 50
SLOW = {"office"}  # one file in twenty goes through LibreOffice, at half a second each


def mutated(data, others, rng):
    """A damaged copy."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        if not data:
            break
        at, length = rng.randrange(len(data)), rng.randrange(1, max(2, len(data) // 8))
        kind = rng.randrange(7)
        if kind == 0:
            del data[at:]
        elif kind == 1:
            for _ in range(rng.randrange(1, 30)):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        elif kind == 2:
            data[at : at + length] = bytes(min(length, len(data) - at))
        elif kind == 3:
            data[at:at] = data[at : at + length] * rng.randrange(1, 4)
        elif kind == 4:
            data[at : at + length] = rng.choice(others)[at : at + length]
        elif kind == 5:
            data[at : at + length] = rng.randbytes(min(length, 2_000))
        else:
            del data[at : at + length]
    return bytes(data)


def generated(rng):
    """Hostile files of their own."""
    return rng.choice([
        lambda: b"<div>" * rng.randrange(1, 100_000) + b"x",
        lambda: b"<table>" * rng.randrange(1, 3_000) + b"<tr><td>1",
        lambda: f"<table><tr><td colspan={rng.randrange(1, 10**7)} rowspan={rng.randrange(1, 10**7)}>收到申请数<td>{rng.randrange(99)}".encode(),
        lambda: b"<!DOCTYPE html><p>" + rng.randbytes(rng.randrange(3_000)),
        lambda: b"%PDF-1.4\n" + rng.randbytes(rng.randrange(3_000)),
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(rng.randrange(600, 3_000)),
        lambda: b"PK\x03\x04" + rng.randbytes(rng.randrange(3_000)),
        lambda: rng.randbytes(rng.randrange(5_000)),
        lambda: ("年度报告\t" * rng.randrange(1, 20_000)).encode(),
        lambda: ("|" * rng.randrange(1, 20_000)).encode(),
    ])()  # fmt: skip


def read_batch(task):
    """(format, [(number, bytes)]) → {number: (status, [(key of label, value)])}; runs in a worker."""
    format_name, files = task
    frame, errors = read_documents(format_name, isolation.watched(files))
    found = {number: error.reason for number, error in errors.items()}
    values = read_tables(frame).values.filter((pl.col("role") == TAKEN) & pl.col("value").is_not_null()) if frame.height else None
    rows = values.select("report_id", "label", "column_label", "value").rows() if values is not None else []
    return {number: (found.get(number, "read"), [tuple(row[1:]) for row in rows if row[0] == number]) for number, _ in files}


def without(task, at, failure):
    """The task without a file; where it is not known which (LibreOffice takes many at once), each file is to blame that is alone in its task."""
    if at is None:
        if len(task[1]) > 1:
            return None
        at = 0
    without.failed[task[1][at][0]] = failure
    return task[0], task[1][:at] + task[1][at + 1 :]


def main(count=20_000, *directories):
    rng = random.Random(1)
    files = [file for directory in directories or DEFAULT for file in sorted(Path(directory).iterdir()) if file.is_file()]
    seeds = [(file.name, data, name) for file in files if (name := formats.detect(data := file.read_bytes())) != "unknown"]
    seeds = [seed for seed in seeds if codebook().formats[seed[2]].reader]
    usual = [seed for seed in seeds if codebook().formats[seed[2]].reader not in SLOW]
    everything = [data for _, data, _ in seeds]
    status, cases, origin = {}, {}, {}
    for number in range(int(count)):
        if rng.random() < 0.1:
            data = generated(rng)
        else:
            seed = rng.choice(seeds if rng.random() < 0.05 else usual)
            data = mutated(seed[1], everything, rng)
            origin[str(number)] = seed
        name = formats.detect(data)
        why = "empty" if not data.strip(b"\0 \n") else formats.reason(name)
        if why or codebook().formats[name].archive:
            status[str(number)] = why or "bundle"
        else:
            cases.setdefault(name, []).append((str(number), data))
    tasks = [(name, part[start : start + BATCH]) for name, part in cases.items() for start in range(0, len(part), BATCH)]
    without.failed = {}
    started = time.perf_counter()
    read = {}
    for number, result in isolation.run_without(read_batch, tasks, without, seconds=20):
        if isinstance(result, isolation.Failure):
            print("a batch failed as a whole:", tasks[number][0], result)
        else:
            read |= result
    seconds = time.perf_counter() - started
    status |= {number: outcome for number, (outcome, _) in read.items()} | {number: failure.reason for number, failure in without.failed.items()}
    print(f"{count} files, {len(read)} through readers in {seconds:.0f} s ({len(read) / seconds:.0f} a second); without a status: {int(count) - len(status)}")
    print(Counter(status.values()))
    lost = [number for number in (str(number) for number in range(int(count))) if number not in status]
    for number, result in isolation.run_without(
        read_batch, [(name, [case]) for name, part in cases.items() for case in part if case[0] in lost], without, seconds=60
    ):
        print("alone:", number, result if isinstance(result, isolation.Failure) else result.keys())
        if not isinstance(result, isolation.Failure):
            read |= result
    status |= {number: outcome for number, (outcome, _) in read.items()} | {number: failure.reason for number, failure in without.failed.items()}
    print(f"in the end without a status: {int(count) - len(status)}")
    print("crashed or timed out:", [(number, origin.get(number, ("generated",))[0], failure) for number, failure in without.failed.items()][:20])
    _invented(read, origin, seeds)


def _invented(read, origin, seeds):
    """Prints how many values of mutated files do not stand in the file they were made from, spliced and flipped digits aside."""
    true = {}
    for name, data, format_name in seeds:
        frame, errors = read_documents(format_name, [("0", data)])
        if not errors:
            values = read_tables(frame).values.filter(pl.col("role") == TAKEN).select("label", "column_label", "value").rows()
            true[name] = set(values)
    total = strange = 0
    by_format = Counter()
    for number, (_, values) in read.items():
        if number in origin and origin[number][0] in true:
            total += len(values)
            odd = [value for value in values if value not in true[origin[number][0]]]
            strange += len(odd)
            by_format[origin[number][2]] += len(odd)
    print(f"values read from mutated files: {total}, not printed so in the undamaged file: {strange} {dict(by_format)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
