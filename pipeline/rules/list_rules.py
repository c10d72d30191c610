"""Lists in the prose whose parts do not add up to the total before them (NV-16).

Belongs here: which counts make a list, and whether they must add up. A list is a partition where it ends with what is left over (其他, 其余), or where
all its parts are of one dimension (channels). Parts of different dimensions are never added (pitfall 4).
"""

import re

import polars as pl

from pipeline.rules.findings import found
from schemas.codebook import codebook

MOST_PARTS = 14
LARGEST_GAP = 0.15  # of the total: a slip of one figure; beyond that the list is of another kind
NEAR_GAP = 0.05
LEAST_TOTAL = 20


def broken_lists(stated, documents, printed):
    """Lazy findings for totals whose list does not add up. `stated`: see text_rules.statements; documents: for the words between the figures; printed:
    values of the tables, one of which may be the part that the list leaves out."""
    pairs = _heads_with_parts(stated)
    lists = pl.concat([_residual_lists(pairs), _lists_of_one_dimension(pairs)]).unique("head_row", keep="first", maintain_order=True)
    left_out = printed.filter(pl.col("column").str.contains(r"\.channel\.|\.received\.") & (pl.col("table_value") > 0))
    left_out = left_out.select("report_id", left_out="table_value").unique()
    lists = lists.with_columns(left_out=pl.col("head") - pl.col("sum")).join(left_out, on=["report_id", "left_out"], how="anti", maintain_order="left")
    return found(_in_one_list(lists, documents), "parts")


