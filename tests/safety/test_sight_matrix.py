"""Who sees what (law/safety 5.8), whole: each role opens every page, file and API answer of the document that its links
lead to, and none holds a planted mark that is another's: health, accident, small numbers by sex, an annex."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from mutua.bookings.models import Profile
from mutua.documents.pdf import to_pdf
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Structure, StructureRole
from mutua.resources.models import Kind
from mutua.safety import actions, queries
from mutua.safety.models import Body, Factor, HostEffect, IncidentKind, ReaderKind
from mutua.safety.rules import OF_ONE_EMPLOYER
from mutua.staffing.models import State
from tests.builders import NOW, World, add_person, add_resource, add_structure, book, member, sign_in
from tests.safety.scene import LATER, Scene, opened, picture, published, rate, scene, signed
from tests.safety.test_editions import text_of
from tests.staffing import loans

BASE = "/p/trois-ponts/safety"
LINK = re.compile(r'(?:href|src)="((?:/p/trois-ponts/safety|/safety/|/api/v1/safety)[^"#?]*)')
MARKS = {
    "contact": "06 11 22 33 44",  # who reported an accident from the wall
    "health": "Dos opéré",  # the follow-up of the one person lent
    "sex": "3 femmes et 9 hommes",  # of La Couture, under five
    "annex": "41733",  # people of La Couture exposed to noise
    "accident": "Malaise au soufflet",  # at La Fabrique, alone
    "reason": "Les forgerons toussent",  # what La Fabrique says of its own workshop
    "opinion": "Avis du CSE de la Couture",
    "programme": "Soigner le soufflet",  # an action at La Fabrique's
}
# Which marks a role may meet anywhere; what stands in the common volume is every member's.
VOLUME = {"accident", "reason", "opinion", "programme"}
ROLES = {
    "member of Le Fournil": VOLUME,
    "manager of Le Fournil": VOLUME,
    "manager of La Couture": VOLUME | {"sex", "annex"},
    "manager of La Fabrique": VOLUME,
    "coordinator": VOLUME | {"contact"},
    "safety officer": VOLUME | {"contact"},
    "of another pole": set(),
}
READERS = {
    ReaderKind.INSPECTION: VOLUME,
    ReaderKind.PREVENTION_AGENCY: VOLUME,
    ReaderKind.HEALTH_SERVICE: set(),
    ReaderKind.CSE: VOLUME,
    ReaderKind.WORKER: VOLUME,
    ReaderKind.FORMER_WORKER: set(),
    ReaderKind.OWNER: set(),
    ReaderKind.OTHER: VOLUME,
}
Cast = tuple[Scene, dict[str, Member]]


@pytest.fixture
def pole(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """Three employers, a loan, an accident told at a wall, exposures by sex: everything planted, then published."""
    monkeypatch.setattr(loans, "PDF", to_pdf("character", "Signé"))
    loans.state_april(loans.loan_in(State.ACTIVE, world, terms=replace(loans.TERMS, medical=MARKS["health"])))
    with clock.frozen(LATER):
        with transaction():
            home = pole_queries.pole_by_slug("trois-ponts")
            fabrique = add_structure(home, "La Fabrique")
            db.session.flush()
            zelda = add_person("Zelda Lenoir", fabrique, StructureRole.MANAGER, home)
            forge = add_resource(home, db.session.get(Structure, fabrique.id), "Forge secrète", Kind.PREMISES)
            db.session.flush()
            acting, forge_id = member(zelda, home), forge.id
        book(acting, forge_id, "2027-03-02", "09:00-12:00", now=NOW, headcount=2, profile=Profile.WORKSHOP)
        made = scene(world)
        _plant(made, acting, forge_id)
        signed(made, opened(made), world.karim)
        published(made)
        yield (
            made,
            {
                "member of Le Fournil": world.nadia,
                "manager of Le Fournil": world.karim,
                "manager of La Couture": world.ines,
                "manager of La Fabrique": acting,
                "coordinator": world.lucie,
                "safety officer": world.prevention,
                "of another pole": world.stranger,
            },
        )


def _plant(made: Scene, fabrique: Member, forge_id: int) -> None:
    w = made.world
    document = queries.document_of(w.pole_id)
    forge = next(row for row in queries.units_of(document.id) if row.name == "Forge secrète")
    bellows = rate(made, forge.id, "H09", situation="Soufflet brûlant")
    rate(made, made.room_unit_id, "H20")
    with transaction():
        document = queries.document_of(w.pole_id)
        unit = queries.unit_for(w.prevention, forge.id)
        told = {"kind": IncidentKind.ACCIDENT, "happened_on": LATER.date(), "now": LATER}
        actions.report_incident(document, unit, text=MARKS["accident"], photo=picture(), **told)
        wall = actions.spot_of(document, next(each for each in queries.resources_of(w.pole_id) if each.id == w.room_id),
                               member=w.ines, now=LATER)  # fmt: skip
        tale = actions.Report(IncidentKind.BENIGN, LATER.date(), "Une coupure", "", b"", MARKS["contact"])
        actions.report_at_spot(wall, document, tale, now=LATER)
        actions.say_figure(document, Factor.NOISE, 41733, 5, member=w.ines, now=LATER)
        actions.say_exposure(queries.unit_for(w.ines, made.room_unit_id), 3, 9, member=w.ines, now=LATER)
        actions.change_emission(document, f"resource:{forge_id}", Profile.WORKSHOP, "H18", HostEffect.ADDED,
                                MARKS["reason"], member=fabrique, now=LATER)  # fmt: skip
        owners = {row.id: row for row in queries.structures(w.pole_id)}
        actions.add_measure(
            queries.risk_for(w.prevention, bellows), MARKS["programme"], principle=8, member=w.prevention, cost=90,
            structure=owners[fabrique.structure_id], due_on=until(2).date(), now=LATER,
        )  # fmt: skip
        actions.add_consultation(
            document, held_on=LATER.date(), body=Body.CSE, structure=owners[w.couture_id], shown="", answer="",
            opinion=MARKS["opinion"], member=w.ines, now=LATER,
        )  # fmt: skip
    with pytest.raises(Refused):  # psychosocial factors stay in each employer's own grid: they are not even taken
        rate(made, made.room_unit_id, "H24")


def until(days: int) -> datetime:
    return LATER + timedelta(days=days)


def words_of(content: bytes) -> str:
    """What a file says, told by its first bytes."""
    if content.startswith(b"%PDF"):
        said = text_of(content)
    elif content.startswith(b"PK"):
        sheets = load_workbook(io.BytesIO(content))
        said = " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        said = content.decode("utf-8", "replace")
    return " ".join(said.replace("\u202f", " ").replace("\xa0", " ").split())


def opened_by(client: FlaskClient, *starts: str, **headers: str) -> dict[str, str]:
    """Address -> words of all that the links of the first pages lead to within the document."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500, path
        found[path] = words_of(answer.data) if answer.status_code == 200 else ""
        if answer.mimetype in ("text/html", "application/json"):
            waiting += [each.removeprefix("http://localhost") for each in LINK.findall(answer.text)]
    return found


