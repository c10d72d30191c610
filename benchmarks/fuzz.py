"""Mutated and generated files through all readers: nothing crashes or hangs, every file gets a status, no value comes from a destroyed report.

    python -m benchmarks.fuzz [COUNT] [SEED] [FOLDER ...]

Seeds are the files of the given folders (default: tests/labelled/a/files, tests/labelled/b/files). Mutations: cut, flipped bits, zeroed and doubled
stretches, two files spliced, wrong encoding, deflated parts damaged. Files go through reading, identity, tables, prose and rules, as in a run. How a
number from a destroyed report would show: every value of a report that is accepted must be that of the sound file, for the same indicator; one
that is not is looked for in the damaged bytes (digits that a flipped bit or a splice put there are what the file says) and, where it stands in the sound file
too, in another place, the report must have a finding.
"""

import argparse
import random
import re
import time
from collections import Counter
from pathlib import Path

import polars as pl

from pipeline.derivation import derive
from pipeline.landing import formats, isolation
from pipeline.readers import read_documents
from pipeline.rules.report_rules import judge
from schemas.codebook import codebook

DEFAULT = tuple(Path("tests/labelled") / name / "files" for name in "ab")
BATCH = 50
ACCEPTED = "accepted"
TELLING = {
    "UNREAD_CELL",
    "UNKNOWN_LABEL",
    "MISSING_ROW",
    "MISSING_SECTION",
    "IDENTITY_SUM",
    "TEXT_TABLE",
    "TEMPLATE",
    "BLANK_CELL",
    "LOGIC",
    "YEAR_TYPO",
    "DAMAGED",
}
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
    """(format, [(id, bytes)]) → {id: (status, values, codes of findings, office and year)}; runs in a worker. Values: (where and what, value, as printed)."""
    format_name, files = task
    frame, errors = read_documents(format_name, isolation.watched(files))
    found = {number: error.reason for number, error in errors.items()}
    paths = pl.DataFrame([(number, f"{number}.{format_name}", format_name) for number, _ in files], schema=["report_id", "path", "format"], orient="row")
    made = derive(frame, paths)
    judged = judge(
        frame.join(made["identities"].select("report_id"), on="report_id", how="semi", maintain_order="left"), made["observations"], made["identities"]
    )
    found |= dict(made["rejected"].select("report_id", "reason").iter_rows())
    found |= dict.fromkeys(made["identities"]["report_id"], ACCEPTED)
    values, codes = {}, {}
    observed = made["observations"].filter(pl.col("value").is_not_null() & pl.col("indicator_key").is_not_null())
    place = pl.concat_str("origin", "label", "column_label", "measure_key", "period_year", separator=" ", ignore_nulls=True)
    for number, *value in observed.select("report_id", place, "value", "value_text").iter_rows():
        values.setdefault(number, []).append(tuple(value))
    for number, code in judged.findings.select("report_id", "code").iter_rows():
        codes.setdefault(number, set()).add(code)
    whose = {number: tuple(said) for number, *said in made["identities"].select("report_id", "office_id", "year").iter_rows()}
    return {number: (found.get(number, "without a status"), values.get(number, []), codes.get(number, set()), whose.get(number)) for number, _ in files}


