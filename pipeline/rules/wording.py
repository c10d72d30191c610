"""A broken formula in words, in Chinese and English, with the numbers that are printed: 收到申请数 6 ≠ 当面申请数 1 + 网络申请数 2 = 3.

Belongs here: the wording of formulas, of all broken ones at once. Not here: evaluating them (formulas.py), the wording of other checks (findings.py).
"""

import ast
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.rules.formulas import PREVIOUS, YUAN, column_of, columns_of, evaluated, number_text
from pipeline.rules.wide import labels


class Words(NamedTuple):
    """What the wording of a formula is made of, in one language."""

    last_year: str
    all_zero: str
    blank: str
    comma: str
    most: str


LANGUAGES = {"zh": Words("上年报告的", "各项均为 0", "空白", "，", "，最大 "), "en": Words("last year's ", "all 0", "blank", ", ", ", at most ")}
SIGNS = {ast.Eq: "=", ast.NotEq: "≠", ast.LtE: "≤", ast.GtE: "≥", ast.Lt: "<", ast.Gt: ">"}
BROKEN = {ast.Eq: "≠", ast.NotEq: "=", ast.LtE: ">", ast.GtE: "<", ast.Lt: "≥", ast.Gt: "≤"}


class Part(NamedTuple):
    """A number in a wording with the words before it. `kind`: always (told whatever it is), term (left out where it is 0), sum (of the terms before it,
    which may all be left out); `node`: a part of the formula, or the name of a column."""

    side: int
    kind: str
    node: object
    zh: str
    en: str


def worded(broken, cells):
    """Frame expected, actual, zh, en: a row for each broken formula, in the order given.

    broken: pairs of a formula and the numbers of the reports that break it, as an array; cells: see wide.py. expected and actual are the right and the
    left side of a comparison, null for other formulas.
    """
    parts, numbers, places, values, signs, count = [], [], [], [], [], 0
    for formula, reports in broken:
        here = _Chosen(cells, reports)
        for part in _parts(formula):
            numbers.append(np.full(len(reports), len(parts)))
            places.append(np.arange(count, count + len(reports)))
            values.append(here[part.node] if isinstance(part.node, str) else np.broadcast_to(evaluated(part.node, here), len(reports)))
            parts.append(part)
        sign = type(formula.tree.ops[0]) if _is_comparison(formula.tree) else None
        signs += [(SIGNS.get(sign), f" {BROKEN.get(sign)} ")] * len(reports)
        count += len(reports)
    told = pl.DataFrame({name: np.concatenate(arrays) for name, arrays in (("at", places), ("part", numbers), ("value", values))})
    fields = {name: pl.Series([getattr(part, name) for part in parts]) for name in ("side", "kind", *LANGUAGES)}
    told = told.with_columns(pl.col("value").fill_nan(None), *(values.gather(told["part"]).alias(name) for name, values in fields.items()))
    sides = _sides(told.with_columns(number=number_text(pl.col("value"), None)))
    signs = pl.DataFrame(signs, schema={"sign": pl.String, "between": pl.String}, orient="row").with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    rows = signs.join(sides.filter(pl.col("side") == 0), on="at", how="left", maintain_order="left")
    rows = rows.join(sides.filter(pl.col("side") == 1), on="at", how="left", maintain_order="left", suffix="_right")
    is_comparison = pl.col("sign").is_not_null()
    sign = pl.when(pl.col("sign") == "=").then(pl.lit("")).otherwise(pl.concat_str("sign", pl.lit(" ")))
    return rows.select(
        *(pl.when(is_comparison).then(pl.concat_str(name, "between", f"{name}_right")).otherwise(name).alias(name) for name in LANGUAGES),
        expected=pl.when(is_comparison).then(pl.concat_str(sign, pl.col("number_right").fill_null("-"))),
        actual=pl.when(is_comparison).then(pl.col("number").fill_null("-")),
    )


def _sides(told):
    """Frame at, side, number, and its words in each language."""
    is_sum = pl.col("kind") == "sum"
    is_said = (pl.col("kind") == "always") | ((pl.col("kind") == "term") & (pl.col("value") != 0).fill_null(False))
    said = [pl.when(is_said).then(pl.concat_str(name, pl.col("number").fill_null(words.blank))).otherwise(pl.lit("")) for name, words in LANGUAGES.items()]
    sums = [pl.when(is_sum).then(pl.concat_str(name, pl.col("number").fill_null(words.blank))).alias(f"sum_{name}") for name, words in LANGUAGES.items()]
    told = told.select("at", "side", "number", *said, *sums)
    sides = told.group_by("at", "side", maintain_order=True).agg(pl.col(*LANGUAGES).str.join(""), pl.col("number", "sum_zh", "sum_en").last())
    return sides.with_columns(_with_sum(name, words) for name, words in LANGUAGES.items())


def _with_sum(name, words):
    terms = pl.col(name).str.strip_prefix(" + ").str.strip_prefix(words.comma)
    total = pl.col(f"sum_{name}")
    return pl.when(total.is_null()).then(name).when(terms == "").then(pl.lit(words.all_zero)).otherwise(pl.concat_str(terms, total)).alias(name)


class _Chosen:
    """The cells of some reports only."""

    def __init__(self, cells, reports):
        self.cells, self.reports = cells, reports

    def __getitem__(self, name):
        return self.cells[name][self.reports]


def _is_comparison(tree):
    return isinstance(tree, ast.Compare) and not isinstance(tree.left, ast.Compare)


@cache
def _parts(formula):
    """The parts of a formula: of a comparison side by side, of anything else one measure after the other."""
    tree = formula.tree
    if _is_comparison(tree):
        return [*_side(0, tree.left), *_side(1, tree.comparators[0])]
    parts = []
    for number, column in enumerate(sorted(columns_of(tree))):
        zh, en = ((words.comma if number else "") + _column_label(column, language) for language, words in LANGUAGES.items())
        parts.append(Part(0, "always", column, zh, en))
    return parts


def _side(number, node):
    terms = list(_terms(node))
    if len(terms) == 1:
        yield Part(number, "always", node, *(_name(terms[0][1], language) for language in LANGUAGES))
        return
    is_maximum = isinstance(node, ast.Call) and node.func.id == "max"
    for mark, term in terms:
        yield Part(number, "term", term, *((words.comma if is_maximum else mark) + _name(term, language) for language, words in LANGUAGES.items()))
    yield Part(number, "sum", node, *(words.most if is_maximum else " = " for words in LANGUAGES.values()))


def _terms(node):
    """The summands of a side: (sign, node) pairs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _terms(node.left)
        yield from ((" + " if isinstance(node.op, ast.Add) else " - ", part) for _, part in _terms(node.right))
    elif isinstance(node, ast.Call) and node.func.id in ("sum", "known", "max"):
        for argument in node.args:
            yield from _terms(argument)
    else:
        yield " + ", node


def _name(node, language):
    if isinstance(node, ast.Call):
        return (LANGUAGES[language].last_year if node.func.id == "prev" else "") + _name(node.args[0], language)
    column = column_of(node)
    return f"{labels(language == 'en').get(column, column)} " if column else ""


def _column_label(column, language):
    plain = column.removeprefix(PREVIOUS).removeprefix(YUAN)
    return (LANGUAGES[language].last_year if column.startswith(PREVIOUS) else "") + labels(language == "en").get(plain, plain) + " "
