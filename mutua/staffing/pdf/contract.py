"""The two papers that are signed: the agreement (S5) and the amendment to the contract (S6), part by part.

PDF, editable form and signed file are made of the same parts, so that none of them can lack a mention.
"""

from __future__ import annotations

from mutua.documents.pdf import Section
from mutua.resources.models import Regime
from mutua.staffing.models import TermsContent
from mutua.staffing.pdf.parts import FREE, Facts, Made, health, hours_section, parties

NEITHER_BROKEN = (
    "Le contrat de travail n’est ni rompu ni suspendu. La personne reste dans l’effectif de son employeur ; sa "
    "rémunération, son ancienneté, ses congés et sa convention collective ne changent pas. Un mandat de représentant "
    "du personnel garde sa protection."
)
AT_COST = (
    "La structure prêteuse facture exactement les salaires versés, les charges sociales afférentes et les frais "
    "professionnels remboursés. Ni marge, ni frais de gestion. La TVA s’ajoute si elle est due."
)
BELOW_COST = "La structure prêteuse facture au plus le coût. La TVA s’ajoute si elle est due."
BACK = (
    "À la fin du prêt, la personne retrouve son poste ou un poste équivalent dans la structure prêteuse, sans que sa "
    "carrière ou sa paie en souffrent."
)


def agreement(facts: Facts) -> Made:
    values, below = facts.values, facts.row.regime is Regime.LOAN_BELOW_COST
    only = "La convention porte sur cette seule personne. "
    who = parties(facts)
    insured = (("Assurance", values.insurance),) if values.insurance else ()
    sections = (
        Section(who.title, who.facts, texts=(only + NEITHER_BROKEN,)),
        hours_section(values),
        _work(values),
        _orders(values),
        Section(
            "Salaires, charges et frais facturés",
            (("Mode de détermination", values.cost_method),),
            texts=(BELOW_COST if below else AT_COST,),
        ),
        health(values),
        *((Section("Assurance", insured),) if insured else ()),
        Section("Fin et retour", texts=(BACK, "Les données personnelles échangées ne servent qu’à ce prêt.")),
    )
    lead = f"Prêt de main-d’œuvre à but non lucratif, {'article L8241-3' if below else 'articles L8241-1 et L8241-2'}"
    signers = (
        ("Pour la structure prêteuse", facts.row.lender.name),
        ("Pour la structure d’accueil", facts.row.host.name),
    )
    return "Convention de mise à disposition", f"{lead} du Code du travail", sections, signers


def _work(values: TermsContent) -> Section:
    purpose = (("But du prêt", values.purpose),) if values.purpose else ()
    instead = ("La personne remplace un salarié absent de la structure d’accueil.",) if values.replaces_absent else ()
    named = (("Motif", values.reason), *purpose, ("Travail confié", values.tasks))
    return Section("Motif et travail confié", named, texts=instead)


def _orders(values: TermsContent) -> Section:
    answers = (
        "La structure d’accueil répond des conditions d’exécution du travail : durée, nuit, repos, jours fériés, santé "
        "et sécurité. La personne y accède aux équipements collectifs et aux transports comme les salariés du lieu."
    )
    named = (("Consignes données par", values.orders_from), ("À qui la personne s’adresse", values.contact))
    return Section("Direction du travail", named, texts=(answers,))


def amendment(facts: Facts) -> Made:
    values = facts.values
    sections = (
        parties(facts),
        _work(values),
        hours_section(values),
        Section("Caractéristiques particulières du poste", texts=(values.features,)),
        _orders(values),
        health(values),
        Section(
            "Contrat, paie et retour",
            texts=(f"{NEITHER_BROKEN} Ses frais professionnels sont remboursés par son employeur.", BACK),
        ),
        Section(
            "Liberté de refuser",
            texts=(FREE, f"Délai de réflexion : {values.reflection_days} jours. Contact : {values.contact}."),
        ),
    )
    signers = (("L’employeur", facts.row.lender.name), ("La personne concernée", facts.person))
    return "Avenant au contrat de travail", f"Mise à disposition chez {facts.row.host.name}", sections, signers
