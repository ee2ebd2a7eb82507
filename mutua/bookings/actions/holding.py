"""Holding the dates of a wish, whole dates only."""

from __future__ import annotations

from datetime import datetime

from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Ask
from mutua.resources.occupancy import Chosen, OnConflict


def hold_dates(wanted: list[Ask], width: int, keep: OnConflict, member: Member, now: datetime) -> list[Chosen]:
    """Hold all; with SKIP, a date that misses one of its `width` resources gives the others back."""
    chosen = occupancy.hold(wanted, now=now, keep=keep, person_id=member.person_id)
    if keep is OnConflict.REFUSE or width == 1:
        return chosen
    kept: list[Chosen] = []
    for part in by_date(chosen, width):
        whole = all(entry.claim_id for entry in part)
        if not whole:
            occupancy.release(entry.claim_id for entry in part if entry.claim_id)
        kept.extend(part if whole else [Chosen(None)] * width)
    return kept


def by_date(chosen: list[Chosen], width: int) -> list[list[Chosen]]:
    return [chosen[start : start + width] for start in range(0, len(chosen), width)]
