"""What `mutua check` asks of bookings: each list is empty while the invariants hold."""

from __future__ import annotations

from sqlalchemy import case, func, or_, select

from mutua.bookings.models import LIVE, Booking, Line, Occurrence, State
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.resources.models import Claim, ClaimKind, Hold


def lines_with_wrong_holds() -> list[tuple[int, int, int]]:
    """(line, units held over its time, units its state demands) where the two differ (invariant 2)."""
    held = (
        select(func.count())
        .select_from(Hold)
        .where(Hold.claim_id == Line.claim_id, Hold.starts_at == Occurrence.starts_at)
        .where(or_(Hold.ends_at >= Occurrence.ends_at, Occurrence.state.in_((State.DONE, State.NO_SHOW))))
        .scalar_subquery()
    )
    demanded = case((Occurrence.state.in_(LIVE), Line.units_needed), else_=0)
    query = select(Line.id, held, demanded).join(Line.occurrence).where(held != demanded)
    return [(line, count, wanted) for line, count, wanted in db.session.execute(query)]


def claims_without_owner() -> list[int]:
    """Booking claims that no line owns (invariant 2)."""
    owned = select(Line.id).where(Line.claim_id == Claim.id).exists()
    query = select(Claim.id).where(Claim.kind == ClaimKind.BOOKING, ~owned)
    return list(db.session.scalars(query))


def unaudited_bookings() -> list[int]:
    """Bookings without the audit row of their request (invariant 9)."""
    told = select(AuditRow.id).where(AuditRow.subject == "booking", AuditRow.subject_id == Booking.id).exists()
    return list(db.session.scalars(select(Booking.id).where(~told)))
