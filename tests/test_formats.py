"""Formats are told by content: what a file is called does not matter."""

import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.landing.formats import detect, reason
from pipeline.readers import read_documents

PAGE = "<!DOCTYPE html><html><body><p>某某街道2023年政府信息公开工作年度报告</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def package(*names, first=None):
    """A zip file without a time in it: the bytes name their test, and all workers must collect the same names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "<x/>")
    return buffer.getvalue()


def tar(content=b""):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PAGE.encode(), "html"),
        (PAGE.encode("gbk"), "html"),
        (PAGE.encode("utf-16"), "html"),
        (PAGE.encode("utf-16-le"), "html"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "html"),
        ("<table><tr><td>收到申请数</td></tr></table>".encode(), "html"),
        ("2023年政府信息公开工作年度报告".encode("gbk"), "text"),
        ("2023年政府信息公开工作年度报告\t1件".encode("utf-16"), "text"),
        ("公开<10条，收费>5元".encode(), "text"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\n%PDF-1.4\n", "pdf"),
        (package("word/document.xml"), "docx"),
        (package("xl/workbook.xml"), "xlsx"),
        (package("content.xml", first="application/vnd.oasis.opendocument.text"), "odt"),
        (package("OFD.xml"), "ofd"),
        (package("2023/a.html"), "zip"),
        (package(first="%PDF-1.7\n"), "zip"),
        (tar(b"%PDF-1.7\n"), "tar"),
        (package("word/document.xml")[:60], "docx"),
        (OLE + "WordDocument".encode("utf-16-le") + bytes(8), "doc"),
        (OLE + "Workbook".encode("utf-16-le") + bytes(8), "xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(8), "encrypted_office"),
        (OLE, "ole"),
        (rb"{\rtf1\ansi\ansicpg936 x}", "rtf"),
        (gzip.compress(PAGE.encode(), mtime=0), "gz"),
        (tar(), "tar"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"\x89PNG\r\n\x1a\n\x00", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b'From: <Saved by WPS>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary="x"\n\n--x\nContent-Type: text/html\n\n<html>', "mht"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "word_xml"),
        (b"MZ\x90\x00\x03", "program"),
        (bytes(range(256)) * 4, "unknown"),
        (b"", "unknown"),
    ],
)
def test_a_file_is_what_it_holds(data, name):
    assert detect(data) == name


def test_formats_nothing_reads_have_a_reason():
    assert reason("png") == "image_only"
    assert reason("7z") == "unsupported_format"
    assert reason("unknown") == "unknown_format"
    assert reason("pdf") is None


@given(st.binary(max_size=3_000))
def test_any_bytes_have_a_format(data):
    detect(data)


def test_a_page_without_a_word_is_told():
    frame, errors = read_documents("html", [("1", b"<!doctype html><html><body><div></div></body></html>"), ("2", "<p>年度报告</p>".encode())])
    assert errors["1"].reason == "no_text"
    assert frame["report_id"].to_list() == ["2"]
