"""What the contract of a layer refuses, and what it says of it."""

import polars as pl
import pytest

from schemas.contracts import ContractError, conform, validate

BLOCK = {"report_id": "a1", "block": 0, "kind": "cell", "text": "公开"}


def blocks(*changes):
    return conform(
        pl.DataFrame([BLOCK | {"block": number} | change for number, change in enumerate(changes)], schema_overrides={"text": pl.String}), "documents"
    )


def test_what_keeps_the_contract_passes():
    frame = blocks({}, {}, {"block": 0, "report_id": "a0"})
    assert validate(frame, "documents") is frame


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [({"kind": "cel"}, "kind", "cel"), ({"text": None}, "text", None), ({"block": -1}, "block", "-1"), ({"block": 0}, "documents", None)],
)
def test_what_breaks_it_is_named(change, column, value):
    with pytest.raises(ContractError) as raised:
        validate(blocks({}, change), "documents")
    assert raised.value.table == "documents"
    assert any(column in row["column"] and (value is None or row["value"] == value) for row in raised.value.failures.iter_rows(named=True))


def test_a_column_of_another_type_breaks_it():
    with pytest.raises(ContractError, match="page"):
        validate(blocks({}).with_columns(page=pl.lit("1")), "documents")


def test_a_row_that_breaks_it_is_told_by_its_key():
    with pytest.raises(ContractError, match=r"row 1 \(report_id a1, block 7\): kind = 'cel'") as raised:
        validate(blocks({}, {"block": 7, "kind": "cel"}), "documents")
    assert raised.value.failures["of"].to_list() == ["report_id a1, block 7"]


def test_a_file_that_breaks_it_is_told_by_its_path():
    files = conform(pl.DataFrame({"path": ["甲/乙.html"], "bytes": [-1]}), "raw_files")
    with pytest.raises(ContractError, match=r"path 甲/乙\.html"):
        validate(files, "raw_files")
