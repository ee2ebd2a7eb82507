"""Standing that changes: suspended, gone, disabled, revoked; a coordination that is a party; forged tokens."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutua.calendars.actions import make_feed
from mutua.calendars.models import FeedKind
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries
from mutua.pole.models import Member, MembershipState, Person, StructureRole
from mutua.pole.rules import No
from mutua.staffing.models import State
from tests.builders import NOW, World, book, member, sign_in
from tests.staffing.loans import loan_in

HERE = "/p/trois-ponts"


class Keys:
    """Everything Karim holds: a session, a bearer token, a calendar."""

    def __init__(self, app: Flask, world: World) -> None:
        self.browser = sign_in(app.test_client(), world.karim)
        self.bare = app.test_client()
        self.booking = book(world.karim, world.van_id, "2027-03-04", "09:00-10:00")
        with transaction():
            self.token = poles.make_token(world.karim, "essai", now=NOW)
            self.feed = make_feed(FeedKind.STRUCTURE, member=world.karim, now=NOW)

    def opens(self) -> list[int]:
        """His pole, his booking, a write, the API, his calendar twice (the second from what is kept compressed)."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        feed, small = f"/calendars/{self.feed}.ics", {"Accept-Encoding": "gzip"}
        answers = [
            self.browser.get(f"{HERE}/"),
            self.browser.get(f"{HERE}/bookings/{self.booking}"),
            self.browser.post(f"{HERE}/bookings/{self.booking}/words", data={"title": "x", "version": "0"}),
            self.bare.get(f"/api/v1/bookings/{self.booking}", headers=bearer),
            self.bare.get(feed, headers=small),
            self.bare.get(feed, headers=small),
        ]
        return [answer.status_code for answer in answers]


@pytest.fixture
def keys(app: Flask, world: World) -> Keys:
    with clock.frozen(NOW):
        made = Keys(app, world)
        assert made.opens() == [200, 200, 409, 200, 200, 200]
        return made


def opens(keys: Keys) -> list[int]:
    with clock.frozen(NOW):
        return keys.opens()


def set_state(world: World, structure_id: int, state: MembershipState) -> None:
    with transaction():
        membership = queries.membership(world.pole_id, structure_id)
        assert membership is not None
        poles.set_membership_state(membership, state, actor=world.lucie, now=NOW)


@pytest.mark.parametrize("state", [MembershipState.SUSPENDED, MembershipState.LEFT])
def test_people_of_a_suspended_or_departed_structure_are_strangers(world: World, keys: Keys, state: str) -> None:
    set_state(world, world.fournil_id, MembershipState(state))
    assert opens(keys) == [404, 404, 404, 401, 404, 404]


def test_somebody_who_left_the_structure_is_a_stranger(world: World, keys: Keys) -> None:
    with transaction():
        poles.affiliate(
            db.session.get(Person, world.nadia.person_id), world.fournil_id, StructureRole.MANAGER, now=NOW, actor=None,
            pole_id=world.pole_id,
        )  # fmt: skip
    with transaction():
        karim = queries.affiliation(world.karim.person_id, world.fournil_id)
        assert karim is not None
        poles.leave_structure(karim, actor=world.karim, now=NOW)
    assert opens(keys) == [404, 404, 404, 401, 404, 404]


def test_a_disabled_account_opens_nothing(world: World, keys: Keys) -> None:
    with transaction():
        person = db.session.get(Person, world.karim.person_id)
        assert person is not None
        person.disabled_at = NOW
    assert opens(keys) == [303, 303, 303, 401, 404, 404]


def test_a_revoked_session_opens_nothing_even_from_a_copied_cookie(app: Flask, world: World, keys: Keys) -> None:
    copied = keys.browser.get_cookie("session")
    assert copied is not None
    with clock.frozen(NOW):
        keys.browser.post("/logout")
        thief = app.test_client(use_cookies=False).get(f"{HERE}/", headers={"Cookie": f"session={copied.value}"})
    assert thief.status_code == 303
    assert thief.location.startswith("/login?next=")


