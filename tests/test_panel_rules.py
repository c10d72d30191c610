"""Findings over years and offices, copies, corrections."""

from datetime import date

import polars as pl
import pytest

from pipeline import judging
from pipeline.blame import sparing
from pipeline.rules import panel, panel_rules
from pipeline.rules.cell_rules import with_attachments
from pipeline.rules.copies import near_pairs, signatures
from pipeline.rules.corrections import apply_corrections, apply_dismissals
from pipeline.rules.findings import empty
from pipeline.rules.panel import differing_findings, own_findings, panel_findings, thin
from pipeline.rules.report_rules import report_findings
from pipeline.rules.rule_examples import layers
from schemas.codebook import codebook
from schemas.consistency import codebook_problems
from schemas.contracts import validate
from schemas.rule_entries import Correction, Dismissal, Example, Rule


def built(form, **example):
    rule = Rule(id="made", code="LOGIC", severity="info", forms=[form], check="made", zh="", en="", example=Example(**example))
    return layers([rule])[:3]


def over_years(form, **example):
    rows = validate(panel_findings(*thin(*built(form, **example))), "findings")
    return rows.filter(pl.col("severity") != "info")["rule_id"].to_list()


def test_carried_in_equals_carried_out_of_last_year():
    this, last = {"foi.application.carried_in[total]": 2}, {"foi.application.carried_out[total]": 2}
    assert not over_years("articles-2021", table=this, previous=last)
    assert over_years("articles-2021", table=this, previous={"foi.application.carried_out[total]": 0}) == ["T3-05"]


def test_without_last_years_report_nothing_is_said():
    assert not over_years("articles-2021", table={"foi.application.carried_in[total]": 2})


def test_a_superseded_report_is_not_last_years_report():
    others = [{"report": {"year": 2021, "status": "superseded"}, "table": {"foi.application.carried_out[total]": 0}}]
    assert not over_years("articles-2021", table={"foi.application.carried_in[total]": 2}, others=others)


def test_money_a_thousand_times_more_is_no_slip_of_the_unit():
    funding = "foi.capacity.special_funding"
    assert not over_years("stat-table-2014", table={funding: "300 万元"}, previous={funding: "0.5 万元"}, report={"year": 2017})
    assert over_years("stat-table-2014", table={funding: "5000 万元"}, previous={funding: "0.5 万元"}, report={"year": 2017}) == ["PANEL-UNIT"]


CLAUSES = [
    f"街道围绕{word}工作公开了办理流程和结果" for word in ("低保", "拆迁", "绿化", "供暖", "环卫", "教育", "养老", "防汛", "食药", "就业", "停车", "物业")
]


def test_copied_text_is_found_between_offices_and_years():
    other = {"report": {"office_id": "other", "name": "丙丁街道办事处", "year": 2022}, "lines": CLAUSES}
    assert over_years("narrative-era", lines=CLAUSES, others=[{**other, "report": {**other["report"], "year": 2021}}]) == ["NV-22"]
    assert not over_years("narrative-era", lines=CLAUSES, others=[{**other, "lines": [line.replace("街道", "本镇") for line in CLAUSES]}])


@pytest.mark.parametrize("count", [2, 50])
def test_a_crowd_of_equal_reports_costs_no_more_than_one_pair_each(count):
    others = [{"report": {"office_id": "other", "year": 2021}, "copies": count, "lines": CLAUSES}]
    documents, values, reports = built("narrative-era", lines=CLAUSES, others=others)
    order = reports.select("report_id").with_row_index("rank")
    pairs = near_pairs(signatures(documents, values), order, 0.9)
    assert pairs.height == count
    assert set(pairs["other_id"]) == {reports["report_id"][0]}


# --- faults of the program ---------------------------------------------------------------------------------------


def test_a_check_that_fails_on_an_office_costs_no_other_office_and_no_other_check(monkeypatch):
    """One office left a year out, the other changed its name; the check for years that are missing fails on the second."""
    other = {"office_id": "other", "full_name": "丙省丁市戊区丙丁镇人民政府"}
    others = [
        {"report": {"year": 2019}},
        {"report": {**other, "year": 2022, "name": "丙丁街道办事处"}},
        {"report": {**other, "year": 2021, "name": "丙丁镇人民政府"}},
    ]
    frames = thin(*built("narrative-era", report={"year": 2022}, others=others))

    def fails(panel):
        if panel.main["office_id"].str.contains("other").any():
            raise IndexError("list index out of range")
        return panel_rules._gaps(panel)

    failing = {shared: [fails if check is panel_rules._gaps else check for check in checks] for shared, checks in panel_rules.CHECKS.items()}
    monkeypatch.setattr(panel, "CHECKS", failing)
    found = validate(panel_findings(*frames), "findings").join(frames.reports.select("report_id", "office_id", "year"), on="report_id")
    told = found.select(pl.col("office_id").str.split(" ").list.first(), "year", "rule_id").sort("office_id", "year", "rule_id").rows()
    assert told == [("other", 2021, "PROGRAM"), ("other", 2022, "PANEL-RENAMED"), ("other", 2022, "PROGRAM"), ("own", 2022, "PANEL-GAP")]


