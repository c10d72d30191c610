"""Numbers that a narrow cell has cut in two lines, in tables flattened to one cell a line: 137｜6｜60｜… under 自然人, 商业企业 …

Belongs here: which lines are one number, as the total of their row proves. Not here: cells of a page (readers/pdf_parts/partial.py).
"""

from functools import cache
from itertools import accumulate, combinations, pairwise

import polars as pl

from pipeline.tables.forms import TOTAL, blocks
from pipeline.tables.keys import with_keys
from pipeline.tables.shapes import VALUE

MOST_CUT = 4  # numbers of a row that are cut
LEAST_COLUMNS = 5


def with_whole_numbers(lines):
    """Lines (report_id, block, text, end, key, run …) with the pieces of a number as one, in rows with more numbers than the form has columns, where they add up
    to their total in one way only."""
    value = pl.col("key") == VALUE
    begins = (value != value.shift(1)) | (pl.col("run") != pl.col("run").shift(1))
    counted = lines.select(value=value, at=pl.int_range(pl.len()), group=begins.fill_null(True).cum_sum())
    rows = counted.filter("value").group_by("group", maintain_order=True).agg(pl.col("at").first(), count=pl.len())
    rows = rows.filter((pl.col("count") > LEAST_COLUMNS) & (pl.col("at") > 0))
    rows = rows.with_columns(key=lines["key"].gather(rows["at"] - 1)).filter(pl.col("key").is_in(list(_columns())))
    texts, whole, gone = lines["text"], {}, {}
    for at, count, key in rows.select("at", "count", "key").rows():
        columns = _columns()[key]
        if columns < count <= columns + MOST_CUT:
            pieces = texts[at : at + count].to_list()
            for begin, end in _cut(pieces, columns):
                whole[at + begin] = "".join(pieces[begin:end])
                gone |= dict.fromkeys(range(at + begin + 1, at + end), at + begin)
    if not whole:
        return lines
    ends = {first: lines["end"][last] for last, first in gone.items()}
    at = pl.int_range(pl.len())
    new = lines.select("text", at=at).filter(pl.col("at").is_in(list(whole)))
    new = with_keys(new.select("at", text=pl.col("at").replace_strict(whole, return_dtype=pl.String))).with_columns(
        end=pl.col("at").replace_strict(ends, return_dtype=lines.schema["end"])
    )
    lines = lines.with_columns(at=at)
    kept = lines.filter(~pl.col("at").is_in([*whole, *gone]))
    mended = lines.filter(pl.col("at").is_in(list(whole))).select(pl.exclude([name for name in new.columns if name != "at"])).join(new, on="at")
    return pl.concat([kept, mended.select(kept.columns).cast(kept.schema)]).sort("at").drop("at")


def _cut(pieces, columns):
    """[(first, behind the last)] of the pieces of each number that is cut, if one way only makes as many numbers as there are columns, the last of them the sum
    of the others; the first piece of such a number is as long as any number in one piece."""
    if not all(piece.isdecimal() for piece in pieces):
        return []
    found = []
    for chosen in combinations(range(len(pieces) - 1), len(pieces) - columns):  # pieces that the next one goes on with
        sizes = [0]
        for number in range(len(pieces)):
            sizes[-1] += 1
            if number not in chosen:
                sizes.append(0)
        spans = list(pairwise(accumulate(sizes[:-1], initial=0)))
        *parts, total = (int("".join(pieces[begin:end])) for begin, end in spans)
        cut = [(begin, end) for begin, end in spans if end - begin > 1]
        longest = max((len(pieces[begin]) for begin, end in spans if end - begin == 1), default=0)
        if sum(parts) == total and all(len(pieces[begin]) >= longest for begin, _ in cut):
            found.append(cut)
    return found[0] if len(found) == 1 else []


@cache
def _columns():
    """Label of a row → how many numbers it has, in tables whose last column is the total of all others."""
    found = {}
    for block in blocks():
        leaves = [column for column in block.columns if column.has_cells]
        if len(leaves) > LEAST_COLUMNS and sum(TOTAL in column.keys for column in leaves) == 1 and TOTAL in leaves[-1].keys:
            found |= {key: len(leaves) for row in block.rows if row.has_cells for key in row.keys}
    return found
