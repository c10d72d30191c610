"""Official indicators of what prose counts (codebook/narrative/indicators.yml).

Belongs here: from the classes of the words to an indicator, for the form that was in force. Not here: how the words were found (measures.py).
"""

from functools import cache

import polars as pl

from pipeline.forms import indicator_key
from schemas.codebook import codebook

ERAS = ("annex", "until_2018", "in_2019", "from_2021")
CONSIDERED = 3  # further entries that fitted, kept for people who ask why
KEY = ("terms", "about", "unit", "statistic")


def with_indicators(rows):
    """Rows with terms, about, unit, statistic, counted and era → adds pattern (id of the entry) and name, considered (ids of others that fitted) and
    indicator_key."""
    distinct = rows.select(KEY).unique()
    fitting = [list(_fitting(terms, about, unit, statistic)) for terms, about, unit, statistic in distinct.iter_rows()]
    distinct = distinct.with_columns(entry=pl.Series(fitting, dtype=pl.List(pl.Int32))).filter(pl.col("entry").list.len() > 0)
    counted = rows.select(*KEY, "counted").unique().join(distinct, on=KEY, nulls_equal=True).explode("entry")
    fits = pl.lit(True)
    for number, entry in enumerate(_entries()):
        if entry.phrase:
            fits = pl.when(pl.col("entry") == number).then(pl.col("counted").fill_null("").str.contains(entry.phrase)).otherwise(fits)
    counted = counted.filter(fits).sort("entry").group_by(*KEY, "counted").agg("entry")
    counted = counted.with_columns(others=pl.col("entry").list.slice(1, CONSIDERED), entry=pl.col("entry").list.first())
    rows = rows.join(counted, on=[*KEY, "counted"], how="left", nulls_equal=True, maintain_order="left")
    rows = rows.join(_keys(), on=["entry", "era"], how="left", maintain_order="left")
    applicants = [name for name in codebook().applicants if name != "total"]
    applicant = pl.coalesce([pl.when((" " + pl.col("terms") + " ").str.contains(f" {name} ", literal=True)).then(pl.lit(number + 1)) for number, name in enumerate(applicants)])
    key = pl.when("by_applicant").then(pl.col("indicator_key") + applicant.fill_null(0)).otherwise("indicator_key")
    names = pl.Series([entry.id for entry in _entries()])
    named = pl.int_range(len(names), dtype=pl.Int32, eager=True)
    return rows.with_columns(
        indicator_key=key.cast(pl.Int16),
        pattern=pl.col("entry").replace_strict(named, names, default=None, return_dtype=pl.String),
        name=pl.col("entry").replace_strict(named, pl.Series([entry.name for entry in _entries()]), default=None, return_dtype=pl.String),
        considered=pl.col("others").list.eval(pl.element().replace_strict(named, names, return_dtype=pl.String)).list.join(" "),
    ).drop("entry", "others", "by_applicant")


@cache
def _entries():
    return tuple(codebook().narrative_indicators.entries)


@cache
def _units():
    """For each entry the units that it takes."""
    groups = codebook().narrative_indicators.unit_groups
    kinds = {}
    for unit in codebook().units.units:
        kinds.setdefault(unit.kind, []).extend([unit.unit, *unit.also])

    def names(unit):
        if unit in groups:
            return [name for member in groups[unit] for name in names(member)]
        return kinds.get(unit, [unit])

    return tuple({name for unit in entry.units for name in names(unit)} for entry in _entries())


@cache
def _narrowed():
    """For each entry the classes of which it wants one, and those of which it wants none, groups of terms.yml spelt out."""
    terms = codebook().terms

    def classes(names):
        return frozenset(name for group in names for name in (getattr(terms, group) if group in type(terms).model_fields else [group]))

    return tuple((classes(entry.any), classes(entry.without)) for entry in _entries())


def _fitting(terms, about, unit, statistic):
    """Numbers of the entries that fit, but for what they ask of the phrase."""
    terms = set((terms or "").split())
    topics = terms & codebook().terms.topics.keys() or {about}
    for number, (entry, units, (one_of, none_of)) in enumerate(zip(_entries(), _units(), _narrowed(), strict=True)):
        if (
            entry.statistic == statistic
            and unit in units
            and terms.issuperset(entry.with_)
            and (not one_of or not terms.isdisjoint(one_of))
            and terms.isdisjoint(none_of)
            and (not entry.about or not topics.isdisjoint(entry.about))
            and (not entry.one_of or len(terms & getattr(codebook().terms, entry.one_of).keys()) == 1)
            and about not in entry.unless_about
        ):
            yield number


@cache
def _keys():
    """Frame entry, era, indicator_key, by_applicant: the indicator of each entry in each era."""
    by_name = {entry.indicator: entry for entry in codebook().indicators.values()}
    by_measure = {entry.measure: entry for entry in reversed(codebook().indicators.values()) if not entry.indicator.endswith("@annex")}
    rows = []
    for number, entry in enumerate(_entries()):
        for era in ERAS:
            measure = entry.measure or (entry.until_2018 if era == "annex" else getattr(entry, era)) or (entry.from_2019 if era in ("in_2019", "from_2021") else None)
            measures = [by_name.get(f"{name}@annex") for name in (entry.annex, measure) if name] if era == "annex" else []
            indicator = next(filter(None, measures), None) or by_measure.get(measure)
            if indicator:
                rows.append((number, era, indicator_key(indicator.key), indicator.by_applicant))
    return pl.DataFrame(rows, schema={"entry": pl.Int32, "era": pl.String, "indicator_key": pl.Int32, "by_applicant": pl.Boolean}, orient="row")
