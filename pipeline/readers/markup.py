"""From canonical markup to blocks, many documents at once: paragraphs and the cells of innermost tables, in order.

Canonical markup is what html.py and docx.py make of their formats: every tag closed, `<` and `&` escaped in text, no tags but those that
break lines, `td` with rowspan, colspan or merge="continue". Belongs here: the way from tags to blocks. Not here: any format.
"""

import polars as pl

from pipeline.numbers import NO_WIDTH
from pipeline.readers.blocks import LONG_CELL, MOST_BLOCKS, Grid, ReadError
from schemas.contracts import conform

DEEPEST = 1_000  # nested elements; real pages have about 40
FURNITURE_LENGTH = 600  # characters; more than that under a class name like "info" is the article itself
VOID = ("br", "hr", "input", "img", "area", "base", "embed", "param", "source", "track", "wbr", "col", "")
# A cell with nothing but a table of one cell, which is there for its frame, and behind it the empty paragraph that Word wants there.
BOXED = r"(<td[^>]*>)\s*<table[^>]*>\s*(?:<tbody>)?\s*<tr[^>]*>\s*<td[^>]*>((?:[^<]|<br>|</?(?:p|div)(?: [^>]*)?>)*)</td>\s*</tr>\s*(?:</tbody>)?\s*</table>\s*(?:<p>\s*</p>\s*)*</td>"
BLANK_SIGNS = rf"\t\r\n\x0b\x0c\x{{a0}}{NO_WIDTH}"
WHITE_SPACE = f"[{BLANK_SIGNS}][ {BLANK_SIGNS}]*| [ {BLANK_SIGNS}]+"  # all but a single space


def blocks(documents, furniture=None):
    """Frame report_id, markup → (the layer `documents` in order, dict report_id → ReadError).

    `furniture` is the codebook's Furniture: paragraphs in elements or lines it describes come as kind `furniture`.
    """
    tokens = _tokens(documents)
    cells, errors = _cells(tokens)
    within = _covered(tokens.height, cells["index"], cells["stop"])
    cells = _with_text(cells, tokens, within)
    flow = tokens.select("report_id", "index", "text", kind=pl.lit("paragraph")).filter(~within & (pl.col("text") != ""))
    if furniture is not None:
        flow = _furniture_marked(flow, tokens, furniture)
    long = pl.col("text").str.len_chars() > LONG_CELL
    prose = cells.filter(long).select("report_id", "index", pl.col("text").str.split("\n"), kind=pl.lit("paragraph")).explode("text")
    frame = pl.concat([flow, prose, cells.filter(~long)], how="diagonal_relaxed").sort("index", maintain_order=True)
    frame = frame.with_columns(pl.col("text").str.replace_many(["&lt;", "&gt;", "&amp;"], ["<", ">", "&"]), block=pl.int_range(pl.len()).over("report_id"))
    errors |= _too_deep(tokens) | _too_many(frame)
    if errors:
        frame = frame.filter(~pl.col("report_id").is_in(list(errors)))
    return conform(frame, "documents"), errors


def led_by(head, frame, report_ids):
    """The layer `documents` of documents, given by report_id in order, with the blocks of `head` (report_id, kind, text) before their own."""
    order = pl.DataFrame({"report_id": report_ids}, schema={"report_id": pl.String}).with_row_index("order")
    frame = pl.concat([conform(head, "documents"), frame]).join(order, on="report_id", maintain_order="left").sort("order", maintain_order=True)
    return frame.drop("order").with_columns(block=pl.int_range(pl.len()).over("report_id"))


def _tokens(documents):
    """One row a tag, in order: its name, attributes, the text behind it, the depth of elements and of tables there."""
    tokens = documents.select("report_id", token=pl.col("markup").str.replace_all(WHITE_SPACE, " ").str.split("<"))
    tokens = tokens.with_row_index("document").explode("token").with_row_index("index")
    tokens = tokens.select("document", "report_id", "index", parts=pl.col("token").str.splitn(">", 2)).unnest("parts")
    tokens = tokens.with_columns(pl.col("field_1").str.strip_chars(" \u3000").fill_null("").alias("text"), tag=pl.col("field_0").str.splitn(" ", 2))
    tokens = tokens.drop("field_0", "field_1").unnest("tag").rename({"field_0": "tag", "field_1": "attributes"})
    opens = pl.when(pl.col("tag").is_in(VOID)).then(0).otherwise(1)
    step = pl.when(pl.col("tag").str.starts_with("/")).then(-1).otherwise(opens).cast(pl.Int32)
    tokens = tokens.with_columns(step=step)
    table_step = pl.when(pl.col("tag").is_in(["table", "/table"])).then("step").otherwise(0)
    return tokens.with_columns(depth=pl.col("step").cum_sum(), table_depth=table_step.cum_sum())


