"""Every SELECT about arrangements, the people they concern, and their hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from mutua.documents.models import StoredFile
from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.pole.models import Member, Membership, MembershipState, Structure
from mutua.resources.models import Kind, Resource
from mutua.staffing.models import (
    BEFORE_SIGNATURE,
    NOT_PURSUED,
    UNDER_WAY,
    Arrangement,
    Cost,
    CostStatement,
    Employee,
    Ending,
    HoursEntry,
    MonthCost,
    Paper,
    Signed,
    State,
    Step,
    Terms,
)
from mutua.staffing.rules.sight import parties_of


def whole() -> Select[Arrangement]:
    """An arrangement with all that its page and rules read."""
    return select(Arrangement).options(
        joinedload(Arrangement.pole),
        joinedload(Arrangement.lender),
        joinedload(Arrangement.host),
        joinedload(Arrangement.asked_by),
        joinedload(Arrangement.employee).joinedload(Employee.person),
        joinedload(Arrangement.ending),
        selectinload(Arrangement.terms),
        selectinload(Arrangement.steps).options(joinedload(Step.person), joinedload(Step.remark)),
        selectinload(Arrangement.consents),
        selectinload(Arrangement.cse),
        selectinload(Arrangement.signed).joinedload(Signed.signature),
        selectinload(Arrangement.papers).joinedload(Paper.file),
        selectinload(Arrangement.hours),
    )


def lock(arrangement_id: int) -> None:
    """Whoever acts on an arrangement takes its row first: of two who sign at once, each sees the other's signature."""
    db.session.execute(select(Arrangement.id).where(Arrangement.id == arrangement_id).with_for_update()).all()


def arrangement(arrangement_id: int) -> Arrangement | None:
    """For actions of the clock and for tests: no question of who looks."""
    return db.session.scalar(whole().where(Arrangement.id == arrangement_id))


def arrangement_for(member: Member, arrangement_id: int) -> Arrangement | None:
    """The arrangement if the member is a party to it; a stranger does not learn that it exists."""
    same = (Arrangement.id == arrangement_id, Arrangement.pole_id == member.pole_id)
    found = db.session.scalar(whole().where(*same))
    return found if found is not None and parties_of(found, member) else None


def arrangements_of(member: Member) -> list[Arrangement]:
    """All that the member is a party to in this pole, newest first: an order that tells nothing of what moved."""
    query = whole().where(Arrangement.pole_id == member.pole_id)
    if not member.is_coordinator:
        query = query.where(_concerns(member))
    found = db.session.scalars(query.order_by(Arrangement.id.desc()))
    return [row for row in found if parties_of(row, member)]


def _concerns(member: Member) -> ColumnElement[bool]:
    own = select(Employee.id).where(Employee.person_id == member.person_id)
    return or_(
        Arrangement.lender_id == member.structure_id,
        Arrangement.host_id == member.structure_id,
        Arrangement.employee_id.in_(own),
    )


