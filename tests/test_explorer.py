"""The explorer over the warehouse of data/raw: pages, links, downloads, and a walk through them in a real browser where there is one."""

import hashlib
import re
import shutil
import socket
import threading
import time
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import quote, urljoin
from urllib.request import urlopen

import pytest

from assets.explorer.view import HERE, words
from pipeline.serving import Reader
from pipeline.warehouse import QueryError

BROWSER = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def site(warehouse):
    """Address of an explorer over the shared warehouse."""
    import uvicorn

    from assets.explorer.application import application
    from assets.settings import PROJECT

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(application(warehouse, warehouse.parent / "layers", PROJECT / "data" / "raw"), host="127.0.0.1", port=port, log_level="error")
    )
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
    for (report_id,) in ask("SELECT min(report_id) FROM dim_report GROUP BY form, format").iter_rows():
        marks = Links(get(f"{site}/report/{report_id}")).anchors
        observations = ask("SELECT observation_id FROM fact_observation WHERE report_id = $id", {"id": report_id})["observation_id"]
        assert {f"o{observation}" for observation in observations} <= marks


def test_the_original_of_a_report_comes_as_it_was_delivered(site, ask):
    report_id, sha256 = ask("SELECT report_id, sha256 FROM file_log WHERE status = 'accepted' ORDER BY path LIMIT 1").row()
    with urlopen(f"{site}/original/{report_id}") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert hashlib.sha256(answer.read()).hexdigest() == sha256


def test_the_dictionary_tells_which_printed_label_is_which_indicator(site):
    page = get(f"{site}/dictionary?label={quote('被依法纠错数')}")
    assert {"foi.litigation.corrected", "foi.reconsideration.corrected"} <= set(
        re.findall("<code>(foi[^<]*)", page)
    )  # it stands in the form twice, under reconsideration and litigation


def test_an_unknown_report_is_said_to_be_unknown(site):
    with pytest.raises(HTTPError) as problem:
        get(f"{site}/report/0000000000000000")
    assert problem.value.code == 404


def test_a_government_has_until_the_end_of_march(site, ask):
    """What the page of a report says of its delay is what the scorecard says."""
    rows = ask("SELECT report_id, due_date, days_late, r.year FROM v_scorecard s JOIN dim_report r USING (report_id) WHERE full_name = '北京市密云区人民政府'")
    assert rows.height
    for row in rows.iter_rows(named=True):
        assert row["due_date"].isoformat() == f"{row['year'] + 1}-03-31"
        page = get(f"{site}/report/{row['report_id']}")
        assert row["due_date"].isoformat() in page
        assert row["days_late"] == 0 and not re.search("逾期 [0-9]+ 天", page)


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
        yield running.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--renderer-process-limit=1"]
        )


@pytest.fixture(scope="module")
def page(browser):
    """The one tab of all tests: each new one is a process."""
    return browser.new_page()


@pytest.fixture
def tab(page, site):
    """A browser tab; a script error or a page that asks for anything outside fails the test."""
    troubles = []
    watched = {
        "pageerror": lambda error: troubles.append(str(error)),
        "request": lambda request: None if request.url.startswith((site, "data:")) else troubles.append(request.url),
    }
    for event, note in watched.items():
        page.on(event, note)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    for event, note in watched.items():
        page.remove_listener(event, note)
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
def test_a_phone_never_scrolls_sideways(tab, site, path):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(site + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


CONTRAST = """() => {
  const parse = (text) => { const found = text.match(/[\\d.]+/g).map(Number); return found.length < 4 ? [...found, 1] : found; };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (color) => { const [r, g, b] = color.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (element) => element ? over(parse(getComputedStyle(element).backgroundColor), ground(element.parentElement)) : [255, 255, 255, 1];
  const bad = [];
  for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || ["SCRIPT", "OPTION"].includes(element.tagName)) continue;
    const back = ground(element), front = over(parse(element.closest("svg") ? style.fill : style.color), back);
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a), ratio = (high + 0.05) / (low + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 600);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${walker.currentNode.data.trim().slice(0, 20)} ${ratio.toFixed(2)} ${element.className}`);
  }
  return bad;
}"""


@pytest.mark.parametrize("path", ["/", "/coverage", "/findings", "/files", "/sql?q=nonsense", "/office/110118001", "/indicator/foi.application.new[total]"])
def test_every_text_stands_out_from_its_ground(tab, site, path):
    """WCAG AA: 4.5 to 1, 3 to 1 for large letters."""
    tab.goto(site + path)
    assert tab.evaluate(CONTRAST) == []


def test_the_proof_page_stands_out_too(tab, site, ask):
    for (report_id,) in ask("SELECT report_id FROM v_findings GROUP BY ALL ORDER BY count(*) DESC LIMIT 2").iter_rows():
        tab.goto(f"{site}/report/{report_id}")
        assert tab.evaluate(CONTRAST) == []


def test_the_keyboard_reaches_content_first_and_shows_where_it_is(tab, site):
    tab.goto(site)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_sql_is_asked_with_ctrl_enter_and_its_result_leads_to_the_proof(tab, site):
    tab.goto(site + "/sql")
    tab.fill("textarea", "SELECT office, office_id, year, value, report_id, observation_id FROM v_indicator WHERE year = 2023 LIMIT 1")
    tab.keyboard.press("Control+Enter")
    tab.click("td.column-value a")
    assert "/report/" in tab.url and tab.locator(".value.is-current").count() == 1


def test_long_texts_among_many_columns_have_room(tab, site):
    tab.goto(site + "/sql?q=" + quote("FROM v_findings LIMIT 5"))
    assert tab.evaluate("Math.min(...[...document.querySelectorAll('td.column-full_name, td.column-message_zh')].map(cell => cell.offsetWidth))") > 200
