"""Who says what an activity passes on at a place, and what can be said."""

from __future__ import annotations

from collections.abc import Container, Iterable

from mutua.safety.catalogue import Scoring, catalogue, emitted
from mutua.safety.models import HostChange, HostEffect
from mutua.safety.rules.no import No


def standing_changes(rows: Iterable[HostChange]) -> list[HostChange]:
    """Those that count today: the last of each place, activity and family, unless it went back to the catalogue."""
    last = {(row.place_key, row.profile, row.family): row for row in rows}
    return [row for row in last.values() if row.effect is not HostEffect.USUAL]


def may_be_passed_on(family: str) -> bool:
    """Rated by the matrix and reaching somebody else: what stays with the person is no co-activity."""
    found = catalogue().families.get(family)
    return found is not None and found.scoring is Scoring.MATRIX and bool(found.reach)


def why_not_change_emission(
    place_key: str,
    profile: str,
    family: str,
    effect: HostEffect,
    reason: str,
    spoken_for: Container[str],
    stands: HostEffect,
    told_elsewhere: bool = False,
) -> No | None:
    """`stands`: what the host had said before; `told_elsewhere`: it is said of another place too, perhaps a wider one,
    so that even what the catalogue says is worth saying."""
    if place_key not in spoken_for:
        return No.NOT_THE_HOST
    if not may_be_passed_on(family):
        return No.UNKNOWN_FAMILY
    if not reason:
        return No.EMISSION_WITHOUT_REASON
    by_catalogue = HostEffect.ADDED if family in emitted(profile) else HostEffect.REMOVED
    as_usual = stands is HostEffect.USUAL and effect == by_catalogue and not told_elsewhere
    unchanged = effect == stands or as_usual
    return No.EMISSION_UNCHANGED if unchanged else None
