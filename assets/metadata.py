"""What the Dagster UI shows of a layer or a table: column schema, row count, a preview, failing rows. Derived from the contracts.

Belongs here: frames and contracts as Dagster metadata. Not here: what is computed.
"""

import dagster as dg

from pipeline.prose.account import MOST_UNREAD
from schemas.codebook import codebook
from schemas.contracts import FAILING_ROWS_SHOWN, columns, table_entry

PREVIEW_ROWS = 10
PREVIEW_CHARACTERS = 60


def column_schema(table):
    """dg.TableSchema of a layer or table, with the comment of each column and what it may hold."""
    key = table_entry(table).key
    return dg.TableSchema(columns=[_column(column, [column.name] == key) for column in columns(table)])


def _column(column, is_key):
    entry = column.entry
    limits = [f"one of {', '.join(entry.values)}"] if entry.values else []
    limits += [f"≥ {entry.min}"] if entry.min is not None else []
    constraints = dg.TableColumnConstraints(nullable=not column.required, unique=is_key, other=limits)
    return dg.TableColumn(column.name, "VARCHAR" if entry.values else column.duckdb_type, description=column.comment, constraints=constraints)


def lineage(table, deps):
    """Metadata entry with the columns of the assets before that each column comes from: those that hold the same field of fields.yml."""
    before = {dep: [(column.name, column.entry) for column in columns(dep)] for dep in deps}
    sources = {
        column.name: [
            dg.TableColumnDep(asset_key=dg.AssetKey(dep), column_name=name) for dep, fields in before.items() for name, entry in fields if entry is column.entry
        ]
        for column in columns(table)
    }
    return {"dagster/column_lineage": dg.TableColumnLineage({name: found for name, found in sources.items() if found})}


def description(table):
    """What a layer or table is, in both languages, with its key."""
    entry = table_entry(table)
    return f"{entry.zh}\n\n{entry.en}. Key: {', '.join(entry.key)}."


def asset_spec(table, group, deps=(), kinds=("polars", "parquet"), skippable=False, **metadata):
    """dg.AssetSpec of a layer or table with its description and column schema."""
    return dg.AssetSpec(
        table,
        deps=deps,
        group_name=group,
        skippable=skippable,
        kinds=set(kinds),
        description=description(table),
        metadata={"dagster/column_schema": column_schema(table), **metadata},
    )


def contract_check(table):
    """dg.AssetCheckSpec of the contract of a layer or table; it blocks what is downstream."""
    return dg.AssetCheckSpec(
        "contract", asset=table, blocking=True, description="Types, required values, allowed values, ranges and key, as fields.yml and tables.yml describe them"
    )


def contract_held(table, rows=None):
    """Passed check; without rows where the layer is still the one that was checked before."""
    return dg.AssetCheckResult(passed=True, asset_key=table, check_name="contract", metadata={"unchanged": True} if rows is None else {"rows": rows})


def contract_broken(error):
    """Failed check with the failing rows listed, from a ContractError."""
    metadata = {"failures": error.failures.height} | ({"failing_rows": _table(error.failures)} if error.failures.height else {})
    return dg.AssetCheckResult(passed=False, asset_key=error.table, check_name="contract", severity=dg.AssetCheckSeverity.ERROR, metadata=metadata)


def numerals_check():
    """dg.AssetCheckSpec of what became of the numerals in prose; it warns."""
    return dg.AssetCheckSpec(
        "numerals", asset="observations", description=f"Numerals of the prose that are neither a metric nor skipped for a reason: at most {MOST_UNREAD:.0%}"
    )


def numerals_result(account):
    """dg.AssetCheckResult of an Account of numerals: its counts, and the reasons for which numerals were skipped."""
    metadata = {
        "sentences_with_numerals": account.sentences, "metrics": account.metrics, "skipped": account.skipped, "unexplained": account.unread,
        "unexplained_share": round(account.unread_share, 5), "skipped_by_reason": _table(account.skipped_by_reason),
    }  # fmt: skip
    return dg.AssetCheckResult(passed=account.is_good, asset_key="observations", check_name="numerals", severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def expectation_checks():
    """dg.AssetCheckSpec of every expectation of the codebook."""
    return [
        dg.AssetCheckSpec(name, asset=entry.table, blocking=entry.severity == "error", description=f"{entry.zh} | {entry.en}")
        for name, entry in codebook().expectations.expectations.items()
    ]


def expectation_results(unmet):
    """dg.AssetCheckResult of every expectation of the codebook; unmet: pairs of name and failing rows."""
    failing = dict(unmet)
    for name, entry in codebook().expectations.expectations.items():
        rows = failing.get(name)
        severity = dg.AssetCheckSeverity.ERROR if entry.severity == "error" else dg.AssetCheckSeverity.WARN
        metadata = {} if rows is None else {"failing_rows": _table(rows)}
        yield dg.AssetCheckResult(passed=rows is None, asset_key=entry.table, check_name=name, severity=severity, metadata=metadata)


def _table(rows):
    """The first rows of a frame as Dagster metadata."""
    records = [dg.TableRecord({key: str(value) for key, value in row.items()}) for row in rows.head(FAILING_ROWS_SHOWN).rows(named=True)]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name) for name in rows.columns]))


def preview(frame):
    """Markdown of the first rows of a frame."""
    head = frame.head(PREVIEW_ROWS)
    lines = ["| " + " | ".join(head.columns) + " |", "|" + " --- |" * head.width]
    lines += ["| " + " | ".join(_short(value) for value in row) + " |" for row in head.iter_rows()]
    return dg.MetadataValue.md("\n".join(lines))


def _short(value):
    text = "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= PREVIEW_CHARACTERS else text[:PREVIEW_CHARACTERS] + "…"
