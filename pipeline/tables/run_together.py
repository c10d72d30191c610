"""Tables whose cells a converter has printed one behind the other with nothing between them: 收到申请数件12其中：1．当面申请数件2.

Where one number ends and the numbering of the next label begins cannot be told, so they are not read: they are told as what could not be read, and no prose.
Belongs here: how such a paragraph is known. Not here: flattened tables whose cells are apart (flattened.py).
"""

from functools import cache

import polars as pl

from schemas.codebook import codebook
from schemas.form_cells import leaves

SHORTEST = 360  # bytes; a paragraph of the length of a few rows
PROSE = 60  # characters for each end of a sentence, from which on a paragraph is no ordinary prose
LEAST_LABEL, LEAST_PAIRS = 4, 5  # characters of a label; numbers that stand between two labels
LABEL = "\x01"
BETWEEN = "^(?:（[^）]{0,40}）)?[^，。；]{0,3}[0-9/][^，。；]{0,12}$"  # 条921（二）


@cache
def _labels():
    forms = codebook().forms.values()
    rows = (row for form in forms for table in form.tables for block in table.blocks for _, row in leaves(block.rows, "rows"))
    return sorted({label for row in rows for label in (row.label, *row.also) if len(label) >= LEAST_LABEL}, key=len, reverse=True)


def run_together(documents):
    """The layer `documents` → report_id, block, page, start, end and text of the paragraphs that are such tables."""
    text = pl.col("text")
    long = documents.filter((pl.col("kind") == "paragraph") & (text.str.len_bytes() >= SHORTEST)).select("report_id", "block", "page", "start", "end", "text")
    long = long.filter(text.str.count_matches("[。；]") * PROSE <= text.str.len_chars())
    between = text.str.replace_all(r"\s+", "").str.replace_many(_labels(), [LABEL], leftmost=True).str.split(LABEL)
    return long.filter(between.list.eval(pl.element().str.contains(BETWEEN)).list.sum() >= LEAST_PAIRS)
