"""Invariants 9 to 16: limits, retries, closed months, statements, units, poles, days and letters."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mutua.exchanges import actions
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import ExchangeMode
from tests.builders import World, at
from tests.exchanges.builders import LATER, confirm, leg, load, post, propose
from tests.exchanges.doors import APRIL, GIVEN, MAILS, Doors, attack, copy, left, one
from tests.exchanges.test_ledger import ROW, refused_by_the_database, run


@attack(9, "page")
def _(doors: Doors, world: World) -> None:
    with transaction():
        actions.switch_mode(ExchangeMode.TIME_UNIT, read_warning=True, member=world.lucie, now=LATER)
    assert doors.post(world.ines, "/settings/limit", hours="1") == 403
    assert doors.post(world.lucie, "/settings/limit", hours="1") == 303
    told = one("SELECT COUNT(*) FROM mail WHERE template = 'exchanges/limit'")
    assert doors.page(quantity="5 h") == 303
    assert one("SELECT COUNT(*) FROM mail WHERE template = 'exchanges/limit'") > told


@attack(9, "api")
def _(doors: Doors, world: World) -> None:
    number = doors.propose(quantity=900).get_json()["id"]
    assert doors.do(world.karim, number, "confirm", version_sha256=doors.sha(number)) == 200
    mirror = doors.api(world.karim, "POST", f"/exchanges/{number}/reverse", reason="erreur").get_json()["id"]
    assert "passe le repère" not in doors.get(world.ines, f"/{mirror}").text  # it brings the balances back
    further = doors.propose(quantity=30).get_json()["id"]
    assert doors.get(world.karim, f"/{further}").text.count("passe le repère du pôle") == 2  # both balances, said
    assert left()[1] == 2


@attack(9, "sql")
def _(doors: Doors, world: World) -> None:
    refused_by_the_database("UPDATE balance_limit SET minutes = 6000")
    refused_by_the_database("DELETE FROM balance_limit")
    assert (one("SELECT person_id FROM balance_limit"), one("SELECT minutes FROM balance_limit")) == (
        world.lucie.person_id,
        60,
    )


@attack(10, "page")
def _(doors: Doors, world: World) -> None:
    before = left()[0]
    assert [doors.page(idempotency_key="pressed two times") for _ in range(2)] == [303, 303]
    assert left()[0] == before + 1


@attack(10, "api")
def _(doors: Doors, world: World) -> None:
    before = left()[0]
    sent = [doors.propose(key="sent twice") for _ in range(3)]
    assert (len({answer.get_json()["id"] for answer in sent}), left()[0]) == (1, before + 1)
    assert doors.propose(key="sent twice", quantity=61).status_code == 422
    number, other = sent[0].get_json()["id"], doors.propose().get_json()["id"]
    for each in (number, other):  # one key on two objects is two requests
        answer = doors.api(world.ines, "POST", f"/exchanges/{each}/withdraw", key="one key")
        assert (answer.status_code, answer.get_json()["id"]) == (200, each)


@attack(10, "sql")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MAX(id) FROM exchange")
    refused_by_the_database(copy(uid="uid"), number=number)
    source = copy().replace("reverses_id,", "source_line_id,", 1).replace(" NULL,", " 77,", 1)
    run(source, number=number)
    refused_by_the_database(source.replace("by hand", "by hand again"), number=number)


@attack(11, "page")
def _(doors: Doors, world: World) -> None:
    post(world)
    propose(world)
    with clock.frozen(APRIL):
        assert doors.post(world.ines, "/settings/close", through_on="2027-03-31", sure="y") == 403
        assert doors.post(world.lucie, "/settings/close", through_on="2027-03-31", sure="y") == 303
        before = doors.get(world.ines, "/statement.csv", **MARCH).data
        assert doors.page() == 422
        assert doors.get(world.ines, "/statement.csv", **MARCH).data == before


MARCH = {"from": "2027-03-01", "until": "2027-03-31"}


@attack(11, "api")
def _(doors: Doors, world: World) -> None:
    posted = one("SELECT MIN(exchange_id) FROM posting")
    with clock.frozen(APRIL):
        before = doors.api(world.ines, "GET", "/statement", **MARCH).get_json()
        assert doors.propose().status_code == 422
        mirror = doors.api(world.ines, "POST", f"/exchanges/{posted}/reverse", reason="erreur").get_json()
        assert doors.do(world.karim, mirror["id"], "confirm", version_sha256=mirror["version_sha256"]) == 200
        assert doors.api(world.ines, "GET", "/statement", **MARCH).get_json() == before
        april = doors.api(world.ines, "GET", "/statement", **{"from": "2027-04-01"}).get_json()
    assert [row["accounted_on"][:7] for row in april["accounts"][0]["movements"]] == ["2027-04"]


@attack(11, "sql")
def _(doors: Doors, world: World) -> None:
    late = one("SELECT MIN(id) FROM exchange WHERE state = 'proposed'")
    with transaction():
        actions.versions.add_confirmation([load(world.karim, late)], world.karim, APRIL)
    refused_by_the_database(GIVEN, number=late)
    refused_by_the_database("DELETE FROM period_closing")
    refused_by_the_database("UPDATE period_closing SET through_on = '2027-02-28'")


@attack(12, "page")
def _(doors: Doors, world: World) -> None:
    for minutes in (45, 200):
        post(world, leg=leg(minutes))
    confirm(world.ines, propose(world, member=world.karim, leg=leg(15)))
    sides = [doors.get(member, "/statement.csv").text.splitlines()[1:] for member in (world.ines, world.karim)]
    ours, theirs = ([line.split(";") for line in side] for side in sides)
    turned = {"donné": "reçu", "reçu": "donné"}
    assert [(turned[row[2]], row[6], row[8]) for row in ours] == [(row[2], row[6], row[8]) for row in theirs]


@attack(12, "api")
def _(doors: Doors, world: World) -> None:
    for member in (world.ines, world.karim):
        for asked in ({}, {"from": "2027-03-08"}, {"from": "2027-03-09"}, {"until": "2027-03-07"}):
            for row in doors.api(member, "GET", "/statement", **asked).get_json()["accounts"]:
                for side in ("given", "received"):
                    moved = [each["quantity"] for each in row["movements"] if each["direction"] == side]
                    assert row["opening"][side] + sum(moved) == row["closing"][side]
                assert all(each["quantity"] == each["mirror_quantity"] for each in row["movements"])
    assert (
        doors.api(world.ines, "GET", "/statement", **{"from": "2027-04-01", "until": "2027-03-01"}).status_code == 422
    )


@attack(12, "sql")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MAX(exchange_id) FROM posting")
    for who, other, quantity in (("e.giver_id", "e.receiver_id", "5"), ("e.receiver_id", "e.giver_id", "-5")):
        refused_by_the_database(ROW.format(who=who, other=other, quantity=quantity), number=number)


@attack(13, "page")
def _(doors: Doors, world: World) -> None:
    back = {"counterpart": "yes", "back_kind": "premises", "back_quantity": "2", "back_unit": "half_day"}
    assert doors.page(**back, back_title="Salle", back_on="2027-03-20", back_euros="40") == 303
    number = one("SELECT MIN(id) FROM exchange WHERE deal_id IS NOT NULL")
    assert doors.post(world.karim, f"/{number}/confirm", version_sha256=doors.sha(number)) == 303
    lines = doors.get(world.ines, "/statement.csv", until="2027-12-31").text.splitlines()[1:]
    assert {row.split(";")[7] for row in lines} == {"minutes", "demi-journées"}
    for path in ("/statement", "/statement.csv", "/pictures"):
        assert "€" not in doors.get(world.ines, path).text, path


@attack(13, "api")
def _(doors: Doors, world: World) -> None:
    assert doors.propose(euros=40).status_code == 422
    assert doors.propose(unit="euro").status_code == 422
    told = doors.api(world.ines, "GET", "/balances").get_json()
    assert set(told) == {"items"}
    assert len({(row["kind"], row["unit"]) for row in told["items"]}) == len(told["items"]) == 2


@attack(13, "sql")
def _(doors: Doors, world: World) -> None:
    for column in ("euros", "amount", "cents", "value", "price"):
        refused_by_the_database(f"SELECT {column} FROM posting")
    unit = "(SELECT MIN(u.id) FROM unit_of_account u WHERE u.id <> e.unit_id AND u.pole_id = e.pole_id)"
    number = propose(world)
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, LATER)
    refused_by_the_database(GIVEN.replace("e.unit_id", unit), number=number)


@attack(14, "page")
def _(doors: Doors, world: World) -> None:
    number = post(world)
    for path in (f"/{number}", f"/{number}/counter"):
        assert doors.get(world.prevention, path).status_code in (403, 404)
    assert doors.get(world.stranger, f"/{number}").status_code == 404
    seen = doors.get(world.prevention, "/pictures").text
    assert "La Couture" in seen
    assert not [name for name in (world.ines.name, world.karim.name) if name in seen]


@attack(14, "api")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MIN(id) FROM exchange")
    for path in (f"/exchanges/{number}", f"/exchanges/{2**70}"):
        assert doors.api(world.stranger, "GET", path).status_code == 404
    for path in ("/exchanges", "/balances", "/listings", "/standing-exchanges"):
        assert doors.api(world.stranger, "GET", path).get_json()["items"] == []
    assert doors.api(world.stranger, "GET", "/statement").get_json()["accounts"] == []


@attack(14, "sql")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MIN(id) FROM exchange")
    run(f"INSERT INTO unit_of_account (pole_id, code, label, quanta) VALUES ({world.other_pole_id}, 'hour', '', 60)")
    theirs = "(SELECT MAX(u.id) FROM unit_of_account u)"
    refused_by_the_database(copy(unit=theirs), number=number)
    refused_by_the_database(copy(giver=str(world.radio_id)), number=number)
    refused_by_the_database("UPDATE exchange SET pole_id = :pole", pole=world.other_pole_id)


EVENING = at("2027-04-01 03:30", "UTC")  # 31 March, 23:30 in Martinique


@attack(15, "page")
def _(doors: Doors, world: World) -> None:
    run("UPDATE pole SET zone = 'America/Martinique' WHERE id = :number", number=world.pole_id)
    with clock.frozen(EVENING):
        assert [doors.page(event_on=f"2027-0{day}") for day in ("4-01", "3-31")] == [422, 303]


@attack(15, "api")
def _(doors: Doors, world: World) -> None:
    with clock.frozen(EVENING):
        sent = [doors.propose(event_on=f"2027-0{day}") for day in ("4-01", "3-31")]
        assert [answer.status_code for answer in sent] == [422, 201]
        for wrong in ("2027-02-30", "2027-03-31T23:30:00Z", 20270331, "0000-01-01"):
            assert doors.propose(event_on=wrong).status_code == 422, wrong
        number, sha = sent[1].get_json()["id"], sent[1].get_json()["version_sha256"]
        assert doors.do(world.karim, number, "confirm", version_sha256=sha) == 200
        march = doors.api(world.ines, "GET", "/statement", **MARCH).get_json()["accounts"][0]
    assert (march["given"], march["movements"][0]["accounted_on"]) == (60, "2027-03-31")


@attack(15, "sql")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MIN(id) FROM exchange WHERE state = 'proposed'")
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, EVENING)
    refused_by_the_database(GIVEN.replace("v.event_on, v.event_on", "'2027-03-30', v.event_on"), number=number)


@attack(16, "page")
def _(doors: Doors, world: World) -> None:
    before = one(MAILS)
    assert doors.page(quantity="0") == 422
    assert one(MAILS) == before
    assert [doors.page(idempotency_key="one letter, not two") for _ in range(2)] == [303, 303]
    assert one(MAILS) == before + 1


@attack(16, "api")
def _(doors: Doors, world: World) -> None:
    before = one(MAILS)
    sent = [doors.propose(key="one letter") for _ in range(2)]
    number = sent[0].get_json()["id"]
    assert doors.do(world.karim, number, "confirm", version_sha256="0" * 64) == 409
    assert one(MAILS) == before + 1


@attack(16, "sql")
def _(doors: Doors, world: World) -> None:
    """What fails after its letter was written leaves none."""
    number, before = propose(world), one(MAILS)
    with pytest.raises(DBAPIError), transaction():
        exchange = load(world.karim, number, lock=True)
        actions.confirm(exchange, version_hash=exchange.current.sha256, member=world.karim, now=LATER)
        db.session.execute(text("DELETE FROM posting"))
    assert (one(MAILS), one("SELECT COUNT(*) FROM posting")) == (before, 0)
