"""What the clock looks at: loans that cover a booking, breaches said, files past their day, parties to remind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, and_, delete, func, or_, select

from mutua.documents.models import SigningCode, SigningLink, StoredFile
from mutua.kernel.db import db
from mutua.pole.models import Person
from mutua.staffing.models import (
    ARCHIVE,
    NIGHT,
    NOT_PURSUED,
    AlertSeen,
    Arrangement,
    CostStatement,
    Derogation,
    Employee,
    Ending,
    HoursAlert,
    HoursEntry,
    Nudge,
    StaffTime,
    State,
    Terms,
)
from mutua.staffing.queries.rows import whole
from mutua.staffing.rules.cover import COVERS, Cover, Lent


def lent_to(host_id: int, resource_ids: Iterable[int]) -> Cover:
    """The signed loans to a host among these resources; one statement.

    A loan asked for by its skill, without a resource, lends its person's time wherever their employer offers it.
    """
    unsaid = and_(Arrangement.resource_id.is_(None), StaffTime.employee_id == Arrangement.employee_id)
    offered = func.coalesce(Arrangement.resource_id, StaffTime.resource_id)
    query = (
        select(offered, Terms)
        .join(Terms, Terms.arrangement_id == Arrangement.id)
        .outerjoin(StaffTime, unsaid)
        .where(offered.in_(list(resource_ids)), Arrangement.host_id == host_id)
        .where(Arrangement.state.in_(COVERS), Terms.id == Arrangement.signed_terms_id, Terms.erased_at.is_(None))
    )
    found: dict[int, list[Lent]] = {}
    for resource_id, terms in db.session.execute(query.order_by(Arrangement.id)):
        found.setdefault(resource_id, []).append(_lent(terms))
    return Cover(found)


def lent_by(terms_ids: Iterable[int]) -> list[Lent]:
    """These versions, whatever has become of their loans."""
    return [_lent(terms) for terms in db.session.scalars(select(Terms).where(Terms.id.in_(list(terms_ids))))]


def _lent(terms: Terms) -> Lent:
    return Lent(terms.arrangement_id, terms.id, terms.code, terms.values)


def alerts_of(arrangement_id: int) -> list[HoursAlert]:
    query = select(HoursAlert).where(HoursAlert.arrangement_id == arrangement_id)
    return list(db.session.scalars(query.order_by(HoursAlert.broken_on, HoursAlert.id)))


def seen_by(arrangement_id: int) -> dict[int, set[int]]:
    """Alert -> people who said they have read it."""
    query = select(AlertSeen).join(HoursAlert, HoursAlert.id == AlertSeen.alert_id)
    found: dict[int, set[int]] = {}
    for row in db.session.scalars(query.where(HoursAlert.arrangement_id == arrangement_id)):
        found.setdefault(row.alert_id, set()).add(row.person_id)
    return found


def derogations_of(employee_ids: list[int]) -> list[Derogation]:
    query = select(Derogation).where(Derogation.employee_id.in_(employee_ids))
    return list(db.session.scalars(query.order_by(Derogation.id)))


def to_watch(since: datetime) -> list[Arrangement]:
    """Loans signed or under way whose working time nobody has looked at since."""
    looked_at = select(Nudge.arrangement_id).where(Nudge.party == NIGHT, Nudge.sent_at > since)
    states = (State.SIGNED, State.ACTIVE, State.SUSPENDED, State.AMENDING)
    query = whole().where(Arrangement.state.in_(states), Arrangement.id.not_in(looked_at))
    return list(db.session.scalars(query.order_by(Arrangement.id)))


def night_of(arrangement_id: int) -> Nudge | None:
    return db.session.scalar(select(Nudge).where(Nudge.arrangement_id == arrangement_id, Nudge.party == NIGHT))


def endings_past(told_before: datetime) -> list[Arrangement]:
    """Not pursued, said to all, and past the day until which anybody may know how."""
    query = whole().join(Ending, Ending.arrangement_id == Arrangement.id)
    due = (Arrangement.state.in_(NOT_PURSUED), Ending.told_at.is_not(None), Ending.shown_from_at < told_before)
    return list(db.session.scalars(query.where(*due).order_by(Arrangement.id)))


def closed_past(today: date) -> list[Arrangement]:
    """Closed files past their keeping that still name somebody."""
    query = _named_in(State.CLOSED).join(CostStatement, CostStatement.arrangement_id == Arrangement.id)
    return list(db.session.scalars(query.where(CostStatement.keep_until < today)))


def untold_of_purge(rows: list[Arrangement]) -> list[Arrangement]:
    """Those of them whose structures have not heard that the keeping ends."""
    told = select(Nudge.arrangement_id).where(
        Nudge.party == ARCHIVE, Nudge.arrangement_id.in_([row.id for row in rows])
    )
    known = set(db.session.scalars(told))
    return [row for row in rows if row.id not in known]


def abandoned_past(moved_before: datetime) -> list[Arrangement]:
    """Signed, never brought to their close, and untouched for as long as a closed file is kept."""
    rows = db.session.scalars(_named_in(State.SIGNED, State.ENDED, State.RETURNED))
    return [row for row in rows if row.steps[-1].at < moved_before]


def declined_past(decided_before: datetime) -> list[Arrangement]:
    """Not approved, long ago, and still with names."""
    rows = db.session.scalars(_named_in(State.DECLINED))
    return [row for row in rows if row.steps and row.steps[-1].at < decided_before]


def _named_in(*states: State) -> Select[Arrangement]:
    """Files in these states that still say whom they are about."""
    query = whole().where(Arrangement.state.in_(states), Arrangement.employee_id.is_not(None))
    return query.order_by(Arrangement.id)


def derogation_files_past(ended_before: date) -> list[StoredFile]:
    """Documents of derogations long over."""
    query = select(StoredFile).join(Derogation, Derogation.file_id == StoredFile.id)
    old = (Derogation.until_on < ended_before, StoredFile.erased_at.is_(None))
    return list(db.session.scalars(query.where(*old).order_by(StoredFile.id)))


def notes_past(worked_before: datetime) -> list[HoursEntry]:
    old = (HoursEntry.ends_at < worked_before, HoursEntry.answer_note != "")
    return list(db.session.scalars(select(HoursEntry).where(*old).order_by(HoursEntry.id)))


def is_needed(employee_id: int, but: int) -> bool:
    """Whether the person is named in another file, or their time is offered."""
    loan = select(Arrangement.id).where(Arrangement.employee_id == employee_id, Arrangement.id != but)
    offer = select(StaffTime.id).where(StaffTime.employee_id == employee_id)
    return any(db.session.scalar(query.limit(1)) is not None for query in (loan, offer))


def employees_of_erased(ending: str) -> list[Employee]:
    """Still named though their account's address ends so, and neither named in a file nor offered."""
    loan = select(Arrangement.id).where(Arrangement.employee_id == Employee.id)
    offer = select(StaffTime.id).where(StaffTime.employee_id == Employee.id)
    query = select(Employee).join(Person, Person.id == Employee.person_id).where(Person.email.endswith(ending))
    return list(db.session.scalars(query.where(Employee.name != "", ~loan.exists(), ~offer.exists())))


