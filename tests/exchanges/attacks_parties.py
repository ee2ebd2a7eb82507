"""Invariants 1 to 8: pairs, parties, assent, what never changes. Each attack leaves the ledger whole."""

from __future__ import annotations

from datetime import date

import pytest

from mutua.exchanges import actions
from mutua.exchanges.models import ListingKind, Notice
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind
from tests.builders import World
from tests.exchanges.builders import LATER, confirm, draft, load, post, propose
from tests.exchanges.doors import ASSENT, GIVEN, Doors, attack, copy, left, one
from tests.exchanges.test_actions import acting_for
from tests.exchanges.test_ledger import ROW, refused_by_the_database, run


@attack(1, "page")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    sent = [doors.post(world.karim, f"/{number}/confirm", version_sha256=doors.sha(number)) for _ in range(3)]
    assert (sent, left()) == ([303, 409, 409], (1, 2))


@attack(1, "api")
def _(doors: Doors, world: World) -> None:
    number = doors.propose().get_json()["id"]
    assert [doors.do(world.karim, number, "confirm", version_sha256=doors.sha(number)) for _ in range(2)] == [200, 409]
    assert left() == (2, 4)


@attack(1, "sql")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    refused_by_the_database(GIVEN, number=number)
    run(ASSENT.format(sha="v.sha256"), structure=world.fournil_id, person=world.karim.person_id, number=number)
    for half in ("e.receiver_id", "e.giver_id"), ("e.giver_id", "e.giver_id"):
        wrong = ROW.format(who=half[0], other=half[1], quantity="-v.quantity")
        refused_by_the_database(wrong, number=number)
    assert left() == (3, 4)


@attack(2, "page")
def _(doors: Doors, world: World) -> None:
    assert doors.page(other=str(world.couture_id)) == 422
    assert doors.page(other=str(world.radio_id)) == 422
    assert left() == (0, 0)


@attack(2, "api")
def _(doors: Doors, world: World) -> None:
    for other in (world.couture_id, world.radio_id, 10**9):
        assert doors.propose(other_structure_id=other).status_code == 422
    assert doors.propose(event_on="2027-02-27").status_code == 422  # before the pole was founded
    assert left() == (0, 0)


@attack(2, "sql")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    refused_by_the_database("UPDATE exchange SET receiver_id = giver_id WHERE id = :number", number=number)
    refused_by_the_database(copy(giver="receiver_id"), number=number)
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, LATER)
    run("UPDATE membership SET state = 'left', left_on = '2027-03-05' WHERE structure_id = :n", n=world.fournil_id)
    refused_by_the_database(GIVEN, number=number)
    assert (doors.page(), doors.propose().status_code, left()) == (422, 422, (1, 0))


@attack(3, "page")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    sha = doors.sha(number)
    for member, status in ((world.ines, 409), (world.lucie, 403), (world.prevention, 404)):
        assert doors.post(member, f"/{number}/confirm", version_sha256=sha) == status, member.name
    assert doors.post(world.karim, f"/{number}/confirm", version_sha256="0" * 64) == 409
    assert left() == (1, 0)


@attack(3, "api")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    sha = doors.sha(number)
    both = acting_for(world, world.ines, world.fournil_id)
    assert doors.do(both, number, "confirm", version_sha256=sha) == 422  # one person for both sides
    doors.tokens.clear()
    for member, status in ((world.ines, 409), (world.stranger, 404)):
        assert doors.do(member, number, "confirm", version_sha256=sha) == status, member.name
    assert doors.do(world.karim, number, "confirm", version_sha256="0" * 64) == 409
    assert left() == (2, 0)


@attack(3, "sql")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    theirs, mine = world.fournil_id, world.couture_id
    for who, person, sha in (
        (theirs, world.lucie, "v.sha256"),  # the coordination
        (theirs, world.stranger, "v.sha256"),
        (theirs, world.karim, "'another version'"),
        (mine, world.ines, "v.sha256"),  # twice
    ):
        statement = ASSENT.format(sha=sha)
        refused_by_the_database(statement, structure=who, person=person.person_id, number=number)
    assert left() == (3, 0)


@attack(4, "page")
def _(doors: Doors, world: World) -> None:
    number = post(world)
    terms = {"version_sha256": doors.sha(number), "quantity": "9 h", "event_on": "2027-03-08", "title": "Autre"}
    assert doors.post(world.ines, f"/{number}/counter", **terms) == 409
    for verb in ("withdraw", "refuse", "send"):
        assert doors.post(world.ines, f"/{number}/{verb}") in (403, 409), verb
    assert left() == (1, 2)


@attack(4, "api")
def _(doors: Doors, world: World) -> None:
    number = one("SELECT MAX(id) FROM exchange")
    terms = {"version_sha256": doors.sha(number), "quantity": 540, "event_on": "2027-03-08", "title": "Autre"}
    assert doors.do(world.ines, number, "counter", **terms) == 409
    assert doors.do(world.karim, number, "withdraw") in (403, 409)
    for verb in ("DELETE", "PATCH", "PUT"):
        assert doors.api(world.ines, verb, f"/exchanges/{number}").status_code == 405
    assert left() == (1, 2)


@attack(4, "sql")
def _(doors: Doors, world: World) -> None:
    for table, column in (("posting", "quantity"), ("confirmation", "at"), ("exchange_version", "quantity")):
        refused_by_the_database(f"UPDATE {table} SET {column} = {column}")
        refused_by_the_database(f"DELETE FROM {table}")
    refused_by_the_database("INSERT INTO reversal (exchange_id, reversed_id, at) SELECT id, id, 5 FROM nowhere")
    assert left() == (1, 2)