def judged(documents, observations, reports, kept=None, code="code of today"):
    """all_findings() of a batch; also the offices whose own reports were compared."""
    frames, compared = thin(documents, observations, reports), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "own_findings", lambda some, *rest: compared.extend(some["office_id"].unique()) or own_findings(some, *rest))
        made = reports.select("report_id", made=pl.lit(code))
        return judging.all_findings(reports, observations, frames.compared, frames.signatures, empty(), made, kept), sorted(compared)


def test_a_night_compares_the_reports_of_offices_that_changed_only():
    """Of two offices that left a year out, one hands in the missing report: its finding goes, the other's stays without a look at its reports."""
    other = {"office_id": "other", "name": "丙丁街道办事处"}
    others = [{"report": {"year": 2019}}, *({"report": {**other, "year": year}} for year in (2022, 2021, 2019))]
    all_here = built("narrative-era", report={"year": 2022}, others=others)
    late = all_here[2].filter(pl.col("office_id").str.contains("other") & (pl.col("year") == 2021))["report_id"]
    first, compared = judged(*(frame.filter(~pl.col("report_id").is_in(late.implode())) for frame in all_here))
    assert len(compared) == 2 and first.findings.filter(pl.col("rule_id") == "PANEL-GAP").height == 2
    second, compared = judged(*all_here, first.kept)
    anew, _ = judged(*all_here)
    assert [office.split(" ")[0] for office in compared] == ["other"]
    assert second.findings.equals(anew.findings) and second.kept.equals(anew.kept)
    _, compared = judged(*all_here, second.kept, code="code of tomorrow")
    assert len(compared) == 2


@pytest.mark.parametrize("bad", [{3}, {0, 7}, {1, 2, 6}])
def test_blame_falls_on_those_that_the_program_fails_on(bad):
    def make(items):
        if bad & set(items):
            raise ValueError(sorted(bad & set(items)))
        return sum(items)

    assert sparing(make, list(range(8))) == (28 - sum(bad), {item: f"ValueError: [{item}]" for item in bad})


def test_neighbours_that_fail_together_are_to_blame_together():
    def make(items):
        if {2, 3} <= set(items):
            raise ValueError
        return items

    made, blamed = sparing(make, list(range(8)))
    assert (made, set(blamed)) == ([0, 1, 4, 5, 6, 7], {2, 3})


# --- decisions ---------------------------------------------------------------------------------------------------

OFFICE = "丙省丁市戊区甲乙街道办事处"


def correction(expects):
    return Correction(
        office=OFFICE, year=2022, indicator="foi.training.session", expects=expects, value=3, reason="来函确认", date=date(2023, 5, 4), by="区政务公开办"
    )


def test_a_correction_shows_its_value_beside_the_printed_one():
    _, values, reports = built("stat-table-2014", table={"foi.training.session": 2})
    corrected, stale = apply_corrections(values, reports, [correction(2)])
    assert corrected.select("found", "corrected_value", "status").row(0) == (2.0, 3.0, "applied")
    assert values.filter(pl.col("value") == 2).height == 1  # what is printed stays
    assert stale.is_empty()


def test_a_correction_that_no_longer_fits_fails_loudly():
    _, values, reports = built("stat-table-2014", table={"foi.training.session": 3})
    corrected, stale = apply_corrections(values, reports, [correction(2)])
    assert corrected.select("status", "expects", "found").row(0) == ("stale", 2.0, 3.0)
    assert stale.select("code", "severity").row(0) == ("CORRECTION", "warning")
    assert all(part in stale["message_zh"].item() for part in ("corrections.yml", "corrections 1", OFFICE, "预期 2", "现为 3"))


def test_a_re_issued_report_is_corrected_only_if_it_still_prints_the_error():
    other = {"report": {"year": 2022, "status": "superseded"}, "table": {"foi.training.session": 2}}
    for printed, status in ((2, "applied"), (4, "stale")):
        _, values, reports = built("stat-table-2014", table={"foi.training.session": printed}, others=[other])
        corrected, _ = apply_corrections(values, reports, [correction(2)])
        assert corrected.select("status", "report_id").row(0) == (status, reports.filter(pl.col("status") == "accepted")["report_id"].item())


def test_a_correction_waits_for_its_report():
    _, values, reports = built("stat-table-2014", table={"foi.training.session": 2}, report={"year": 2021})
    corrected, stale = apply_corrections(values, reports, [correction(2)])
    assert corrected["status"].item() == "waiting" and stale.is_empty()