def erase_signing_secrets(ended_before: datetime) -> int:
    """Links and codes long over; how many."""
    links = select(SigningLink.id).where(or_(SigningLink.expires_at < ended_before, SigningLink.used_at < ended_before))
    old = or_(SigningCode.expires_at < ended_before, SigningCode.link_id.in_(links))
    codes = list(db.session.scalars(select(SigningCode.id).where(old)))
    ids = list(db.session.scalars(links))
    if codes:
        db.session.execute(delete(SigningCode).where(SigningCode.id.in_(codes)))
    if ids:
        db.session.execute(delete(SigningLink).where(SigningLink.id.in_(ids)))
    return len(codes) + len(ids)


def waiting_since(before: datetime) -> list[Arrangement]:
    """Something is asked of somebody, and nothing has happened since."""
    asked = or_(
        Arrangement.waits_lender, Arrangement.waits_host, Arrangement.waits_employee, Arrangement.waits_coordinator
    )
    rows = db.session.scalars(whole().where(asked, Arrangement.state.not_in(NOT_PURSUED)).order_by(Arrangement.id))
    return [row for row in rows if row.steps and row.steps[-1].at < before]


def last_nudge(arrangement_id: int) -> datetime | None:
    query = select(Nudge.sent_at).where(Nudge.arrangement_id == arrangement_id, Nudge.party.not_in((NIGHT, ARCHIVE)))
    return db.session.scalar(query.order_by(Nudge.sent_at.desc()).limit(1))
