"""A host says what an activity passes on at its place."""

from __future__ import annotations

from datetime import datetime

from mutua.bookings.models import Profile
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.safety import queries, rules
from mutua.safety.models import HostChange, HostEffect, SafetyDocument


def change_emission(
    document: SafetyDocument,
    place_key: str,
    profile: Profile,
    family: str,
    effect: HostEffect,
    reason: str,
    *,
    member: Member,
    now: datetime,
) -> HostChange:
    """Add a family to what an activity emits there, take one away, or go back to the catalogue; with the reason."""
    known = rules.standing_changes(queries.host_changes_of(document.id))
    said = {row.place_key: row.effect for row in known if (row.profile, row.family) == (profile, family)}
    stands = said.pop(place_key, HostEffect.USUAL)
    spoken_for = queries.places_spoken_for(member)
    refuse_if(rules.why_not_change_emission(place_key, profile, family, effect, reason, spoken_for, stands, bool(said)))
    own = member.structure_id if member.structure_id and member.manages(member.structure_id) else None
    row = HostChange(
        document_id=document.id, place_key=place_key, profile=profile, family=family, effect=effect, reason=reason,
        structure_id=own, person_id=member.person_id, made_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("safety.emission_changed", "host_change", row.id, actor=member, at=now, after=str(effect))
    return row
