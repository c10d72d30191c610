"""Which documents of a batch the program fails on: a fault of the program that one document shows is to cost no other.

Belongs here: finding them, whatever is made of them. Not here: what becomes of them (extraction.py, judging.py).
"""

from polars.exceptions import PanicException

from schemas.contracts import ContractError

FAULTS = (Exception, PanicException)  # the latter, of polars, is no Exception


def sparing(make, items):
    """(make(items), {}); where that raises, what make gives without the items that it fails on, and those with the error as a text.

    `make`: a function of a list of items, which it treats independently. Failing alone or with its neighbours, an item is to blame; where only all of them
    together show the fault, the error is raised, as is ContractError always.
    """
    try:
        return make(items), {}
    except ContractError:
        raise
    except FAULTS as error:
        blamed = _blamed(make, items, error)
        if len(items) > 1 and all(told is error for told in blamed.values()):
            raise
    return make([item for item in items if item not in blamed]), {item: f"{type(error).__name__}: {error}" for item, error in blamed.items()}


def _blamed(make, items, error):
    """Item → error of the fewest neighbours that make fails on; `error`: that of all of them."""
    blamed, middle = {}, len(items) // 2
    for half in (items[:middle], items[middle:]) if middle else ():
        try:
            make(half)
        except FAULTS as of_half:
            blamed |= _blamed(make, half, of_half)
    return blamed or dict.fromkeys(items, error)
