"""Publishing, keeping and going back, with files that stand for warehouses."""

import os
from datetime import UTC, datetime

import pytest

from pipeline import publication

FIRST, SECOND, THIRD = "20260101T010000Z-aa", "20260102T010000Z-bb", "20260103T010000Z-cc"


def publish(folder, name, keep=7):
    new = folder / publication.NEW
    new.write_text(name)
    publication.publish(new, folder, name, keep)


def published(folder):
    return (folder / publication.FILE).read_text()


@pytest.fixture
def three(tmp_path):
    for name in (FIRST, SECOND, THIRD):
        publish(tmp_path, name)
    return tmp_path


def test_a_version_is_called_by_its_time_and_state():
    assert publication.version_name(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "ab12") == "20260102T030405Z-ab12"


def test_the_last_published_is_current_and_the_newest_comes_first(three):
    assert published(three) == THIRD
    assert [(version.name, version.state, version.is_current) for version in publication.versions(three)] == [
        (THIRD, "cc", True),
        (SECOND, "bb", False),
        (FIRST, "aa", False),
    ]


def test_keeping_a_version_costs_no_copy(three):
    assert (three / publication.FILE).stat().st_ino == publication.current(three).path.stat().st_ino


def test_only_the_last_versions_are_kept(three):
    publish(three, "20260104T010000Z-dd", keep=2)
    assert [version.name for version in publication.versions(three)] == ["20260104T010000Z-dd", THIRD]


def test_rollback_goes_one_version_back_each_time(three):
    assert publication.rollback(three).name == SECOND
    assert publication.rollback(three).name == FIRST
    assert published(three) == FIRST
    with pytest.raises(publication.NoSuchVersion, match=FIRST):
        publication.rollback(three)


def test_rollback_to_the_beginning_of_a_name(three):
    publication.rollback(three, "20260101")
    assert published(three) == FIRST
    with pytest.raises(publication.NoSuchVersion, match="several"):
        publication.rollback(three, "2026")


def test_what_was_rolled_back_from_is_held_until_something_else_is_published(three):
    publication.rollback(three)
    assert publication.held(three) == "cc"
    publish(three, "20260104T010000Z-dd")
    assert publication.held(three) is None


def test_the_version_that_is_current_survives_pruning_after_a_rollback(three):
    publication.rollback(three, FIRST)
    publish(three, "20260104T010000Z-dd", keep=1)
    assert [version.name for version in publication.versions(three)] == ["20260104T010000Z-dd"]


def test_a_file_system_without_hard_links_keeps_copies(tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    for name in (FIRST, SECOND):
        publish(tmp_path, name)
    assert publication.current(tmp_path).name == SECOND
    publication.rollback(tmp_path)
    assert publication.current(tmp_path).name == FIRST


def test_what_a_killed_run_left_is_removed(three):
    (three / publication.NEW).write_text("half")
    (three / f"{publication.NEW}.wal").write_text("half")
    (three / f"{publication.NEW}.spill").mkdir()
    assert len(publication.clean(three)) == 3
    assert published(three) == THIRD
    assert len(publication.versions(three)) == 3


def test_a_version_that_was_kept_but_never_published_is_removed(three):
    new = three / publication.NEW
    new.write_text("killed between keeping and publishing")
    os.link(new, three / publication.VERSIONS / "20260104T010000Z-dd.duckdb")
    publication.clean(three)
    assert [version.name for version in publication.versions(three)] == [THIRD, SECOND, FIRST]


def test_a_killed_rollback_loses_no_version(three):
    os.link(three / publication.VERSIONS / f"{FIRST}.duckdb", three / f".{publication.FILE}.again")
    publication.clean(three)
    assert len(publication.versions(three)) == 3
