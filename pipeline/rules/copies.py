"""Reports that are nearly the same as another: signatures of a batch, then pairs over all reports.

MinHash signatures (library rensa) stand for the clauses of the prose and for the non-zero figures of the tables; bands of the signature bring likely
pairs together, so that 100,000 reports are compared without comparing all pairs. Belongs here: signatures and pairs. Not here: what a pair means.
"""

import numpy as np
import polars as pl
from rensa import RMinHash

PERMUTATIONS = 128
BANDS = 16  # of 8 numbers each: pairs of 0.9 likeness meet with certainty, pairs of 0.5 in one case of 17
SEED = 20190515
LEAST_CLAUSES = 8
LEAST_FIGURES = 10
PAIRS_AT_ONCE = 20_000
MIXING = np.random.default_rng(SEED).integers(2**63, size=PERMUTATIONS // BANDS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)  # eight numbers into one
LEAST_VALUE = 3  # ones and twos are equal by chance


def signatures(documents, observations):
    """Frame report_id, kind ('text' or 'figures'), size, signature (list of 128 numbers): a pure function of one batch.

    Columns read: documents (report_id, kind, text), observations (report_id, origin, indicator_key, value).
    """
    return pl.concat([_signed(_clauses(documents), "text", LEAST_CLAUSES), _signed(_figures(observations), "figures", LEAST_FIGURES)])


def _clauses(documents):
    """Clauses of the prose without their numbers, so that only the wording counts."""
    prose = documents.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() > 12))
    clauses = prose.select(
        "report_id", item=pl.col("text").str.replace_all(r"[\s0-9０-９.．%％]+", "").str.replace_all("[。；;！？，,：:]", "\n").str.split("\n")
    ).explode("item")
    return clauses.filter(pl.col("item").str.len_chars() >= 6)


def _figures(observations):
    values = observations.filter((pl.col("origin") == "table") & pl.col("indicator_key").is_not_null() & (pl.col("value") >= LEAST_VALUE))
    return values.select("report_id", item=pl.concat_str(pl.col("indicator_key").cast(pl.String), pl.lit("="), pl.col("value").cast(pl.String))).unique(
        maintain_order=True
    )


def _signed(items, kind, least):
    items = items.group_by("report_id", maintain_order=True).agg("item").filter(pl.col("item").list.len() >= least)
    digests = []
    for members in items["item"].to_list():
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        minhash.update(members)
        digests.append(minhash.digest())
    signature = pl.Series(np.array(digests, dtype=np.int64).reshape(-1, PERMUTATIONS)).arr.to_list()
    return items.select("report_id", kind=pl.lit(kind), size=pl.col("item").list.len().cast(pl.Int64), signature=signature)


def near_pairs(signed, order, least):
    """Pairs of one kind of signature: report_id (the later one), its size, other_id, likeness from `least` to 1.

    `signed`: the layer `signatures`, may be lazy; `order`: frame report_id, rank; the later report of a pair is the one that is told of it, and it is told
    of one other only: the likest, then the earliest. In a crowd of equal reports each is compared with the first and with the one before it, so that
    cost stays linear. Signatures are held once, as numbers of 32 bits: 50 MB for 100,000 reports.
    """
    narrow = pl.col("signature").cast(pl.Array(pl.UInt32, PERMUTATIONS))
    signed = signed.lazy().select("report_id", "size", signature=narrow).collect(engine="streaming")  # which casts as it reads
    numbers = signed["signature"].to_numpy()
    signed = signed.select("report_id", "size").with_row_index("at").join(order, on="report_id").sort("rank").with_row_index("row")
    pairs = pl.concat(_meeting(numbers, signed["at"].to_numpy(), number) for number in range(BANDS)).unique()
    names = signed.select("row", "report_id", "size", "at")
    others = signed.select(other="row", other_id="report_id", other_at="at")
    pairs = pairs.join(names, on="row").join(others, on="other")
    pairs = pairs.with_columns(likeness=_likeness(numbers, pairs["at"].to_numpy(), pairs["other_at"].to_numpy())).filter(pl.col("likeness") >= least)
    return (
        pairs.sort("report_id", pl.col("likeness"), "other", descending=[False, True, False])
        .unique("report_id", keep="first", maintain_order=True)
        .select("report_id", "size", "other_id", "likeness")
    )


def _meeting(numbers, at, band):
    """Frame row, other of reports whose signatures are equal in a band: each with the first and with the one before it; at: row → place in `numbers`."""
    step = PERMUTATIONS // BANDS
    keys = numbers[at, band * step : (band + 1) * step].astype(np.uint64) @ MIXING  # others with the same key fall away by their likeness
    rows = pl.DataFrame({"key": keys}, schema={"key": pl.UInt64}).with_row_index("row").filter(pl.len().over("key") > 1).sort("key", "row")
    first, before = pl.col("row").first().over("key"), pl.col("row").shift(1).over("key")
    pairs = pl.concat([rows.select("row", other=first), rows.select("row", other=before)])
    return pairs.filter(pl.col("other").is_not_null() & (pl.col("other") != pl.col("row")))


def _likeness(numbers, left, right):
    """Share of equal numbers of the signatures at two places, for many pairs; some at a time, for there may be many more pairs than reports."""
    parts = [slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(left), PAIRS_AT_ONCE)]
    shares = [(numbers[left[part]] == numbers[right[part]]).mean(axis=1) for part in parts]
    return pl.Series(np.concatenate([np.empty(0), *shares]))