def _waiting(member: Member, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Something is asked of the member, as one of the sides they stand on."""
    own = select(Employee.id).where(Employee.person_id == member.person_id)
    open_to_answer = or_(Arrangement.state != State.TERMS_AGREED, Arrangement.reflection_ends_at > now)
    sides = [and_(Arrangement.waits_employee, Arrangement.employee_id.in_(own), open_to_answer)]
    for flag, column in (
        (Arrangement.waits_lender, Arrangement.lender_id),
        (Arrangement.waits_host, Arrangement.host_id),
    ):
        if member.manages(member.structure_id):
            sides.append(and_(flag, column == member.structure_id))
    if member.structure_id is not None:
        asked = (Arrangement.asked_by_id == member.person_id, Arrangement.host_id == member.structure_id)
        sides.append(and_(Arrangement.waits_host, *asked))
    if member.is_coordinator:
        concerned = [*member.structure_ids] or [0]
        free = (Arrangement.lender_id.not_in(concerned), Arrangement.host_id.not_in(concerned))
        sides.append(and_(Arrangement.waits_coordinator, *free))
    return and_(Arrangement.pole_id == member.pole_id, or_(*sides))


def counting_waiting(member: Member, now: datetime | BindParameter[datetime]) -> Select[int]:
    """How many arrangements wait for this member: the figure in the menu."""
    return select(func.count()).select_from(Arrangement).where(_waiting(member, now))


def count_waiting(member: Member, now: datetime) -> int:
    return db.session.scalar(counting_waiting(member, now)) or 0


def waiting_for(member: Member, now: datetime) -> list[Arrangement]:
    """Arrangements that wait for this member, oldest first."""
    return list(db.session.scalars(whole().where(_waiting(member, now)).order_by(Arrangement.id)))


@dataclass(frozen=True)
class ActiveArrangement:
    """What the safety room needs to know of a loan: who, where, when, which trade, and who gives orders; no name."""

    arrangement_id: int
    lender_id: int
    host_id: int
    lender: str
    host: str
    skill: str
    starts_on: date
    ends_on: date
    place: str
    orders_from: str
    ppe: str


def active_arrangements(pole_id: int, start: date, end: date) -> list[ActiveArrangement]:
    """Signed or running loans of a pole that touch [start, end], both days included, under their signed terms."""
    states = UNDER_WAY | {State.SIGNED}
    query = whole().where(Arrangement.pole_id == pole_id, Arrangement.state.in_(states)).order_by(Arrangement.id)
    found = []
    for row in db.session.scalars(query):
        values = row.signed_terms.values if row.signed_terms else None
        if values is not None and values.starts_on <= end and values.ends_on >= start:
            found.append(
                ActiveArrangement(
                    row.id, row.lender_id, row.host_id, row.lender.name, row.host.name, values.qualification,
                    values.starts_on, values.ends_on, values.place, values.orders_from, values.ppe,
                )
            )  # fmt: skip
    return found


def staff_offers(pole_id: int) -> list[Resource]:
    """Staff time that structures of the pole offer."""
    query = select(Resource).options(joinedload(Resource.structure))
    live = (Resource.pole_id == pole_id, Resource.kind == Kind.STAFF, Resource.retired_at.is_(None))
    return list(
        db.session.scalars(query.where(*live).order_by(by_name(Resource.qualification), by_name(Resource.name)))
    )


def other_structures(member: Member) -> list[Structure]:
    """Live structures of the pole, but the member's own."""
    query = select(Structure).join(Membership, Membership.structure_id == Structure.id)
    live = (Membership.pole_id == member.pole_id, Membership.state == MembershipState.ACTIVE)
    return list(
        db.session.scalars(query.where(*live, Structure.id != member.structure_id).order_by(by_name(Structure.name)))
    )


def structure_of_pole(pole_id: int, structure_id: int) -> Structure | None:
    query = select(Structure).join(Membership, Membership.structure_id == Structure.id)
    live = (Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
    return db.session.scalar(query.where(*live, Structure.id == structure_id))


def hours_entry(arrangement_id: int, entry_id: int) -> HoursEntry | None:
    same = (HoursEntry.id == entry_id, HoursEntry.arrangement_id == arrangement_id)
    return db.session.scalar(select(HoursEntry).where(*same))


def cost_statement(arrangement_id: int) -> CostStatement | None:
    return db.session.scalar(select(CostStatement).where(CostStatement.arrangement_id == arrangement_id))


def month_costs(arrangement_id: int) -> dict[date, MonthCost]:
    """The newest of each month."""
    query = select(MonthCost).where(MonthCost.arrangement_id == arrangement_id).order_by(MonthCost.id)
    return {row.month_on: row for row in db.session.scalars(query)}


def costs_of(arrangement_id: int) -> list[Cost]:
    """Every statement of a loan, also those said anew, the oldest first."""
    months = select(MonthCost).where(MonthCost.arrangement_id == arrangement_id).order_by(MonthCost.id)
    whole_loan = cost_statement(arrangement_id)
    return [*db.session.scalars(months), *([whole_loan] if whole_loan else [])]


def paper_file(arrangement_id: int, file_id: int) -> StoredFile | None:
    """A file if it is one of this arrangement's papers."""
    query = select(StoredFile).join(Paper, Paper.file_id == StoredFile.id)
    return db.session.scalar(query.where(Paper.arrangement_id == arrangement_id, StoredFile.id == file_id))


def unanswered(now: datetime) -> list[Arrangement]:
    """Asked of the employee, and the time for reflection is over."""
    late = (Arrangement.state == State.TERMS_AGREED, Arrangement.reflection_ends_at <= now)
    return list(db.session.scalars(whole().where(*late).order_by(Arrangement.id)))


def unsigned() -> list[Arrangement]:
    """All that has terms and is not signed: the clock looks whether their dates have passed."""
    query = whole().where(Arrangement.state.in_(BEFORE_SIGNATURE), Arrangement.terms_id.is_not(None))
    return list(db.session.scalars(query.order_by(Arrangement.id)))


def endings_to_tell(now: datetime) -> list[Arrangement]:
    """Ended without follow-up, the time for reflection over, and the one letter not yet sent."""
    query = whole().join(Ending, Ending.arrangement_id == Arrangement.id)
    due = (Arrangement.state.in_(NOT_PURSUED), Ending.told_at.is_(None), Ending.shown_from_at <= now)
    return list(db.session.scalars(query.where(*due).order_by(Arrangement.id)))


def in_motion() -> list[Arrangement]:
    """Signed or running: the clock starts and ends them."""
    states = UNDER_WAY | {State.SIGNED}
    return list(db.session.scalars(whole().where(Arrangement.state.in_(states)).order_by(Arrangement.id)))


def terms_of(arrangement_id: int, terms_id: int) -> Terms | None:
    same = (Terms.id == terms_id, Terms.arrangement_id == arrangement_id)
    return db.session.scalar(select(Terms).where(*same))
