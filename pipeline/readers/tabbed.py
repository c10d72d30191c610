"""Word files whose tables are lines with tabs between the cells: they are read as text, which has such rows too.

Belongs here: which documents those are. Not here: what rows with tabs are (text.py), tables of Word (markup.py).
"""

from html import unescape

import polars as pl

from pipeline.readers import markup, text

ROW = r"<p>[^<]*[^\s<][^<]*[\t|][^<]*</p>"  # a paragraph with a tab or a bar behind its first word
LEAST_ROWS = 5  # such paragraphs, and more of them than rows of tables: a list of contents has tabs too


def blocks(documents):
    """Frame report_id, markup → (the layer `documents` in order, dict report_id → ReadError), as markup.blocks gives it."""
    body = pl.col("markup")
    boxed = pl.when(body.str.contains("><table>", literal=True)).then(body.str.replace_all(markup.BOXED, "$1$2</td>")).otherwise(body)
    rows = pl.when(body.str.contains_any(["\t", "|"])).then(body.str.count_matches(ROW)).fill_null(0)
    documents = documents.with_columns(boxed, is_tabbed=(rows >= LEAST_ROWS) & (rows > body.str.count_matches("<tr>", literal=True)))
    frame, errors = markup.blocks(documents.filter(~pl.col("is_tabbed")).drop("is_tabbed"))
    tabbed = documents.filter("is_tabbed")
    if tabbed.is_empty():
        return frame, errors
    lines, more_errors = text.read_all([(report_id, _lines(body).encode()) for report_id, body, _ in tabbed.iter_rows()])
    lines = lines.with_columns(pl.lit(None, lines.schema[place]).alias(place) for place in ("start", "end"))
    order = documents.select("report_id").with_row_index("order")
    frame = pl.concat([frame, lines]).join(order, on="report_id", maintain_order="left").sort("order", "block").drop("order")
    return frame, errors | more_errors


def _lines(body):
    """The paragraphs of a body as lines of text."""
    pieces = body.replace("</p></td>", "\t").replace("<br>", "\n").replace("</p>", "\n").replace("</tr>", "\n").split("<")
    return unescape("".join(piece.partition(">")[2] if number else piece for number, piece in enumerate(pieces)))
