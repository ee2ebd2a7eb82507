"""The rules of a resource, its terms and who accepted them."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import HouseRules, Resource, TermsAcceptance, UseTerms
from mutua.resources.rules import No, why_not_edit


def set_rules(
    resource: Resource, house: HouseRules, *, terms: str, version: int, member: Member, now: datetime
) -> None:
    """The rules anew; other terms are a new version, which everybody accepts again. No terms: nothing to accept."""
    refuse_if(why_not_edit(resource, member))
    refuse_if(No.RESOURCE_CHANGED if resource.version != version else None)
    resource.rules = house.to_json()
    _set_terms(resource, terms.strip(), member, now)
    resource.changed_at = now
    resource.modseq += 1
    db.session.flush()
    audit.record("resource.rules_set", "resource", resource.id, actor=member, at=now)


def _set_terms(resource: Resource, text: str, member: Member, now: datetime) -> None:
    kept = queries.terms_of(resource)
    if text == (kept.text if kept else ""):
        return
    resource.terms_number = 0
    if text:
        number = queries.next_number(resource.id)
        by = member.person_id
        db.session.add(UseTerms(resource_id=resource.id, number=number, text=text, written_by_id=by, written_at=now))
        resource.terms_number = number


def accept_terms(resource: Resource, number: int, *, member: Member, now: datetime) -> None:
    """Accept, for one's structure, the version one has read; a newer one has to be read first."""
    terms = queries.terms_of(resource)
    if terms is None or resource.structure_id == member.structure_id:
        return
    if terms.number != number or member.structure_id is None:
        raise Refused(No.TERMS_TO_ACCEPT, resource=resource)
    if resource.id in queries.accepted_by(member.structure_id, [resource.id]):
        return
    acceptance = TermsAcceptance(terms_id=terms.id, structure_id=member.structure_id, accepted_at=now)
    acceptance.person_id = member.person_id
    db.session.add(acceptance)
    audit.record("resource.terms_accepted", "resource", resource.id, actor=member, at=now, after=str(number))
