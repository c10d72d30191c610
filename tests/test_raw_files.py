"""The landing folder: every file gets a row, none is opened twice, none leads out."""

import ctypes
import io
import os
import zipfile
from datetime import date

import polars as pl
import pytest

from pipeline.landing.contents import read_many
from pipeline.landing.paths import escaped, unescaped
from pipeline.landing.raw_files import changes, raw_files
from pipeline.readers.blocks import ReadError
from schemas.contracts import validate

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def put(folder, name, data):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def rows(frame):
    return {row["path"]: row for row in frame.iter_rows(named=True)}


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_each_file_has_a_row_that_keeps_the_contract(tmp_path):
    put(tmp_path, "2023/甲街道.html", "<p>年度报告".encode())
    put(tmp_path, "乙.pdf", b"\x89PNG\r\n\x1a\n....")
    put(tmp_path, "空.txt", b" \n")
    put(tmp_path, ".gitkeep", b"")
    found = rows(validate(raw_files(tmp_path, None, MONDAY), "raw_files"))
    assert set(found) == {"2023/甲街道.html", "乙.pdf", "空.txt"}
    page = found["2023/甲街道.html"]
    assert (page["format"], page["status"], page["first_seen"]) == ("html", None, MONDAY)
    assert page["report_id"] == page["sha256"][:16]
    assert (found["乙.pdf"]["format"], found["乙.pdf"]["reason"]) == ("png", "image_only")
    assert found["空.txt"]["reason"] == "empty"


def test_unchanged_files_are_not_opened_again(tmp_path, monkeypatch):
    put(tmp_path, "a.txt", "公开".encode())
    put(tmp_path, "b.zip", zipped({"c.txt": "公开".encode()}))
    first = raw_files(tmp_path, None, MONDAY)
    monkeypatch.setattr("pipeline.landing.raw_files.data_of", lambda *_: pytest.fail("opened again"))
    assert raw_files(tmp_path, first, TUESDAY).equals(first)


def test_last_seen_is_the_day_this_version_was_new(tmp_path):
    file = put(tmp_path, "a.txt", "公开1件".encode())
    first = raw_files(tmp_path, None, MONDAY)
    os.utime(file, ns=(1, 1))
    touched = rows(raw_files(tmp_path, first, TUESDAY))["a.txt"]
    assert (touched["first_seen"], touched["last_seen"]) == (MONDAY, MONDAY)
    file.write_bytes("公开2件".encode())
    changed = rows(raw_files(tmp_path, first, TUESDAY))["a.txt"]
    assert (changed["first_seen"], changed["last_seen"]) == (MONDAY, TUESDAY)


def test_files_that_are_gone_keep_their_row(tmp_path):
    file = put(tmp_path, "a.txt", "公开".encode())
    first = raw_files(tmp_path, None, MONDAY)
    file.unlink()
    second = raw_files(tmp_path, first, TUESDAY)
    assert second["is_gone"].to_list() == [True]
    put(tmp_path, "a.txt", "公开".encode())
    assert rows(raw_files(tmp_path, second, TUESDAY))["a.txt"]["is_gone"] is False


def test_links_out_of_the_folder_are_refused(tmp_path):
    folder, outside = tmp_path / "raw", tmp_path / "secret"
    outside.mkdir()
    put(outside, "report.html", b"<p>x")
    put(folder, "real.html", "<p>年报".encode())
    (folder / "file.html").symlink_to(outside / "report.html")
    (folder / "folder").symlink_to(outside)
    (folder / "inside.html").symlink_to(folder / "real.html")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "missing")
    found = rows(raw_files(folder, None, MONDAY))
    assert {path: row["reason"] for path, row in found.items()} == {
        "file.html": "outside_folder", "folder": "outside_folder", "inside.html": None, "nowhere": "unreadable", "real.html": None,
    }  # fmt: skip


def test_pipes_and_large_files_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(2 * 2**30)
    found = rows(raw_files(tmp_path, None, MONDAY, most_bytes=10**6))
    assert (found["pipe"]["reason"], found["large.pdf"]["reason"]) == ("unreadable", "too_large")
    again = raw_files(tmp_path, raw_files(tmp_path, None, MONDAY), TUESDAY, most_bytes=3 * 10**6)
    assert rows(again)["large.pdf"]["reason"] == "too_large"


@pytest.mark.parametrize("name", ["普通.html", "back\\slash", "line\nfeed", os.fsdecode("甲街道.txt".encode("gbk")), "x!/y"])
def test_any_file_name_is_a_path_and_back(name):
    assert unescaped(escaped(name)) == name
    escaped(name).encode("utf-8")


