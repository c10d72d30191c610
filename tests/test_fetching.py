"""Sources: folders, pages, lists of reports and buckets, fetched politely and kept as delivered."""

import gzip
import os
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
from httpx_retries import Retry

from pipeline.landing.fetching import Landing, fetch, origins, read_ledger
from pipeline.landing.raw_files import raw_files
from pipeline.landing.sources import SourcesError, read_sources
from pipeline.readers.links import links
from schemas.contracts import validate

REPORT = "<title>甲街道2023年政府信息公开工作年度报告</title><p>本年度主动公开政府信息12条。".encode()
QUICK = Retry(total=2, backoff_factor=0.01, status_forcelist=[429, 500, 502, 503, 504])
MOST = 10_000


class Site:
    """A web server of one's own: path → bytes, or function of the request; notes every request."""

    def __init__(self):
        self.pages, self.requests = {}, []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.requests.append((self.path, dict(self.headers), time.monotonic()))
                page = site.pages.get(self.path)
                status, headers, body = page(self) if callable(page) else (404, {}, b"") if page is None else (200, {}, page)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def asked(self):
        return [path for path, _, _ in self.requests if path != "/robots.txt"]

    def with_marks(self, path, body, etag='"1"', changed="Mon, 01 Jan 2024 00:00:00 GMT"):
        """A page with ETag and Last-Modified that answers conditional requests."""

        def answer(request):
            same = request.headers.get("If-None-Match") == etag and request.headers.get("If-Modified-Since") == changed
            return (304, {"ETag": etag}, b"") if same else (200, {"ETag": etag, "Last-Modified": changed, "Content-Type": "text/html"}, body)

        self.pages[path] = answer


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site = Site()
    threading.Thread(target=site.server.serve_forever, args=(0.01,), daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def sources(tmp_path):
    """Writes a list of sources and reads it."""

    def write(*entries):
        file = tmp_path / "sources.yml"
        file.write_text("sources:\n" + "".join("  - {" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}\n" for entry in entries))
        return read_sources(file)

    return write


@pytest.fixture
def run(tmp_path, sources):
    """Fetches a list of sources into the landing folder; returns outcomes by name."""
    hours = count(8)

    def once(*entries):
        hour = next(hours)
        done = fetch(sources(*entries), Landing(tmp_path / "raw"), lambda: f"2026-03-02T{hour:02d}:00:00.000+00:00", MOST, retries=QUICK)
        outcomes = {outcome.source: outcome for outcome in done}
        validate(read_ledger(tmp_path / "raw"), "fetched")
        return outcomes

    return once


def counts(outcome):
    return outcome.new, outcome.changed, outcome.unchanged, len(outcome.troubles)


def landed(tmp_path):
    raw = tmp_path / "raw"
    return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file() and ".sources" not in path.parts}


def test_a_page_is_kept_as_delivered_with_address_and_time(site, run, tmp_path):
    site.pages["/zwgk/t20240119.html"] = REPORT
    outcome = run({"name": "甲街道", "into": "北京市/密云区/甲街道", "url": f"{site.address}/zwgk/t20240119.html", "pause": 0})["甲街道"]
    assert counts(outcome) == (1, 0, 0, 0)
    assert landed(tmp_path) == {"北京市/密云区/甲街道/t20240119.html": REPORT}
    assert origins(tmp_path / "raw").rows() == [("北京市/密云区/甲街道/t20240119.html", f"{site.address}/zwgk/t20240119.html", "2026-03-02T08:00:00.000+00:00")]


def test_what_has_not_changed_is_not_sent_again(site, run, tmp_path):
    site.with_marks("/a.html", REPORT)
    entry = {"name": "甲", "url": f"{site.address}/a.html", "pause": 0}
    run(entry)
    assert counts(run(entry)["甲"]) == (0, 0, 1, 0)
    (row,) = read_ledger(tmp_path / "raw").rows(named=True)
    assert (row["fetched_at"][11:13], row["checked_at"][11:13], row["etag"]) == ("08", "09", '"1"')


def test_a_changed_page_takes_its_place_and_the_old_bytes_are_kept(site, run, tmp_path):
    site.with_marks("/a.html", REPORT)
    entry = {"name": "甲", "url": f"{site.address}/a.html", "pause": 0}
    run(entry)
    site.with_marks("/a.html", REPORT + b"<p>", etag='"2"')
    assert counts(run(entry)["甲"]) == (0, 1, 0, 0)
    assert landed(tmp_path) == {"甲/a.html": REPORT + b"<p>"}
    old, new = read_ledger(tmp_path / "raw").rows(named=True)
    assert (tmp_path / "raw" / old["path"]).read_bytes() == REPORT
    assert new["path"] == "甲/a.html"


def test_a_file_that_was_taken_away_is_fetched_again(site, run, tmp_path):
    site.with_marks("/a.html", REPORT)
    entry = {"name": "甲", "url": f"{site.address}/a.html", "pause": 0}
    run(entry)
    (tmp_path / "raw/甲/a.html").unlink()
    assert counts(run(entry)["甲"]) == (1, 0, 0, 0)
    assert landed(tmp_path) == {"甲/a.html": REPORT}


def test_a_list_page_leads_to_reports(site, run, tmp_path):
    site.pages["/nb/"] = (
        '<a href="2022.html">2022年政府信息公开工作年度报告</a><a href="/x/2023.html">2023年度报告</a><a href="/about.html">关于我们</a><a href="p2.html">下一页</a>'.encode()
    )
    site.pages["/nb/p2.html"] = '<a href="2021.docx" title="2021年政府信息公开工作年度报告">附件</a><a href="/nb/">首页</a>'.encode()
    site.pages |= {"/nb/2022.html": REPORT, "/x/2023.html": REPORT + b"3", "/nb/2021.docx": b"PK", "/about.html": b"about"}
    entry = {"name": "甲", "url": f"{site.address}/nb/", "follow": "年度报告", "more_lists": "下一页", "pause": 0}
    run(entry)
    assert landed(tmp_path) == {"甲/2022.html": REPORT, "甲/2023.html": REPORT + b"3", "甲/2021.docx": b"PK"}
    kept = read_ledger(tmp_path / "raw").filter(url=f"{site.address}/nb/")["path"][0]
    assert (tmp_path / "raw" / kept).read_bytes() == site.pages["/nb/"], "the list is kept too, apart from the reports"


def test_an_unchanged_list_page_still_leads_to_changed_reports(site, run, tmp_path):
    site.pages["/"] = lambda _: (302, {"Location": "/nb/index.html"}, b"")
    site.with_marks("/nb/index.html", '<a href="2022.html">年度报告</a>'.encode())
    site.pages["/nb/2022.html"] = REPORT
    entry = {"name": "甲", "url": f"{site.address}/", "follow": "年度报告", "pause": 0}
    run(entry)
    site.pages["/nb/2022.html"] = REPORT + b"2"
    assert counts(run(entry)["甲"]) == (0, 1, 1, 0)


def test_robots_txt_is_respected(site, run, tmp_path):
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    site.pages |= {"/private/a.html": REPORT, "/b.html": REPORT}
    outcome = run({"name": "甲", "url": f"[{site.address}/private/a.html, {site.address}/b.html]", "pause": 0})["甲"]
    assert [trouble.reason for trouble in outcome.troubles] == ["robots.txt forbids it"]
    assert site.asked() == ["/b.html"]
    assert [path for path, _, _ in site.requests].count("/robots.txt") == 1


def test_a_robots_txt_that_cannot_be_had_forbids_all(site, run):
    site.pages["/robots.txt"] = lambda _: (500, {}, b"")
    outcome = run({"name": "甲", "url": f"{site.address}/b.html", "pause": 0})["甲"]
    assert (site.asked(), outcome.troubles[0].reason) == ([], "robots.txt cannot be had, which forbids all: HTTP 500")


def test_a_host_is_asked_one_page_at_a_time_and_knows_who_asks(site, run):
    site.pages |= {f"/{number}": REPORT for number in range(3)}
    run(*({"name": f"甲{number}", "url": f"{site.address}/{number}", "pause": 0.1} for number in range(3)))
    times = sorted(when for path, _, when in site.requests if path != "/robots.txt")
    assert times[2] - times[0] > 0.18
    assert all(headers["User-Agent"].startswith("foi-warehouse") for _, headers, _ in site.requests)


def test_what_may_pass_is_tried_again(site, run):
    answers = iter([(503, {}, b""), (200, {}, REPORT)])
    site.pages["/a.html"] = lambda _: next(answers)
    assert counts(run({"name": "甲", "url": f"{site.address}/a.html", "pause": 0})["甲"]) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "HTTP 404"),
        ((200, {}, b"x" * (MOST + 1)), "larger than"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 10_000_000)), "larger than"),
        ((200, {"Content-Length": "500"}, b"cut short"), "RemoteProtocolError"),
        ((302, {"Location": "http://localhost:1/x"}, b""), "leads to localhost"),
        ((302, {"Location": "/a.html"}, b""), "TooManyRedirects"),
    ],
)
def test_a_page_that_cannot_be_had_is_reported_and_stops_nothing(site, run, tmp_path, answer, reason):
    def page(request):
        request.close_connection = True
        return answer

    site.pages |= {"/a.html": page, "/b.html": REPORT}
    outcomes = run({"name": "甲", "url": f"{site.address}/a.html", "pause": 0}, {"name": "乙", "url": f"{site.address}/b.html", "pause": 0})
    assert outcomes["甲"].troubles[0].reason.startswith(reason)
    assert landed(tmp_path) == {"乙/b.html": REPORT}


