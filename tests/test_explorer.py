"""The explorer over the warehouse of data/raw: pages, links, downloads, and a walk through them in a real browser where there is one."""

import re
import shutil
import socket
import threading
import time
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from assets.explorer.view import HERE, words
from pipeline.warehouse import QueryError, Reader

BROWSER = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def site(warehouse):
    """Address of an explorer over the shared warehouse."""
    import uvicorn

    from assets.explorer.application import application

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(warehouse.parent), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def get(address):
    with urlopen(address) as answer:
        return answer.read().decode(errors="replace")


class Links(HTMLParser):
    """Addresses and anchors of a page."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.add(attributes.get("id"))
        self.addresses += [attributes[key] for key in ("href", "xlink:href", "src") if attributes.get(key)]


def test_every_link_within_the_explorer_leads_somewhere(site):
    """Follows links from the overview, two of each kind of page, one in English; nothing points to another host."""
    waiting, seen, kinds = ["/", "/?lang=en"], set(), {}
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"[?#].*|[0-9a-f]{16}|(?<=/office/).*|(?<=/indicator/)[^?]*", "", address) + str("lang=en" in address) + str("csv=" in address)
        if address in seen or kinds.get(kind, 0) >= 2 - ("lang=en" in address):
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        text = get(site + address)
        if "csv=" in address:
            assert text.startswith("\ufeff"), address
            continue
        for target in Links(text).addresses if text.startswith("<!doctype") else ():
            assert not target.startswith(("http:", "https:", "//")), (address, target)
            waiting.append(urljoin(address, target).partition("#")[0])
    assert len(kinds) > 40


def test_a_value_of_a_report_is_marked_and_explained_at_its_place(site, ask):
    row = ask(
        "SELECT report_id, observation_id FROM v_indicator WHERE year = 2023 AND office LIKE '%水利局%' AND indicator_id = 'foi.application.new[total]'"
    ).row()
    page = get(f"{site}/report/{row[0]}?value={row[1]}")
    assert f"o{row[1]}" in Links(page).anchors
    assert "本年新收政府信息公开申请数量（总计）" in page


def test_every_observation_of_a_report_has_its_mark(site, ask):
    for (report_id,) in ask("SELECT report_id FROM dim_report").iter_rows():
        marks = Links(get(f"{site}/report/{report_id}")).anchors
        observations = ask("SELECT observation_id FROM fact_observation WHERE report_id = $id", {"id": report_id})["observation_id"]
        assert {f"o{observation}" for observation in observations} <= marks


def test_an_unknown_report_is_said_to_be_unknown(site):
    with pytest.raises(HTTPError) as problem:
        get(f"{site}/report/0000000000000000")
    assert problem.value.code == 404


def test_every_word_is_there_once_in_both_languages():
    text = (HERE / "words.yml").read_text(encoding="utf-8")
    names = re.findall(r'^"?([^#\s"]+?)"?: ', text, flags=re.MULTILINE)
    assert len(names) == len(set(names)) == len(words())
    assert all(len(word) == 2 and all(isinstance(part, str) and part for part in word) for word in words().values())
    used = "".join(path.read_text(encoding="utf-8") for path in (HERE / "templates").glob("*.html"))
    assert set(re.findall(r"\bt\('([^']+)'\)", used)) <= set(words())


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE memory.x (a INTEGER)",
        "SELECT 1; SELECT 2",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/x.duckdb'",
        "SET lock_configuration = false",
        "INSTALL fts",
        "DELETE FROM fact_indicator",
        "SELECT count(*) FROM range(10000000000) a, range(1000) b",
    ],
)
def test_the_reader_only_reads(warehouse, sql):
    with pytest.raises(QueryError):
        Reader(warehouse).query(sql, seconds=0.3)


def test_the_reader_sees_a_newly_published_warehouse_and_reads_on_meanwhile(warehouse, tmp_path):
    published = tmp_path / "foi.duckdb"
    shutil.copy(warehouse, published)
    reader = Reader(published)
    first = reader.version
    with reader.batches("SELECT count(*) AS n FROM dim_report") as under_way:
        shutil.copy(warehouse, tmp_path / "new")
        (tmp_path / "new").replace(published)
        assert reader.query("SELECT count(*) AS n FROM dim_report").to_pylist() == under_way.read_all().to_pylist()
    assert reader.version != first


# --- in a browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (make test installs it)")
    with playwright.sync_playwright() as running:
        yield running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])


@pytest.fixture
def tab(browser, site):
    """A browser tab; a script error or a page that asks for anything outside fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else troubles.append(request.url))
    yield page
    page.close()
    assert not troubles


def test_from_a_report_to_the_cell_of_a_wrong_total(tab, site, ask):
    """A report with errors → the cell of one → what it means."""
    tab.goto(f"{site}/report/{ask('SELECT report_id FROM v_findings WHERE rule_id = $rule', {'rule': 'T3-01'}).item(0, 0)}")
    tab.click("#findings a[href^='#o'] >> nth=0")
    mark = tab.locator(".value:target")
    assert mark.inner_text().isdigit()
    mark.click()
    assert tab.locator("#value .figure").inner_text() == tab.locator(".value.is-current").inner_text()


@pytest.mark.parametrize("path", ["/", "/coverage", "/findings", "/indicators", "/sql", "/office/110118001", "/indicator/foi.application.new[total]"])
def test_a_phone_never_scrolls_sideways(browser, site, path):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
