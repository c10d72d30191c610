"""Which of several versions counts, and the offices of all reports."""

from datetime import date

import polars as pl
import pytest

from pipeline.identity.lineage import office_dimension, with_office_keys
from pipeline.identity.offices import office_row
from pipeline.identity.resolver import Clues, resolve, resolve_title
from pipeline.identity.versions import content_fingerprint, settle
from schemas.contracts import conform, validate

JANUARY, FEBRUARY, MARCH = (date(2023, month, 13) for month in (1, 2, 3))


def report(report_id, *, office="丰台区青桐街道", year=2022, former=None, **given):
    """A row of the layer `identities`."""
    answer = resolve_title(office, year) or resolve(Clues(office), year)
    row = {"report_id": report_id, "report_key": 1, "path": f"{report_id}.html", "format": "html", "document_kind": "report", "form": "articles-2021"}
    return row | office_row(answer.place, answer.office, year) | {"year": year, "is_corrected": False, "published_on": None, "former_name": former} | given


def identities(*rows):
    return conform(pl.DataFrame(list(rows), infer_schema_length=None), "identities").drop("content")


def settled(*rows, contents, replaced=None):
    """report_id → (status, supersedes)."""
    fingerprints = pl.DataFrame({"report_id": list(contents), "content": list(contents.values())})
    frame = settle(identities(*rows), fingerprints, replaced)
    validate(conform(with_office_keys(frame), "reports"), "reports")
    return {row["report_id"]: (row["status"], row["supersedes"]) for row in frame.iter_rows(named=True)}


# --- versions --------------------------------------------------------------------------------------------------------


def test_of_equal_reports_one_counts_always_the_same():
    rows = [report("b", path="b.docx"), report("a"), report("c")]
    expected = {"a": ("accepted", None), "b": ("duplicate", None), "c": ("duplicate", None)}
    for order in (rows, rows[::-1]):
        assert settled(*order, contents=dict.fromkeys("abc", 7)) == expected


def test_a_correction_supersedes_what_it_corrects():
    found = settled(report("a"), report("b", is_corrected=True), contents={"a": 1, "b": 2})
    assert found == {"a": ("superseded", None), "b": ("accepted", "a")}


def test_a_correction_of_words_only_supersedes_too():
    assert settled(report("a"), report("b", is_corrected=True), contents={"a": 1, "b": 1}) == {"a": ("superseded", None), "b": ("accepted", "a")}


def test_what_stands_in_a_file_now_supersedes_what_stood_there_before():
    before, now = report("a", path="one.html", published_on=MARCH), report("b", path="one.html", published_on=JANUARY)
    replaced = pl.DataFrame({"report_id": ["a"], "replaced_by": ["b"]})
    assert settled(before, now, contents={"a": 1, "b": 2}, replaced=replaced) == {"a": ("superseded", None), "b": ("accepted", "a")}
    assert settled(before, now, contents={"a": 1, "b": 1}, replaced=replaced) == {"a": ("duplicate", None), "b": ("accepted", None)}


def test_a_file_that_holds_the_report_of_another_year_now_leaves_the_old_one_standing():
    rows = [report("a", path="report.html"), report("b", path="report.html", year=2023)]
    replaced = pl.DataFrame({"report_id": ["a"], "replaced_by": ["b"]})
    assert settled(*rows, contents={"a": 1, "b": 2}, replaced=replaced) == {"a": ("accepted", None), "b": ("accepted", None)}


def test_of_different_contents_the_later_one_counts():
    rows = [report("a", published_on=FEBRUARY), report("b", published_on=JANUARY), report("c", published_on=MARCH)]
    assert settled(*rows, contents={"a": 1, "b": 2, "c": 3}) == {"a": ("superseded", "b"), "b": ("superseded", None), "c": ("accepted", "a")}


def test_a_copy_posted_later_does_not_make_its_version_a_later_one():
    rows = [report("a", published_on=JANUARY), report("b", published_on=FEBRUARY), report("c", published_on=MARCH)]
    assert settled(*rows, contents={"a": 1, "b": 2, "c": 1}) == {"a": ("superseded", None), "b": ("accepted", "a"), "c": ("duplicate", None)}


def test_without_a_date_nothing_is_thrown_away():
    rows = [report("a", published_on=JANUARY), report("b")]
    assert {status for status, _ in settled(*rows, contents={"a": 1, "b": 2}).values()} == {"accepted"}


def test_a_page_without_the_table_is_no_earlier_version():
    rows = [report("a", form="narrative-era", published_on=JANUARY), report("b", published_on=FEBRUARY)]
    assert {status for status, _ in settled(*rows, contents={"a": 1, "b": 2}).values()} == {"accepted"}


@pytest.mark.parametrize("other", [{"office": "丰台区白果街道"}, {"year": 2021}, {"document_kind": "attachment"}])
def test_other_offices_years_and_attachments_stand_for_themselves(other):
    rows = [report("a", published_on=JANUARY), report("b", published_on=FEBRUARY, **other)]
    assert {status for status, _ in settled(*rows, contents={"a": 1, "b": 1}).values()} == {"accepted"}


def test_the_reason_tells_what_happened():
    frame = settle(identities(report("a"), report("b")), pl.DataFrame({"report_id": ["a", "b"], "content": [1, 1]}))
    assert frame["reason"].to_list() == ["read", "same_report"]


