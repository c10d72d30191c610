"""What became of all numerals of a run: found as metrics, skipped for a reason, or not explained by anything.

Belongs here: sums over the layer `numerals`. Not here: why a numeral is skipped (mentions.py, contexts.py).
"""

from typing import NamedTuple

import polars as pl

from schemas.codebook import codebook

MOST_UNREAD = 0.01  # share of numerals that may stay unexplained before a run warns: silence about a number is the worst failure


class Account(NamedTuple):
    """Numbers of sentences with numerals, metrics, numerals skipped deliberately and numerals unexplained; `skipped_by_reason`: reason, numerals."""

    sentences: int
    metrics: int
    skipped: int
    unread: int
    skipped_by_reason: pl.DataFrame

    @property
    def unread_share(self):
        """Share of the numerals that nothing explains, 0 to 1."""
        return self.unread / max(1, self.metrics + self.skipped + self.unread)

    @property
    def is_good(self):
        return self.unread_share <= MOST_UNREAD


def reasons():
    """Id of an entry that skips numerals → why it does."""
    return {entry.id: entry.reason for entry in (*codebook().skips.names, *codebook().skips.contexts, codebook().evidence)}


def account(numerals):
    """Rows of the layer `numerals` → Account. Reasons are those of skips.yml and evidence.yml, the most frequent first."""
    found = dict(numerals.group_by("outcome").agg(pl.col("numerals").sum()).iter_rows())
    skipped = numerals.filter(pl.col("outcome") == "skipped").with_columns(reason=pl.col("pattern").replace(reasons()))
    skipped = skipped.group_by("reason").agg(pl.col("numerals").sum()).sort("numerals", "reason", descending=[True, False])
    return Account(*(found.get(outcome, 0) for outcome in ("sentence", "metric", "skipped", "unread")), skipped)
