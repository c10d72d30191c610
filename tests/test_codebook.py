"""Errors of the codebook: each is named by file, entry and key, before a wrong warehouse comes of it."""

import os
import shutil
from pathlib import Path

import pytest

from schemas.codebook import DIRECTORY, Codebook, codebook
from schemas.codebook_files import Problem
from schemas.consistency import codebook_problems

OF = {  # file → what is read from it
    "applicants.yml": ["applicants"], "corrections.yml": ["corrections"], "formats.yml": ["formats"], "furniture.yml": ["furniture"], "identify.yml": ["identify"],
    "indicators.csv": ["indicators"], "offices/divisions.csv": ["divisions"], "offices/offices.yml": ["offices"], "reasons.yml": ["reasons"],
    "rules.yml": ["rule_list", "rules"], "series.csv": ["series"], "values.yml": ["values"], "wording.yml": ["wording"], "years.yml": ["years"],
    "forms/articles-2021.yml": ["forms"],
}  # fmt: skip


@pytest.fixture(scope="module")
def sound():
    """The codebook as it is, read as a whole, so that each test need read again only what it changes."""
    book = Codebook(thorough=True)
    assert codebook_problems(book) == []
    return book


@pytest.fixture
def problems(tmp_path, sound):
    """What is said of the codebook after a change: problems(file, old, new) → lines."""

    def after(file, old, new):
        folder = Path(shutil.copytree(DIRECTORY, tmp_path / "codebook", copy_function=os.symlink))
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).unlink()
        (folder / file).write_bytes(text.replace(old, new, 1).encode() if isinstance(new, str) else text.encode().replace(old.encode(), new, 1))
        book = Codebook(folder, thorough=True)
        vars(book).update({name: value for name, value in vars(sound).items() if name not in ("directory", "_folder", *OF[file])})
        return [str(problem) for problem in codebook_problems(book)]

    return after


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("reasons.yml", "\nempty:", "\nempty: {}\nempty:", "reasons.yml: line 7: empty: stands twice"),
        ("values.yml", "dash: '", "dash: '(", "values.yml: -: dash: Value error, is no regular expression"),
        ("wording.yml", "residual: '", "residual: '(?!a)", "wording.yml: -: residual: Value error, is no regular expression"),
        ("identify.yml", "\ngenre: '", "\ngenre: '(", "identify.yml: -: genre: Value error, is no regular expression"),
        ("furniture.yml", "names: '", "names: '(", "furniture.yml: -: names: Value error, is no regular expression"),
        ("offices/offices.yml", "zone: '", "zone: '(", "offices/offices.yml: -: zone: Value error, is no regular expression"),
        ("rules.yml", "severity: error", "severity: error\n  unless: '(['", "rules.yml: G1-01: unless: Value error, is no regular expression"),
        ("rules.yml", "severity: error", "severity: error\n  levels: [village]", "rules.yml: G1-01: levels: there is no level 'village'"),
        ("years.yml", "from: 2014", "from: 2015", "years.yml: 2015-2018: from: the years before end with 2013"),
        ("years.yml", "due: 03-31", "due: 02-30", "years.yml: 0: due: Value error, day is out of range for month"),
        ("formats.yml", "reader: docx", "reader: dcx", "formats.yml: docx: reader: there is no module pipeline/readers/dcx.py"),
        ("formats.yml", "reader: docx", "reason: no_such", "formats.yml: docx: reason: there is no reason 'no_such' in reasons.yml"),
        ("series.csv", "foi.application.new[total]", "foi.application.new[total] +", "series.csv: applications_received 1: formula: "),
        ("series.csv", ",exact,", ",exactly,", "series.csv: line 2, applications_received: comparability: "),
        ("indicators.csv", ",count,", ",cuont,", "indicators.csv: line 2, foi.disclosure.total: value_type: "),
        ("indicators.csv", "\n2,", "\n2,foi.disclosure.total,x,x,x,件,count,,independent,0,derived,x,0,\n2,", "indicators.csv: line 3: indicator: 'foi.disclosure.total' stands"),
        ("indicators.csv", "条,count,foi.disclosure.total,", "条,count,foi.disclosure.normative_doc,", "indicators.csv: foi.disclosure.normative_doc: parent: is a part"),
        ("offices/divisions.csv", "\n12,", "\n110118002,果树街道\n12,", "110118002' stands in line "),
        ("offices/divisions.csv", "\n12,", "\n990101001,某街道\n12,", "offices/divisions.csv: 某街道: code: there is no place that '990101001' lies in"),
        ("offices/divisions.csv", "北京市", b"\xb1\xb1\xbe\xa9", "offices/divisions.csv: line 2: -: is no UTF-8"),
        ("corrections.yml", "# Reviewed", b"# \xff", "corrections.yml: line 1: -: is no UTF-8"),
        ("applicants.yml", "total: {", "\ttotal: {", "applicants.yml: -: -: is no YAML"),
    ],
)  # fmt: skip
def test_an_error_is_told_by_file_entry_and_key(problems, file, old, new, said):
    found = problems(file, old, new)
    assert any(said in line for line in found), found


def test_a_row_that_stands_twice_in_a_form(problems):
    row = "    - {label: 二、上年结转政府信息公开申请数量, measure: foi.application.carried_in}\n"
    assert problems("forms/articles-2021.yml", row, row + row) == [
        "forms/articles-2021.yml: applications: 二、上年结转政府信息公开申请数量: label: another row has the same path of labels"
    ]


def test_two_forms_that_nothing_tells_apart(problems):
    older = next(line for line in (DIRECTORY / "forms/articles-2019.yml").read_text(encoding="utf-8").splitlines() if line.startswith("signature: "))
    newer = next(line for line in (DIRECTORY / "forms/articles-2021.yml").read_text(encoding="utf-8").splitlines() if line.startswith("signature: "))
    found = problems("forms/articles-2021.yml", newer, older)
    assert any(line.startswith("forms/articles-2021.yml: articles-2021: signature: is that of 'articles-2019'") for line in found)


def test_every_form_has_a_shade_of_its_own():
    from assets.explorer import charts

    assert list(charts.FORMS) == ["narrative-era", *codebook().forms]
    assert len(set(charts.FORMS.values())) == len(charts.FORMS)


def test_tables_that_a_spreadsheet_saved_begin_with_a_mark(problems):
    assert problems("series.csv", "concept,", "\ufeffconcept,") == []


def test_a_run_refuses_an_unsound_codebook(tmp_path, small_runs, monkeypatch):
    from assets import landing
    from assets.running import run_job
    from assets.settings import settings

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "甲.txt").write_text("某镇2022年政府信息公开工作年度报告", encoding="utf-8")
    wrong = Problem("forms/articles-2021.yml", "applications: 甲", "measure", "no indicator of this form measures 'foi.nothing'")
    monkeypatch.setattr(landing, "shipped_problems", lambda: (wrong,))
    with small_runs():
        summary = run_job(settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse"))
    assert summary["outcome"] == "failed"
    assert str(wrong) in " ".join(summary["errors"])
