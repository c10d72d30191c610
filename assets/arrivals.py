"""The sensor on the landing folder: starts the nightly job when files have come, changed or gone, and are complete.

Belongs here: telling that something has changed, cheaply. Not here: what has changed (pipeline/landing/raw_files.py).
"""

import json
import os
from hashlib import sha256

import dagster as dg

from assets.workspace import Workspace
from pipeline.landing.raw_files import SOURCES_FOLDER

SECONDS_BETWEEN_LOOKS = 60


def landing_folder_sensor(job):
    """A sensor that requests a run of the job once two looks in a row have found the same, which the last run has not seen: files that are still
    being copied grow from look to look. Its cursor holds the state of the last look, that of the last run, and how many runs it has asked for.
    """

    @dg.sensor(
        name="landing_folder",
        job=job,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        description="Starts the job when files have come, changed or gone in the landing folder and nothing has moved there for a minute; off until switched on",
    )
    def landing_folder(context: dg.SensorEvaluationContext):
        folder = Workspace().settings.raw
        if not folder.is_dir():
            return dg.SkipReason(f"there is no folder {folder}")
        before = _cursor(context.cursor)
        files, now = state(folder)
        context.update_cursor(json.dumps(before | {"look": now}))
        if now == before["run"]:
            return dg.SkipReason(f"{files} files, as in the last run")
        if now != before["look"]:
            return dg.SkipReason(f"{files} files; waiting until nothing moves")
        count = before["count"] + 1
        context.update_cursor(json.dumps({"look": now, "run": now, "count": count}))
        return dg.RunRequest(run_key=f"{count} {now}", tags={"foi/started_by": "landing_folder"})

    return landing_folder


def state(folder):
    """(number of files, digest of their names, sizes and times); a file that goes while we look is none."""
    files, digest = 0, sha256()
    for directory, folders, names in os.walk(folder):
        folders.sort()
        if directory == str(folder) and SOURCES_FOLDER in folders:
            folders.remove(SOURCES_FOLDER)
        for name in sorted(names):
            path = f"{directory}/{name}"
            try:
                status = os.lstat(path)
            except FileNotFoundError:
                continue
            files += 1
            digest.update(os.fsencode(f"{path}\0{status.st_size} {status.st_mtime_ns}\0"))
    return files, digest.hexdigest()[:16]


def _cursor(text):
    """The cursor as a dict; what an earlier version or a person has left there counts as none."""
    empty = {"look": None, "run": None, "count": 0}
    try:
        found = json.loads(text or "{}")
        return {key: found.get(key, value) for key, value in empty.items()} if isinstance(found, dict) else empty
    except ValueError:
        return empty
