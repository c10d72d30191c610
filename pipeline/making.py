"""What the layers of a shard are made by, which shards are to be made, and why.

Belongs here: comparing what made a layer with what would make it now. Not here: fingerprints of code (fingerprints.py), making (extraction.py).
"""

from hashlib import sha256
from typing import NamedTuple

from pipeline.fingerprints import derivation_fingerprint, reader_fingerprint, rules_fingerprint

FINDINGS = ("report_findings", "compared", "rule_counts")
SELECTORS = ("year", "district", "office")


class Made(NamedTuple):
    """Fingerprints of what made the layers of a shard: the reader (documents), the derivation (all that follows from documents but findings), the paths of
    its files, which are evidence, and the rules (findings, and what they compare)."""

    reader: str
    derivation: str
    paths: str
    rules: str

    def of(self, layer):
        """The part of the name of a layer's file that says what made it."""
        if layer == "documents":
            return self.reader
        return "".join(self if layer in FINDINGS else self[:3])


class Selection(ValueError):
    """What is to be made again cannot be understood."""


def wanted(shards, with_ocr=False, *limits):
    """Shard → Made as code, codebook, machine and limits for a file are now; shards: frame of assign_shards()."""
    rows = shards.select("shard", "format", "paths").unique().sort("shard").iter_rows()
    return {shard: Made(reader_fingerprint(name, with_ocr, *limits), derivation_fingerprint(), paths, rules_fingerprint()) for shard, name, paths in rows}


def in_part(before, now, report_ids):
    """Made of a shard in which only some documents are made again: what changes is named after both and after the documents."""
    return Made(
        *(old if old == new else sha256("\0".join((old, new, *sorted(report_ids))).encode()).hexdigest()[:10] for old, new in zip(before, now, strict=True))
    )


def why(before, now):
    """Why a shard is to be made, for a person; before: None for a new shard."""
    if before is None:
        return "new documents"
    reasons = {
        "reader": "their reader changed",
        "derivation": "codebook or code of tables, prose or identity changed",
        "paths": "files came under other names",
        "rules": "rules changed",
    }
    changed = [reason for name, reason in reasons.items() if getattr(before, name) != getattr(now, name)]
    return " and ".join(changed) if changed else "their layers were missing"


def selected(reports, only):
    """report_ids of the layer `reports` that are meant by texts like 'year=2018', 'district=密云区', 'office=鼓楼街道' (part of the full name); all must hold.

    Raises Selection, also where nothing is meant.
    """
    for text in only:
        key, equals, value = text.partition("=")
        if key not in SELECTORS or not equals:
            raise Selection(f"'{text}': say {', '.join(f'{name}=…' for name in SELECTORS)}")
        if key == "year" and not value.isdecimal():
            raise Selection(f"'{text}': the year is a number")
        column = reports["full_name" if key == "office" else key]
        reports = reports.filter(column.str.contains(value, literal=True) if key == "office" else column == (int(value) if key == "year" else value))
    if reports.is_empty():
        raise Selection(f"no known report is meant by {' '.join(only)}")
    return set(reports["report_id"])
