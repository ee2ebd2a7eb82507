"""Why not sign in the application: who signs which paper, once, for the version the employee agreed to."""

from __future__ import annotations

from datetime import date

from mutua.pole.models import Member
from mutua.staffing.models import Arrangement, PaperKind, Party, State
from mutua.staffing.rules.codes import No
from mutua.staffing.rules.sight import parties_of
from mutua.staffing.rules.turn import SIGNERS, missing_papers


def signing_side(arrangement: Arrangement, kind: PaperKind, member: Member) -> Party | None:
    """As whom the member signs this paper: themselves first, else a structure they manage."""
    mine = parties_of(arrangement, member)
    managed = {Party.LENDER: arrangement.lender_id, Party.HOST: arrangement.host_id}
    for side in (Party.EMPLOYEE, Party.LENDER, Party.HOST):
        signs = side in SIGNERS.get(kind, ()) and side in mine
        if signs and (side is Party.EMPLOYEE or member.manages(managed[side])):
            return side
    return None


def why_not_sign_here(
    arrangement: Arrangement, kind: PaperKind, side: Party | None, *, today: date, person_id: int | None = None
) -> No | None:
    """One person never signs for both sides of one paper."""
    terms = arrangement.current_terms
    if arrangement.state not in (State.APPROVED, State.AMENDING):
        return No.WRONG_STATE
    if terms is None or arrangement.consent_to(terms.id) is None:
        return No.NOT_CONSENTED
    if side is None or side not in SIGNERS.get(kind, ()):
        return No.NOT_YOUR_STEP
    if kind not in missing_papers(arrangement) or arrangement.has_signed(kind, side):
        return No.ALREADY_SIGNED
    before = [row.signature.person_id for row in arrangement.signed if (row.kind, row.terms_id) == (kind, terms.id)]
    if person_id is not None and person_id in before:
        return No.SIGNS_TWICE
    return No.SIGNED_LATE if arrangement.state is State.APPROVED and today > terms.values.starts_on else None


def is_complete(arrangement: Arrangement, kind: PaperKind) -> bool:
    """Everybody who signs this paper has."""
    return all(arrangement.has_signed(kind, side) for side in SIGNERS[kind])


def link_sides(arrangement: Arrangement, kind: PaperKind, member: Member) -> list[Party]:
    """Sides for which the member may send a personal link: their own structure's signatory, and, for the employer, an
    employee without an account. Who has one signs in it."""
    mine = signing_side(arrangement, kind, member)
    sides: list[Party] = [mine] if mine in (Party.LENDER, Party.HOST) else []
    has_account = arrangement.employee is not None and arrangement.employee.person_id is not None
    if mine is Party.LENDER and Party.EMPLOYEE in SIGNERS[kind] and not has_account:
        sides.append(Party.EMPLOYEE)
    return [side for side in sides if not arrangement.has_signed(kind, side)]


def link_opens(arrangement: Arrangement, sha256: str) -> bool:
    """A personal link shows the version it was made for, while that version is being signed."""
    terms = arrangement.current_terms
    awaited = arrangement.state in (State.APPROVED, State.AMENDING)
    return awaited and terms is not None and terms.sha256 == sha256 and arrangement.consent_to(terms.id) is not None
