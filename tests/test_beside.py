"""A report that names no county: what the files beside it say of it, and what they do not."""

import polars as pl
import pytest

from pipeline import publication
from pipeline.identity.beside import counties_beside
from pipeline.layers import with_beside
from pipeline.warehouse import query

YONGJIA, PIDU, PINGJIANG = "330324", "510117", "430626"


def beside(known, held):
    """Path → county for held documents (path → office); known: path → (office, division, evidence)."""
    identities = pl.DataFrame([(path, *row) for path, row in known.items()], schema=["report_id", "name", "division_code", "office_evidence"], orient="row")
    rejected = [(path, "office_unresolved", f"{office}：没有写明所在区县") for path, office in held.items()]
    rejected = pl.DataFrame(rejected, schema=dict.fromkeys(("report_id", "reason", "detail"), pl.String), orient="row")
    paths = pl.DataFrame([(path, path) for path in (*known, *held)], schema=["report_id", "path"], orient="row")
    return dict(counties_beside(identities, rejected, paths).iter_rows())


def named(office, division):
    return office, division, "标题：某地"


OF_ONE_COUNTY = {"甲/1.txt": named("石河镇人民政府", YONGJIA), "甲/2.txt": named("教育局", YONGJIA)}


def test_all_files_of_the_folder_are_of_one_county():
    assert beside(OF_ONE_COUNTY, {"甲/3.txt": "城关镇人民政府", "甲/乙/4.txt": "水务局"}) == {"甲/3.txt": YONGJIA, "甲/乙/4.txt": YONGJIA}


@pytest.mark.parametrize(
    "more",
    [
        {"甲/9.txt": named("教育局", PIDU)},
        {"甲/9.txt": named("教育局", "330300")},  # of the city
    ],
)
def test_a_folder_of_several_counties_says_nothing(more):
    assert beside(OF_ONE_COUNTY | more, {"甲/3.txt": "城关镇人民政府"}) == {}


def test_one_file_alone_says_nothing_of_another_office():
    assert beside({"甲/1.txt": named("教育局", YONGJIA)}, {"甲/3.txt": "城关镇人民政府"}) == {}


def test_another_year_of_the_same_office_says_its_county_wherever_other_counties_lie_beside():
    known = {"1.txt": named("锦亭镇人民政府", PIDU), "2.txt": named("教育局", YONGJIA), "3.txt": named("城关镇人民政府", PINGJIANG)}
    held = {"4.txt": "锦亭镇人民政府", "5.txt": "教育局", "6.txt": "城关镇人民政府"}  # bureaus and 城关镇 there are many
    assert beside(known, held) == {"4.txt": PIDU}


def test_a_county_is_the_same_under_its_older_code():
    known = {"甲/1.txt": named("石羊镇人民政府", "110228"), "甲/2.txt": named("石羊镇人民政府", "110118")}
    assert beside(known, {"甲/3.txt": "石羊镇人民政府"}) == {"甲/3.txt": "110118"}


def test_what_was_taken_from_beside_says_nothing_itself_and_is_asked_again():
    taken = {"甲/3.txt": ("水务局", YONGJIA, "同批文件：浙江省温州市永嘉县")}
    assert beside(OF_ONE_COUNTY | taken, {}) == {"甲/3.txt": YONGJIA}
    assert beside({"甲/1.txt": named("教育局", YONGJIA)} | taken, {"甲/5.txt": "财政局"}) == {}


def test_a_shard_is_made_again_when_what_lies_beside_changes():
    shards = pl.DataFrame({"report_id": ["1", "2"], "format": "text", "path": ["a", "b"], "shard": "s"})
    nothing = with_beside(shards, pl.DataFrame(schema={"report_id": pl.String, "beside": pl.String}))
    county = with_beside(nothing, pl.DataFrame({"report_id": ["2"], "beside": [YONGJIA]}))
    assert county["beside"].to_list() == [None, YONGJIA]
    assert nothing["paths"].n_unique() == county["paths"].n_unique() == 1 and nothing["paths"][0] != county["paths"][0]


def report(title):
    return f"{title}\n一、概述\n全年主动公开政府信息120条，收到政府信息公开申请3件，均已按时答复，予以公开2件。\n二、存在的主要问题\n公开内容还不够全面，更新还不够及时。"


def test_nights_with_a_report_that_names_no_county(tmp_path, small_runs):
    """Accepted where a report of the same office names the county, with a finding that says so; held when none does without doubt any more."""
    from assets.running import run_job
    from assets.settings import settings

    where = settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")
    where.raw.mkdir()
    (where.raw / "二.txt").write_text(report("锦亭镇2018年政府信息公开工作年度报告"), encoding="utf-8")
    ask = lambda sql: query(where.warehouse / publication.FILE, sql).rows()  # noqa: E731
    offices = "SELECT year, full_name FROM dim_report JOIN dim_office USING (office_key) ORDER BY year"
    with small_runs():
        (where.raw / "一.txt").write_text(report("成都市郫都区锦亭镇人民政府2017年政府信息公开工作年度报告"), encoding="utf-8")
        assert run_job(where)["reports"] == 2
        assert ask(offices) == [(year, "四川省成都市郫都区锦亭镇人民政府") for year in (2017, 2018)]
        assert any("同批文件" in text for (text,) in ask("SELECT message_zh FROM fact_finding WHERE code = 'OFFICE'"))
        assert run_job(where)["outcome"] == "nothing new"
        (where.raw / "三.txt").write_text(report("铜梁区锦亭镇人民政府2019年政府信息公开工作年度报告"), encoding="utf-8")
        assert run_job(where, accept_losses=True)["outcome"] == "published"
    assert [year for year, _ in ask(offices)] == [2017, 2019]
