"""Who is told what about people and structures."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import outbox
from mutua.pole import queries
from mutua.pole.models import Invitation, Member, Pole


def invited(invitation: Invitation, token: str, pole: Pole, *, by: Member | None, locale: str, now: datetime) -> None:
    structure = queries.structure(invitation.structure_id) if invitation.structure_id is not None else None
    facts = {
        "pole": pole.name,
        "by": by.name if by else "",
        "name": invitation.name,
        "structure": structure.name if structure else "",
        "path": f"/invitations/{token}",
    }
    outbox.mail("pole/invitation", to=invitation.email, locale=locale, pole_id=pole.id, facts=facts, at=now)
