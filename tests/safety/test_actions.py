"""The draft and its adoption: what is written, what is refused, what is frozen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Resource
from mutua.safety import actions, queries
from mutua.safety.models import IncidentKind, MeasureState, ReaderKind
from mutua.safety.rules import No
from tests.builders import World, book
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed, with_measure


@pytest.fixture
def pole(world: World) -> Scene:
    return scene(world)


def risks_of(pole: Scene, unit_id: int) -> dict[str, tuple[int, int, int, int]]:
    """(severity, frequency, gross, residual) by family."""
    unit = queries.unit_for(pole.world.prevention, unit_id)
    return {
        row.family: (row.severity, row.frequency, row.gross, row.residual) for row in unit.risks if not row.removed_at
    }


def test_units_are_born_from_what_is_shared_with_the_families_of_their_kind(pole: Scene) -> None:
    units = queries.units_of(pole.document_id)
    assert [(unit.name, str(unit.kind)) for unit in units] == [
        ("Postes du plateau", "desk"),
        ("Salle Garance", "premises"),
        ("Kangoo", "vehicle"),
    ]
    assert risks_of(pole, pole.room_unit_id)["H20"] == (4, 1, 3, 4)
    assert "H24" not in risks_of(pole, pole.room_unit_id)


def test_a_proposed_risk_waits_for_somebody_to_rate_it(pole: Scene) -> None:
    number = rate(pole, pole.room_unit_id, "H20", mastery=1)
    risk = queries.risk_for(pole.world.prevention, number)
    assert (risk.gross, risk.residual, risk.to_review, risk.rated_by_id) == (
        3,
        2,
        False,
        pole.world.prevention.person_id,
    )
    assert queries.waiting_for(pole.world.prevention).to_review == len(
        [row for unit in queries.units_of(pole.document_id) for row in unit.risks if row.to_review]
    )


def test_refreshing_twice_changes_nothing(pole: Scene) -> None:
    before = {unit.id: risks_of(pole, unit.id) for unit in queries.units_of(pole.document_id)}
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        actions.refresh_document(document, member=pole.world.prevention, now=LATER)
    assert {unit.id: risks_of(pole, unit.id) for unit in queries.units_of(pole.document_id)} == before


def test_a_step_of_use_asks_for_a_new_rating_and_changes_no_number(pole: Scene) -> None:
    number = rate(pole, pole.room_unit_id, "H20")
    book(
        pole.world.ines,
        pole.world.room_id,
        "2027-03-10",
        "09:00-10:00",
        rrule="FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=20",
    )
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        actions.refresh_document(document, member=pole.world.prevention, now=LATER)
    risk = queries.risk_for(pole.world.prevention, number)
    assert (risk.frequency, risk.frequency_days, risk.to_review) == (1, 22, True)


def test_a_new_attribute_brings_its_families_and_a_retired_resource_takes_its_unit_away(pole: Scene) -> None:
    with transaction():
        db.session.get(Resource, pole.world.room_id).attributes = {"stairs": True, "kitchen": False}
        db.session.get(Resource, pole.world.van_id).retired_at = LATER
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        actions.refresh_document(document, member=pole.world.prevention, now=LATER)
    assert {"H02"} <= set(risks_of(pole, pole.room_unit_id))
    assert "Kangoo" not in [unit.name for unit in queries.units_of(pole.document_id)]


@pytest.mark.parametrize(
    "marks, reason",
    [
        ({"severity": 3}, No.LOWERED_WITHOUT_REASON),
        ({"frequency": 4}, No.FREQUENCY_WITHOUT_REASON),
        ({"situation": ""}, No.SITUATION_MISSING),
    ],
)
def test_a_mark_against_the_measure_asks_its_reason(pole: Scene, marks: dict[str, object], reason: No) -> None:
    with pytest.raises(Refused) as refused:
        rate(pole, pole.room_unit_id, "H20", **marks)
    assert refused.value.reason is reason


def test_only_the_office_edits(pole: Scene) -> None:
    document = queries.document_of(pole.world.pole_id)
    with pytest.raises(Refused) as refused:
        actions.refresh_document(document, member=pole.world.karim, now=LATER)
    assert refused.value.reason is No.NOT_THE_SAFETY_OFFICER


def test_the_owner_says_its_measure_is_done_and_the_risk_asks_to_be_rated_again(pole: Scene) -> None:
    risk_id = rate(pole, pole.room_unit_id, "H20")
    measure_id = with_measure(pole, risk_id, "Dégager la seconde sortie")
    with transaction():
        measure = queries.measure_for(pole.world.karim, measure_id)
        actions.move_measure(measure, MeasureState.DONE, member=pole.world.karim, now=LATER)
    risk = queries.risk_for(pole.world.prevention, risk_id)
    assert (risk.residual, risk.to_review) == (3, True)
    measure = queries.measure_for(pole.world.ines, measure_id)
    with pytest.raises(Refused) as refused:
        actions.move_measure(measure, MeasureState.STARTED, member=pole.world.ines, now=LATER)
    assert refused.value.reason is No.MEASURE_STATE


def test_who_drops_an_action_says_why(pole: Scene) -> None:
    measure_id = with_measure(pole, rate(pole, pole.room_unit_id, "H20"), "Dégager la seconde sortie")
    paul = pole.world.prevention
    with pytest.raises(Refused) as refused:
        actions.move_measure(queries.measure_for(paul, measure_id), MeasureState.DROPPED, member=paul, now=LATER)
    assert refused.value.reason is No.DROPPED_WITHOUT_REASON
    for state, reason in ((MeasureState.DROPPED, "Remplacée par une barrière"), (MeasureState.PLANNED, "")):
        with transaction():
            actions.move_measure(queries.measure_for(paul, measure_id), state, reason=reason, member=paul, now=LATER)
        assert queries.measure_for(paul, measure_id).dropped_reason == reason


def test_an_incident_names_nobody_and_asks_the_units_risks_again(pole: Scene) -> None:
    risk_id = rate(pole, pole.room_unit_id, "H20")
    with transaction():
        document = queries.document_of(pole.world.pole_id)
        unit = queries.unit_for(pole.world.nadia, pole.room_unit_id)
        actions.report_incident(
            document, unit, kind=IncidentKind.NEAR_MISS, happened_on=date(2027, 5, 2), text="Câble au sol",
            now=LATER,
        )  # fmt: skip
    assert queries.risk_for(pole.world.prevention, risk_id).to_review
    assert db.session.scalars(
        select(Mail.recipient).where(Mail.template == "safety/incident").order_by(Mail.id)
    ).all() == ["paul@trois-ponts.test"]


def test_nothing_is_adopted_before_somebody_rated(pole: Scene) -> None:
    with pytest.raises(Refused) as refused:
        opened(pole)
    assert refused.value.reason is No.NOTHING_RATED


def test_opening_freezes_the_signatories_and_asks_their_managers(pole: Scene) -> None:
    rate(pole, pole.room_unit_id, "H20")
    number = opened(pole)
    adoption = queries.adoption_numbered(pole.document_id, number)
    assert [row.name for row in adoption.signatories] == ["La Couture", "Le Fournil"]
    assert queries.waiting_for(pole.world.karim).versions == (1,)
    assert queries.count_waiting(pole.world.nadia) == 0
    with pytest.raises(Refused) as refused:
        opened(pole)
    assert refused.value.reason is No.ADOPTION_OPEN
    told = db.session.scalars(select(Mail.recipient).where(Mail.template == "safety/adoption")).all()
    assert sorted(told) == ["ines@trois-ponts.test", "karim@trois-ponts.test"]


def test_a_manager_signs_once_before_or_after_publication(pole: Scene) -> None:
    rate(pole, pole.room_unit_id, "H20")
    number = opened(pole)
    signed(pole, number, pole.world.karim)
    with pytest.raises(Refused) as refused:
        signed(pole, number, pole.world.karim)
    assert refused.value.reason is No.ALREADY_SIGNED
    for nobody in (pole.world.nadia, pole.world.lucie):
        with pytest.raises(Refused) as refused:
            signed(pole, number, nobody)
        assert refused.value.reason is No.NOT_A_SIGNATORY
    published(pole)
    signed(pole, number, pole.world.ines, now=LATER + timedelta(days=9))
    adoption = queries.adoption_numbered(pole.document_id, number)
    assert [row.signature is not None for row in adoption.signatories] == [True, True]
    assert queries.broken() == []


def test_a_withdrawn_adoption_frees_the_draft(pole: Scene) -> None:
    rate(pole, pole.room_unit_id, "H20")
    number = opened(pole)
    with transaction():
        actions.withdraw_adoption(queries.open_adoption(pole.document_id), member=pole.world.lucie, now=LATER)
    assert opened(pole) == number
    assert queries.waiting_for(pole.world.karim).versions == (number,)


def test_a_reader_has_a_personal_link_that_ends(pole: Scene) -> None:
    rate(pole, pole.room_unit_id, "H20")
    opened(pole)
    published(pole)
    share = {"kind": ReaderKind.INSPECTION, "reader": "Section 3", "now": LATER}
    with transaction():
        edition = queries.edition_numbered(pole.world.pole_id, 1)
        ends = LATER + timedelta(days=30)
        actions.share_with_reader(edition, pole.world.fournil_id, expires_at=ends, member=pole.world.karim, **share)
    for member, structure_id, days, reason in (
        (pole.world.karim, pole.world.couture_id, 30, No.NOT_YOUR_LINK),
        (pole.world.karim, None, 30, No.NOT_YOUR_LINK),
        (pole.world.lucie, pole.world.fournil_id, 30, No.NOT_YOUR_LINK),
        (pole.world.lucie, None, 0, No.LINK_TOO_LONG),
        (pole.world.lucie, None, 500, No.LINK_TOO_LONG),
    ):
        edition, ends = queries.edition_numbered(pole.world.pole_id, 1), LATER + timedelta(days=days)
        with pytest.raises(Refused) as refused:
            actions.share_with_reader(edition, structure_id, expires_at=ends, member=member, **share)
        assert refused.value.reason is reason


def test_the_document_of_a_pole_is_opened_once(pole: Scene) -> None:
    with transaction():
        again = actions.open_document(pole_queries.pole_by_slug("trois-ponts"), member=pole.world.lucie, now=LATER)
        assert again.id == pole.document_id
