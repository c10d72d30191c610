"""The sentences of docs/architecture.md that imports can prove."""

import ast
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGES = ("schemas", "pipeline", "assets")


def modules(package):
    return sorted((PROJECT / package).rglob("*.py"))


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path):
    """Names of the modules that a file imports."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def importers(library):
    found = [path for package in PACKAGES for path in modules(package) if any(name.split(".")[0] == library for name in imports(path))]
    return {path.relative_to(PROJECT).as_posix() for path in found}


@pytest.mark.parametrize(("package", "forbidden"), [("schemas", {"pipeline", "assets"}), ("pipeline", {"assets"})])
def test_imports_run_one_way(package, forbidden):
    for path in modules(package):
        assert not forbidden & {name.split(".")[0] for name in imports(path)}, path


def test_only_assets_know_dagster():
    assert {path.split("/")[0] for path in importers("dagster")} == {"assets"}


def test_only_two_modules_open_duckdb():
    assert importers("duckdb") == {"pipeline/warehouse.py", "pipeline/serving.py"}


def test_only_one_module_segments_text():
    assert len(importers("jieba")) == 1


def test_only_readers_parse_raw_bytes():
    for library in ("lxml", "selectolax", "python_calamine", "pypdfium2"):
        assert all(path.startswith("pipeline/readers/") for path in importers(library)), library


def test_only_one_module_parses_numbers():
    assert importers("cn2an") == {"pipeline/numbers.py"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_belongs_in_it(package):
    for path in modules(package):
        assert ast.get_docstring(parsed(path)), path
