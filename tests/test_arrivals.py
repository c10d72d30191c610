"""The sensor on the landing folder: a run when files are there and complete, none otherwise."""

import dagster as dg
import pytest

from assets.arrivals import landing_folder_sensor, state
from assets.definitions import nightly


@pytest.fixture
def raw(tmp_path, monkeypatch):
    monkeypatch.setenv("FOI_RAW", str(tmp_path / "raw"))
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture
def look():
    """Looks once, as the daemon does: the run request, or why there is none."""
    cursor = None
    sensor = landing_folder_sensor(nightly)

    def once():
        nonlocal cursor
        context = dg.build_sensor_context(cursor=cursor)
        result = sensor(context)
        cursor = context.cursor
        return result if isinstance(result, dg.RunRequest) else result.skip_message

    return once


def test_a_run_starts_once_when_nothing_moves_any_more(raw, look):
    (raw / "甲.html").write_text("a")
    assert look() == "1 files; waiting until nothing moves"
    assert look().tags["foi/started_by"] == "landing_folder"
    assert look() == "1 files, as in the last run"


def test_a_file_that_is_still_being_copied_is_waited_for(raw, look):
    for size in range(1, 4):
        (raw / "甲.zip").write_bytes(b"x" * size)
        assert "waiting" in look()
    assert isinstance(look(), dg.RunRequest)


def test_a_folder_that_is_again_as_it_was_gets_a_run_of_its_own(raw, look):
    (raw / "甲.html").write_text("a")
    look()
    first = look()
    (raw / "乙.html").write_text("b")
    look(), look()
    (raw / "乙.html").unlink()
    look()
    last = look()
    assert isinstance(last, dg.RunRequest)
    assert first.run_key != last.run_key


def test_a_folder_that_is_not_there_starts_nothing(raw, look):
    raw.rmdir()
    assert look().startswith("there is no folder")


def test_a_cursor_of_another_version_is_as_none(raw):
    context = dg.build_sensor_context(cursor="12 3456 789")
    assert "waiting" in landing_folder_sensor(nightly)(context).skip_message


def test_what_fetching_keeps_for_itself_does_not_count(raw):
    before = state(raw)
    (raw / ".sources").mkdir()
    (raw / ".sources/fetched.parquet").write_bytes(b"x")
    (raw / "甲\udcff.html").write_bytes(b"a name that is not UTF-8 does no harm")
    assert state(raw)[0] == before[0] + 1
