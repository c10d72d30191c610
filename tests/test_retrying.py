"""A quarantined file is tried again when it, its reader, a program it needs or a limit has changed, and not on other nights."""

from datetime import date

import polars as pl

from pipeline import fingerprints
from pipeline.fingerprints import reader_fingerprint
from pipeline.landing.raw_files import raw_files
from pipeline.layers import SHARDED, assign_shards
from pipeline.readers import office

MONDAY = date(2026, 3, 2)


def test_a_new_libreoffice_reads_old_word_files_again_and_nothing_else(monkeypatch):
    monkeypatch.setattr(office, "installed", lambda: "")
    without = {name: reader_fingerprint(name) for name in ("doc", "rtf", "docx", "html")}
    monkeypatch.setattr(office, "installed", lambda: "/usr/lib/libreoffice/program/soffice.bin 1 2")
    with_it = {name: reader_fingerprint(name) for name in without}
    assert {name for name in without if without[name] != with_it[name]} == {"doc", "rtf"}


def test_installing_ocr_reads_scans_again_only_where_it_is_wanted(monkeypatch):
    monkeypatch.setattr(fingerprints, "version", lambda package: "1")
    monkeypatch.setattr("pipeline.readers.ocr.is_installed", lambda: False)
    without = reader_fingerprint("pdf"), reader_fingerprint("pdf", True)
    monkeypatch.setattr("pipeline.readers.ocr.is_installed", lambda: True)
    assert reader_fingerprint("pdf") == without[0]
    assert reader_fingerprint("pdf", True) != without[1]
    assert reader_fingerprint("html", True) == reader_fingerprint("html")


def test_another_limit_is_another_reader():
    assert reader_fingerprint("pdf", False, 30, 4096) != reader_fingerprint("pdf", False, 60, 4096)


def test_unreadable_formats_wait_for_a_change_of_the_file_or_of_the_code(tmp_path, monkeypatch):
    (tmp_path / "a.doc").write_bytes(b"\x00\x01\x02\x03 what is this")
    first = raw_files(tmp_path, None, MONDAY)
    assert first["reason"].to_list() == ["unknown_format"]
    opened = []
    monkeypatch.setattr("pipeline.landing.formats.detect", lambda data: opened.append(data) or "text")
    assert raw_files(tmp_path, first, MONDAY).equals(first)
    assert not opened
    assert raw_files(tmp_path, first, MONDAY, retry=("unknown_format",))["reason"].to_list() == [None]


def test_a_document_taken_for_another_format_leaves_its_shard():
    files = pl.DataFrame({"report_id": ["1", "2"], "format": ["text", "text"], "path": ["a", "b"]})
    known = assign_shards(files, pl.DataFrame(schema=SHARDED))
    [shard] = known["shard"].unique()
    again = assign_shards(files.with_columns(format=pl.Series(["text", "html"])), known)
    assert again.select("report_id", "format").sort("report_id").rows() == [("1", "text"), ("2", "html")]
    assert again.filter(report_id="1")["shard"].to_list() == [shard]
    assert again.filter(report_id="2")["shard"][0] != shard
    assert again.filter(report_id="1")["paths"][0] != known["paths"][0]  # derived again, without the other
