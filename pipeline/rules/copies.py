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
    for members in items["item"]:
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        minhash.update(members.to_list())
        digests.append(minhash.digest())
    signature = pl.Series(np.array(digests, dtype=np.int64).reshape(-1, PERMUTATIONS)).arr.to_list()
    return items.select("report_id", kind=pl.lit(kind), size=pl.col("item").list.len().cast(pl.Int64), signature=signature)


def near_pairs(signed, order, least):
    """Pairs of one kind of signature: report_id (the later one), other_id, likeness from `least` to 1.

    `order`: frame report_id, rank; the later report of a pair is the one that is told of it, and it is told of one other only: the likest, then the
    earliest. In a crowd of equal reports each is compared with the first and with the one before it, so that cost stays linear.
    """
    signed = signed.join(order, on="report_id").sort("rank").with_row_index("row")
    step = PERMUTATIONS // BANDS
    bands = pl.concat(
        signed.select(
            "row",
            band=pl.lit(number),
            key=pl.col("signature").list.slice(number * step, step).hash(),  # others with the same hash fall away by their likeness
        )
        for number in range(BANDS)
    )
    place = ["band", "key"]
    bands = bands.filter(pl.len().over(place) > 1).sort("band", "key", "row")
    first, before = pl.col("row").first().over(place), pl.col("row").shift(1).over(place)
    pairs = (
        pl.concat([bands.select("row", other=first), bands.select("row", other=before)])
        .filter(pl.col("other").is_not_null() & (pl.col("other") != pl.col("row")))
        .unique()
    )
    numbers = signed.select("row", "report_id", "signature")
    pairs = pairs.join(numbers, on="row").join(numbers.rename({"row": "other", "report_id": "other_id", "signature": "other_signature"}), on="other")
    if pairs.is_empty():
        return pl.DataFrame(schema={"report_id": pl.String, "other_id": pl.String, "likeness": pl.Float64})
    left, right = (pairs[name].list.to_array(PERMUTATIONS).to_numpy() for name in ("signature", "other_signature"))
    pairs = pairs.select("report_id", "other_id", "other", likeness=pl.Series((left == right).mean(axis=1))).filter(pl.col("likeness") >= least)
    return (
        pairs.sort("report_id", pl.col("likeness"), "other", descending=[False, True, False])
        .unique("report_id", keep="first", maintain_order=True)
        .drop("other")
    )
