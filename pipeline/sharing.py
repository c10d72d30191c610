"""Publishing a built warehouse into a lake, and the versions there: transactions, and trying again when others were faster.

Belongs here: when what of lake.py is done. Not here: the statements (lake.py), the choice between a folder and a lake (addresses.py).
"""

import random
import time
from contextlib import contextmanager, suppress
from hashlib import sha256

from pipeline import building, warehouse
from pipeline import lake as lakes
from pipeline.facts import PRECEDENCE
from pipeline.lake import LakeError
from pipeline.lake_troubles import told
from pipeline.publication import Version, chosen, version_name
from schemas.codebook import codebook
from schemas.contracts import literal

TRIES, TRIES_TO_CONNECT = 60, 3
LONGEST_PAUSE, SHORT_PAUSE = 20.0, 0.5  # seconds between two tries: where the lake does not answer, and where somebody else was faster


def share(built, lake, name, publisher):
    """Publishes a built warehouse file into a lake as a version of that name; returns how many rows were written or taken away, 0 for nothing new.

    One transaction over all tables: readers see the snapshot before or the one after. Where somebody else publishes at the same time it is done again on
    top of theirs, after a short pause: who paused longer would lose again against those who publish one version after the other. Raises PublishError,
    LakeError.
    """
    for attempt in range(TRIES):
        pause = SHORT_PAUSE
        try:
            return _share_once(built, lake, name, publisher)
        except warehouse.TransactionError as error:
            if "conflict" not in str(error):
                raise LakeError(f"publishing into {lake} failed, what was published there stays: {told(error)}") from error
        except warehouse.DatabaseError as error:
            raise LakeError(f"publishing into {lake} failed, what was published there stays: {told(error)}") from error
        except LakeError:  # also of two who publish first, and both make the catalog
            if attempt == TRIES_TO_CONNECT:
                raise
            pause = min(0.2 * 2**attempt, LONGEST_PAUSE)
        time.sleep(random.uniform(0, pause))
    raise building.PublishError(f"others published into {lake} each of {TRIES} times that it was tried")


def _share_once(built, lake, name, publisher):
    with warehouse.connect(lake, read_only=False, begin=True) as connection:
        connection.execute(f"SET memory_limit = '{warehouse.MEMORY}'; SET temp_directory = {literal(f'{built}.spill')}")
        warehouse.attach(connection, built, "built")
        try:
            with _transaction(connection):
                new = lakes.define(connection, _describe, _definitions())
                changed = lakes.take_in(connection, "built", PRECEDENCE)
                if changed or new:
                    _check_lake(connection)
                    lakes.mark(connection, name, publisher)
        finally:
            with suppress(warehouse.DatabaseError):
                connection.execute("DETACH built")  # a connection with a lake outlives its end, and would hold the file
        return changed


@contextmanager
def _transaction(connection):
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(warehouse.DatabaseError):  # a commit that failed has ended the transaction
            connection.execute("ROLLBACK")
        raise


def _describe(connection):
    building.add_comments(connection)
    building.add_views(connection, column_comments=False)  # of views DuckLake takes none


def _definitions():
    """Fingerprint of tables, views and comments."""
    views = "".join(file.read_text(encoding="utf-8") for file in sorted(building.VIEWS.glob("*.sql")))
    return sha256((codebook().fingerprint("fields.yml", "tables.yml") + views).encode()).hexdigest()[:16]


def _check_lake(connection):
    twice = lakes.doubled(connection)
    if twice:
        raise building.PublishError("keys that stand twice: " + ", ".join(f"{table} {key}" for table, key in twice))
    building.check(connection)


def shared_versions(lake):
    """Versions of a lake that are kept, the newest first; what one reads of each is its `path`."""
    with warehouse.connect(lake) as connection:
        found = lakes.snapshots(connection)
    return [
        Version(name, name.rpartition("-")[2], lake._replace(snapshot=snapshot), size, number == 0, publisher)
        for number, (snapshot, name, publisher, size) in enumerate(found)
    ]


def roll_back_lake(lake, name, when):
    """Publishes an earlier version of a lake again, as a new one of the time `when`, and returns it. Raises NoSuchVersion, LakeError."""
    version = chosen(shared_versions(lake), name)
    with warehouse.connect(lake, read_only=False) as connection:
        try:
            with _transaction(connection):
                lakes.restore(connection, version.path.snapshot)
                lakes.mark(connection, version_name(when, version.state), f"rollback to {version.name}")
        except warehouse.DatabaseError as error:
            raise LakeError(f"{lake} was not rolled back: {told(error)}") from error
    return version


def maintain_lake(lake, keep, days):
    """Forgets versions of a lake older than `days` but the last `keep`, and compacts its files; returns how many were forgotten. Raises LakeError."""
    shared_versions(lake)  # where there is no lake, to open it for writing would begin a file
    with warehouse.connect(lake, read_only=False) as connection:
        try:
            return lakes.expire(connection, keep, days)
        except warehouse.DatabaseError as error:
            raise LakeError(f"{lake} was not compacted: {told(error)}") from error
