"""Agreement and amendment as PDF: the terms of one version, in French, as they are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mutua.documents.models import Method
from mutua.documents.pdf import to_pdf
from mutua.kernel.timespan import wall
from mutua.staffing.models import Arrangement, PaperKind, Signed, Terms
from mutua.staffing.pdf.parts import ROLES, Facts, day_text
from mutua.staffing.pdf.sheets import sheet_of

if TYPE_CHECKING:
    from mutua.documents.pdf.seal import Seal


def paper_pdf(arrangement: Arrangement, terms: Terms, kind: PaperKind) -> bytes:
    """The draft of a paper for one version; the same version gives the same bytes."""
    return to_pdf("sheet", paper_facts(arrangement, terms, kind), made_at=terms.written_at)


def signed_paper(
    arrangement: Arrangement, terms: Terms, kind: PaperKind, seal: Seal, check: str
) -> tuple[bytes, bytes]:
    """The paper with its signature page, and the same under the seal; `check` is the address of the check page."""
    rows = [row for row in arrangement.signed if (row.kind, row.terms_id) == (kind, terms.id)]
    signing = {
        "sha256": terms.sha256,
        "check": check,
        "signers": [_signer(row, arrangement.pole.zone) for row in rows],
    }
    facts = paper_facts(arrangement, terms, kind) | {"signing": signing}
    signed = to_pdf("sheet", facts, made_at=max(row.signed_at for row in rows))
    return signed, seal.close(signed, reason=f"Dossier {arrangement.id}, version {terms.number}")


def _signer(row: Signed, zone: str) -> dict[str, str]:
    at = wall(row.signed_at, zone)
    how = {
        Method.ACCOUNT: "Compte personnel : mot de passe ou clé d’accès de nouveau, puis code par courriel",
        Method.LINK: "Lien personnel et code par courriel, adresse donnée par la structure",
        Method.PAPER: "Papier",
    }[row.signature.method]
    return {
        "role": ROLES[row.side],
        "name": row.signature.signer_name,
        "at": f"{day_text(at.date())}, {at:%H:%M}",
        "how": how,
    }


def paper_facts(arrangement: Arrangement, terms: Terms, kind: PaperKind) -> dict[str, Any]:
    """The parts of the editable form, and the hash at the foot of each page."""
    sheet = sheet_of(kind.value, Facts(arrangement, terms, terms.written_at.date()))
    if sheet is None:
        raise LookupError(kind)
    return sheet.to_json()
