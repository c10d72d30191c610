"""Tables in pieces: one that goes on beside itself, or in the next one, on another page or behind a gap, without its head.

Belongs here: which tables of a document are one. Not here: pieces of a page of a PDF (readers/pdf_parts/joins.py).
"""

import re
from functools import cache

import polars as pl

from pipeline.tables.forms import blocks
from pipeline.tables.keys import vocabulary
from pipeline.tables.labels import label_key
from pipeline.tables.shapes import BLANK, MARKS, OTHER, PASSED, VALUE

LONGEST_PIECE, MOST_STACKED = 6, 5  # characters of a piece of a heading; rows of a heading


@cache
def _heads_of_labels():
    """Headings of the column of labels, as 统计指标."""
    return [key for block in blocks() for column in block.columns if column.role == "label" for key in column.keys]


@cache
def _names_of_groups():
    """How the name of a group of columns may stand above a table of its own → name of the group: 行政诉讼（未经复议直接起诉）, 未经复议直接起诉."""
    found = {}
    for block in (block for block in blocks() if block.has_no_labels):
        for number, column in enumerate(block.columns):
            outer = [block.columns[parent] for parent in reversed(block.parents(number))]
            if not column.has_cells:
                name = min(column.keys)
                found |= {"".join((*(min(heading.keys) for heading in outer), name)): name, name: name}
    return found


def _table():
    """Expression: a number for each table of each report; groups and joins by it take a third of the time of those by report_id and table."""
    return pl.col("report_id").rle_id().cast(pl.Int64) * 2**16 + pl.col("table")


def titled(cells, short):
    """Cells with the paragraph above a table that names a group of columns (行政复议) as the first row of the table. `short`: report_id, block, text of short
    paragraphs."""
    names = _names_of_groups()
    short = short.filter(pl.col("text").str.contains("|".join(names.values())))
    plain = {text: names.get(_spelling(text)) for text in short["text"].unique()}
    titles = short.select("report_id", "text", above="block", title=pl.col("text").replace_strict(plain, default=None, return_dtype=pl.String))
    titles = titles.filter(pl.col("title").is_not_null())
    if titles.is_empty():
        return cells
    cells = cells.with_columns(number=_table())
    tables = cells.group_by("number", maintain_order=True).agg(
        pl.col("report_id", "table", "page", "column_span").first(),
        above=pl.col("block").first() - 1,
        is_whole=pl.col("key").is_in(list(names.values())).any(),
        width=pl.col("column").max() + 1,
    )
    titles = tables.filter(~pl.col("is_whole")).join(titles, on=["report_id", "above"], how="inner", maintain_order="left")
    cells = cells.with_columns(row=(pl.col("row") + pl.col("number").is_in(titles["number"].implode()).cast(pl.Int16))).drop("number")
    rows = titles.select(
        "report_id", "page", "table", "text", block="above", row=pl.lit(0, pl.Int16), column=pl.lit(0, pl.Int16), key="title", value_kind=pl.lit("text"),
        column_span=pl.when(pl.col("column_span").is_not_null()).then("width").cast(pl.Int16), precision=pl.lit("exact"),
    )  # fmt: skip
    return pl.concat([cells, rows.cast({name: cells.schema[name] for name in rows.columns})], how="diagonal").sort("report_id", "block", maintain_order=True)


def _spelling(text):
    """A title in the spelling of _names_of_groups(): （二）行政复议情况 → 行政复议, 行政诉讼（复议后起诉） → 行政诉讼复议后起诉."""
    inner = re.search("[（(]([^（()）]+)[）)]$", text)
    return label_key(text).removesuffix("情况") + (label_key(inner[1]) if inner else "")


