"""What must not get out or in: secrets, personal data, absolute paths, writes by readers, the UI on the network."""

from functools import cache
from pathlib import Path

import pytest

from assets.command_line import ui
from assets.settings import PROJECT
from pipeline.warehouse import QueryError, query

SECRETS = {"AWS_ACCESS_KEY_ID": "AKIANOTTOBESEEN1", "AWS_SECRET_ACCESS_KEY": "never-to-be-seen-2", "FOI_ALERT_SMTP_PASSWORD": "never-to-be-seen-3"}
UNDER_THE_TABLE = """
<p>单位负责人：王小明　　审核人：李大伟　　填报人：赵晓丽　　联系电话：010-69041234　　填报日期：2019年1月18日</p>
<p>联系人：孙立国，手机13901234567，电子邮箱：sunliguo@example.gov.cn，邮政编码：101500。</p>
<table><tr><td>负责人</td><td>王小明</td><td>审核人</td><td>李大伟</td><td>填报人</td><td>赵晓丽</td><td>联系电话</td><td>69041234</td></tr></table>
"""
REPORT = f"""<html><head><title>密云区甲镇2018年政府信息公开工作年度报告</title></head><body>
<h1>密云区甲镇2018年政府信息公开工作年度报告</h1><p>本年度主动公开政府信息37条。全年共收到政府信息公开申请5件。</p>{UNDER_THE_TABLE}</body></html>"""
PERSONAL = ("王小明", "李大伟", "赵晓丽", "孙立国", "69041234", "13901234567", "sunliguo", "101500")


@pytest.fixture(scope="module")
def night(tmp_path_factory, small_runs):
    """A run over one report and one bucket that cannot be had: (all that was logged, warehouse)."""
    folder = tmp_path_factory.mktemp("night")
    raw = folder / "raw/北京市/密云区/甲镇"
    raw.mkdir(parents=True)
    (raw / "2018.html").write_text(REPORT, encoding="utf-8")
    (folder / "sources.yml").write_text("sources: [{name: 桶, url: 's3://reports/x', endpoint: 'http://127.0.0.1:9', region: r, timeout: 1}]")
    with small_runs() as instance, pytest.MonkeyPatch.context() as patch:
        for name, value in {**SECRETS, "FOI_SOURCES": str(folder / "sources.yml")}.items():
            patch.setenv(name, value)
        from assets.running import run_job
        from assets.settings import settings

        summary = run_job(settings(raw=folder / "raw", warehouse=folder / "warehouse"))
        logged = "\n".join(str(entry) for entry in instance.all_logs(summary["run_id"])) + str(summary)
    return logged, folder / "warehouse/foi.duckdb"


@cache
def texts(path):
    """Every text of every table, as 'table.column: value'."""
    columns = query(
        path, "SELECT table_name, column_name FROM duckdb_columns() WHERE table_name IN (SELECT table_name FROM duckdb_tables()) AND data_type LIKE 'VARCHAR%'"
    )
    parts = [f"""SELECT DISTINCT '{table}.{column}: ' || "{column}"::VARCHAR AS text FROM {table}""" for table, column in columns.iter_rows()]
    return query(path, f"SELECT text FROM ({' UNION ALL '.join(parts)}) WHERE text IS NOT NULL")["text"].to_list()


def test_the_run_published_although_a_source_could_not_be_had(night):
    logged, path = night
    assert "s3://reports/x" in logged
    assert path.exists()


def test_secrets_of_the_environment_are_neither_logged_nor_published(night):
    logged, path = night
    for secret in SECRETS.values():
        assert secret not in logged
        assert not any(secret in text for text in texts(path))


def test_names_and_phone_numbers_under_the_tables_are_no_facts(night):
    _, path = night
    assert query(path, "SELECT count(*) AS n FROM fact_observation WHERE value = 37")["n"][0] == 1, "the report itself is read"
    found = [text for text in texts(path) for secret in PERSONAL if secret in text]
    assert found == []
    assert query(path, "FROM fact_observation WHERE value IN (69041234, 13901234567, 101500, 1234)").is_empty()


def test_paths_in_the_data_are_relative(night, warehouse):
    for path, places in ((night[1], [night[1].parent.parent]), (warehouse, [PROJECT, warehouse.parent, Path.home()])):
        absolute = [text for text in texts(path) for place in places if f"{place}/" in text]
        assert absolute == []
        assert query(path, "FROM file_log WHERE path LIKE '/%'").is_empty()


def test_readers_cannot_write(warehouse):
    for sql in ("DELETE FROM fact_indicator", "CREATE TABLE t AS SELECT 1", "DROP VIEW v_series"):
        with pytest.raises(QueryError, match="read-only"):
            query(warehouse, sql)


def test_the_ui_listens_on_this_machine_only():
    assert next(option for option in ui.params if option.name == "host").default == "127.0.0.1"
