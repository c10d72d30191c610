"""Formulas: what they read, how blanks leave them undecided, how they are worded."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.formulas import Formula, FormulaError, instances
from pipeline.rules.wide import Cells
from pipeline.rules.wording import worded

FRAME = pl.DataFrame({"foi.total": [5.0, 6.0, None, 0.0], "foi.a": [2.0, 2.0, 2.0, 0.0], "foi.b": [3.0, 3.0, 3.0, 0.0]})


def holds(text):
    return [None if np.isnan(value) else bool(value) for value in Formula(text).over(Cells(FRAME))]


def test_a_blank_leaves_a_rule_undecided_not_false():
    assert holds("foi.total == sum(foi.a, foi.b)") == [True, False, None, True]
    assert holds("foi.total <= sum(foi.a, foi.b)") == [True, False, None, True]


def test_what_is_certain_without_the_blank_is_decided():
    assert holds("foi.total == 5 or foi.a == 2") == [True, True, True, False]
    assert holds("foi.total == 5 and foi.a == 1") == [False, False, False, False]


def test_known_leaves_blanks_out():
    assert Formula("known(foi.total, foi.a)").over(Cells(FRAME)).tolist() == [7.0, 8.0, 2.0, 0.0]


def test_both_zero_or_both_not():
    assert holds("(foi.total == 0) == (foi.a == 0)") == [True, True, None, True]


def test_columns_with_prefixes():
    assert Formula("prev(foi.a[total]) == yuan(foi.b)").columns == ["prev:foi.a[total]", "yuan:foi.b"]


def test_coefficients_of_an_identity():
    assert Formula("foi.a + foi.b == sum(foi.c, foi.d)").coefficients == {"foi.a": 1, "foi.b": 1, "foi.c": -1, "foi.d": -1}
    assert Formula("foi.a <= foi.b").coefficients is None


def test_every_type_of_applicant_and_every_row():
    assert [about for about, _ in instances("foi.a[*] == foi.b[*]")][:2] == ["total", "natural_person"]
    assert instances("row[total] >= 0", rows=["foi.a"]) == [("foi.a", "foi.a[total] >= 0")]
    assert instances("sum(foi.a.*[total])", ["foi.a.x", "foi.b"]) == [(None, "sum(foi.a.x[total])")]


def test_wording_shows_the_printed_numbers_and_leaves_zeros_out():
    cells = Cells(FRAME.with_columns(pl.lit(0.0).alias("foi.c")))
    (told,) = worded([(Formula("foi.total == sum(foi.a, foi.b, foi.c)"), np.array([1]))], cells).rows(named=True)
    assert told == {"zh": "foi.total 6 ≠ foi.a 2 + foi.b 3 = 5", "en": "foi.total 6 ≠ foi.a 2 + foi.b 3 = 5", "expected": "5", "actual": "6"}


@pytest.mark.parametrize("text", ["foi.a ==", "import os", "open(foi.a)", "foi.a < foi.b < foi.c", "[foi.a]"])
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(FormulaError):
        _ = Formula(text).tree


@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=3, max_size=3))
def test_a_sum_is_false_only_where_all_parts_are_printed(values):
    frame = pl.DataFrame(
        {"foi.total": [values[0]], "foi.a": [values[1]], "foi.b": [values[2]]}, schema=dict.fromkeys(("foi.total", "foi.a", "foi.b"), pl.Float64)
    )
    (result,) = Formula("foi.total == sum(foi.a, foi.b)").over(Cells(frame))
    assert np.isnan(result) if None in values else result == (values[0] == values[1] + values[2])
