"""Who was erased, by number, in a file that a restored database does not know: a backup may hold them still."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mutua.kernel.transaction import transaction
from mutua.pole import actions, queries
from mutua.pole.actions.erasing import FORGOTTEN

FILE = "erasures.txt"


def remember(data_dir: Path, person_id: int) -> None:
    """Appended, a line a person."""
    with (data_dir / FILE).open("a", encoding="ascii") as file:
        file.write(f"{person_id}\n")


def replay(data_dir: Path, *, now: datetime) -> int:
    """Erase again whoever a restored backup brought back; how many."""
    file = data_dir / FILE
    numbers = {int(line) for line in file.read_text("ascii").split() if line.isdecimal()} if file.exists() else set()
    done = 0
    for number in sorted(numbers):
        with transaction():
            person = queries.person_to_erase(number)
            if person is not None and not person.email.endswith(FORGOTTEN):
                actions.erase_person(person, now=now, replayed=True)
                done += 1
    return done
