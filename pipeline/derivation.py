"""From the layer `documents` of a batch to all layers that follow from it but findings: a pure function of frames and codebook.

Belongs here: the order of the steps. Not here: the steps, files (extraction.py), findings (rules/report_rules.py), or what many batches mean together (identity/versions.py,
rules/panel.py).
"""

import polars as pl

from pipeline.identity.identify import identify
from pipeline.identity.versions import content_fingerprint
from pipeline.observations import observations
from pipeline.prose.reading import read_prose
from pipeline.rules.copies import signatures
from pipeline.simplified import as_printed, simplified
from pipeline.tables.reading import read_tables
from schemas.contracts import conform

DERIVED = ("identities", "observations", "signatures", "numerals", "rejected")


def derive(documents, files, read=None):
    """The layer `documents` of a batch, and its files (report_id, path, format) → layer → frame, for every layer in DERIVED. Raises ContractError.

    `read`: simplified(documents), where that is there already.
    """
    read = simplified(documents) if read is None else read
    tables = read_tables(read)
    reports, rejected = identify(read, files, tables.forms)
    all_are = reports.height == read["report_id"].n_unique()  # then there is nothing to copy
    of_reports = read if all_are else read.join(reports.select("report_id"), on="report_id", how="semi", maintain_order="left")
    prose = read_prose(of_reports, tables.used, reports)
    values = observations(tables.values, as_printed(prose.values, documents, read), reports)
    contents = content_fingerprint(of_reports, values).select("report_id", pl.col("content").cast(pl.String))
    made = {
        "identities": reports.join(contents, on="report_id", how="left", maintain_order="left"),
        "observations": values,
        "signatures": signatures(of_reports, values),
        "numerals": _numerals(prose),
        "rejected": rejected,
    }
    return {layer: conform(frame, layer) for layer, frame in made.items()}


def _numerals(prose):
    """What became of the numerals of a shard, for the check that none goes unexplained."""
    sentences = pl.DataFrame({"outcome": ["sentence"], "reason": ["with numerals"], "numerals": [prose.sentences]}, schema_overrides={"numerals": pl.Int64})
    outcomes = prose.outcomes.select("outcome", "reason", pl.col("numerals").cast(pl.Int64))
    return pl.concat([outcomes, sentences]).rename({"reason": "pattern"}).sort("outcome", "pattern")
