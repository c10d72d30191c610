"""The examples of codebook/narrative, read and checked: every entry must take, or skip, the number of its own example.

Belongs here: from examples to tiny frames of documents and reports. Not here: how prose is read (reading.py).
"""

import re

import polars as pl

from pipeline.prose.mapping import NOT_MAPPED
from pipeline.prose.mentions import UNREAD
from pipeline.prose.reading import read_mentions
from schemas.codebook import codebook
from schemas.codebook_files import Problem

MARKED = re.compile("【(.*?)】")


def prose_problems():
    """Problems of codebook/narrative that only reading shows: entries that do not take the number of their example. Needs a codebook without others."""
    entries = {entry.id: entry for entry in codebook().narrative_indicators.entries}
    beside = [entries[entry.reads].model_copy(update={"example": entry.example}) for entry in codebook().words.beside]
    return [*example_problems([*entries.values(), *beside], [*codebook().skips.names, *codebook().skips.contexts, codebook().evidence])]


def example_problems(entries, skips):
    """Problems of the examples of entries of indicators.yml and of skips.yml, read with the codebook as it is."""
    marks = [[*MARKED.finditer(entry.example)] for entry in entries]
    order = [entry.id for entry in codebook().narrative_indicators.entries]
    texts = [*(MARKED.sub(r"\1", entry.example) for entry in entries), *(skip.example for skip in skips)]
    read = mentions(texts, [*map(_report, entries), *[(2022, "narrative-era")] * len(skips)])
    for entry, marked, found in zip(entries, marks, read, strict=False):
        complaint = _not_taken(entry.id, marked[0], found, order) if len(marked) == 1 else f"marks {len(marked) or 'no'} numbers with 【】; one is needed"
        if complaint:
            yield Problem("narrative/indicators.yml", entry.id, "example", complaint)
    for skip, found in zip(skips, read[len(entries) :], strict=True):
        if not any(row["reason"] == skip.id for row in found):
            yield Problem("narrative/skips.yml", skip.id, "example", f"the entry skips nothing in it; what becomes of its numerals: {_told(found)}")


def mentions(texts, reports):
    """Texts, and (year, form) of the report that each is the whole of → for each the rows of read_mentions, as dicts."""
    ids = [f"{number:016x}" for number in range(len(texts))]
    documents = pl.DataFrame(
        {"report_id": ids, "text": texts},
        schema_overrides={"report_id": pl.String, "text": pl.String},
    ).with_columns(block=pl.lit(0, pl.Int32), kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64))
    years, forms = zip(*reports, strict=True) if reports else ((), ())
    reports = pl.DataFrame({"report_id": ids, "year": years, "form": forms}, schema_overrides={"year": pl.Int16, "form": pl.String})
    rows = read_mentions(documents, documents.clear().select("report_id", "block"), reports).sort("report_id", "start")
    return [found.to_dicts() for found in (rows.filter(pl.col("report_id") == each) for each in ids)]


def _report(entry):
    """Year and form of a report in which an entry counts for an indicator: of 2018, else 2020, else 2021, else of the forms before 2014."""
    if entry.measure or entry.until_2018:
        return 2018, "narrative-era"
    if entry.from_2019 or entry.in_2019:
        return 2020, "narrative-era"
    return (2021, "narrative-era") if entry.from_2021 else (2012, "annex-pre2014")


def _not_taken(identifier, mark, found, order):
    """What is wrong with the reading of an example, in words; None where the entry took its number. order: ids of all entries as they are tried."""
    at = mark.start()  # the sign before the number is gone
    number = next((row for row in found if row["start"] <= at < row["end"]), None)
    if number is None:
        return f"no number is found where {mark[0]} stands"
    if number["start"] != at or not re.match(rf"{re.escape(mark[1])}(?![0-9.])", number["text"]):
        return f"{mark[0]} is not the whole number, which is {number['text']}"
    taker = number["reason"]
    if number["outcome"] != "metric":
        return f"{mark[0]} is skipped: {taker}"
    if taker == NOT_MAPPED:
        return f"no entry takes {mark[0]}: this one does not fit it either"
    if taker == identifier:
        return None
    if order.index(taker) < order.index(identifier):
        return f"{mark[0]} is taken by '{taker}', which is tried before (entries are tried in order)"
    return f"{mark[0]} does not fit this entry; '{taker}' takes it"


def _told(found):
    return "; ".join(f"{row['text']} {'unread' if row['reason'] == UNREAD else row['reason']}" for row in found) or "it has none"
