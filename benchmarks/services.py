"""PostgreSQL and an S3-style store on free ports of this machine, for tests and benchmarks of the shared warehouse; stopped and removed afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


def postgres_programs():
    """Folder of initdb and pg_ctl, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(path) for path in [shutil.which("initdb")] if path]
    return found[-1].parent if found else None


class Postgres:
    """A server of one's own with the database `foi`. `address`: what DuckDB takes."""

    def __init__(self, folder):
        self.folder, self.programs = Path(folder), postgres_programs()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"dbname=foi host=127.0.0.1 port={self.port} user=foi"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", "data", "-U", "foi", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def create_database(self, name="foi"):
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "foi", name)

    def stop(self, mode="fast"):
        """`immediate` ends it as a power cut would: without a checkpoint, connections cut."""
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def _run(self, program, *arguments):
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []  # it refuses to run as root
        subprocess.run([*user, self.programs / program, *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@contextmanager
def postgres():
    """A running Postgres."""
    folder = tempfile.mkdtemp(prefix="foi-postgres-")
    Path(folder).chmod(0o755)
    server = Postgres(folder)
    server.start()
    try:
        server.create_database()
        yield server
    finally:
        if (server.folder / "data" / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def store(bucket="reports"):
    """Environment of a running S3-style store with an empty bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        environment = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", **KEYS}
        client = boto3.client(
            "s3", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.create_bucket(Bucket=bucket)
        yield environment
    finally:
        server.stop()
