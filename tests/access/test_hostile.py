"""Addresses, parameters and fields that no honest browser sends: never an error of ours; forms without token: 400."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.asking import COLUMNS, Asker, Route, routes, watched
from tests.access.table import TABLE
from tests.access.where import BODIES, PARAMETER, address, body_of, moment_of, parameters

pytestmark = pytest.mark.timeout(900)  # a hang guard for thousands of requests

NUMBERS = ("-1", "999999999999", "9223372036854775807", "9223372036854775808", "%00", "٣")
WORDS = ("%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%F0%9F%A6%94", "'%20OR%201=1--", "a" * 3000, "%ED%A0%80")
VALUES = ("\x00", "-1", "9" * 40, "9223372036854775807", "'; DROP TABLE person", "2027-02-30", "a" * 25_000, "🦔")
ARGUMENTS = (
    "day", "duration", "end", "frequency", "from", "kind", "lender", "listing", "lone", "mine", "next", "other", "page",
    "past", "people", "period", "q", "repeat", "residual", "review", "severity", "skill", "start", "step", "times",
    "to", "unit", "until", "week", "what", "worker", "first", "last", "free_from", "free_until", "capacity", "feature",
    "offset", "mastery", "email", "direction",
)  # fmt: skip
ROUNDS = [0, *(pytest.param(turn, marks=pytest.mark.deep) for turn in (1, 2))]


def nasty(number: int, turn: int) -> str:
    """Another value for each field, and in each turn for each of them."""
    return VALUES[(number + 3 * turn) % len(VALUES)]


def welcome(route: Route) -> str:
    """Somebody who gets in there, if anybody does."""
    cells = TABLE[f"{route.method} {route.rule}"]
    return next((role for role in ("manager", "coordinator", "owner") if cells[COLUMNS.index(role)] in "*+"), "manager")


def hostile_paths(asker: Asker, route: Route, turn: int) -> Iterator[str]:
    """The route's address with one part at a time replaced; in three turns by each of the values."""
    values = {name: str(value) for name, value in parameters(asker.stage, route.endpoint).items()}
    values["pole"] = "trois-ponts"
    for name in PARAMETER.findall(route.rule):
        words = NUMBERS if "int:" in route.rule.partition(name)[0][-5:] else WORDS
        for word in words[(len(route.rule) + turn) % 3 :: 3]:
            changed = values | {name: word}
            yield PARAMETER.sub(lambda found, changed=changed: changed[found[1]], route.rule)  # type: ignore[misc]


@pytest.mark.parametrize("turn", ROUNDS)
def test_no_hostile_address_breaks_anything(asker: Asker, turn: int) -> None:
    broken = []
    with watched():
        for route in routes(asker.app):
            for path in hostile_paths(asker, route, turn):
                body = body_of(asker.stage, route.endpoint)
                answer = asker.send(welcome(route), path, route.method, moment_of(route.endpoint), **body)
                if answer.status_code >= 500:
                    broken.append((route.method, path[:120], answer.status_code))
    assert broken == []


@pytest.mark.parametrize("turn", ROUNDS)
def test_no_hostile_parameter_breaks_a_page(asker: Asker, turn: int) -> None:
    """Cheap pages alone: a file is the same whatever is asked beside it."""
    broken = []
    with watched():
        for route in routes(asker.app):
            if route.method != "GET" or route.rule.endswith(".pdf"):
                continue
            path = address(asker.stage, route.endpoint, route.rule).partition("?")[0]
            asked = {name: nasty(number, turn)[:2000] for number, name in enumerate(ARGUMENTS)}
            answer = asker.send("manager", path, now=moment_of(route.endpoint), query_string=asked)
            if answer.status_code >= 500:
                broken.append((path, answer.status_code))
    assert broken == []


@pytest.mark.parametrize("turn", ROUNDS)
def test_no_hostile_field_breaks_a_form(asker: Asker, turn: int) -> None:
    """One field at a time of every form, the others honest."""
    broken = []
    with watched():
        for route in routes(asker.app):
            if route.endpoint not in BODIES or route.endpoint == "safety.publish":
                continue
            for number, field in enumerate(body_of(asker.stage, route.endpoint)["data"]):
                honest = body_of(asker.stage, route.endpoint)["data"]
                path = address(asker.stage, route.endpoint, route.rule)
                sent = honest | {field: nasty(number, turn)}
                answer = asker.send(welcome(route), path, "POST", moment_of(route.endpoint), data=sent)
                if answer.status_code >= 500:
                    broken.append((path, field, answer.status_code))
    assert broken == []


