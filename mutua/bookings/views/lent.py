"""What a loan says before somebody lent is booked: for which work, and that any other comes back to the person."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from mutua.bookings import rules
from mutua.bookings.hooks import Note
from mutua.bookings.models import Wish
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.staffing import queries as staffing
from mutua.staffing.rules.cover import terms_cover


def tasks_of(wish: Wish, resources: Sequence[Resource], member: Member) -> list[Note]:
    """One note a person lent, with the work of the loan that covers the dates; whoever confirms says it is this."""
    lent = [row for row in resources if rules.is_loan(row.regime) and row.structure_id != wish.structure_id]
    if not lent or member.structure_id is None:
        return []
    loans = staffing.loans_to(member.structure_id, [row.id for row in lent])
    found = []
    for row in lent:
        spans = [slot.span for slot in wish.slots]
        known = [each for each in loans.get(row.id, ()) if any(terms_cover(each, span, row.zone) for span in spans)]
        for terms in known:
            text = _("%(tasks)s Pour un autre travail, les conditions du prêt changent d’abord, avec l’accord de la "
                     "personne.", tasks=terms.tasks)  # fmt: skip
            where = url_for("staffing.index", pole=member.pole_slug)
            found.append(
                Note("waiting", _("Est-ce bien le travail prévu par le prêt ?"), text, where, _("Voir le prêt"))
            )
    return found
