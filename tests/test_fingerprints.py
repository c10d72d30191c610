"""What a layer depends on follows from the imports of the code, which are found as text; Python's own parser finds the same ones."""

import ast

import pytest

from pipeline.fingerprints import PACKAGES, PROJECT, imported, modules_behind

CODE = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))


def parsed(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_all_imports_of_a_file_are_found(path):
    assert imported(path) == {name for name in parsed(path) if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import pipeline.numbers", {"pipeline.numbers"}),
        ("from pipeline import numbers, facts", {"pipeline", "pipeline.numbers", "pipeline.facts"}),
        (
            "def late():\n    from schemas.codebook import (\n        codebook,\n        CODES,\n    )",
            {"schemas.codebook", "schemas.codebook.codebook", "schemas.codebook.CODES"},
        ),
        ("import polars\nfrom assets import running", set()),
    ],
)
def test_imports_as_they_are_written_here(tmp_path, code, found):
    path = tmp_path / "code.py"
    path.write_text(code)
    assert imported(path) == found


def test_a_reader_depends_on_what_it_imports_and_on_no_other_reader():
    behind = {path.stem for path in modules_behind("pipeline.readers.docx")}
    assert {"docx", "blocks", "codebook"} <= behind and "pdf" not in behind
