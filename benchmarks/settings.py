"""The corpus's own data: corpus.yml (shares, names, styles) and phrases.yml (prose). Loading only."""

from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent


def _load(name):
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def settings():
    return _load("corpus.yml")


@cache
def phrases():
    return _load("phrases.yml")
