"""Keeps secrets out of what is written: values of environment variables that are named like secrets.

Belongs here: telling and striking them out. Not here: using them.
"""

import os
import re

_named_like_one = re.compile(r"(PASSWORD|PASSWD|SECRET|TOKEN|_KEY|ACCESS_KEY_ID|CREDENTIAL|WEBHOOK)", re.I)
SHORTEST = 6  # characters; shorter values would strike out plain words
SHORTEST_PART = 12  # of an address: keys of webhooks stand in path and query
STRUCK_OUT = "•••"


def without_secrets(text):
    """The text with the value of every secret of the environment struck out."""
    for value in sorted(set(_secrets()), key=len, reverse=True):
        text = text.replace(value, STRUCK_OUT)
    return text


def _secrets():
    for name, value in os.environ.items():
        if _named_like_one.search(name) and len(value) >= SHORTEST:
            yield value
            if "://" in value:
                yield from (part for part in re.split("[/?&=]", value)[3:] if len(part) >= SHORTEST_PART)