def _heads_with_parts(stated):
    """Pairs of a total and the counts of its kind that follow it: head_*, the parts, and their running sum; lists that add up are left out."""
    is_count = (
        (pl.col("statistic") == "level") & (pl.col("precision") == "exact") & pl.col("is_current") & pl.col("family").is_not_null() & (pl.col("value") > 0)
    )
    counts = stated.filter(is_count).select("begins", "observation_id", "report_id", "block", "family", "value", "value_text", "measure_text", "column")
    counts = counts.sort("begins", "family", "observation_id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    group = ["begins", "family"]
    following = [
        pl.when(*(pl.col(name) == pl.col(name).shift(-step) for name in group)).then(pl.col("value").shift(-step)) for step in (1, 2)
    ]  # in the order of the groups, in which shift().over() takes ten times as long
    is_head = (pl.col("value") > following[0]) & (pl.col("value") >= 0.8 * (following[0] + following[1]))
    dimensions = codebook().wording.dimensions
    large = (pl.col("value") >= LEAST_TOTAL) | pl.col("column").is_in([measure for entry in dimensions for measure in entry.of])
    heads = counts.lazy().with_columns(last=pl.col("row").last().over(group)).filter(is_head & large)
    heads = heads.select(
        "last",
        "report_id",
        "family",
        head_row="row",
        head="value",
        head_text="value_text",
        head_of="measure_text",
        head_column="column",
        head_block="block",
        head_id="observation_id",
    )
    # The list ends where a count is no part any more, and with its paragraph.
    rows = pl.int_ranges(pl.col("head_row") + 1, pl.min_horizontal(pl.col("head_row") + MOST_PARTS, "last") + 1)
    pairs = heads.with_columns(row=rows).explode("row").with_columns(pl.lit(counts[name]).gather(pl.col("row")).alias(name) for name in ("block", "value"))
    pairs = pairs.filter((pl.col("block") - pl.col("head_block")).is_between(0, 1))
    ends = (pl.col("value") >= pl.col("head")) | (pl.col("block") != pl.col("block").first().over("head_row"))
    pairs = pairs.filter(~ends.cum_max().over("head_row")).with_columns(sum=pl.col("value").cum_sum().over("head_row"))
    gap = (pl.col("sum") - pl.col("head")).abs()
    is_near = (gap <= pl.max_horizontal(pl.lit(1.0), LARGEST_GAP * pl.col("head"))).any().over("head_row")
    pairs = pairs.filter(~(gap < 1e-6).any().over("head_row") & is_near)
    texts = {"value_text": "value_text", "measure_text": "measure_text", "part_id": "observation_id"}
    pairs = pairs.with_columns(pl.lit(counts[column]).gather(pl.col("row")).alias(name) for name, column in texts.items())
    of = pl.col("measure_text")
    pairs = pairs.with_columns(dimension=_dimension(of), is_residual=of.str.contains(codebook().wording.residual))
    return pairs.filter((_dimension(pl.col("head_of")) != pl.col("dimension")).fill_null(True)).collect()


def _dimension(words):
    name = pl.lit(None, pl.String)
    for entry in codebook().wording.dimensions:
        name = pl.when(words.str.contains(entry.words)).then(pl.lit(entry.name)).otherwise(name)
    return name


def _summed(pairs):
    shown = pl.concat_str("measure_text", pl.lit(" "), "value_text").str.join("、")
    return pairs.group_by("head_row", maintain_order=True).agg(
        pl.col("report_id", "family", "head", "head_text", "head_of", "head_block", "head_column", "head_id").first(),
        pl.col("sum", "block").last(),
        parts=pl.len(),
        shown=shown,
        texts="value_text",
        part_ids="part_id",
    )


def _residual_lists(pairs):
    """Lists up to the item that takes what is left over; they must add up."""
    before = pl.col("is_residual").cum_sum().over("head_row") - pl.col("is_residual").cast(pl.Int64)
    lists = _summed(pairs.filter((before == 0) & pl.col("is_residual").any().over("head_row"))).filter(pl.col("parts") >= 2)
    gap = (pl.col("sum") - pl.col("head")).abs()
    return lists.filter((gap > 0) & (gap <= LARGEST_GAP * pl.col("head")) & (pl.col("head") >= LEAST_TOTAL))


def _lists_of_one_dimension(pairs):
    """Lists whose parts are all of one dimension. An application comes by one channel, so more than the total is wrong whatever the size; a little less
    than the total is wrong where the gap looks like a slip of a digit."""
    same = (pl.col("dimension") == pl.col("dimension").first().over("head_row")).fill_null(False)
    run = pairs.filter(same.cast(pl.Int8).cum_min().over("head_row") == 1)
    lists = _summed(run).join(run.group_by("head_row").agg(pl.col("dimension").first()), on="head_row", maintain_order="left").filter(pl.col("parts") >= 2)
    channels = next(entry for entry in codebook().wording.dimensions if entry.name == "申请渠道")
    is_application = (pl.col("dimension") == channels.name) & pl.col("head_column").is_in(channels.of).fill_null(False)
    gap = pl.col("sum") - pl.col("head")
    slip = ((gap.abs() % 9 == 0) | gap.abs().is_in([1.0, 10.0, 20.0, 30.0, 100.0, 200.0, 1000.0])) & (gap.abs() <= NEAR_GAP * pl.col("head"))
    disclosed = (pl.col("dimension") != channels.name) & (gap < 0) & slip & (pl.col("parts") >= 3) & (pl.col("head") >= 50)
    near = (gap != 0) & (gap.abs() <= pl.max_horizontal(pl.lit(1.0), LARGEST_GAP * pl.col("head")))
    return lists.filter((is_application & near) | disclosed).drop("dimension")


def _in_one_list(lists, documents):
    """Keeps the lists whose parts stand one after the other in the text, with nothing but their names between them. Few come here, so it is plain code."""
    blocks = documents.filter(pl.col("report_id").is_in(lists["report_id"].implode())).select("report_id", "block", "text")
    lists = lists.join(blocks, on=["report_id", "block"], how="left", maintain_order="left")
    kept = [_is_list(row["text"] or "", row["head_text"] if row["head_block"] == row["block"] else "", row["texts"]) for row in lists.iter_rows(named=True)]
    return lists.filter(pl.Series(kept, dtype=pl.Boolean)).with_columns(
        label=pl.col("head_of"),
        whole=pl.col("head_text"),
        text=pl.col("shown"),
        expected=pl.col("sum").cast(pl.Int64).cast(pl.String),
        actual=pl.col("head_text"),
        observation_ids=pl.concat_list("head_id", "part_ids"),
    )


def _is_list(text, total, figures):
    """Whether the figures stand in the text as a list: opened by a word like 其中, short names between them, no sentence end, no 各 or 均 before one."""
    text, wording = "".join(text.split()), codebook().wording
    position = _end_of(total, text, 0)
    for number, figure in enumerate(figures):
        end = _end_of(figure, text, position)
        if end < 0 or position < 0:
            return False
        between = text[position : end - len("".join(figure.split()))]
        if number == 0 and not re.search(wording.opens_list, between):
            return False
        # （58件）。予以公开22件: what stood in brackets heads no list; 3件（商业秘密2件、个人隐私1件），4件: what brackets hold are parts of a part
        if between.count("（") != between.count("）"):
            return False
        counted = re.search(r"[0-9]", re.sub(r"[0-9.]+[%％]", "", between))
        if re.search(f"({wording.each})$", between) or (number and ("。" in between or counted or len(between) > 40)):
            return False
        position = end
    return True


def _end_of(figure, text, start):
    figure = "".join(figure.split())
    at = text.find(figure, start)
    return at + len(figure) if at >= 0 else -1
