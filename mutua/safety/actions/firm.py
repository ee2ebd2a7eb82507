"""A firm of no pole signs a plan or a protocol itself: a personal address by letter, then a code to that mailbox."""

from __future__ import annotations

from datetime import datetime

from mutua.documents import actions as documents
from mutua.documents.actions.signing import ToSign
from mutua.documents.models import SigningLink
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.safety import mails, rules
from mutua.safety.models import OperationSignature, OutsideWork, SafetyDocument
from mutua.safety.rules import outside

OPERATION = "operation"
FIRM = "worker"  # the side a personal address signs for


def send_signing_link(
    document: SafetyDocument, row: OutsideWork, *, name: str, email: str, member: Member, now: datetime
) -> str:
    """By the host, to somebody of the firm; a new letter ends the address before. The answer is its path."""
    refuse_if(rules.why_not_sign_operation(row, FIRM, member))
    own = pole_queries.person(member.person_id)
    refuse_if(rules.why_not_send_link(row, name, email, member, own.email if own else ""))
    made, token = documents.make_link(
        (OPERATION, row.id), document=str(row.route), role=FIRM, sha256=outside.content_sha256(row), name=name,
        email=email, structure_id=row.host_id, actor=member, now=now,
    )  # fmt: skip
    path = f"/safety/sign/{token}"
    mails.signing_link(document, row, made, path=path, now=now)
    return path


def ask_firm_code(row: OutsideWork, link: SigningLink, *, path: str, now: datetime) -> str:
    """To the mailbox the address was sent to."""
    refuse_if(rules.why_not_sign_by_link(row, link.sha256))
    to_sign = ToSign(link.document, link.sha256, path, link.pole_id)
    return documents.send_code(to_sign, link, email=link.email, locale=link.locale, now=now)


def sign_by_link(
    document: SafetyDocument, row: OutsideWork, link: SigningLink, *, code: str, now: datetime
) -> OperationSignature:
    """These words, once; the host is told."""
    refuse_if(rules.why_not_sign_by_link(row, link.sha256))
    documents.use_code(link, link.document, link.sha256, code, now=now)
    made = OperationSignature(
        operation_id=row.id, side=FIRM, signer=link.signer_name, content_sha256=link.sha256,
        recorded_by_id=link.made_by_id, link_id=link.id, signed_at=now,
    )  # fmt: skip
    with refusing(rules.No.ALREADY_SIGNED, when="operation_signature"):
        db.session.add(made)
        db.session.flush()
    documents.use_link(link, now=now)
    # no actor: who signs has no account; the row says through which address
    audit.record("safety.operation_signed", "operation", row.id, actor=None, at=now, after=f"{FIRM} by link",
                 pole_id=document.pole_id)  # fmt: skip
    mails.operation_signed(document, row, made, now=now)
    return made
