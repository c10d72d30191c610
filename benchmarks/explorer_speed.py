"""Times the pages of the explorer in a real browser, over a warehouse of many reports.

    python benchmarks/corpus.py --reports 10000 --formats mixed --out DIR && foi run --raw DIR/raw --warehouse WAREHOUSE
    python -m benchmarks.explorer_speed WAREHOUSE [--rounds 3]

Starts `foi explore` and prints, for each page: milliseconds until the first byte, until the page is drawn (first contentful paint) and until it has loaded, each
the median over the rounds, and the first visit apart, whose answers are not kept yet. First line: the first page right after the start.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from pipeline.publication import FILE
from pipeline.warehouse import query

PORT = 8399
TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0], paint = performance.getEntriesByName("first-contentful-paint")[0];
  return [page.responseStart, paint ? paint.startTime : page.domContentLoadedEventEnd, page.loadEventEnd, page.encodedBodySize];
}"""


def pages(warehouse):
    """Name → address of a page of each kind, for an office and a report in the middle of the warehouse."""
    office, report, observation = query(
        warehouse,
        """SELECT o.office_id, r.report_id, f.observation_id FROM dim_report r JOIN dim_office o USING (office_key) JOIN fact_indicator f USING (report_key)
        WHERE r.form = 'articles-2021' AND f.origin = 'table' ORDER BY r.report_key, f.observation_id LIMIT 1 OFFSET 50000""",
    ).row()
    indicator = quote("foi.application.new[total]")
    return {
        "overview": "/",
        "coverage": "/coverage",
        "coverage, page 5": "/coverage?page=5",
        "office": f"/office/{quote(office)}",
        "indicator": f"/indicator/{indicator}",
        "report": f"/report/{report}",
        "report, a value": f"/report/{report}?value={observation}#o{observation}",
        "reports": "/reports",
        "findings": "/findings",
        "findings by rule": "/findings?by=rule_id",
        "files": "/files",
        "values": f"/values?indicator={indicator}",
        "indicators": "/indicators",
        "dictionary": "/dictionary",
        "SQL": "/sql?q=" + quote("SELECT office, year, value FROM v_series WHERE concept = 'applications_received' LIMIT 200"),
    }


def measured(browser, address):
    """Milliseconds to first byte, paint, load, and bytes, of one visit with an empty browser cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_function(
        "performance.getEntriesByType('navigation')[0].loadEventEnd > 0 && performance.getEntriesByName('first-contentful-paint').length > 0"
    )
    times = page.evaluate(TIMES)
    context.close()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    addresses = pages(options.warehouse / FILE)
    server = subprocess.Popen(
        [sys.executable, "-m", "assets.command_line", "explore", "--port", str(PORT), "--warehouse", str(options.warehouse)], stdout=subprocess.DEVNULL
    )
    try:
        _wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
            measured(browser, "data:text/html,<p>warm</p>")
            print(f"{'page':<20}{'first visit':>12}{'first byte':>12}{'painted':>10}{'loaded':>10}{'kB':>8}")
            for name, path in addresses.items():
                visits = [measured(browser, f"http://127.0.0.1:{PORT}{path}") for _ in range(options.rounds + 1)]
                byte, paint, load, size = (statistics.median(visit[column] for visit in visits[1:]) for column in range(4))
                print(f"{name:<20}{visits[0][2]:>12.0f}{byte:>12.0f}{paint:>10.0f}{load:>10.0f}{size / 1000:>8.0f}", flush=True)
    finally:
        server.terminate()
        server.wait()


def _wait():
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{PORT}/static/icon.svg").close()
            return
        except URLError:
            time.sleep(0.1)
    raise TimeoutError("the explorer did not start within a minute")


if __name__ == "__main__":
    main()
