"""The pole of the demonstration, its structures and its people, joined by the product's own actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from mutua.demo import source
from mutua.kernel.db import db
from mutua.kernel.secret import hash_password
from mutua.pole import actions, queries
from mutua.pole.models import (
    Announcement,
    LegalForm,
    Member,
    Person,
    Pole,
    PoleRole,
    Structure,
    StructureRole,
)

PASSWORD = "trois-ponts-2027"
OLDEST = timedelta(days=900)
# From this headcount on a structure elects a CSE (L2311-2).
CSE_FROM = 11


@dataclass
class Cast:
    """Who is who, by the keys of the data files. Ids and frozen members: rows do not outlive a transaction."""

    pole_id: int
    pole_slug: str
    zone: str
    structures: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[str]] = field(default_factory=dict)
    coordinator: str = ""
    safety_officer: str = ""

    def member(self, name: str, structure: str) -> Member:
        """The person as they act for this structure."""
        return self.members[name, structure]

    def manager(self, structure: str) -> Member:
        return self.members[self.managers[structure], structure]

    def key_of(self, structure_id: int) -> str:
        return next(key for key, number in self.structures.items() if number == structure_id)

    def head(self) -> Member:
        """The first coordinator."""
        return self.members[self.coordinator, "pole"]

    def officer(self) -> Member:
        return self.members[self.safety_officer, "pole"]


def build(today: date, now: datetime) -> Cast:
    """Pole, 14 structures and 45 people, who joined over the last years; invitations and announcements of the day."""
    data = source.toml("cast")
    pole = _pole(data["pole"], today, now - OLDEST)
    cast = Cast(pole.id, pole.slug, pole.zone)
    _structures(cast, pole, data["structure"], now - OLDEST)
    _people(cast, pole, data["person"], now - OLDEST)
    db.session.flush()
    _members(cast, pole, data["person"])
    _invitations(cast, pole, data["invitation"], now)
    _announcements(cast, data["announcement"], today, now)
    return cast


def _pole(facts: dict[str, Any], today: date, since: datetime) -> Pole:
    pole = actions.create_pole(facts["name"], facts["slug"], territory=facts["territory"], now=since)
    pole.is_demonstration = True
    pole.charter_signed_on = date(today.year - facts["charter_years_ago"], 9, 15)
    return pole


def _structures(cast: Cast, pole: Pole, rows: list[dict[str, Any]], since: datetime) -> None:
    for number, row in enumerate(rows):
        joined = since + timedelta(days=45 * number)
        structure = Structure(
            name=row["name"],
            legal_form=LegalForm(row["form"]),
            siret=invented_siret(number + 1),
            headcount=row["headcount"],
            taxable=row.get("taxable", False),
            activity=row["activity"],
            address=row["address"],
            email=f"contact@{row['key']}.example",
            phone=f"01 99 00 {number + 10:02d} {number + 31:02d}",
            occupational_health_service=row["health"],
            prevention_person=row.get("prevention", ""),
            has_cse=row["headcount"] >= CSE_FROM,
        )
        cast.structures[row["key"]] = actions.add_structure(pole, structure, now=joined).id


def _people(cast: Cast, pole: Pole, rows: list[dict[str, Any]], since: datetime) -> None:
    kept = hash_password(PASSWORD)  # once: argon2id takes a tenth of a second, and everybody has the same
    for number, row in enumerate(rows):
        joined = since + timedelta(days=15 * number)
        person = actions.add_person(row["name"], email_of(row["name"], pole.slug), password=None, now=joined)
        person.password_hash = kept
        cast.people[row["name"]] = person.id
        for place in row["at"]:
            _affiliate(cast, pole, person, place, joined)
        if "office" in row:
            _appoint(cast, pole, person, PoleRole(row["office"]), joined)


def _affiliate(cast: Cast, pole: Pole, person: Person, place: str, joined: datetime) -> None:
    key, role = place.split(":")
    actions.affiliate(person, cast.structures[key], StructureRole(role), now=joined, actor=None, pole_id=pole.id)
    cast.teams.setdefault(key, []).append(person.name)
    if role == StructureRole.MANAGER:
        cast.managers.setdefault(key, person.name)


def _appoint(cast: Cast, pole: Pole, person: Person, role: PoleRole, joined: datetime) -> None:
    actions.give_office(pole.id, person, role, now=joined, actor=None)
    if role is PoleRole.COORDINATOR:
        cast.coordinator = cast.coordinator or person.name
    else:
        cast.safety_officer = person.name


def _members(cast: Cast, pole: Pole, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        person = queries.person(cast.people[row["name"]])
        for key in (place.split(":")[0] for place in row["at"]):
            member = queries.member_for(person, pole, cast.structures[key]) if person else None
            if member is None:
                raise LookupError(row["name"])
            cast.members[row["name"], key] = member


def _invitations(cast: Cast, pole: Pole, rows: list[dict[str, Any]], now: datetime) -> None:
    for row in rows:
        structure = row.get("structure")
        actions.invite(
            pole,
            email=row["email"],
            name=row["name"],
            structure_id=cast.structures[structure] if structure else None,
            structure_role=StructureRole(row["role"]) if structure else None,
            actor=cast.head(),
            now=now - timedelta(days=row["days_ago"]),
        )


def _announcements(cast: Cast, rows: list[dict[str, Any]], today: date, now: datetime) -> None:
    for row in rows:
        until = today + timedelta(days=row["in_days"])
        text = row["text"].replace("{day}", format_date(until, "EEEE d MMMM", locale="fr"))
        made = Announcement(pole_id=cast.pole_id, title=row["title"], text=text, until_on=until, created_at=now)
        db.session.add(made)


def email_of(name: str, slug: str) -> str:
    """`claire.morel@trois-ponts.example`: a domain that nobody can own (RFC 2606)."""
    first, _, last = name.partition(" ")
    return f"{source.ascii_slug(first)}.{source.ascii_slug(last)}@{slug}.example"


def invented_siret(number: int) -> str:
    """Fourteen digits whose two Luhn keys are right, under a SIREN prefix that INSEE has not given out."""
    siren = _with_key(f"99900{number:03d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    """The digits followed by their Luhn key."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"
