"""Tables that a converter has flattened to one cell a line, without any mark.

Belongs here: which lines are cells of a table, and labels that are broken over several. Not here: what the cells are (best_form.py).
"""

import polars as pl

from pipeline.page_numbers import MARKED_LINE
from pipeline.tables.cut_numbers import with_whole_numbers
from pipeline.tables.forms import printed_texts
from pipeline.tables.keys import printed_labels, section_titles, vocabulary, with_keys
from pipeline.tables.labels import label_key
from pipeline.tables.shapes import BLANK, OTHER, PASSED, UNIT, VALUE

LIKELY = r"^[ 　]*[0-9０-９,，.．/／—－-]{1,9}(?:条|件|次|篇|个|人|人次|项|元|万元)?$|^无$"  # a line that may be a value of a table
LEAST_VALUES = 5  # numbers, and labels, that make lines of text a flattened table
FLATTENED = 1_000  # number of the first such table
LONGEST_LABEL, LONGEST_HEADING = 120, 60  # characters
SENTENCE = "[，；][^。]*。$"  # 三、其他, a sentence, and the first line of a table are not all of this
MOST_PIECES = 13  # lines that a label is broken into: the longest, three characters a line


def lines_as_cells(documents):
    """The cells of such tables, as tables of one row each: runs of lines that are labels of a form or values.

    A line or two that no form knows may stand among them (a local row, a heading); a label broken over two lines is put together again.
    """
    lines = documents.with_columns(counted=~pl.col("text").str.contains(MARKED_LINE) & (pl.col("kind") != "furniture"))
    lines = lines.with_columns(place=pl.col("counted").cum_sum())
    lines = lines.filter(pl.col("counted") & (pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() <= LONGEST_LABEL)).drop("kind", "counted")
    likely = lines.filter(pl.col("text").str.contains(LIKELY)).group_by("report_id").len().filter(pl.col("len") >= LEAST_VALUES)
    lines = with_keys(lines.join(likely.select("report_id"), on="report_id", how="semi", maintain_order="left"))
    worded = lines.filter((pl.col("text").str.len_chars() <= LONGEST_HEADING) & pl.col("text").str.contains(r"\p{Han}"))["text"].unique()
    section = pl.col("text").is_in([text for text in worded if label_key(text) in section_titles()])
    lines = lines.with_columns(key=pl.when(section).then(pl.lit(PASSED)).otherwise("key"))
    known = ~pl.col("key").is_in([OTHER, PASSED])
    gap = (pl.col("place") - pl.col("place").shift(1) > 1) | (pl.col("report_id") != pl.col("report_id").shift(1)) | section
    lines = lines.with_columns(known=known, gap=gap.fill_null(True))
    lines = _broken_labels_joined(lines)
    # A merged cell that a program has written out in every place counts once: 行政复议 five times above its five columns.
    again = (pl.col("key") == pl.col("key").shift(1)) & pl.col("known") & ~pl.col("gap") & ~pl.col("key").is_in([VALUE, UNIT, BLANK])
    lines = lines.filter(~again.fill_null(False))
    # A run ends where prose stands between (a gap in the block numbers, a sentence) or after three lines that no form knows.
    strange = pl.col("known").not_()
    sentence = strange & pl.col("text").str.contains(SENTENCE)
    ends = pl.col("gap") | sentence | (strange & strange.shift(1).fill_null(False) & strange.shift(2).fill_null(False))
    lines = lines.with_columns(run=ends.cum_sum().set_sorted())
    values, labels = pl.col("key").is_in([VALUE, BLANK]), pl.col("known") & ~pl.col("key").is_in([VALUE, UNIT, BLANK])
    lines = lines.filter((values.sum().over("run") >= LEAST_VALUES) & (labels.sum().over("run") >= LEAST_VALUES))
    lines = with_whole_numbers(lines)
    # Empty lines before the first label are none of its cells, nor those behind what no form knows: a signature below the table.
    word, solid = pl.col("known") & (pl.col("key") != BLANK), (pl.col("key") != BLANK).cum_sum().over("run")
    lines = lines.with_columns(first=pl.when(word).then("block").min().over("run"), solid=solid, last=pl.when(word).then(solid).max().over("run"))
    lines = lines.filter((pl.col("block") >= pl.col("first")) & (pl.col("solid") <= pl.col("last"))).drop("first", "solid", "last")
    return lines.with_columns(
        table=pl.col("run").cast(pl.Int16) + FLATTENED, row=pl.lit(0, pl.Int16), column=pl.int_range(pl.len(), dtype=pl.Int16).over("run")
    ).drop("known", "gap", "run", "place")


def _broken_labels_joined(lines):
    """Lines that together are a label of a form, while one of them alone is none, become one; the most that do so first."""
    word = ~pl.col("key").is_in([VALUE, BLANK])  # a unit may end a word: 件
    lines = lines.with_columns(
        plain=pl.col("text").str.replace_all(r"\s", ""),
        order=pl.int_range(pl.len()),
        words=(pl.col("gap") | ~word | ~word.shift(1, fill_value=False)).cum_sum(),
    )
    runs = pl.col("words").is_in(lines.filter(word & _is_strange())["words"].unique().implode())  # in the others there is nothing to join
    broken, others = _measured(lines.filter(runs)), lines.filter(~runs)
    for count in range(MOST_PIECES, 1, -1):
        broken = _joined_by(broken, count)
    lines = pl.concat([broken.select(others.columns), others]).sort("order")
    return _cut_labels_joined(lines.drop("words", "order")).drop("plain")


