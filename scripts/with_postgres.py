"""Run a command beside a throw-away PostgreSQL cluster: with_postgres.py COMMAND [ARGUMENT…].

The cluster lives in a temporary folder, listens on 127.0.0.1 alone and is named to the command as
TEST_POSTGRESQL_URL, with the rights of a superuser. The exit status is the command's.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    # The cluster dies with its tests: nothing needs to outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10s",
}
READY_WITHIN = 30  # seconds
TRIES = 3  # another program may take the free port before PostgreSQL does


def binaries() -> Path:
    """Give the folder of the newest PostgreSQL; Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        sys.exit("PostgreSQL est absent : apt install postgresql")
    return Path(on_path).resolve().parent


def unprivileged() -> dict[str, Any]:
    """Give the subprocess arguments that step down from root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Ask the system for a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One cluster in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = binaries()
        self.rights = unprivileged()
        self.password = secrets.token_hex(16)
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def create(self) -> None:
        """Write the empty cluster."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self.rights:
            for path in (self.folder, secret):
                os.chown(path, self.rights["user"], self.rights["group"])
        command: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            "mutua",
            f"--pwfile={secret}",
        ]
        # "password": checked in clear, which costs nothing and stays on the loopback.
        command += ["-A", "password", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self.rights)
        if done.returncode:
            sys.exit(f"initdb : {done.stderr}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        for _ in range(TRIES):
            port = free_port()
            options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
            command: list[str | Path] = [self.bin / "postgres", "-D", self.folder / "data", "-p", str(port), *options]
            command.append(f"-cunix_socket_directories={self.folder}")
            with (self.folder / "log").open("ab") as log:
                # A session of its own: Ctrl-C must reach the tests first, the server after them.
                self.process = subprocess.Popen(
                    command,
                    cwd="/",
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                    **self.rights,
                )
            if self.answers(port):
                self.url = f"postgresql+psycopg://mutua:{self.password}@127.0.0.1:{port}/postgres"
                return
            self.stop()
        sys.exit(f"PostgreSQL ne démarre pas :\n{(self.folder / 'log').read_text()}")

    def answers(self, port: int) -> bool:
        """Say whether the server took connections before its time ran out."""
        assert self.process is not None
        deadline = time.monotonic() + READY_WITHIN
        while self.process.poll() is None and time.monotonic() < deadline:
            ready = subprocess.run(
                [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], cwd="/", check=False
            )
            if ready.returncode == 0:
                return True
            time.sleep(0.1)
        return False

    def facts(self) -> dict[str, str]:
        """What the command is told: the address, and whose processor time is the server's."""
        assert self.process is not None
        return {"TEST_POSTGRESQL_URL": self.url, "BENCH_POSTMASTER": str(self.process.pid)}

    def stop(self) -> None:
        """Stop this server, by its process, without waiting for its clients."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()


def run(command: list[str], cluster: Cluster) -> int:
    """Run the command with the cluster's address; pass a request to stop on to it."""
    child = subprocess.Popen(command, env={**os.environ, **cluster.facts()})
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child as well: its end is ours
    status = child.wait()
    return status if status >= 0 else 128 - status


def main() -> int:
    """Make, use and remove the cluster."""
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    folder = Path(tempfile.mkdtemp(prefix="mutua-postgresql-"))
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start()
        return run(sys.argv[1:], cluster)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
