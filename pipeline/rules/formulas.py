"""Formulas of the rules: from text to polars expressions over the wide frame (pipeline/rules/wide.py).

A formula is an arithmetic or logical sentence over measure codes: `foi.a.total[*] == sum(foi.a.*[*])`. `[*]` stands for every type of applicant in
turn, `foi.a.*` for the measures below foi.a that the rule's forms print, `row[...]` for every row of a table. Functions: sum; known (sum of what is
printed, blanks left out); max; abs; prev (last year's report of the office); yuan (money in yuan by its printed unit).
A measure that is not printed as a number (blank, dash, text, no such row) makes its part undecided, never false: three-valued logic.

Belongs here: parsing, expressions, coefficients, wording. Not here: which rules there are (codebook/rules.yml), what a finding looks like.
"""

import ast
import re
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import NamedTuple

import polars as pl

from schemas.codebook import codebook


class Words(NamedTuple):
    """What the wording of a formula is made of, in one language."""

    last_year: str
    all_zero: str
    blank: str
    comma: str
    most: str


CHINESE = Words("上年报告的", "各项均为 0", "空白", "，", "，最大 ")
ENGLISH = Words("last year's ", "all 0", "blank", ", ", ", at most ")
SIGNS = {ast.Eq: "=", ast.NotEq: "≠", ast.LtE: "≤", ast.GtE: "≥", ast.Lt: "<", ast.Gt: ">"}
BROKEN = {ast.Eq: "≠", ast.NotEq: "=", ast.LtE: ">", ast.GtE: "<", ast.Lt: "≥", ast.Gt: "≤"}
COMPARE = {ast.Eq: "eq", ast.NotEq: "ne", ast.LtE: "le", ast.GtE: "ge", ast.Lt: "lt", ast.Gt: "gt"}
FUNCTIONS = ("sum", "known", "max", "abs", "prev", "yuan")
PREVIOUS, YUAN = "prev:", "yuan:"  # prefixes of columns of the wide frame
_wildcard = re.compile(r"(foi(?:\.\w+)+)\.\*(\[[^\]]+\])?")


class FormulaError(ValueError):
    """A formula that cannot be read."""


def instances(text, measures=(), rows=()):
    """Pairs (what the formula is about, formula text): one for each type of applicant and each row that it stands for.

    `measures`: the measures its forms print (for `foi.a.*`); `rows`: the measures of the rows of its table (for `row`).
    """
    found = [(None, text)]
    if re.search(r"\brow\[", text):
        found = [(row, re.sub(r"\brow\[", f"{row}[", text)) for row in rows]
    elif "[*]" in text:
        found = [(applicant, text.replace("[*]", f"[{applicant}]")) for applicant in codebook().applicants]
    return [(about, _wildcard.sub(lambda match: _expanded(match, measures), formula)) for about, formula in found]


def _expanded(match, measures):
    below = [measure for measure in measures if measure.startswith(match[1] + ".")]
    if not below:
        raise FormulaError(f"no measure below {match[1]}")
    return ", ".join(measure + (match[2] or "") for measure in below)


@dataclass(frozen=True)
class Formula:
    """One formula without placeholders. `columns`: the columns of the wide frame that it reads."""

    text: str

    @cached_property
    def tree(self):
        try:
            tree = ast.parse(self.text, mode="eval").body
            for node in ast.walk(tree):
                _check(node)
        except (SyntaxError, FormulaError) as error:
            raise FormulaError(f"'{self.text}': {error}") from error
        return tree

    @cached_property
    def columns(self):
        return sorted(_columns(self.tree))

    @property
    def is_over_years(self):
        return any(column.startswith(PREVIOUS) for column in self.columns)

    @cached_property
    def holds(self):
        """Boolean expression: true, false, or null where it is undecided."""
        return _expression(self.tree)

    @cached_property
    def value(self):
        """Numeric expression of a formula that compares nothing."""
        return _expression(self.tree)

    @cached_property
    def coefficients(self):
        """Column → coefficient of left minus right side, for an equality of sums; None for anything else."""
        tree = self.tree
        if not (isinstance(tree, ast.Compare) and isinstance(tree.ops[0], ast.Eq)):
            return None
        left, right = _linear(tree.left), _linear(tree.comparators[0])
        if left is None or right is None:
            return None
        return {column: left.get(column, 0) - right.get(column, 0) for column in (*left, *right)}

    @property
    def sides(self):
        """Left and right side of the comparison as expressions, and the sign that would have to stand between them; None for other formulas."""
        tree = self.tree
        if not isinstance(tree, ast.Compare) or isinstance(tree.left, ast.Compare):
            return None
        return _expression(tree.left), _expression(tree.comparators[0]), SIGNS[type(tree.ops[0])]

    def wording(self, labels, words=CHINESE):
        """String expression: the formula with the printed numbers, as '收到申请数 6 ≠ 当面申请数 1 + 网络申请数 2 = 3'; parts that are 0 are left out."""
        return _wording(self.tree, labels, words)


def _check(node):
    allowed = (
        ast.Compare,
        ast.BoolOp,
        ast.UnaryOp,
        ast.BinOp,
        ast.Call,
        ast.Constant,
        ast.Attribute,
        ast.Name,
        ast.Subscript,
        ast.Load,
        ast.And,
        ast.Or,
        ast.Not,
        ast.USub,
        ast.Add,
        ast.Sub,
        ast.Mult,
        ast.cmpop,
    )
    if not isinstance(node, allowed):
        raise FormulaError(f"{type(node).__name__} is not known here")
    if isinstance(node, ast.Call) and getattr(node.func, "id", None) not in FUNCTIONS:
        raise FormulaError(f"there is no function '{ast.unparse(node.func)}'")
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        raise FormulaError("one comparison at a time")


