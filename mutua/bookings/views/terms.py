"""The conditions of resources in the booking form: shown until the structure accepted them, accepted by its click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask import request

from mutua.pole.models import Member
from mutua.resources import actions, queries
from mutua.resources.models import Resource, UseTerms


class Asked(NamedTuple):
    """Conditions to read; `ticked`: their box is, in a form that comes back for another reason."""

    resource: Resource
    terms: UseTerms
    ticked: bool


def terms_to_accept(resource: Resource, along: Iterable[int], member: Member) -> list[Asked]:
    """Of the resource and what comes along. Nothing is asked of the database for resources without conditions."""
    others = [number for number in along if number != resource.id]
    every = [resource, *(queries.resources_for(member, ids=others, abroad=True) if others else ())]
    asking = [entry for entry in every if entry.terms_number and entry.structure_id != member.structure_id]
    accepted = queries.accepted_by(member.structure_id, [entry.id for entry in asking]) if asking else set()
    ticked = request.form.getlist("terms")
    found = ((entry, queries.terms_of(entry)) for entry in asking if entry.id not in accepted)
    return [Asked(entry, terms, f"{entry.id}:{terms.number}" in ticked) for entry, terms in found if terms]


def accept_ticked(member: Member, now: datetime) -> None:
    """`terms=7:2`: version 2 of resource 7 was read and accepted. Inside the booking's transaction."""
    for ticked in request.form.getlist("terms")[:20]:
        number, _, version = ticked.partition(":")
        if not (number.isdecimal() and version.isdecimal() and len(number) < 18 and len(version) < 9):
            continue
        resource = queries.resource_for(member, int(number), abroad=True)
        if resource is not None:
            actions.accept_terms(resource, int(version), member=member, now=now)
