"""Writes a corpus of reports in the layouts of the field, with the truth about them.

    python benchmarks/corpus.py --reports 10000 --formats text|html|docx|mixed --out DIR [--seed 1] [--errors 0.02] [--hostile 0.01]

DIR/raw/<province>/<city>/<district>/… holds the files; the same arguments give the same bytes. The truth, in Parquet, `report` being the row number
of a file in the first:
* truth.parquet: path, office (full name), year, form, format, layout, status (accepted | quarantined), trick
* truth_cells/*.parquet: report, cell, value, kind (number, zero, blank, dash, not_applicable); truth_labels.parquet: cell → form, table, measure,
  applicant, label_path, column_path, unit. Cells without measure are local rows, or columns that hold no yearly value.
* truth_prose/*.parquet: report, measure (null: a number of no interest), statistic, value, unit, precision, text, start, end (characters in the decoded
  file, text files only)
* truth_slips.parquet: report, code, measure, expected, printed: what is wrong on purpose (--errors)
"""

import argparse
import gc
import itertools
import os
import shutil
import sys
import time
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path

import figures
import hostile
import layouts
import numpy as np
import polars as pl
from grids import WORDINGS, grid
from offices import offices
from printing import KINDS, ZEROS, Cells, Numbers
from prose import PRECISIONS, Prose
from settings import settings

