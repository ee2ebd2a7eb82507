"""Refusals around the use of a resource, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "free_already": _l("Ce créneau est libre. Réservez-le tout de suite."),
    "waiting_already": _l("Votre structure attend déjà ce créneau."),
    "not_your_turn": _l("Le créneau n’est pas encore libre. Un courriel vous préviendra."),
    "offer_over": _l("Le temps pour répondre est passé. Le créneau est proposé à la structure suivante."),
    "not_waiting": _l("Votre structure n’attend plus ce créneau."),
    "not_your_place": _l("Cette place dans la file est celle d’une autre structure."),
    "reminded_already": _l("Un rappel est parti il y a moins d’un jour. Attendez demain, ou téléphonez."),
    "nothing_to_remind": _l("Rien n’attend de réponse dans cette réservation."),
    "not_the_manager": _l("Seule la gestion de votre structure peut le faire."),
    "not_a_colleague": _l("Choisissez une personne de votre structure."),
}
