"""Printed tables: from a form of the codebook to the grid of cells that a report prints.

Belongs here: which cells stand where, merged cells, wordings seen in the field. Not here: figures (figures.py) or file formats (layouts.py).
"""

from functools import cache
from random import Random
from typing import NamedTuple

from settings import settings

from schemas.codebook import codebook
from schemas.form_cells import leaves

WORDINGS = ("official", "narrow", "ascii", "variants", "spaced", "local")
NARROW = {label: f"{label[:2]}\n{label[2:]}" for label in ("商业企业", "科研机构", "结果维持", "结果纠正", "其他结果", "尚未审结")}
ASCII = str.maketrans("（）“”．", '()"".')
LOCAL_ROWS = {"statistics": "（四）政务公开栏更新期数", "annex": "政府信息公开栏更新数", "article-20": "其他主动公开文件"}
COLUMNS = {"shanghai": ("指标名称", "计量单位", "代码", "本期实际", "本年累计"), "fujian": ("指标名称", "计量单位", "本年度", "历年累计")}
YEAR = "§"  # stands for the report year until a table is printed


class Cell(NamedTuple):
    """A cell where it begins; `slot` is the number of the value it holds."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    slot: int | None = None


class Slot(NamedTuple):
    """A value of a grid: `key` finds its figure (figures.py), the rest is what a reader should make of it."""

    key: str
    measure: str | None
    applicant: str | None
    label_path: tuple
    column_path: tuple
    unit: str | None
    scale: float = 1


class Grid(NamedTuple):
    form: str
    table: str
    rows: tuple
    slots: tuple
    columns: int


@cache
def grid(form, table, variant, wording):
    """Grid of a table of a form. `variant`: beijing or national (statistics table), a lineage (annex), else ''."""
    entry = next(entry for entry in codebook().forms[form].tables if entry.table == table)
    builder = {"statistics": _list, "annex": _list, "article-20": _blocks}.get(table, _matrix)
    return _Builder(form, table, variant, wording).finish(builder, entry)


class _Builder:
    """Collects rows and slots of one grid."""

    def __init__(self, form, table, variant, wording):
        self.form, self.table, self.variant, self.wording = form, table, variant, wording
        self.random = Random(f"{form} {table} {variant} {wording}")
        self.rows, self.slots = [], []
        self.units = {entry.measure: entry.unit for entry in codebook().indicators.values() if form in entry.form}

    def finish(self, builder, entry):
        columns = builder(self, entry)
        return Grid(self.form, self.table, tuple(map(tuple, self.rows)), tuple(self.slots), columns)

    def label(self, entry):
        """A label of the form in this wording."""
        label = entry.label
        if self.wording == "variants" and getattr(entry, "also", ()) and self.random.random() < 0.4:
            label = self.random.choice(entry.also)
        if self.wording == "narrow":
            label = NARROW.get(label, label)
        if self.wording == "ascii":
            label = label.translate(ASCII)
        if self.wording == "spaced" and len(label) < 5:
            label = " ".join(label)
        return label

    def value(self, key, measure, applicant, label_path, column_path, unit=None, columns=1):
        """A cell with a value."""
        scale = 1
        if self.wording == "spaced" and unit == "万元" and self.table == "statistics":
            unit, scale = "元", 10_000
        self.slots.append(Slot(key, measure, applicant, tuple(label for label in label_path if label), tuple(column_path), unit, scale))
        return Cell(columns=columns, slot=len(self.slots) - 1)

    def head(self, columns, height, corner=()):
        """Rows of headings over the columns; a heading without parts reaches down to the values."""
        rows = [list(corner), *([] for _ in range(height - 1))]
        for path, column in leaves(columns, "columns"):
            depth = len(path) - 1
            width = sum(not below.columns for _, below in leaves([column], "columns"))
            rows[depth].append(Cell(self.label(column), 1 if column.columns else height - depth, width))
        self.rows += rows


def _height(columns):
    return max(len(path) for path, _ in leaves(columns, "columns"))


def _leaf_columns(columns):
    return [(path, column) for path, column in leaves(columns, "columns") if not column.columns]


# --- statistics table and annex: a label, a unit, one or two values ------------------------------------------------


def _list(build, entry):
    block = entry.blocks[0]
    columns = _list_columns(build, block)
    if build.wording == "local":
        build.rows.append([Cell("政府信息公开情况统计表", columns=len(columns))])
    build.rows.append([Cell(_column_title(build, column)) for column in columns])
    for path, row in _list_rows(build, block.rows):
        build.rows.append([_list_cell(build, path, row, column) for column in columns])
        if build.wording == "local" and row.label.startswith("（三）接受培训人员数"):
            _local_row(build, columns)
    if build.wording == "local" and build.table == "annex":
        _local_row(build, columns)
    return len(columns)


def _list_columns(build, block):
    names = COLUMNS.get(build.variant, ("统计指标", "单位", "统计数"))
    return [column for name in names for column in block.columns if column.label == name]


def _column_title(build, column):
    if column.label == "本年度" and build.wording in ("variants", "official"):
        return f"{YEAR}年度"
    return " ".join(column.label) if build.wording == "spaced" and column.role == "label" else build.label(column)


def _list_rows(build, rows):
    """(path of labels, row) of the rows that this variant prints."""
    if build.table == "annex":
        measures = settings()["annex"][build.variant]
        return [(path, row) for path, row in leaves(rows, "rows") if row.measure in measures]
    strange = [row for _, row in leaves(rows, "rows") if row.variant not in (None, build.variant)]
    others = {below.label for _, below in leaves(strange, "rows")}
    return [(path, row) for path, row in leaves(rows, "rows") if row.label not in others]


def _list_cell(build, path, row, column):
    if column.role == "label":
        label = build.label(row)
        if build.variant == "national":  # without the key areas the channels come second
            label = label.replace("（三）通过", "（二）通过")
        return Cell("\u3000" * (len(path) - 1) + label)
    if column.role == "unit":
        return Cell(_unit(build, row) or ("----" if build.wording == "variants" and build.table == "statistics" else ""))
    if column.role == "ignore":
        return Cell(str(len(build.rows)))
    if not row.measure:
        return Cell("----" if build.wording == "variants" and build.table == "statistics" else "")
    prefix = {"cumulative": "cum:", "period": "period:"}.get(column.role, "")
    measure = {"cumulative": row.cumulative, "period": None}.get(column.role, row.measure)
    return build.value(prefix + row.measure, measure, None, path, (column.label,) if build.table == "annex" else (), build.units[row.measure])


def _unit(build, row):
    unit = build.units.get(row.measure) if row.measure else None
    return "元" if unit == "万元" and build.wording == "spaced" and build.table == "statistics" else unit


def _local_row(build, columns):
    label = LOCAL_ROWS[build.table]
    cells = []
    for column in columns:
        if column.role in ("label", "unit", "ignore"):
            cells.append(Cell({"label": "\u3000" + label, "unit": "期"}.get(column.role, "")))
        else:
            cells.append(build.value("local", None, None, (label,), (column.label,) if build.table == "annex" else (), "期"))
    build.rows.append(cells)


# --- article 20: blocks under one another in one grid of four columns ----------------------------------------------


def _blocks(build, entry):
    width = 1 + max(len(block.columns) for block in entry.blocks)
    for block in entry.blocks:
        build.rows.append([Cell(build.label(block), columns=width)])
        columns = _leaf_columns(block.columns)
        rest = width - len(columns)  # the last column of a short block takes what is left
        titles = [build.label(column) for _, column in columns]
        build.rows.append([Cell("信息内容"), *map(Cell, titles[:-1]), Cell(titles[-1], columns=rest)])
        for row in block.rows:
            _block_row(build, block, build.label(row), row.measure, (block.label, row.label), columns, rest)
            if build.wording == "local" and row.measure == "foi.lawdoc.normative":
                _block_row(build, block, LOCAL_ROWS["article-20"], None, (LOCAL_ROWS["article-20"],), columns, rest)
    return width


def _block_row(build, block, label, measure, label_path, columns, rest):
    cells = [Cell(label)]
    for number, (path, column) in enumerate(columns):
        full = f"{measure}.{column.measure}" if measure else None
        cells.append(build.value(full or "local", full, None, label_path, path, column.unit, rest if number == len(columns) - 1 else 1))
    build.rows.append(cells)


# --- applications and remedies: headings above headings -------------------------------------------------------------


def _matrix(build, entry):
    block = entry.blocks[0]
    columns = _leaf_columns(block.columns)
    height = _height(block.columns)
    label_columns = max(len(path) for path, _ in leaves(block.rows, "rows")) if block.rows[0].label else 0
    build.head(block.columns, height, [Cell(_corner(build, entry), height, label_columns)] if label_columns else [])
    if label_columns:
        _matrix_rows(build, block.rows, (), [], columns, label_columns)
    else:
        build.rows.append([build.value(column.measure, column.measure, None, path, ()) for path, column in columns])
    return label_columns + len(columns)


def _corner(build, entry):
    return entry.corner[0].translate(ASCII) if build.wording == "ascii" else entry.corner[0]


def _matrix_rows(build, rows, path, pending, columns, label_columns):
    """`pending`: headings that begin in the next printed row."""
    for row in rows:
        here = (*path, row.label)
        if row.rows:
            height = sum(not below.rows for _, below in leaves([row], "rows"))
            pending = _matrix_rows(build, row.rows, here, [*pending, Cell(build.label(row), height)], columns, label_columns)
            continue
        values = [build.value(f"{row.measure}@{column.applicant}", row.measure, column.applicant, here, column_path) for column_path, column in columns]
        build.rows.append([*pending, Cell(build.label(row), columns=label_columns - len(path)), *values])
        pending = []
    return pending
