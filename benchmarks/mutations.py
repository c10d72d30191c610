"""Mutation program: clean reports, one change each, and whether the rules find it, name the place, and stay silent on the clean ones.

    python -m benchmarks.mutations [--reports 200] [--seed 1] [--speed 100000]

Clean reports are made from the forms of the codebook: random leaves, totals that add up, prose that repeats some of the figures. Changes: every single
cell by one, two neighbours swapped, a row shifted by one column, a row dropped, a cell blanked, money slipped by 10,000, a figure of the prose changed.
--speed times all rules over a synthetic panel of that many reports.
"""

import argparse
import time
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.observations import observations
from pipeline.rules.panel import panel_findings, thin
from pipeline.rules.report_rules import formula_rules, report_findings
from pipeline.rules.wide import columns, labels
from pipeline.tables.forms import form_cells
from schemas.codebook import codebook
from schemas.contracts import conform

FORMS = {"stat-table-2014": 2017, "articles-2019": 2020, "articles-2021": 2023}
REMEDIES = ("foi.reconsideration.outcome", "foi.litigation.direct", "foi.litigation.after_reconsideration")
SECTIONS = [section.title for section in codebook().forms["articles-2021"].sections]
STATED = {  # figures that the prose repeats: column of the wide frame → (unit, sentence)
    "foi.disclosure.total": ("条", "全年主动公开政府信息{}条。"),
    "foi.application.received.total": ("件", "共收到申请{}件。"),
    "foi.training.session": ("次", "举办各类培训班{}次。"),
    "foi.capacity.special_funding": ("万元", "安排专项经费{}万元。"),
    "foi.application.new[total]": ("件", "本年新收申请{}件。"),
    "foi.power.penalty.decision": ("件", "作出行政处罚{}件。"),
    "foi.reconsideration.outcome.total": ("件", "发生行政复议{}件。"),
}


class Batch(NamedTuple):
    """Clean reports of one form: the cells of the form, their values (reports × cells), which of them the prose states and with what value."""

    form: str
    cells: pl.DataFrame
    values: np.ndarray
    stated: dict


# --- clean reports -----------------------------------------------------------------------------------------------


def clean(form, count, random):
    cells = form_cells().filter((pl.col("form") == form) & (pl.col("role") == "value") & pl.col("indicator_key").is_not_null())
    names = [columns()[key].name for key in cells["indicator_key"]]
    value = {name: random.poisson(random.choice([0.3, 3, 30]), count).astype(float) for name in names}
    (_statistics if form == "stat-table-2014" else _articles)(value, random, count)
    cells = cells.with_columns(column=pl.Series(names))
    return Batch(form, cells, np.column_stack([value[name] for name in names]), {name: value[name].copy() for name in STATED if name in value})


def _statistics(value, random, count):
    for name in ("received", "closed", "reply", "reply.refused"):
        value[f"foi.application.{name}.total"] = np.zeros(count)
    value["foi.application.closed.extended"] = np.zeros(count)
    keys = lambda prefix: [name for name in value if name.startswith(prefix + ".") and not name.endswith(".total") and name.count(".") == prefix.count(".") + 1]  # noqa: E731
    value["foi.application.reply.refused.total"] = sum(value[name] for name in keys("foi.application.reply.refused"))
    value["foi.application.reply.total"] = sum(value[name] for name in keys("foi.application.reply")) + value["foi.application.reply.refused.total"]
    replies = value["foi.application.reply.total"]
    value["foi.application.closed.total"] = value["foi.application.closed.on_time"] = replies.copy()
    value["foi.application.received.total"] = replies.copy()
    shares = random.multinomial(1, [0.2, 0.1, 0.5, 0.2], count).argmax(axis=1)
    for number, channel in enumerate(("in_person", "fax", "online", "letter")):
        value[f"foi.application.received.{channel}"] = np.where(shares == number, replies, 0)
    for name in ("foi.reconsideration", "foi.litigation"):
        value[f"{name}.total"] = value[f"{name}.upheld"] + value[f"{name}.corrected"] + value[f"{name}.other"]
    value["foi.capacity.staff.total"] = value["foi.capacity.staff.full_time"] + value["foi.capacity.staff.part_time"]
    value["foi.disclosure.key_area.total"] = sum(value[name] for name in keys("foi.disclosure.key_area"))
    channels = keys("foi.disclosure.channel")
    value["foi.disclosure.channel.website"] = value["foi.disclosure.key_area.total"] + random.integers(100, 900, count)
    value["foi.disclosure.total"] = sum(value[name] for name in channels)
    value["foi.disclosure.normative_doc"] = value["foi.disclosure.normative_doc_issued"] = random.integers(0, 5, count).astype(float)
    for name in ("press_conference", "online_interview"):
        value[f"foi.response.{name}.by_principal"] = np.minimum(value[f"foi.response.{name}.by_principal"], value[f"foi.response.{name}.total"])
    means = ("press_conference.total", "online_interview.total", "interpretation", "weibo_wechat", "other")
    value["foi.response.hot_topic.total"] = np.maximum.reduce([value[f"foi.response.{name}"] for name in means])
    value["foi.training.session"] = random.integers(1, 4, count).astype(float)
    value["foi.training.participant"] = random.integers(20, 200, count).astype(float)
    value["foi.capacity.special_funding"] = random.integers(1, 60, count) / 10
    value["foi.application.fee_collected"] = np.zeros(count)


