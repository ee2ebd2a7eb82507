"""What the papers of a loan share: the facts they are made of, the words both contracts use, dates and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from mutua.documents.pdf import Section
from mutua.staffing.models import Arrangement, Cost, Party, Slot, Terms, TermsContent

ROLES = {Party.LENDER: "Employeur", Party.HOST: "Structure d’accueil", Party.EMPLOYEE: "Personne concernée"}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FREE = (
    "L’accord de la personne est nécessaire. Refuser ne peut entraîner ni sanction, ni licenciement, "
    "ni discrimination (article L8241-2)."
)


@dataclass(frozen=True)
class Facts:
    """All a sheet may print. `safety`: headings with lines from the safety document; `cost` for the employer alone."""

    row: Arrangement
    terms: Terms
    today: date
    safety: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cost: Cost | None = None

    @property
    def values(self) -> TermsContent:
        return self.terms.values

    @property
    def person(self) -> str:
        return self.row.employee.name if self.row.employee else ""


# title, lead, sections, (role, name) of who signs
Made = tuple[str, str, tuple[Section, ...], tuple[tuple[str, str], ...]]


def parties(facts: Facts) -> Section:
    row = facts.row
    return Section(
        "Parties",
        (
            ("Structure prêteuse", address(row.lender.name, row.lender.address, row.lender.siret)),
            ("Structure d’accueil", address(row.host.name, row.host.address, row.host.siret)),
            ("Identité de la personne", facts.person),
            ("Qualification", facts.values.qualification),
        ),
    )


def address(name: str, where: str, siret: str | None) -> str:
    return ", ".join(part for part in (name, where, f"SIRET {siret}" if siret else "") if part)


def hours_section(values: TermsContent, title: str = "Durée, horaires et lieu") -> Section:
    """Dates, the week, the place, the trial, the notice: what both contracts say in the same words."""
    facts = [("Lieu", values.place), ("Durée hebdomadaire", duration_text(values.weekly_minutes))]
    if values.travel_minutes is not None:
        facts.append(("Trajet entre les deux lieux", travel_text(values)))
    dates = f"Du {day_text(values.starts_on)} au {day_text(values.ends_on)}, sans tacite reconduction."
    week = (("Jour", "Horaires"), *((day, hours) for day, hours in week_text(values.slots)))
    return Section(title, tuple(facts), week, (dates, _trial(values), *_notice(values)))


def travel_text(values: TermsContent) -> str:
    return f"{duration_text(values.travel_minutes or 0)}, compté comme travail effectif quand un jour a les deux lieux"


def _trial(values: TermsContent) -> str:
    if not values.probation_days:
        return "Pas de période probatoire."
    must = " Elle est obligatoire, car un élément essentiel du contrat change." if values.essential_change else ""
    return (
        f"Période probatoire : {values.probation_days} jours.{must} Y mettre fin n’est un motif ni de sanction ni de "
        "licenciement, sauf faute grave."
    )


def _notice(values: TermsContent) -> tuple[str, ...]:
    if not values.notice_days:
        return ()
    days = f"{values.notice_days} jour{'s' if values.notice_days > 1 else ''}"
    return (f"Le prêt peut prendre fin avant son terme, les autres parties étant prévenues {days} avant.",)


def health(values: TermsContent) -> Section:
    """Who answers for health and safety at the host's (S12 to S14)."""
    texts = [
        "Le suivi médical revient à la structure prêteuse ; un suivi renforcé se fait dans la structure d’accueil. "
        "Celle-ci fournit les équipements sans frais pour la personne. Elle prévient aussitôt la "
        "structure prêteuse de tout accident, que celle-ci déclare."
    ]
    if values.special_risks:
        texts.append(
            "Le poste est sur la liste des postes à risques particuliers : formation renforcée à la sécurité, accueil "
            "et information adaptés (article L4154-2)."
        )
    return Section(
        "Santé et sécurité",
        (
            ("Équipements de protection", values.ppe),
            ("Suivi médical", values.medical),
            ("Risques et consignes du lieu", values.safety_notes),
        ),
        texts=tuple(texts),
    )


def day_text(day: date) -> str:
    written = str(format_date(day, "d MMMM y", locale="fr")).replace(" ", "\u00a0")
    return f"1er{written[1:]}" if day.day == 1 else written


def clock_text(minutes: int) -> str:
    """570 is 9:30; past midnight the clock starts again."""
    hours, left = divmod(minutes % 1440, 60)
    return f"{hours}:{left:02d}"


def duration_text(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{left}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{left:02d}" if left else "")


def week_text(slots: tuple[Slot, ...]) -> list[list[str]]:
    """[["jeudi", "9:00 – 12:30, 13:30 – 17:00"], …]."""
    days: dict[int, list[str]] = {}
    for slot in sorted(slots):
        days.setdefault(slot.weekday, []).append(f"{clock_text(slot.start)}\u00a0– {clock_text(slot.end)}")
    return [[DAYS[weekday], ", ".join(ranges)] for weekday, ranges in days.items()]
