"""Exports read back in other tools, and the same bytes each time."""

import csv
import hashlib
import json
import subprocess

import polars as pl
import pytest

from pipeline import district_workbook
from pipeline.exports import ExportError, export, names
from pipeline.warehouse import query


@pytest.fixture(scope="module")
def exported(warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "it's 数据"
    export(warehouse, folder)
    return folder


def test_two_exports_are_the_same_to_the_byte(warehouse, exported, tmp_path):
    export(warehouse, tmp_path / "again")
    files = sorted(path.relative_to(exported) for path in exported.rglob("*") if path.is_file())
    assert len(files) > 40
    assert all((exported / path).read_bytes() == (tmp_path / "again" / path).read_bytes() for path in files)


@pytest.mark.parametrize("table", names())
def test_parquet_and_csv_hold_all_rows(ask, exported, table):
    rows = ask(f"SELECT count(*) AS n FROM {table}")["n"][0]
    assert pl.read_parquet(exported / "parquet" / f"{table}.parquet").height == rows
    assert pl.read_csv(exported / "csv" / f"{table}.csv", infer_schema=False).height == rows


def test_csv_reads_back_as_excel_and_r_see_it(ask, exported):
    path = exported / "csv" / "v_series.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert sum(float(row["value"]) for row in rows if row["value"]) == pytest.approx(ask("SELECT sum(value) AS n FROM v_series")["n"][0])
    assert rows[0]["concept"] and {row["comparability"] for row in rows} <= {"exact", "broader", "narrower", "not_comparable"}


def test_reads_back_in_pandas_and_duckdb(ask, warehouse, exported):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(exported / "csv" / "v_indicator.csv", dtype={"office_id": str}, low_memory=False)
    assert frame["value"].sum() == pytest.approx(ask("SELECT sum(value) AS n FROM v_indicator")["n"][0])
    assert frame.loc[frame["value_status"] == "blank", "value"].isna().all()  # missing is not zero
    again = query(warehouse, "SELECT count(*) AS n FROM read_csv($path)", {"path": str(exported / "csv" / "fact_observation.csv")})
    assert again["n"][0] == ask("SELECT count(*) AS n FROM fact_observation")["n"][0]
    findings = {"path": str(exported / "parquet" / "v_findings.parquet")}
    places = query(warehouse, "SELECT places[1].quote AS quote FROM read_parquet($path) WHERE len(places) > 0", findings)
    assert places["quote"].is_not_null().any()


def test_the_package_is_valid_for_frictionless(exported):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["taskNumber", "name", "fieldName", "rowNumber", "message"])[:5]


def test_every_column_is_described_and_every_file_is_listed(exported):
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for resource in package["resources"] if "schema" in resource for field in resource["schema"]["fields"]]
    assert all(field["title"] and field["description"] for field in fields)
    listed = {resource["path"] for resource in package["resources"]}
    assert listed == {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()} - {"datapackage.json", "SHA256SUMS"}


def test_checksums_hold(exported):
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=exported, check=True)


def test_other_folders_are_not_overwritten(warehouse, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ExportError, match="name another folder"):
        export(warehouse, tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_the_workbook_of_a_district(warehouse, tmp_path):
    from python_calamine import CalamineWorkbook

    for name in ("once.xlsx", "twice.xlsx"):
        district_workbook.write(warehouse, tmp_path / name, "密云区", 2021)
    assert len({hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("once.xlsx", "twice.xlsx")}) == 1
    book = CalamineWorkbook.from_path(str(tmp_path / "once.xlsx"))
    assert book.sheet_names == ["说明", "报告", "缺报", "汇总", "指标值", "发现", "词典", "各机关对照"]
    head, *rows = book.get_sheet_by_name("各机关对照").to_python()
    (new,) = [row for row in rows if row[1] == "本年新收政府信息公开申请数量（总计）"]
    assert dict(zip(head[2:], new[2:], strict=True)) == {"太师屯镇人民政府": 10, "密云区人民政府": 17, "鼓楼街道办事处": 7}


def test_a_district_without_reports_gets_no_workbook(warehouse, tmp_path):
    with pytest.raises(LookupError, match="no report of '密云市'"):
        district_workbook.write(warehouse, tmp_path / "none.xlsx", "密云市")