def marks_in(found: dict[str, str]) -> dict[str, list[str]]:
    """Each mark met, with the addresses that hold it."""
    met = {name: [path for path, words in found.items() if mark in words] for name, mark in MARKS.items()}
    return {name: paths for name, paths in met.items() if paths}


FILES = [f"{BASE}/editions/1.{kind}" for kind in ("pdf", "json", "xlsx")]
OWN = [f"{BASE}/editions/1/extract.{kind}" for kind in ("pdf", "json", "xlsx")]


def test_each_role_meets_its_own_marks_alone(pole: Cast, app: Flask) -> None:
    """Pages, PDF, workbooks, JSON and the API; in one's own extract, nothing of another employer's at all."""
    made, cast = pole
    met, extracts = {}, {}
    for role, acting in cast.items():
        client = sign_in(app.test_client(), acting)
        found = opened_by(client, BASE, f"{BASE}/inspection", f"{BASE}/draft.pdf", f"{BASE}/readers", *FILES, *OWN)
        if acting.structure_id is not None:
            with transaction():
                key = poles.make_token(acting, "tests", now=LATER)
            bearer = {"Authorization": f"Bearer {key}"}
            found |= opened_by(app.test_client(), "/api/v1/safety/editions", "/api/v1/safety/editions/1.pdf", **bearer)
        assert sum(bool(words) for words in found.values()) > (20 if role != "of another pole" else 0), role
        met[role] = marks_in(found)
        extracts[role] = marks_in({path: found[path] for path in OWN})
    assert {role: set(paths) - ROLES[role] for role, paths in met.items()} == {role: set() for role in ROLES}, met
    assert set(met["safety officer"]) == ROLES["safety officer"]  # the marks are where they are looked for
    assert set(met["manager of La Couture"]) == ROLES["manager of La Couture"]
    own = {"manager of La Couture": {"sex", "annex"}, "manager of La Fabrique": {"reason", "programme"}}
    assert {role: set(paths) for role, paths in extracts.items()} == {role: own.get(role, set()) for role in ROLES}


def test_each_reader_from_outside_meets_no_more_than_its_table(pole: Cast, app: Flask) -> None:
    """By links of Le Fournil and of the office; what is not the volume holds nothing of another employer's."""
    made, _cast = pole
    w = made.world
    for kind, allowed in READERS.items():
        for structure_id, acting in ((w.fournil_id, w.karim), (None, w.lucie)):
            if structure_id is None and kind in OF_ONE_EMPLOYER:
                continue
            with transaction():
                edition, place = queries.edition_numbered(w.pole_id, 1), queries.place_in(w.pole_id, made.building_id)
                _link, token = actions.share_with_reader(
                    edition, structure_id, kind=kind, reader="R", expires_at=until(2), from_on=LATER.date(),
                    until_on=until(2).date(), place=place, member=acting, now=LATER,
                )  # fmt: skip
            start = f"/safety/read/{token}"
            found = opened_by(app.test_client(), start)
            met = marks_in(found)
            assert set(met) <= allowed, (kind, structure_id, met)
            if structure_id is not None:  # of the whole pole, the inspector reads every opinion and action
                elsewhere = {name for name, paths in met.items() if [path for path in paths if "volume" not in path]}
                assert elsewhere == set(), (kind, met)
            assert found[start]
