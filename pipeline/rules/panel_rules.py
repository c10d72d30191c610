"""The checks that need a second report: last year's, other years', other offices'.

Nothing here is an error: two reports never prove which of them is wrong. Belongs here: comparing reports; a check takes a Panel (panel.py) or, where any
report is compared with any, main reports and signatures, and yields lazy findings. Not here: single reports (report_rules.py), which reports are compared (panel.py).
"""

import polars as pl

from pipeline.rules.compared import WATCHED
from pipeline.rules.copies import near_pairs
from pipeline.rules.figure_rules import percent
from pipeline.rules.findings import found, rule_of
from pipeline.rules.formulas import number_text
from pipeline.rules.report_rules import evaluate, formula_findings
from pipeline.rules.statements import half_digit
from pipeline.rules.wide import column_frame, in_yuan, wide_frame, with_previous

FORM_BREAK = 2019  # the form breaks between 2018 and 2019, so years are compared on one side of it only
FAR = 20  # times the median of the office's other years
PEER_FAR = 200  # times the median of its peers
LEAST_PEERS = 20
LEAST_FAR = 100  # an outlier is no small number
TEN_THOUSAND = (3_000, 30_000)  # a factor near 10,000 between two years
TEXT_LIKENESS = 0.85
FIGURE_LIKENESS = 0.9


def _not_counted(panel):
    """Duplicates, and reports with a corrected version."""
    for status in ("duplicate", "superseded"):
        yield found(panel.reports.filter(pl.col("status") == status), status)


def _side_by_side(panel):
    """Several reports of one office and year that all count, since nothing tells which is the later: each names the first other one."""
    whole = panel.reports.filter((pl.col("status") == "accepted") & (pl.col("document_kind") == "report")).sort("office_id", "year", "path", "report_id")
    issue = ["office_id", "year"]
    first, second = pl.col("path").first().over(issue), pl.col("path").get(1, null_on_oob=True).over(issue)
    is_first = pl.col("report_id") == pl.col("report_id").first().over(issue)
    rows = whole.with_columns(place=pl.when(is_first).then(second).otherwise(first), expected=pl.len().over(issue).cast(pl.String))
    yield found(rows.filter(pl.col("expected") != "1"), "side_by_side")


# --- last year's report ------------------------------------------------------------------------------------------


def _over_years(panel):
    """Formulas with prev(): stocks, carry-over, matters."""
    wide = with_previous(wide_frame(panel.numbers, panel.main["report_id"].sort()), panel.previous)
    return formula_findings(evaluate(wide, panel.main, panel.values, over_years=True), panel.numbers, panel.values, over_years=True)


def _narrative_carry(panel):
    """Carried in and carried out as the prose of two years says, where the form has no rows for them."""
    of_forms = panel.main.filter(pl.col("form").is_in(rule_of("narrative_carry").forms)).select("report_id")
    said = panel.statements.filter(pl.col("carried").is_not_null() & (pl.col("period_year") == pl.col("year")))
    carried_in = said.filter(pl.col("carried") == "in").join(of_forms, on="report_id", how="semi")
    carried_in = carried_in.unique("report_id", keep="first", maintain_order=True).join(panel.previous, on="report_id")
    carried_out = (
        said.filter(pl.col("carried") == "out")
        .unique("report_id", keep="last", maintain_order=True)
        .select(previous_id="report_id", out="value", part="value_text", out_id="observation_id")
    )
    pairs = carried_in.join(carried_out, on="previous_id").filter(pl.col("value") != pl.col("out"))
    yield found(
        pairs.with_columns(text="value_text", actual="value_text", expected="part", observation_ids=pl.concat_list("observation_id", "out_id")),
        "narrative_carry",
    )


