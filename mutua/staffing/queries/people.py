"""The person at work: employers, usual weeks, derogations, loans, hours done: what the check of working time reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import Affiliation, Person
from mutua.resources.models import Claim, ClaimKind, Hold, Regime, Resource
from mutua.staffing import working_time
from mutua.staffing.models import (
    NOT_PURSUED,
    UNDER_WAY,
    Arrangement,
    Attestation,
    BaseSchedule,
    Derogation,
    Employee,
    Ending,
    HoursState,
    StaffTime,
    State,
)
from mutua.staffing.rules.service import Standing, broken_by, standing_of
from mutua.staffing.rules.situation import Booked, Done, Loan, Schedule, Situation
from mutua.staffing.working_time import Finding

# Loans that fill the person's time: from the day both structures agreed to the terms.
TAKES_TIME = (
    frozenset({State.TERMS_AGREED, State.CONSENTED, State.CSE_DONE, State.SENT_BACK, State.APPROVED, State.SIGNED})
    | UNDER_WAY
)


def employees_of(structure_id: int) -> list[Employee]:
    query = select(Employee).options(joinedload(Employee.person)).where(Employee.structure_id == structure_id)
    return list(db.session.scalars(query.order_by(by_name(Employee.name))))


def employee(employee_id: int) -> Employee | None:
    return db.session.scalar(select(Employee).options(joinedload(Employee.person)).where(Employee.id == employee_id))


def employee_by_person(structure_id: int, person_id: int) -> Employee | None:
    same = (Employee.structure_id == structure_id, Employee.person_id == person_id)
    return db.session.scalar(select(Employee).where(*same))


def accounts_of(structure_id: int) -> list[Person]:
    """People with an account in the structure, for the employer to choose among."""
    query = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    live = (Affiliation.structure_id == structure_id, Person.disabled_at.is_(None))
    return list(db.session.scalars(query.where(*live).order_by(by_name(Person.name))))


def schedule_of(employee_id: int) -> BaseSchedule | None:
    """The newest declaration of the usual week."""
    query = select(BaseSchedule).where(BaseSchedule.employee_id == employee_id).order_by(BaseSchedule.id.desc())
    return db.session.scalar(query.limit(1))


def attestation_of(schedule_id: int) -> Attestation | None:
    """The newest word of the employee on this very declaration."""
    query = select(Attestation).where(Attestation.schedule_id == schedule_id).order_by(Attestation.attested_on.desc())
    return db.session.scalar(query.limit(1))


def done_in(row: Arrangement) -> tuple[Done, ...]:
    """Hours entered in a loan, whatever has been answered since."""
    live = [entry for entry in row.hours if entry.state is not HoursState.REPLACED]
    return tuple(
        Done(wall(entry.starts_at, row.pole.zone).date(), entry.starts_at, entry.ends_at, entry.break_minutes)
        for entry in live
    )


def _derogations(employee_ids: list[int]) -> tuple[working_time.Derogation, ...]:
    """Each has its document: the row cannot exist without."""
    query = select(Derogation).where(Derogation.employee_id.in_(employee_ids)).order_by(Derogation.id)
    return tuple(
        working_time.Derogation(row.rule, row.limit_minutes, row.starts_on, row.until_on, document=True)
        for row in db.session.scalars(query)
    )


def situation_of(chosen: Employee, *, at: datetime, but: Arrangement | None = None) -> Situation:
    """All that is known of the natural person over their employers and other loans; `but`: the loan looked at."""
    same_person = Employee.person_id == chosen.person_id if chosen.person_id is not None else Employee.id == chosen.id
    rows = list(db.session.scalars(select(Employee).options(joinedload(Employee.structure)).where(same_person)))
    return Situation(
        birth_date=chosen.birth_date,
        forfait_jours=chosen.forfait_jours,
        night_worker=any(row.night_worker for row in rows),
        schedules=tuple(each for row in rows for each in _schedules(row, is_lender=row.id == chosen.id)),
        loans=_other_loans([row.id for row in rows], but.id if but else None, at),
        done=done_in(but) if but else (),
        derogations=_derogations([row.id for row in rows]),
        booked=tuple(_booked(rows)),
    )


def _booked(rows: list[Employee]) -> Iterator[Booked]:
    """Time of the person that stands booked, on every resource their employers said is theirs."""
    names = {row.id: row.structure.name for row in rows}
    query = (
        select(StaffTime.employee_id, func.min(Hold.starts_at), Claim.used_until)
        .join(Claim, Claim.resource_id == StaffTime.resource_id)
        .join(Hold, Hold.claim_id == Claim.id)
        .where(StaffTime.employee_id.in_(names), Claim.kind == ClaimKind.BOOKING)
        .group_by(Claim.id, StaffTime.employee_id, Claim.used_until)
        .order_by(Claim.id)
    )
    for employee_id, starts_at, until in db.session.execute(query):
        yield Booked(names[employee_id], starts_at, until)


def time_of(resource_id: int) -> StaffTime | None:
    """Whose time a resource is, as far as its employer has said."""
    query = select(StaffTime).options(joinedload(StaffTime.employee)).where(StaffTime.resource_id == resource_id)
    return db.session.scalar(query)


def times_of(resource_ids: Iterable[int]) -> dict[int, StaffTime]:
    query = select(StaffTime).options(joinedload(StaffTime.employee))
    rows = db.session.scalars(query.where(StaffTime.resource_id.in_(list(resource_ids))))
    return {row.resource_id: row for row in rows}


def lent_resource(row: Arrangement) -> int | None:
    """What a loan lends the time of: the resource it was asked for, or the one its employer offers of this person."""
    if row.resource_id is not None:
        return row.resource_id
    query = select(Resource.id).join(StaffTime, StaffTime.resource_id == Resource.id)
    own = (StaffTime.employee_id == row.employee_id, Resource.structure_id == row.lender_id)
    lent = (Resource.regime.in_((Regime.LOAN, Regime.LOAN_BELOW_COST)), Resource.retired_at.is_(None))
    return db.session.scalar(query.where(*own, *lent).order_by(Resource.id).limit(1))


def standings(resource_ids: Iterable[int], today: date) -> dict[int, Standing]:
    """Whether bookings of these people's time can be checked; four statements, whatever their number."""
    wanted = list(resource_ids)
    times = times_of(wanted)
    known = [time.employee for time in times.values()]
    persons = [row.person_id for row in known if row.person_id is not None]
    same = or_(Employee.id.in_([row.id for row in known]), Employee.person_id.in_(persons))
    rows = list(db.session.scalars(select(Employee).where(same))) if known else []
    weeks = _newest_weeks([row.id for row in rows])
    attested = _attested_on(weeks.values())
    said = {row.id: (row.id in weeks, attested.get(weeks.get(row.id, 0))) for row in rows}

    def of_person(chosen: Employee) -> list[tuple[bool, date | None]]:
        mine = (row for row in rows if row.id == chosen.id or None is not row.person_id == chosen.person_id)
        return [said[row.id] for row in mine]

    return {
        number: standing_of(of_person(times[number].employee) if number in times else (), today) for number in wanted
    }


