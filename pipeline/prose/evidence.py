"""What speaks for and against amounts and shares of which the vocabulary does not know what they count (codebook/narrative/evidence.yml).

Belongs here: the signs around such a number and what they weigh together. Not here: what tells for certain that a number counts nothing (mentions.py,
contexts.py), how the weights were found (benchmarks/evidence.py).
"""

from functools import cache

import polars as pl

from pipeline.prose.numerals import MASK
from schemas.codebook import codebook

CLAUSE = "([^，：；（]*)$"
BEHIND = "^([^，：；（、]{0,12})"  # what follows says what the number is of, as far as the next sign


def weighed(rows):
    """Rows of numbers (sentence, start, end, unit, kind, rest, inherits) → adds is_weak: whether what stands around an amount or a share with words of its own says that
    it counts none of the office's work."""
    weak = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    of_list = (pl.col("kind") == "points") & pl.col("rest").str.contains("^[和、与及]$")  # 提高2.1个和0.7个百分点: as the last of them
    at = rows.select(pl.col("unit").is_in(units()) & ~pl.col("inherits") & ~of_list.fill_null(False)).to_series().fill_null(False).arg_true()
    if len(at):
        asked = pl.DataFrame([rows[name].gather(at) for name in ("sentence", "start", "end")])
        weak = weak.scatter(at, asked.select(surroundings()).select(_weight() < codebook().evidence.least).to_series())
    return rows.with_columns(is_weak=weak)


@cache
def units():
    """Units of the kinds that are weighed."""
    return [name for unit in codebook().units.units if unit.kind in codebook().evidence.kinds for name in (unit.unit, *unit.also)]


def surroundings():
    """Expressions: clause (text from the last sign to the number), behind (what follows it), before (the sentence as far as the number), and what is lacking: openness (words
    of it in the sentence), deed (signs of one beside the number), both."""
    before = pl.col("sentence").str.head("start")
    clause = before.str.extract(CLAUSE)
    behind = pl.col("sentence").str.slice("end").str.extract(BEHIND).str.strip_chars(" ")
    is_open = pl.col("sentence").str.contains_any(codebook().evidence.openness)
    deed = clause.str.contains_any(codebook().words.deeds) | behind.str.contains_any(codebook().words.deeds)
    return (
        clause.alias("clause"),
        behind.alias("behind"),
        before.alias("before"),
        (~is_open).alias("openness"),
        (~deed).alias("deed"),
        (~(is_open | deed)).alias("both"),
    )


def _weight():
    """Expression over surroundings(): what the signs weigh together."""
    weights = codebook().evidence.weights
    asked = {
        "within": lambda word: pl.col("clause").str.contains(word, literal=True),
        "ends": lambda word: pl.col("clause").str.ends_with(word) if word else pl.col("clause") == "",
        "behind": lambda word: pl.col("behind").str.contains(word, literal=True) if word else pl.col("behind") == "",
        "opens": lambda word: pl.col("before").str.starts_with(word) if word else pl.col("before") == "",
        "lacks": pl.col,
    }
    met = [asked[place](word.replace("{A}", MASK)) * weight for place, words in weights.items() for word, weight in words.items()]
    return codebook().evidence.start + pl.sum_horizontal(met)
