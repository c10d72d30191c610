"""Word files of old: what happens with LibreOffice and without."""

import io
import os
import signal
import zipfile

import pytest

from pipeline.layers import Layers
from pipeline.readers import docx, office
from pipeline.readers.last_table import with_last_table

RTF = rb"{\rtf1\ansi\ansicpg936\uc1 \u25910?\u21040? 3\par\trowd\cellx2000\cellx4000 \intbl a\cell 7\cell\row}"


def test_without_libreoffice_the_reason_names_the_command(monkeypatch):
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    frame, errors = office.read_all([("1", RTF)])
    assert frame.is_empty()
    assert errors["1"].reason == "needs_libreoffice"
    assert errors["1"].detail.startswith("apt-get install")


@pytest.mark.skipif(office.libreoffice() is None, reason="LibreOffice is not installed")
def test_rtf_is_read_and_a_broken_file_is_told():
    frame, errors = office.read_all([("1", RTF), ("2", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))])
    assert [text for text in frame.filter(report_id="1")["text"] if text] == ["收到 3", "a", "7"]
    assert "2" in errors or frame.filter(report_id="2").is_empty()


ROWS = [["指标", "单位", "统计数"], ["一、依申请公开情况", "", ""], ["（一）收到申请数", "件", "12"], ["1．当面申请数", "件", "3"]]


def word_file(*paragraphs, rows):
    """What a .doc holds: paragraphs, then a table with marks behind its cells and its rows."""
    text = "".join(f"{paragraph}\r" for paragraph in paragraphs) + "".join("".join(f"{cell}\a" for cell in row) + "\a" for row in rows)
    return b"\xd0\xcf\x11\xe0" + bytes(508) + text.encode("utf-16-le") + bytes(512)


def run_together(*paragraphs):
    """What LibreOffice makes of it: the cells of the last table one behind the other."""
    made = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{made}<w:sectPr/></w:body></w:document>',
        )
    return package.getvalue()


def test_a_table_that_ends_a_word_file_is_read_by_its_marks():
    joined = "".join(map("".join, ROWS))
    data, package = word_file("石桥镇2016年年报", rows=ROWS), run_together("石桥镇2016年年报", joined)
    frame, _ = docx.read_all([("1", with_last_table(data, package))])
    assert frame["text"].to_list() == ["石桥镇2016年年报", *(cell for row in ROWS for cell in row)]
    uneven = word_file("石桥镇2016年年报", rows=[*ROWS[:3], ["1．当面申请数", "件3"]])
    for other in (uneven, word_file("石桥镇2016年年报", rows=[*ROWS, ["2．信函申请数", "件", "9"]]), b"PK" + data):
        assert with_last_table(other, package) == package


def test_a_file_that_brings_libreoffice_down_does_not_take_others_with_it(monkeypatch):
    calls = []

    def converted(program, directory, documents):
        calls.append([report_id for report_id, _ in documents])
        done = {}
        for report_id, data in documents:
            if data == b"hangs":
                return done, "stopped"
            done[report_id] = data.upper()
        return done, "well"

    monkeypatch.setattr(office, "libreoffice", lambda: "soffice.bin")
    monkeypatch.setattr(office, "_converted", converted)
    results = dict(office.converted_to_docx([("1", b"a"), ("2", b"hangs"), ("3", b"c"), ("4", b"hangs"), ("5", b"e")]))
    assert {report_id: getattr(result, "reason", result) for report_id, result in results.items()} == {
        "1": b"A", "2": "timeout", "3": b"C", "4": "timeout", "5": b"E",
    }  # fmt: skip
    assert len(calls) <= 5


def test_what_a_killed_worker_leaves_of_libreoffice_goes_with_the_next_run(tmp_path, monkeypatch):
    """The profile of a LibreOffice is some megabytes; workers that hang are killed, night after night."""
    layers = Layers(tmp_path)

    def converted(program, directory, documents):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(office, "libreoffice", lambda: "soffice.bin")
    monkeypatch.setattr(office, "_converted", converted)
    worker = os.fork()
    if worker == 0:
        with layers.temporary_files():
            office.converted_to_docx([("1", b"a")])
    os.waitpid(worker, 0)
    assert [path.name.startswith("foi-office-") for path in (tmp_path / ".temporary").iterdir()] == [True]
    assert layers.clean() == 1
    assert list(tmp_path.iterdir()) == []
