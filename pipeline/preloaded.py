"""What every worker needs, loaded once in the server process that workers are copied from: landing/isolation.py has it import this module.

Belongs here: imports, and what follows from the codebook alone. Not here: anything that runs polars, since its threads are not copied with the process.
"""

import gc
import os
from importlib import import_module

# polars' allocator gives memory back to the system a second after it was freed and asks for it again in the next step: a tenth of the time.
ALLOCATOR = "narenas:1,dirty_decay_ms:10000,muzzy_decay_ms:10000"
MODULES = (
    "polars",
    "pandera.polars",
    "lxml.etree",
    *(f"pipeline.readers.{name}" for name in ("html", "docx", "text", "pdf", "spreadsheet")),  # that most files need
    "pipeline.extraction",
)


def load():
    """Imports and works out all that does not depend on a file."""
    os.environ["_RJEM_MALLOC_CONF"] = ALLOCATOR  # before polars is imported, which puts its own before it
    gc.disable()  # nothing of this is garbage, and looking for some takes a fifth of the time
    for name in MODULES:
        import_module(name)
    from pipeline.identity.resolver import resolve_title
    from pipeline.numbers import plain_number
    from pipeline.rules.report_rules import formula_rules

    resolve_title("人民政府", 2020)  # the register of places
    plain_number("一百二十")  # a library that takes half a second
    formula_rules(over_years=False)
    gc.freeze()
    gc.set_threshold(50_000)  # a shard makes millions of tuples and next to no garbage
    gc.enable()


load()
