"""Who reads a document of a resource."""

from __future__ import annotations

from mutua.pole.models import Member
from mutua.resources.models import Readers, Resource, ResourceDocument
from mutua.resources.rules.refusals import No
from mutua.resources.rules.sheet import why_not_edit


def may_enter(resource: Resource, member: Member, *, booked: bool) -> bool:
    """Whether the door code and what is to be known on the spot are theirs to read; `booked` as below."""
    return booked or resource.structure_id == member.structure_id or why_not_edit(resource, member) is None


def why_not_read(paper: ResourceDocument, resource: Resource, member: Member, *, booked: bool) -> No | None:
    """`booked`: the member's structure has a confirmed date there that is not over."""
    if paper.readers is Readers.ALL or why_not_edit(resource, member) is None:
        return None
    ours = resource.structure_id == member.structure_id
    return None if paper.readers is Readers.BOOKED and (booked or ours) else No.PAPER_KEPT_BACK