def test_a_server_that_does_not_answer_is_given_up(run):
    outcome = run({"name": "甲", "url": "http://127.0.0.1:9/", "timeout": 0.5, "pause": 0})["甲"]
    assert counts(outcome) == (0, 0, 0, 1)


def test_addresses_of_one_name_do_not_overwrite_each_other(site, run, tmp_path):
    site.pages |= {"/a/content.html": REPORT, "/b/content.html": REPORT + b"b", "/show.jsp?id=7": b"seven"}
    site.pages["/down"] = lambda _: (200, {"Content-Disposition": "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx"}, b"PK")
    urls = ", ".join(f"'{site.address}{path}'" for path in ("/a/content.html", "/b/content.html", "/show.jsp?id=7", "/down"))
    run({"name": "甲", "url": f"[{urls}]", "pause": 0})
    files = landed(tmp_path)
    assert sorted(files.values()) == sorted([REPORT, REPORT + b"b", b"seven", b"PK"])
    assert {"甲/content.html", "甲/show_id=7.jsp", "甲/年报.docx"} < set(files)


def test_names_from_outside_stay_inside(site, run, tmp_path):
    site.pages["/x"] = lambda _: (200, {"Content-Disposition": 'attachment; filename="../../../etc/passwd"'}, b"x")
    run({"name": "甲", "url": f"{site.address}/x", "pause": 0})
    assert list(landed(tmp_path)) == ["甲/etc/passwd"]


