"""Structures join, change, pause, leave."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import queries, rules
from mutua.pole.models import (
    Member,
    Membership,
    MembershipState,
    Pole,
    Structure,
)


def add_structure(pole: Pole, structure: Structure, *, now: datetime, actor: Member | None = None) -> Structure:
    """A structure joins the pole."""
    structure.created_at = now
    db.session.add(structure)
    db.session.flush()
    count = queries.count_structures(pole.id)
    membership = Membership(pole_id=pole.id, structure_id=structure.id, joined_on=now.date(), hue=count % 12)
    db.session.add(membership)
    audit.record("structure.joined", "structure", structure.id, actor=actor, at=now, pole_id=pole.id)
    return structure


def set_membership_state(membership: Membership, state: MembershipState, *, actor: Member, now: datetime) -> None:
    """Suspend, take back, or let a structure leave."""
    refuse_if(rules.why_not_suspend(membership, actor))
    before, membership.state = membership.state, state
    membership.left_on = now.date() if state is MembershipState.LEFT else None
    audit.record(
        "structure.state",
        "structure",
        membership.structure_id,
        actor=actor,
        at=now,
        before=before.value,
        after=state.value,
    )
