"""Archives: names of Chinese Windows, ways out, bombs, archives in archives."""

import gzip
import io
import zipfile

import pytest
import rars

from pipeline.landing import archives
from pipeline.landing.archives import Member, members
from pipeline.landing.contents import read_many
from pipeline.readers.blocks import ReadError


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def in_gbk(name, data):
    """A zip as Chinese Windows makes it: the name in GBK, no flag that says so."""
    place = "x" * len(name.encode("gbk"))
    return zipped([(place, data)]).replace(place.encode(), name.encode("gbk"))


def test_names_in_gbk_are_decoded():
    assert list(members(in_gbk("甲街道年报.html", b"1"), "zip")) == [Member("甲街道年报.html", b"1")]


def test_names_in_utf8_are_kept():
    assert [member.name for member in members(zipped([("2023/乙镇.html", b"1")]), "zip")] == ["2023/乙镇.html"]


@pytest.mark.parametrize("name", ["../x.html", "a/../../x.html", "/etc/x.html", "..\\x.html", "C:/x.html"])
def test_names_that_lead_out_are_refused(name):
    [member] = members(zipped([(name, b"1")]), "zip")
    assert member.error.reason == "unsafe_name"


def test_two_members_of_one_name_are_two_files():
    with pytest.warns(UserWarning):
        data = zipped([("a.txt", b"1"), ("a.txt", b"2")])
    assert [(member.name, member.data) for member in members(data, "zip")] == [("a.txt", b"1"), ("a.txt#2", b"2")]


def test_a_rar_is_read_like_a_zip():
    builder = rars.RarBuilder()
    builder.add_bytes("年度报告".encode(), "2023/甲.txt")
    assert list(members(builder.to_bytes(), "rar")) == [Member("2023/甲.txt", "年度报告".encode())]


def test_a_gz_has_one_member():
    assert list(members(gzip.compress(b"<p>"), "gz", "folder/page.html.gz")) == [Member("page.html", b"<p>")]


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_bombs_are_not_unpacked(kind, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10**6)
    zeros = bytes(5 * 10**6)
    data = zipped([("zeros.txt", zeros)]) if kind == "zip" else gzip.compress(zeros)
    with pytest.raises(ReadError) as caught:
        list(members(data, kind, "zeros.gz"))
    assert caught.value.reason == "bomb"


def test_archives_in_archives_end_somewhere(tmp_path):
    data = b"<p>x"
    for depth in range(6):
        data = zipped([(f"{depth}.zip" if depth else "page.html", data)])
    (tmp_path / "deep.zip").write_bytes(data)
    [(_, result)] = read_many(tmp_path, ["deep.zip!/5.zip!/4.zip!/3.zip!/2.zip!/1.zip!/page.html"])
    assert isinstance(result, ReadError)


@pytest.mark.parametrize("kind", ["zip", "rar", "tar"])
def test_broken_archives_are_told(kind):
    with pytest.raises(ReadError) as caught:
        list(members(b"PK\x03\x04" + bytes(50), kind))
    assert caught.value.reason == "broken"


def test_a_broken_member_leaves_the_others():
    data = bytearray(zipped([("a.txt", b"one"), ("b.txt", b"two")], zipfile.ZIP_STORED))
    data[data.index(b"one")] ^= 255
    first, second = members(bytes(data), "zip")
    assert (first.error.reason, second.data) == ("broken", b"two")
