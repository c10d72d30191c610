"""Charts as SVG, drawn here from Vega-Lite: no script runs in the browser, every mark may be a link, a run's pictures need no browser at all.

Belongs here: the look of charts and one function for each kind. Not here: queries.
"""

import json
from functools import lru_cache
from itertools import chain, cycle

from markupsafe import Markup

from schemas.codebook import codebook

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
PREFIX = "https://vega.github.io/vega-datasets/"  # what the drawing library puts before an address without a host
INK, MUTED, LINE, ACCENT, WARN = "#1c2733", "#566372", "#dfe4ea", "#1f5a96", "#b3261e"
SHADES = ("#c3cad3", "#a3bfdc", "#6d9bc8", "#3b76ad", "#1b4a7d", "#0d6b5e", "#5b2a86", "#8a3b12")  # of forms, oldest first; then from the second again
FORMS = dict(zip(("narrative-era", *codebook().forms), chain(SHADES, cycle(SHADES[1:])), strict=False))
DARK = SHADES[3:]  # on which writing is white
SEVERITIES = {"error": "#b3261e", "warning": "#c77700", "info": "#6b7a8a"}
# labelLimit 0: no label is cut off; to measure each against a limit takes as long as all the rest of drawing.
THEME = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {"labelLimit": 0, "labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": LINE, "domainColor": "#aab4bf", "tickColor": "#aab4bf"},
    "legend": {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "orient": "top", "title": None, "symbolType": "square", "labelLimit": 0},
    "bar": {"color": ACCENT},
}  # fmt: skip


@lru_cache(maxsize=500)
def _svg(spec):
    import vl_convert

    return vl_convert.vegalite_to_svg(spec).replace(PREFIX, "")


def svg(spec):
    """SVG text of a Vega-Lite chart."""
    return _svg(json.dumps({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": THEME, **spec}, ensure_ascii=False, default=str))


def warm_up():
    """Draws once, so that the first page does not wait for the drawing library to start."""
    svg({"data": {"values": [{"x": 1}]}, "mark": "bar", "encoding": {"x": {"field": "x", "type": "quantitative"}}})


def figure(spec, label):
    """A chart as HTML, with words for those who do not see it."""
    return Markup('<figure class="chart" role="img" aria-label="{}">{}</figure>').format(label, Markup(svg(spec)))


def stacked_years(rows, view, label):
    """Bars by year, stacked by form. rows: year, form, reports."""
    names = {form: view.form(form) for form in FORMS}
    values = [
        {"year": row["year"], "form": names.get(row["form"], row["form"]), "reports": row["reports"], "order": list(names).index(row["form"]), "href": view.url("/reports", year=row["year"], form=row["form"])}
        for row in rows
    ]  # fmt: skip
    used = [form for form in FORMS if any(row["form"] == form for row in rows)]
    spec = {
        "width": 520, "height": 210, "data": {"values": values}, "mark": {"type": "bar", "cursor": "pointer"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "scale": {"domain": _years(rows)}, "axis": {"labelAngle": 0, "labelExpr": "substring(datum.label, 2)"}},
            "y": {"field": "reports", "type": "quantitative", "title": None, "axis": {"tickCount": 5, "format": ",d", "tickMinStep": 1, "domain": False, "ticks": False}},
            "color": {"field": "form", "type": "nominal", "scale": {"domain": [names[form] for form in used], "range": [FORMS[form] for form in used]}, "legend": {"columns": 2}},
            "order": {"field": "order"},
            "href": {"field": "href"},
        },
    }  # fmt: skip
    return figure(spec, label)


def _years(rows):
    return list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))


def series(rows, view, label, unit=""):
    """An office over the years against its district. rows: year, value, median, low, high, form, is_break, href."""
    values = [row | {"value": row["value"]} for row in rows]
    breaks = [{"year": row["year"], "text": view.form(row["form"])} for row in rows if row["is_break"]]
    x = {"field": "year", "type": "ordinal", "scale": {"domain": _years(rows)}, "title": None, "axis": {"labelAngle": 0, "grid": False}}
    y = {"type": "quantitative", "title": unit or None, "axis": {"tickCount": 5, "domain": False, "ticks": False}}
    layers = [
        {"mark": {"type": "area", "color": "#c9d9ea", "opacity": 0.6, "interpolate": "linear"}, "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "line", "color": MUTED, "strokeDash": [5, 4], "strokeWidth": 1.5}, "encoding": {"x": x, "y": {**y, "field": "median"}}},
        {"data": {"values": breaks}, "mark": {"type": "rule", "color": WARN, "strokeDash": [2, 3], "xOffset": -16}, "encoding": {"x": x}},
        {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5}, "encoding": {"x": x, "y": {**y, "field": "value"}, "detail": {"field": "segment"}}},
        {"mark": {"type": "point", "filled": True, "size": 70, "color": ACCENT, "opacity": 1, "cursor": "pointer"}, "encoding": {"x": x, "y": {**y, "field": "value"}, "href": {"field": "href"}}},
        {"mark": {"type": "text", "dy": -12, "color": INK, "fontSize": 12}, "encoding": {"x": x, "y": {**y, "field": "value"}, "text": {"field": "value", "format": ",.12~g"}}},
    ]  # fmt: skip
    return figure({"width": 720, "height": 260, "data": {"values": values}, "layer": layers}, label)


def bars(rows, category, value, color=None):
    """Chart of horizontal bars in the order of the rows. rows: category, value, optionally severity for the colour."""
    encoding = {
        "y": {"field": category, "type": "nominal", "sort": None, "title": None, "axis": {"domain": False, "ticks": False}},
        "x": {"field": value, "type": "quantitative", "title": None, "axis": {"tickCount": 4, "tickMinStep": 1, "format": ",d"}},
    }
    if color:
        encoding["color"] = {"field": color, "type": "nominal", "scale": {"domain": list(SEVERITIES), "range": list(SEVERITIES.values())}}
    return {"width": 420, "height": {"step": 22}, "data": {"values": rows}, "mark": "bar", "encoding": encoding}


def heat_map(rows, category, value, title):
    """Chart of places by year, darker where there is more. rows: category, year, value."""
    encoding = {
        "y": {"field": category, "type": "nominal", "sort": None, "title": None, "axis": {"domain": False, "ticks": False}},
        "x": {"field": "year", "type": "ordinal", "scale": {"domain": _years(rows) if rows else []}, "title": None, "axis": {"orient": "top", "labelAngle": 0, "domain": False, "ticks": False}},
        "color": {"field": value, "type": "quantitative", "scale": {"range": ["#cfe0f1", "#123a63"], "domainMin": 0}, "legend": {"title": title, "orient": "bottom", "tickMinStep": 1}},
    }  # fmt: skip
    return {"width": {"step": 34}, "height": {"step": 20}, "data": {"values": rows}, "mark": {"type": "rect", "stroke": "white"}, "encoding": encoding}


def columns(rows, label, category, value, unit=""):
    """Upright bars in the order of the rows: a distribution. rows: category, value."""
    encoding = {
        "x": {"field": category, "type": "ordinal", "sort": None, "title": unit or None, "axis": {"labelAngle": 0, "labelOverlap": True}},
        "y": {
            "field": value,
            "type": "quantitative",
            "title": None,
            "axis": {"tickCount": 4, "format": ",d", "tickMinStep": 1, "domain": False, "ticks": False},
        },
    }
    return figure({"width": 520, "height": 180, "data": {"values": rows}, "mark": {"type": "bar", "width": {"band": 0.7}}, "encoding": encoding}, label)