def observation(report_id, value, label="规章", origin="table"):
    return {"report_id": report_id, "origin": origin, "value": float(value), "statistic": "level", "label": label, "column_label": "本年制发件数"}


def contents(documents, observations):
    frame = content_fingerprint(conform(pl.DataFrame(documents), "documents"), conform(pl.DataFrame(observations), "observations"))
    return dict(frame.iter_rows())


def test_content_is_what_is_printed_whatever_the_order():
    documents = [
        {"report_id": report_id, "block": 0, "kind": "paragraph", "text": f"版面{report_id}不同，长短也不同，但是数字都一样，内容没有区别。"}
        for report_id in "abcd"
    ]
    values = [observation("a", 1), observation("a", 2, "规范性文件"), observation("b", 2, "规范性文件"), observation("b", 1)]
    values += [observation("c", 1), observation("c", 3, "规范性文件")]
    found = contents(documents, values)
    assert found["a"] == found["b"]
    assert len({found["a"], found["c"], found["d"]}) == 3


def test_text_counts_where_nothing_was_observed():
    text = "全年没有收到政府信息公开申请，也没有收取费用，各项工作平稳。"
    documents = [
        {"report_id": report_id, "block": 0, "kind": "paragraph", "text": said}
        for report_id, said in (("a", text), ("b", text.replace("，", "， ")), ("c", text[1:]))
    ]
    found = contents(documents, [observation("x", 1)])
    assert found["a"] == found["b"] != found["c"]


# --- offices ---------------------------------------------------------------------------------------------------------


def dimension(*rows):
    """full_name → (office_id, valid_from, valid_to, successor_id)."""
    frame = office_dimension(identities(*rows))
    validate(frame, "dim_office")
    return {row["full_name"]: (row["office_id"], row["valid_from"], row["valid_to"], row["successor_id"]) for row in frame.iter_rows(named=True)}


def test_a_county_that_became_a_district_ends_a_name_and_begins_one():
    found = dimension(report("a", office="密云县果园街道", year=2014))
    assert found["北京市密云县果园街道办事处"] == ("110228-果园街道办事处", None, 2014, "110118002")
    assert found["北京市密云区果园街道办事处"] == ("110118002", 2015, None, None)


def test_a_name_used_in_the_year_of_the_change_lasts_to_that_year():
    found = dimension(report("a", office="密云县青桐镇", year=2014), report("b", office="密云县青桐镇", year=2014))
    assert found["北京市密云县青桐镇人民政府"][2] == 2014


def test_a_merged_district_is_followed_by_the_one_that_took_it_in():
    found = dimension(report("a", office="闸北区青桐街道", year=2010))
    assert found["上海市闸北区青桐街道办事处"][2:] == (2014, "310106-青桐街道办事处")
    assert found["上海市静安区青桐街道办事处"][:3] == ("310106-青桐街道办事处", None, None)


def test_a_town_becomes_the_subdistrict_of_its_name():
    found = dimension(report("a", office="丰台区青桐镇", year=2016), report("b", office="丰台区青桐街道", year=2017))
    assert found["北京市丰台区青桐镇人民政府"][2:] == (2016, "110106-青桐街道办事处")
    assert found["北京市丰台区青桐街道办事处"][1] == 2017


def test_a_town_of_one_sign_keeps_its_镇_as_a_subdistrict():
    found = dimension(report("a", office="章丘区刁镇", year=2016), report("b", office="章丘区刁镇街道", year=2021))
    assert found["山东省济南市章丘区刁镇人民政府"][3] == found["山东省济南市章丘区刁镇街道办事处"][0] == "370114016"


def test_a_town_around_beijing_is_the_listed_area_whose_office_it_shares():
    found = dimension(report("a", office="大兴区亦庄镇", year=2016), report("b", office="大兴区亦庄地区办事处", year=2021))
    assert {row[0] for row in found.values()} == {"110115004"}


def test_the_text_says_when_a_town_became_a_subdistrict():
    found = dimension(report("a", office="丰台区青桐镇", year=2016), report("b", office="丰台区青桐街道", year=2020, former="青桐镇"))
    assert found["北京市丰台区青桐镇人民政府"][2:] == (2019, "110106-青桐街道办事处")
    assert found["北京市丰台区青桐街道办事处"][1] == 2020


def test_a_former_name_without_a_report_has_its_row():
    found = dimension(report("b", office="丰台区青桐街道", year=2020, former="丰台区白果镇"))
    assert found["北京市丰台区白果镇人民政府"][2:] == (2019, "110106-青桐街道办事处")


def test_bureaus_that_a_reform_renamed_follow_one_another():
    found = dimension(report("a", office="丰台区环境保护局", year=2017), report("b", office="丰台区生态环境局", year=2020))
    assert found["北京市丰台区环境保护局"][2:] == (2019, "110106-生态环境局")


def test_offices_of_one_name_in_two_districts_stay_apart():
    found = dimension(report("a", office="丰台区青桐镇", year=2016), report("b", office="海淀区青桐街道", year=2017))
    assert found["北京市丰台区青桐镇人民政府"][2:] == (None, None)


def test_keys_do_not_depend_on_the_other_reports():
    one = office_dimension(identities(report("a")))
    more = office_dimension(identities(report("a"), report("b", office="海淀区青桐街道")))
    assert one["office_key"].is_in(more["office_key"].implode()).all()
    assert one["office_key"].max() < 2**53


def test_no_reports_no_offices():
    assert office_dimension(identities(report("a")).clear()).is_empty()
