"""What the table of states says on the page: titles, verbs done, and what is awaited."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mutua.staffing.models import HoursState, Party, State, Verb

DONE = {
    Verb.OPEN: _l("Demande ouverte"),
    Verb.CHECK_REGIME: _l("Régime vérifié"),
    Verb.WRITE_TERMS: _l("Conditions écrites"),
    Verb.NAME_EMPLOYEE: _l("Personne proposée"),
    Verb.AGREE: _l("Conditions acceptées"),
    Verb.CONSENT: _l("Accord de la personne"),
    Verb.REVISE: _l("Conditions rouvertes"),
    Verb.RECORD_CSE: _l("Avis du CSE enregistré"),
    Verb.APPROVE: _l("Validée par la coordination"),
    Verb.SEND_BACK: _l("Renvoyée pour complément"),
    Verb.DECLINE: _l("Non validée par la coordination"),
    Verb.SIGN: _l("Document signé"),
    Verb.BRIEF: _l("Accueil sécurité fait"),
    Verb.START: _l("Début du prêt"),
    Verb.SUSPEND: _l("Prêt suspendu"),
    Verb.RESUME: _l("Prêt repris"),
    Verb.AMEND: _l("Changement proposé"),
    Verb.DROP_AMENDMENT: _l("Changement sans suite"),
    Verb.END: _l("Fin du prêt"),
    Verb.CONFIRM_RETURN: _l("Retour confirmé"),
    Verb.RETURN: _l("Retour enregistré"),
    Verb.CLOSE: _l("Dossier clos"),
    Verb.WITHDRAW: _l("Sans suite"),
}
NO_COUNCIL = _l("Pas de CSE")
CORRECTED = _l("Avis du CSE corrigé")
PARTY = {
    Party.LENDER: _l("Structure prêteuse"),
    Party.HOST: _l("Structure d’accueil"),
    Party.EMPLOYEE: _l("Personne concernée"),
    Party.COORDINATOR: _l("Coordination"),
}
HOURS = {
    HoursState.ENTERED: _l("À confirmer"),
    HoursState.CONFIRMED: _l("Confirmées"),
    HoursState.CONTESTED: _l("Contestées"),
    HoursState.VALIDATED: _l("Validées"),
    HoursState.REPLACED: _l("Retirées ou remplacées"),
}
SHEET = {
    "agreement": _l("Convention de mise à disposition"),
    "amendment": _l("Avenant au contrat de travail"),
    "consent": _l("Accord de la personne"),
    "cse": _l("Avis des CSE"),
    "safety": _l("Fiche d’accueil sécurité"),
    "hours": _l("Relevé d’heures"),
    "cost": _l("État de coûts"),
}
# What follows the step a file is at, whoever reads.
THEN = {
    State.DRAFT: _l("les deux structures acceptent la même version, puis la personne répond seule, en privé."),
    State.REGIME_CHECKED: _l("les deux structures acceptent la même version, puis la personne répond seule, en privé."),
    State.TERMS_AGREED: _l("avec l’accord de la personne, chaque structure enregistre l’avis de son CSE."),
    State.CONSENTED: _l("avec l’avis des deux structures, la coordination regarde le dossier."),
    State.SENT_BACK: _l("le dossier complété revient à la coordination."),
    State.CSE_DONE: _l("les structures signent la convention, la personne et son employeur l’avenant."),
    State.APPROVED: _l("la structure d’accueil fait l’accueil sécurité, et le prêt commence à sa date."),
    State.SIGNED: _l("la structure d’accueil note les heures, la personne les confirme, l’employeur les valide."),
    State.ACTIVE: _l(
        "la structure d’accueil note les heures, la personne les confirme, l’employeur les valide et établit le coût."
    ),
    State.SUSPENDED: _l("l’une des trois parties reprend le prêt, ou y met fin."),
    State.AMENDING: _l(
        "les deux structures acceptent le changement, la personne répond, puis l’avenant est signé. Jusque-là, les "
        "conditions signées continuent."
    ),
    State.ENDED: _l("la personne confirme son retour, l’employeur l’enregistre, puis établit l’état de coûts."),
    State.RETURNED: _l("le dossier est clos, puis gardé le temps que la loi demande."),
}
# The last of the six steps of the page, once the loan runs; and where a state stands among them.
STARTED = 5
POSITION = {
    State.DRAFT: 0,
    State.REGIME_CHECKED: 0,
    State.TERMS_AGREED: 1,
    State.CONSENTED: 2,
    State.SENT_BACK: 2,
    State.CSE_DONE: 3,
    State.DECLINED: 3,
    State.APPROVED: 4,
    State.SIGNED: 5,
    State.ACTIVE: 5,
    State.SUSPENDED: 5,
    State.AMENDING: 5,
    State.ENDED: 6,
    State.RETURNED: 6,
    State.CLOSED: 6,
}
STEPS = (_l("Conditions"), _l("Accord"), _l("Avis des CSE"), _l("Validation"), _l("Signatures"), _l("En cours"))
# The step of each position is dated by the last of these verbs.
DATED_BY = (Verb.AGREE, Verb.CONSENT, Verb.RECORD_CSE, Verb.APPROVE, Verb.SIGN, Verb.END)
