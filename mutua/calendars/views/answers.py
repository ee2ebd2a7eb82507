"""What a booking's own page says of its guests' answers (bookings.hooks.before_confirming)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mutua.bookings.hooks import Note, before_confirming
from mutua.bookings.models import Booking
from mutua.calendars import queries
from mutua.calendars.models import Answer
from mutua.calendars.rules import guests as asking
from mutua.pole.models import Member


def connect() -> None:
    before_confirming.connect(notes)


def notes(booking: Booking, *, member: Member, now: datetime) -> list[Note]:
    """One line, for the structure that asked them."""
    if asking.why_not_see_guests(booking, member) is not None:
        return []
    found = [row for row in queries.guests_of(booking.id) if row.withdrawn_at is None]
    if not found:
        return []
    count = Counter(row.answer for row in found)
    told = [
        ngettext("%(num)d vient", "%(num)d viennent", count[Answer.ACCEPTED]) if count[Answer.ACCEPTED] else "",
        _("%(num)s peut-être", num=count[Answer.TENTATIVE]) if count[Answer.TENTATIVE] else "",
        ngettext("%(num)d ne vient pas", "%(num)d ne viennent pas", count[Answer.DECLINED])
        if count[Answer.DECLINED]
        else "",
        _("%(num)s sans réponse", num=count[Answer.NONE]) if count[Answer.NONE] else "",
    ]
    url = url_for("guest_invitations.index", pole=member.pole_slug, booking_id=booking.id)
    tone = "info" if count[Answer.NONE] else "ok"
    return [Note(tone, _("Invités"), ", ".join(filter(None, told)), url, _("Voir les réponses"))]
