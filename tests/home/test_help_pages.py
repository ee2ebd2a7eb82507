"""Help, site map, accessibility, privacy: in a pole and without one, linked from every footer."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.builders import World, sign_in

PAGES = ("help", "sitemap", "accessibility", "privacy")


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_reads_it_without_account_and_is_led_out_of_a_pole(
    world: World, client: FlaskClient, page: str
) -> None:
    assert client.get(f"/{page}").status_code == 200
    led = client.get(f"/p/trois-ponts/{page}")
    assert (led.status_code, led.location) == (303, f"/{page}")
    assert client.get(f"/p/nowhere/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_member_reads_it_in_the_pole_and_a_stranger_does_not(world: World, client: FlaskClient, page: str) -> None:
    sign_in(client, world.nadia)
    found = client.get(f"/p/trois-ponts/{page}")
    assert found.status_code == 200
    assert found.text.count("<h1>") == 1
    for other in PAGES:
        assert f'href="/p/trois-ponts/{other}"' in found.text
    assert client.get(f"/p/a-cote/{page}").status_code == 404


def test_help_names_the_coordination_to_members_alone(world: World, client: FlaskClient) -> None:
    assert world.lucie.email not in client.get("/help").text
    sign_in(client, world.karim)
    assert world.lucie.email in client.get("/p/trois-ponts/help").text


def test_every_topic_of_the_help_has_its_place(world: World, client: FlaskClient) -> None:
    page = client.get("/help").text
    topics = re.findall(r'<a href="#([a-z]+)">', page)
    assert len(topics) == 8
    assert all(f'<h2 id="{topic}"' in page for topic in topics)


@pytest.mark.parametrize("name, least", [("lucie", 35), ("karim", 35), ("nadia", 30), ("prevention", 20)])
def test_no_link_of_the_site_map_is_dead(world: World, client: FlaskClient, name: str, least: int) -> None:
    sign_in(client, getattr(world, name))
    page = client.get("/p/trois-ponts/sitemap").text
    main = page[page.index("<main") : page.index("</main>")]
    addresses = set(re.findall(r'href="(/[^"#]*)"', main))
    assert len(addresses) >= least
    assert {address: client.get(address, follow_redirects=True).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )


def test_the_site_map_leads_each_to_what_they_may_open(world: World, client: FlaskClient) -> None:
    everybody = ("search/week", "search/range", "waiting", "rounds", "rights", "notices")
    coordination = ("settings", "roles", "invitations", "staffing/board")
    sign_in(client, world.nadia)
    page = client.get("/p/trois-ponts/sitemap").text
    assert all(f'href="/p/trois-ponts/{path}"' in page for path in everybody)
    assert 'href="/account/passkeys"' in page
    assert 'href="/account/calendar-passwords"' in page
    assert not any(f'href="/p/trois-ponts/{path}"' in page for path in coordination)
    sign_in(client, world.lucie)
    page = client.get("/p/trois-ponts/sitemap").text
    assert all(f'href="/p/trois-ponts/{path}"' in page for path in coordination)


def test_the_gallery_is_not_for_production(world: World, client: FlaskClient) -> None:
    assert client.get("/gallery").status_code == 200