def _articles(value, random, count):
    applicants = [applicant for applicant in codebook().applicants if applicant != "total"]
    rows = list(dict.fromkeys(name.partition("[")[0] for name in value if name.endswith("[total]")))
    leaves = [row for row in rows if row.startswith("foi.application.outcome.") and row != "foi.application.outcome.total"]
    for applicant in applicants:
        for row in rows:
            value[f"{row}[{applicant}]"] = random.poisson(0.4, count).astype(float)
        total = sum(value[f"{row}[{applicant}]"] for row in leaves)
        value[f"foi.application.outcome.total[{applicant}]"] = total
        value[f"foi.application.carried_in[{applicant}]"] = np.minimum(value[f"foi.application.carried_in[{applicant}]"], total)
        value[f"foi.application.new[{applicant}]"] = (
            total + value[f"foi.application.carried_out[{applicant}]"] - value[f"foi.application.carried_in[{applicant}]"]
        )
    for row in rows:
        value[f"{row}[total]"] = sum(value[f"{row}[{applicant}]"] for applicant in applicants)
    for name in REMEDIES:
        value[f"{name}.total"] = sum(value[f"{name}.{result}"] for result in ("upheld", "corrected", "other", "pending"))
    for name in value:
        if name.startswith("foi.lawdoc.regulation"):
            value[name] = np.zeros(count)
        if name.endswith((".item_change", "normative.disclosed_new", "normative.issued", "normative.repealed")):
            value[name] = random.integers(0, 3, count).astype(float)
        if name.endswith(("normative.disclosed_stock", "normative.in_force")):
            value[name] = random.integers(5, 20, count).astype(float)
    for name in ("foi.procurement.project", "foi.procurement.amount"):
        if name in value:
            value[name] = random.integers(1, 20, count).astype(float)
    if "foi.power.charge.amount" in value:
        value["foi.power.charge.amount"] = random.integers(0, 90, count) / 10


# --- layers ------------------------------------------------------------------------------------------------------


def layers(batch, first=0, units=None):
    """(documents, observations, reports) of a batch; NaN is a blank cell, infinity a cell that is not there."""
    count, width = batch.values.shape
    ids = [sha256(f"{batch.form} {first + number}".encode()).hexdigest()[:16] for number in range(count)]
    flat = batch.values.reshape(-1)
    kind = np.where(np.isnan(flat), "blank", np.where(flat == 0, "zero", "number"))
    tables = pl.concat([batch.cells] * count).with_columns(
        report_id=pl.Series(np.repeat(ids, width)),
        value=pl.Series(flat).fill_nan(None),
        value_kind=pl.Series(kind),
        value_text=pl.Series([f"{number:g}" for number in flat]),
        block=pl.Series(np.tile(np.arange(width) + 100, count)),
        role=pl.lit(1),
        column_role=pl.lit("value"),
        precision=pl.lit("exact"),
        page=pl.lit(None, pl.Int16),
        start=pl.lit(None, pl.Int64),
        end=pl.lit(None, pl.Int64),
        unit=pl.coalesce(
            pl.col("column").replace_strict(units or {}, default=None, return_dtype=pl.String),
            "form_unit",
            pl.when(pl.col("column").str.contains("funding|fee_collected")).then(pl.lit("万元")),
        ),
    )
    tables = tables.filter(pl.col("value").is_null() | pl.col("value").is_finite())
    reports = pl.DataFrame({"report_id": ids, "path": ids, "office_id": ids, "report_key": range(count)}).with_columns(
        form=pl.lit(batch.form),
        year=pl.lit(FORMS[batch.form], pl.Int16),
        name=pl.lit("甲乙街道办事处"),
        full_name=pl.lit("丙省丁区甲乙街道办事处"),
        kind=pl.lit("subdistrict"),
        level=pl.lit("township"),
        province=pl.lit("丙省"),
        document_kind=pl.lit("report"),
        format=pl.lit("text"),
        status=pl.lit("accepted"),
    )
    reports = conform(reports, "reports")
    lines = SECTIONS if batch.form != "stat-table-2014" else ["主动公开政府信息情况", "依申请公开情况", "复议诉讼情况"]
    sentences = [STATED[name][1] for name in batch.stated]
    texts = [
        [*lines, *(sentence.format(f"{values[number]:g}") for sentence, values in zip(sentences, batch.stated.values(), strict=True))]
        for number in range(count)
    ]
    documents = (
        pl.DataFrame({"report_id": ids, "text": texts}).explode("text").with_columns(kind=pl.lit("paragraph"), block=pl.int_range(pl.len()).over("report_id"))
    )
    prose = [
        {
            "report_id": ids[number],
            "origin": "narrative",
            "block": len(lines) + place,
            "indicator_key": keys_by_column(batch)[name],
            "value": float(values[number]),
            "unit": STATED[name][0],
            "value_text": f"{values[number]:g}{STATED[name][0]}",
            "precision": "exact",
            "statistic": "level",
            "value_kind": "number",
            "measure_text": labels()[name],
            "sentence": STATED[name][1].format(f"{values[number]:g}"),
            "period_year": FORMS[batch.form],
            "pattern": "made",
            "start": None,
            "value_max": None,
        }
        for number in range(count)
        for place, (name, values) in enumerate(batch.stated.items())
    ]
    prose = pl.DataFrame(prose, schema_overrides={"indicator_key": pl.Int16, "period_year": pl.Int16, "start": pl.Int64, "value_max": pl.Float64})
    return conform(documents, "documents"), observations(tables, prose, reports), reports


