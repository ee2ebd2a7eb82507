"""Up to date or not, employer by employer, with the day and the reason of each trigger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure
from mutua.resources.models import Place, Resource
from mutua.safety import actions, queries
from mutua.safety.models import CheckKind, IncidentKind
from mutua.safety.queries import lent_for_a_year
from mutua.safety.rules.duty import Reason, Why, heat_reason, standing_of
from mutua.safety.thresholds import yearly_from
from tests.builders import World, add_structure, book, sign_in
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed
from tests.staffing.loans import TERMS

TODAY = LATER.date()


@pytest.fixture
def pole(world: World) -> Iterator[Scene]:
    with clock.frozen(LATER):
        yield scene(world)


def standings(pole: Scene, today: date = TODAY) -> dict[int, list[tuple[str, date, str]]]:
    document = queries.document_of(pole.world.pole_id)
    here = queries.measured(document, today)
    rows = queries.standings(document, here, queries.table_of(document, here), today)
    return {row.employer: [(str(reason.why), reason.on, reason.what) for reason in row.reasons] for row in rows}


@pytest.mark.parametrize(
    ("headcount", "today", "why"),
    [
        (11, date(2028, 5, 2), []),
        (11, date(2028, 5, 3), [Why.YEAR_OVER]),
        (10, date(2032, 1, 1), []),
    ],
)
def test_the_year_is_each_employers_own(headcount: int, today: date, why: list[Why]) -> None:
    found = standing_of(
        1,
        yearly=headcount >= yearly_from(TODAY),
        published_on=TODAY,
        included=True,
        signed=True,
        reasons=[],
        today=today,
    )
    assert ([row.why for row in found.reasons], found.up_to_date) == (why, not why)


def test_a_reason_concerns_whom_it_names() -> None:
    reasons = [Reason(Why.NEW_PAIR, TODAY, "", frozenset({1, 2})), Reason(Why.LAW_CHANGED, TODAY)]
    counts = [
        len(
            standing_of(
                n, yearly=True, published_on=TODAY, included=True, signed=True, reasons=reasons, today=TODAY
            ).reasons
        )
        for n in (1, 2, 3)
    ]
    assert counts == [2, 2, 1]
    assert [row.number for row in reasons] == [3, 3]


def test_heat_begins_in_june() -> None:
    assert heat_reason(date(2027, 5, 3), date(2027, 5, 31)) is None
    assert heat_reason(date(2027, 5, 3), date(2027, 6, 1)) == Reason(Why.HEAT, date(2027, 6, 1))
    assert heat_reason(date(2027, 6, 2), date(2027, 7, 1)) is None
    assert heat_reason(date(2027, 5, 3), date(2027, 9, 16)) is None


def test_what_happens_after_a_version_is_a_dated_reason_to_update(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    assert [row[0][0] for row in standings(pole).values()] == ["never_published", "never_published"]
    rate(pole, pole.room_unit_id, "H20")
    signed(pole, opened(pole), w.karim)
    published(pole)
    assert standings(pole) == {w.couture_id: [], w.fournil_id: []}
    later = LATER + timedelta(days=2)
    with clock.frozen(later), transaction():
        document = queries.document_of(w.pole_id)
        unit = queries.unit_for(w.prevention, pole.room_unit_id)
        actions.report_incident(document, unit, kind=IncidentKind.BENIGN, happened_on=later.date(), text="Chute",
                                now=later)  # fmt: skip
        place = queries.place_in(w.pole_id, pole.building_id)
        actions.add_check(place, CheckKind.DRILL, "Exercice", every_months=6, due_on=date(2027, 5, 4),
                          member=w.prevention, now=later)  # fmt: skip
        db.session.get(Structure, w.fournil_id).headcount = 12
        add_structure(pole_queries.pole_by_slug("trois-ponts"), "Le Rucher")
    book(w.karim, w.room_id, "2027-05-04", "09:00-10:00", now=LATER, headcount=12, profile=Profile.MEETING)
    book(w.karim, w.desks_id, "2027-05-04", "09:00-10:00", now=LATER, headcount=15, profile=Profile.OFFICE)
    day = later.date()
    found = standings(pole, day)
    shared = [("drill_late", date(2027, 5, 4), "Exercice, Maison du canal"), ("incident", day, "Salle Garance"),
              ("new_employer", TODAY, "Le Rucher"), ("threshold", day, "Maison du canal, 27")]  # fmt: skip
    risks = ("to_review", day, "Salle Garance")
    assert sorted(found[w.couture_id]) == sorted([*shared, risks])
    assert sorted(found[w.fournil_id]) == sorted([*shared, risks, ("headcount", day, "12")])
    assert list(found.values())[2] == [("never_published", day, "")]
    with clock.frozen(later):
        page = sign_in(client, w.karim).get("/p/trois-ponts/safety/duty").get_data(as_text=True).replace("\xa0", " ")
    for part in (
        "exercice en retard : Exercice, Maison du canal",
        "seuil d’effectif franchi : 12",
        "5 raisons de mettre à jour : nouvelle structure, exercice en retard, ",  # the one sentence says why
        "seuil franchi : Maison du canal, 27 personnes",
        "Textes à relire",
        "R4227-37",
    ):
        assert part in page, part


def occupied(pole: Scene, place_id: int, profile: Profile, *employers: int, headcount: int = 2) -> None:
    """Every working day, since March, by people of these employers."""
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        place = queries.place_in(pole.world.pole_id, place_id)
        for structure in queries.structures(pole.world.pole_id):
            if structure.id in employers:
                actions.add_occupation(
                    document, structure, place, profile=profile, headcount=headcount, weekdays=[0, 1, 2, 3, 4],
                    opens=480, closes=1080, from_on=date(2027, 3, 1), until_on=None, member=pole.world.prevention,
                    now=LATER,
                )  # fmt: skip


def test_to_meet_a_step_more_often_is_a_reason(pole: Scene) -> None:
    w = pole.world
    rate(pole, pole.room_unit_id, "H20")
    opened(pole)
    published(pole)
    occupied(pole, pole.building_id, Profile.WORKSHOP, w.couture_id, w.fournil_id)
    told = standings(pole)
    assert {employer for employer, rows in told.items() for why, _on, _what in rows if why == "more_often"} == {
        w.couture_id, w.fournil_id,
    }  # fmt: skip


def test_another_activity_beside_the_same_employer_is_a_reason_and_the_page_names_that_one(
    pole: Scene, client: FlaskClient
) -> None:
    """Le Fournil came as an office: machines, dust and noise passed nowhere from it to La Couture."""
    w = pole.world
    rate(pole, pole.room_unit_id, "H20")
    opened(pole)
    published(pole)
    room = queries.unit_for(w.prevention, pole.room_unit_id).place_id
    occupied(pole, room, Profile.WORKSHOP, w.fournil_id)
    found = [what for why, _on, what in standings(pole)[w.couture_id] if why == "new_activity"]
    assert found == ["H19", "H19"]  # one way and the other; machines and racks are not there, fire passed before
    with clock.frozen(LATER):
        page = sign_in(client, w.karim).get("/p/trois-ponts/safety/duty").get_data(as_text=True).replace("\xa0", " ")
    own, other = page[page.index("Le Fournil</h2>") :], page[page.index("La Couture</h2>") :]
    own, other = own[: own.index("</section>")], other[: other.index("</section>")]
    told = "danger nouveau entre deux structures : "
    for card in (own, other):
        for ends in ("La Couture → Le Fournil", "Le Fournil → La Couture"):
            assert f"{told}{ends}, Électricité, batteries <" in card
    assert "raisons de mettre à jour : danger nouveau entre deux structures." in own


def test_a_crowded_building_without_a_drill_in_six_months_is_a_reason(pole: Scene, client: FlaskClient) -> None:
    """R4227-34 and -39: asked of the building, not again of the room in it, until a drill is planned soon enough."""
    w = pole.world
    rate(pole, pole.room_unit_id, "H20")
    room = queries.unit_for(w.prevention, pole.room_unit_id).place_id
    occupied(pole, room, Profile.MEETING, w.couture_id, headcount=51)
    opened(pole)
    published(pole)

    def missing() -> list[str]:
        return [what for why, _on, what in standings(pole)[w.fournil_id] if why == "drill_missing"]

    assert missing() == ["Maison du canal"]
    with clock.frozen(LATER):
        page = sign_in(client, w.karim).get("/p/trois-ponts/safety/duty").get_data(as_text=True).replace("\xa0", " ")
    assert "aucun exercice prévu dans les 6 mois, pic au-dessus du seuil : Maison du canal" in page
    for due_on, told in ((date(2028, 4, 1), ["Maison du canal"]), (date(2027, 11, 3), [])):
        with clock.frozen(LATER), transaction():
            place = queries.place_in(w.pole_id, pole.building_id)
            actions.add_check(place, CheckKind.DRILL, "Exercice", every_months=6, due_on=due_on, member=w.prevention,
                              now=LATER)  # fmt: skip
        assert missing() == told


def test_a_reason_keeps_the_day_it_was_first_seen_as_long_as_it_is_true(pole: Scene) -> None:
    """Seen on the 4th by the clock, twice; told with that day on the 9th; gone and back, it dates anew."""
    w = pole.world
    rate(pole, pole.room_unit_id, "H20")
    opened(pole)
    published(pole)

    def set_to(capacity: int, headcount: int, area: float | None, **answers: bool) -> None:
        with transaction():
            room = db.session.get(Resource, w.room_id)
            room.capacity, room.attributes = capacity, {**room.attributes, **answers}
            db.session.get(Place, pole.building_id).area_m2 = area
            db.session.get(Structure, w.fournil_id).headcount = headcount

    def told(today: date) -> list[tuple[str, date, str]]:
        return sorted({row for rows in standings(pole, today).values() for row in rows})

    before = db.session.get(Resource, w.room_id).capacity
    headcount = db.session.get(Structure, w.fournil_id).headcount
    set_to(before + 8, 12, 300, stairs=True)
    first, then, later = (LATER + timedelta(days=days) for days in (1, 6, 20))
    assert {on for _why, on, _what in told(then.date())} == {then.date()}
    assert [actions.date_reasons(first) for _ in range(2)] == [4, 0]
    assert actions.date_reasons(then) == 0
    day = first.date()
    assert told(then.date()) == [
        ("answers", day, "Salle Garance"), ("capacity", day, f"Salle Garance, {before} → {before + 8}"),
        ("headcount", day, "12"), ("place_changed", day, "Maison du canal"),
    ]  # fmt: skip
    set_to(before, headcount, None, stairs=True)
    assert actions.date_reasons(later) == 3
    assert [row[0] for row in told(later.date())] == ["answers"]
    set_to(before, 12, None, stairs=True)
    assert actions.date_reasons(later) == 1
    assert [row[:2] for row in told(later.date() + timedelta(days=1))] == [
        ("answers", day),
        ("headcount", later.date()),
    ]
    opened(pole, now=later)
    published(pole, now=later)
    assert actions.date_reasons(later) == 2  # the next version tells of both: nothing of the one before is kept
    assert queries.first_seen_rows(pole.document_id) == []


@pytest.mark.once
def test_staff_lent_for_a_year_counts_in_the_hosts_headcount() -> None:
    """Ten and a half hours a week of thirty-five, twice; before the year is over nothing, nor after the end."""
    terms = replace(TERMS, starts_on=date(2026, 4, 1), ends_on=date(2027, 12, 31))
    lent: Any = SimpleNamespace(host_id=7, signed_terms_id=1, terms=[SimpleNamespace(id=1, values=terms)])
    found = [lent_for_a_year([lent, lent], day) for day in (date(2027, 3, 31), date(2027, 4, 1), date(2028, 1, 1))]
    assert found == [{}, {7: 0.6}, {}]
    for share, reasons in ((0.0, []), (0.6, [Why.YEAR_OVER])):
        yearly = 10.5 + share >= yearly_from(TODAY)
        told = standing_of(7, yearly=yearly, published_on=date(2026, 5, 1), included=True, signed=True, reasons=[],
                           today=date(2027, 5, 2))  # fmt: skip
        assert [row.why for row in told.reasons] == reasons
