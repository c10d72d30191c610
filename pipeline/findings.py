"""Rows of the layer `findings` from what a check has found: wording from the rule, a stable id, the observations concerned.

Belongs here: the shape of a finding. Not here: what is wrong with a report.
"""

import re
from hashlib import blake2b

import polars as pl

from schemas.codebook import codebook
from schemas.contracts import conform, polars_schema

LONGEST_QUOTE = 120


def empty():
    return pl.DataFrame(schema=polars_schema("findings"))


def found(frame, check, severity=None):
    """Rows of the layer `findings` for the rule of a check.

    `frame`: report_id, the fields that the rule's wording names, and where known expected, actual, observation_ids (list), fault, suggestion.
    """
    rule = next(rule for rule in codebook().rules.values() if rule.check == check)
    if frame.is_empty():
        return empty()
    return finding_rows(frame.with_columns(message_zh=_worded(rule.zh, frame), message_en=_worded(rule.en, frame)), rule, severity)


def finding_rows(frame, rule, severity=None):
    """Completes rows that have report_id and both messages with what the rule says of them."""
    frame = frame.with_columns(code=pl.lit(rule.code), rule_id=pl.lit(rule.id), severity=pl.lit(severity or rule.severity))
    defaults = {
        "fault": pl.lit("source"), "expected": pl.lit(None, pl.String), "actual": pl.lit(None, pl.String), "observation_ids": pl.lit(None, pl.List(pl.Int64)),
        "suggestion": pl.lit(codebook().finding_codes[rule.code].todo_zh),
    }  # fmt: skip
    frame = frame.with_columns(default.alias(name) if name not in frame.columns else pl.coalesce(name, default) for name, default in defaults.items())
    return with_ids(frame)


def with_ids(frame):
    """Adds finding_id, a hash of what the finding says; equal findings become one."""
    said = frame.select(pl.concat_str("report_id", "rule_id", "message_zh", pl.col("actual").fill_null(""), separator="\0"))["report_id"]
    ids = pl.Series([blake2b(text.encode(), digest_size=8).hexdigest() for text in said], dtype=pl.String)
    return conform(frame.with_columns(finding_id=ids), "findings").unique("finding_id", keep="first", maintain_order=True)


def together(frames):
    """All findings of one batch, in a fixed order."""
    frames = [frame for frame in frames if not frame.is_empty()]
    return pl.concat(frames).sort("report_id", "rule_id", "finding_id") if frames else empty()


def _worded(template, frame):
    parts = re.split(r"\{(\w+)\}", template)
    texts = [pl.lit(part) if number % 2 == 0 else pl.col(part).cast(pl.String).fill_null("") for number, part in enumerate(parts) if part]
    return pl.concat_str(texts)


def shown(text):
    """A quotation in one line and of bearable length (expression)."""
    line = text.str.replace_all(r"\s+", "")
    return pl.when(line.str.len_chars() > LONGEST_QUOTE).then(line.str.slice(0, LONGEST_QUOTE) + "…").otherwise(line)
