"""Structures from a CSV file; a row that names a first manager sends that person an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from stdnum.fr import siret

from mutua.cli.intake.rows import Row, cells, choice, number, reported
from mutua.pole import actions
from mutua.pole import queries as pole_queries
from mutua.pole.actions import Guest
from mutua.pole.models import LegalForm, Member, Structure
from mutua.resources.forms.intake import BadRow

COLUMNS = (
    *("name", "legal_form", "siret", "headcount", "taxable", "activity", "address", "email", "phone"),
    *("manager_name", "manager_email"),
)
LONGEST = {"name": 120, "activity": 200, "email": 254, "phone": 30, "manager_name": 120, "manager_email": 254}
YES_OR_NO = {"yes": True, "oui": True, "1": True, "no": False, "non": False, "0": False, "": False}


def import_structures(rows: Sequence[Row], member: Member, *, now: datetime) -> list[dict[str, Any]]:
    """A report line a row; a name or a SIRET that the pole has already is refused."""
    return reported(rows, lambda row: _one(row, member, now))


def _one(row: Row, member: Member, now: datetime) -> str:
    read = cells(row, COLUMNS, LONGEST)
    structure = _structure(read)
    _refuse_twice(structure, member)
    pole = pole_queries.pole_by_slug(member.pole_slug)
    if pole is None:
        raise BadRow("pole: gone")
    if read["manager_email"]:
        guest = Guest(email=_address(read["manager_email"], "manager_email"), name=read["manager_name"])
        actions.welcome_structure(pole, structure, guest, actor=member, now=now)
    else:
        actions.add_structure(pole, structure, now=now, actor=member)
    return structure.name


def _structure(read: dict[str, str]) -> Structure:
    if not read["name"]:
        raise BadRow("name: empty")
    if read["taxable"].lower() not in YES_OR_NO:
        raise BadRow(f"taxable: {read['taxable']!r} is neither yes nor no")
    return Structure(
        name=read["name"],
        legal_form=choice(LegalForm, read["legal_form"], "legal_form"),
        siret=_siret(read["siret"]),
        headcount=number(read["headcount"], "headcount", 0, 1_000_000, 0),
        taxable=YES_OR_NO[read["taxable"].lower()],
        activity=read["activity"],
        address=read["address"],
        email=_address(read["email"], "email") if read["email"] else None,
        phone=read["phone"] or None,
    )


def _siret(text: str) -> str | None:
    if text and not siret.is_valid(text):
        raise BadRow(f"siret: {text!r} is no SIRET (14 digits with their key)")
    return siret.compact(text) if text else None


def _address(text: str, name: str) -> str:
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise BadRow(f"{name}: {text!r} is no address") from None
    return (found.ascii_email or found.normalized).lower()


def _refuse_twice(structure: Structure, member: Member) -> None:
    for membership in pole_queries.memberships_of(member.pole_id, active_only=True):
        known = membership.structure
        if known.name.casefold() == structure.name.casefold():
            raise BadRow(f"name: {structure.name!r} is in this pole already")
        if structure.siret and known.siret == structure.siret:
            raise BadRow(f"siret: {structure.siret} is in this pole already")
