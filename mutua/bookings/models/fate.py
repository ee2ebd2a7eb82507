"""What becomes of dates to come when what they stand on goes away."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """Kept until the last one is over; moved, and cancelled where there is no room; cancelled with a letter."""

    KEEP = "keep"
    MOVE = "move"
    CANCEL = "cancel"
