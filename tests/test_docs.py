"""The documentation is current: the dictionary, links, commands, the notebook."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.command_line import main
from schemas.dictionary import pages

PROJECT = Path(__file__).parent.parent
PAGES = [PROJECT / name for name in subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=PROJECT, capture_output=True, text=True).stdout.split("\0") if name]
PAGES = PAGES or sorted(path for path in PROJECT.rglob("*.md") if ".venv" not in path.parts)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.M | re.S)
COMMAND = re.compile(r"(?:^|`|\$\()\s*(?:\.venv/bin/)?foi ([a-z][a-z-]*)((?:[ ]+--[a-z-]+)?)", re.M)
CHEAP = ("foi check-codebook", "foi query", "foi findings", "foi quarantine", "foi explain", "foi export", "foi --help")  # run as they stand in the docs


@pytest.mark.parametrize("name", pages())
def test_the_dictionary_is_current(name):
    file = PROJECT / "docs" / "dictionary" / name
    assert file.exists() and file.read_text(encoding="utf-8") == pages()[name], (
        "the codebook changed: run `foi dictionary` (make dictionary) and commit docs/dictionary"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(page):
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    targets = {(first or second).partition("#")[0] for first, second in LINK.findall(text)}
    local = {target for target in targets if target and not re.match(r"[a-z]+:", target)}
    assert not [target for target in local if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_commands_and_targets_that_are_named_exist(page):
    text = page.read_text(encoding="utf-8")
    for name, option in COMMAND.findall(text):
        assert name in main.commands, f"foi {name}"
        if option.strip():
            assert option.strip() in {text for parameter in main.commands[name].params for text in parameter.opts}, f"foi {name} {option}"
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.M)
    assert not set(re.findall(r"`make ([a-z]+)`", text)) - set(targets)


def commands():
    """(page, line) of every cheap command in a block marked sh."""
    for page in PAGES:
        for language, block in CODE.findall(page.read_text(encoding="utf-8")):
            if language == "sh":
                yield from (
                    (page.name, line.strip().removeprefix(".venv/bin/"))
                    for line in block.splitlines()
                    if line.strip().removeprefix(".venv/bin/").startswith(CHEAP)
                )


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_commands_in_the_docs_run(warehouse, monkeypatch, tmp_path, page, line):
    monkeypatch.setenv("FOI_WAREHOUSE", str(warehouse.parent))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(line.partition("  #")[0])[1:])
    assert result.exit_code == 0, result.output


def test_the_notebook_runs(warehouse):
    pytest.importorskip("marimo")
    environment = {"FOI_WAREHOUSE": str(warehouse.parent), "PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin", "HOME": str(warehouse.parent)}
    result = subprocess.run(
        [sys.executable, "docs/notebooks/applications_over_the_break.py"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