def unfolded(cells):
    """Cells of tables that are printed in two halves side by side, under two heads in one row, with the right half below the left one."""
    places = [pl.col("column").min().alias("left"), pl.col("column").max().alias("right"), pl.col("row").first().alias("head")]
    heads = cells.filter(pl.col("key").is_in(_heads_of_labels())).group_by("report_id", "table").agg(*places, times=pl.len(), rows=pl.col("row").n_unique())
    heads = heads.filter((pl.col("times") == 2) & (pl.col("rows") == 1) & (pl.col("left") == 0)).select("report_id", "table", "right", "head")
    if heads.is_empty():
        return cells
    cells = cells.join(heads, on=["report_id", "table"], how="left", maintain_order="left")
    moved = ((pl.col("column") >= pl.col("right")) & (pl.col("row") >= pl.col("head"))).fill_null(False)
    height = pl.col("row").max().over("report_id", "table") + 1
    cells = cells.with_columns(
        row=pl.when(moved).then(pl.col("row") + height).otherwise("row"), column=pl.when(moved).then(pl.col("column") - pl.col("right")).otherwise("column")
    )
    cells = cells.with_row_index("at").with_columns(place=pl.col("at").min().over("report_id", "table"))
    return cells.sort("place", "row", "column", maintain_order=True).drop("at", "place", "right", "head")


def _strange_keys(cells):
    """Keys of cells that are no label of a form and no mark."""
    known = {*vocabulary().rows, *vocabulary().columns, *MARKS} - {OTHER}
    return [key for key in cells["key"].unique() if key not in known]


def sewn(cells):
    """Cells with labels whole that two rows share, one of them without a value: a page break has cut them, and who wrote the table down left it so."""
    place = ["report_id", "table", "row"]
    pieces = cells.with_row_index("at").filter(pl.col("key").is_in(_strange_keys(cells)))
    below = pieces.select("report_id", "table", "column", "at", "text", row=pl.col("row") - 1)
    pairs = pieces.join(below, on=[*place, "column"], suffix="_below").select(*place, "at", "at_below", text=pl.col("text") + pl.col("text_below"))
    keys = {text: label_key(text) for text in pairs["text"].unique()}
    pairs = pairs.with_columns(key=pl.col("text").replace_strict(keys, default=None, return_dtype=pl.String)).filter(pl.col("key").is_in(vocabulary().rows))
    if pairs.is_empty():
        return cells
    filled = cells.filter(pl.col("key") == VALUE).select(place).unique()
    upper = pairs.join(filled, on=place, how="semi", maintain_order="left")
    lower = pairs.join(filled.with_columns(row=pl.col("row") - 1), on=place, how="semi", maintain_order="left")
    both = upper.join(lower, on="at", how="semi")["at"]
    to_upper, to_lower = (frame.filter(~pl.col("at").is_in(both.implode())) for frame in (upper, lower))
    whole = pl.concat([to_upper.select("at", "text", "key"), to_lower.select(pl.col("at_below").alias("at"), "text", "key")])
    gone = [*to_upper["at_below"], *to_lower["at"]]
    cells = cells.with_row_index("at").join(whole, on="at", how="left", suffix="_whole", maintain_order="left")
    is_gone = pl.col("at").is_in(gone)
    return cells.with_columns(
        text=pl.when(is_gone).then(pl.lit("")).otherwise(pl.coalesce("text_whole", "text")),
        key=pl.when(is_gone).then(pl.lit(BLANK)).otherwise(pl.coalesce("key_whole", "key")),
    ).drop("at", "text_whole", "key_whole")