def _stated_previous(panel):
    """What the prose says of the year before, and of the change since, against last year's report: its table, or else its prose."""
    is_level, is_current = pl.col("statistic") == "level", pl.col("period_year") == pl.col("year")
    of_last_year, of_change = is_level & (pl.col("period_year") == pl.col("year") - 1), (pl.col("statistic") == "change") & is_current
    said = panel.statements.filter(of_last_year | of_change).join(column_frame().filter(~pl.col("is_amount")), on="indicator_key", maintain_order="left")
    said = said.join(panel.previous, on="report_id", maintain_order="left")
    asked = said.select("previous_id", "column").unique()
    figures = {"was": "value", "part": "value_text", "was_id": "observation_id"}
    table = panel.numbers.select(previous_id="report_id", column="column", **figures).join(asked, on=["previous_id", "column"], how="semi")
    prose = panel.statements.filter(is_level & is_current).join(
        asked.select("previous_id").unique(), left_on="report_id", right_on="previous_id", how="semi", maintain_order="left"
    )
    prose = prose.join(column_frame().select("indicator_key", "column"), on="indicator_key", maintain_order="left")
    prose = prose.select(previous_id="report_id", column="column", **figures).join(asked, on=["previous_id", "column"], how="semi", maintain_order="left")
    prose = prose.unique(["previous_id", "column"], keep="first", maintain_order=True)
    last = pl.concat([table, prose.join(table, on=["previous_id", "column"], how="anti")])
    pairs = said.join(last, on=["previous_id", "column"], maintain_order="left")
    pairs = pairs.with_columns(label="label_zh", text="value_text", actual="value_text", observation_ids=pl.concat_list("observation_id", "was_id"))
    levels = pairs.filter(of_last_year & (pl.col("value") != pl.col("was"))).with_columns(expected="part")
    levels = levels.unique(["report_id", "column"], keep="first", maintain_order=True)
    yield found(levels, "stated_previous")
    changes = pairs.filter(of_change & (pl.col("was") > 0))
    growth, difference = pl.col("unit") == "%", pl.col("now") - pl.col("was")
    due = pl.when(growth).then(100 * difference / pl.col("was")).otherwise(difference)
    tolerance = pl.when(growth).then(2 * half_digit(pl.col("value_text"))).otherwise(0) + 1e-9
    changes = changes.with_columns(due=due).filter((due - pl.col("value")).abs() > tolerance).join(levels, on=["report_id", "column"], how="anti")
    expected = pl.concat_str(percent(pl.col("due")), pl.when(pl.col("unit") == "%").then(pl.lit("%")).otherwise(pl.lit("")))
    changes = changes.with_columns(expected=expected, whole="now_text").unique(["report_id", "column"], keep="first", maintain_order=True)
    yield found(changes, "stated_change")


def _renamed(panel):
    """Offices with another name than the year before."""
    names = panel.main.select(previous_id="report_id", part="name")
    rows = panel.main.join(panel.previous, on="report_id").join(names, on="previous_id").filter(pl.col("name") != pl.col("part"))
    yield found(rows.with_columns(text="name"), "renamed")


def _gaps(panel):
    """Years between two reports of an office that have none."""
    before = pl.col("year").shift(1).over("office_id")
    rows = panel.main.sort("office_id", "year").with_columns(before=before).filter(pl.col("year") - pl.col("before") > 1)
    years = (
        pl.when(pl.col("year") - pl.col("before") == 2)
        .then((pl.col("year") - 1).cast(pl.String))
        .otherwise(pl.concat_str((pl.col("before") + 1).cast(pl.String), pl.lit("—"), (pl.col("year") - 1).cast(pl.String)))
    )
    yield found(rows.with_columns(text=years), "gap")


# --- other years and peers ---------------------------------------------------------------------------------------


