"""Verbs of the operator: poles, accounts, tokens."""

from __future__ import annotations

import click

from mutua.cli import erasures
from mutua.cli.group import application, cli, stop
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole import actions, queries
from mutua.pole.models import PoleRole, StructureRole


@cli.command("create-pole")
@click.argument("name")
@click.option("--slug", required=True, help="Short name in addresses: letters, digits, hyphens.")
@click.option("--email", required=True, help="Address of the first coordinator.")
@click.option("--zone", default="Europe/Paris", show_default=True)
@click.option("--territory", default="")
def create_pole(name: str, slug: str, email: str, zone: str, territory: str) -> None:
    """Create a pole and print its first coordinator's invitation."""
    with application() as app, transaction():
        if queries.pole_by_slug(slug):
            stop(f"a pole named {slug!r} exists already.", 1)
        now = clock.now()
        pole = actions.create_pole(name, slug, territory=territory, zone=zone, now=now)
        token = actions.invite(pole, email=email, pole_role=PoleRole.COORDINATOR, actor=None, now=now)
        click.echo(f"{app.config['SETTINGS'].base_url}/invitations/{token}")


@cli.command("create-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--structure", "structure_id", type=int, help="Id of the structure they join.")
@click.option("--role", type=click.Choice([role.value for role in StructureRole]), default="member", show_default=True)
@click.password_option(help="At least ten characters.")
def create_user(email: str, name: str, structure_id: int | None, role: str, password: str) -> None:
    """Create an account."""
    with application(), transaction():
        if queries.person_by_email(email):
            stop(f"{email} has an account already.", 1)
        if structure_id is not None and queries.structure(structure_id) is None:
            stop(f"no structure {structure_id}.", 1)
        now = clock.now()
        person = actions.add_person(name, email, password=password, now=now)
        if structure_id is not None:
            pole_id = queries.first_pole_of(structure_id)
            actions.affiliate(person, structure_id, StructureRole(role), now=now, actor=None, pole_id=pole_id)
        click.echo(f"{person.id}")


@cli.command("token")
@click.argument("email")
@click.option("--structure", "structure_id", type=int, help="For which structure; the person's first by default.")
@click.option("--label", default="mutua token", show_default=True)
def token(email: str, structure_id: int | None, label: str) -> None:
    """Print a new API token of a person."""
    with application(), transaction():
        person = queries.person_by_email(email)
        if person is None:
            stop(f"no account for {email}.", 1)
        member = next(
            (
                found
                for pole in queries.poles_of(person.id)
                if (found := queries.member_for(person, pole, structure_id))
                and found.structure_id is not None
                and structure_id in (None, found.structure_id)
            ),
            None,
        )
        if member is None:
            stop(f"{email} does not act for that structure.", 1)
        click.echo(actions.make_token(member, label, now=clock.now()))


@cli.command("erase-person")
@click.argument("email")
@click.confirmation_option(prompt="Name, address and keys of this person go for good. Erase them?")
def erase_person(email: str) -> None:
    """Erase somebody who asks to be forgotten, once they have left their structures and roles.

    Their number and the moment the account was made are written to a file beside the data, so that `mutua restore`
    erases them again.
    """
    with application() as app:
        with transaction():
            person = queries.person_by_email(email)
            if person is None:
                stop(f"no account for {email}.", 1)
            number, created_at = person.id, person.created_at
            actions.erase_person(person, now=clock.now())
        erasures.remember(app.config["SETTINGS"].data_dir, number, created_at)
        click.echo(f"{number} erased")
