"""Lists in the prose whose parts do not add up to the total before them (NV-16).

Belongs here: which counts make a list, and whether they must add up. A list is a partition where it ends with what is left over (其他, 其余), or where
all its parts are of one dimension (channels). Parts of different dimensions are never added (pitfall 4).
"""

import re

import polars as pl

from pipeline.findings import found
from schemas.codebook import codebook

MOST_PARTS = 14
LARGEST_GAP = 0.15  # of the total: a slip of one figure; beyond that the list is of another kind
NEAR_GAP = 0.05
LEAST_TOTAL = 20


def broken_lists(stated, documents):
    """Findings for totals whose list does not add up. `stated`: see text_rules.statements; documents: for the words between the figures."""
    pairs = _heads_with_parts(stated)
    pairs = pairs.filter(~pl.col("closes").any().over("head_id"))
    return found(_in_one_list(pl.concat([_residual_lists(pairs), _lists_of_one_dimension(pairs)]).unique("head_id", keep="first", maintain_order=True), documents), "parts")


def _heads_with_parts(stated):
    """Pairs of a total and the counts of its kind that follow it, with their running sum: head_*, part_*, number, sum, closes."""
    wording = codebook().wording
    counts = stated.filter((pl.col("statistic") == "level") & (pl.col("precision") == "exact") & pl.col("is_current") & pl.col("family").is_not_null() & (pl.col("value") > 0))
    counts = counts.with_columns(order=pl.int_range(pl.len()).over("report_id", "family"))
    of = pl.col("measure_text")
    dimension = pl.lit(None, pl.String)
    for entry in wording.dimensions:
        dimension = pl.when(of.str.contains(entry.words)).then(pl.lit(entry.name)).otherwise(dimension)
    counts = counts.with_columns(dimension=dimension, is_residual=of.str.contains(wording.residual) | of.str.contains("^(其他|其它|其余)"))
    following = [pl.col("value").shift(-step).over("report_id", "family") for step in (1, 2)]
    heads = counts.filter((pl.col("value") > following[0]) & (pl.col("value") >= 0.8 * (following[0] + following[1])))
    heads = heads.select(
        "report_id", "family", head_id="observation_id", head_block="block", head_at="position", head_order="order", head="value", head_text="value_text", head_of="measure_text", head_column="column", head_dimension="dimension"
    )
    parts = counts.select("report_id", "family", "order", "block", "value", "value_text", "measure_text", "dimension", "is_residual", "sentence", part_id="observation_id", part_at="position")
    pairs = heads.join(parts, on=["report_id", "family"]).with_columns(number=(pl.col("order") - pl.col("head_order")).cast(pl.Int64))
    pairs = pairs.filter(pl.col("number").is_between(1, MOST_PARTS) & (pl.col("block") - pl.col("head_block")).is_between(0, 1)).sort("head_id", "number")
    # The list ends where a count is no part any more, and with its paragraph.
    pairs = pairs.filter((pl.col("head_dimension") != pl.col("dimension")).fill_null(True) | (pl.col("head_dimension") == "").fill_null(False))
    ends = (pl.col("value") >= pl.col("head")) | (pl.col("block") != pl.col("block").first().over("head_id"))
    pairs = pairs.filter(~ends.cum_max().over("head_id")).with_columns(sum=pl.col("value").cum_sum().over("head_id"))
    return pairs.with_columns(closes=(pl.col("sum") - pl.col("head")).abs() < 1e-6)


def _summed(pairs):
    shown = pl.concat_str("measure_text", pl.lit(" "), "value_text").str.join("、")
    return pairs.group_by("head_id", maintain_order=True).agg(
        pl.col("report_id", "family", "head", "head_text", "head_of", "head_block", "head_column").first(), pl.col("sum", "block").last(), parts=pl.len(), shown=shown,
        texts="value_text", part_ids="part_id",
    )  # fmt: skip


def _residual_lists(pairs):
    """Lists up to the item that takes what is left over; they must add up."""
    upto = pairs.filter(pl.col("is_residual").cum_sum().over("head_id") - pl.col("is_residual").cast(pl.Int64) == 0).filter(pl.col("is_residual").any().over("head_id"))
    lists = _summed(upto).filter(pl.col("parts") >= 2)
    gap = (pl.col("sum") - pl.col("head")).abs()
    return lists.filter((gap > 0) & (gap <= LARGEST_GAP * pl.col("head")) & (pl.col("head") >= LEAST_TOTAL))


def _lists_of_one_dimension(pairs):
    """Lists whose parts are all of one dimension. An application comes by one channel, so more than the total is wrong whatever the size; a little less
    than the total is wrong where the gap looks like a slip of a digit."""
    same = (pl.col("dimension") == pl.col("dimension").first().over("head_id")).fill_null(False)
    run = pairs.filter(same.cast(pl.Int8).cum_min().over("head_id") == 1)
    dimensions = {entry.name: entry for entry in codebook().wording.dimensions}
    lists = _summed(run).join(run.group_by("head_id").agg(pl.col("dimension").first()), on="head_id", maintain_order="left").filter(pl.col("parts") >= 2)
    channels = dimensions["申请渠道"]
    is_application = (pl.col("dimension") == channels.name) & pl.col("head_column").is_in(channels.of).fill_null(False)
    gap = pl.col("sum") - pl.col("head")
    slip = ((gap.abs() % 9 == 0) | gap.abs().is_in([1.0, 10.0, 20.0, 30.0, 100.0, 200.0, 1000.0])) & (gap.abs() <= NEAR_GAP * pl.col("head"))
    disclosed = (pl.col("dimension") != channels.name) & (gap < 0) & slip & (pl.col("parts") >= 3) & (pl.col("head") >= 50)
    return lists.filter((is_application & (gap != 0) & (gap.abs() <= pl.max_horizontal(pl.lit(1.0), LARGEST_GAP * pl.col("head")))) | disclosed).drop("dimension")


def _in_one_list(lists, documents):
    """Keeps the lists whose parts stand one after the other in the text, with nothing but their names between them. Few come here, so it is plain code."""
    if lists.is_empty():
        return lists
    blocks = documents.join(lists.select("report_id", "block").unique(), on=["report_id", "block"], how="semi").select("report_id", "block", "text")
    lists = lists.join(blocks, on=["report_id", "block"], how="left", maintain_order="left")
    kept = [_is_list(row["text"] or "", row["texts"]) for row in lists.iter_rows(named=True)]
    return lists.filter(pl.Series(kept, dtype=pl.Boolean)).with_columns(
        label=pl.col("head_of"), whole=pl.col("head_text"), text=pl.col("shown"), expected=pl.col("sum").cast(pl.Int64).cast(pl.String), actual=pl.col("head_text"),
        observation_ids=pl.concat_list("head_id", "part_ids"),
    )  # fmt: skip


def _is_list(text, figures):
    """Whether the figures stand in the text one after the other as a list: short names between them, no sentence end, no 各 or 均 before one of them."""
    text, position, wording = "".join(text.split()), 0, codebook().wording
    for number, figure in enumerate(figures):
        figure = "".join(figure.split())
        at = text.find(figure, position)
        if at < 0:
            return False
        between = text[position:at]
        if number and ("。" in between or re.search(f"({wording.each})$", between) or re.search(r"[0-9]", re.sub(r"[0-9.]+[%％]", "", between)) or len(between) > 40):
            return False
        position = at + len(figure)
    return True