OFFICES = 300  # written together
TABLES = {
    "narrative-era": [],
    "annex-pre2014": ["annex"],
    "stat-table-2014": ["statistics"],
    "articles-2019": ["article-20", "applications", "remedies"],
    "articles-2021": ["article-20", "applications", "remedies"],
}
GRID_NAMES = [
    (form, table, variant, wording)
    for form, tables in TABLES.items()
    for table in tables
    for variant in {"annex": ("shanghai", "fujian"), "statistics": ("beijing", "national")}.get(table, ("",))
    for wording in WORDINGS
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1_000)
    parser.add_argument("--formats", choices=[*layouts.FORMATS, "mixed"], default="mixed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=float, default=0.02, help="share of reports with a slip")
    parser.add_argument("--hostile", type=float, default=0.0, help="share of broken files")
    parser.add_argument("--divisions", type=Path, help="folder of divisions.csv, by default the codebook's")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    started = time.perf_counter()
    write(**vars(options))
    seconds = time.perf_counter() - started
    print(f"{options.reports} reports in {seconds:.1f} s, {options.reports / seconds:.0f} a second", file=sys.stderr)


def write(reports, formats, out, seed=1, errors=0.02, hostile=0.0, divisions=None, processes=1):
    """Writes a corpus to the folder `out`, replacing one that stands there."""
    for name in ("raw", "truth_cells", "truth_prose"):
        shutil.rmtree(out / name, ignore_errors=True)
        (out / name).mkdir(parents=True)
    found = offices(reports, seed, divisions)
    chunks, first = [], 0
    for number, start in enumerate(range(0, len(found), OFFICES)):
        part = found[start : start + OFFICES]
        chunks.append((number, part, first, formats, out, seed, errors, hostile))
        first += sum(office.last - office.first + 1 for office in part)
    with get_context("spawn").Pool(min(processes, len(chunks))) if processes > 1 else _InProcess() as pool:
        parts = pool.map(_chunk, chunks, chunksize=1)
    pl.concat([files for files, _ in parts]).write_parquet(out / "truth.parquet")
    pl.concat([slips for _, slips in parts]).write_parquet(out / "truth_slips.parquet")
    _labels().write_parquet(out / "truth_labels.parquet")


class _InProcess:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def map(self, function, tasks, chunksize):
        return list(map(function, tasks))


# --- a chunk of offices ---------------------------------------------------------------------------------------------


def _chunk(task):
    """Writes the reports of some offices and the truth of their numbers → (truth of the files, truth of the slips)."""
    number, found, first, formats, out, seed, errors, hostile_share = task
    gc.disable()  # nothing here makes cycles, and the collector would walk through all spans again and again
    random = np.random.default_rng([seed, number])
    panel = _Panel(found, first, formats, errors, random)
    panel.cells().write_parquet(out / f"truth_cells/{number:05}.parquet")
    writer = _Writer(panel, out / "raw", hostile_share, random)
    writer.write()
    writer.spans().write_parquet(out / f"truth_prose/{number:05}.parquet")
    return writer.files(), panel.slip_frame()


class _Panel:
    """Offices over the years as flat arrays, an entry a report: names, forms, styles, figures, slips."""

    def __init__(self, found, first, formats, errors, random):
        shares = settings()["reports"]
        first_year, last_year = settings()["years"]
        years = list(range(first_year, last_year + 1))
        kinds = np.array([office.kind for office in found])
        reported = np.array([[office.first <= year <= office.last for year in years] for office in found])
        annex, no_table = random.random(len(found)) < shares["annex"], random.random(len(found)) < shares["no_table"]
        forms = np.array([[_form(year, *chosen) for year in years] for chosen in zip(annex, no_table, strict=True)])
        slips = self._slips(forms, reported, errors, random)
        simulated = figures.simulate(years, kinds, slips, random)
        self.office_numbers, year_numbers = np.nonzero(reported)
        self.first, self.offices, self.years = first, found, first_year + year_numbers
        self.forms, self.slips = forms[reported], slips[reported]
        self.count = len(self.years)
        lineages = _picks(shares["lineages"], len(found), random)
        beijing = np.array([office.province == "北京市" for office in found])
        self.variants = {"annex": lineages[self.office_numbers], "statistics": np.where(beijing[self.office_numbers], "beijing", "national")}
        self.wordings = _picks(settings()["wordings"], self.count, random)
        self.cell_styles, self.number_styles = _picks(settings()["cells"], self.count, random), _picks(settings()["numbers"], self.count, random)
        self.formats = _picks(settings()["formats"]["mixed"], self.count, random) if formats == "mixed" else np.array([formats] * self.count)
        self.choices = self._choices(random)
        lines = np.array([choice.get("layouts") == "lines" for choice in self.choices])
        self.cell_styles[lines & (self.cell_styles == "blank")] = "plain"  # nobody could tell where a value is missing
        keys = {slot.key for name in GRID_NAMES for slot in grid(*name).slots} | {key for since in (0, 1) for key in prose().keys(since)}
        self.printed = {key: simulated[key][reported] for key in sorted(keys)}
        self.stated = {key: array.copy() for key, array in self.printed.items()}
        self.before = {key: np.concatenate([array[:, :1], array[:, :-1]], axis=1)[reported] for key, array in simulated.items() if key in keys}
        self.slips[lines & (self.slips == "BLANK_CELL")] = "IDENTITY_SUM"
        # A slip of unit: a table in 万元 that holds yuan, or the reverse.
        factor = np.where((self.wordings == "spaced") & (self.forms == "stat-table-2014"), 1e-4, 1e4)
        self.planted = figures.plant(self.printed, self.stated, self.forms, self.slips, factor, random)
        self.tables = self._tables()

    def _choices(self, random):
        """Per report: what corpus.yml leaves open for its format."""
        found = np.empty(self.count, dtype=object)
        for format_name in sorted(set(self.formats)):
            data = settings().get(format_name, {})
            drawn = {name: _picks(shares, self.count, random) for name, shares in data.items() if not name.endswith("_before_2014")}
            for name, shares in data.items():
                if name.endswith("_before_2014"):
                    name = name.removesuffix("_before_2014")
                    drawn[name] = np.where(self.years < 2014, _picks(shares, self.count, random), drawn[name])
            for report in np.flatnonzero(self.formats == format_name):
                found[report] = {name: str(values[report]) for name, values in drawn.items()}
        return found

    def _slips(self, forms, reported, errors, random):
        """Code of the slip of each report, '' for most."""
        slips = np.full(forms.shape, "", dtype=object)
        for place in zip(*np.nonzero(reported & (random.random(forms.shape) < errors)), strict=True):
            codes = figures.SLIPS[forms[place]]
            slips[place] = codes[random.integers(len(codes))]
            before = place[0], place[1] - 1
            if slips[place] == "CARRYOVER" and not (reported[before] and forms[before].startswith("articles")):
                slips[place] = "TEXT_TABLE"
            if slips[place] == "TEXT_TEXT" and settings()["years"][0] + place[1] >= 2014:
                slips[place] = ""  # only early reports always print the parts of the total
        return slips

    def _tables(self):
        """Per report: list of (arguments of grids.grid, list of values)."""
        tables = [[] for _ in range(self.count)]
        self.groups = []
        for name in GRID_NAMES:
            form, table, variant, wording = name
            chosen = (self.forms == form) & (self.wordings == wording)
            if variant:
                chosen &= self.variants[table] == variant
            reports = np.flatnonzero(chosen)
            if len(reports):
                slots = grid(*name).slots
                values = np.stack([self.printed[slot.key][reports] for slot in slots], axis=1)
                scales = np.array([slot.scale for slot in slots])
                values = np.where(values == figures.BLANK, values, np.round(values * scales, 8))
                self.groups.append((name, reports, values))
                for report, row in zip(reports.tolist(), values.tolist(), strict=True):
                    tables[report].append((name, row))
        return tables

    def cells(self):
        """Truth of the cells: report, cell, value, kind."""
        zero_kinds = {style: ZEROS.get(style, ("0", "zero"))[1] for style in settings()["cells"]}
        of_zero = np.array([KINDS.index(zero_kinds[style]) for style in self.cell_styles], dtype=np.uint8)
        frames = []
        for name, reports, values in self.groups:
            first = _first_cells()[name]
            kinds = np.where(values == 0, of_zero[reports][:, None], 0).astype(np.uint8)
            kinds[values == figures.BLANK] = KINDS.index("blank")
            missing = kinds > 1
            cells = np.broadcast_to(np.arange(first, first + values.shape[1], dtype=np.int16), values.shape)
            frames.append(
                pl.DataFrame(
                    {
                        "report": np.repeat(reports + self.first, values.shape[1]).astype(np.int32), "cell": cells.ravel(),
                        "value": np.where(missing, np.nan, values).ravel(), "kind": kinds.ravel(),
                    }
                )
            )  # fmt: skip
        schema = {"report": pl.Int32, "cell": pl.Int16, "value": pl.Float64, "kind": pl.UInt8}
        frame = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
        return frame.with_columns(pl.col("value").fill_nan(None), pl.col("kind").cat.to(pl.Enum(KINDS)))

    def slip_frame(self):
        schema = {"report": pl.Int64, "code": pl.String, "key": pl.String, "expected": pl.Float64, "printed": pl.Float64}
        return pl.DataFrame(self.planted, schema=schema).with_columns(pl.col("report") + self.first).rename({"key": "measure"})


def _form(year, annex, no_table):
    if year < 2014:
        return "annex-pre2014" if annex else "narrative-era"
    if year < 2019:
        return "narrative-era" if no_table else "stat-table-2014"
    return "articles-2019" if year < 2021 else "articles-2021"


def _picks(shares, count, random):
    """`count` names drawn by their shares."""
    weights = np.array(list(shares.values()), dtype=float)
    return np.array(list(shares))[random.choice(len(weights), count, p=weights / weights.sum())]


@cache
def prose():
    return Prose()


@cache
def _first_cells():
    """Arguments of a grid → number of its first cell in truth_labels."""
    counts = [len(grid(*name).slots) for name in GRID_NAMES]
    return dict(zip(GRID_NAMES, itertools.accumulate([0, *counts[:-1]]), strict=True))


def _labels():
    rows = []
    for name in GRID_NAMES:
        for number, slot in enumerate(grid(*name).slots):
            rows.append({"cell": _first_cells()[name] + number, "form": name[0], "table": name[1], "wording": name[3], **slot._asdict()})
    rows = [{key: list(value) if isinstance(value, tuple) else value for key, value in row.items() if key not in ("key", "scale")} for row in rows]
    return pl.DataFrame(rows, schema_overrides={"cell": pl.Int16, "applicant": pl.String, "measure": pl.String, "unit": pl.String})


# --- writing reports ------------------------------------------------------------------------------------------------


class _Writer:
    """Writes the files of a panel and keeps what they are and where their figures stand."""

    def __init__(self, panel, raw, hostile_share, random):
        self.panel, self.raw, self.random = panel, raw, random
        self.is_hostile = random.random(panel.count) < hostile_share
        self.dice = random.integers(0, 2**31, (panel.count, 128)).tolist()
        self.values, self.before = self._facts(panel.stated), self._facts(panel.before)
        self.cell_printers = {style: Cells(style) for style in settings()["cells"]}
        self.number_printers = {style: Numbers(style) for style in settings()["numbers"]}
        self.log, self.rows, self.folders = [], [], set()

    def _facts(self, arrays):
        """Facts of each report in the order of prose().facts."""
        since = (self.panel.years >= 2019).astype(int)
        columns = [np.where(since, arrays[after], arrays[before]) for before, after in zip(prose().keys(0), prose().keys(1), strict=True)]
        return np.stack(columns, axis=1).tolist()

    def write(self):
        for report in range(self.panel.count):
            self._write(report)

    def _write(self, report):
        panel = self.panel
        year, form, format_name = int(panel.years[report]), str(panel.forms[report]), str(panel.formats[report])
        office = panel.offices[panel.office_numbers[report]]
        dice = itertools.cycle(self.dice[report])
        names = _names(office, year, panel.first + report, dice)
        numbers = self.number_printers[str(panel.number_styles[report])]
        items, spans = prose().write(_outline(year, form, next(dice)), names, self.values[report], self.before[report], numbers, dice)
        choices = panel.choices[report]
        printer = self.cell_printers[str(panel.cell_styles[report])].__getitem__
        tables = {name[1]: (name, list(map(printer, values))) for name, values in panel.tables[report]}
        items = [(kind, tables[content] if kind == "table" else content) for kind, content in items]
        items += [("right", names["core"]), ("right", names["date"])]
        title = settings()["titles"][next(dice) % len(settings()["titles"])].format(**names)
        file = layouts.FORMATS[format_name](layouts.Document(title, year, items, names, choices))
        trick = None
        if self.is_hostile[report]:
            trick = list(hostile.TRICKS)[next(dice) % len(hostile.TRICKS)]
            file = trick(file, dice)
        path = self._save(file, office, names, dice)
        layout = choices.get("layouts") or choices.get("pages") or choices.get("runs") or ""
        status = "accepted" if trick is None or hostile.TRICKS[trick] else "quarantined"
        self.log.append((panel.first + report, path, office.full, year, form, format_name, layout, status, trick and trick.__name__))
        if status == "accepted":
            self._keep(report, spans, file.starts)

    def _save(self, file, office, names, dice):
        folder = "/".join(dict.fromkeys((office.province, office.city, office.district)))
        if folder not in self.folders:
            (self.raw / folder).mkdir(parents=True, exist_ok=True)
            self.folders.add(folder)
        names_of_files = settings()["file_names"]
        path = f"{folder}/{names_of_files[next(dice) % len(names_of_files)].format(**names)}{file.suffix}"
        with open(f"{self.raw}/{path}", "wb", 0) as target:  # noqa: PTH123 (takes half the time of Path.write_bytes)
            target.write(file.data)
        return path

    def _keep(self, report, spans, starts):
        report += self.panel.first
        self.rows += [(report, slot, value, precision, text, starts[item] + start if starts else None) for item, start, slot, value, precision, text in spans]

    def spans(self):
        """Truth of the prose."""
        types = {"report": pl.Int32, "slot": pl.Int16, "value": pl.Float64, "precision": pl.UInt8, "text": pl.String, "start": pl.Int32}
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(types)
        frame = pl.DataFrame({name: pl.Series(name, column, dtype=kind, strict=False) for (name, kind), column in zip(types.items(), columns, strict=True)})
        measures = [dict(zip(prose().facts, prose().keys(since), strict=True)) for since in (0, 1)]
        slots = pl.DataFrame(
            [(number, measures[0].get(slot.fact), measures[1].get(slot.fact), slot.statistic, slot.unit or None) for number, slot in enumerate(prose().slots)],
            schema={"slot": pl.Int16, "before": pl.String, "since": pl.String, "statistic": pl.String, "unit": pl.String},
            orient="row",
        )
        frame = frame.join(slots, on="slot", how="left", maintain_order="left")
        frame = frame.with_columns(year=pl.Series(self.panel.years).gather(frame["report"] - self.panel.first))
        return frame.select(
            "report", measure=pl.when(pl.col("year") < 2019).then("before").otherwise("since"), statistic="statistic", value="value", unit="unit",
            precision=pl.col("precision").cat.to(pl.Enum(PRECISIONS)), text="text",
            start="start", end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int32),
        )  # fmt: skip

    def files(self):
        names = ("report", "path", "office", "year", "form", "format", "layout", "status", "trick")
        types = {"report": pl.Int64, "year": pl.Int16}
        return pl.DataFrame(self.log, schema={name: types.get(name, pl.String) for name in names}, orient="row")


