"""What comparing reports finds, from thin columns, some offices at a time and then some years at a time, so that memory does not grow with the reports.

Only accepted reports are compared; a report and its attachment count as one. Belongs here: which reports are compared, and that a check which fails costs
one office. Not here: the checks (panel_rules.py).
"""

from typing import NamedTuple

import polars as pl

from pipeline.blame import FAULTS, sparing
from pipeline.rules.compared import compared, is_watched
from pipeline.rules.copies import signatures
from pipeline.rules.findings import empty, together, unjudged
from pipeline.rules.panel_rules import ANY, CHECKS, OFFICE, YEAR
from pipeline.rules.side_by_side import differing
from pipeline.rules.wide import table_values
from schemas.contracts import ContractError

ORDER = ("report_id", "rule_id", "finding_id")
AT_ONCE = {OFFICE: 25_000, YEAR: 100_000}  # reports: of the first all figures are held, 130 MB, of the second few; each part costs a look at all files


class Thin(NamedTuple):
    """What comparing needs: the layers `reports`, `compared` and `signatures`."""

    reports: pl.DataFrame
    compared: pl.DataFrame
    signatures: pl.DataFrame


def thin(documents, observations, reports):
    """Thin columns of one batch; batches are put together with pl.concat, field by field."""
    return Thin(reports, compared(observations), signatures(documents, observations))


class Panel(NamedTuple):
    """What the checks compare: `reports` of some offices or years; `main` of them, one an office and year; `previous`: report_id and previous_id, of the year
    before; `values`: figures of tables, also as `numbers` (wide.py); `statements`: figures of prose, both told of the main report."""

    reports: pl.DataFrame
    main: pl.DataFrame
    previous: pl.DataFrame
    values: pl.DataFrame
    numbers: pl.DataFrame
    statements: pl.DataFrame


def panel_findings(reports, figures, signed):
    """The layer `findings` as far as several reports are compared; arguments: see Thin, `figures` is its `compared`, and this and `signed` may be lazy."""
    return pl.concat([own_findings(reports, figures), shared_findings(reports, figures, signed)]).unique("finding_id", keep="first").sort(*ORDER)


def own_findings(reports, figures):
    """The layer `findings` as far as reports of one office are compared with each other, so that an office's depend on its own reports only.

    Arguments as of panel_findings(). A check that fails on an office's reports says nothing about that office, and a finding of each of them says so.
    """
    return _sparing_offices(reports, lambda some, checks: _compared(some, figures.lazy(), checks), {OFFICE: CHECKS[OFFICE]})


def shared_findings(reports, figures, signed):
    """The layer `findings` as far as reports of several offices are compared; as own_findings()."""

    def compare(some, checks):
        copies = _together(checks.get(ANY, ()), _own(_main_reports(some)), signed.lazy())
        return pl.concat([_compared(some, figures.lazy().filter(is_watched()), checks), copies])

    return _sparing_offices(reports, compare, {shared: checks for shared, checks in CHECKS.items() if shared != OFFICE})


def differing_findings(reports, observations):
    """The layer `findings` as far as documents of one office and year are compared with each other; as own_findings(), from the layer `observations`."""
    return _sparing_offices(reports, lambda some, checks: _together(checks[OFFICE], some, observations), {OFFICE: (differing,)})


def _sparing_offices(reports, compare, checks):
    """compare(reports, checks), each check without the offices that it fails on, with a finding of each of their reports; `checks` as CHECKS."""
    offices = reports["office_id"].unique().sort().to_list()

    def by(checks):
        return lambda offices: compare(reports.filter(pl.col("office_id").is_in(offices)), checks)

    try:
        return by(checks)(offices).sort(*ORDER)
    except ContractError:
        raise
    except FAULTS:
        parts = [sparing(by({shared: [check]}), offices) for shared, alike in checks.items() for check in alike]
    failed = {office: error for _, failed in parts for office, error in failed.items()}
    concerned = reports.filter((pl.col("status") != "duplicate") & pl.col("office_id").is_in(list(failed)))
    told = unjudged({report_id: failed[office] for report_id, office in concerned.select("report_id", "office_id").iter_rows()})
    return pl.concat([*(rows for rows, _ in parts), told]).sort(*ORDER)


def _compared(reports, figures, checks):
    """What checks of reports that share an office or a year find; `checks` as CHECKS."""
    found = [_together(checks[shared], _panel(part, figures)) for shared in (OFFICE, YEAR) if shared in checks for part in _parts(reports, shared)]
    return pl.concat([empty(), *found])


def _together(checks, *compared):
    return together([frame for check in checks for frame in check(*compared)])


def _parts(reports, shared):
    """Frames of some AT_ONCE reports each; those that share an office (or a year) are never parted."""
    counts = reports.group_by(shared).len().sort(shared).select(shared, part=(pl.col("len").cum_sum() - pl.col("len")) // AT_ONCE[shared])
    return reports.join(counts, on=shared, nulls_equal=True, maintain_order="left").partition_by("part", include_key=False)


def _panel(reports, figures):
    """Panel of some reports; figures: lazy."""
    main = _main_reports(reports)
    rows = figures.filter(pl.col("report_id").is_in(main["report_id"].implode()))  # so that rows of others are never decoded
    rows = rows.join(main.lazy().select("report_id", "main_id", "year"), on="report_id", how="inner", maintain_order="left")
    rows = rows.drop("report_id").rename({"main_id": "report_id"})
    values, statements = (rows.filter(is_of).collect() for is_of in (pl.col("origin") == "table", pl.col("origin") != "table"))
    main = _own(main)
    return Panel(reports, main, _previous(main), values, table_values(values.with_columns(is_best=pl.lit(True))), statements)


def _main_reports(reports):
    """Accepted documents with main_id: the report of an office and year, which its attachments count to."""
    accepted = reports.filter(pl.col("status") == "accepted").sort("office_id", "year", pl.col("document_kind") != "report", "report_id")
    return accepted.with_columns(main_id=pl.col("report_id").first().over("office_id", "year"))


def _own(main):
    """Of _main_reports those that others count to."""
    return main.filter(pl.col("report_id") == pl.col("main_id")).drop("main_id")


def _previous(main):
    """Frame report_id, previous_id: the report of the same office on the year before."""
    last = main.select("office_id", year=pl.col("year") + 1, previous_id="report_id")
    return main.select("report_id", "office_id", "year").join(last, on=["office_id", "year"], how="inner").select("report_id", "previous_id")
