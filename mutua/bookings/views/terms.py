"""The conditions of a resource in the booking form: shown until the structure accepted them, accepted by its click."""

from __future__ import annotations

from datetime import datetime

from flask import request

from mutua.pole.models import Member
from mutua.resources import actions, queries
from mutua.resources.models import Resource, UseTerms


def terms_to_accept(resource: Resource, member: Member) -> UseTerms | None:
    """Nothing is asked of the database for a resource without conditions."""
    if not resource.terms_number or resource.structure_id == member.structure_id:
        return None
    if resource.id in queries.accepted_by(member.structure_id, [resource.id]):
        return None
    return queries.terms_of(resource)


def accept_ticked(member: Member, now: datetime) -> None:
    """`terms=7:2`: version 2 of resource 7 was read and accepted. Inside the booking's transaction."""
    for ticked in request.form.getlist("terms")[:20]:
        number, _, version = ticked.partition(":")
        if not (number.isdecimal() and version.isdecimal() and len(number) < 18 and len(version) < 9):
            continue
        resource = queries.resource_for(member, int(number), abroad=True)
        if resource is not None:
            actions.accept_terms(resource, int(version), member=member, now=now)