def _column(node):
    """Name of the column that a measure stands in; None for other nodes."""
    if isinstance(node, ast.Subscript):
        return f"{ast.unparse(node.value)}[{ast.unparse(node.slice)}]"
    return ast.unparse(node) if isinstance(node, ast.Attribute) else None


def _columns(node, prefix=""):
    column = _column(node)
    if column:
        return {prefix + column}
    if isinstance(node, ast.Call):
        prefix = {"prev": PREVIOUS, "yuan": prefix + YUAN}.get(node.func.id, prefix)
        return set().union(*(_columns(argument, prefix) for argument in node.args))
    return set().union(*(_columns(child, prefix) for child in ast.iter_child_nodes(node)))


def _expression(node, prefix=""):
    column = _column(node)
    if column:
        return pl.col(prefix + column)
    match node:
        case ast.Constant():
            return pl.lit(float(node.value))
        case ast.Compare():
            return getattr(_expression(node.left, prefix), COMPARE[type(node.ops[0])])(_expression(node.comparators[0], prefix))
        case ast.BoolOp():
            parts = [_expression(value, prefix) for value in node.values]
            return reduce((lambda a, b: a & b) if isinstance(node.op, ast.And) else (lambda a, b: a | b), parts)
        case ast.UnaryOp():
            inner = _expression(node.operand, prefix)
            return ~inner if isinstance(node.op, ast.Not) else -inner
        case ast.BinOp():
            left, right = _expression(node.left, prefix), _expression(node.right, prefix)
            return left + right if isinstance(node.op, ast.Add) else left - right if isinstance(node.op, ast.Sub) else left * right
    name = node.func.id
    prefix = {"prev": PREVIOUS, "yuan": prefix + YUAN}.get(name, prefix)
    parts = [_expression(argument, prefix) for argument in node.args]
    if name == "sum":
        return reduce(add, parts)
    if name == "known":
        return pl.when(pl.any_horizontal(part.is_not_null() for part in parts)).then(pl.sum_horizontal(parts))
    if name == "max":
        return pl.when(pl.all_horizontal(part.is_not_null() for part in parts)).then(pl.max_horizontal(parts))
    return parts[0].abs() if name == "abs" else parts[0]


def _linear(node, prefix=""):
    column = _column(node)
    if column:
        return {prefix + column: 1}
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            left, right = _linear(node.left, prefix), _linear(node.right, prefix)
            if left is None or right is None:
                return None
            sign = 1 if isinstance(node.op, ast.Add) else -1
            return {name: left.get(name, 0) + sign * right.get(name, 0) for name in (*left, *right)}
        case ast.Call(func=ast.Name(id="sum")):
            parts = [_linear(argument, prefix) for argument in node.args]
            return None if None in parts else reduce(lambda a, b: {name: a.get(name, 0) + b.get(name, 0) for name in (*a, *b)}, parts)
    return None


def number_text(value, blank="-"):
    """A number as people write it: 12, not 12.0."""
    whole = value.cast(pl.Int64, strict=False).cast(pl.String)
    return pl.when(value.is_null()).then(pl.lit(blank)).when(value == value.round(0)).then(whole).otherwise(value.round(4).cast(pl.String))


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


def _side(node, labels, words):
    terms = list(_terms(node))
    is_maximum = isinstance(node, ast.Call) and node.func.id == "max"
    value = number_text(_expression(node), words.blank)
    if len(terms) == 1:
        return pl.concat_str(pl.lit(_name(terms[0][1], labels, words)), value)
    parts = []
    for mark, term in terms:
        printed = _expression(term)
        text = pl.concat_str(pl.lit((words.comma if is_maximum else mark) + _name(term, labels, words)), number_text(printed, words.blank))
        parts.append(pl.when(printed != 0).then(text).otherwise(pl.lit("")))
    text = pl.concat_str(parts).str.strip_prefix(" + ").str.strip_prefix(words.comma)
    return pl.when(text == "").then(pl.lit(words.all_zero)).otherwise(pl.concat_str(text, pl.lit(words.most if is_maximum else " = "), value))


def _name(node, labels, words):
    if isinstance(node, ast.Call):
        return (words.last_year if node.func.id == "prev" else "") + _name(node.args[0], labels, words)
    column = _column(node)
    return f"{labels.get(column, column)} " if column else ""


def _wording(node, labels, words):
    if isinstance(node, ast.Compare) and not isinstance(node.left, ast.Compare):
        return pl.concat_str(_side(node.left, labels, words), pl.lit(f" {BROKEN[type(node.ops[0])]} "), _side(node.comparators[0], labels, words))
    parts = [pl.concat_str(pl.lit(_column_label(column, labels, words)), number_text(pl.col(column), words.blank)) for column in sorted(_columns(node))]
    return pl.concat_str(parts, separator=words.comma)


def _column_label(column, labels, words):
    plain = column.removeprefix(PREVIOUS).removeprefix(YUAN)
    return (words.last_year if column.startswith(PREVIOUS) else "") + labels.get(plain, plain) + " "