def _outline(year, form, chance):
    if year < 2014:
        return "early_annex" if form == "annex-pre2014" else "early"
    if year < 2019:
        return "statistics" if form == "stat-table-2014" else "no_table"
    return ("articles", "articles_long")[chance % 2]


DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
AREA_CODES = ("010", "021", "0571", "0755", "027", "028", "0351", "0431", "0731", "0871")


@lru_cache(maxsize=64)
def _office_names(office):
    township = office.kind == "township"
    return {
        "full": office.full,
        "office": office.full if office.kind == "government" else office.district + office.core,
        "core": office.core if township else office.district + office.core,
        "short": office.short,
        "local": office.district + office.short if township else office.short,
        "place": office.place,
        "district": office.district,
        "city": office.city,
        "province": office.province,
        "source": office.short,
        "site": f"{office.district}人民政府",
    }


def _names(office, year, number, dice):
    """What phrases, titles and pages call the report, its office and its dates."""
    chance = next(dice)
    month, day = 1 + chance % 3, 4 + chance // 3 % 24
    return (
        _office_names(office)
        | {
            "year": str(year),
            "last": str(year - 1),
            "next": str(year + 1),
            "year_zh": str(year).translate(DIGITS),
            "from": "2008年5月1日" if year == 2008 else f"{year}年1月1日",  # when the Regulations came into force
            "date": f"{year + 1}年{month}月{day}日",
            "published": f"{year + 1}-{month:02}-{day:02}",
            "published_year": str(year + 1),
            "stamp": f"{year + 1}{month:02}{day:02}",
            "phone": f"{AREA_CODES[chance % 10]}-{60_000_000 + chance % 29_999_999}",
            "road": f"{office.place}路{1 + chance % 180}号",
            "document": f"{office.district[0]}政办发〔{year}〕{1 + chance % 90}号",
            "circular": "国办公开办函〔2021〕30号" if year > 2020 else "国办公开办函〔2019〕60号",
            "congress": "二十大" if year > 2021 else "十九大",
            "code": office.code[:6] + f"{chance % 9000:04}",
            "minute": f"{10 + chance % 50}",
            "number": f"{number:06}",
        }
    )


if __name__ == "__main__":
    main()
