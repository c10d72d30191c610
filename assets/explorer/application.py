"""The explorer as a web application: addresses to pages, HTML and CSV, language, security headers, the published warehouse.

Belongs here: what every page shares. Not here: pages (pages.py, proof.py), their queries, how things look.
"""

import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import jinja2
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from assets.explorer import cells, charts
from assets.explorer.pages import PAGES
from assets.explorer.view import HERE, MOST_ROWS, NotThere, View
from pipeline.findings_list import scorecard, select, workbook
from pipeline.layers import Layers
from pipeline.serving import Reader
from pipeline.warehouse import QueryError

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 20  # the longest a page may ask the warehouse
MENU = [
    ("/", "overview"),
    ("/coverage", "coverage"),
    ("/indicators", "indicators"),
    ("/reports", "reports"),
    ("/findings", "findings"),
    ("/files", "files"),
    ("/dictionary", "dictionary"),
    ("/sql", "console"),
]
HEADERS = {
    # Text of reports is shown on every page: nothing of it may ever run, and nothing is fetched from elsewhere.
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Explorer:
    """A published warehouse, as the pages read it; see application()."""

    def __init__(self, place, layers, raw=None):
        self.raw, self.reader, self.layers = raw, Reader(place), Layers(layers)
        # The version is part of the key: a newly published warehouse answers anew.
        self.rows = lru_cache(maxsize=500)(lambda version, sql, parameters: self.reader.query(sql, dict(parameters), MOST_ROWS, SECONDS).to_pylist())
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
        )
        self.menu = MENU
        self.templates.globals |= {"cells": cells, "charts": charts}

    @property
    def years(self):
        """First and last year with a report."""
        return tuple(self.rows(self.reader.version, "SELECT min(year) AS first, max(year) AS last FROM dim_report", ())[0].values())

    def respond(self, page, request):
        """The page for a request, or the CSV of one of its panels."""
        view = View(self, request.url.path, dict(request.query_params))
        try:
            if view.is_download:
                page(view, **request.path_params)
                return _download(view)
            return HTMLResponse(self.html(page, view, **request.path_params), headers=HEADERS)
        except NotThere as problem:
            return self.problem(view, 404, str(problem))
        except FileNotFoundError as problem:
            return self.problem(view, 503, str(problem))
        except QueryError as problem:
            return self.problem(view, 400, str(problem))

    def html(self, page, view, **parts):
        """A page as text. Raises NotThere, QueryError, FileNotFoundError."""
        template, things = page(view, **parts)
        return self.render(template, view, **things)

    def render(self, template, view, **things):
        return self.templates.get_template(f"{template}.html").render(view=view, t=view.word, **things)

    def problem(self, view, status, message):
        return HTMLResponse(self.render("problem", view, message=message, title=view.word("problem")), status_code=status, headers=HEADERS)


def _download(view):
    panel = view.panels.get(view.arguments["csv"])
    if panel is None:
        raise NotThere(view.arguments["csv"])
    lines = panel.csv_lines()
    first = next(lines)  # a query that fails must say so before the download begins
    name = quote(f"foi-{panel.name}.csv")
    return StreamingResponse(
        _chained(first, lines), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename={name}", **HEADERS}
    )


def _chained(first, rest):
    yield first
    yield from rest


def _workbook(explorer, request):
    """The findings of a selection as the workbook that a district's staff send out."""
    office, district, severity, code, year = (request.query_params.get(key) or None for key in ("office", "district", "severity", "code", "year"))
    where = {"office": office, "district": district, "year": int(year) if year and year.isdecimal() else None}
    found, scores = select(explorer.reader.place, severity=severity, code=code, **where), scorecard(explorer.reader.place, **where)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        workbook(found, scores, file.name)
        content = Path(file.name).read_bytes()
    return Response(content, media_type=EXCEL, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote('整改清单.xlsx')}", **HEADERS})


def _original(explorer, request):
    """The file of a report as it was delivered, to be kept, never to be shown by the browser."""
    found = explorer.reader.query("SELECT path FROM dim_report WHERE report_id = $id", {"id": request.path_params["report_id"]}).to_pylist()
    file = explorer.raw / found[0]["path"] if found and explorer.raw else None
    if file is None or not file.is_file() or not file.resolve().is_relative_to(explorer.raw.resolve()):
        return explorer.problem(
            View(explorer, request.url.path, dict(request.query_params)), 404, "the file is not in the landing folder, or within an archive"
        )
    return FileResponse(file, media_type="application/octet-stream", filename=file.name, headers=HEADERS)


def application(place, layers, raw=None):
    """The explorer over a warehouse file or a Lake, as an ASGI application.

    layers: folder with the text of the reports of this publisher, which pages of reports show; raw: landing folder, from which originals are handed out.
    """
    explorer = Explorer(place, layers, raw)
    routes = [
        Route("/findings.xlsx", lambda request: _workbook(explorer, request)),
        Route("/original/{report_id}", lambda request: _original(explorer, request)),
    ]
    routes += [Route(path, lambda request, page=page: explorer.respond(page, request)) for path, page in PAGES.items()]
    routes.append(Mount("/static", StaticFiles(directory=HERE / "static")))
    routes.append(Route("/favicon.ico", lambda request: RedirectResponse("/static/icon.svg")))
    app = Starlette(routes=routes)
    app.state.explorer = explorer
    return app


def _warm_up(explorer):
    """Asks and draws what the first page shows, so that its first reader does not wait for it."""
    try:
        explorer.html(PAGES["/"], View(explorer, "/", {}))
    except (FileNotFoundError, QueryError):
        charts.warm_up()


def serve(place, layers, raw, host, port):
    """Serves the explorer until it is stopped; place, layers, raw: see application()."""
    import uvicorn

    app = application(place, layers, raw)
    threading.Thread(target=_warm_up, args=(app.state.explorer,), daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning")
