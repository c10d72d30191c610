"""Reads one file of the codebook into checked entries, or says what is wrong with it.

Belongs here: YAML and tables, the way from a model's error to file, entry and key. Not here: which files there are (codebook.py), whether references
between entries hold (consistency.py).
"""

import csv
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

NAMES = ("office", "indicator", "concept", "form", "table", "label", "id", "title", "mark", "unit", "code", "name")  # keys that name an entry
FIRST_LINE = 2  # of the rows of a table, below its names


class Problem(NamedTuple):
    """One error of the codebook: which file, which entry, which key, what is wrong."""

    file: str
    entry: str
    key: str
    message: str

    def __str__(self):
        return f"{self.file}: {self.entry}: {self.key}: {self.message}"


class CodebookError(ValueError):
    """The codebook has errors; `problems` lists them all."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class _TwiceError(yaml.YAMLError):
    """A key that stands twice in one entry."""

    def __init__(self, node):
        self.key, self.line = str(node.value), node.start_mark.line + 1
        super().__init__(self.key)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads YAML as plain values, and refuses keys that stand twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _TwiceError(key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class Folder(NamedTuple):
    """A codebook directory; `thorough`: patterns are compiled, too."""

    path: Path
    thorough: bool = False

    def text(self, name):
        """Text of a file. Raises CodebookError, as all here do."""
        data = b""
        try:
            data = (self.path / name).read_bytes()
            return data.decode("utf-8-sig")  # spreadsheets begin with a mark
        except OSError as error:
            raise CodebookError([Problem(name, "-", "-", f"cannot be read: {error.strerror}")]) from error
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CodebookError([Problem(name, f"line {line}", "-", "is no UTF-8: save the file in this encoding")]) from error

    def yaml(self, name, model):
        """What a YAML file holds, as its model has it."""
        try:
            data = yaml.load(self.text(name), Loader=_Loader)
        except _TwiceError as error:
            raise CodebookError([Problem(name, f"line {error.line}", error.key, "stands twice in one entry; the first would be lost")]) from error
        except yaml.YAMLError as error:
            raise CodebookError([Problem(name, "-", "-", f"is no YAML: {error}")]) from error
        return self._checked(name, data, model)

    def table(self, name, model, key=None):
        """Rows of a CSV file, each as its model has it; no two have the same `key` (columns, by default all)."""
        rows = list(csv.DictReader(self.text(name).splitlines()))
        entries = self._checked(name, rows, list[model])
        lines, problems = {}, []
        for line, row in enumerate(rows, FIRST_LINE):
            of = tuple(row[column] for column in key or row)
            if of in lines:
                problems.append(Problem(name, f"line {line}", " ".join(key or ["-"]), f"'{' '.join(filter(None, of))}' stands in line {lines[of]} already"))
            lines[of] = line
        if problems:
            raise CodebookError(problems)
        return entries

    def _checked(self, name, data, model):
        try:
            return TypeAdapter(model).validate_python(data, context={"thorough": self.thorough})
        except ValidationError as error:
            raise CodebookError([_problem(name, data, item) for item in error.errors()]) from error


def _problem(file, data, error):
    """A pydantic error as a Problem that names the entry by its own name, else by its line or number."""
    location = list(error["loc"])
    entry, value = [], data
    for step in location[:-1]:
        value = value[step] if isinstance(value, list | tuple | dict) and step in (value if isinstance(value, dict) else range(len(value))) else None
        number = f"line {step + FIRST_LINE}" if file.endswith(".csv") and isinstance(step, int) else step
        name = next((value[key] for key in NAMES if isinstance(value, dict) and value.get(key) not in (None, "", "-")), number)
        entry.append(f"{number}, {name}" if file.endswith(".csv") and name != number else str(name))
    key = location[-1] if location and location[-1] is not None else "-"
    if file.endswith(".csv") and key == "-":
        return Problem(file, " / ".join(entry) or "-", "-", "has more cells than the table has columns")
    return Problem(file, " / ".join(entry) or "-", str(key), f"{error['msg']} (found {error['input']!r:.60})")