def without(task, at, failure):
    """The task without a file; where it is not known which (LibreOffice takes many at once), each file is to blame that is alone in its task."""
    if at is None:
        if len(task[1]) > 1:
            return None
        at = 0
    without.failed[task[1][at][0]] = failure
    return task[0], task[1][:at] + task[1][at + 1 :]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=20_000, help="files to make")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="of what is made at random")
    parser.add_argument("folders", type=Path, nargs="*", default=DEFAULT, help="with sound files, by default those of the labelled sets a and b")
    options = parser.parse_args()
    count, rng = options.count, random.Random(options.seed)
    files = [file for folder in options.folders for file in sorted(folder.iterdir()) if file.is_file()]
    seeds = [(file.name, data, name) for file in files if (name := formats.detect(data := file.read_bytes())) != "unknown"]
    seeds = [seed for seed in seeds if codebook().formats[seed[2]].reader]
    usual = [seed for seed in seeds if codebook().formats[seed[2]].reader not in SLOW]
    everything = [data for _, data, _ in seeds]
    status, cases, origin, mutants = {}, {}, {}, {}
    for number in (f"{number:016x}" for number in range(count)):
        if rng.random() < 0.1:
            data = generated(rng)
        else:
            original = rng.choice(seeds if rng.random() < 0.05 else usual)
            data = mutated(original[1], everything, rng)
            origin[number], mutants[number] = original, data
        name = formats.detect(data)
        why = "empty" if not data.strip(b"\0 \n") else formats.reason(name)
        if why or codebook().formats[name].archive:
            status[number] = why or "bundle"
        else:
            cases.setdefault(name, []).append((number, data))
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
    status |= {number: outcome for number, (outcome, *_) in read.items()} | {number: failure.reason for number, failure in without.failed.items()}
    print(f"{count} files, {len(read)} through readers in {seconds:.0f} s ({len(read) / seconds:.0f} a second); without a status: {count - len(status)}")
    print(Counter(status.values()))
    lost = [number for number in (f"{number:016x}" for number in range(count)) if number not in status]
    for number, result in isolation.run_without(
        read_batch, [(name, [case]) for name, part in cases.items() for case in part if case[0] in lost], without, seconds=60
    ):
        print("alone:", number, result if isinstance(result, isolation.Failure) else result.keys())
        if not isinstance(result, isolation.Failure):
            read |= result
    status |= {number: outcome for number, (outcome, *_) in read.items()} | {number: failure.reason for number, failure in without.failed.items()}
    print(f"in the end without a status: {count - len(status)}")
    print("crashed or timed out:", [(number, origin.get(number, ("generated",))[0], failure) for number, failure in without.failed.items()][:20])
    _invented(read, origin, mutants)


def _invented(read, origin, mutants):
    """Prints what became of the numbers of damaged files that were accepted: as in the sound file; else whether the damaged bytes themselves print it."""
    seeds = {name: (name, data, format_name) for name, data, format_name in origin.values()}
    sound = {name: read_batch((format_name, [("f" * 16, data)]))["f" * 16] for name, data, format_name in seeds.values()}
    kinds, cases, files, flagged, values_read = Counter(), {}, set(), set(), 0
    for number, (status, values, codes, whose) in read.items():
        if status != ACCEPTED or number not in origin or sound[origin[number][0]][0] != ACCEPTED:
            continue
        name, _, format_name = origin[number]
        true, values_read = {value[:2] for value in sound[name][1]}, values_read + len(values)
        if whose != sound[name][3]:
            kinds["reports: another office or year than the sound file has"] += 1
            cases.setdefault("another office or year", []).append((number, name, sound[name][3], whose, sorted(codes)))
            continue
        odd = [value for value in values if value[:2] not in true]
        for place, value, text in odd:
            kind = _kind(text, mutants[number], origin[number][1], codes)
            kinds[f"{kind} ({format_name})"] += 1
            cases.setdefault(kind, []).append((number, name, place, value, text))
        if odd:
            files.add(number)
            flagged |= {number} if codes & TELLING else set()
    print(f"values accepted from damaged files: {values_read}; other than in the sound file, in {len(files)} files, {len(flagged)} with a finding:")
    for kind, count in kinds.most_common():
        print(f"  {count} {kind}")
    for kind, some in cases.items():
        print(kind, *some[:6], sep="\n    ")


def _kind(text, damaged, sound, codes):
    """What is to be said of a number that the sound file does not print there."""
    damaged, sound = (re.sub(r"[\s,，]", "", data.decode("utf-8", errors="replace")) for data in (damaged, sound))
    digits = re.sub(r"[\s,，]", "", text or "")
    if damaged.count(digits) > sound.count(digits):
        return "printed by the damaged file itself"
    return "elsewhere in the sound file, with a finding" if codes & TELLING else "elsewhere in the sound file, without a finding"


if __name__ == "__main__":
    main()