def test_forged_tokens_are_nobody(app: Flask, world: World, keys: Keys) -> None:
    for sent in ("Bearer", "Bearer ", "Bearer x", f"Basic {keys.token}", f"Bearer {keys.token}x", "Bearer \xff"):
        answer = app.test_client().get("/api/v1/bookings", headers={"Authorization": sent})
        assert answer.status_code == 401, sent
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def join(world: World, who: Member, structure_id: int, role: StructureRole) -> Member:
    """The person as they act for that structure from now on."""
    with transaction():
        person, pole = db.session.get(Person, who.person_id), queries.pole_by_slug("trois-ponts")
        assert person is not None
        assert pole is not None
        poles.affiliate(person, structure_id, role, now=NOW, actor=None, pole_id=world.pole_id)
        db.session.flush()
        return member(person, pole)


def test_a_coordinator_does_not_approve_a_loan_of_their_own_structure(client: FlaskClient, world: World) -> None:
    loan = loan_in(State.CSE_DONE, world)
    lucie = join(world, world.lucie, world.couture_id, StructureRole.MANAGER)
    with clock.frozen(NOW):
        answer = sign_in(client, lucie).post(f"{HERE}/staffing/{loan.number}/decision", data={"decision": "approve"})
    assert answer.status_code == 403
    assert loan.state is State.CSE_DONE


def test_the_coordination_does_not_let_itself_into_a_structure(client: FlaskClient, world: World) -> None:
    """Else it would confirm, sign and lend for a party."""
    with clock.frozen(NOW):
        form = {"email": world.lucie.email, "role": "manager"}
        answer = sign_in(client, world.lucie).post(f"{HERE}/structures/{world.couture_id}/invite", data=form)
    assert answer.status_code == 422
    lucie = join(world, world.lucie, world.couture_id, StructureRole.MEMBER)
    with transaction():
        own = queries.affiliation(lucie.person_id, world.couture_id)
        assert own is not None
        with pytest.raises(Refused) as refused:
            poles.change_role(own, StructureRole.MANAGER, actor=lucie, now=NOW)
    assert refused.value.reason is No.NOT_A_MANAGER


def test_a_structure_that_left_is_out_of_the_coordinations_reach(client: FlaskClient, world: World) -> None:
    """It may be of another pole: its people and facts are no longer this one's to change."""
    with transaction():
        nadia = queries.affiliation(world.nadia.person_id, world.fournil_id)
        assert nadia is not None
        number = nadia.id
        pole = queries.pole_by_slug("trois-ponts")
        assert pole is not None
        letter = poles.invite(
            pole, email="leo@trois-ponts.test", structure_id=world.fournil_id, structure_role=StructureRole.MANAGER,
            actor=world.lucie, now=NOW,
        )  # fmt: skip
    set_state(world, world.fournil_id, MembershipState.LEFT)
    there = f"{HERE}/structures/{world.fournil_id}"
    with clock.frozen(NOW):
        lucie = sign_in(client, world.lucie)
        answers = [
            lucie.get(f"{there}/edit"),
            lucie.post(f"{there}/edit", data={"name": "x", "legal_form": "scop", "headcount": "1", "version": "1"}),
            lucie.get(f"{there}/invite"),
            lucie.post(f"{there}/invite", data={"email": "z@z.test", "role": "manager"}),
            lucie.post(f"{HERE}/people/{number}/role", data={"role": "manager"}),
            lucie.post(f"{HERE}/people/{number}/leave"),
        ]
        lucie.post("/logout")
        form = {"name": "Léo", "password": "quatre-ponts-2028", "again": "quatre-ponts-2028"}
        late = client.post(f"/invitations/{letter}", data=form)
    assert [answer.status_code for answer in answers] == [404] * 6
    assert late.status_code in (410, 422)
    with transaction():
        assert queries.person_by_email("leo@trois-ponts.test") is None
