"""Operations of outside firms and carriers, and for whom a written plan is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from mutua.bookings.models import Booking, Line, Occurrence
from mutua.kernel.db import db
from mutua.pole.models import Member, Structure
from mutua.resources.models import Resource
from mutua.safety.models import OperationSignature, OutsideWork, Route, SafetyDocument
from mutua.safety.rules.outside import is_signed, why_written


def _operations() -> Select[OutsideWork]:
    return select(OutsideWork).options(
        joinedload(OutsideWork.host), joinedload(OutsideWork.worker), joinedload(OutsideWork.place),
        selectinload(OutsideWork.signatures).joinedload(OperationSignature.recorded_by),
    )  # fmt: skip


def operations_of(document_id: int) -> list[OutsideWork]:
    """Open ones, the last begun first."""
    query = _operations().where(OutsideWork.document_id == document_id, OutsideWork.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(OutsideWork.starts_on.desc(), OutsideWork.id.desc())))


def operation_for(member: Member, operation_id: int) -> OutsideWork | None:
    query = _operations().join(SafetyDocument, SafetyDocument.id == OutsideWork.document_id)
    return db.session.scalar(query.where(OutsideWork.id == operation_id, SafetyDocument.pole_id == member.pole_id))


def operation_to_sign(operation_id: int) -> tuple[OutsideWork, SafetyDocument] | None:
    """For who holds a personal address: with the document and its pole."""
    found = db.session.scalar(_operations().where(OutsideWork.id == operation_id))
    if found is None:
        return None
    query = select(SafetyDocument).options(joinedload(SafetyDocument.pole))
    return found, db.session.scalars(query.where(SafetyDocument.id == found.document_id)).one()


def operation_in(document_id: int, operation_id: int) -> OutsideWork | None:
    query = _operations().where(OutsideWork.id == operation_id, OutsideWork.document_id == document_id)
    return db.session.scalar(query)


def operation_of_booking(booking_id: int) -> OutsideWork | None:
    query = _operations().where(OutsideWork.booking_id == booking_id, OutsideWork.closed_at.is_(None))
    return db.session.scalars(query.order_by(OutsideWork.id)).first()


def plans_due(document_id: int, on: date) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(worker, host) for whom an operation asks for a written plan that is not signed; and those that have one."""
    due, signed = set(), set()
    for row in operations_of(document_id):
        if row.route is Route.PLAN and row.worker_id is not None:
            pair = (str(row.worker_id), str(row.host_id))
            if is_signed(row):
                signed.add(pair)
            elif why_written(row.route, row.hours, row.works, on):
                due.add(pair)
    return due, signed


def booked_operation(member: Member, booking_id: int) -> dict[str, Any] | None:
    """What R4511-10 asks of the firm, as the booking already says it; None for a booking of another pole."""
    query = (
        select(Booking, Resource, Structure)
        .join(Occurrence, Occurrence.booking_id == Booking.id)
        .join(Line, Line.occurrence_id == Occurrence.id)
        .join(Resource, Resource.id == Line.resource_id)
        .join(Structure, Structure.id == Booking.structure_id)
        .options(selectinload(Booking.occurrences), joinedload(Booking.person))
        .where(Booking.id == booking_id, Resource.pole_id == member.pole_id)
        .order_by(Line.id)
    )
    row = db.session.execute(query).first()
    return _told(*row) if row else None


def _told(booking: Booking, resource: Resource, structure: Structure) -> dict[str, Any]:
    live = [each for each in booking.occurrences if each.is_live] or booking.occurrences
    hours = sum((each.ends_at - each.starts_at).total_seconds() / 3600 for each in live) * booking.headcount
    return {
        "booking_id": booking.id,
        "profile": str(booking.profile),
        "host_id": resource.structure_id,
        "worker_id": structure.id,
        "firm": structure.name,
        "place_id": resource.place_id,
        "what": booking.title or resource.name,
        "starts_on": min(each.on_date for each in live),
        "ends_on": max(each.on_date for each in live),
        "hours": round(hours),
        "headcount": booking.headcount,
        "lead": booking.person.name,
    }


def operation_rows(rows: Iterable[OutsideWork], on: date) -> list[dict[str, Any]]:
    """As frozen facts."""
    return [
        {
            "id": row.id, "route": str(row.route), "host": row.host_id, "host_name": row.host.name,
            "worker": row.worker_id, "firm": row.firm, "place": row.place.name if row.place else "", "what": row.what,
            "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(), "hours": row.hours,
            "headcount": row.headcount, "works": row.works, "signed": is_signed(row),
            "written": why_written(row.route, row.hours, row.works, on),
        }
        for row in rows
    ]  # fmt: skip
