"""What a person is told, and is to do, when a lake cannot be used.

Belongs here: messages of DuckDB and PostgreSQL, and what each means for whoever publishes or reads. Not here: when they come up (lake.py, sharing.py).
"""

import re

NOTHING = "nothing was published there yet; run `foi run` first"
TROUBLES = {  # part of a message → what it means, what to do
    r"Existing DuckLake .* does not exist|read-only mode: database does not exist": NOTHING,
    r"no password supplied|password authentication failed": "give the right password in PGPASSWORD or ~/.pgpass",
    r'database ".*" does not exist': "create that database first (createdb), or correct dbname in FOI_WAREHOUSE",
    r"data_path is not set": "who publishes first says where the files of the lake are: FOI_LAKE_DATA, a folder or s3://…",
    r"does not match existing data path": "FOI_LAKE_DATA must be as it was when the lake was begun, or unset; if nothing was published yet, begin with a new database or catalog file",
    r"permission denied for": "this user of the database may read the lake but not publish",
    r"(?:Only|only) .*versions? .*supported|DuckLake catalog version|catalog version": "the lake was made by another version of DuckLake: install the same foi-warehouse[lake] on all machines",
    r"not a valid DuckDB database file": "the catalog must be a file of DuckLake, or begin with postgres:",
    r"Unable to connect to Postgres|server closed the connection|terminating connection": "is PostgreSQL running, and are host, port and user in FOI_WAREHOUSE right?",
    r"Conflicting lock": "a catalog in a file is for one process at a time; for several take PostgreSQL",
    r"conflict": "somebody else published at the same time: do it again",
    r"HTTP |Could not (?:connect to server|resolve hostname)": "are AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the bucket right?",
}


def told(error):
    """The message of an error, and where it is known what it means, what to do; the latter alone where nothing was published yet."""
    text = re.sub(r"\s+", " ", str(error)).strip()
    todo = next((todo for part, todo in TROUBLES.items() if re.search(part, text)), None)
    if todo == NOTHING:
        return NOTHING
    return f"{todo} ({text})" if todo else text