def stacked(cells):
    """Cells with the headings of columns whole that stand in pieces below one another, as tables without rulings have them: 社会／公益／组织."""
    cells_here = cells.with_row_index("at")
    short = pl.col("text").str.len_chars() <= LONGEST_PIECE
    strange = cells_here.filter(pl.col("key").is_in(_strange_keys(cells))).filter(short)
    begins = [text for text in strange["text"].unique() if any(key.startswith(label_key(text) or " ") for key in vocabulary().columns)]
    strange = strange.filter(pl.col("text").is_in(begins))
    tables = strange.select("report_id", "table").unique()
    if tables.is_empty():
        return cells
    pieces = cells_here.join(tables, on=["report_id", "table"], how="semi", maintain_order="left").filter(short & ~pl.col("key").is_in([VALUE, BLANK, PASSED]))
    pieces = pieces.with_columns(strange=pl.col("at").is_in(strange["at"].implode()))  # only the first piece must be: 商业／企业
    whole, gone = {}, set()
    for _, table in pieces.group_by("report_id", "table", maintain_order=True):
        rows = {}
        for at, row, column, span, text, strange in table.select("at", "row", "column", pl.col("column_span").fill_null(1), "text", "strange").iter_rows():
            rows.setdefault(row, []).append((at, column, column + max(span, 1), text, strange))
        for row, first in [(row, piece) for row, found in rows.items() for piece in found if piece[4]]:
            chains = [[first]]
            for below in range(row + 1, row + MOST_STACKED):
                chains += [[*chain, piece] for chain in chains if len(chain) == below - row for piece in rows.get(below, ()) if _overlap(chain[-1], piece)]
            found = next(
                (chain for chain in reversed(chains) if len(chain) > 1 and label_key("".join(piece[3] for piece in chain)) in vocabulary().columns), ()
            )
            if found and gone.isdisjoint(piece[0] for piece in found):
                whole[first[0]] = "".join(piece[3] for piece in found)
                gone.update(piece[0] for piece in found[1:])
    if not whole:
        return cells
    at = pl.int_range(pl.len())
    text = pl.when(at.is_in(list(gone))).then(pl.lit("")).otherwise(at.replace_strict(whole, default=pl.col("text"), return_dtype=pl.String))
    keys = {number: label_key(text) for number, text in whole.items()}
    key = pl.when(at.is_in(list(gone))).then(pl.lit(BLANK)).otherwise(at.replace_strict(keys, default=pl.col("key"), return_dtype=pl.String))
    return cells.with_columns(text=text, key=key)


def _overlap(above, below):
    return min(above[2], below[2]) > max(above[1], below[1])


def continued(cells, page_lines):
    """Cells with tables that go on with the one before them, on the next page or in the next piece, as rows of that one: as wide as it, nothing
    between the two but numbers, heads and feet of pages (`page_lines`: report_id and block of those), and a row of values first."""
    cells = cells.with_columns(number=_table())
    tables = cells.group_by("number", maintain_order=True).agg(
        pl.col("report_id", "table").first(),
        first=pl.col("block").first(),
        last=pl.col("block").last(),
        width=(pl.col("column") + pl.col("column_span").fill_null(1)).max(),
        rows=pl.col("row").max() + 1,
        starts_with_values=((pl.col("key") == VALUE) & (pl.col("row") == pl.col("row").first())).any(),
    )
    between = pl.lit(0)
    if page_lines.height:
        tables = _with_count(_with_count(tables, page_lines, "first"), page_lines, "last")
        between = pl.col("before_first") - pl.col("before_last").shift(1)
    before = [pl.col(name) == pl.col(name).shift(1) for name in ("report_id", "width")]
    goes_on = pl.all_horizontal(*before, pl.col("first") == pl.col("last").shift(1) + 1 + between, "starts_with_values").fill_null(False)
    tables = tables.with_columns(whole=(~goes_on).cum_sum()).with_columns(
        whole=pl.col("table").first().over("whole"), rows_before=(pl.col("rows").cum_sum() - pl.col("rows")).over("whole")
    )
    cells = cells.join(tables.select("number", "whole", "rows_before"), on="number", how="left", maintain_order="left")
    return cells.with_columns(table="whole", row=(pl.col("row") + pl.col("rows_before")).cast(pl.Int16)).drop("number", "whole", "rows_before")


def repeated_heads(short):
    """Those of short paragraphs that are the head of a table, as pages without rulings repeat it: 统计指标 单位 统计数."""
    labels = _heads_of_labels()
    likely = short.filter(pl.col("page").is_not_null()).filter(pl.col("text").str.contains(r"\S[ 　]+\S")).with_columns(words=pl.col("text").str.split(" "))
    is_head = pl.col("words").list.eval(pl.element().is_in([*vocabulary().columns, *labels])).list.all() & pl.col("words").list.first().is_in(labels)
    return likely.filter(is_head)


def _with_count(tables, page_lines, at):
    """Tables with how many lines of pages stand in their report before a block of theirs."""
    lines = page_lines.sort("report_id", "block").with_columns(count=pl.int_range(1, pl.len() + 1).over("report_id"))
    found = tables.select("number", "report_id", block=at).sort("report_id", "block").join_asof(lines, on="block", by="report_id", check_sortedness=False)
    return tables.join(found.select("number", pl.col("count").fill_null(0).alias(f"before_{at}")), on="number", how="left", maintain_order="left")
