"""The SQL console: one reading statement, saved questions, results with links, a limit on rows and time.

Belongs here: what the console offers. Not here: what keeps it harmless (pipeline/warehouse.Reader).
"""

import time
from functools import lru_cache
from typing import NamedTuple

from assets.explorer.view import Panel
from pipeline.warehouse import QueryError
from schemas.codebook import DIRECTORY

SAVED = DIRECTORY.parent / "cookbook"
ROWS, SECONDS = 500, 10
FIRST = """SELECT office, year, value, comparability, formula
FROM v_series
WHERE concept = 'applications_received'
ORDER BY full_name, year"""


class Question(NamedTuple):
    """A saved question: file name, the question in Chinese and in English, its SQL."""

    name: str
    zh: str
    en: str
    sql: str


@lru_cache
def questions():
    """Questions of schemas/cookbook/*.sql, whose comment lines at the top put them in Chinese, then in English."""
    found = []
    for file in sorted(SAVED.glob("*.sql")):
        lines = file.read_text(encoding="utf-8").strip().splitlines()
        comments = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
        zh, _, en = (comments or [file.stem])[0].partition(" | ")
        found.append(Question(file.stem, zh, en or (comments[1] if len(comments) > 1 else zh), "\n".join(lines)))
    return found


def console(view):
    saved = next((question for question in questions() if question.name == view.text("question")), None)
    sql = (view.text("q") or (saved.sql if saved else FIRST)).rstrip("; \n")
    panel = view.panels["result"] = Panel(view, "result", sql, None)
    if view.is_download:
        return None, {}
    things = {
        "title": view.word("console"),
        "sql": sql,
        "panel": panel,
        "questions": questions(),
        "saved": saved,
        "columns": [],
        "rows": [],
        "problem": None,
        "seconds": 0,
        "cut": False,
    }
    started = time.perf_counter()
    try:
        table = view.reader.query(sql, most_rows=ROWS + 1, seconds=SECONDS)
        rows = table.slice(0, ROWS).to_pylist()
        things |= {"columns": list(dict.fromkeys(table.schema.names)), "rows": rows, "cut": table.num_rows > ROWS, "seconds": time.perf_counter() - started}
    except QueryError as problem:
        things["problem"] = str(problem)
    return "console", things