def _unit_between_years(panel):
    """Money that is about ten thousand times that of the office's other years, by the units printed. With two years only, the later is told."""
    amounts = (
        panel.numbers.filter("is_amount")
        .with_columns(yuan=in_yuan(pl.col("value"), pl.col("unit")))
        .join(column_frame().select("indicator_key", "label_zh", "label_en"), on="indicator_key")
    )
    names = amounts.filter(pl.col("yuan") > 0).join(panel.main.select("report_id", "office_id", "year"), on="report_id")
    key = ["office_id", "column"]
    names = names.sort(*key, "year").with_columns(
        years=pl.len().over(key),
        median=pl.col("yuan").median().over(key),
        first=pl.col("yuan").first().over(key),
        last=pl.col("year") == pl.col("year").max().over(key),
    )
    usual = pl.when(pl.col("years") > 2).then("median").otherwise("first")
    ratio = pl.max_horizontal(pl.col("yuan") / usual, usual / pl.col("yuan"))
    rows = names.filter((pl.col("years") > 1) & ratio.is_between(*TEN_THOUSAND) & ((pl.col("years") > 2) | pl.col("last")))
    rows = rows.with_columns(
        label="label_zh",
        text=pl.concat_str("value_text", pl.col("unit").fill_null("")),
        part=pl.concat_str(number_text(usual / 10_000), pl.lit("万元")),
        actual="value_text",
        observation_ids=pl.concat_list("observation_id"),
    )
    yield found(rows, "unit_between_years")


def _outliers(panel):
    """Figures far from the office's other years on the same side of the form break."""
    watched = _watched(panel).with_columns(new_form=pl.col("year") >= FORM_BREAK)
    yield found(_far(watched, ["office_id", "column", "new_form"], least=4, factor=FAR), "outlier")


def _peer_outliers(panel):
    """Figures far from those of offices of the same kind in the same year."""
    yield found(_far(_watched(panel), ["year", "kind", "level", "column"], LEAST_PEERS, PEER_FAR), "peer_outlier")


def _watched(panel):
    values = panel.numbers.filter(pl.col("column").is_in(WATCHED))
    return values.join(panel.main.select("report_id", "office_id", "year", "kind", "level"), on="report_id")


def _far(values, group, least, factor):
    """Values more than `factor` times the median of their group, which has `least` values or more."""
    values = values.with_columns(number=pl.len().over(group), usual=pl.col("value").median().over(group))
    is_far = (pl.col("value") >= factor * pl.max_horizontal("usual", pl.lit(1.0))) & (pl.col("value") >= LEAST_FAR)
    rows = values.filter((pl.col("number") >= least) & is_far).join(column_frame().select("indicator_key", "label_zh", "label_en"), on="indicator_key")
    return rows.with_columns(
        label="label_zh",
        text="value_text",
        actual="value_text",
        part=number_text(pl.col("usual")),
        observation_ids=pl.concat_list("observation_id"),
    )


# --- copies ------------------------------------------------------------------------------------------------------


def _copied(main, signed):
    """Nearly the same text, or nearly the same figures, as an earlier report of the office or a report of another office. signed: lazy, the layer `signatures`."""
    order = main.sort("year", "report_id").select("report_id").with_row_index("rank")
    names = main.select(other_id="report_id", place="full_name", part=pl.col("year").cast(pl.String))
    for kind, check, least in (("text", "copied_text", TEXT_LIKENESS), ("figures", "copied_numbers", FIGURE_LIKENESS)):
        pairs = near_pairs(signed.filter(pl.col("kind") == kind), order, least).join(names, on="other_id")
        shown = pl.col("likeness").round(2).cast(pl.String) if kind == "text" else (pl.col("size") * pl.col("likeness")).round(0).cast(pl.Int64).cast(pl.String)
        yield found(pairs.with_columns(expected=shown), check)


OFFICE, YEAR, ANY = "office_id", "year", ""

# The checks, by what the reports that they compare have in common.
CHECKS = {
    OFFICE: (_not_counted, _side_by_side, _over_years, _narrative_carry, _stated_previous, _unit_between_years, _outliers, _renamed, _gaps),
    YEAR: (_peer_outliers,),
    ANY: (_copied,),
}