def test_names_that_are_not_utf8_can_be_read(tmp_path):
    put(tmp_path, os.fsdecode("年报.txt".encode("gbk")), "公开".encode())
    path = raw_files(tmp_path, None, MONDAY)["path"][0]
    assert dict(read_many(tmp_path, [path])) == {path: "公开".encode()}


def test_members_of_archives_are_files(tmp_path):
    inner = zipped({"丙.html": "<p>年报".encode()})
    put(tmp_path, "2023.zip", zipped({"甲/乙.html": "<p>年度报告".encode(), "深.zip": inner, "../x.html": b"<p>x", "/etc/y.html": b"<p>y"}))
    frame = raw_files(tmp_path, None, MONDAY)
    found = rows(validate(frame, "raw_files"))
    assert found["2023.zip"]["reason"] == found["2023.zip!/深.zip"]["reason"] == "bundle"
    assert found["2023.zip!/甲/乙.html"]["format"] == "html"
    assert found["2023.zip!/../x.html"]["reason"] == found["2023.zip!//etc/y.html"]["reason"] == "unsafe_name"
    wanted = ["2023.zip!/甲/乙.html", "2023.zip!/深.zip!/丙.html"]
    assert dict(read_many(tmp_path, wanted)) == {wanted[0]: "<p>年度报告".encode(), wanted[1]: "<p>年报".encode()}


def test_a_member_that_has_left_its_archive_is_gone(tmp_path):
    put(tmp_path, "a.zip", zipped({"1.txt": "一".encode(), "2.txt": "二".encode()}))
    first = raw_files(tmp_path, None, MONDAY)
    put(tmp_path, "a.zip", zipped({"1.txt": "一".encode()}))
    second = raw_files(tmp_path, first, TUESDAY)
    assert second.filter(pl.col("is_gone"))["path"].to_list() == ["a.zip!/2.txt"]


def test_what_changes_while_it_is_read_waits_for_the_next_run(tmp_path, monkeypatch):
    file = put(tmp_path, "a.txt", b"12345")
    monkeypatch.setattr("pipeline.landing.raw_files.os.fstat", _growing(os.fstat))
    first = raw_files(tmp_path, None, MONDAY)
    assert first["reason"].to_list() == ["changed_while_read"]
    monkeypatch.undo()
    assert raw_files(tmp_path, first, TUESDAY)["reason"].to_list() == [None]
    assert file.exists()


def _growing(real):
    sizes = iter([5, 9])

    def stat(number):
        return type("Stat", (), {"st_size": next(sizes), "st_mtime_ns": 1, "st_mode": real(number).st_mode})

    return stat


def test_a_missing_member_is_an_error(tmp_path):
    put(tmp_path, "a.zip", zipped({"1.txt": "一".encode()}))
    [(_, result)] = read_many(tmp_path, ["a.zip!/2.txt"])
    assert isinstance(result, ReadError)


def test_what_a_night_brought_is_counted(tmp_path):
    for name in ("same.txt", "changed.txt", "gone.txt"):
        (tmp_path / name).write_text("一")
    before = raw_files(tmp_path, None, date(2026, 1, 1))
    (tmp_path / "new.txt").write_text("二")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "changed.txt").write_text("另一个")
    (tmp_path / "gone.txt").unlink()
    after = raw_files(tmp_path, before, date(2026, 1, 2))
    assert changes(after, before) == {"new": 2, "changed": 1, "gone": 1, "quarantined": 1}
    assert changes(raw_files(tmp_path, after, date(2026, 1, 3)), after) == {"new": 0, "changed": 0, "gone": 0, "quarantined": 1}
    assert changes(before, None) == {"new": 3, "changed": 0, "gone": 0, "quarantined": 0}


def crashing(task):
    ctypes.string_at(0)


def test_an_archive_that_brings_the_library_down_ends_itself_only(tmp_path, monkeypatch):
    put(tmp_path, "包.zip", zipped({"a.html": "<p>年度报告".encode()}))
    put(tmp_path, "b.html", "<p>年度报告".encode())
    monkeypatch.setattr("pipeline.landing.raw_files._bundle", crashing)
    first = raw_files(tmp_path, None, MONDAY)
    assert [(row["path"], row["status"], row["reason"]) for row in first.iter_rows(named=True)] == [
        ("b.html", None, None),
        ("包.zip", "quarantined", "crashed"),
    ]
    assert raw_files(tmp_path, first, TUESDAY).equals(first)