def keys_by_column(batch):
    return dict(batch.cells.select("column", "indicator_key").iter_rows())


# --- changes -----------------------------------------------------------------------------------------------------


def in_identities(form):
    """Columns of the form that take part in an equality of sums of one report; the twelve key areas are one, written as two inequalities."""
    rules = [instance for instance in formula_rules(False) if form in instance.rule.forms and (instance.formula.coefficients or instance.rule.id == "G1-03")]
    return {column for instance in rules for column in instance.formula.columns}


def plus_one(batch):
    """One report for each cell that takes part in an identity: that cell raised by one."""
    places = [number for number, name in enumerate(batch.cells["column"]) if name in in_identities(batch.form)]
    values = np.repeat(batch.values[:1], len(places), axis=0)
    values[np.arange(len(places)), places] += 1
    return _many(batch, values), [batch.cells["column"][place] for place in places]


def _many(batch, values):
    """A batch with other values; the prose states those of the first report."""
    return batch._replace(values=values, stated={name: np.repeat(stated[:1], len(values)) for name, stated in batch.stated.items()})


def swapped(batch, random):
    """Two unequal neighbours of a row of the application table swapped."""
    return _changed_rows(
        batch, random, lambda row, at: np.concatenate([row[:at], [row[at + 1], row[at]], row[at + 2 :]]), lambda row: np.flatnonzero(row[:-1] != row[1:])
    )


def shifted(batch, random):
    """A row of the application table pushed one column to the right, its total lost."""
    return _changed_rows(batch, random, lambda row, at: np.concatenate([[0], row[:-1]]), lambda row: np.flatnonzero(row[:6])[:1])


def _changed_rows(batch, random, change, possible):
    values, names, changed = batch.values.copy(), batch.cells["column"].to_list(), []
    rows = [number for number, name in enumerate(names) if name.endswith("[natural_person]")]
    for number in range(len(values)):
        for start in random.permutation(rows):
            places = possible(values[number, start : start + 7])
            if len(places):
                values[number, start : start + 7] = change(values[number, start : start + 7], random.choice(places))
                changed.append(names[start])
                break
    return batch._replace(values=values), changed


def with_cell(batch, random, value, names):
    """A cell, drawn from the given columns, set to a value (or a function of what stands there)."""
    values, changed = batch.values.copy(), []
    places = [batch.cells["column"].to_list().index(name) for name in names]
    for number in range(len(values)):
        place = random.choice(places)
        values[number, place] = value(values[number, place]) if callable(value) else value
        changed.append(batch.cells["column"][int(place)])
    return batch._replace(values=values), changed


def with_text(batch, random):
    """One figure of the prose changed by a tenth, at least by one."""
    names, stated, changed = list(batch.stated), {name: values.copy() for name, values in batch.stated.items()}, []
    for number in range(len(batch.values)):
        name = names[random.integers(len(names))]
        stated[name][number] += max(1, round(stated[name][number] / 10))
        changed.append(name)
    return batch._replace(stated=stated), changed


