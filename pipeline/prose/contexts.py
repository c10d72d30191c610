"""Which quantities count nothing of the office's work, told by the words around them (codebook/narrative/skips.yml, part `contexts`).

Belongs here: rules, limits, plans, the district as such, other bodies. Not here: numerals in names and dates (mentions.py).
"""

from functools import cache

import polars as pl

from pipeline.numbers import CHINESE
from pipeline.prose.mentions import asked, filled, first_taking
from pipeline.prose.segmentation import is_word_of_its_own
from pipeline.prose.vocabulary import words_of
from schemas.codebook import codebook

BESIDE = 5  # characters beside a number in Chinese signs in which its words are told apart
NO_WORD, NOT_COUNTED = "part_of_word", "one"
SPELT_OUT = rf"^{CHINESE}"
SUMS = {"money", "share", "points", "multiple"}
AGES = ["age", "age_limit"]  # of skips.yml
THEME = "^[^，：]{2,10}：(全)"  # 扶贫公开：全县贫困村85个 is of the whole county, whatever the theme
NOTHING_SAID = 12  # characters in which no deed of the office is told


def quantities(rows):
    """Rows of mentions.numerals → the same with `said` and `rest` (text since the quantity before, and up to the one behind) for quantities, and skip
    filled for those that count nothing."""
    rows = rows.with_row_index("row")
    found = _with_surroundings(rows.filter(pl.col("skip").is_null()))
    found = found.with_columns(skip=_skip(found))
    # A number that counts nothing is text to its neighbours: look again at what stands around the others.
    kept = _with_surroundings(found.filter(pl.col("skip").is_null()))
    skipped = found.filter(pl.col("skip").is_not_null()).select("row", found_skip="skip")
    rows = rows.join(skipped, on="row", how="left", maintain_order="left").with_columns(skip=pl.coalesce("skip", "found_skip")).drop("found_skip")
    return rows.join(kept.select("row", "said", "rest"), on="row", how="left", maintain_order="left").drop("row")


def _with_surroundings(rows):
    same = (pl.col("id") == pl.col("id").shift(1)).fill_null(False)
    rows = rows.with_columns(
        after=pl.when(same).then(pl.col("end").shift(1)).otherwise(0),
        until=pl.when((pl.col("id") == pl.col("id").shift(-1)).fill_null(False)).then(pl.col("start").shift(-1)),
    )
    said = pl.col("sentence").str.slice(pl.col("after"), pl.col("start") - pl.col("after"))
    rest = pl.col("sentence").str.slice(pl.col("end"), pl.coalesce(pl.col("until"), pl.lit(10_000)) - pl.col("end"))
    return rows.with_columns(said=said, rest=rest)


def _skip(rows):
    """Id of the first entry that takes a quantity; entries that carry also take what follows without a word of its own."""
    kinds = {name: unit.kind for unit in codebook().units.units for name in (unit.unit, *unit.also)}
    rows = rows.with_columns(
        clause=pl.col("said").str.extract(r"([^，,；]*)$").str.replace(THEME, "$1"),
        whole=pl.col("sentence").str.head("start").str.extract(r"([^，,；;]*)$"),  # with the numbers that stand before in the clause
        kind=pl.col("unit").replace_strict(kinds, default=None),
        near=pl.col("said").str.slice(-12),
    )
    taken = rows.select(pl.coalesce(pl.when(_not_a_word(rows)).then(pl.lit(NO_WORD)), pl.when(_one()).then(pl.lit(NOT_COUNTED)))).to_series()
    return _carried(rows.with_columns(skip=first_taking(rows, taken, _rules())))


@cache
def _rules():
    return [asked(rule.id, _tests(rule)) for rule in codebook().skips.contexts]


def _tests(rule):
    """What an entry of skips.yml asks of a quantity, the cheapest first: (columns, expression)."""
    if rule.kinds:
        yield "kind", pl.col("kind").is_in(rule.kinds)
    if rule.units:
        yield "unit", pl.col("unit").is_in(rule.units)
    if rule.bounded:
        yield "is_bounded", pl.col("is_bounded")
    if rule.round:
        yield "is_round", pl.col("is_round")
    if rule.exact:
        yield "precision", pl.col("precision") == "exact"
    if rule.below:
        yield "precision", pl.col("precision") == "less_than"
    if rule.behind:
        yield ("clause", "said", "after"), (pl.col("after") > 0) & (pl.col("clause") == pl.col("said"))
    if rule.before and "$" not in rule.before:  # the end of what stands before is not that of the sentence
        yield "sentence", pl.col("sentence").str.contains(rule.before)
    if rule.right:
        yield "right", pl.col("right").str.contains(filled(rule.right))
    if rule.left:
        yield "near", pl.col("near").str.contains(filled(rule.left))
    if rule.clause:
        yield "clause", pl.col("clause").str.contains(filled(rule.clause))
    before = pl.col("sentence").str.slice(0, pl.col("start"))
    if rule.before:
        yield ("sentence", "start"), before.str.contains(rule.before)
    if rule.right_unless:
        yield "right", ~pl.col("right").str.contains(rule.right_unless)
    if rule.unless:
        yield (("sentence", "start"), ~before.str.contains(rule.unless)) if rule.before else ("whole", ~pl.col("whole").str.contains(rule.unless))


