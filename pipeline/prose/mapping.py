"""Official indicators of what prose counts (codebook/narrative/indicators.yml).

Belongs here: from the classes of the words to an indicator, for the form that was in force. Not here: how the words were found (terms.py).
"""

import re
from functools import cache, lru_cache

import polars as pl

from pipeline.tables.forms import indicator_key
from schemas.codebook import codebook

ERAS = pl.Enum(["annex", "until_2018", "in_2019", "from_2021"])
SINCE_2019 = ("in_2019", "from_2021")
CONSIDERED = 3  # further entries that fitted, kept for people who ask why
NOT_MAPPED = "quantity"
ALIKE = 0.4  # share of signs in common from which two names need not both be shown


def indicators(kinds):
    """Frame with terms, about, unit, statistic, counted and era, one row for each kind of number → adds pattern (id of the entry, 'quantity' where none
    fits), considered (ids of others that fitted), indicator_key, and named: the codebook's name in brackets where the report's own words differ."""
    key = ["terms", "about", "unit", "statistic"]
    distinct = kinds.select(key).unique()
    fitting = pl.Series([list(_fitting(*row)) for row in distinct.iter_rows()], dtype=pl.List(pl.Int32))
    rows = kinds.with_row_index("kind_of_number").join(distinct.with_columns(entry=fitting), on=key, how="left", nulls_equal=True, maintain_order="left")
    fits = rows.filter(pl.col("entry").list.len() > 0).select("kind_of_number", "counted", "entry").explode("entry")
    is_meant = [_is_meant(*pair) for pair in fits.select("entry", "counted").iter_rows()]
    fits = fits.filter(pl.Series(is_meant, dtype=pl.Boolean)).group_by("kind_of_number", maintain_order=True).agg("entry")
    fits = fits.select("kind_of_number", entry=pl.col("entry").list.first(), others=pl.col("entry").list.slice(1, CONSIDERED))
    rows = (
        rows.drop("entry")
        .join(fits, on="kind_of_number", how="left", maintain_order="left")
        .join(_keys(), on=["entry", "era"], how="left", maintain_order="left")
    )
    numbers = pl.int_range(len(_entries()), dtype=pl.Int32, eager=True)
    ids = pl.Series([entry.id for entry in _entries()])
    rows = rows.with_columns(
        pattern=pl.col("entry").replace_strict(numbers, ids, default=NOT_MAPPED, return_dtype=pl.String),
        considered=pl.col("others").list.eval(pl.element().replace_strict(numbers, ids, return_dtype=pl.String)).list.join(" "),
        indicator_key=(pl.col("indicator_key") + pl.when("by_applicant").then(_applicant()).otherwise(0)).cast(pl.Int16),
    )
    rows = rows.with_columns(name=pl.when(pl.col("entry").is_in(_by_applicant())).then(pl.coalesce(_applicant_name(), "name")).otherwise("name"))
    named = [f"（{name}）" if name and _differ(name, counted or "") else "" for name, counted in rows.select("name", "counted").iter_rows()]
    return rows.with_columns(named=pl.Series(named, dtype=pl.String)).select(*kinds.columns, "pattern", "considered", "indicator_key", "named")


@lru_cache(maxsize=20_000)
def _is_meant(entry, counted):
    """Whether what is counted looks as an entry asks; by Python, which keeps compiled what polars would compile again for a few texts of each batch."""
    phrase = _entries()[entry].phrase
    return phrase is None or re.search(phrase, counted or "") is not None


def _applicant():
    """Number of the type of applicant that the words name; 0 for the total."""
    types = list(codebook().applicants)
    words = " " + pl.col("terms") + " "
    return pl.coalesce(
        [pl.when(words.str.contains(f" {name} ", literal=True)).then(pl.lit(number)) for number, name in enumerate(types) if number] + [pl.lit(0)]
    )


def _by_applicant():
    """Numbers of the entries that count what one type of applicant handed in."""
    return [number for number, entry in enumerate(_entries()) if entry.one_of == "applicants" and entry.from_2019 and not entry.until_2018]


def _applicant_name():
    """律师事务所2件 is called 法律服务机构申请 in the forms."""
    labels = [entry.zh + "申请" for entry in codebook().applicants.values()]
    return _applicant().replace_strict(range(1, len(labels)), labels[1:], default=None, return_dtype=pl.String)


def _differ(name, counted):
    """Whether each says something that the other does not, and they share too few signs to pass for one another."""
    name, counted = set(name), set(counted)
    return bool(name - counted and counted - name) and len(name & counted) < ALIKE * len(name | counted)


@cache
def _entries():
    return tuple(codebook().narrative_indicators.entries)


@cache
def _tests():
    """Unit → what the entries that take it ask: (number, with, any, without, about, unless_about, one_of, statistic), groups of terms.yml spelt out."""
    terms, groups = codebook().terms, codebook().narrative_indicators.unit_groups
    units = {}
    for unit in codebook().units.units:
        units.setdefault(unit.kind, []).extend([unit.unit, *unit.also])

    def classes(names):
        return frozenset(name for group in names for name in (getattr(terms, group) if group in type(terms).model_fields else [group]))

    tests = {}
    for number, entry in enumerate(_entries()):
        one_of = classes([entry.one_of]) if entry.one_of else None
        refused = (*entry.without, *codebook().narrative_indicators.never)
        test = (number, *map(classes, (entry.with_, entry.any, refused, entry.about)), set(entry.unless_about), one_of, entry.statistic)
        for unit in dict.fromkeys(name for asked in entry.units for member in groups.get(asked, [asked]) for name in units.get(member, [member])):
            tests.setdefault(unit, []).append(test)
    return tests


def _fitting(terms, about, unit, statistic):
    """Numbers of the entries that fit, but for what they ask of the phrase."""
    terms = frozenset((terms or "").split())
    topics = (terms & codebook().terms.topics.keys()) or {about}
    for number, needed, wanted, refused, asked_about, not_about, one_of, asked_statistic in _tests().get(unit, ()):
        if (
            asked_statistic == statistic
            and needed <= terms
            and (not wanted or not terms.isdisjoint(wanted))
            and terms.isdisjoint(refused)
            and (not asked_about or not topics.isdisjoint(asked_about))
            and (one_of is None or len(terms & one_of) == 1)
            and about not in not_about
        ):
            yield number


@cache
def _keys():
    """Frame entry, era, name, indicator_key, by_applicant: each entry in each era; no indicator_key where the forms of the era do not count it."""
    by_name = codebook().indicators
    by_measure = {entry.measure: entry for entry in reversed(by_name.values()) if not entry.indicator.endswith("@annex")}
    rows = []
    for number, entry in enumerate(_entries()):
        for era in ERAS.categories:
            measure = entry.measure or (entry.until_2018 if era == "annex" else getattr(entry, era)) or (entry.from_2019 if era in SINCE_2019 else None)
            own_rows = [by_name.get(f"{name}@annex") for name in (entry.annex, measure) if name] if era == "annex" else []
            indicator = next(filter(None, own_rows), None) or by_measure.get(measure)
            name = "" if entry.says_itself else (era in SINCE_2019 and entry.name_from_2019) or entry.name
            rows.append((number, era, name, indicator and indicator_key(indicator.key), bool(indicator and indicator.by_applicant)))
    return pl.DataFrame(rows, schema={"entry": pl.Int32, "era": ERAS, "name": pl.String, "indicator_key": pl.Int32, "by_applicant": pl.Boolean}, orient="row")
