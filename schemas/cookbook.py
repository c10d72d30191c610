"""Questions people ask of the warehouse, as SQL files that explain themselves (schemas/cookbook/*.sql).

Belongs here: reading the files. Not here: running them (pipeline/warehouse.py), the answers.
"""

from pathlib import Path
from typing import NamedTuple

DIRECTORY = Path(__file__).parent / "cookbook"


class Question(NamedTuple):
    """A saved question: its name (the file's), what it asks in both languages, what to know about the answer, its SQL."""

    name: str
    zh: str
    en: str
    note: str
    sql: str


def questions():
    """Name → Question, in the order of the files: three leading comment lines (Chinese, English, note), then the SQL. Raises ValueError for other files."""
    found = {}
    for file in sorted(DIRECTORY.glob("*.sql")):
        *lines, sql = file.read_text(encoding="utf-8").split("\n", 3)
        if len(lines) != 3 or not all(line.startswith("-- ") for line in lines):
            raise ValueError(f"{file.name}: begins with three lines of comment: the question in Chinese, in English, and a note")
        found[file.stem] = Question(file.stem, *(line.removeprefix("-- ") for line in lines), sql.strip())
    return found


def question(name):
    """The question of a name, of its number (`7`, `07`) or of a part of its name. Raises KeyError with the names that there are."""
    every = questions()
    fitting = [key for key in every if key == name or key.partition("-")[0] == name.zfill(2)] or [key for key in every if name in key]
    if len(fitting) != 1:
        raise KeyError(f"no saved question '{name}'; there are {', '.join(fitting or every)}")
    return every[fitting[0]]
