"""The asset behind the explorer: a run in pictures (coverage, findings by rule, values by form), and whether the pages can be drawn.

Belongs here: which pictures, from the published warehouse. Not here: how charts look (assets/explorer/charts.py).
"""

import base64

import dagster as dg

from assets.explorer import charts
from assets.explorer.application import Explorer
from assets.explorer.pages import PAGES
from assets.explorer.view import View
from assets.publishing import TABLES
from assets.workspace import Workspace
from pipeline.publication import FILE
from schemas.codebook import codebook

MOST_ROWS = 40  # of the heat map; beyond, offices are put together by district, then by city, then by province
PLACES = {"office": "o.lineage_id", "district": "(o.province, o.city, o.district)", "city": "(o.province, o.city)", "province": "o.province"}
NAMES = {"office": "concat_ws(' ', coalesce(o.district, o.city), o.name)", "district": "concat_ws(' ', o.city, o.district)", "city": "concat_ws(' ', o.province, o.city)", "province": "o.province"}  # fmt: skip
COVERAGE = """
WITH places AS (
  SELECT o.lineage_id, r.year, {place} AS place_key, arg_max({name}, r.year) OVER (PARTITION BY place_key) AS place
  FROM dim_report r JOIN dim_office o USING (office_key)
  WHERE r.status = 'accepted'
)
SELECT place, place_key::VARCHAR AS place_key, year, count(DISTINCT lineage_id) AS offices
FROM places
GROUP BY ALL
ORDER BY place_key, year
"""
FORM_NAMES = {"narrative-era": "无统一表格（2013年以前）"} | {name: entry.label_zh for name, entry in codebook().forms.items()}
RULES = """
SELECT rule_id || ' ' || code AS rule, severity::VARCHAR AS severity, count(*) AS findings
FROM fact_finding GROUP BY ALL ORDER BY findings DESC, rule LIMIT 20
"""
FORMS = """
SELECT r.form, sum(f.n)::BIGINT AS indicator_values
FROM (SELECT report_key, count(*) AS n FROM fact_indicator GROUP BY ALL) f JOIN dim_report r USING (report_key)
GROUP BY ALL ORDER BY r.form
"""


@dg.asset(
    name="explorer",
    deps=list(TABLES),
    check_specs=[
        dg.AssetCheckSpec("pages", asset="explorer", description="The first pages of the explorer can be drawn from the published warehouse, in both languages")
    ],
    group_name="people",
    kinds={"duckdb", "vega"},
    description="本次运行的图：覆盖热图、各规则的发现数、各表式的值数\n\nPictures of the published warehouse: coverage, findings by rule, values by form. `foi explore` shows them with links.",
)
def pictures(workspace: Workspace):
    explorer = Explorer(workspace.settings.warehouse / FILE, workspace.settings.layers)
    drawn = {name: spec for name, (rows, spec) in _charts(explorer.reader).items() if rows}
    problems = _problems(explorer)
    return dg.MaterializeResult(
        metadata={name: dg.MetadataValue.md(f"![{name}]({_address(spec)})") for name, spec in drawn.items()},
        check_results=[dg.AssetCheckResult(passed=not problems, check_name="pages", metadata={"problems": dg.MetadataValue.json(problems)})],
    )


def _problems(explorer):
    """What keeps the overview, the findings and the newest report from being drawn, by address; empty where all is well."""
    newest = explorer.reader.query("SELECT report_id FROM dim_report ORDER BY year DESC, report_key LIMIT 1").to_pylist()
    pages = [("/", {}), ("/findings", {}), *(("/report/{report_id}", row) for row in newest)]
    problems = {}
    for path, parts in pages:
        for language in ("zh", "en"):
            try:
                explorer.html(PAGES[path], View(explorer, path.format(**parts), {"lang": language}), **parts)
            except Exception as problem:  # whatever it is, the warehouse is published and the run goes on
                problems[f"{path.format(**parts)}?lang={language}"] = repr(problem)
    return problems


def _charts(reader):
    """Name → (rows, Vega-Lite chart)."""
    coverage, rules, forms = _coverage(reader), reader.query(RULES).to_pylist(), reader.query(FORMS).to_pylist()
    order = list(charts.FORMS)
    values = [row | {"form": FORM_NAMES[row["form"]]} for row in sorted(forms, key=lambda row: order.index(row["form"]))]
    return {
        "coverage": (coverage, charts.heat_map(coverage, "place", "offices", "机关数 offices")),
        "findings_by_rule": (rules, charts.bars(rules, "rule", "findings", color="severity")),
        "values_by_form": (values, charts.bars(values, "form", "indicator_values")),
    }


def _coverage(reader):
    """Offices with a report by place and year, in the smallest kind of place of which the heat map has room for all."""
    numbers = ", ".join(f"count(DISTINCT {place}) AS {kind}" for kind, place in PLACES.items())
    (counts,) = reader.query(f"SELECT {numbers} FROM dim_report r JOIN dim_office o USING (office_key) WHERE r.status = 'accepted'").to_pylist()
    kind = next((kind for kind, count in counts.items() if count <= MOST_ROWS), "province")
    return reader.query(COVERAGE.format(name=NAMES[kind], place=PLACES[kind])).to_pylist()


def _address(spec):
    """The chart as an address that holds it: SVG, so that the browser's own fonts write the Chinese."""
    return "data:image/svg+xml;base64," + base64.b64encode(charts.svg({**spec, "background": "white"}).encode()).decode()