# --- measuring ---------------------------------------------------------------------------------------------------


def found_in(batch):
    """Findings with severity error or warning, and the number of reports in the batch."""
    documents, values, reports = layers(batch)
    findings = report_findings(documents, values, reports)
    return findings.filter(pl.col("severity") != "info"), reports["report_id"].to_list()


def measure(reports, seed):
    random = np.random.default_rng(seed)
    rows, fired = [], {}
    for form in FORMS:
        batch = clean(form, reports, random)
        findings, ids = found_in(batch)
        rows.append((form, "clean reports", len(ids), findings["report_id"].n_unique(), None))
        changes = {"every cell + 1": plus_one(batch), "figure of the prose": with_text(batch, random)}
        if form == "stat-table-2014":
            changes["blank cell"] = with_cell(batch, random, np.nan, batch.cells["column"].to_list())
            changes["row dropped"] = with_cell(batch, random, np.inf, [name for name in batch.cells["column"] if "key_area" not in name])
            changes["unit × 10,000"] = with_cell(batch, random, lambda value: value * 10_000, ["foi.capacity.special_funding"])
        else:
            totals = [name for name in batch.cells["column"] if name.endswith("[total]")]
            changes |= {
                "neighbours swapped": swapped(batch, random),
                "row shifted": shifted(batch, random),
                "total blanked": with_cell(batch, random, np.nan, totals),
            }
        for change, (mutant, changed) in changes.items():
            findings, ids = found_in(mutant)
            for rule in findings["rule_id"]:
                fired[rule] = fired.get(rule, 0) + 1
            rows.append((form, change, len(ids), findings["report_id"].n_unique(), _localised(findings, ids, changed)))
    return rows, fired


def _localised(findings, ids, changed):
    """Share of the reports with several broken identities whose findings name the changed cell, or its row."""
    names = pl.DataFrame({"report_id": ids, "name": [labels()[name].partition("（")[0] for name in changed], "cell": [labels()[name] for name in changed]})
    broken = findings.filter(pl.col("code") == "IDENTITY_SUM").join(names, on="report_id")
    several = broken.filter(pl.len().over("report_id") > 1)
    if several.is_empty():
        return None
    # The cell itself, or, for a row that moved, one of its cells.
    said = pl.col("suggestion").fill_null("")
    named = said.str.contains(pl.concat_str(pl.lit("“"), "cell", pl.lit("”")), literal=True) | (
        said.str.contains("互换|错位|拆入") & said.str.contains(pl.col("name"), literal=True)
    )
    return several.group_by("report_id").agg(named=named.any())["named"].mean()


def speed(count, seed):
    """Seconds (of the clock, of CPU) for all rules over `count` reports: single reports in batches of 2,000, then the rules over years and offices."""
    random, batches, parts = np.random.default_rng(seed), [], []
    for number, form in enumerate(FORMS):
        batches.append(layers(clean(form, min(2_000, count // 3), random), first=number))
    done, spent = 0, np.zeros(2)
    while done < count:
        documents, values, reports = batches[done // 2_000 % 3]
        suffix = f"{done:06x}"
        documents, values, reports = (
            frame.with_columns(report_id=pl.concat_str(pl.col("report_id").str.slice(6), pl.lit(suffix))) for frame in (documents, values, reports)
        )
        started = clocks()
        report_findings(documents, values, reports)
        parts.append(thin(documents, values, reports))
        spent += clocks() - started
        done += reports.height
    columns = [pl.concat(frames) for frames in zip(*parts, strict=True)]
    columns[0] = columns[0].with_columns(office_id=(pl.int_range(pl.len()) // 10).cast(pl.String), year=(2013 + pl.int_range(pl.len()) % 10).cast(pl.Int16))
    started = clocks()
    panel_findings(*columns)
    return done, spent, clocks() - started


def clocks():
    return np.array([time.perf_counter(), time.process_time()])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.speed:
        done, single, panel = speed(arguments.speed, arguments.seed)
        print(f"{done} reports: {single[0]:.1f} s (CPU {single[1]:.1f} s) for single reports, {panel[0]:.1f} s (CPU {panel[1]:.1f} s) over years and offices")
        return
    rows, fired = measure(arguments.reports, arguments.seed)
    print(f"{'form':16} {'change':22} {'reports':>8} {'found':>7} {'located':>8}")
    for form, change, reports, found, located in rows:
        print(f"{form:16} {change:22} {reports:8} {found / reports:7.1%} {'' if located is None else f'{located:8.1%}'}")
    print("\nfindings by rule: " + ", ".join(f"{rule} {number}" for rule, number in sorted(fired.items(), key=lambda item: -item[1])))


if __name__ == "__main__":
    main()
