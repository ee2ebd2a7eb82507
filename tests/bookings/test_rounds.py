"""A seasonal round: wishes are ranked, a fair answer is proposed, series are made by the ordinary booking."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings import queries as bookings
from mutua.bookings.actions import rounds as actions
from mutua.bookings.models import Booking, State
from mutua.bookings.models.rounds import Answer, Round, RoundState
from mutua.bookings.queries import rounds as queries
from mutua.bookings.rules.rounds import No, propose
from mutua.cli import worker
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.actions import give_office
from mutua.pole.models import Member, Person, PoleRole
from mutua.resources import queries as resource_queries
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, book, sign_in

P = "/p/trois-ponts"
TERM = {
    "name": "Printemps 2027", "first_on": "2027-04-05", "last_on": "2027-06-30", "wishes_until_on": "2027-03-20",
    "most_wishes": "2", "note": "Merci de rester raisonnables.",
}  # fmt: skip
TUESDAY = {"weekday": "1", "from": "18:00", "to": "19:00", "every": "1", "headcount": "6"}


@dataclass(eq=False)
class Wished:
    """As much of a wish as the proposal reads."""

    structure_id: int
    rank: int
    opens: int
    closes: int
    id: int = 0
    weekday: int = 1
    every: int = 1
    draw: str = "all"
    units: int = 1
    wished_at: datetime = datetime(2027, 3, 1, tzinfo=UTC)
    resource: Any = field(init=False)

    def __post_init__(self) -> None:
        draws = [SimpleNamespace(unit_id=number, unit=SimpleNamespace(retired_at=None)) for number in range(self.units)]
        facts = {"draws": draws, "draw": self.draw, "units_needed": 1, "turnaround_minutes": 0}
        self.resource = SimpleNamespace(**facts)

    @property
    def minutes(self) -> int:
        return self.closes - self.opens


def test_nobody_gets_two_windows_before_everybody_who_can_has_one() -> None:
    a1, a2 = Wished(1, 1, 600, 720), Wished(1, 2, 840, 960, id=1)
    b1, b2 = Wished(2, 1, 660, 780, id=2), Wished(2, 2, 840, 960, id=3)
    c1 = Wished(3, 1, 600, 720, id=4)
    assert propose([a1, a2, b1, b2, c1]) == {  # type: ignore[list-item, comparison-overlap]
        a1: None, b1: No.FAIRER, c1: No.FAIRER, b2: None, a2: No.FAIRER,
    }  # fmt: skip
    late, early = Wished(1, 2, 600, 660), Wished(2, 1, 600, 660, id=1)
    assert propose([late, early]) == {late: No.OUTRANKED, early: None}  # type: ignore[list-item, comparison-overlap]
    twice = [Wished(1, 1, 600, 660), Wished(1, 2, 630, 690, id=1)]
    assert list(propose(twice).values()) == [None, No.HAD_ANOTHER]  # type: ignore[arg-type]
    desks = [Wished(number, 1, 600, 660, id=number, draw="any", units=3) for number in range(4)]
    assert list(propose(desks).values()) == [None, None, None, No.FAIRER]  # type: ignore[arg-type]


def test_a_term_from_the_first_wish_to_the_answers(world: World, client: FlaskClient) -> None:
    def browser(who: Member) -> FlaskClient:
        return sign_in(client.application.test_client(), who)

    with clock.frozen(NOW):
        lucie, karim, ines, nadia = (browser(who) for who in (world.lucie, world.karim, world.ines, world.nadia))
        typed = {**TERM, "resources": [str(world.room_id), str(world.desks_id)]}
        assert karim.post(f"{P}/rounds", data=typed).status_code == 403
        for wrong, said in (
            ({"last_on": "2027-03-30"}, "doit suivre son début"),
            ({"wishes_until_on": "2027-04-05"}, "avant le début de la période"),
            ({"wishes_until_on": "2027-02-01"}, "est passé"),
            ({"last_on": "2028-06-30"}, "un an au plus"),
            ({"resources": []}, "au moins une ressource"),
        ):
            answer = lucie.post(f"{P}/rounds", data={**typed, **wrong})
            assert (answer.status_code, said in answer.text, "Merci de rester" in answer.text) == (422, True, True)
        opened = lucie.post(f"{P}/rounds", data=typed)
        assert opened.status_code == 303
        page = opened.headers["Location"]
        number = int(page.rpartition("/")[2])
        assert _letters("round_opened") == {world.ines.email, world.karim.email}
        assert "Printemps 2027" in karim.get(f"{P}/bookings").text

        room, desks = {**TUESDAY, "resource": str(world.room_id)}, {**TUESDAY, "resource": str(world.desks_id)}
        assert nadia.post(f"{page}/wishes", data=desks).status_code == 303
        assert karim.post(f"{page}/wishes", data=room).status_code == 303
        assert "tous les vœux permis" in karim.post(f"{page}/wishes", data=room).text
        assert "fermée à ce moment" in ines.post(f"{page}/wishes", data={**room, "weekday": "6"}).text
        assert "doit suivre le début" in ines.post(f"{page}/wishes", data={**room, "to": "18:00"}).text
        assert ines.post(f"{page}/wishes", data=room).status_code == 303
        assert lucie.post(f"{page}/wishes", data=room).status_code == 422
        first, second = _own(number, world.fournil_id)
        assert karim.post(f"{page}/wishes/{second}/raise").status_code == 303
        assert _own(number, world.fournil_id) == [second, first]
        assert ines.post(f"{page}/wishes/{first}/withdraw").status_code == 404
        assert "1 autre au même moment" in lucie.get(page).text
        assert "1 autre au même moment" not in karim.get(page).text  # what others want is for the coordination

    with clock.frozen(datetime(2027, 3, 21, 6, tzinfo=UTC)):
        lucie, karim, ines = (browser(who) for who in (world.lucie, world.karim, world.ines))
        with transaction():
            assert actions.close_due(clock.now()) == 1
        assert _letters("round_to_allot") == {world.lucie.email}
        assert karim.post(f"{page}/wishes/{second}/withdraw").status_code == 422
        answers = {
            wish.structure_id: wish.answer for wish in _season(number).wishes if wish.resource_id == world.room_id
        }
        assert answers == {world.fournil_id: Answer.GRANTED, world.couture_id: Answer.REFUSED}
        assert "l’avait souhaité plus tôt" in lucie.get(page).text

        theirs = _own(number, world.couture_id)[0]
        assert lucie.post(f"{page}/wishes/{second}/answer", data={"words": ""}).status_code == 422
        assert karim.post(f"{page}/wishes/{second}/answer", data={"granted": "yes"}).status_code == 403
        book(world.ines, world.room_id, "2027-04-13", "18:00-19:00", now=clock.now())
        assert "12 dates libres sur 13" in lucie.get(page).text  # known before it is granted
        assert "dates libres sur" not in karim.get(page).text
        assert lucie.post(f"{page}/wishes/{theirs}/answer", data={"granted": "yes"}).status_code == 303
        stays = lucie.post(f"{page}/finish")  # one cannot be booked: there is time to place it elsewhere
        assert (stays.status_code, "Un vœu accordé ne peut pas être réservé" in stays.text) == (409, True)
        assert _season(number).state is RoundState.ALLOTTING
        assert f"/wishes/{theirs}/place" in stays.text
        assert _letters("round_settled") == set()
        finished = lucie.post(f"{page}/finish")
        assert finished.status_code == 303, finished.text
        again = lucie.post(f"{page}/finish")
        assert again.status_code == 422

        season = _season(number)
        assert season.state is RoundState.DONE
        made = {wish.id: wish for wish in season.wishes}
        assert [made[key].answer for key in (second, first, theirs)] == [Answer.BOOKED, Answer.BOOKED, Answer.REFUSED]
        booking = bookings.booking_for(world.karim, made[second].booking_id or 0)
        assert booking is not None
        states = {entry.on_date: entry.state for entry in booking.occurrences}
        assert (len(states), states[date(2027, 4, 13)], states[date(2027, 4, 6)]) == (
            13, State.DECLINED, State.CONFIRMED,
        )  # fmt: skip
        assert {(d.local_start.hour, d.local_end.hour) for d in booking.occurrences} == {(18, 19)}
        assert "12 dates sur 13" in karim.get(page).text
        assert "Aucune des dates demandées n’est libre" in ines.get(page).text  # in the words of the ordinary booking
        assert _letters("round_settled") == {world.karim.email, world.nadia.email, world.ines.email}
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 3
        worker.send_mail(client.application)
        assert db.session.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) == 0


@pytest.mark.once
def test_a_wish_is_placed_at_another_window_and_its_structure_reads_why(world: World, client: FlaskClient) -> None:
    """By page and API: wished by a program, placed by the coordination, told by letter."""
    with transaction():
        term = actions.Term("Printemps", date(2027, 4, 5), date(2027, 6, 30), date(2027, 3, 20))
        shared = resource_queries.resources_for(world.lucie, ids=[world.room_id, world.desks_id])
        number = actions.open_round(term, shared, member=world.lucie, now=NOW).id
    page, api = f"{P}/rounds/{number}", f"/api/v1/rounds/{number}"
    theirs = {"resource_id": world.room_id, "weekday": 1, "starts": "17:00", "ends": "18:00", "title": "Chorale"}
    with clock.frozen(NOW):
        ines, karim = bearer(world.ines), bearer(world.karim)
        assert [entry["id"] for entry in client.get("/api/v1/rounds", headers=karim).get_json()["items"]] == [number]
        first = client.post(f"{api}/wishes", json=theirs, headers=ines)
        assert (first.status_code, first.get_json()["rank"]) == (201, 1), first.text
        hers = client.post(f"{api}/wishes", json={**theirs, "headcount": 5}, headers=karim).get_json()["id"]
        second = client.post(f"{api}/wishes", json={**theirs, "weekday": 2}, headers=karim).get_json()["id"]
        assert client.post(f"{api}/wishes", json={**theirs, "weekday": 6}, headers=karim).status_code == 422
        raised = client.post(f"{api}/wishes/{second}/raise", headers=karim).get_json()["wishes"]
        assert [(wish["id"], wish["rank"], wish["status"]) for wish in raised] == [
            (second, 1, "waiting"), (hers, 2, "waiting"),
        ]  # fmt: skip
        assert client.delete(f"{api}/wishes/{second}", headers=ines).status_code == 404
        assert client.delete(f"{api}/wishes/{second}", headers=karim).status_code == 200
        assert [wish["id"] for wish in client.get(api, headers=karim).get_json()["wishes"]] == [hers]
        lucie = sign_in(client.application.test_client(), world.lucie)
        place = f"{page}/wishes/{hers}/place"
        words = {"resource": str(world.room_id), "weekday": "1", "from": "17:00", "to": "18:00", "words": "Chorale."}
        assert lucie.post(place, data=words).status_code == 422  # wishes are still taken
        assert lucie.post(f"{page}/close").status_code == 303
        near = re.findall(r'<option selected value="(\d\d:\d\d)">', lucie.get(place).text)
        assert near == ["18:00", "19:00"]
        assert "déjà accordé" in lucie.post(place, data=words).text
        earlier = {**words, "from": "16:00", "to": "17:00"}
        assert lucie.post(place, data={**earlier, "words": ""}).status_code == 422
        assert lucie.post(place, data={**earlier, "to": "15:00"}).status_code == 422
        assert lucie.post(place, data=earlier).status_code == 303
        nadia = sign_in(client.application.test_client(), world.nadia)
        assert nadia.post(place, data=earlier).status_code == 403
        waits = nadia.get(page).text.replace("\u00a0", " ")
        assert ("17:00 – 18:00" in waits, "16:00 – 17:00" in waits) == (True, False)  # nothing is said before the end
        assert lucie.post(f"{page}/finish").status_code == 303
        told = nadia.get(page).text.replace("\u00a0", " ")
        assert "16:00 – 17:00" in told
        assert "Souhaité : Salle Garance, mardi, 17:00 – 18:00. Motif : Chorale." in told
        (wish,) = client.get(api, headers=karim).get_json()["wishes"]
        assert (wish["status"], wish["starts"], wish["asked"]["starts"], wish["asked"]["words"]) == (
            "booked", "16:00", "17:00", "Chorale.",
        )  # fmt: skip
        booking = bookings.booking_for(world.karim, wish["booking_id"])
        assert {date.local_start.hour for date in booking.occurrences} == {16}
        facts = db.session.scalars(select(Mail).where(Mail.recipient == world.karim.email).order_by(Mail.id)).all()[-1]
        assert facts.facts["answers"][0]["asked"]["words"] == "Chorale."
        worker.send_mail(client.application)
        assert db.session.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) == 0


def test_a_program_of_the_coordination_opens_allots_and_books_a_round(world: World, client: FlaskClient) -> None:
    """Karim coordinates too: his token for the Fournil acts with both."""
    with transaction():
        person = db.session.get_one(Person, world.karim.person_id)
        give_office(world.pole_id, person, PoleRole.COORDINATOR, now=NOW, actor=None)
    book(world.ines, world.desks_id, "2027-04-06", "09:00-10:00")
    term = {**TERM, "most_wishes": 3, "resource_ids": [world.room_id, world.desks_id]}
    window = {"resource_id": world.room_id, "weekday": 1, "starts": "17:00", "ends": "18:00"}
    with clock.frozen(NOW):
        karim, ines = bearer(world.karim), bearer(world.ines)

        def post(path: str, body: object = None, headers: dict[str, str] = karim) -> tuple[int, dict[str, Any]]:
            answer = client.post(f"/api/v1/rounds{path}", json=body, headers=headers)
            return answer.status_code, answer.get_json()

        assert post("", term, ines)[0] == 403
        assert post("", {**term, "resource_ids": [10**6]})[0] == 404
        assert post("", {**term, "last_on": "2027-01-01"})[1]["type"] == "urn:mutua:problem:round_term_backwards"
        status, made = post("", term)
        assert (status, made["status"]) == (201, "open")
        own = f"/{made['id']}"
        wishes = [post(f"{own}/wishes", window, who)[1]["id"] for who in (ines, karim)]
        wishes.append(post(f"{own}/wishes", {**window, "weekday": 3}, ines)[1]["id"])
        assert post(f"{own}/close")[1]["status"] == "allotting"
        seen = client.get(f"/api/v1/rounds{own}/demand", headers=karim).get_json()["items"]
        assert {wish["id"]: wish["answer"] for wish in seen} == dict(
            zip(wishes, ("granted", "refused", "granted"), strict=True)
        )
        assert {(wish["dates_free"], wish["dates"]) for wish in seen} == {(13, 13), (12, 12)}
        placed = {**window, "starts": "16:00", "ends": "17:00", "words": "Juste avant."}
        assert post(f"{own}/wishes/{wishes[1]}/place", placed)[1]["answer"] == "granted"
        assert post(f"{own}/wishes/{wishes[2]}/answer", {"granted": False})[0] == 422  # says why
        assert post(f"{own}/wishes/{wishes[2]}/answer", {"granted": False, "words": "Fête"})[1]["reason"] == "Fête"
        assert post(f"{own}/finish")[0] == 422  # series are still to be made
        made_of = [post(f"{own}/wishes/{wish}/book")[1]["answer"] for wish in (*wishes, wishes[0])]
        assert made_of == ["booked", "booked", "refused", "booked"]
        assert post(f"{own}/finish")[1]["status"] == "done"
        assert post(f"{own}/wishes/{wishes[0]}/book")[0] == 422
        assert post(f"{own}/wishes/999/book")[0] == 404
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 3


@pytest.mark.once
def test_a_round_may_be_given_up_before_anything_is_booked(world: World) -> None:
    with transaction():
        room = resource_queries.resource_for(world.ines, world.room_id)
        assert room is not None
        term = actions.Term("Été", date(2027, 4, 5), date(2027, 6, 30), date(2027, 3, 20))
        number = actions.open_round(term, [room], member=world.lucie, now=NOW).id
    with transaction():
        season = queries.round_for(world.karim, number, lock=True)
        assert season is not None
        actions.add_wish(season, actions.Window(room, 1, 1080, 1140), member=world.karim, now=NOW)
    with transaction():
        season = queries.round_for(world.lucie, number, lock=True)
        assert season is not None
        actions.stop_round(season, member=world.lucie, now=NOW + timedelta(days=1))
    assert _letters("round_stopped") == {world.karim.email}
    assert queries.round_for(world.stranger, number) is None


def _season(number: int) -> Round:
    db.session.expire_all()
    return queries.whole_round(number)


def _own(number: int, structure_id: int) -> list[int]:
    return [wish.id for wish in actions.wishes_of(_season(number), structure_id)]


def _letters(template: str) -> set[str]:
    """To whom."""
    return set(db.session.scalars(select(Mail.recipient).where(Mail.template == f"bookings/{template}")))
