"""Which questions readers may ask of a lake: those that stay within it.

Behind a lake stands a database with a role that may write; functions of DuckDB's extensions lead there past everything that is read-only. Belongs here:
telling them from harmless ones, by DuckDB's own reading of a statement. Not here: asking (serving.py).
"""

import json
import re

ROWS_FROM = re.compile(r"(?:range|generate_series|unnest|repeat|json_each|json_tree|snapshots|duckdb_(?!secrets)\w+|pragma_\w+)$", re.IGNORECASE)
RUNS_TEXT = re.compile(r"json_(?:execute|serialize_plan)", re.IGNORECASE)  # functions that take a statement as a text
BEHIND = re.compile(r"__ducklake", re.IGNORECASE)  # name of the database behind a lake
EXPLAINED = re.compile(r"\s*EXPLAIN\b(?:\s+ANALYZE\b)?(?:\s*\([^()]*\))?", re.IGNORECASE)
PLACES = ("catalog", "catalog_name", "schema", "schema_name", "table_name")


def leads_out(connection, sql):
    """What in one statement that reads leads out of the lake, as a text for its reader; None where nothing does."""
    read = json.loads(connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [EXPLAINED.sub("", sql, count=1)]).fetchone()[0])
    if read["error"]:
        return "this kind of statement"
    return next((found for node in _nodes(read["statements"]) if (found := _out(node))), None)


def _out(node):
    if node.get("type") == "TABLE_FUNCTION" and not ROWS_FROM.match(name := node["function"].get("function_name", "")):
        return f"the function {name}"
    if RUNS_TEXT.match(node.get("function_name") or ""):
        return f"the function {node['function_name']}"
    return "the catalog of the lake" if any(BEHIND.match(str(node.get(place))) for place in PLACES) else None


def _nodes(value):
    """All objects in the JSON of a statement."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)