def test_folders_are_copied(run, tmp_path):
    share = tmp_path / "共享 盘/2023"
    share.mkdir(parents=True)
    (share / "甲.html").write_bytes(REPORT)
    (share / "notes.tmp").write_bytes(b"x")
    (tmp_path / "乙.html").write_bytes(REPORT + b"b")
    entries = ({"name": "盘", "url": "共享 盘", "match": "'*.html'"}, {"name": "址", "url": (tmp_path / "乙.html").as_uri()})
    run(*entries)
    assert landed(tmp_path) == {"盘/2023/甲.html": REPORT, "址/乙.html": REPORT + b"b"}
    assert counts(run(*entries)["盘"]) == (0, 0, 1, 0)
    assert counts(run({"name": "盘", "url": "无此文件夹"})["盘"]) == (0, 0, 0, 1)


def test_the_landing_folder_hides_what_is_kept_beside_it(site, run, tmp_path):
    from datetime import date

    site.pages["/a.html"] = REPORT
    entry = {"name": "甲", "url": f"{site.address}/a.html", "pause": 0}
    run(entry)
    site.pages["/a.html"] = REPORT + b"2"
    run(entry)
    (tmp_path / "raw/.sources/killed.part").write_bytes(b"half")
    assert raw_files(tmp_path / "raw", None, date(2026, 3, 2))["path"].to_list() == ["甲/a.html"]
    Landing(tmp_path / "raw")
    assert not (tmp_path / "raw/.sources/killed.part").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_landing_folder_that_may_not_be_written_is_reported(site, run, tmp_path):
    site.pages["/a.html"] = REPORT
    (tmp_path / "raw/甲").mkdir(parents=True, mode=0o500)
    assert counts(run({"name": "甲", "url": f"{site.address}/a.html", "pause": 0})["甲"]) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"name": "甲", "url": "ftp://x/y"}, "sources.yml: sources: 甲: url: .*neither a folder nor"),
        ({"name": "甲", "url": "https://me:secret@example.org/"}, "no names and passwords in addresses"),
        ({"name": "甲", "url": "https://example.org/", "follow": "'('"}, "甲: follow: .*no regular expression"),
        ({"name": "甲", "url": "https://example.org/", "into": "../x"}, "no folder below the landing folder"),
        ({"name": "甲", "url": "https://example.org/", "folow": "x"}, "甲: folow: Extra"),
        ({"name": "甲"}, "甲: url: Field required"),
    ],
)
def test_errors_in_the_list_name_source_and_key(sources, entry, message):
    with pytest.raises(SourcesError, match=message) as error:
        sources(entry)
    assert "secret" not in str(error.value)


