"""Pictures of reciprocity, each as a table and a file; what only the coordination sees; months by the local day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.models import UnitCode
from mutua.exchanges.queries import Flow
from mutua.exchanges.views.charts import bars, every_month, river
from mutua.exchanges.views.picture import NARROW, WIDE, Frame
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, StructureRole
from mutua.resources.models import Kind
from tests.builders import World, add_person, add_structure, member, sign_in
from tests.exchanges.builders import LATER, confirm, draft, leg, load, post, propose

ROOT = "/p/trois-ponts/exchanges/pictures"


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def neighbour() -> Member:
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        assert pole is not None
        person = add_person("Maïa Etxeberria", add_structure(pole, "Le Rucher"), StructureRole.MANAGER, pole)
        db.session.flush()
        return member(person, pole)


def gives(giver: Member, receiver: Member, minutes: int = 60) -> int:
    with transaction():
        wanted = draft(receiver.structure_id or 0, leg=leg(minutes))
        number = actions.propose(wanted, member=giver, now=LATER).id
    assert confirm(receiver, number)
    return number


def csv_rows(client: FlaskClient, table: str, **query: str) -> list[list[str]]:
    answer = client.get(f"{ROOT}/{table}.csv", query_string=query)
    assert answer.status_code == 200
    return [line.split(";") for line in answer.get_data(as_text=True).lstrip("\ufeff").splitlines()]


def test_every_picture_is_a_table_and_a_file(world: World, client: FlaskClient) -> None:
    maia = neighbour()
    gives(world.ines, world.karim, 125), gives(world.ines, world.karim, 60)
    gives(world.karim, maia, 30)
    gives(maia, world.ines, 45)
    post(world, leg=leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY))
    undone = gives(world.ines, maia, 500)
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, undone, lock=True), "", member=world.ines, now=LATER).id
    assert confirm(maia, mirror)
    sign_in(client, world.nadia)
    staff = {"what": "staff-hour"}
    assert csv_rows(client, "flows", **staff)[1:] == [
        ["La Couture", "Le Fournil", "Temps de personnel", "185", "minutes", "2"],
        ["Le Rucher", "La Couture", "Temps de personnel", "45", "minutes", "1"],
        ["Le Fournil", "Le Rucher", "Temps de personnel", "30", "minutes", "1"],
    ]
    head, *matrix = csv_rows(client, "matrix", **staff)
    assert {(row[0], head[place]): row[place] for row in matrix for place in (1, 2, 3) if row[place] != "0"} == {
        ("La Couture", "Le Fournil"): "185",
        ("Le Fournil", "Le Rucher"): "30",
        ("Le Rucher", "La Couture"): "45",
    }
    assert csv_rows(client, "months", **staff)[1:] == [["2027-03", "Temps de personnel", "260", "minutes", "4"]]
    assert [sorted(row[:3]) + row[3:] for row in csv_rows(client, "loops")[1:]] == [
        ["La Couture", "Le Fournil", "Le Rucher", "1"]
    ]
    assert csv_rows(client, "kinds")[1:] == [
        ["Temps de personnel", "260", "minutes", "4", "3", "3"],
        ["Local", "2", "demi-journées", "1", "1", "1"],
    ]
    page = client.get(ROOT, query_string=staff).get_data(as_text=True).replace("\u00a0", " ")
    for words in ("3 h 05", "Boucles à trois", "Mois par mois", "Au moins 1 fois", "La Couture → "):
        assert words in page, words
    assert "Rien depuis six mois" not in page  # the coordination's alone
    assert client.get(f"{ROOT}/silence.csv").status_code == 404
    assert client.get(f"{ROOT}/autre.csv").status_code == 404
    for person in ("Inès", "Karim", "Maïa"):
        assert person not in page.split("<main", 1)[1]


def test_silence_and_one_way_are_told_to_the_coordination_in_the_order_of_names(
    world: World, client: FlaskClient
) -> None:
    neighbour()
    post(world)
    sign_in(client, world.lucie)
    assert csv_rows(client, "silence")[1:] == [
        ["Le Rucher", "rien depuis six mois"],
        ["La Couture", "donne sans recevoir depuis un an"],
        ["Le Fournil", "reçoit sans donner depuis un an"],
    ]
    assert "Rien depuis six mois" in client.get(ROOT).get_data(as_text=True)


@pytest.mark.parametrize("query", ["what=gold-litre", "period=never", "what=", "period=year&what=staff-hour"])
def test_an_empty_pole_and_hostile_questions_have_a_page(world: World, client: FlaskClient, query: str) -> None:
    sign_in(client, world.ines)
    assert client.get(f"{ROOT}?{query}").status_code == 200
    for table in ("flows", "matrix", "months", "loops", "kinds"):
        assert client.get(f"{ROOT}/{table}.csv?{query}").status_code == 200


def test_loops_are_told_once_the_strongest_first() -> None:
    arrows = {(1, 2): 3, (2, 3): 2, (3, 1): 5, (1, 3): 1, (3, 2): 1, (2, 1): 4, (4, 1): 9}
    assert rules.loops(arrows) == [((1, 2, 3), 2), ((1, 3, 2), 1)]
    assert rules.loops({}) == rules.loops({(1, 2): 1, (2, 1): 1}) == []


@pytest.mark.parametrize(
    ("zone", "moment", "month"),
    [
        ("Europe/Paris", datetime(2027, 3, 31, 22, 30, tzinfo=UTC), date(2027, 4, 1)),  # 0:30 on 1 April, summer time
        ("Europe/Paris", datetime(2027, 10, 31, 22, 30, tzinfo=UTC), date(2027, 10, 1)),  # 23:30, winter time again
        ("America/Martinique", datetime(2027, 4, 1, 3, 30, tzinfo=UTC), date(2027, 3, 1)),  # 23:30 on 31 March
        ("Indian/Reunion", datetime(2027, 3, 31, 20, 30, tzinfo=UTC), date(2027, 4, 1)),
    ],
)
def test_months_follow_the_local_day_of_the_pole(world: World, zone: str, moment: datetime, month: date) -> None:
    db.session.execute(text("UPDATE pole SET zone = :zone WHERE id = :n"), {"zone": zone, "n": world.pole_id})
    db.session.commit()
    people = []
    for each in (world.ines, world.karim):
        person = pole_queries.person(each.person_id)
        pole = pole_queries.pole_by_slug("trois-ponts")
        assert person is not None
        assert pole is not None
        people.append(member(person, pole))
    today = rules.local_day(moment, people[0])
    number = propose(world, member=people[0], now=moment, leg=leg(75, event_on=today))
    assert confirm(people[1], number, now=moment)
    assert queries.by_month(world.pole_id, Kind.STAFF, UnitCode.HOUR) == [(month, 75, 1)]
    own = queries.registers_of(world.pole_id, world.couture_id, start=month, end=today)
    assert [row.given for row in own] == [75]  # the table and the plot agree


def test_bars_stand_on_the_line_and_the_largest_is_the_tallest() -> None:
    made = bars([0, 30, 60])
    assert [round(bar.height / made.bars[2].height, 2) for bar in made.bars] == [0, 0.5, 1]
    assert {round(bar.y + bar.height) for bar in made.bars} == {made.height}
    assert bars([]).bars == ()
    assert (made.every, bars([1] * 40).every) == (1, 4)  # words of each, or of every fourth


def test_every_month_is_drawn_from_the_first_asked_for_to_this_one() -> None:
    gift = [(date(2027, 1, 1), 75, 1)]
    drawn = every_month(gift, date(2026, 11, 8), date(2027, 2, 3))
    assert [quantity for _, quantity in drawn] == [0, 0, 75, 0]
    assert [f"{month:%Y-%m}" for month, _ in drawn] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert len(every_month(gift, None, date(2027, 1, 31))) == len(every_month([], None, date(2027, 1, 31))) == 1


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_river_keeps_every_gift_and_names_the_reader(frame: Frame) -> None:
    """Twelve give to one another: what leaves one bank arrives on the other, nobody's words overlap."""
    flows = [Flow(a, f"S{a:02}", b, f"S{b:02}", a * 7 + b, 1) for a in range(1, 13) for b in range(1, 13) if a != b]
    made = river(flows, 1, frame, "Autres")
    assert made is not None
    whole = sum(flow.quantity for flow in flows)
    for bank in (made.givers, made.receivers):
        assert sum(stand.quantity for stand in bank) == whole
        assert [stand.name for stand in bank] == [*sorted(stand.name for stand in bank[:-1]), "Autres"]
        assert "S01" in {stand.name for stand in bank}
        assert all(two.text_y - one.text_y >= frame.line for one, two in pairwise(bank))
    assert sum(ribbon.quantity for ribbon in made.ribbons) == whole
    assert {ribbon.look for ribbon in made.ribbons if "S01" in (ribbon.giver, ribbon.receiver)} == {"given", "received"}
    assert river([], 1, frame, "Autres") is None
