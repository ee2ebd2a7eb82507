"""Who keeps a place says which dangers an activity passes on there; counted, shown, printed, written once."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.safety import actions, pdf, queries, rules
from mutua.safety.models import HostEffect
from mutua.safety.rules.extract import extract_of
from tests.builders import World, sign_in
from tests.safety.scene import LATER, Scene, scene
from tests.safety.test_editions import text_of

ADDED, REMOVED, USUAL = HostEffect.ADDED, HostEffect.REMOVED, HostEffect.USUAL
PAGE = "/p/trois-ponts/safety/coactivity/hosts"


@pytest.fixture
def pole(world: World) -> Scene:
    return scene(world)


def say(pole: Scene, where: str, family: str, effect: HostEffect, member: Member | None = None, **more: object) -> None:
    wanted = {"profile": Profile.WORKSHOP, "reason": "Solvants au rez-de-chaussée", **more}
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        actions.change_emission(
            document, where, wanted["profile"], family, effect, wanted["reason"], member=member or pole.world.ines,
            now=LATER,
        )  # fmt: skip


def passed_on(pole: Scene, kind: str = "meeting") -> set[tuple[int, str]]:
    document = queries.document_of(pole.world.pole_id)
    cells = queries.table_of(document, queries.measured(document, date(2027, 5, 3))).cells
    return {(row["giver"], row["family"]) for row in cells if row["kind"] == kind}


def test_a_host_takes_a_family_away_adds_one_and_goes_back(pole: Scene) -> None:
    w, room = pole.world, f"resource:{pole.world.room_id}"
    usual = passed_on(pole)
    assert (w.couture_id, "H20") in usual
    say(pole, room, "H20", REMOVED)
    assert passed_on(pole) == usual - {(w.couture_id, "H20")}
    say(pole, room, "H04", ADDED)  # no answer switches it on: the host knows the place
    assert passed_on(pole) == usual - {(w.couture_id, "H20")} | {(w.couture_id, "H04")}
    say(pole, room, "H20", USUAL)
    say(pole, room, "H04", USUAL)
    assert passed_on(pole) == usual
    assert len(queries.host_changes_of(pole.document_id)) == 4


def test_the_nearest_host_has_the_last_word_and_other_activities_are_left_alone(pole: Scene) -> None:
    w = pole.world
    usual = passed_on(pole)
    say(pole, f"building:{pole.building_id}", "H20", REMOVED, w.prevention)
    assert passed_on(pole) == {pair for pair in usual if pair != (w.couture_id, "H20")}
    say(pole, f"resource:{w.room_id}", "H20", ADDED)
    assert passed_on(pole) == usual


def test_what_is_handed_over_follows_the_host_of_the_thing(pole: Scene) -> None:
    w, before = pole.world, passed_on(pole, "handover")
    say(pole, f"resource:{w.van_id}", "H13", REMOVED, profile=Profile.DRIVING)
    assert before - passed_on(pole, "handover") == {(w.couture_id, "H13")}


@pytest.mark.parametrize(
    ("who", "where", "family", "effect", "reason", "answer"),
    [
        ("karim", "room", "H20", REMOVED, "Non", rules.No.NOT_THE_HOST),
        ("ines", "elsewhere", "H20", REMOVED, "Non", rules.No.NOT_THE_HOST),
        ("ines", "room", "H24", ADDED, "Non", rules.No.UNKNOWN_FAMILY),
        ("ines", "room", "H06", ADDED, "Non", rules.No.UNKNOWN_FAMILY),
        ("ines", "room", "H77", ADDED, "Non", rules.No.UNKNOWN_FAMILY),
        ("ines", "room", "H20", REMOVED, "", rules.No.EMISSION_WITHOUT_REASON),
        ("ines", "room", "H20", ADDED, "Déjà au catalogue", rules.No.EMISSION_UNCHANGED),
        ("ines", "room", "H04", REMOVED, "Jamais transmis", rules.No.EMISSION_UNCHANGED),
        ("ines", "room", "H20", USUAL, "Rien à lever", rules.No.EMISSION_UNCHANGED),
    ],
)
def test_only_the_host_with_a_reason_and_something_to_change(
    pole: Scene, who: str, where: str, family: str, effect: HostEffect, reason: str, answer: rules.No
) -> None:
    keys = {"room": f"resource:{pole.world.room_id}", "elsewhere": "resource:999999"}
    with pytest.raises(Refused) as refused:
        say(pole, keys[where], family, effect, getattr(pole.world, who), reason=reason)
    assert refused.value.reason is answer
    assert queries.host_changes_of(pole.document_id) == []


def test_rows_are_written_once(pole: Scene) -> None:
    say(pole, f"resource:{pole.world.room_id}", "H20", REMOVED)
    for statement in ("UPDATE host_change SET reason = 'Autre'", "DELETE FROM host_change"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(statement))


def test_the_page_the_pair_and_the_papers_say_it_with_the_reason(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    sent = {"where": f"resource:{w.room_id}", "profile": "workshop", "family": "H04", "effect": "added",
            "reason": "Solvants au rez-de-chaussée"}  # fmt: skip
    with clock.frozen(LATER):
        assert sign_in(client, w.karim).post(PAGE, data={**sent, "once": "a"}).status_code == 403  # keeps nothing
        sign_in(client, w.ines)
        for left in ("where", "profile", "family", "effect", "reason"):  # nothing is chosen in anybody's place
            assert client.post(PAGE, data={**sent, left: "", "once": "b"}).status_code == 422, left
        assert client.post(PAGE, data={**sent, "once": "c"}).status_code == 303
        shown = client.get(PAGE).get_data(as_text=True)
        assert "Solvants au rez-de-chaussée" in shown
        assert "Inès" in shown
        assert "Compte aujourd’hui" in shown
        pair = f"/p/trois-ponts/safety/coactivity/{w.couture_id}/{w.fournil_id}"
        assert "Solvants au rez-de-chaussée" in client.get(pair).get_data(as_text=True)
        db.session.expire_all()
        document = queries.document_of(w.pole_id)
        facts = queries.volume(document, number=1, reason="", author="Paul", today=LATER.date()).facts
    assert [
        (row["place_name"], row["family"], row["effect"], row["by"], row["on"]) for row in facts["host_changes"]
    ] == [("Salle Garance", "H04", "added", "La Couture", "2027-05-03")]
    assert extract_of(facts, w.fournil_id, "0" * 64)["host_changes"] == facts["host_changes"]
    assert "Solvants au rez-de-chaussée" in text_of(
        pdf.volume_pdf(facts, sha256="0" * 64, previous_sha256="", signatures=[], published_on=LATER.date())
    )
