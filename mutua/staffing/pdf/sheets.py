"""The papers beside the two that are signed, and the editable form of all of them: parts, in French, no layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_skeleton

from mutua.documents.pdf import Section, Sheet, to_pdf
from mutua.kernel.timespan import wall
from mutua.resources.models import Regime
from mutua.staffing.models import (
    Arrangement,
    Channel,
    CostStatement,
    CseOpinion,
    HoursEntry,
    HoursState,
    MonthCost,
    Party,
    Terms,
    TermsContent,
)
from mutua.staffing.pdf.paper import ROLES, day_text, duration_text, week_text

FREE = (
    "L’accord de la personne est nécessaire. Refuser ne peut entraîner ni sanction, ni licenciement, "
    "ni discrimination (article L8241-2)."
)
OPINIONS = {
    CseOpinion.FAVOURABLE: "favorable",
    CseOpinion.UNFAVOURABLE: "défavorable",
    CseOpinion.NO_OPINION: "consulté, sans avis rendu",
    CseOpinion.NO_CSE: "pas de CSE dans la structure",
}
HOURS_STATE = {
    HoursState.ENTERED: "à confirmer",
    HoursState.CONFIRMED: "confirmées",
    HoursState.CONTESTED: "contestées",
    HoursState.VALIDATED: "validées",
}


@dataclass(frozen=True)
class Facts:
    """All a sheet may print. `safety`: headings with lines from the safety document; `cost` for the employer alone."""

    row: Arrangement
    terms: Terms
    today: date
    safety: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cost: CostStatement | MonthCost | None = None

    @property
    def values(self) -> TermsContent:
        return self.terms.values

    @property
    def person(self) -> str:
        return self.row.employee.name if self.row.employee else ""


def sheet_pdf(sheet: Sheet, made_at: datetime) -> bytes:
    return to_pdf("sheet", sheet.to_json(), made_at=made_at)


def sheet_of(kind: str, facts: Facts) -> Sheet | None:
    """The sheet of a kind, None while what it records has not happened."""
    made = SHEETS[kind](facts)
    if made is None:
        return None
    title, lead, sections, signers = made
    row, terms = facts.row, facts.terms
    return Sheet(
        title=title,
        subject=facts.person,
        lead=lead,
        author=row.lender.name,
        foot=f"Dossier {row.id}, {row.pole.name} · version {terms.number} · SHA-256 {terms.sha256}",
        sections=sections,
        signers=signers,
    )


Made = tuple[str, str, tuple[Section, ...], tuple[tuple[str, str], ...]]


def _parties(facts: Facts) -> Section:
    row = facts.row
    return Section(
        "Parties",
        (
            ("Structure prêteuse", _address(row.lender.name, row.lender.address, row.lender.siret)),
            ("Structure d’accueil", _address(row.host.name, row.host.address, row.host.siret)),
            ("Identité de la personne", facts.person),
            ("Qualification", facts.values.qualification),
        ),
    )


def _address(name: str, address: str, siret: str | None) -> str:
    return ", ".join(part for part in (name, address, f"SIRET {siret}" if siret else "") if part)


def _time(values: TermsContent) -> Section:
    dates = f"Du {day_text(values.starts_on)} au {day_text(values.ends_on)}"
    dates += f", {duration_text(values.weekly_minutes)} par semaine."
    week = (("Jour", "Horaires"), *((day, hours) for day, hours in week_text(values.slots)))
    return Section("Durée, horaires et lieu", (("Lieu", values.place),), week, (dates, _trial(values)))


def _trial(values: TermsContent) -> str:
    if not values.probation_days:
        return "Pas de période probatoire."
    return (
        f"Période probatoire : {values.probation_days} jours. Y mettre fin n’est un motif ni de sanction ni de "
        "licenciement, sauf faute grave."
    )


def _health(values: TermsContent) -> Section:
    return Section(
        "Santé et sécurité",
        (
            ("Équipements de protection", values.ppe),
            ("Suivi médical", values.medical),
            ("Risques et consignes du lieu", values.safety_notes),
        ),
        texts=("La structure d’accueil fournit les équipements sans frais et signale aussitôt tout accident.",),
    )


def _agreement(facts: Facts) -> Made:
    values, below = facts.values, facts.row.regime is Regime.LOAN_BELOW_COST
    margin = (
        "La structure prêteuse facture au plus le coût."
        if below
        else "Sont facturés exactement les salaires versés, les charges sociales afférentes et les frais "
        "professionnels remboursés. Ni marge, ni frais de gestion. La TVA s’ajoute si elle est due."
    )
    purpose = (("But du prêt", values.purpose),) if values.purpose else ()
    sections = (
        _parties(facts),
        _time(values),
        Section("Motif et travail confié", (("Motif", values.reason), *purpose, ("Travail confié", values.tasks))),
        Section("Direction du travail", (("Consignes données par", values.orders_from), ("Contact", values.contact))),
        Section("Salaires, charges et frais facturés", (("Mode de détermination", values.cost_method),), (), (margin,)),
        _health(values),
        Section("Fin et retour", texts=("La personne retrouve son poste ou un poste équivalent.",)),
    )
    articles = "article L8241-3" if below else "articles L8241-1 et L8241-2"
    signers = (("Structure prêteuse", facts.row.lender.name), ("Structure d’accueil", facts.row.host.name))
    lead = f"Prêt de main-d’œuvre à but non lucratif, {articles} du Code du travail"
    return "Convention de mise à disposition", lead, sections, signers


def _amendment(facts: Facts) -> Made:
    values = facts.values
    sections = (
        _parties(facts),
        Section("Travail confié", (("Qualification", values.qualification), ("Travail confié", values.tasks))),
        _time(values),
        Section("Caractéristiques particulières du poste", texts=(values.features,)),
        _health(values),
        Section("Contrat et paie", texts=("Le contrat n’est ni rompu ni suspendu ; la rémunération ne change pas.",)),
        Section("Liberté de refuser", texts=(FREE, f"Délai de réflexion : {values.reflection_days} jours.")),
    )
    signers = (("L’employeur", facts.row.lender.name), ("La personne concernée", facts.person))
    return "Avenant au contrat de travail", f"Mise à disposition chez {facts.row.host.name}", sections, signers


def _consent(facts: Facts) -> Made | None:
    given = facts.row.consent_to(facts.terms.id)
    if given is None:
        return None
    how = "depuis son propre compte" if given.channel is Channel.ACCOUNT else "sur papier, enregistré par l’employeur"
    record = (
        ("Accord donné le", day_text(given.given_on)),
        ("Par", f"{facts.person}, {how}"),
        ("Version", f"{facts.terms.number}, empreinte SHA-256 {given.terms_sha256}"),
        ("Texte montré", f"règle {given.shown_rule}, vérifiée le {day_text(given.shown_rule_checked_on)}"),
    )
    sections = (_parties(facts), Section("Accord", record, texts=(FREE,)), _time(facts.values))
    return "Accord de la personne concernée", "Article L8241-2 du Code du travail", sections, ()


def _cse(facts: Facts) -> Made | None:
    rows = [(side, facts.row.cse_of(side)) for side in (Party.LENDER, Party.HOST)]
    table = [("Structure", "Avis", "Consulté le", "Effectif")]
    for side, record in rows:
        if record is not None:
            structure = facts.row.lender if side is Party.LENDER else facts.row.host
            day = day_text(record.consulted_on) if record.consulted_on else "–"
            table.append((structure.name, OPINIONS[record.opinion], day, str(record.headcount)))
    if len(table) == 1:
        return None
    note = "Les deux CSE sont consultés avant le prêt ; celui de l’employeur est informé des conventions signées."
    sections = (_parties(facts), Section("Consultation des CSE", table=tuple(table), texts=(note,)))
    return "Relevé des avis des CSE", "Articles L8241-2 et L2311-2 du Code du travail", sections, ()


def _safety(facts: Facts) -> Made:
    values, row = facts.values, facts.row
    done = day_text(row.briefed_on) if row.briefed_on else "à faire avant le premier jour"
    place = Section(
        "Accueil", (("Lieu", values.place), ("Accueil fait le", done), ("Consignes données par", values.orders_from))
    )
    known = tuple(Section(title, texts=lines) for title, lines in facts.safety) or (
        Section("Document unique partagé", texts=("Aucun risque de ce lieu n’y est encore décrit.",)),
    )
    accident = "Tout accident est signalé aussitôt à la structure prêteuse, qui le déclare (L412-3 s. du CSS)."
    sections = (place, _health(values), *known, Section("En cas d’accident", texts=(accident,)))
    signers = (("Structure d’accueil", row.host.name), ("La personne accueillie", facts.person))
    return "Fiche d’accueil sécurité", f"{facts.person}, chez {row.host.name}", sections, signers


def _hours(facts: Facts) -> Made | None:
    live = [entry for entry in facts.row.hours if entry.state is not HoursState.REPLACED]
    if not live:
        return None
    table = [("Jour", "Horaires", "Pause", "Travail effectif", "État"), *(_hours_line(e, facts.row) for e in live)]
    total = duration_text(sum(entry.minutes for entry in live))
    section = Section(
        "Heures",
        table=tuple(table),
        texts=(f"Total : {total}. Les heures supplémentaires se comptent chez l’employeur (T14).",),
    )
    signers = ((ROLES[Party.HOST], facts.row.host.name), (ROLES[Party.EMPLOYEE], facts.person))
    return "Relevé d’heures", f"{facts.person} chez {facts.row.host.name}", (_parties(facts), section), signers


def _hours_line(entry: HoursEntry, row: Arrangement) -> tuple[str, ...]:
    start, end = wall(entry.starts_at, row.pole.zone), wall(entry.ends_at, row.pole.zone)
    pause = duration_text(entry.break_minutes) if entry.break_minutes else "–"
    state = HOURS_STATE.get(entry.state, "")
    return day_text(start.date()), f"{start:%H:%M} – {end:%H:%M}", pause, duration_text(entry.minutes), state


def _cost(facts: Facts) -> Made | None:
    cost = facts.cost
    if cost is None:
        return None
    total = cost.wages_cents + cost.charges_cents + cost.expenses_cents
    lines = (
        ("Salaires versés", _euros(cost.wages_cents)),
        ("Charges sociales afférentes", _euros(cost.charges_cents)),
        ("Frais professionnels remboursés", _euros(cost.expenses_cents)),
        ("Coût", _euros(total)),
        ("Facturé hors TVA", _euros(cost.invoiced_cents)),
        ("Marge", _euros(max(0, cost.invoiced_cents - total))),
        ("TVA", cost.vat_note or "à préciser avec votre comptable"),
    )
    note, when = "Ni marge ni frais de gestion (article L8241-1).", "Total"
    if isinstance(cost, CostStatement):
        note += " À garder jusqu’au " + day_text(cost.keep_until) + "."
    else:
        when = format_skeleton("yMMMM", cost.month_on, locale="fr")
    hours = Section("Heures validées", ((when, duration_text(cost.minutes)),))
    sections = (_parties(facts), hours, Section("Coût et facture", lines, texts=(note,)))
    return "État de coûts", "Prêt de main-d’œuvre à but non lucratif, sans marge", sections, ()


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"


SHEETS: dict[str, Callable[[Facts], Made | None]] = {
    "agreement": _agreement,
    "amendment": _amendment,
    "consent": _consent,
    "cse": _cse,
    "safety": _safety,
    "hours": _hours,
    "cost": _cost,
}
