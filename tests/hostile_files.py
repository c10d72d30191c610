"""A landing folder of odd and hostile files, made from the project's own sample reports, with what must become of each.

Belongs here: the files. `write(folder)` returns path → (status, reasons that may be given). Not here: the run over them (test_hostile.py).
"""

import gzip
import io
import os
import tarfile
import zipfile
import zlib
from pathlib import Path

RAW = Path(__file__).parent.parent / "data" / "raw" / "北京市" / "密云区"
TOWNS = [
    "溪翁庄镇",
    "西田各庄镇",
    "十里堡镇",
    "河南寨镇",
    "巨各庄镇",
    "东邵渠镇",
    "大城子镇",
    "北庄镇",
    "新城子镇",
    "古北口镇",
    "高岭镇",
    "冯家峪镇",
    "石城镇",
    "不老屯镇",
]
OK = ("accepted", {"read"})
BUNDLE = ("accepted", {"bundle"})
NO_REPORT = ("quarantined", {"not_a_report", "blank_form"})
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde" + bytes(300)


def refused(*reasons):
    return "quarantined", set(reasons)


def page(town, year=2024):
    """A report as a web page, of another town and year than the sample."""
    text = next((RAW / "太师屯镇").glob("*2024*.html")).read_text(encoding="utf-8")
    return text.replace("太师屯镇", town).replace("2025", str(year + 1)).replace("2024", str(year))


def word(town, change=lambda xml: xml, parts=()):
    """A report as a Word file; `change` is done to the document part, `parts` (name, bytes) are added."""
    source = next((RAW / "穆家峪镇").glob("*.docx")).read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = change(data.decode("utf-8").replace("穆家峪镇", town)).encode("utf-8")
            new.writestr(name, data)
        for name, data in parts:
            new.writestr(name, data)
    return buffer.getvalue()


