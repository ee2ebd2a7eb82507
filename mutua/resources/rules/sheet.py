"""Who sets a resource."""

from __future__ import annotations

from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
from mutua.resources.rules.refusals import No


def why_not_edit(resource: Resource, member: Member) -> No | None:
    """Only a manager of the structure that shares it, or the coordination, sets a resource, and in its own pole."""
    if resource.pole_id != member.pole_id:
        return No.NOT_THE_OWNER
    return None if member.manages(resource.structure_id) or member.is_coordinator else No.NOT_THE_OWNER


def why_not_open(resource: Resource, member: Member) -> No | None:
    """To other poles: what may be set; somebody's working time stays under the rules of one pole."""
    return No.STAFF_STAYS if resource.kind is Kind.STAFF else why_not_edit(resource, member)


def why_not_share(structure_id: int, member: Member) -> No | None:
    """A new resource of a structure: by its managers or the coordination."""
    return None if member.manages(structure_id) or member.is_coordinator else No.NOT_THE_OWNER