def _carried(rows):
    carrying = {rule.id: rule.kinds for rule in codebook().skips.contexts if rule.carries}
    first = (pl.col("id") != pl.col("id").shift(1)).fill_null(True)
    done = [*(verb for verb in (*codebook().words.wanting, *codebook().words.deeds) if len(verb) > 1), *words_of("actions")]
    # Sums of money and shares are carried on by entries that ask for such alone; and those for such carry on nothing else
    sums = pl.col("skip").replace_strict({name: bool(kinds) for name, kinds in carrying.items()}, default=None, return_dtype=pl.Boolean)
    of_sums = {name: bool(kinds) and set(kinds) <= SUMS for name, kinds in carrying.items()}
    of_money = pl.col("skip").replace_strict(of_sums, default=None, return_dtype=pl.Boolean)
    aged = pl.col("skip").is_in(AGES)  # 60至79周岁每人50元，80周岁以上100元
    kind_before = pl.when(aged).then(None).otherwise("kind").forward_fill().shift(1)
    goes_on = (~pl.col("kind").is_in(["money", "share", "points", "time"]) & ~of_money.forward_fill().fill_null(False)) | (
        sums.forward_fill() & (pl.col("kind") == kind_before) & ~pl.col("said").str.contains(codebook().words.adding_up)
    )
    short = pl.col("said").str.len_chars() <= NOTHING_SAID
    deeds = pl.when(short).then("said").str.replace_all("[一-鿿]{2}员", "")  # 人民调解员 says who they are, not what was done
    bare = (short & ~deeds.str.contains_any(done) & goes_on) | pl.col("said").str.contains(filled(codebook().words.its_change))
    # 部门（34个）12050条: behind the brackets comes what stood before them; 全市60家单位参评，我局得86分: now it is the office;
    # 全县15个乡镇有6个没有专职管理员: these fall short
    bare = bare & (pl.col("said") != "）") & ~pl.col("said").str.contains(codebook().words.of_ours) & ~pl.col("rest").str.contains(codebook().words.fall_short)
    # The state after each quantity: the entry that goes on, or '' where something else was said.
    state = (
        pl.when(pl.col("skip").is_in(list(carrying)))
        .then("skip")
        .when((aged | (pl.col("skip") == NO_WORD)) & ~first)
        .then(None)
        .when(first | pl.col("skip").is_not_null() | ~bare)
        .then(pl.lit(""))
        .otherwise(pl.lit(None, pl.String))
    )
    return rows.select(pl.when(pl.col("skip").is_null()).then(state.forward_fill().replace("", None)).otherwise("skip")).to_series()


def _one():
    one = codebook().skips.one
    alone = (pl.col("numeral") == "一") & (pl.col("form") == "counted")
    return alone & ~pl.col("near").str.contains(one.left) & ~pl.col("right").str.contains(one.right)


def _not_a_word(rows):
    """Numbers in Chinese signs whose signs belong to other words: 一次性, 千家万户, 进一步."""
    spelt = pl.col("numeral").str.contains(SPELT_OUT) & (pl.col("form") == "counted")
    texts = rows.filter(spelt).select(before=pl.col("left").str.slice(-BESIDE), text="text", behind=pl.col("right").str.slice(0, BESIDE)).unique()
    refused = texts.filter(pl.Series([not is_word_of_its_own(*row) for row in texts.iter_rows()], dtype=pl.Boolean))
    refused = pl.Series([before + "\n" + text + "\n" + behind for before, text, behind in refused.iter_rows()], dtype=pl.String)
    key = pl.concat_str(pl.col("left").str.slice(-BESIDE), "text", pl.col("right").str.slice(0, BESIDE), separator="\n")
    return spelt & key.is_in(refused.implode())
