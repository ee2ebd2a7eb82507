"""Signing in the application: by code from an account, or through a personal link; the last one seals the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mutua.documents import actions as documents
from mutua.documents.actions.signing import ToSign
from mutua.documents.models import Method, SigningLink
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import mails, rules
from mutua.staffing.actions.loan import signed_step
from mutua.staffing.actions.steps import allowed_side, settle
from mutua.staffing.models import Arrangement, Paper, PaperKind, Party, Signed, Terms, Verb
from mutua.staffing.rules import No

FILE_NAMES = {PaperKind.AGREEMENT: "convention-signee.pdf", PaperKind.AMENDMENT: "avenant-signe.pdf"}
# Makes the signed pages of a paper, and the same under the seal.
MakePaper = Callable[[Arrangement, Terms, PaperKind], tuple[bytes, bytes]]


@dataclass(frozen=True)
class Signer:
    """Who holds the pen: a member in their account, or somebody through a link; `code` is what they typed."""

    who: Member | SigningLink
    side: Party
    code: str


def ask_code(
    arrangement: Arrangement, kind: PaperKind, *, actor: Member, email: str, locale: str, now: datetime
) -> str:
    """The door has just seen the password; the code goes to the account's own address. The answer is for a
    demonstration alone."""
    allowed_side(arrangement, Verb.SIGN, actor, now=now)
    side = rules.signing_side(arrangement, kind, actor)
    _refuse(arrangement, kind, side, actor.person_id, now)
    return documents.send_code(_to_sign(arrangement, kind, "sign"), actor, email=email, locale=locale, now=now)


def ask_code_by_link(arrangement: Arrangement, link: SigningLink, *, path: str, now: datetime) -> str:
    """Who holds the link asks; the code goes to the address the link was made for. The answer: as above."""
    kind = PaperKind(link.document)
    _refuse(arrangement, kind, Party(link.role), None, now)
    _refuse_other_version(arrangement, link)
    to_sign = _to_sign(arrangement, kind, "", path=path)
    return documents.send_code(to_sign, link, email=link.email, locale=link.locale, now=now)


def sign(
    arrangement: Arrangement, kind: PaperKind, *, code: str, actor: Member, now: datetime, make: MakePaper
) -> None:
    """A simple electronic signature from the signer's own account."""
    allowed_side(arrangement, Verb.SIGN, actor, now=now)
    side = rules.signing_side(arrangement, kind, actor)
    _refuse(arrangement, kind, side, actor.person_id, now)
    if side is not None:
        _sign(arrangement, kind, Signer(actor, side, code), now, make)


def sign_by_link(arrangement: Arrangement, link: SigningLink, *, code: str, now: datetime, make: MakePaper) -> None:
    """The same for somebody without an account."""
    kind, side = PaperKind(link.document), Party(link.role)
    _refuse(arrangement, kind, side, None, now)
    _refuse_other_version(arrangement, link)
    _sign(arrangement, kind, Signer(link, side, code), now, make)
    documents.use_link(link, now=now)


def send_link(
    arrangement: Arrangement, kind: PaperKind, side: Party, *, name: str, email: str, actor: Member, now: datetime
) -> str:
    """A personal address for who signs without an account; the answer is its path."""
    allowed_side(arrangement, Verb.SIGN, actor, now=now)
    _refuse(arrangement, kind, side, None, now)
    terms = arrangement.current_terms
    if terms is None or side not in rules.link_sides(arrangement, kind, actor):
        raise Refused(No.NOT_YOUR_STEP)
    structure = arrangement.host if side is Party.HOST else arrangement.lender
    made, token = documents.make_link(
        ("arrangement", arrangement.id),
        document=kind.value,
        role=side.value,
        sha256=terms.sha256,
        name=name,
        email=email,
        structure_id=structure.id,
        actor=actor,
        now=now,
    )
    path = f"/sign/{token}"
    mails.signing_link(made, structure=structure.name, path=path, now=now)
    return path


def _refuse(arrangement: Arrangement, kind: PaperKind, side: Party | None, person: int | None, now: datetime) -> None:
    today = wall(now, arrangement.pole.zone).date()
    refuse_if(rules.why_not_sign_here(arrangement, kind, side, today=today, person_id=person))


def _refuse_other_version(arrangement: Arrangement, link: SigningLink) -> None:
    terms = arrangement.current_terms
    if terms is None or terms.sha256 != link.sha256:
        raise Refused(No.OTHER_VERSION)


def _to_sign(arrangement: Arrangement, kind: PaperKind, page: str, *, path: str = "") -> ToSign:
    terms = arrangement.current_terms
    if terms is None:
        raise Refused(No.NO_TERMS)
    own = f"/p/{arrangement.pole.slug}/staffing/{arrangement.id}/{page}/{kind.value}"
    return ToSign(kind.value, terms.sha256, path or own, arrangement.pole_id)


def _sign(arrangement: Arrangement, kind: PaperKind, signer: Signer, now: datetime, make: MakePaper) -> None:
    """The code is burnt, the signature written; with everybody's the paper is made, sealed and kept."""
    terms = arrangement.current_terms
    if terms is None:
        raise Refused(No.NO_TERMS)
    documents.use_code(signer.who, kind.value, terms.sha256, signer.code, now=now)
    _write(arrangement, terms, kind, signer, now)
    actor = signer.who if isinstance(signer.who, Member) else None
    if rules.is_complete(arrangement, kind):
        _keep_paper(arrangement, terms, kind, signer, make(arrangement, terms, kind), now)
    signed_step(arrangement, signer.side, actor, now)
    settle(arrangement)


def _write(arrangement: Arrangement, terms: Terms, kind: PaperKind, signer: Signer, now: datetime) -> None:
    structures = {Party.LENDER: arrangement.lender_id, Party.HOST: arrangement.host_id}
    who = signer.who
    by_link = isinstance(who, SigningLink)
    row = documents.record_signature(
        ("arrangement", arrangement.id),
        document=kind.value,
        role=signer.side.value,
        sha256=terms.sha256,
        signed_on=wall(now, arrangement.pole.zone).date(),
        method=Method.LINK if by_link else Method.ACCOUNT,
        actor=who if isinstance(who, Member) else None,
        recorded_by_id=who.made_by_id if isinstance(who, SigningLink) else None,
        now=now,
        person_id=who.person_id if isinstance(who, Member) else None,
        structure_id=structures.get(signer.side),
        signer_name=who.signer_name if isinstance(who, SigningLink) else who.name,
    )
    made = Signed(terms_id=terms.id, kind=kind, side=signer.side, signature=row, signed_at=now)
    arrangement.signed.append(made)
    db.session.flush()


def _keep_paper(
    arrangement: Arrangement, terms: Terms, kind: PaperKind, signer: Signer, made: tuple[bytes, bytes], now: datetime
) -> None:
    who = signer.who
    stored = documents.keep_sealed(
        ("arrangement", arrangement.id),
        document=kind.value,
        content_sha256=terms.sha256,
        signed=made[0],
        sealed=made[1],
        name=FILE_NAMES[kind],
        pole_id=arrangement.pole_id,
        actor=who if isinstance(who, Member) else None,
        now=now,
    )
    arrangement.papers.append(
        Paper(
            terms_id=terms.id,
            kind=kind,
            file=stored,
            signed_on=wall(now, arrangement.pole.zone).date(),
            side=signer.side,
            recorded_by_id=who.made_by_id if isinstance(who, SigningLink) else who.person_id,
            recorded_at=now,
        )
    )
    db.session.flush()
