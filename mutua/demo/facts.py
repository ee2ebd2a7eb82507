"""What `mutua demo --json` prints: addresses, accounts and resources that a script may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mutua.demo import programs
from mutua.demo.cast import PASSWORD
from mutua.kernel.role import Role
from mutua.pole import queries
from mutua.pole.models import Member, Pole
from mutua.resources.models import Resource
from mutua.resources.queries import resources_for

# The strongest role names an account.
RANK = (Role.COORDINATOR, Role.SAFETY_OFFICER, Role.MANAGER, Role.MEMBER)


@dataclass(frozen=True)
class DemoFacts:
    """The keys of product.md 5; `dav` is None where nobody has an application password."""

    pole: dict[str, str]
    accounts: list[dict[str, Any]]
    resources: list[dict[str, Any]]
    calendars: dict[str, str]
    dav: dict[str, str] | None = None


def facts_of(pole: Pole, calendars: dict[str, str], secret_key: str, base_url: str) -> DemoFacts:
    """Read from the database, so that a second run tells the same as the first."""
    members = [member for member in _members(pole) if member.structure_id is not None]
    coordinator = next(member for member in members if member.is_coordinator)
    resources = sorted(resources_for(coordinator), key=lambda row: row.id)
    return DemoFacts(
        pole={"slug": pole.slug, "name": pole.name},
        accounts=[_account(member) for member in members],
        resources=[_resource(resource) for resource in resources],
        calendars=calendars,
        dav=programs.keys(pole, resources, secret_key, base_url),
    )


def _members(pole: Pole) -> list[Member]:
    """Everybody once, as they act when they sign in, in the order in which they joined."""
    people = {row.person_id: row.person for row in queries.people_of(pole.id)}
    found = (queries.member_for(people[number], pole, None) for number in sorted(people))
    return [member for member in found if member is not None]


def _account(member: Member) -> dict[str, Any]:
    return {
        "email": member.email,
        "password": PASSWORD,
        "role": next(role.value for role in RANK if role in member.roles),
        "structure_id": member.structure_id,
        "structure": member.structure_name,
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "kind": resource.kind.value,
        "name": resource.name,
        "structure_id": resource.structure_id,
        "approval": resource.approval.value,
    }
