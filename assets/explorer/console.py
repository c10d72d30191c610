"""The SQL console: one reading statement, saved questions, results with links, a limit on rows and time.

Belongs here: what the console offers. Not here: what keeps it harmless (pipeline/serving.py).
"""

import time

from assets.explorer.view import Panel
from pipeline.warehouse import QueryError
from schemas.cookbook import questions

ROWS, SECONDS = 500, 10
FIRST = """SELECT office, year, value, comparability, formula
FROM v_series
WHERE concept = 'applications_received'
ORDER BY full_name, year"""


def console(view):
    """SQL of the reader's own, or a saved question, with its result."""
    saved = questions().get(view.text("question"))
    sql = (view.text("q") or (saved.sql if saved else FIRST)).rstrip("; \n")
    panel = view.panels["result"] = Panel(view, "result", sql, None)
    if view.is_download:
        return None, {}
    things = {
        "title": view.word("console"),
        "sql": sql,
        "panel": panel,
        "questions": list(questions().values()),
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
