"""Load from other threads, and what it costs: wall times of the client, CPU and memory of the server's processes."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds, bytes and statuses of a batch of requests."""

    p50: float
    p95: float
    slowest: float
    cpu: float
    size: int
    statuses: dict[int, int]


def children(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += children(int(child))
    return found


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += sum(int(value) for value in fields[11:15])  # own and reaped children's user and system time
    return total / TICK


def memory_mib(pids: list[int]) -> float:
    """Proportional set size: shared pages are counted once over all processes."""
    total = 0
    for pid in pids:
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)
    return total / 1024


def database_pids() -> list[int]:
    """The postmaster of the throw-away cluster and its backends; none on SQLite."""
    postmaster = os.environ.get("BENCH_POSTMASTER")
    return children(int(postmaster)) if postmaster else []


def measure(
    pids: Callable[[], list[int]], requests: list[Callable[[], httpx.Response]], *, clients: int = 1, warm: int = 0
) -> Cost:
    """Send the requests from so many threads; times in milliseconds. The first `warm` ones are not counted."""
    for one in requests[:warm]:
        one()
    requests = requests[warm:]
    times: list[float] = []
    statuses: dict[int, int] = {}
    size = 0

    def send(one: Callable[[], httpx.Response]) -> None:
        nonlocal size
        before = time.perf_counter()
        answer = one()
        times.append((time.perf_counter() - before) * 1000)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        size = max(size, len(answer.content))

    started = cpu_seconds(pids())
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(send, requests))
    spent = cpu_seconds(pids()) - started
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Cost(statistics.median(times), p95, ordered[-1], spent * 1000 / len(requests), size, statuses)


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: Callable[[int], list[str]], environ: dict[str, str], ready: str) -> Iterator[tuple[str, int]]:
    """A server's address and process id; stopped at the end."""
    number = port()
    address = f"http://127.0.0.1:{number}"
    process = subprocess.Popen(command(number), env={**os.environ, **environ})
    try:
        deadline = time.monotonic() + 180
        while True:
            try:
                if httpx.get(address + ready, timeout=5).status_code < 500:
                    break
            except httpx.TransportError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(20)


def gunicorn(application: str, workers: int = 2) -> Callable[[int], list[str]]:
    head = [sys.executable, "-m", "gunicorn", "--workers", str(workers), "--preload", "--log-level", "error"]
    return lambda number: [*head, "--no-control-socket", "--bind", f"127.0.0.1:{number}", application]


def granian(application: str, workers: int = 2) -> Callable[[int], list[str]]:
    head = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers), "--factory"]
    quiet = ["--no-log", "--blocking-threads", "1"]
    return lambda number: [*head, *quiet, "--host", "127.0.0.1", "--port", str(number), application]
