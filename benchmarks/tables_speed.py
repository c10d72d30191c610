"""Reads a corpus with the readers and tables of the project: reports a second for each stage, and how many cells are right.

    python benchmarks/tables_speed.py DIR [--format text] [--errors 10] [--limit 3000]

Belongs here: measuring readers and tables on one core. Not here: the whole job (main_job.py measures that).
"""

import argparse
import time
from pathlib import Path

import polars as pl

from pipeline.readers import docx, html, text
from pipeline.tables.forms import INDICATOR_STEP
from pipeline.tables.reading import read_tables
from pipeline.tables.shapes import TAKEN
from schemas.codebook import codebook

READERS = {"text": text, "html": html, "docx": docx}
BATCH = 1_000
KEY = ["report", "measure", "applicant"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--format", choices=READERS, help="by default all that the corpus has")
    parser.add_argument("--errors", type=int, default=10, help="wrong cells to show")
    parser.add_argument("--limit", type=int, help="reports of each format")
    options = parser.parse_args()
    files = pl.read_parquet(options.corpus / "truth.parquet")
    for name in [options.format] if options.format else [name for name in READERS if name in files["format"].unique()]:
        chosen = files.filter(pl.col("format") == name).head(options.limit or files.height)
        predicted, refused = measure(options.corpus / "raw", chosen, READERS[name], name)
        score(options.corpus, chosen, predicted, refused, options.errors)


def measure(raw, files, reader, name):
    """Reads the files in batches and prints the speed of each stage → (frame report, measure, applicant, value, value_kind; refused reports)."""
    seconds, values, refused = {"bytes": 0.0, "reader": 0.0, "tables": 0.0}, [], {}
    for batch in files.iter_slices(BATCH):
        started = time.perf_counter()
        documents = [(str(report), (raw / path).read_bytes()) for report, path in batch.select("report", "path").iter_rows()]
        loaded = time.perf_counter()
        frame, errors = reader.read_all(documents)
        parsed = time.perf_counter()
        values.append(read_tables(frame).values)
        done = time.perf_counter()
        refused |= errors
        for stage, took in zip(seconds, (loaded - started, parsed - loaded, done - parsed), strict=True):
            seconds[stage] += took
    speeds = ", ".join(f"{stage} {files.height / took:.0f}" for stage, took in seconds.items())
    print(f"{name}: {files.height} reports; a second: {speeds}, together {files.height / sum(seconds.values()):.0f}")
    return _measures(pl.concat(values)), refused


def _measures(values):
    by_key = {entry.key: measure for measure, entry in ((entry.measure, entry) for entry in codebook().indicators.values())}
    key = pl.col("indicator_key")
    return values.filter((pl.col("role") == TAKEN) & key.is_not_null()).select(
        pl.col("report_id").cast(pl.Int32).alias("report"),
        (key // INDICATOR_STEP).replace_strict(by_key, default=None, return_dtype=pl.String).alias("measure"),
        (key % INDICATOR_STEP).replace_strict(dict(enumerate(codebook().applicants)), return_dtype=pl.String).alias("applicant"),
        "value", "value_kind", "unit", "value_text",
    )  # fmt: skip


def score(corpus, files, predicted, refused, errors):
    """Prints precision and recall of cells, by layout and form too, and some of the wrong ones."""
    accepted = files.filter(pl.col("status") == "accepted").select(pl.col("report").cast(pl.Int32), "path", "layout", "form")
    labels = pl.read_parquet(corpus / "truth_labels.parquet").filter(pl.col("measure").is_not_null())
    labels = labels.select("cell", "measure", pl.col("applicant").fill_null("total"), "wording", true_unit="unit")
    truth = pl.scan_parquet(corpus / "truth_cells/*.parquet").join(accepted.lazy().select("report"), on="report", how="semi").collect()
    truth = truth.join(labels, on="cell").rename({"value": "true_value", "kind": "true_kind"})
    both = truth.join(predicted, on=KEY, how="full", coalesce=True).join(accepted, on="report", how="left")
    same_unit = pl.col("true_unit").is_null() | pl.col("unit").eq_missing(pl.col("true_unit"))
    exact = pl.col("true_value").eq_missing(pl.col("value")) & (pl.col("true_kind").cast(pl.String) == pl.col("value_kind")) & same_unit
    both = both.with_columns(right=exact.fill_null(False), expected=pl.col("cell").is_not_null(), found=pl.col("value_kind").is_not_null())
    empty = pl.col("true_kind").is_in(["blank", "dash", "not_applicable"]).fill_null(False)
    right, expected = pl.col("right"), pl.col("expected")
    sums = {
        "values": (expected & ~empty).sum(), "right_values": (right & ~empty).sum(), "empty": (expected & empty).sum(), "right_empty": (right & empty).sum(),
        "found": pl.col("found").sum(), "all_right": right.sum(),
    }  # fmt: skip
    shares = (("recall", "right_values", "values"), ("recall_empty", "right_empty", "empty"), ("precision", "all_right", "found"))
    rates = {name: pl.col(part) / pl.col(whole) for name, part, whole in shares}
    total = both.select(**sums).with_columns(**rates).row(0, named=True)
    print("  cells: recall {recall:.6f} of {values} values, {recall_empty:.6f} of {empty} empty ones; precision {precision:.6f} of {found}".format(**total))
    with pl.Config(tbl_rows=40, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(both.group_by("layout", "form").agg(**sums).select("layout", "form", "values", "empty", **rates).sort("layout", "form"))
    quarantined = set(files.filter(pl.col("status") == "quarantined")["report"].cast(pl.String))
    print(f"  refused {len(refused)}: {len(quarantined & set(refused))} of {len(quarantined)} broken files, {len(set(refused) - quarantined)} sound ones")
    wrong = both.filter(~pl.col("right")).sort("report", "measure")
    kinds = wrong.group_by("layout", "form", "measure", "true_kind", "value_kind", maintain_order=True).agg(pl.len(), pl.all().first())
    for row in kinds.sort("len", descending=True).head(errors).iter_rows(named=True):
        printed, read = f"{row['true_value']} {row['true_kind']}", f"{row['value']} {row['value_kind']} {row['unit'] or ''}"
        print(f"  {row['len']} × {row['layout']} {row['measure']} ({row['applicant']}): {printed}, read {read} [{row['wording']}]\n      {row['path']}")


if __name__ == "__main__":
    main()
