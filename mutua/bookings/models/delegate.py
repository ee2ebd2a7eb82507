"""A member who answers requests for some resources of their structure, beside its managers."""

from __future__ import annotations

from dataclasses import dataclass

from mutua.pole.models import Member


@dataclass(frozen=True)
class Delegate(Member):
    """`resource_ids`: those whose requests they answer."""

    resource_ids: frozenset[int] = frozenset()


def may_answer_for(member: Member, resource_id: int, structure_id: int) -> bool:
    """A manager of the structure that shares it, or a delegate for this resource."""
    named = isinstance(member, Delegate) and member.structure_id == structure_id and resource_id in member.resource_ids
    return named or member.manages(structure_id)
