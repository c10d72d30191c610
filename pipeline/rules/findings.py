"""Rows of the layer `findings` from what a check has found: wording from the rule, a stable id, the observations concerned.

Belongs here: the shape of a finding. Not here: what is wrong with a report. Checks are lazy frames, put together and run in one go.
"""

import re
from functools import cache
from hashlib import blake2b

import polars as pl

from schemas.codebook import codebook
from schemas.codebook_files import CodebookError, Problem
from schemas.contracts import conform, polars_schema

LONGEST_QUOTE = 120
PLACES = re.compile(r"\{(\w+)\}")  # of what a check has found, in the wording of its rule
RAW = {
    "report_id": pl.String,
    "rule_id": pl.String,
    "message_zh": pl.String,
    "message_en": pl.String,
    "expected": pl.String,
    "actual": pl.String,
    "fault": pl.String,
    "observation_ids": pl.List(pl.Int64),
    "suggestion": pl.String,
}


NOTHING = pl.LazyFrame(schema=RAW)


def empty():
    return pl.DataFrame(schema=polars_schema("findings"))


@cache
def rule_of(check):
    """The rule of rules.yml that a check carries out."""
    rules = [rule for rule in codebook().rules.values() if rule.check == check]
    if not rules:
        raise CodebookError([Problem("rules.yml", "-", "check", f"no rule is carried out by '{check}', which the program has")])
    return rules[0]


def found(frame, check):
    """Lazy rows of findings for the rule of a check.

    `frame`: report_id, the fields that the rule's wording names, and where known expected, actual, observation_ids (list), fault, suggestion.
    """
    if isinstance(frame, pl.DataFrame) and frame.is_empty():
        return NOTHING
    rule = rule_of(check)
    frame = frame.lazy()
    names = frame.collect_schema().names()
    for key in ("zh", "en"):
        for field in {*PLACES.findall(getattr(rule, key))} - {*names}:
            raise CodebookError([Problem("rules.yml", rule.id, key, f"the check does not fill '{{{field}}}'")])
    return raw(frame.with_columns(rule_id=pl.lit(rule.id), message_zh=_worded(rule.zh), message_en=_worded(rule.en)), names)


def unjudged(failed):
    """The layer `findings` about documents that a rule could not be applied to; failed: report_id → error of the program."""
    frame = pl.DataFrame({"report_id": list(failed), "text": list(failed.values())}, schema={"report_id": pl.String, "text": pl.String})
    return together([found(frame.with_columns(fault=pl.lit("reading")), "program_error")])


def raw(frame, names=None):
    """The columns of RAW from a lazy frame; those that it does not have are null."""
    names = {*(names or frame.collect_schema().names()), "rule_id", "message_zh", "message_en"}
    return frame.select((pl.col(name) if name in names else pl.lit(None)).cast(dtype).alias(name) for name, dtype in RAW.items())


def together(frames):
    """The layer `findings` from lazy rows of findings: all run at once, completed from their rules, in a fixed order; equal findings become one."""
    frames = [frame for frame in frames if frame is not NOTHING]
    rows = pl.concat(frames).collect() if frames else NOTHING.collect()
    if rows.is_empty():
        return empty()
    rules, codes = codebook().rules, codebook().finding_codes
    of_rule = {rule_id: (rules[rule_id].code, rules[rule_id].severity, codes[rules[rule_id].code].todo_zh) for rule_id in rows["rule_id"].unique()}
    known = pl.DataFrame([(rule_id, *facts) for rule_id, facts in of_rule.items()], schema=["rule_id", "code", "severity", "todo"], orient="row")
    rows = rows.join(known, on="rule_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("fault").fill_null("source"), pl.col("suggestion").fill_null(pl.col("todo")))
    said = rows.select(pl.concat_str("report_id", "rule_id", "message_zh", pl.col("actual").fill_null(""), separator="\0"))["report_id"]
    ids = pl.Series([blake2b(text.encode(), digest_size=8).hexdigest() for text in said], dtype=pl.String)
    rows = conform(rows.with_columns(finding_id=ids), "findings").unique("finding_id", keep="first", maintain_order=True)
    return rows.sort("report_id", "rule_id", "finding_id")


def _worded(template):
    parts = PLACES.split(template)
    return pl.concat_str([pl.lit(part) if number % 2 == 0 else pl.col(part).cast(pl.String).fill_null("") for number, part in enumerate(parts) if part])


def shown(text):
    """A quotation in one line and of bearable length (expression)."""
    line = text.str.replace_all(r"\s+", "")
    return pl.when(line.str.len_chars() > LONGEST_QUOTE).then(line.str.slice(0, LONGEST_QUOTE) + "…").otherwise(line)