def _cells(tokens):
    """Places of the cells of innermost tables: report_id, index of first and last tag, table, row, column, spans; and tables out of bounds."""
    edges = tokens.filter(pl.col("tag").is_in(["table", "tr", "td", "th", "/td", "/th", "/table", "/tbody", "/thead", "/tfoot"])).select(
        "document", "report_id", "index", "tag", "attributes", "table_depth"
    )
    # Tables of one depth follow each other, so a table ends where the next of its depth begins.
    level = (pl.col("document").cast(pl.Int64) * 4096 + pl.col("table_depth")).alias("level")
    edges = edges.with_columns(level, stop=pl.col("index").shift(-1), next=pl.col("tag").shift(-1))
    edges = edges.with_columns(table_start=pl.when(pl.col("tag") == "table").then("index").forward_fill().over("level"))
    edges = edges.with_columns(row=(pl.col("tag") == "tr").cast(pl.Int32).cum_sum().over("table_start") - 1)
    # No cell reaches out of its group of rows (tbody and the like), whatever it says.
    edges = edges.with_columns(group=pl.col("tag").is_in(["/tbody", "/thead", "/tfoot"]).cast(pl.Int32).cum_sum().over("table_start"))
    edges = edges.with_columns(rows_left=pl.col("row").max().over("table_start", "group") - pl.col("row") + 1)
    cells = edges.filter(pl.col("tag").is_in(["td", "th"]) & pl.col("table_start").is_not_null())
    spans = pl.when(pl.col("attributes").str.contains("span=", literal=True)).then("attributes")
    cells = cells.with_columns(
        row_span=pl.min_horizontal(spans.str.extract(r'rowspan="\s*([0-9]{1,6})').cast(pl.Int32).fill_null(1), pl.max_horizontal("rows_left", 1)),
        column_span=spans.str.extract(r'colspan="\s*([0-9]{1,6})').cast(pl.Int32).fill_null(1),
        merged=pl.col("attributes").str.contains('merge="continue"', literal=True).fill_null(False),
        innermost=pl.col("next").is_in(["/td", "/th"]),
    )
    cells, errors = _placed(cells.sort("table_start", "index"))
    tables = edges.filter(pl.col("tag") == "table").select("table_start", table=pl.int_range(pl.len()).over("document"))
    cells = cells.filter("innermost").join(tables, on="table_start", maintain_order="left").sort("index")
    return cells.select("report_id", "index", "stop", "table", "row", "column", "row_span", "column_span", kind=pl.lit("cell")), errors


def _placed(cells):
    """Cells with their column and true spans. The geometry is worked out once for each distinct shape of a table."""
    code = pl.concat_str("row", "row_span", "column_span", pl.col("merged").cast(pl.Int8), separator=" ")
    shapes = cells.group_by("table_start", maintain_order=True).agg(pl.col("report_id").first(), shape=code.str.join(","))
    places, errors = {}, {}
    for shape, _report_id in shapes.select("shape", "report_id").unique("shape", keep="first", maintain_order=True).iter_rows():
        try:
            places[shape] = _geometry(shape)
        except ReadError as error:
            places[shape] = [(0, 1, 1, False)] * (shape.count(",") + 1)
            errors |= dict.fromkeys(shapes.filter(pl.col("shape") == shape)["report_id"], error)
    names = ("column", "row_span", "column_span", "kept")
    lists = {name: [[place[number] for place in shape] for shape in places.values()] for number, name in enumerate(names)}
    geometry = pl.DataFrame(
        {"shape": list(places), **lists}, schema={"shape": pl.String, **dict.fromkeys(names[:3], pl.List(pl.Int32)), "kept": pl.List(pl.Boolean)}
    )
    columns = shapes.select("shape").join(geometry, on="shape", how="left", maintain_order="left").select(names).explode(names)
    return cells.with_columns(columns.get_columns()).filter("kept"), errors


