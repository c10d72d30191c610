"""The published warehouse as files for other tools: every table and view as Parquet and CSV, described by a data package that says what each column means.

Belongs here: which files, their description, checksums and citation. Not here: the workbook for a district (district_workbook.py), SQL connections
(warehouse.py).
"""

import json
import shutil
from hashlib import file_digest
from pathlib import Path

from pipeline.warehouse import copy, query
from schemas.codebook import codebook
from schemas.contracts import columns, table_entry

NAME = "foi-warehouse"
TITLE = "政府信息公开工作年度报告数据仓库 FOI Warehouse"
PACKAGE = "datapackage.json"
FIELD_TYPES = {"string": "string", "integer": "integer", "short": "integer", "number": "number", "boolean": "boolean", "date": "date", "list": "array"}
READING = """# {title}

Made by `foi export` from run {run_id} ({created}), software {version}.

* `parquet/`: for polars, pandas, DuckDB, R (arrow). `csv/`: UTF-8 with BOM, opens in Excel; lists are JSON. Empty is missing, 0 is zero.
* `datapackage.json`: every file with its columns, types and meaning ([Data Package](https://datapackage.org)). `SHA256SUMS`: `sha256sum -c SHA256SUMS`.
* `CITATION.cff`: how to cite. Text in CSV is as the reports print it: a spreadsheet may take a cell that begins with = for a formula.
"""


class ExportError(ValueError):
    """The folder is not one that an export may replace."""


def export(file, folder, formats=("parquet", "csv")):
    """Writes the warehouse `file` to `folder`, replacing an earlier export there in one step; the same warehouse gives the same bytes.

    Returns the paths written, relative to the folder. Raises ExportError where the folder holds something else than an export.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / PACKAGE).exists():
        raise ExportError(f"{folder} is not empty and holds no export ({PACKAGE}): name another folder")
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for form in formats:
        (new / form).mkdir(parents=True)
    copy(file, {new / form / f"{table}.{form}": select(table, form) for form in formats for table in names()})
    facts = last_run(file)
    (new / "README.md").write_text(READING.format(title=TITLE, **facts), encoding="utf-8")
    (new / "CITATION.cff").write_text(citation(facts), encoding="utf-8")
    sums = {path.relative_to(new).as_posix(): _sha256(path) for path in sorted(new.rglob("*")) if path.is_file()}
    (new / PACKAGE).write_text(json.dumps(package(facts, new, sums), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sums[PACKAGE] = _sha256(new / PACKAGE)
    (new / "SHA256SUMS").write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    new.rename(folder)
    return [*sorted(sums), "SHA256SUMS"]


def names():
    """Tables and views of an export, tables first."""
    return [*codebook().tables["warehouse"], *codebook().tables["views"]]


def select(table, form):
    """SELECT of a table or view in the order of its key, enumerations as text and, for CSV, lists as JSON."""
    parts = []
    for column in columns(table):
        name = f'"{column.name}"'
        if column.entry.type == "list" and form == "csv":
            name = f"to_json({name})::VARCHAR AS {name}"
        elif column.entry.values:
            name = f"{name}::VARCHAR AS {name}"
        parts.append(name)
    keys = ", ".join(f'"{name}"' for name in table_entry(table).key)
    return f"SELECT {', '.join(parts)} FROM {table} ORDER BY {keys}"


def last_run(file):
    """run_id, version and day of the run that made the warehouse."""
    runs = query(file, "SELECT run_id, version, coalesce(finished_at, started_at)[:10] AS created FROM run_log ORDER BY started_at DESC LIMIT 1").to_dicts()
    return runs[0] if runs else {"run_id": "-", "version": "0", "created": "1970-01-01"}


def package(facts, folder, sums):
    """The Data Package of an export: a tabular resource for each CSV file, a plain one for every other file."""
    resources = []
    for path, digest in sums.items():
        form, _, name = path.rpartition("/")
        resource = {
            "name": path.lower().replace("/", "-").replace(".", "-").replace("_", "-"),
            "path": path,
            "bytes": (folder / path).stat().st_size,
            "hash": f"sha256:{digest}",
        }
        if form == "csv":
            table = name.removesuffix(".csv")
            described = {
                "type": "table",
                "title": table,
                "description": _described(table_entry(table)),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(table),
            }
            resources.append(resource | {"name": table} | described)
        else:
            resources.append(resource | {"type": "file", "format": name.rpartition(".")[2].lower()})
    return {
        "name": NAME,
        "title": TITLE,
        "version": facts["version"],
        "created": f"{facts['created']}T00:00:00Z",
        "licenses": [
            {
                "name": "Apache-2.0",
                "path": "https://www.apache.org/licenses/LICENSE-2.0",
                "title": "Software; the reports are public documents of their offices",
            }
        ],
        "run_id": facts["run_id"],
        "resources": resources,
    }


def schema(table):
    """Table Schema of a table or view: types, meaning, what must be filled, allowed values, keys."""
    entry, fields = table_entry(table), []
    is_view = table in codebook().tables["views"]
    for column in columns(table):
        constraints = {"required": True} if column.required and not is_view else {}
        if column.entry.values:
            constraints["enum"] = column.entry.values
        field = {"name": column.name, "type": FIELD_TYPES[column.entry.type], "title": column.entry.zh, "description": column.entry.en}
        fields.append(field | ({"constraints": constraints} if constraints else {}))
    found = {"fields": fields}
    if not is_view:
        found["primaryKey"] = entry.key
        found["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": target, "fields": table_entry(target).key[:1]}} for name, target in entry.references.items()
        ]
    return found


def citation(facts):
    """CITATION.cff of an export."""
    return (
        "cff-version: 1.2.0\n"
        "message: If you use these data, cite them with the version and the day of the run.\n"
        f"type: dataset\ntitle: {json.dumps(TITLE, ensure_ascii=False)}\n"
        "authors:\n  - name: FOI Warehouse contributors\n"
        f'version: "{facts["version"]}"\ndate-released: "{facts["created"]}"\nidentifiers:\n  - type: other\n    value: "run {facts["run_id"]}"\nlicense: Apache-2.0\n'
    )


def _described(entry):
    return f"{entry.zh} | {entry.en}"


def _sha256(path):
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
