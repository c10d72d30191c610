"""What an authored report is: data and marked-up text.  The renderers and author.py read it."""

from dataclasses import dataclass, field

from .forms import Tables


@dataclass
class Report:
    """One report: identity, tables, marked-up body, planted errors.

    body: one paragraph a line; `# ` starts a section heading; `@2` `@3` `@4` stand for the tables of sections 2 to 4.
    page: values of the page around the article (site, source, published, crumbs, heading, footer).
    text_differs: indicator keys whose figure in the text deliberately differs from the table.
    """

    number: str
    suffix: str
    layout: str
    year: int
    office: dict
    title: str
    body: str
    tables: Tables
    page: dict = field(default_factory=dict)
    anomalies: list = field(default_factory=list)
    text_differs: set = field(default_factory=set)
    format: str = ""
    encoding: str | None = None
    office_alts: list = field(default_factory=list)
    status: str = "accepted"
    doc_kind: str = "report"
    panel: str | None = None
    dup_group: str | None = None
    links: dict = field(default_factory=dict)
    cells_in_file: bool = True

    @property
    def form(self):
        return self.tables.form


def office(province, city, district, core, level):
    """The gold's office object; the canonical name leaves the city out for the four municipalities."""
    name = province + (city if city != province else "") + district + core
    return {"name": name, "province": province, "city": city, "district": district, "core": core, "level": level}


def anomaly(code, where, text, optional=False):
    """A planted anomaly; optional ones are neither required nor false alarms."""
    out = {"code": code, "where": where, "text": text, "planted": True}
    if optional:
        out["optional"] = True
    return out
