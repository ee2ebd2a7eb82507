"""The real server with fifty people, for whatever races against whatever: started once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from mutua.app import create_app
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure, StructureRole
from mutua.resources.models import Drawing, Kind
from tests.bookings.racing import RIVALS
from tests.builders import PASSWORD, add_resource
from tests.conftest import WORKER, settings_for
from tests.live import Server, serving


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("race"), f"race_{WORKER}") as started:
        yield started


@pytest.fixture(scope="package")
def inside(server: Server) -> Flask:
    """An app over the server's own database."""
    url = server.environ["MUTUA_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    return create_app(settings_for(url, Path(server.environ["MUTUA_DATA_DIR"])))


@pytest.fixture(scope="package")
def rivals(server: Server, inside: Flask) -> list[tuple[httpx.Client, dict[str, str], int]]:
    """Fifty people of two structures: a signed-in browser, the headers of a token, the structure."""
    made = []
    with inside.app_context():
        for number in range(RIVALS):
            structure = server.world.fournil_id if number % 2 else server.world.couture_id
            email = f"rival{number}@trois-ponts.test"
            with transaction():
                pole = pole_queries.pole_by_slug("trois-ponts")
                person = poles.add_person(f"Rival {number}", email, password=PASSWORD, now=clock.now())
                role = StructureRole.MEMBER
                poles.affiliate(person, structure, role, now=clock.now(), actor=None, pole_id=pole.id)
                db.session.flush()
                token = poles.make_token(pole_queries.member_for(person, pole, None), "race", now=clock.now())
            made.append((email, {"Authorization": f"Bearer {token}"}, structure))
    return [(server.browser_of(inside, email), headers, structure) for email, headers, structure in made]


@pytest.fixture(scope="package")
def hall(server: Server, inside: Flask) -> int:
    """A hall that needs the room's unit and the van's."""
    with inside.app_context(), transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        couture = db.session.get(Structure, server.world.couture_id)
        made = add_resource(pole, couture, "Grande salle", Kind.PREMISES)
        drawn = select(Drawing.unit_id).where(Drawing.resource_id.in_([server.world.room_id, server.world.van_id]))
        made.draws = [Drawing(position=place, unit_id=unit) for place, unit in enumerate(db.session.scalars(drawn))]
        db.session.flush()
        return made.id
