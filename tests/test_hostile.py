"""Odd and hostile files through the real steps: each ends with the right status and a stable reason, and none takes another with it."""

import io
from datetime import date

import hostile_files
import polars as pl
import pytest

from pipeline import extraction
from pipeline.derivation import derive
from pipeline.extraction import Task, extract
from pipeline.identity.versions import settle
from pipeline.landing import archives
from pipeline.landing.isolation import Failure, run_without
from pipeline.landing.paths import legible
from pipeline.landing.raw_files import raw_files
from pipeline.layers import SHARDED, Layers, assign_shards
from pipeline.making import wanted
from pipeline.readers import html
from pipeline.readers.blocks import ReadError
from pipeline.rules.report_rules import judge
from pipeline.star import file_log
from schemas.codebook import codebook


def shards_of(raw, layers):
    """(the layer raw_files of a landing folder, a task for each shard)."""
    files = raw_files(raw, None, date(2026, 3, 2))
    shards = assign_shards(
        files.filter(pl.col("status").is_null()).select("report_id", "format", "path"),
        pl.DataFrame(schema=SHARDED),
    )
    made = wanted(shards)
    tasks = [
        Task(shard, name, tuple(part.select("report_id", "path").iter_rows()), (), str(raw), 200 * 2**20, str(layers.folder), made[shard])
        for (shard, name), part in shards.group_by("shard", "format", maintain_order=True)
    ]
    return files, tasks


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """(expected by path, file log) of a run over the hostile folder."""
    raw, layers = tmp_path_factory.mktemp("raw"), Layers(tmp_path_factory.mktemp("layers"))
    folder = raw / "北京市" / "密云区"
    folder.mkdir(parents=True)
    expected = hostile_files.write(folder)
    files, tasks = shards_of(raw, layers)
    assert not [result for _, result in run_without(extract, tasks, Task.without, seconds=60) if isinstance(result, Failure)]
    identities, rejected = (pl.concat([layers.read(layer, task.shard, task.made.of(layer)) for task in tasks]) for layer in ("identities", "rejected"))
    reports = settle(identities.drop("content"), identities.select("report_id", "content"))
    origins = pl.DataFrame(schema={"path": pl.String, "url": pl.String, "fetched_at": pl.Datetime})
    log = file_log(files, rejected, reports, origins)
    return {f"北京市/密云区/{path}": status for path, status in expected.items()}, {row["path"]: row for row in log.iter_rows(named=True)}


def test_each_file_gets_the_right_status_and_reason(outcome):
    expected, log = outcome
    wrong = {path: (log.get(path, {}).get("status"), log.get(path, {}).get("reason")) for path in expected}
    wrong = {path: found for path, found in wrong.items() if found[0] != expected[path][0] or found[1] not in expected[path][1]}
    assert not wrong


def test_each_reason_says_what_to_do(outcome):
    _, log = outcome
    for row in log.values():
        reason = codebook().reasons[row["reason"]]
        assert reason.status == row["status"]
        assert reason.todo_zh
        assert reason.todo_en
        if reason.todo_zh != "无需处理" and row["status"] == "quarantined" and row["reason"] != "needs_libreoffice":
            assert row["detail"], row["path"]


def test_members_that_share_their_bytes_are_a_bomb():
    with pytest.raises(ReadError, match="bomb"):
        list(archives.members(hostile_files.overlapping_zip(), "zip"))


def test_a_page_that_breaks_off_is_told_from_one_without_ends():
    whole = "<html><body><p>公开842条</p><p>申请46件</p>"
    _, errors = html.read_all(
        [("1", whole.encode()), ("2", whole[:-6].encode()), ("3", "<p>公开842条".encode()), ("4", (whole + "</body></html>\n年").encode())]
    )
    assert {report_id: error.reason for report_id, error in errors.items()} == {"2": "broken"}


def test_names_in_gbk_are_legible():
    assert legible("ʯ" + r"\xb3\xc7\xd5\xf2/a.txt") == "石城镇/a.txt"
    assert legible("石城镇/a.txt") == "石城镇/a.txt"


