"""Whatever is done in whatever order: sums are zero, mirrors are equal, statements add up."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.models import Exchange, Posting, State, Terms, UnitCode
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.actions import set_membership_state
from mutua.pole.models import Member, Membership, MembershipState
from mutua.resources.models import Kind
from tests.builders import World
from tests.exchanges.builders import LATER, confirm, draft, leg, load

VERBS = (
    "propose",
    "deal",
    "counter",
    "confirm",
    "refuse",
    "withdraw",
    "reverse",
    "close",
    "dispute",
    "leave",
    "return_",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 1), st.integers(0, 5), st.integers(1, 500), st.integers(0, 20)),
    min_size=4,
    max_size=14,
)
BACK = leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle")


class Walk:
    """A run of verbs over one pole; refusals are answers, never failures."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers: list[int] = []
        self.now = LATER

    def step(self, verb: str, side: int, which: int, minutes: int, days: int) -> None:
        self.now += timedelta(days=days)
        member = (self.world.ines, self.world.karim)[side]
        with suppress(Refused):
            getattr(self, verb)(member, which, minutes)

    def _propose(self, member: Member, minutes: int, **more: object) -> None:
        other = self.world.fournil_id if member.structure_id == self.world.couture_id else self.world.couture_id
        day = rules.local_day(self.now, member)
        wanted = draft(other, given=minutes % 2 == 0, leg=leg(minutes, event_on=day), **more)
        with transaction():
            self.numbers += [row.id for row in actions.propose(wanted, member=member, now=self.now).legs]

    def propose(self, member: Member, which: int, minutes: int) -> None:
        self._propose(member, minutes)

    def deal(self, member: Member, which: int, minutes: int) -> None:
        self._propose(member, minutes, counterpart=leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY))

    def _pick(self, which: int) -> int | None:
        return self.numbers[which % len(self.numbers)] if self.numbers else None

    def counter(self, member: Member, which: int, minutes: int) -> None:
        if (number := self._pick(which)) is None:
            return
        with transaction():
            exchange = load(member, number, lock=True)
            day = rules.local_day(self.now, member)
            terms = [Terms(minutes, day, "Autre") for _ in exchange.legs]
            actions.counter(exchange, terms, member=member, now=self.now)

    def confirm(self, member: Member, which: int, minutes: int) -> None:
        if (number := self._pick(which)) is not None:
            confirm(member, number, now=self.now)

    def _end(self, verb: object, member: Member, which: int) -> None:
        if (number := self._pick(which)) is None:
            return
        with transaction():
            verb(load(member, number, lock=True), member=member, now=self.now)

    def refuse(self, member: Member, which: int, minutes: int) -> None:
        self._end(actions.refuse, member, which)

    def withdraw(self, member: Member, which: int, minutes: int) -> None:
        self._end(actions.withdraw, member, which)

    def dispute(self, member: Member, which: int, minutes: int) -> None:
        self._end(lambda row, **facts: actions.dispute(row, "Non", **facts), member, which)

    def reverse(self, member: Member, which: int, minutes: int) -> None:
        if (number := self._pick(which)) is None:
            return
        with transaction():
            mirror = actions.propose_reversal(load(member, number, lock=True), "", member=member, now=self.now)
            self.numbers += [row.id for row in mirror.legs]

    def close(self, member: Member, which: int, minutes: int) -> None:
        today = rules.local_day(self.now, self.world.lucie)
        with transaction():
            last = today.replace(day=1) - timedelta(days=1)
            actions.close_period(last, member=self.world.lucie, now=self.now)

    def leave(self, member: Member, which: int, minutes: int) -> None:
        """Le Fournil is no member any more; what it gave and received stays."""
        self._turn(MembershipState.LEFT)

    def return_(self, member: Member, which: int, minutes: int) -> None:
        self._turn(MembershipState.ACTIVE)

    def _turn(self, state: MembershipState) -> None:
        fournil = select(Membership).where(Membership.structure_id == self.world.fournil_id)
        with transaction():
            row = db.session.scalars(fournil).one()
            set_membership_state(row, state, actor=self.world.lucie, now=self.now)


def every_sum_is_zero() -> None:
    """By exchange and unit, and so by pole."""
    pairs = select(Posting.exchange_id, func.sum(Posting.quantity), func.count()).group_by(Posting.exchange_id)
    assert {(int(total), rows) for _, total, rows in db.session.execute(pairs)} <= {(0, 2)}


def statement_adds_up(world: World, structure_id: int, cut: date, last: date) -> None:
    """Opening + movements = closing for any cut of time, unit by unit."""
    opening = queries.registers_of(world.pole_id, structure_id, end=cut - timedelta(days=1))
    moved = queries.movements(world.pole_id, structure_id, start=cut, end=last)
    made = {(row.kind, row.unit): (row.closing_given, row.closing_received) for row in rules.accounts(opening, moved)}
    whole = queries.registers_of(world.pole_id, structure_id, end=last)
    assert made == {(row.kind, row.unit): (row.given, row.received) for row in whole}


def mirrors_equal(world: World) -> None:
    """What A gave to B is what B received from A."""
    ours = queries.registers_of(world.pole_id, world.couture_id)
    theirs = queries.registers_of(world.pole_id, world.fournil_id)
    assert [(row.kind, row.unit, row.given, row.received) for row in ours] == [
        (row.kind, row.unit, row.received, row.given) for row in theirs
    ]


@pytest.mark.deep
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 200))
def test_after_hundreds_of_walks_the_ledger_holds(
    world: World, steps: list[tuple[str, int, int, int, int]], cut: int
) -> None:
    walked(world, steps, cut)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 200))
def test_after_every_walk_the_ledger_holds(world: World, steps: list[tuple[str, int, int, int, int]], cut: int) -> None:
    walked(world, steps, cut)


def walked(world: World, steps: list[tuple[str, int, int, int, int]], cut: int) -> None:
    """The examples share one pole: the ledger of each walk grows on the last one's."""
    walk = Walk(world)
    walk.return_(world.ines, 0, 0)
    closed: dict[str, object] = {}
    for step in steps:
        walk.step(*step)
        every_sum_is_zero()
        mirrors_equal(world)
        through = queries.closed_through(world.pole_id)
        if through is not None:
            kept = closed.setdefault(
                through.isoformat(), queries.registers_of(world.pole_id, world.couture_id, end=through)
            )
            assert kept == queries.registers_of(world.pole_id, world.couture_id, end=through)
    assert queries.broken() == []
    last = date(2030, 1, 1)
    for structure_id in (world.couture_id, world.fournil_id):
        statement_adds_up(world, structure_id, date(2027, 3, 1) + timedelta(days=cut), last)
    states = {row.state for row in (db.session.get(Exchange, number) for number in walk.numbers) if row}
    assert states <= set(State)