@pytest.mark.once
def test_every_form_wants_its_token(asker: Asker) -> None:
    """The API and CalDAV are left out: a header that no browser adds by itself says who asks."""
    asker.app.config["WTF_CSRF_ENABLED"] = True
    try:
        with watched() as watch:
            let_in = []
            for route in routes(asker.app):
                if route.method == "GET" or route.rule.startswith(("/api/", "/dav/", "/.well-known/")):
                    continue
                for role in ("visitor", "manager", "coordinator"):
                    watch.begin()
                    answer = asker.ask(role, route)
                    if answer.status_code != 400 or watch.writes:
                        let_in.append((route.rule, role, answer.status_code))
            assert let_in == []
    finally:
        asker.app.config["WTF_CSRF_ENABLED"] = False


ELSEWHERE = ("https://evil.test/", "//evil.test/", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", "/\r\nX: 1")


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=ascii)
def test_no_way_leads_to_another_site(asker: Asker, wanted: str) -> None:
    with watched():
        world = asker.stage.world
        answers = [
            asker.send("manager", "/login", query_string={"next": wanted}),
            asker.send("manager", "/theme", "POST", data={"theme": "dark", "next": wanted}),
            asker.send("manager", "/language", "POST", data={"language": "fr", "next": wanted}),
            asker.send("manager", "/account/act-for", "POST",
                       data={"pole": "trois-ponts", "structure_id": str(world.fournil_id), "next": wanted}),
            asker.send("visitor", "/login", "POST",
                       data={"email": "karim@trois-ponts.test", "password": "trois-ponts-2027", "next": wanted}),
            asker.send("coordinator", f"/p/trois-ponts/invitations/{asker.stage.names.invitation}/revoke", "POST",
                       data={"next": wanted}),
        ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [303] * len(answers)
    assert [answer.location for answer in answers if "evil" in answer.location or ":" in answer.location] == []


def test_numbers_of_another_pole_in_fields_name_nothing(asker: Asker) -> None:
    """Yann, inside his own pole, sends the numbers of the Trois-Ponts in fields and in JSON."""
    world, names, cast = asker.stage.world, asker.stage.names, asker.stage.cast
    token = {"resource_ids": [world.room_id], "structure_id": world.radio_id, "starts_at": "2027-05-12T14:00:00+02:00",
             "ends_at": "2027-05-12T15:00:00+02:00"}  # fmt: skip
    acting = f"{world.pole_id}:{world.couture_id}"
    tries = [
        ("/api/v1/bookings", {"json": token}),
        ("/api/v1/bookings", {"json": token | {"structure_id": world.couture_id}}),
        ("/p/a-cote/calendars", {"data": {"what": f"resource-{world.room_id}"}}),
        ("/p/a-cote/exchanges/confirm", {"data": {"wanted": f"{names.proposed}:{names.version}"}}),
        (f"/p/a-cote/people/{names.affiliation}/role", {"data": {"role": "manager"}}),
        ("/account/act-for", {"data": {"pole": "trois-ponts", "structure_id": str(world.couture_id)}}),
        ("/account/tokens", {"data": {"label": "x", "acting": acting}}),
        ("/p/a-cote/safety/units/new", {"data": {"name": "x", "kind": "premises", "place_id": str(names.place)}}),
        ("/p/a-cote/staffing/new?worker=employee&contract=one&orders=host&price=cost",
         {"data": {"side": "host", "skill": "x", "structure_id": str(world.couture_id)}}),
    ]  # fmt: skip
    with watched() as watch:
        for path, body in tries:
            watch.begin()
            answer = asker.send("thief", path, "POST", **body)
            assert not watch.acted, path
            assert answer.status_code in (403, 404, 409, 422), (path, answer.status_code)
    assert cast["stranger"].structure_id == world.radio_id
