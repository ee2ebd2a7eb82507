"""The last era of the calendars' counters, in a file that a restored database does not know."""

from __future__ import annotations

from pathlib import Path

FILE = "restores.txt"


def last(data_dir: Path) -> int:
    """0 before any restore."""
    file = data_dir / FILE
    return int(file.read_text("ascii")) if file.exists() else 0


def write(data_dir: Path, era: int) -> None:
    (data_dir / FILE).write_text(f"{era}\n", "ascii")
