"""Who was erased, in a file that a restored database does not know: a backup may hold them still."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mutua.kernel.transaction import transaction
from mutua.pole import actions, queries
from mutua.pole.actions.erasing import FORGOTTEN

FILE = "erasures.txt"


def remember(data_dir: Path, person_id: int, created_at: datetime) -> None:
    """Appended, a line a person. Numbers come by again after a restore: with its first moment an account is one."""
    with (data_dir / FILE).open("a", encoding="ascii") as file:
        file.write(f"{person_id} {created_at.astimezone(UTC).isoformat()}\n")


def replay(data_dir: Path, *, now: datetime) -> int:
    """Erase again whoever a restored backup brought back; how many."""
    file = data_dir / FILE
    lines = set(file.read_text("ascii").splitlines()) if file.exists() else set()
    done = 0
    for number, created_at in sorted(_account(line) for line in lines if line):
        with transaction():
            person = queries.person_to_erase(number)
            if person is not None and person.created_at == created_at and not person.email.endswith(FORGOTTEN):
                actions.erase_person(person, now=now, replayed=True)
                done += 1
    return done


def _account(line: str) -> tuple[int, datetime]:
    number, _, created_at = line.partition(" ")
    return int(number), datetime.fromisoformat(created_at)
