"""CPU time of the narrative step for reports of 6,000 characters in a corpus of 10,000.

    python benchmarks/prose_speed.py [--reports 10000] [--new 0.5] [--profile]

Sentences are read once in their masked form, so a corpus that repeats its sentences would flatter the figure. Real reports share few of theirs: --new is the
share of sentences that get a made-up name and so occur nowhere else; the share of distinct masked sentences that results is printed. Belongs here: measuring one step.
Not here: the whole job (main_job.py).
"""

import argparse
import cProfile
import os
import pstats
import random
import re
import tempfile
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"  # as in the workers of the job
import corpus
import polars as pl

from pipeline.prose.reading import read_prose
from pipeline.prose.sentences import paragraphs, sentences
from pipeline.readers import text

SHARD_DOCUMENTS = 1_500  # as many as the main job derives together (pipeline/layers.py)
CHARACTERS = 6_000
SIGNS = "东西南北中华新安平和兴盛福禄寿喜梅兰竹菊松柏杨柳春夏秋冬江河湖海山石泉溪龙凤虎鹤玉珠金银云雨雪风星月光明文武仁义礼智信忠孝廉"
PLACES = ("社区", "村", "片区", "路", "小区", "工业园", "河", "市场", "学校", "项目")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--new", type=float, default=0.5, help="share of sentences that occur nowhere else")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    documents, reports = made(options.reports, options.new)
    used = documents.clear().select("report_id", "block")
    started = time.process_time()
    read_prose(*shard(documents.head(40), used, reports))
    print(f"start-up (codebook, patterns, dictionary): {time.process_time() - started:.2f} s CPU")
    ids = reports["report_id"].to_list()
    profile, metrics, seconds, distinct, total = cProfile.Profile(), 0, 0.0, 0, 0
    for batch in batches(ids, SHARD_DOCUMENTS):
        part = documents.filter(pl.col("report_id").is_in(batch))
        parts = shard(part, used, reports)
        if options.profile:
            profile.enable()
        started = time.process_time()
        metrics += read_prose(*parts).values.height
        seconds += time.process_time() - started
        profile.disable()
        prose, templates = paragraphs(*parts)
        cut = prose.join(sentences(templates), on="template")["sentence"]
        distinct, total = distinct + cut.n_unique(), total + len(cut)
    characters = documents["text"].str.len_chars().sum()
    print(f"{len(ids)} reports, {characters / len(ids):.0f} characters each, {metrics / len(ids):.1f} metrics each")
    print(f"distinct masked sentences within a shard of {SHARD_DOCUMENTS}: {distinct / total:.0%} of {total}")
    print(f"{1000 * seconds / len(ids):.3f} ms CPU a report, {1000 * seconds / characters * CHARACTERS:.3f} ms a report of {CHARACTERS} characters")
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def made(count, new):
    """The layer `documents` and the reports (report_id, year, form) of a corpus whose reports have about CHARACTERS of prose, a share `new` of its sentences
    being new."""
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(count * 3, "text", Path(folder), processes=2, errors=0.0)
        files = pl.read_parquet(Path(folder) / "truth.parquet").filter(pl.col("status") == "accepted")
        read = [(f"{number:016x}", (Path(folder) / "raw" / path).read_bytes()) for number, path in enumerate(files["path"])]
        documents, _ = text.read_all(read)
    dice = random.Random(1)
    rows = documents.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() > 30) & ~pl.col("text").str.contains(r"\|"))
    written, report, block, size = [], 0, 0, 0
    for paragraph in rows["text"]:
        paragraph = "".join(_renewed(part, dice, new) for part in re.split("(?<=[。；])", paragraph))
        written.append((f"{report:016x}", block, paragraph))
        block, size = block + 1, size + len(paragraph)
        if size >= CHARACTERS:
            report, block, size = report + 1, 0, 0
        if report == count:
            break
    documents = pl.DataFrame(written, schema={"report_id": pl.String, "block": pl.Int32, "text": pl.String}, orient="row")
    documents = documents.with_columns(kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64))
    reports = documents.select("report_id").unique(maintain_order=True)
    return documents, reports.with_columns(year=pl.lit(2020, pl.Int16), form=pl.lit("articles-2019"))


def _renewed(sentence, dice, new):
    """A sentence, with a name that occurs nowhere else after its first comma or at its start."""
    if len(sentence) < 8 or dice.random() >= new:
        return sentence
    name = "".join(dice.choices(SIGNS, k=4)) + dice.choice(PLACES)
    return re.sub("，", f"，{name}", sentence, count=1) if "，" in sentence else name + sentence


def batches(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def shard(documents, used, reports):
    """What read_prose takes of one shard."""
    return documents, used, reports.join(documents.select("report_id").unique(), on="report_id", how="semi", maintain_order="left")


if __name__ == "__main__":
    main()