def test_a_password_pdf_made_here_is_one():
    import pypdfium2

    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(io.BytesIO(hostile_files.password_pdf()))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<header><img src="logo.png"></header><div class="foot"><img src="police.png"></div><p>公开', []),
        ('<div class="article"><p><img src="http://example.invalid/1.png"></p></div>', ["picture=http://example.invalid/1.png"]),
        ("<table>" + "<tr><td>1</td></tr>" * 80 + '</table><img src="1.png">', []),
    ],
)
def test_pictures_of_the_article_are_evidence_and_those_of_the_frame_are_not(body, found):
    frame, _ = html.read_all([("1", f"<html><body>{body}</body></html>".encode())])
    assert frame.filter(pl.col("kind") == "metadata")["text"].to_list() == found


def two_towns(raw):
    """Puts reports of two towns into a folder; both print a sum that is wrong."""
    raw.mkdir()
    for town in ("鼓楼街道", "果园街道"):
        text = f"北京市密云区{town}2016年政府信息公开工作年度报告\n" + "全年主动公开政府信息128条，未发生行政复议和行政诉讼。\n" * 3
        text += "全年收到政府信息公开申请4件，其中当面申请1件、网络申请2件。\n"
        (raw / f"{town}.txt").write_text(text, encoding="utf-8")


def failing_on(function, town):
    """The function, but for an error where the text of its first frame names a town."""

    def fails(documents, *others):
        if documents["text"].str.contains(town).any():
            raise IndexError("list index out of range")
        return function(documents, *others)

    return fails


def test_a_document_that_the_program_fails_on_costs_no_other(tmp_path, monkeypatch):
    raw, layers = tmp_path / "raw", Layers(tmp_path / "layers")
    two_towns(raw)
    monkeypatch.setattr(extraction, "derive", failing_on(derive, "果园"))
    _, [task] = shards_of(raw, layers)
    assert extract(task).reports == 1
    [lost] = layers.read("rejected", task.shard, task.made.of("rejected")).to_dicts()
    assert (lost["reason"], lost["detail"]) == ("program_error", "IndexError: list index out of range")


def test_a_rule_that_fails_on_a_document_costs_the_findings_of_no_other(tmp_path, monkeypatch):
    raw, layers = tmp_path / "raw", Layers(tmp_path / "layers")
    two_towns(raw)
    _, [task] = shards_of(raw, layers)

    def findings():
        extract(task)
        found = layers.read("report_findings", task.shard, task.made.of("report_findings"))
        return {(town, row["rule_id"]) for town in ("鼓楼", "果园") for row in found.iter_rows(named=True) if row["report_id"] == ids[town]}, found

    ids = {path[:2]: report_id for report_id, path in task.files}
    whole, _ = findings()
    assert {town for town, _ in whole} == {"鼓楼", "果园"}
    monkeypatch.setattr(extraction, "judge", failing_on(judge, "鼓楼"))
    spared, found = findings()
    assert spared == {(town, rule) for town, rule in whole if town == "果园"} | {("鼓楼", "PROGRAM")}
    told = found.row(by_predicate=pl.col("rule_id") == "PROGRAM", named=True)
    assert told["fault"] == "reading"
    assert "IndexError: list index out of range" in told["message_zh"]


def test_a_fault_of_the_program_that_no_document_alone_shows_is_raised(tmp_path, monkeypatch):
    def fails_on_several(documents, *others):
        if documents["report_id"].n_unique() > 1:
            raise IndexError
        return derive(documents, *others)

    monkeypatch.setattr(extraction, "derive", fails_on_several)
    raw, layers = tmp_path / "raw", Layers(tmp_path / "layers")
    raw.mkdir()
    for number in (1, 2):
        (raw / f"{number}.txt").write_text(f"某镇201{number}年政府信息公开工作年度报告\n主动公开信息{number}条。", encoding="utf-8")
    with pytest.raises(IndexError):
        extract(shards_of(raw, layers)[1][0])
