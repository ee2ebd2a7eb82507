"""The papers of a loan as parts, in French, without layout: what happened in it, beside the two that are signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from babel.dates import format_skeleton

from mutua import law
from mutua.documents.pdf import Section, Sheet, to_pdf
from mutua.kernel.timespan import wall
from mutua.staffing.models import (
    Arrangement,
    Channel,
    Cost,
    CostStatement,
    CseOpinion,
    CseRecord,
    HoursEntry,
    HoursState,
    MonthCost,
    Party,
    State,
)
from mutua.staffing.pdf.contract import agreement, amendment
from mutua.staffing.pdf.parts import (
    FREE,
    ROLES,
    Facts,
    Made,
    day_text,
    duration_text,
    health,
    hours_section,
    parties,
    travel_text,
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
        foot=f"Dossier {row.id}, {row.pole.name} · version {terms.number} · code {terms.code} · SHA-256 {terms.sha256}",
        sections=sections,
        signers=signers,
    )


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
    sections = (parties(facts), Section("Accord", record, texts=(FREE,)), hours_section(facts.values))
    return "Accord de la personne concernée", "Article L8241-2 du Code du travail", sections, ()


def _answer(facts: Facts) -> Made | None:
    """To hand to who answers on paper: the terms in short, the freedom to refuse, a place to sign."""
    row, values = facts.row, facts.values
    if row.state not in (State.TERMS_AGREED, State.AMENDING) or row.consent_to(facts.terms.id) is not None:
        return None
    proposed = (("Travail confié", values.tasks), ("Particularités du poste", values.features))
    said = (
        FREE,
        "Si vous refusez, ne signez rien : aucun motif n’est demandé, et un refus ne laisse pas de trace.",
        "En signant, je donne mon accord à ces conditions. Rien ne change avant la signature de l’avenant.",
    )
    sections = (parties(facts), Section("Ce qui vous est proposé", proposed), hours_section(values))
    return (
        "Accord à signer",
        "Article L8241-2 du Code du travail",
        (*sections, Section("Votre réponse", texts=said)),
        (("La personne concernée", facts.person),),
    )


def _cse(facts: Facts) -> Made | None:
    rows = [(side, facts.row.cse_of(side)) for side in (Party.LENDER, Party.HOST)]
    table = [("Structure", "Avis", "Consulté le", "Effectif")]
    for side, record in rows:
        if record is not None:
            structure = facts.row.lender if side is Party.LENDER else facts.row.host
            day = day_text(record.consulted_on) if record.consulted_on else "–"
            table.append((structure.name, OPINIONS[record.opinion], day, str(record.headcount)))
            table += [_corrected(old) for old in facts.row.corrected(record)]
    if len(table) == 1:
        return None
    note = "Les deux CSE sont consultés avant le prêt ; celui de l’employeur est informé des conventions signées."
    listed = "Les CSE sont informés que le poste est sur la liste des postes à risques particuliers (article L4154-2)."
    texts = (note, listed) if facts.values.special_risks else (note,)
    sections = (parties(facts), Section("Consultation des CSE", table=tuple(table), texts=texts))
    return "Relevé des avis des CSE", "Articles L8241-2 et L2311-2 du Code du travail", sections, ()


def _corrected(old: CseRecord) -> tuple[str, str, str, str]:
    day = day_text(old.consulted_on) if old.consulted_on else "–"
    return ("", f"corrige un avis noté par erreur : {OPINIONS[old.opinion]}", day, str(old.headcount))


def _safety(facts: Facts) -> Made:
    values, row = facts.values, facts.row
    done = day_text(row.briefed_on) if row.briefed_on else "à faire avant le premier jour"
    trained = (
        "renforcée, avant le premier jour (L4154-2)" if values.special_risks else "pratique, à l’accueil (L4141-2)"
    )
    place = Section(
        "Accueil",
        (
            ("Lieu", values.place),
            ("Accueil fait le", done),
            ("Consignes données par", values.orders_from),
            ("Formation à la sécurité", trained),
        ),
        texts=(f"Les risques des lieux et du matériel viennent du document unique partagé de {row.pole.name}.",),
    )
    known = tuple(Section(title, texts=lines) for title, lines in facts.safety) or (
        Section("Document unique partagé", texts=("Aucun risque de ce lieu n’y est encore décrit.",)),
    )
    accident = "Tout accident est signalé aussitôt à la structure prêteuse, qui le déclare (L412-3 s. du CSS)."
    sections = (place, health(values), *known, Section("En cas d’accident", texts=(accident,)))
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
    values = facts.values
    travel = (("Trajet entre les deux lieux", travel_text(values)),) if values.travel_minutes is not None else ()
    site = Section("Lieu", (("Lieu de travail", values.place), *travel))
    signers = ((ROLES[Party.HOST], facts.row.host.name), (ROLES[Party.EMPLOYEE], facts.person))
    return "Relevé d’heures", f"{facts.person} chez {facts.row.host.name}", (parties(facts), site, section), signers


def _hours_line(entry: HoursEntry, row: Arrangement) -> tuple[str, ...]:
    start, end = wall(entry.starts_at, row.pole.zone), wall(entry.ends_at, row.pole.zone)
    pause = duration_text(entry.break_minutes) if entry.break_minutes else "–"
    state = HOURS_STATE.get(entry.state, "")
    return day_text(start.date()), f"{start:%H:%M} – {end:%H:%M}", pause, duration_text(entry.minutes), state


def _cost(facts: Facts) -> Made | None:
    cost = facts.cost
    if cost is None:
        return None
    lines = (
        ("Salaires versés", _euros(cost.wages_cents)),
        ("Charges sociales afférentes", _euros(cost.charges_cents)),
        ("Frais professionnels remboursés", _euros(cost.expenses_cents)),
        ("Coût", _euros(cost.total_cents)),
        ("Facturé hors TVA", _euros(cost.invoiced_cents)),
        ("Marge", _euros(cost.margin_cents)),
        ("TVA", cost.vat_note or "à préciser avec votre comptable"),
    )
    sections = (
        parties(facts),
        Section("Heures validées", ((_period(cost), duration_text(cost.minutes)),), texts=_by_the_hour(cost)),
        Section("Coût et facture", lines, texts=(_no_margin(cost), _vat(facts))),
    )
    return "État de coûts", "Prêt de main-d’œuvre à but non lucratif, sans marge", sections, ()


def _period(cost: Cost) -> str:
    return str(format_skeleton("yMMMM", cost.month_on, locale="fr")) if isinstance(cost, MonthCost) else "Total"


def _by_the_hour(cost: Cost) -> tuple[str, ...]:
    """Hours × (wages + charges) + expenses, as the law reads it; the hourly figure is a quotient, so rounded."""
    if not cost.minutes:
        return ()
    wages, charges = (_euros(round(sum_ * 60 / cost.minutes)) for sum_ in (cost.wages_cents, cost.charges_cents))
    return (
        f"{duration_text(cost.minutes)} × ({wages} de salaire + {charges} de charges par heure, arrondis) + "
        f"{_euros(cost.expenses_cents)} de frais = {_euros(cost.total_cents)}.",
    )


def _no_margin(cost: Cost) -> str:
    note = "Ni marge ni frais de gestion (article L8241-1)."
    return f"{note} À garder jusqu’au {day_text(cost.keep_until)}." if isinstance(cost, CostStatement) else note


def _vat(facts: Facts) -> str:
    rule = law.rule("X9", on=facts.today)
    return f"TVA ({rule.article}, vérifié le {day_text(rule.checked_on)}) : {rule.text_fr}"


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"


SHEETS: dict[str, Callable[[Facts], Made | None]] = {
    "agreement": agreement,
    "amendment": amendment,
    "consent": _consent,
    "answer": _answer,
    "cse": _cse,
    "safety": _safety,
    "hours": _hours,
    "cost": _cost,
}