def _geometry(shape):
    """(column, row span, column span, kept) of each cell of a table; cells that go on with the one above are not kept."""
    grid, places, above = Grid(), [], {}
    for number, cell in enumerate(shape.split(",")):
        row, row_span, column_span, merged = map(int, cell.split(" "))
        while grid.row < row:
            grid.next_row()
        _, column, row_span, column_span = grid.place(row_span, column_span)
        if merged and column in above:
            first_row, first = above[column]
            places[first] = (places[first][0], row - first_row + 1, places[first][2], True)
            places.append((column, 1, column_span, False))
        else:
            above[column] = (row, number)
            places.append((column, row_span, column_span, True))
    return places


def _with_text(cells, tokens, within):
    """Cells with their text; the lines of a cell are kept apart by line feeds."""
    number = _flags(tokens.height, cells["index"]).cum_sum() - 1
    texts = tokens.select("text").with_columns(number.alias("cell")).filter(within & (pl.col("text") != ""))
    goes_on = texts["cell"] == texts["cell"].shift(1)
    if goes_on.any():  # few cells have more than one line
        several = texts.filter(pl.col("cell").is_in(texts.filter(goes_on)["cell"].unique().implode()))
        joined = several.group_by("cell", maintain_order=True).agg(joined=pl.col("text").str.join("\n"))
        texts = (
            texts.filter(~goes_on.fill_null(False))
            .join(joined, on="cell", how="left", maintain_order="left")
            .select("cell", text=pl.coalesce("joined", "text"))
        )
    cells = cells.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("cell")).join(texts, on="cell", how="left", maintain_order="left")
    return cells.with_columns(pl.col("text").fill_null(""))


def _furniture_marked(flow, tokens, furniture):
    """Paragraphs in short elements that the codebook names, or that begin as it says, become furniture."""
    named = pl.col("attributes").str.contains_any(["class=", "id="]) & (pl.col("tag") != "p")
    names = pl.when(named).then("attributes").str.extract_all(r'(?:class|id)="[^"]*"').list.join(" ").str.replace_all(r'"|class=|id=', " ")
    starts = tokens.filter((pl.col("step") == 1) & (pl.col("tag").is_in(furniture.tags) | named)).with_columns(names=names)
    starts = starts.filter(pl.col("tag").is_in(furniture.tags) | pl.col("names").str.contains("(?i)" + furniture.names))
    ends = tokens.filter(pl.col("step") == -1).select("document", "depth", stop="index")
    length = tokens["text"].str.len_chars().cast(pl.Int64).cum_sum()
    # An element ends with the first closing tag that leads back to the depth before it.
    pairs = (
        starts.select("document", "index", depth=pl.col("depth") - 1)
        .sort("index")
        .join_asof(ends.sort("stop"), left_on="index", right_on="stop", by=["document", "depth"], strategy="forward", coalesce=False, check_sortedness=False)
    )
    pairs = pairs.filter(pl.col("stop").is_not_null())
    short = length.gather(pairs["stop"]) - length.gather(pairs["index"]) < FURNITURE_LENGTH
    pairs = pairs.filter(short)
    covered = _covered(tokens.height, pairs["index"], pairs["stop"])
    marked = pl.col("covered") | pl.col("text").str.contains("(?i)" + furniture.lines)
    flow = flow.with_columns(covered=covered.gather(flow["index"]))
    return flow.with_columns(kind=pl.when(marked).then(pl.lit("furniture")).otherwise("kind")).drop("covered")


def _flags(height, indexes, value=1):
    return pl.zeros(height, pl.Int32, eager=True).scatter(indexes, value)


def _covered(height, starts, stops):
    """True for tags from a start up to before its stop; intervals may lie in one another."""
    return (_flags(height, starts) + _flags(height, stops, -1)).cum_sum() > 0


def _too_deep(tokens):
    level = pl.col("depth") - (pl.col("depth") - pl.col("step")).first().over("document")
    deep = tokens.filter(level > DEEPEST)["report_id"].unique().sort()
    return {report_id: ReadError("bomb", f"elements nested more than {DEEPEST} deep") for report_id in deep}


def _too_many(frame):
    counts = frame.group_by("report_id").len().filter(pl.col("len") > MOST_BLOCKS)
    return {report_id: ReadError("bomb", f"more than {MOST_BLOCKS} blocks") for report_id in counts["report_id"]}
