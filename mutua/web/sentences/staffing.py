"""Refusals of staff sharing, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "staff_not_a_party": _l("Ce dossier concerne d’autres structures que la vôtre."),
    "staff_not_your_step": _l("Cette étape revient à une autre partie du dossier."),
    "staff_manager_decides": _l("Cette étape engage la structure : elle revient à une personne de sa gestion."),
    "staff_wrong_state": _l("Le dossier n’en est plus à cette étape. Rechargez la page."),
    "staff_change_over": _l(
        "Ce changement n’est plus proposé : les conditions signées restent les mêmes. Cette réponse n’est pas gardée."
    ),
    "staff_own_structure": _l("Choisissez deux structures différentes."),
    "staff_regime_closed": _l("D’après vos réponses, ce partage ne passe pas par un prêt de personnel."),
    "staff_no_terms": _l("Les conditions ne sont pas encore écrites et acceptées par les deux structures."),
    "staff_not_named": _l("La structure prêteuse n’a pas encore dit à qui elle pense."),
    "staff_terms_changed": _l("Les conditions ont changé entre-temps. Relisez-les, puis recommencez."),
    "staff_already_agreed": _l("Votre structure a déjà accepté ces conditions."),
    "staff_hours_breach": _l("Les horaires dépassent une limite légale. Proposez d’autres horaires d’abord."),
    "staff_service_hours": _l(
        "Cette réservation ferait dépasser ce que la personne peut travailler, toutes structures confondues."
    ),
    "staff_person_taken": _l("La personne n’est pas libre à ce moment : choisissez une autre heure."),
    "staff_loan_too_long": _l("La loi limite la durée d’un prêt gratuit ou sous le prix coûtant (L8241-3)."),
    "staff_start_too_soon": _l("Le début vient avant la fin du délai de réflexion. Choisissez un début plus tardif."),
    "staff_reflection_over": _l("Le délai de réflexion est passé. Le dossier reste sans suite."),
    "staff_own_account": _l("La personne concernée répond elle-même, depuis son propre compte."),
    "staff_paper_needed": _l("Joignez l’accord signé sur papier par la personne concernée."),
    "staff_cse_too_late": _l("Le CSE est consulté avant le début du prêt. Choisissez une date antérieure."),
    "staff_cse_in_future": _l("Cette date est à venir. Enregistrez l’avis quand il est rendu."),
    "staff_cse_already": _l("L’avis de votre structure est déjà enregistré."),
    "staff_cse_changed": _l("L’avis que vous corrigez a été remplacé entre-temps. Relisez-le, puis recommencez."),
    "staff_cse_signed": _l("Un document est déjà signé : l’avis enregistré avant la signature ne se corrige plus."),
    "staff_conflict": _l("Vous êtes partie à ce dossier : une autre personne de la coordination décide."),
    "staff_reason_needed": _l("Dites en une phrase ce qui manque : les deux structures la liront."),
    "staff_other_version": _l(
        "Ce code n’est pas celui des conditions acceptées. Vérifiez le pied de page du document."
    ),
    "staff_already_signed": _l("Ce document est déjà signé de ce côté."),
    "staff_signs_twice": _l("La même personne ne signe pas pour les deux parties d’un document."),
    "staff_signed_late": _l(
        "La signature vient après le début du prêt. Revenez aux conditions pour changer les dates."
    ),
    "staff_signed_in_future": _l("Cette date de signature est à venir."),
    "staff_not_consented": _l("La personne concernée n’a pas donné son accord à ces conditions."),
    "staff_brief_date": _l("Cette date est à venir. Notez l’accueil une fois qu’il a eu lieu."),
    "staff_hours_outside": _l("Ces heures sont à venir, trop longues ou hors des dates du prêt."),
    "staff_hours_suspended": _l(
        "Le prêt était ou est suspendu à ce moment : notez les heures finies avant la suspension, "
        "ou celles faites après la reprise."
    ),
    "staff_hours_overlap": _l("Des heures sont déjà notées à ce moment."),
    "staff_hours_answered": _l("Une réponse a déjà été donnée à ces heures."),
    "staff_hours_words": _l(
        "Dites en quelques mots ce qui ne va pas : l’employeur et la structure d’accueil le lisent."
    ),
    "staff_hours_open": _l("Des heures attendent encore une réponse ou une validation."),
    "staff_return_unconfirmed": _l("La personne n’a pas encore confirmé son retour au même poste ou à un équivalent."),
    "staff_margin": _l("Le total facturé doit être égal au coût : ni marge, ni frais de gestion."),
    "staff_names_person": _l(
        "Avant l’accord de la personne, aucun texte ne dit son nom ni son prénom. Parlez de la compétence."
    ),
    "staff_mention_missing": _l("La loi demande cette mention dans la convention ou l’avenant. Remplissez-la."),
    "staff_trial_needed": _l("Une période probatoire est obligatoire quand un élément essentiel du contrat change."),
    "staff_purpose_needed": _l("Un prêt sous le prix coûtant dit son but. Remplissez « But du prêt »."),
    "staff_not_your_employee": _l("Cette personne ne fait pas partie de votre structure."),
}
