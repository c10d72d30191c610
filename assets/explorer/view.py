"""What a page is made of: its address, its language, and panels, each a query of queries/*.sql whose rows are shown, linked, drawn and downloaded.

Belongs here: addresses, words, asking the warehouse. Not here: which panels a page has (pages.py), how a cell looks (cells.py), charts (charts.py).
"""

import csv
import io
import re
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

import yaml

from schemas.codebook import codebook
from schemas.contracts import literal

HERE = Path(__file__).parent
PARAMETER = re.compile(r"\$([a-z_]+)")
PAGE_ROWS = 50
DOWNLOAD_SECONDS = 120
MOST_ROWS = 5_000  # a panel shows no more; the download has all


@lru_cache
def words():
    """Word or sentence → [Chinese, English]."""
    return yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))


@lru_cache
def query_text(name):
    """SQL of a query of the explorer."""
    return (HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8").strip()


def without_unset(sql, parameters):
    """The query without the lines that name a parameter which has no value: filters that are not set."""
    lines = [line for line in sql.splitlines() if all(parameters.get(name) is not None for name in PARAMETER.findall(line))]
    return "\n".join(lines)


def written_out(sql, parameters):
    """The query with its parameters written into it, to be read, copied and run anywhere."""
    return PARAMETER.sub(lambda found: _written(parameters[found[1]]), sql)


def _written(value):
    return str(value) if isinstance(value, int | float) else literal(value)


class NotThere(Exception):
    """An address that leads to nothing; says to what."""


class Panel:
    """A query with its parameters (None: no parameters, the query stands as it is). Nothing is asked before something is shown."""

    def __init__(self, view, name, sql, parameters, page_rows=None):
        self.view, self.name, self.page_rows = view, name, page_rows
        given = {key: value for key, value in (parameters or {}).items() if value is not None}
        self.query = sql if parameters is None else without_unset(sql, given)
        self.parameters = {} if parameters is None else {key: given[key] for key in dict.fromkeys(PARAMETER.findall(self.query))}

    @cached_property
    def rows(self):
        """Rows as dicts: of the page asked for where the panel has pages."""
        limit = f"\nLIMIT {self.page_rows} OFFSET {(self.page - 1) * self.page_rows}" if self.page_rows else ""
        return self.view.ask(self.query + limit, self.parameters)

    @property
    def row(self):
        return self.rows[0] if self.rows else None

    @cached_property
    def total(self):
        """Number of rows over all pages."""
        if not self.page_rows:
            return len(self.rows)
        return self.view.ask(f"SELECT count(*) AS n FROM ({self.query})", self.parameters)[0]["n"]

    @property
    def page(self):
        return max(1, self.view.number("page") or 1)

    @property
    def pages(self):
        return max(1, -(-self.total // (self.page_rows or MOST_ROWS)))

    @property
    def sql(self):
        return written_out(self.query, self.parameters) if self.parameters else self.query

    @property
    def csv(self):
        return self.view.here(csv=self.name, page=None)

    def csv_lines(self):
        """The whole result as CSV for Excel: UTF-8 with byte order mark."""
        with self.view.reader.batches(self.query, self.parameters, DOWNLOAD_SECONDS) as batches:
            yield "\ufeff" + _csv([batches.schema.names])
            for batch in batches:
                yield _csv(zip(*(_plain(column) for column in batch.columns), strict=True))


def _plain(column):
    return ["; ".join(map(str, value)) if isinstance(value, list) else value for value in column.to_pylist()]


def _csv(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


class View:
    """One request: language, arguments, and the panels that its page shows."""

    def __init__(self, explorer, path, arguments):
        self.explorer, self.reader, self.path, self.arguments = explorer, explorer.reader, path, arguments
        self.english = arguments.get("lang") == "en"
        self.panels = {}

    def text(self, name):
        """An argument, without spaces around it; None where it is empty."""
        return (self.arguments.get(name) or "").strip() or None

    def number(self, name):
        text = self.text(name)
        return int(text) if text and re.fullmatch(r"-?[0-9]{1,19}", text) else None

    def ask(self, sql, parameters=None):
        rows = self.explorer.rows(self.reader.version, sql, tuple(sorted((parameters or {}).items())))
        return [dict(row) for row in rows]  # pages add to rows; the kept ones stay as asked

    def panel(self, name, query=None, page_rows=None, **parameters):
        """A panel of this page over queries/<query>.sql."""
        self.panels[name] = Panel(self, name, query_text(query or name), parameters, page_rows)
        return self.panels[name]

    def ask_panel(self, name):
        """A query that is asked for the page itself and not shown as a panel."""
        return Panel(self, name, query_text(name), {})

    @property
    def is_download(self):
        return "csv" in self.arguments

    # --- words ---

    def word(self, name):
        found = words().get(name)
        return found[self.english] if found else name

    def pick(self, row, name=""):
        """name_zh or name_en of a row or an entry of the codebook, by language; the Chinese where there is no English."""
        get = row.get if isinstance(row, dict) else lambda key: getattr(row, key, None)
        prefix = f"{name}_" if name else ""
        return (get(f"{prefix}en") if self.english else None) or get(f"{prefix}zh") or ""

    def form(self, name):
        entry = codebook().forms.get(name)
        return self.pick(entry, "label") if entry else self.word(name)

    # --- addresses ---

    def url(self, path, anchor="", **arguments):
        """Address of a page in the language of this one; arguments without value are left out."""
        return quote(path) + _query(({"lang": "en"} if self.english else {}) | arguments) + (f"#{anchor}" if anchor else "")

    def here(self, **changes):
        """Address of this page with some arguments changed."""
        return self.url(self.path, **{**self.arguments, **changes})

    @property
    def other_language(self):
        return quote(self.path) + _query({**self.arguments, "lang": None if self.english else "en"})


def _query(arguments):
    chosen = {key: value for key, value in arguments.items() if value not in (None, "")}
    return f"?{urlencode(chosen)}" if chosen else ""