def _cut_labels_joined(lines):
    """Labels that a page break cuts, whose rest a converter prints behind the numbers of their row: 2.没有现成信｜1｜0｜息需要另行制作. Looks only at numbers with
    lines on both sides that no form prints."""
    printed, number = vocabulary().keys, pl.col("key").is_in([VALUE, BLANK, UNIT])
    lines = lines.with_columns(number=number, strange=~number & ~pl.col("key").is_in(list(printed)))
    ends = lines.select((pl.col("strange") & pl.col("number").shift(-1) & pl.col("gap").shift(-1).not_()).fill_null(False)).to_series().arg_true()
    goes_on = lines.select((pl.col("strange") & pl.col("number").shift(1) & pl.col("gap").not_()).fill_null(False)).to_series().arg_true()
    if ends.is_empty() or goes_on.is_empty():
        return lines.drop("number", "strange")
    plain, strange, gap = (lines[name].to_list() for name in ("plain", "strange", "gap"))
    behind = goes_on.gather(goes_on.search_sorted(ends + 1).clip(0, len(goes_on) - 1))
    texts, keys, dropped = lines["text"].to_list(), lines["key"].to_list(), set()
    only_numbers = lines["number"].not_().cum_sum().to_list()
    for end, rest in zip(ends, behind, strict=True):
        if rest < end or only_numbers[rest] != only_numbers[end] + 1 or any(gap[end + 1 : rest + 1]):
            continue
        first = end
        while first and strange[first - 1] and not gap[first] and end - first < MOST_PIECES:
            first -= 1
        last = rest + 1
        while last < len(plain) and (strange[last] or keys[last] == UNIT) and not gap[last] and last - rest < MOST_PIECES:  # a unit may end a word: 件
            last += 1
        pairs = [(start, stop) for start in range(first, end + 1) for stop in range(last, rest, -1)]
        found = next(((start, stop) for start, stop in pairs if printed_labels().key_of("".join([*plain[start : end + 1], *plain[rest:stop]]))), None)
        if found:
            start, stop = found
            pieces = [*range(start, end + 1), *range(rest, stop)]
            keys[start] = label_key("".join(plain[at] for at in pieces))
            texts[start] = "\n".join(texts[at] for at in pieces)
            dropped.update(pieces[1:])
    changed = pl.Series(keys) != lines["key"]
    lines = lines.with_columns(text=pl.Series(texts), key=pl.Series(keys), known=pl.col("known") | changed).drop("number", "strange")
    return lines.with_row_index("at").filter(~pl.col("at").is_in(list(dropped))).drop("at") if dropped else lines


def _measured(lines):
    """Adds unknown and size: lines that no form prints, and characters, up to the end of a line."""
    return lines.with_columns(unknown=_is_strange().cum_sum(), size=pl.col("plain").str.len_chars().cum_sum())


def _is_strange():
    return ~pl.col("key").is_in(list(vocabulary().keys))


def _joined_by(lines, count):
    """Lines with runs of `count` joined where they make a label. `plain`: their text without white space; `words`: number of the run of lines, one below the
    other and none of them a value, that a line stands in."""
    ahead = range(1, count)
    within = {name: pl.col(name).shift(1 - count).cast(pl.Int64) - pl.col(name).shift(1, fill_value=0) for name in ("unknown", "size")}
    one_run = (pl.col("words") == pl.col("words").shift(1 - count)) & ~pl.col("key").is_in([VALUE, BLANK, UNIT])
    starts = lines.select(one_run & (within["unknown"] > 0) & (within["size"] <= LONGEST_LABEL)).to_series().fill_null(False).arg_true()
    joined = pl.select(pl.concat_str(lines["plain"][starts + place] for place in range(count))).to_series()
    found = {text: key for text in joined.unique() if (key := printed_texts().key_of(text))}
    if not found:
        return lines
    joined = pl.Series("joined", [None], dtype=pl.String).new_from_index(0, lines.height).scatter(starts, joined)
    lines = lines.with_columns(joined, first=joined.is_in(list(found)).fill_null(False))
    taken = pl.any_horizontal(pl.col("first").shift(place).fill_null(False) for place in ahead)
    lines = lines.with_columns(first=pl.col("first") & ~taken)  # a line is of one label: 本年收费金额｜（单位：万元）｜行政事业性收费
    lines = lines.with_columns(
        text=pl.when("first").then(pl.concat_str("text", *(pl.col("text").shift(-place) for place in ahead), separator="\n")).otherwise("text"),
        plain=pl.when("first").then("joined").otherwise("plain"),
        key=pl.when("first").then(pl.col("joined").replace_strict(found, default=None, return_dtype=pl.String)).otherwise("key"),
        end=pl.when("first").then(pl.col("end").shift(1 - count)).otherwise("end"),
        known=pl.col("known") | pl.col("first"),
        gap=pl.col("gap") & ~taken,
    )
    return _measured(lines.filter(~taken).drop("joined", "first"))
