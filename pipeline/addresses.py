"""Where the published warehouse is: a folder with one DuckDB file, or a lake; and what is asked of both alike.

Belongs here: the choice between the two. Not here: how either works (publication.py, lake.py, warehouse.py).
"""

from pathlib import Path

from pipeline import publication, sharing
from pipeline.lake import PREFIX, Lake


def place(address, data=None):
    """The Lake of an address that begins with ducklake:, with the folder of its files, or the Path of a folder."""
    return Lake(str(address), data) if str(address).startswith(PREFIX) else Path(address).absolute()


def readable(place):
    """What readers open (warehouse.query): the file of a folder, or the lake."""
    return place if isinstance(place, Lake) else place / publication.FILE


def lasting(place, folder):
    """What a process opens that goes on reading, as the explorer does: as readable(), but the file that was last built in `folder` where the lake's catalog
    is a file too, since nobody could publish meanwhile."""
    return folder / publication.FILE if isinstance(place, Lake) and not place.is_served else readable(place)


def versions(place):
    """Kept versions, the newest first. Raises LakeError."""
    return sharing.shared_versions(place) if isinstance(place, Lake) else publication.versions(place)


def find(place, name=None):
    """The kept version of a name or of the beginning of one; without a name the one before the published. Raises NoSuchVersion, LakeError."""
    return publication.chosen(versions(place), name)


def rollback(place, name, when):
    """Publishes a kept version again and returns it; `when`: now, a datetime in UTC. Raises NoSuchVersion, LakeError."""
    return sharing.roll_back_lake(place, name, when) if isinstance(place, Lake) else publication.rollback(place, name)
