"""Signing what is adopted, with a code sent to the signer's own address: for a structure, for the places one heads."""

from __future__ import annotations

from datetime import datetime

from mutua.documents import actions as documents
from mutua.documents.actions.signing import ToSign
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.safety import rules
from mutua.safety.models import Adoption, PlaceSignatory, PlaceSignature, SignatureMethod, SignatureRow

DOCUMENT = "safety"  # what the code is for, in the letter that brings it


def ask_code(adoption: Adoption | None, *, member: Member, email: str, locale: str, now: datetime) -> str:
    """A code for exactly this content, to the account's own address; a demonstration, which sends nothing, shows it."""
    refuse_if(rules.why_not_sign(adoption, member))
    assert adoption is not None
    path = f"/p/{member.pole_slug}/safety/adoption"
    to_sign = ToSign(DOCUMENT, adoption.content_sha256, path, member.pole_id)
    return documents.send_code(to_sign, member, email=email, locale=locale, now=now)


def sign_with_code(adoption: Adoption | None, code: str, *, member: Member, now: datetime) -> None:
    """One code signs the content once, for everything this person answers for."""
    refuse_if(rules.why_not_sign(adoption, member))
    assert adoption is not None
    documents.use_code(member, DOCUMENT, adoption.content_sha256, code, now=now)
    sign(adoption, member=member, now=now, method=SignatureMethod.CODE)


def count_wrong_code(adoption: Adoption, *, member: Member, now: datetime) -> None:
    """After a wrong code, in a transaction of its own: the refusal rolled the rest back."""
    documents.count_try(member, DOCUMENT, adoption.content_sha256, now=now)


def sign(
    adoption: Adoption | None, *, member: Member, now: datetime, method: SignatureMethod = SignatureMethod.ACCOUNT
) -> None:
    """The frozen content, before publication or late: for the structure one manages and the places one heads."""
    refuse_if(rules.why_not_sign(adoption, member))
    assert adoption is not None
    own, places = rules.to_sign(adoption, member)
    if own is not None:
        row = SignatureRow(
            signatory_id=own.id, person_id=member.person_id, person_name=member.name,
            content_sha256=adoption.content_sha256, method=method, signed_at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        audit.record("safety.signed", "safety_signature", row.id, actor=member, at=now, after=str(adoption.number))
    for place in places:
        _sign_place(adoption, place, member, now, method)


def _sign_place(
    adoption: Adoption, place: PlaceSignatory, member: Member, now: datetime, method: SignatureMethod
) -> None:
    row = PlaceSignature(
        signatory_id=place.id, content_sha256=adoption.content_sha256, method=method, signed_at=now
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("safety.place_signed", "safety_place_signature", row.id, actor=member, at=now, after=place.place_name)
