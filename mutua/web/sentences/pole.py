"""Refusals of sign-in, structures and poles, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "no_heir": _l("Choisissez à qui vont les réservations, ou de les annuler."),
    "still_has_a_place": _l(
        "Cette personne agit encore pour une structure, ou tient un rôle du pôle. Qu’elle les quitte d’abord."
    ),
    "wrong_password": _l("L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, ou demandez un lien."),
    "too_many_tries": _l("Trop d’essais. Attendez un quart d’heure, ou demandez un lien par courriel."),
    "password_too_short": _l("Choisissez un mot de passe d’au moins 10 caractères."),
    "link_expired": _l("Ce lien n’est plus valable. Demandez-en un nouveau."),
    "link_used": _l("Ce lien a déjà servi."),
    "not_a_manager": _l("Seule la gestion de la structure, ou la coordination, peut le faire."),
    "not_the_coordination": _l("Seule la coordination du pôle peut le faire."),
    "already_a_member": _l("Cette personne fait déjà partie de la structure."),
    "last_coordinator": _l("Le pôle garde au moins une personne à la coordination. Nommez d’abord une autre personne."),
    "last_manager": _l("La structure garde au moins une personne à la gestion. Nommez d’abord une autre personne."),
    "wrong_siret": _l("Ce numéro SIRET n’est pas valable. Il compte 14 chiffres."),
    "unknown_structure": _l("Cette structure ne fait pas partie du pôle."),
    "sign_in_first": _l("Connectez-vous pour continuer."),
    "structure_changed": _l("Cette fiche a été modifiée pendant que vous écriviez. Rien n’est perdu : comparez."),
    "pole_changed": _l("Ces réglages ont été modifiés pendant que vous écriviez. Rien n’est perdu : comparez."),
    "not_your_invitation": _l("Cette invitation est à une autre adresse que celle de votre session."),
    "wrong_old_password": _l("Le mot de passe actuel ne correspond pas."),
}
