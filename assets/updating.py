"""Whether the published warehouse is brought up to date or a new one is built from all layers; and the copy of it to work on.

Belongs here: what the published warehouse was made of. Not here: when it is published (publishing.py), how facts are replaced (pipeline/).
"""

from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

from pipeline import publication
from pipeline.fingerprints import warehouse_fingerprint
from pipeline.observations import report_key

MOST_UPDATED = 0.2  # share of documents beyond which a build from all layers is as fast


class Copy:
    """A copy of the published file that is made while other work goes on: a gigabyte takes a slow disk longer than a night's new reports the processor."""

    def __init__(self):
        self._copying: Future | None = None

    def begin(self, folder):
        """Starts to copy; whatever goes wrong is raised by path()."""
        pool = ThreadPoolExecutor(max_workers=1)
        self._copying = pool.submit(publication.copy_published, folder)
        pool.shutdown(wait=False)

    def path(self, folder):
        """Path of the finished copy, which is made now if it was not begun. Raises OSError."""
        copying, self._copying = self._copying, None
        return copying.result() if copying else publication.copy_published(folder)

    def end(self):
        """Waits for a copy that nobody asked for."""
        if self._copying:
            self._copying.exception()


def made_of(made):
    """What the next build needs to know of this one, as a text: the code, and what made the layers of each shard (`made`: shard → Made)."""
    return "\n".join((warehouse_fingerprint(), *(f"{shard} {by.of('observations')}" for shard, by in made.items())))


def documents(workspace, made):
    """Frame report_key, file, is_changed of all documents: the file of the layer `observations` that they are in, and whether it is made anew since the
    published warehouse. made: shard → Made."""
    _, before = _published(workspace)
    rows = [
        (shard, str(workspace.layers.path("observations", shard, by.of("observations"))), before.get(shard) != by.of("observations"))
        for shard, by in made.items()
    ]
    files = pl.DataFrame(rows, schema={"shard": pl.String, "file": pl.String, "is_changed": pl.Boolean}, orient="row")
    return workspace.shards().join(files, on="shard").select("file", "is_changed", report_key=report_key(pl.col("report_id")))


def is_brought_up_to_date(workspace, documents):
    """Whether the same code made the published warehouse and most of it stays; documents: frame of documents()."""
    code, _ = _published(workspace)
    return code == warehouse_fingerprint() and documents["is_changed"].sum() < documents.height * MOST_UPDATED and not workspace.whole


def _published(workspace):
    """(Code, shard → what made its observations) of the published warehouse; an empty text and nothing where that is not known."""
    code, *shards = publication.made_of(workspace.settings.warehouse).splitlines() or [""]
    return code, dict(line.split(" ") for line in shards)