def test_a_list_that_was_saved_in_another_encoding_says_so(tmp_path):
    (tmp_path / "sources.yml").write_bytes("sources:\n- {name: 某县年报, url: /mnt/年报}\n".encode("gb18030"))
    with pytest.raises(SourcesError, match=r"sources\.yml: is no UTF-8: save the file in this encoding"):
        read_sources(tmp_path / "sources.yml")


def test_links_are_absolute_and_unique():
    page = '<base href="/nb/"><a href="a.html#x">甲</a><a href="a.html">乙</a><a href="javascript:x()">丙</a><a href="mailto:x">丁</a><a href="//h/b" title="题">戊</a>'
    assert [(link.url, link.text) for link in links(page.encode("gb18030"), "http://g.cn/x/y.html")] == [
        ("http://g.cn/nb/a.html", "甲"),
        ("http://h/b", "戊 题"),
    ]


# --- buckets -------------------------------------------------------------------------------------------------------


@contextmanager
def bucket_server():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def test_buckets(run, tmp_path, monkeypatch):
    import obstore
    from obstore.store import S3Store

    for name, value in {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "topsecretkey", "NO_PROXY": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    with bucket_server() as endpoint:
        import httpx

        httpx.put(f"{endpoint}/reports")
        store = S3Store("reports", endpoint=endpoint, region="us-east-1", client_options={"allow_http": True})
        for name, data in {"2023/甲街道 年报.html": REPORT, "2023/乙.pdf": b"%PDF", "2022/丙.html": b"x"}.items():
            obstore.put(store, name, data)
        entry = {"name": "桶", "url": "s3://reports/2023", "endpoint": endpoint, "region": "us-east-1"}
        missing = {"name": "无", "url": "s3://no-such-bucket/x", "endpoint": endpoint, "region": "us-east-1"}
        outcomes = run(entry, missing)
        assert counts(outcomes["桶"]) == (2, 0, 0, 0)
        assert counts(outcomes["无"]) == (0, 0, 0, 1)
        assert "topsecretkey" not in str(outcomes)
        assert landed(tmp_path) == {"桶/甲街道 年报.html": REPORT, "桶/乙.pdf": b"%PDF"}
        obstore.put(store, "2023/乙.pdf", b"%PDF-2")
        assert counts(run(entry)["桶"]) == (0, 1, 1, 0)
        assert read_ledger(tmp_path / "raw")["url"].str.starts_with("s3://reports/2023/").all()