def _newest_weeks(employee_ids: list[int]) -> dict[int, int]:
    """Employee -> their newest declaration of a usual week."""
    query = select(BaseSchedule.employee_id, func.max(BaseSchedule.id)).group_by(BaseSchedule.employee_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(BaseSchedule.employee_id.in_(employee_ids)))}


def _attested_on(schedule_ids: Iterable[int]) -> dict[int, date]:
    query = select(Attestation.schedule_id, func.max(Attestation.attested_on)).group_by(Attestation.schedule_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(Attestation.schedule_id.in_(list(schedule_ids))))}


def broken_by_service(resource_id: int, wanted: Sequence[TimeSpan], *, zone: str) -> Finding | None:
    """The limit that a booking of this person's time, already held, would break; None too when nobody said whose it is.

    What is known is what may be known when the first date comes: an end that is still hidden then still counts.
    """
    known = time_of(resource_id)
    if known is None or not wanted:
        return None
    situation = situation_of(known.employee, at=min(span.start for span in wanted))
    return broken_by(situation, wanted, zone=zone)


def _schedules(row: Employee, *, is_lender: bool) -> Iterator[Schedule]:
    """The usual week at this employer, and the other job declared with it, on which the same word of theirs stands."""
    declared = schedule_of(row.id)
    attested = attestation_of(declared.id) if declared else None
    said_on = attested.attested_on if attested else None
    here = row.structure.name
    yield Schedule(here, declared.slots if declared else None, said_on, is_lender)
    other = declared.other_job if declared else None
    if other is not None:
        yield Schedule(f"{here} +", other.slots, said_on, beside=here, travel_minutes=other.travel_minutes)


def _takes_time(at: datetime) -> ColumnElement[bool]:
    """What fills the person's time as far as everybody may know: a loan that ended unseen still does until its end may
    be seen, and one whose time for reflection is over no longer does. Else the check of another loan would tell."""
    hidden = (Ending.shown_from_at > at, Ending.kind.in_(NOT_PURSUED), Ending.from_state.in_(TAKES_TIME))
    unseen = select(Ending.arrangement_id).where(*hidden)
    over = and_(Arrangement.state == State.TERMS_AGREED, Arrangement.reflection_ends_at <= at)
    return or_(and_(Arrangement.state.in_(TAKES_TIME), not_(over)), Arrangement.id.in_(unseen))


def _other_loans(employee_ids: list[int], but: int | None, at: datetime) -> tuple[Loan, ...]:
    query = (
        select(Arrangement)
        .options(
            joinedload(Arrangement.host),
            joinedload(Arrangement.pole),
            selectinload(Arrangement.terms),
            selectinload(Arrangement.hours),
        )
        .where(Arrangement.employee_id.in_(employee_ids), _takes_time(at))
        .where(Arrangement.id != but if but is not None else true())
    )
    loans = []
    for row in db.session.scalars(query.order_by(Arrangement.id)):
        terms = row.signed_terms or row.current_terms
        if terms is not None:
            loans.append(Loan(row.host.name, terms.values, done_in(row)))
    return tuple(loans)
