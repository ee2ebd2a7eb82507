"""Structures join, change, pause, leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole import queries, rules
from mutua.pole.hooks import left
from mutua.pole.models import (
    LegalForm,
    Member,
    Membership,
    MembershipState,
    Pole,
    Structure,
)
from mutua.pole.rules import No


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


@dataclass(frozen=True)
class StructureFacts:
    """What a structure says of itself; the names are those of the columns."""

    name: str
    legal_form: LegalForm
    siret: str | None
    headcount: int
    taxable: bool
    has_cse: bool
    activity: str
    address: str
    email: str | None
    phone: str | None
    occupational_health_service: str
    prevention_person: str


def edit_structure(
    structure: Structure | None, facts: StructureFacts, *, version: int, actor: Member, now: datetime
) -> Structure:
    """Write the facts down, unless somebody wrote since `version` was read."""
    if structure is None:
        raise Refused(No.UNKNOWN_STRUCTURE)
    refuse_if(rules.why_not_manage_structure(structure.id, actor))
    if structure.version != version:
        raise Refused(No.STRUCTURE_CHANGED)
    changed = {name: value for name, value in vars(facts).items() if getattr(structure, name) != value}
    for name, value in changed.items():
        setattr(structure, name, value)
    if changed:
        audit.record("structure.edited", "structure", structure.id, actor=actor, at=now)
    return structure


def set_membership_state(
    membership: Membership, state: MembershipState, *, keeps: bool = False, actor: Member, now: datetime
) -> None:
    """Suspend, take back, or let a structure leave: what it had to come in this pole is given back.

    What it shares is shared no more; `keeps`: what others have of it stands to the last date.
    """
    refuse_if(rules.why_not_suspend(membership, actor))
    if membership.state is state:
        return
    before, membership.state = membership.state, state
    if state is MembershipState.LEFT:
        structure_id = membership.structure_id
        left.send(structure_id, pole_id=actor.pole_id, person_id=None, heir=None, keeps=keeps, actor=actor, now=now)
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
