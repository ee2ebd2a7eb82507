"""Where higher rooms hang on: each named hook is declared here and connected in `app.py` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from blinker import Signal

from mutua.bookings.models import Wish
from mutua.pole.models import Member

# Sent with the Booking, inside its transaction, after any change of its dates, times or states; `new` when it was made
# just now; `counters`: where the change counters of its resources stand since.
occurrences_changed = Signal("occurrences_changed")

# Sent with the Resource, the words and the Member who found it (keywords text, member, now), inside the transaction.
defect_reported = Signal("defect_reported")

# Sent with the Booking, a member and the moment, when its page is shown: whoever books, or decides, is told first what
# the booking would cross. Receivers answer a list of Note.
before_confirming = Signal("before_confirming")

# Sent with the Wish, a member, the moment and, once it is written, its booking’s id. Receivers answer a list of Note:
# the form is shown once more with them before it is written, and confirming anyway is one click.
before_asking = Signal("before_asking")


@dataclass(frozen=True)
class Note:
    """Something to know before a booking is confirmed, in the reader's words; `link` names what `url` opens."""

    tone: str  # ok waiting refused info
    title: str
    text: str = ""
    url: str = ""
    link: str = ""


def warnings_of(wish: Wish, *, member: Member, now: datetime, booking_id: int = 0) -> list[Note]:
    """What higher rooms warn of in this wish; `booking_id` once it is written, so that it is not counted twice."""
    answers = before_asking.send(wish, member=member, now=now, booking_id=booking_id)
    return [note for _, notes in answers for note in notes or ()]
