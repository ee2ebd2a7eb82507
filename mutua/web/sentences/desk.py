"""Refusals around the use of a resource, in words."""

from flask_babel import lazy_gettext as _l

# Why a date ended where no rule was met.
REASONS = {
    "taken": _l("Créneau déjà pris"),
    "unanswered": _l("Sans réponse à temps."),
    "released": _l("Rendue : personne ne s’est présenté."),
}

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
    "not_at_this_handover": _l("Seules la structure qui réserve et celle qui partage peuvent le faire."),
    "not_handed_over_now": _l("L’état se note à partir de deux heures avant le début, une fois la date confirmée."),
    "handed_over_already": _l("Cet état a déjà été noté."),
    "mileage_backwards": _l("Le compteur ne peut pas reculer. Vérifiez le kilométrage."),
    "own_words": _l("C’est à l’autre structure de confirmer cet état."),
    "acknowledged_already": _l("Cet état a déjà été confirmé."),
    "defect_unnamed": _l("Dites en quelques mots ce qui est abîmé."),
    "defects_told_enough": _l(
        "Vous avez déjà signalé trois problèmes sur cette ressource aujourd’hui. Qui la partage est prévenu."
    ),
    "too_early_to_check_in": _l("Vous êtes en avance. Revenez un quart d’heure avant le début."),
    "nobody_expected": _l("Aucune réservation de votre structure n’est attendue ici maintenant."),
    "guest_unnamed": _l("Écrivez un nom ou une entreprise."),
    "no_operation": _l("Qui partage seulement le lieu n’a rien à annoncer."),
    "not_swappable": _l("Ces deux dates ne peuvent pas changer de place."),
    "not_your_swap": _l("Cet échange de places concerne deux autres structures."),
    "swap_answered": _l("Cette proposition a déjà sa réponse."),
    "swap_proposed_already": _l("Vous avez déjà proposé cet échange de places."),
    "colleague_not_entitled": _l("Cette personne n’a pas le titre que la ressource demande."),
    "not_yours_to_pass_on": _l("Seules la personne qui a réservé et la gestion de sa structure peuvent la confier."),
    "not_our_resource": _l("Choisissez une ressource que votre structure partage sur demande."),
    "left_the_structure": _l("La personne qui avait réservé a quitté sa structure."),
    "left_the_pole": _l("La structure a quitté le pôle."),
    "not_a_colleague": _l("Choisissez une personne de votre structure."),
}