def test_a_dismissed_finding_becomes_a_remark_and_a_dismissal_of_other_figures_says_what_they_are_now():
    documents, values, reports = built("stat-table-2014", table={"foi.training.participant": 54, "foi.training.session": 0})
    findings = report_findings(documents, values, reports)
    rule, actual = findings.filter(pl.col("actual").is_not_null()).select("rule_id", "actual").row(0)
    review = {"office": OFFICE, "year": 2022, "rule": rule, "reason": "已核对", "date": date(2023, 5, 4), "by": "区政务公开办"}
    marked = apply_dismissals(findings, reports, [Dismissal(expects=actual, **review)])
    dismissed = marked.filter((pl.col("rule_id") == rule) & (pl.col("actual") == actual))
    assert set(dismissed["severity"]) == {"info"} and "已核对（区政务公开办，2023-05-04）" in dismissed["message_zh"][0]
    assert marked.height == findings.height

    stale = apply_dismissals(findings, reports, [Dismissal(expects="99", **review)]).filter(pl.col("code") == "CORRECTION")
    assert f"{rule} 预期 99，现为 {actual}（corrections.yml，dismissals 1" in stale["message_zh"].item()
    unknown = Dismissal(expects="7", **review | {"rule": "CELL-UNREAD"})
    assert "预期 7，现为 （无此数 nothing）" in apply_dismissals(findings, reports, [unknown]).filter(pl.col("code") == "CORRECTION")["message_zh"].item()


def test_the_codebook_of_rules_is_sound():
    assert not [problem for problem in codebook_problems(codebook()) if problem.file in ("rules.yml", "wording.yml", "corrections.yml", "finding_codes.yml")]


# --- a report and its attachment ---------------------------------------------------------------------------------


def lacking(attached_status="accepted"):
    """What a report without tables and its statistics table in a file of its own are told to lack, after each is judged alone: (document, table) pairs."""
    labels = {"甲": "主动公开政府信息情况（第二十条）", "乙": "收到和处理政府信息公开申请情况"}
    own = {"report": labels.values(), "table": [labels["甲"]]}  # the attachment holds 乙
    rows = [(f"{document}{number}", document, label) for document in own for number, label in enumerate(own[document])]
    findings = pl.DataFrame(rows, schema=["finding_id", "report_id", "expected"], orient="row").with_columns(rule_id=pl.lit("CELL-TABLE"))
    reports = pl.DataFrame(
        {
            "report_id": ["report", "table"],
            "office_id": ["own"] * 2,
            "year": [2022] * 2,
            "status": ["accepted", attached_status],
            "form": ["narrative-era", "articles-2021"],
            "document_kind": ["report", "attachment"],
        }
    )
    left = with_attachments(findings, reports)
    return [(row["report_id"], next(name for name, label in labels.items() if label == row["expected"])) for row in left.iter_rows(named=True)]


def test_a_table_in_the_attachment_is_not_missed_in_the_report():
    assert lacking() == [("report", "甲")]


def test_an_attachment_that_is_not_taken_answers_nothing():
    assert lacking(attached_status="duplicate") == [("report", "甲"), ("report", "乙"), ("table", "甲")]


def test_two_reports_of_one_year_that_nothing_orders_are_told_on_both():
    documents, values, reports = built("articles-2021", report={"path": "甲.html"}, others=[Example(report={"path": "乙.html", "year": 2021})])
    reports = reports.with_columns(year=pl.lit(2021, pl.Int16))

    def told(**changes):
        rows = panel_findings(*thin(documents, values, reports.with_columns(**changes)))
        return rows.filter(pl.col("rule_id") == "DOC-SIDE-BY-SIDE")["message_zh"].to_list()

    assert sorted("甲.html" in message for message in told()) == [False, True]
    second = pl.col("path") == "乙.html"
    assert not told(status=pl.when(second).then(pl.lit("superseded")).otherwise("status").cast(reports.schema["status"]))
    assert not told(document_kind=pl.when(second).then(pl.lit("attachment")).otherwise("document_kind").cast(reports.schema["document_kind"]))


def test_figures_that_differ_from_those_of_the_attachment_are_told_with_both_places():
    other = Example(
        report={"path": "附件.xlsx", "document_kind": "attachment", "year": 2021},
        table={"foi.application.new[total]": 3, "foi.application.carried_in[total]": 1},
    )
    table = {"foi.application.new[total]": 2, "foi.application.carried_in[total]": 1}
    _, values, reports = built("articles-2021", report={"path": "年报.html", "year": 2021}, table=table, others=[other])
    found = differing_findings(reports, values)
    assert found["rule_id"].to_list() == ["DOC-DIFFER"] and "年报.html" in found["message_zh"].item() and found["observation_ids"].item().len() == 2
    assert differing_findings(reports.with_columns(year=pl.Series([2021, 2020], dtype=pl.Int16)), values).is_empty()
