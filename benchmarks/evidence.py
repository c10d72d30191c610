"""Weighs what stands around the amounts and shares of the labelled prose: which signs tell that one of which the vocabulary knows nothing counts the office's work.

    PYTHONPATH=. python benchmarks/evidence.py             how well weights do on a set that they were not made from, each set in turn
    PYTHONPATH=. python benchmarks/evidence.py --write     writes the weights of schemas/codebook/narrative/evidence.yml anew

Needs scikit-learn, which the project itself does not. Numbers that rules skip are examples of what counts nothing, whatever skips them: a word that
speaks against one policy speaks against the next. Not here: how weights are used (pipeline/prose/evidence.py).
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.prose.contexts import NOT_COUNTED
from pipeline.prose.evidence import surroundings, units
from pipeline.prose.mapping import NOT_MAPPED
from pipeline.prose.numerals import MASK, quantity_shape
from pipeline.prose.reading import PLAN, read_mentions
from pipeline.prose.sentences import masked
from schemas.codebook import DIRECTORY, codebook

LABELLED = Path(__file__).parents[1] / "tests" / "labelled"
FILE = DIRECTORY / "narrative" / "evidence.yml"
LENGTHS = (1, 2, 3)  # of signs
LACKING = ("openness", "deed", "both")
PLACES = ("within", "ends", "behind", "opens", "lacks")
ZERO = "^(?:未|无|没)"  # zeros in words are read by rules of their own
RARE = 8  # numbers with a sign from which it is weighed
STRENGTH = 0.5  # of the weights: less leaves fewer signs
TAKEN_WRONGLY = 2.0  # how much more a number counts that no rule skips
REFUSED = (0.005, 0.01, 0.02, 0.03)  # shares of the metrics without an indicator that thresholds refuse


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights into the codebook")
    options = parser.parse_args()
    rows = numbers([folder for folder in sorted(LABELLED.iterdir()) if list(folder.glob("reports/*.txt")) and not (folder / "gold").is_dir()])
    print(f"{rows.height} numbers, {rows['is_metric'].sum()} of them metrics")
    if options.write:
        write(*weights(rows))
    else:
        left_out(rows)


def numbers(folders):
    """Marked sets → a row for each amount or share that is no metric of the vocabulary: set, is_metric (as labelled), is_taken (as read), sentence (masked), start, end,
    unit."""
    rows = pl.concat([_numbers_of(folder) for folder in folders])
    contexts = [entry.id for entry in codebook().skips.contexts if entry.id != PLAN] + [NOT_COUNTED]
    rows = rows.filter(
        ((pl.col("reason") == NOT_MAPPED) | pl.col("reason").is_in(contexts)) & ~pl.col("text").str.contains(ZERO) & ~pl.col("inherits").fill_null(False)
    )
    before, text, behind = (masked(rows[name]) for name in ("before", "text", "behind"))
    shapes = [quantity_shape(each.strip()) for each in text]
    rows = rows.select(
        "set", "is_metric", is_taken=pl.col("reason") == NOT_MAPPED, sentence=before + text + behind, start=before.str.len_chars().cast(pl.Int32),
        end=(before + text).str.len_chars().cast(pl.Int32), unit=pl.Series([shape and shape.unit for shape in shapes], dtype=pl.String),
    )  # fmt: skip
    return rows.filter(pl.col("unit").is_in(units()))


def _numbers_of(folder):
    sys.path.insert(0, str(LABELLED))
    import prose

    with tempfile.TemporaryDirectory() as made:
        prose.main(folder, Path(made))
        gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(made, "gold").glob("*.json"))]
        texts = {each["file"]: next(Path(made, "files").rglob(each["file"])).read_text(encoding="utf-8") for each in gold}
    lines = []
    for file, text in texts.items():
        start = 0
        for block, line in enumerate(text.split("\n")):
            lines.append((file, block, line, "paragraph", None, start))
            start += len(line) + 1
    schema = {"report_id": pl.String, "block": pl.Int32, "text": pl.String, "kind": pl.String, "page": pl.Int32, "start": pl.Int64}
    documents = pl.DataFrame(lines, schema=schema, orient="row")
    reports = pl.DataFrame(
        [(each["file"], each["year"], "narrative-era") for each in gold], schema={"report_id": pl.String, "year": pl.Int16, "form": pl.String}, orient="row"
    )
    rows = read_mentions(documents, documents.clear().select("report_id", "block"), reports)
    spans = {each["file"]: [(metric["start"], metric["end"]) for metric in each["narrative_metrics"] if metric["start"] is not None] for each in gold}
    is_metric = [any(first < end and start < last for first, last in spans[file]) for file, start, end in rows.select("report_id", "start", "end").iter_rows()]
    at, sentence = pl.col("sentence_at"), pl.col("sentence")
    return rows.select(
        pl.lit(folder.name).alias("set"), pl.Series("is_metric", is_metric), "reason", "text", "inherits",
        before=sentence.str.head(at), behind=sentence.str.slice(at + pl.col("text").str.len_chars()),
    )  # fmt: skip


def with_signs(rows):
    """Rows of numbers → a set of 'place sign' for each."""
    found = []
    for clause, behind, before, *lacking in rows.select(surroundings()).iter_rows():
        signs = {"within": _pieces(clause), "ends": _ends(clause), "behind": _pieces(behind) or {""}, "opens": {before[:length] for length in LENGTHS}}
        signs["lacks"] = {name for name, lacks in zip(LACKING, lacking, strict=True) if lacks}
        found.append({f"{place} {sign}" for place, words in signs.items() for sign in words})
    return found


def _pieces(text):
    return {text[start : start + length] for length in LENGTHS for start in range(len(text) - length + 1)}


def _ends(text):
    return {text[-length:] for length in LENGTHS}


def fitted(rows, found):
    """Rows of numbers and their signs → (weight of nothing, sign → weight)."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    frequent = Counter(sign for each in found for sign in each)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{sign: 1 for sign in each if frequent[sign] >= RARE} for each in found])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    counts = np.where((rows["is_taken"] & ~rows["is_metric"]).to_numpy(), TAKEN_WRONGLY, 1.0)
    model = LogisticRegression(C=STRENGTH, penalty="l1", solver="liblinear", max_iter=500, random_state=0)
    model.fit(matrix, rows["is_metric"].to_numpy(), sample_weight=counts)
    names = vectors.get_feature_names_out()
    return float(model.intercept_[0]), {name: float(weight) for name, weight in zip(names, model.coef_[0], strict=True) if abs(weight) >= 0.05}