@attack(5, "page")
def _(doors: Doors, world: World) -> None:
    for quantity in ("0", "-1", "0,001", "1,0001 h", "99999999", "1e3", "NaN", "١", ""):
        assert doors.page(quantity=quantity) == 422, quantity
    assert left() == (0, 0)


@attack(5, "api")
def _(doors: Doors, world: World) -> None:
    for quantity in (0, -1, 0.5, 60.5, True, "60", None, 10**7, 10**40, [60]):
        assert doors.propose(quantity=quantity).status_code == 422, quantity
    assert left() == (0, 0)


@attack(5, "sql")
def _(doors: Doors, world: World) -> None:
    number = propose(world)
    version = (
        "INSERT INTO exchange_version (exchange_id, number, quantity, event_on, words_sha256, sha256, created_at) "
        "SELECT exchange_id, 2, {}, event_on, words_sha256, sha256, created_at FROM exchange_version "
        "WHERE exchange_id = :number"
    )
    for quantity in ("0", "-60", "NULL", "'much'", "9999999999999999999999"):
        refused_by_the_database(version.format(quantity), number=number)
    assert left() == (1, 0)


@attack(6, "page")
def _(doors: Doors, world: World) -> None:
    post(world)
    doors.page(balance="999", given="999")
    assert [doors.get(world.ines, "/statement.csv").text.count(f";{what}") for what in ("180;", "999")] == [1, 0]


@attack(6, "api")
def _(doors: Doors, world: World) -> None:
    assert doors.propose(balance=999).status_code == 422
    assert doors.api(world.ines, "POST", "/balances", given=999).status_code == 405
    told = doors.api(world.ines, "GET", "/balances").get_json()["items"]
    assert [(row["given"], row["received"]) for row in told] == [(180, 0)]
    assert one("SELECT SUM(quantity) FROM posting WHERE structure_id = :n", n=world.couture_id) == 180


@attack(6, "sql")
def _(doors: Doors, world: World) -> None:
    for table in ("structure", "membership", "posting", "unit_of_account"):
        refused_by_the_database(f"UPDATE {table} SET balance = 999")


def _reversed(world: World) -> tuple[int, int]:
    number = post(world)
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
    assert confirm(world.karim, mirror)
    return number, mirror


@attack(7, "page")
def _(doors: Doors, world: World) -> None:
    number, mirror = _reversed(world)
    assert doors.post(world.karim, f"/{number}/reverse", reason="encore") == 409
    assert doors.post(world.karim, f"/{mirror}/reverse", reason="encore") == 422
    assert left() == (2, 4)


@attack(7, "api")
def _(doors: Doors, world: World) -> None:
    number = post(world)
    with pytest.raises(Refused):  # whoever acts for no structure gets no token
        doors.do(world.lucie, number, "reverse", reason="médiation")
    made = doors.api(world.karim, "POST", f"/exchanges/{number}/reverse", reason="erreur")
    mirror = made.get_json()["id"]
    assert (made.status_code, made.get_json()["reverses"]) == (201, number)
    assert doors.do(world.ines, number, "reverse", reason="aussi") == 409
    assert doors.do(world.karim, mirror, "confirm", version_sha256=doors.sha(mirror)) == 409  # its own proposal
    assert doors.do(world.ines, mirror, "confirm", version_sha256=doors.sha(mirror)) == 200
    assert doors.do(world.ines, mirror, "reverse", reason="retour") == 422
    assert left() == (4, 8)


@attack(7, "sql")
def _(doors: Doors, world: World) -> None:
    mirror = one("SELECT MAX(id) FROM exchange")
    refused_by_the_database(copy(reverses="id"), number=mirror)
    again = "INSERT INTO reversal (exchange_id, reversed_id, at) SELECT exchange_id, reversed_id, at FROM reversal"
    refused_by_the_database(again)
    refused_by_the_database("DELETE FROM reversal")


@attack(8, "page")
def _(doors: Doors, world: World) -> None:
    notice = Notice(ListingKind.OFFER, Kind.EQUIPMENT, "Barnum", "", date(2027, 5, 1))
    with transaction():
        listing = actions.publish(notice, member=world.ines, now=LATER).id
        wanted = draft(world.fournil_id, listing_id=listing)
        number = actions.propose(wanted, member=world.ines, now=LATER).id
    confirm(world.karim, number)
    assert doors.post(world.ines, f"/listings/{listing}/close", outcome="exchanged") == 303
    assert left() == (1, 2)


@attack(8, "api")
def _(doors: Doors, world: World) -> None:
    listing = one("SELECT MAX(id) FROM listing")
    assert doors.api(world.ines, "POST", f"/listings/{listing}/close").status_code == 422
    assert doors.api(world.ines, "DELETE", f"/listings/{listing}").status_code in (404, 405)
    assert left() == (1, 2)


@attack(8, "sql")
def _(doors: Doors, world: World) -> None:
    run("DELETE FROM listing_token")
    run("DELETE FROM listing")
    for table, number in (("structure", world.fournil_id), ("person", world.karim.person_id), ("pole", world.pole_id)):
        refused_by_the_database(f"DELETE FROM {table} WHERE id = :number", number=number)
    assert left() == (1, 2)
    assert doors.get(world.ines, "/statement.csv").text.count(";180;") == 1