def zipped(*members, encrypted=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    data = bytearray(buffer.getvalue())
    if encrypted:  # the flag, in the local headers and in the directory
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = data.find(mark)
            while start >= 0:
                data[start + offset] |= 1
                start = data.find(mark, start + 4)
    return bytes(data)


def gbk_zip(name, data):
    """An archive as Chinese Windows makes it: the name in GBK, without saying so."""
    placeholder = "x" * len(name.encode("gbk"))
    return zipped((placeholder, data)).replace(placeholder.encode(), name.encode("gbk"))


def overlapping_zip(count=2_000, size=2**20):
    """Many names for the same packed bytes: as large as `count` files, as small as one."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(size)
    body = packed.compress(content) + packed.flush()
    checksum = zlib.crc32(content).to_bytes(4, "little")
    sizes = checksum + len(body).to_bytes(4, "little") + size.to_bytes(4, "little")
    local = b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00" + sizes + b"\x01\x00\x00\x00a" + body
    entry = b"PK\x01\x02\x14\x00\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00" + sizes
    directory = b"".join(entry + b"\x01\x00" + bytes(16) + b"a" for _ in range(count))
    end = b"PK\x05\x06\0\0\0\0" + count.to_bytes(2, "little") * 2 + len(directory).to_bytes(4, "little") + len(local).to_bytes(4, "little") + b"\0\0"
    return local + directory + end


def tar(*members, links=()):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


def pdf(*objects, trailer=b""):
    """A PDF of the given objects."""
    body = b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return body + b"trailer\n<</Root 1 0 R %s>>\n%%%%EOF\n" % trailer


def password_pdf(text="x"):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(100, 700, text)
    canvas.save()
    return buffer.getvalue()


def picture_page(town, words):
    """A page that has its tables as pictures, and beside them a few words."""
    head, rest = page(town).split('<div class="article-content">')
    pictures = '<p><img src="http://example.invalid/1.png"><img src="//example.invalid/2.png"></p>'
    return head + f'<div class="article-content"><p>{words}</p>{pictures}</div>' + rest[rest.rindex("</article>") :]


def packages(town):
    """Entity bombs in every kind of package, and beside pages."""
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        + "]>"
    )
    odt = (
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", f'<?xml version="1.0"?>{laughs}<office:document-content>&j;</office:document-content>'.encode()),
    )
    sheet = f'<?xml version="1.0"?>{laughs}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str"><v>&j;</v></c></row></sheetData></worksheet>'
    book = '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    links = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    return {
        "laughs.docx": (word(town, lambda xml: xml.replace("<w:document", laughs + "<w:document", 1).replace("</w:t>", "&j;</w:t>", 1)), refused("bomb")),
        "laughs.odt": (zipped(*odt), refused("bomb")),
        "laughs.xlsx": (zipped(("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", links), ("xl/worksheets/sheet1.xml", sheet)), refused("broken", "no_text", "bomb", "not_a_report")),
        "laughs.html": (f"<?xml version='1.0'?>{laughs}<html><body>&j;</body></html>".encode(), refused("not_a_report", "no_text")),
    }  # fmt: skip


def papers():
    """Papers that are no annual reports of this kind."""
    bodies = {
        "法治政府.html": ("密云区北庄镇2024年法治政府建设年度报告", "2024年，北庄镇全年主动公开政府信息842条，办理行政复议3件，开展法治培训4次，152人次参加。"),
        "决算.html": ("密云区北庄镇2024年度部门决算公开", "2024年收入总计3865.27万元，比上年增加212.6万元。政府信息公开工作经费2万元。"),
        "网站报表.html": ("政府网站工作年度报表（2024年度）", "网站名称：密云区北庄镇。独立用户访问总量21000个，网站总访问量86000次，信息发布总数842条。"),
        "政府工作报告.html": ("2024年北庄镇政府工作报告", "各位代表：现在，我代表镇人民政府向大会报告工作。全年完成税收3.2亿元，主动公开政府信息842条。"),
        "要点.html": ("北庄镇2024年政务公开工作要点", "责任单位：党政办。完成时限：2024年12月。全年公开信息不少于500条。"),
        "指南.html": ("密云区北庄镇政府信息公开指南", "申请人可以当面、邮寄、网络提出申请，本机关自收到申请之日起20个工作日内答复。"),
        "英文.html": ("Annual Report on Government Information Disclosure (2024), Miyun District", "In 2024 the town disclosed 842 items of information and received 46 requests."),
    }  # fmt: skip
    found = {
        name: (f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{f'<p>{text}</p>' * 3}</body></html>".encode(), NO_REPORT)
        for name, (title, text) in bodies.items()
    }
    links = "".join(f'<li><a href="{year}.html">密云区北庄镇{year}年政府信息公开工作年度报告</a> {year + 1}-02-12</li>' for year in range(2009, 2025))
    found["列表.html"] = f"<html><title>政府信息公开年报</title><body><ul>{links}</ul></body></html>".encode(), NO_REPORT
    found["index.html"] = (
        '<html><title>密云区人民政府</title><body><a href="gk">政府信息公开</a><a href="nb">政府信息公开年报</a></body></html>'.encode(),
        refused("not_a_report", "no_text"),
    )
    return found


def files():
    """path → (bytes, (status, reasons))."""
    towns = iter([(town, year) for year in (2024, 2023, 2022) for town in TOWNS])
    html = lambda: page(*next(towns))  # noqa: E731
    deep, wide = 100_000, '<table><tr><td colspan="1000000" rowspan="1000000">1</td></tr></table>'
    body = lambda inside: lambda xml: xml.replace("<w:body>", "<w:body>" + inside, 1)  # noqa: E731
    link = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://example.invalid/evil.dotm" TargetMode="External"/></Relationships>'
    whole, town = word("北庄镇"), "太师屯镇"
    bomb = zipped(("word/document.xml", "<w:document><w:body><w:p>" + " " * 110_000_000))
    nested = zipped(("a.zip", zipped(("b.zip", zipped(("c.zip", zipped(("d.zip", zipped(("e.txt", "年报"))))))))))
    report = html().encode()
    made = {
        "bomb.docx": (bomb, refused("bomb")),
        "bomb.zip": (zipped(("x.html", b" " * 30_000_000)), refused("bomb")),
        "nested.zip": (nested, BUNDLE),
        "nested.zip!/a.zip!/b.zip!/c.zip": (None, refused("bomb")),
        "overlapping.zip": (overlapping_zip(), refused("bomb")),
        **packages("古北口镇"),
        "wide.html": (page(*next(towns)).replace("<h2>", wide + "<h2>", 1).encode(), OK),
        "deep.html": (b"<html><body>" + b"<div>" * deep + b"x" + b"</div>" * deep, refused("bomb")),
        "deep_spans.html": (b"<html><body>" + b"<span>" * deep + b"x", refused("bomb")),
        "deep_tables.html": (b"<html><body>" + b"<table><tr><td>" * (deep // 3) + b"x", refused("bomb")),
        "deep.docx": (word(town, body("<w:tbl><w:tr><w:tc>" * deep + "</w:tc></w:tr></w:tbl>" * deep)), refused("bomb")),
        "deep.pdf": (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids " + b"[" * deep + b"]" * deep + b"/Count 1>>"), refused("broken", "no_text", "bomb", "crashed")),
        "loop.pdf": (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"), refused("broken", "no_text", "bomb", "timeout")),
        "many_pages.pdf": (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 99999999/Kids[" + b"3 0 R " * 9 + b"]>>", b"<</Type/Page/MediaBox[0 0 1 1]>>"), refused("broken", "no_text", "bomb")),
        "members.zip": (zipped(("../../x.html", report), ("/etc/y.html", report), ("C:\\z.html", report)), BUNDLE),
        "members.zip!/../../x.html": (None, refused("unsafe_name")),
        "members.zip!//etc/y.html": (None, refused("unsafe_name")),
        "members.zip!/C:/z.html": (None, refused("unsafe_name")),
        "links.tar.gz": (tar(("a.txt", "年报".encode()), links=[("link", "/etc/passwd")]), BUNDLE),
        "links.tar.gz!/links.tar": (None, BUNDLE),
        "links.tar.gz!/links.tar!/a.txt": (None, refused("not_a_report", "no_text")),
        "template.docx": (word(next(towns)[0], parts=[("word/_rels/settings.xml.rels", link), ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")]), OK),
        "pictures.html": (page(*next(towns)).replace("</p>", '<img src="http://example.invalid/x.png"></p>', 3).encode(), OK),
        "图片.html": (picture_page(next(towns)[0], "详见下图").encode(), refused("image_only")),
        "只有图片.html": (picture_page(next(towns)[0], "").encode(), refused("image_only")),
        "图片表.html": (picture_page(next(towns)[0], "2024年全年主动公开政府信息842条，新收政府信息公开申请46件，数据统计期限为2024年1月1日至12月31日。" * 3).encode(), refused("image_only")),
        "gbk.zip": (gbk_zip("北庄镇/年报二〇二四.html", html().encode()), BUNDLE),
        "gbk.zip!/北庄镇/年报二〇二四.html": (None, OK),
        "加密.zip": (zipped(("a.html", report), encrypted=True), BUNDLE),
        "加密.zip!/a.html": (None, refused("encrypted")),
        "加密.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900), refused("encrypted")),
        "加密.pdf": (password_pdf(), refused("encrypted")),
        "截断.docx": (whole[: len(whole) // 2], refused("broken")),
        "截断.zip": (zipped(("a.html", os.urandom(9_000)))[:5_000], refused("broken")),
        "截断.pdf": (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R")[:70], refused("broken")),
        "截断.html": (html().encode()[:3_000], refused("not_a_report", "broken", "no_text")),
        "截断.gz": (gzip.compress(os.urandom(9_000))[:4_000], BUNDLE),
        "截断.gz!/截断": (None, refused("broken")),
        "图片.pdf": (PICTURE, refused("image_only")),
        "网页.doc": (html().encode(), OK),
        "新版.doc": (word(next(towns)[0]), OK),
        "utf16.html": (html().encode("utf-16"), OK),
        "utf16.txt": ((RAW / "鼓楼街道" / "鼓楼街道2020年政府信息公开工作年度报告.txt").read_text(encoding="utf-8").encode("utf-16-le"), OK),
        "页.html.gz": (gzip.compress(html().encode()), BUNDLE),
        "页.html.gz!/页.html": (None, OK),
        "年报.tar.gz": (tar((f"{next(towns)[0]}/a.html", html().encode())), BUNDLE),
        "年报.tar.gz!/年报.tar": (None, BUNDLE),
        "包.zip": (zipped(("内.zip", zipped(("b.html", html().encode())))), BUNDLE),
        "包.zip!/内.zip": (None, BUNDLE),
        "包.zip!/内.zip!/b.html": (None, OK),
        "存档.mht": (mht(html()), OK),
        "空.txt": (b"", refused("empty")),
        "一字.txt": (b"x", refused("not_a_report", "no_text", "unknown_format")),
        "空白.txt": (b" \r\n\t" * 99, refused("empty")),
        "标记.txt": (b"\xef\xbb\xbf", refused("empty")),
        "零.bin": (bytes(5_000), refused("empty", "unknown_format")),
        "程序.doc": (b"MZ\x90\0" + bytes(600), refused("unsupported_format")),
        "乱码.html": (os.urandom(4_000), refused("unknown_format", "wrong_encoding")),
        **papers(),
    }  # fmt: skip
    for suffix, (town, year) in zip(("一", "二", "三"), towns, strict=False):
        made |= _versions(suffix, town, year)
    return made


def mht(text):
    return (
        b'From: <x>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
        b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' + text.encode() + b"\r\n--B--\r\n"
    )


def _versions(case, town, year):
    """A report and what comes beside it: the same again, with other navigation, corrected."""
    text = page(town, year)
    if case == "一":  # the same bytes, and the same report on another page
        other = text.replace('<div class="breadcrumb">', '<div class="breadcrumb">旧站 / ').replace("阅读次数：26", "阅读次数：9801")
        return {
            "a/甲.html": (text.encode(), OK),
            "b/甲.html": (text.encode(), ("duplicate", {"same_bytes"})),
            "b/乙.html": (other.encode(), ("duplicate", {"same_report"})),
        }
    if case == "二":
        corrected = text.replace("工作年度报告</h2>", "工作年度报告（更正版）</h2>").replace("842条", "843条").replace(f"{year + 1}-02-12", f"{year + 1}-06-20")
        return {"原/报.html": (text.encode(), ("superseded", {"corrected"})), "改/报.html": (corrected.encode(), OK)}
    return {"三.html": (text.encode(), OK)}


def write(folder):
    """Writes the folder; returns path → (status, reasons that may be given)."""
    expected = {}
    for path, (data, outcome) in files().items():
        expected[path] = outcome
        if data is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    with (folder / "large.pdf").open("wb") as file:
        file.truncate(2 * 2**30)
    (folder / os.fsdecode("石城镇2021.html".encode("gbk"))).write_bytes(page("石城镇", 2021).encode())
    (folder / "link.html").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    return expected | {
        "large.pdf": refused("too_large"), "link.html": refused("outside_folder"), "pipe": refused("unreadable"),
        "ʯ" + r"\xb3\xc7\xd5\xf22021.html": OK,
    }  # fmt: skip
