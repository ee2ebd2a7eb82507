"""Agreement and amendment as PDF: the terms of one version, in French, as they are signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from mutua.documents.models import Method
from mutua.documents.pdf import to_pdf
from mutua.kernel.timespan import wall
from mutua.resources.models import Regime
from mutua.staffing.models import Arrangement, PaperKind, Party, Signed, Slot, Terms

if TYPE_CHECKING:
    from mutua.documents.pdf.seal import Seal

ROLES = {Party.LENDER: "Employeur", Party.HOST: "Structure d’accueil", Party.EMPLOYEE: "Personne concernée"}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def paper_pdf(arrangement: Arrangement, terms: Terms, kind: PaperKind) -> bytes:
    """The draft of a paper for one version; the same version gives the same bytes."""
    return to_pdf(f"staffing_{kind.value}", paper_facts(arrangement, terms), made_at=terms.written_at)


def signed_paper(
    arrangement: Arrangement, terms: Terms, kind: PaperKind, seal: Seal, check: str
) -> tuple[bytes, bytes]:
    """The paper with its signature page, and the same under the seal; `check` is the address of the check page."""
    rows = [row for row in arrangement.signed if (row.kind, row.terms_id) == (kind, terms.id)]
    signers = [_signer(row, arrangement.pole.zone) for row in rows]
    facts = paper_facts(arrangement, terms) | {"signers": signers, "check": check}
    signed = to_pdf(f"staffing_{kind.value}", facts, made_at=max(row.signed_at for row in rows))
    return signed, seal.close(signed, reason=f"Dossier {arrangement.id}, version {terms.number}")


def _signer(row: Signed, zone: str) -> dict[str, str]:
    at = wall(row.signed_at, zone)
    how = {
        Method.ACCOUNT: "Compte personnel, mot de passe et code par courriel",
        Method.LINK: "Lien personnel et code par courriel, adresse donnée par la structure",
        Method.PAPER: "Papier",
    }[row.signature.method]
    return {
        "role": ROLES[row.side],
        "name": row.signature.signer_name,
        "at": f"{day_text(at.date())}, {at:%H:%M}",
        "how": how,
    }


def paper_facts(arrangement: Arrangement, terms: Terms) -> dict[str, Any]:
    """What both templates print: parties, the person, and every mandatory mention (S5, S6)."""
    values = terms.values
    person = arrangement.employee
    return {
        "pole": arrangement.pole.name,
        "number": arrangement.id,
        "version": terms.number,
        "signers": [],
        "check": "",
        "code": terms.code,
        "sha256": terms.sha256,
        "written_on": day_text(terms.written_at.date()),
        "below_cost": arrangement.regime is Regime.LOAN_BELOW_COST,
        "lender": _party(arrangement.lender),
        "host": _party(arrangement.host),
        "person": person.name if person else "",
        "starts_on": day_text(values.starts_on),
        "ends_on": day_text(values.ends_on),
        "week": week_text(values.slots),
        "weekly": duration_text(values.weekly_minutes),
        **{
            name: getattr(values, name)
            for name in (
                "qualification", "tasks", "reason", "place", "orders_from", "contact", "cost_method", "features",
                "ppe", "medical", "safety_notes", "probation_days", "essential_change", "reflection_days", "purpose",
            )
        },
    }  # fmt: skip


def _party(structure: Any) -> dict[str, str]:
    return {"name": structure.name, "siret": structure.siret or "", "address": structure.address}


def day_text(day: date) -> str:
    written = str(format_date(day, "d MMMM y", locale="fr")).replace(" ", "\u00a0")
    return f"1er{written[1:]}" if day.day == 1 else written


def clock_text(minutes: int) -> str:
    """570 is 9:30; past midnight the clock starts again."""
    hours, left = divmod(minutes % 1440, 60)
    return f"{hours}:{left:02d}"


def duration_text(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    return f"{hours}\u00a0h" + (f"\u00a0{left:02d}" if left else "")


def week_text(slots: tuple[Slot, ...]) -> list[list[str]]:
    """[["jeudi", "9:00 – 12:30, 13:30 – 17:00"], …]."""
    days: dict[int, list[str]] = {}
    for slot in sorted(slots):
        days.setdefault(slot.weekday, []).append(f"{clock_text(slot.start)}\u00a0– {clock_text(slot.end)}")
    return [[DAYS[weekday], ", ".join(ranges)] for weekday, ranges in days.items()]
