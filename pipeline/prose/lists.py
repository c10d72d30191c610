"""Numbers that are handed out over a list: 网站、微信分别发布5条、1条; 占比依次为73.8%、22.1%; 维持和纠正各1件.

Belongs here: which of several things named together a number counts. Not here: numbers that stand beside what they count (measures.py).
"""

import re
from functools import cache

import polars as pl

from pipeline.prose.vocabulary import any_of
from schemas.codebook import codebook

LISTING = "分别|依次|各|均[为是]"
AND = "[、和与及]"
HANDED_OUT = re.compile(r"(?P<list>[^，,；;：:（(]*?)(?:分别|依次|各|均(?=[为是]))(?P<verb>[^，,；;：:（(、]*)$")
BEFORE = re.compile(r"(?:.*(?:依次|主要|集中|包括|涉及)(?:在|为|是|有|了)?|^)(?P<list>[^，,；;：:（(]*[、和][^，,；;：:（(]*)，$")
ACCOUNT = re.compile("^“?[^“”]+”")
EACH = re.compile(r"(?P<list>[^，,；;：:（(]*?)的?(?:各(?:有|为|计)?|均[为是])$")


def handed_out(rows, clean, known):
    """Rows of measures (id, said, own, kind) → the same with handed_out, and `own` naming the thing that each number counts; a number for several things (各1件) gives a row
    for each, if the vocabulary knows them all. `clean` strips a phrase of words without content, `known` says whether the vocabulary knows one."""
    listed = rows.filter(pl.col("sentence").str.contains(LISTING))
    if listed.is_empty():
        return rows.with_columns(handed_out=pl.lit(False))
    rows = rows.with_row_index("row")
    listed = rows.filter(pl.col("sentence").str.contains(LISTING)).select("row", "id", "said", "own", "rest", "aside").rows()
    names = {}
    start = 0
    while start < len(listed):
        stop = start + 1
        while stop < len(listed) and listed[stop][1] == listed[start][1]:
            stop += 1
        names |= _of_sentence(listed[start:stop], clean, known)
        start = stop
    owns = pl.DataFrame({"row": list(names), "names": list(names.values())}, schema={"row": rows.schema["row"], "names": pl.List(pl.String)})
    rows = rows.join(owns, on="row", how="left", maintain_order="left").explode("names")
    return rows.with_columns(own=pl.coalesce("names", "own"), handed_out=pl.col("names").is_not_null()).drop("row", "names")


def _of_sentence(rows, clean, known):
    """Row → names of what it counts, for the rows (row, id, said, own, rest, aside) of one sentence that share a list."""
    names = {}
    for number, (row, _, said, _, rest, aside) in enumerate(rows):
        match = HANDED_OUT.search(said)
        if not match:
            continue
        chain = [row]
        for other, _, gap, _, next_rest, _ in rows[number + 1 :]:
            if not re.fullmatch(rf"[^，；]{{0,6}}{AND}|", gap) or not gap:
                break
            chain.append(other)
            rest = next_rest
        told = len(chain) + bool(re.match(AND + codebook().words.unchanged, rest))  # 分别增加20条和持平 tells of two
        before = not match["list"] and BEFORE.search(said[: match.start()].rpartition("；")[2])  # 集中在征地、社保，分别为24件、8件
        things = [clean(thing) for thing in re.split(AND, (before or match)["list"]) if thing.strip("“” ")]
        things = [thing or things[-1] for thing in things]  # 2013年、2012年公开信息分别为655条和588条
        if len(chain) == 1 and EACH.search(said) and len(things) > 1 and all(map(known, things)):
            names[row] = things
        elif told > 1 and told == len(things):
            names |= {each: [thing] for each, thing in zip(chain, _published(things, match["verb"]), strict=False)}
        elif told > 1 and number >= told:
            beside = [
                (each, own) for each, _, _, own, _, within in rows[:number] if within == aside
            ]  # 推送308条（双语46条）: the parts in brackets are none of them
            before = [names.get(each, [own])[0] for each, own in beside[-told:]]
            names |= {each: [thing] for each, thing in zip(chain, before, strict=False) if thing}
    return names


def _published(things, verb):
    """Channels with the name of the account and what was done through them: “平安水岸”微信公众号、抖音号分别发布12条、3条."""
    if verb not in codebook().words.list_deeds or not all(map(_channel().search, things)):
        return things
    account = ACCOUNT.search(things[0])
    account = account[0] if account and not any(map(ACCOUNT.search, things[1:])) else ""
    return [things[0] + verb, *(account + thing + verb for thing in things[1:])]


@cache
def _channel():
    channels = codebook().terms.channels
    return re.compile(f"(?:{any_of(word for name in codebook().words.list_channels for word in channels[name])})”?$")