def weighing(start, weighed, found):
    """Array: what the signs of each number weigh together."""
    return np.array([start + sum(weighed.get(sign, 0.0) for sign in each) for each in found])


def weights(rows):
    """Rows of numbers → start, weights of signs, and the least weight of a metric: that which REFUSED[2] of the metrics of other sets fall short of."""
    found = with_signs(rows)
    start, weighed = fitted(rows, found)
    least = np.quantile(_of_other_sets(rows, found)[(rows["is_metric"] & rows["is_taken"]).to_numpy()], REFUSED[2])
    return start, weighed, float(least)


def left_out(rows):
    """Prints, for thresholds that refuse so many of the metrics, how much they refuse of what is none, by weights made from the other sets."""
    weight = _of_other_sets(rows, with_signs(rows))
    metric, taken = rows["is_metric"].to_numpy(), rows["is_taken"].to_numpy()
    for share in REFUSED:
        least = np.quantile(weight[metric & taken], share)
        refused = weight < least
        print(
            f"least {least:.2f}: refuses {share:.1%} of {(metric & taken).sum()} metrics, {(refused & ~metric).sum()} of {(~metric).sum()} others"
            f" ({(refused & ~metric & taken).sum()} of {(~metric & taken).sum()} that are taken)"
        )


def _of_other_sets(rows, found):
    weight = np.zeros(rows.height)
    for name in rows["set"].unique():
        held = (rows["set"] == name).to_numpy()
        made = fitted(rows.filter(~held), [each for each, out in zip(found, held, strict=True) if not out])
        weight[held] = weighing(*made, [each for each, out in zip(found, held, strict=True) if out])
    return weight


def write(start, weighed, least):
    """Writes the weights behind what a person wrote in evidence.yml."""
    written = FILE.read_text(encoding="utf-8").partition("# Weights")[0]
    lines = ["# Weights, made by benchmarks/evidence.py --write: what speaks against a number is below nought. {A} stands for digits.", f"least: {least:.2f}"]
    lines += [f"start: {start:.2f}", "weights:"]
    for place in PLACES:
        words = sorted((round(weight, 2), sign.removeprefix(f"{place} ")) for sign, weight in weighed.items() if sign.startswith(f"{place} "))
        told = ", ".join(f"'{sign.replace(MASK, '{A}')}': {weight}" for weight, sign in words)
        lines.append(f"  {place}: {{{told}}}")
    FILE.write_text(written + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(weighed)} weights, least {least:.2f}, written to {FILE}")


if __name__ == "__main__":
    main()
