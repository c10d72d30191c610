"""Measures the job on labelled sets with the scorer of the acceptance samples: offices, years, cells, numbers in prose, findings.

    PYTHONPATH=. python tests/labelled/measure.py SET ... [--errors 20] [--printed wrapped]      SET: a letter of a folder here, or samples

Needs ../shared/samples beside the project, for its scorer. Not here: what planted errors set D's rules find (d/measure.py).
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import prose
import variants

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
SAMPLES = PROJECT.parent / "shared" / "samples"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--errors", type=int, default=0, help="so many errors of each sort are listed")
    parser.add_argument("--printed", choices=list(variants.VARIANTS), help="sets of texts alone: as another program prints them")
    options = parser.parse_args()
    if not SAMPLES.is_dir():
        sys.exit(f"{SAMPLES} is not there: the scorer comes with the samples")
    for name in options.sets:
        with tempfile.TemporaryDirectory() as folder:
            print(f"== {name}")
            measure(SAMPLES if name == "samples" else HERE / name, Path(folder), options.errors, options.printed)


def measure(labelled, folder, errors, printed=None):
    """Prints how well the reports of a labelled set are read; `folder` is for what is made meanwhile; `printed` is a name of variants.VARIANTS."""
    if not (labelled / "gold").is_dir():
        prose.main(labelled, folder)
        labelled = folder
        if printed:
            variants.rewrite(folder, printed)
    elif labelled != folder:
        shutil.copytree(labelled / "gold", folder / "gold")
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "DAGSTER_HOME": str(folder / "dagster")}
    (folder / "dagster").mkdir()
    job = [sys.executable, "-m", "assets.command_line", "run", "--raw", labelled / "files", "--warehouse", folder / "warehouse"]
    subprocess.run(job, env=environment, check=True, capture_output=True)
    for program in ("score.py", "predictions.py"):  # the scorer looks for gold/ beside itself
        shutil.copy(SAMPLES / program, folder)
    predicted = folder / "predictions.jsonl"
    with predicted.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, folder / "predictions.py", folder / "warehouse" / "foi.duckdb"], stdout=file, check=True)
    subprocess.run([sys.executable, folder / "score.py", predicted, "--errors", str(errors)], check=True)
    hits, listed = numerals_taken(folder, predicted)
    print(f"numerals that are no metric  {hits} of {listed} taken for one")


def numerals_taken(folder, predicted):
    """How many of the numerals listed as no metrics were taken for one, of those with a place in the text, and how many there are."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    found = {row["file"]: row.get("metrics") or [] for row in map(json.loads, predicted.read_text(encoding="utf-8").splitlines())}
    hits = listed = 0
    for file, gold in score.load_gold("all").items():
        metrics = found.get(file, [])
        right = score.match_metrics(gold["narrative_metrics"], metrics, gold)
        wrong = [metric for number, metric in enumerate(metrics) if number not in right and metric.get("start") is not None]
        for other in gold["not_metrics"]:
            if other.get("start") is not None:
                listed += 1
                hits += any(metric["start"] < other["end"] and other["start"] < metric["end"] for metric in wrong)
    return hits, listed


if __name__ == "__main__":
    main()
