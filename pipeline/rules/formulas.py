"""Formulas of the rules: from text to arrays over the wide frame (pipeline/rules/wide.py), all reports at once.

A formula is an arithmetic or logical sentence over measure codes: `foi.a.total[*] == sum(foi.a.*[*])`. `[*]` stands for every type of applicant in
turn, `foi.a.*` for the measures below foi.a that the rule's forms print, `row[...]` for every row of a table. Functions: sum; known (sum of what is
printed, blanks left out); max; abs; prev (last year's report of the office); yuan (money in yuan by its printed unit).
A measure that is not printed as a number (blank, dash, text, no such row) makes its part undecided, never false: three-valued logic. In the arrays NaN
stands for no number and for undecided, 1 for true, 0 for false.

Belongs here: parsing, evaluating, coefficients. Not here: which rules there are (codebook/rules.yml), a broken formula in words (wording.py).
"""

import ast
import re
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from operator import add, eq, ge, gt, le, lt, ne

import numpy as np
import polars as pl

from schemas.codebook import codebook

COMPARE = {ast.Eq: eq, ast.NotEq: ne, ast.LtE: le, ast.GtE: ge, ast.Lt: lt, ast.Gt: gt}
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
        return sorted(columns_of(self.tree))

    @property
    def is_over_years(self):
        return any(column.startswith(PREVIOUS) for column in self.columns)

    def over(self, cells):
        """Array over the reports of `cells` (wide.py): the number, or where the formula compares, 1, 0, or NaN where it is undecided."""
        return evaluated(self.tree, cells)

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


@cache
def column_of(node):
    """Name of the column that a measure stands in; None for other nodes."""
    if isinstance(node, ast.Subscript):
        return f"{ast.unparse(node.value)}[{ast.unparse(node.slice)}]"
    return ast.unparse(node) if isinstance(node, ast.Attribute) else None


def columns_of(node, prefix=""):
    """Columns of the wide frame that a part of a formula reads, as with_previous and in_yuan name them."""
    column = column_of(node)
    if column:
        return {prefix + column}
    if isinstance(node, ast.Call):
        prefix = {"prev": PREVIOUS, "yuan": prefix + YUAN}.get(node.func.id, prefix)
        return set().union(*(columns_of(argument, prefix) for argument in node.args))
    return set().union(*(columns_of(child, prefix) for child in ast.iter_child_nodes(node)))


def evaluated(node, cells, prefix=""):
    """Array of a part of a formula, see Formula.over."""
    column = column_of(node)
    if column:
        return cells[prefix + column]
    match node:
        case ast.Constant():
            return np.float64(node.value)
        case ast.Compare():
            left, right = evaluated(node.left, cells, prefix), evaluated(node.comparators[0], cells, prefix)
            return np.where(np.isnan(left) | np.isnan(right), np.nan, COMPARE[type(node.ops[0])](left, right))
        case ast.BoolOp():
            parts = [evaluated(value, cells, prefix) for value in node.values]
            decides = 0.0 if isinstance(node.op, ast.And) else 1.0  # one part that has this value decides, whatever the others are
            return np.where(reduce(np.logical_or, [part == decides for part in parts]), decides, np.where(np.isnan(sum(parts)), np.nan, 1 - decides))
        case ast.UnaryOp():
            inner = evaluated(node.operand, cells, prefix)
            return 1 - inner if isinstance(node.op, ast.Not) else -inner
        case ast.BinOp():
            left, right = evaluated(node.left, cells, prefix), evaluated(node.right, cells, prefix)
            return left + right if isinstance(node.op, ast.Add) else left - right if isinstance(node.op, ast.Sub) else left * right
    name = node.func.id
    prefix = {"prev": PREVIOUS, "yuan": prefix + YUAN}.get(name, prefix)
    parts = [evaluated(argument, cells, prefix) for argument in node.args]
    if name == "sum":
        return reduce(add, parts)
    if name == "known":
        blank = [np.isnan(part) for part in parts]
        total = reduce(add, [np.where(is_blank, 0.0, part) for is_blank, part in zip(blank, parts, strict=True)])
        return np.where(reduce(np.logical_and, blank), np.nan, total)
    if name == "max":
        return reduce(np.maximum, parts)
    return np.abs(parts[0]) if name == "abs" else parts[0]


def _linear(node, prefix=""):
    column = column_of(node)
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


def written(value):
    """One number as number_text writes it: 1234567, not 1.23457e+06."""
    return f"{value:.0f}" if value == round(value) else f"{round(value, 4)}"
