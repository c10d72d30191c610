"""The contract of every layer and table, derived from fields.yml and tables.yml: polars types, pandera checks, DuckDB tables, comments.

Belongs here: turning a described table into something that can be enforced. Not here: what the data are (the codebook) or how they come about.
"""

from functools import cache
from typing import NamedTuple

import polars as pl

from schemas.codebook import codebook, split_column

POLARS_TYPES = {"string": pl.String, "integer": pl.Int64, "short": pl.Int16, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
DUCKDB_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "short": "SMALLINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
FAILING_ROWS_SHOWN = 20


class Column(NamedTuple):
    """A column of a layer or table: its field, whether it must be filled, and the SQL that generates it, if any."""

    name: str
    entry: object  # FieldEntry
    required: bool
    generated: str | None

    @property
    def polars_type(self):
        return pl.List(POLARS_TYPES[self.entry.item]) if self.entry.type == "list" else POLARS_TYPES[self.entry.type]

    @property
    def duckdb_type(self):
        if self.entry.type == "list":
            return DUCKDB_TYPES[self.entry.item] + "[]"
        if self.entry.values:
            return "ENUM(" + ", ".join(map(literal, self.entry.values)) + ")"
        return DUCKDB_TYPES[self.entry.type]

    @property
    def plain_type(self):
        """As duckdb_type, without ENUM, for stores that have none."""
        return "VARCHAR" if self.entry.values and self.entry.type != "list" else self.duckdb_type

    @property
    def comment(self):
        return f"{self.entry.zh} | {self.entry.en}"


class ContractError(ValueError):
    """Rows break the contract of their table; `failures` is a frame of column, check, value, row (its number) and of (its key, by which it is found)."""

    def __init__(self, table, failures):
        self.table, self.failures = table, failures
        rows = failures.head(FAILING_ROWS_SHOWN).rows(named=True)
        listed = "\n".join(
            f"  row {row['row']}{' (' + row['of'] + ')' if row['of'] else ''}: {row['column']} = {row['value']!r} breaks {row['check']}" for row in rows
        )
        super().__init__(f"{table}: {failures.height} failures of the contract\n{listed}")

    def __reduce__(self):
        return ContractError, (self.table, self.failures)  # as it comes out of a worker


def table_entry(table, book=None):
    """The TableEntry of a layer, a warehouse table or a view. Raises KeyError for an unknown name."""
    tables = (book or codebook()).tables
    return tables["layers"].get(table) or tables["views"].get(table) or tables["warehouse"][table]


@cache
def columns(table):
    """Columns of a layer or table, in order, as a tuple of Column."""
    entry = table_entry(table)
    names = [split_column(text) for text in entry.columns]
    return tuple(Column(name, codebook().fields[field], name in entry.required, entry.generated.get(name)) for name, field in names)


@cache
def polars_schema(table):
    """Column → polars type of a layer or table, without columns that DuckDB works out when read."""
    return {column.name: column.polars_type for column in columns(table) if not column.generated}


def conform(frame, table):
    """The frame with exactly the columns of the table, in order and of their types; columns it does not have are null."""
    schema = polars_schema(table)
    return frame.select((pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items())


@cache
def pandera_schema(table, in_order=False):
    """Pandera schema of a layer or table: types, required values, allowed values, ranges, unique key (where the rows are not in its order already)."""
    import pandera.polars as pa  # here, for it takes half a second, and a night with nothing new has nothing to check

    fields = {}
    for column in columns(table):
        if column.generated:
            continue
        entry, checks = column.entry, []
        if entry.values:
            checks.append(pa.Check.isin(entry.values))
        if entry.min is not None:
            checks.append(pa.Check.ge(entry.min))
        if entry.max is not None:
            checks.append(pa.Check.le(entry.max))
        fields[column.name] = pa.Column(column.polars_type, checks=checks, nullable=not column.required)
    return pa.DataFrameSchema(fields, unique=None if in_order else table_entry(table).key, strict=True, name=table)


def validate(frame, table):
    """Checks a frame against the contract of its table and returns it; raises ContractError with the failing rows.

    Takes a DataFrame only: on a LazyFrame pandera looks at types and lets bad values pass.
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"validate needs a DataFrame, not {type(frame).__name__}")
    if frame.is_empty() and dict(frame.schema) == polars_schema(table):
        return frame
    from pandera.errors import SchemaErrors

    try:
        pandera_schema(table, _in_order(frame, table_entry(table).key)).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        failures = cases.select(
            column=pl.col("column").cast(pl.String),
            check=pl.col("check").cast(pl.String),
            value=pl.col("failure_case").cast(pl.String),
            row=pl.col("index").cast(pl.Int64),
        )
        raise ContractError(table, failures.with_columns(of=_keys_of(frame, failures["row"], table_entry(table).key))) from error
    return frame


def _keys_of(frame, rows, key):
    """What the rows of a frame (numbers, some null) are known by, as texts: their key, and their path where they have one."""
    names = [name for name in dict.fromkeys((*key, "path")) if name in frame.columns]
    told = frame.select(
        pl.concat_str([pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("–")) for name in names], separator=", ").alias("of")
    )
    return told["of"].gather(rows) if names else pl.Series([None] * rows.len(), dtype=pl.String)


def _in_order(frame, key):
    """Whether each row's key is greater than that of the row above: then it is unique too, and that takes a tenth of the time to tell."""
    if not key or any(name not in frame.columns for name in key):
        return False
    greater = pl.lit(False)
    for name in reversed(key):
        here, above = pl.col(name), pl.col(name).shift(1)
        greater = (here > above) | ((here == above) & greater)
    return frame.select(greater.slice(1).all().fill_null(False)).item()


def create_table(table):
    """DuckDB statement that creates a warehouse table with NOT NULL and the columns worked out when read; keys are added after loading."""
    lines = []
    for column in columns(table):
        name = f'"{column.name}"'
        if column.generated:
            lines.append(f"{name} {column.duckdb_type} GENERATED ALWAYS AS ({column.generated}) VIRTUAL")
        else:
            lines.append(f"{name} {column.duckdb_type}" + (" NOT NULL" if column.required else ""))
    return f"CREATE TABLE {table} (\n  " + ",\n  ".join(lines) + "\n)"


def comments(table):
    """DuckDB statements that comment a warehouse table or view and each of its columns, Chinese first."""
    entry = table_entry(table)
    yield f"COMMENT ON {'VIEW' if table in codebook().tables['views'] else 'TABLE'} {table} IS {literal(entry.zh + ' | ' + entry.en)}"
    for column in columns(table):
        yield f'COMMENT ON COLUMN {table}."{column.name}" IS {literal(column.comment)}'


def literal(text):
    """A text or path as a text of SQL, for statements that take no parameters (ATTACH, COPY, SET, COMMENT): it's → 'it''s'."""
    return "'" + str(text).replace("'", "''") + "'"
