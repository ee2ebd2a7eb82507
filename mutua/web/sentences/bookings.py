"""Refusals of bookings and resources, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "slot_taken": _l("Ce créneau est déjà pris. Rien n’a été enregistré pour vous."),
    "not_the_owner": _l("Seule la structure qui partage cette ressource, ou la coordination, peut la modifier."),
    "units_in_use": _l(
        "Des dates ou des fermetures à venir tiennent ces places. "
        "L’onglet « Places » (ou « Exemplaires ») dit ce qu’elles deviennent."
    ),
    "resource_changed": _l("Cette fiche a été modifiée entre-temps. Relisez-la, puis enregistrez à nouveau."),
    "one_pole": _l("Une réservation se fait dans un seul pôle. Réservez ces ressources l’une après l’autre."),
    "no_structure": _l("Vous agissez pour la coordination. Choisissez une structure pour réserver."),
    "retired": _l("Cette ressource n’est plus partagée. Choisissez-en une autre."),
    "not_for_you": _l("Cette ressource n’est pas ouverte à votre structure. Demandez à la structure qui la partage."),
    "in_the_past": _l("Ce moment est passé. Choisissez une heure à venir."),
    "too_soon": _l("C’est trop tôt : cette ressource se réserve un peu plus à l’avance."),
    "too_far": _l("C’est trop loin : cette ressource ne se réserve pas encore à cette date."),
    "too_long": _l("C’est plus long que la durée permise pour cette ressource. Choisissez une durée plus courte."),
    "off_the_grid": _l(
        "Les heures de début et de fin suivent le pas de cette ressource. Choisissez une heure proposée."
    ),
    "closed": _l("La ressource est fermée à ce moment. Choisissez une heure d’ouverture."),
    "too_many_people": _l("Il n’y a pas assez de places. Choisissez une ressource plus grande ou moins de personnes."),
    "needs_arrangement": _l(
        "Cette personne ne se réserve qu’aux dates et heures d’un prêt signé avec son employeur. "
        "Pour en demander un : Personnel partagé."
    ),
    "work_unsaid": _l("Cette personne est prêtée pour un travail précis. Dites que c’est bien celui-là."),
    "not_the_approver": _l("Seule la structure qui partage la ressource peut répondre."),
    "not_your_booking": _l("Cette réservation appartient à une autre structure."),
    "wrong_state": _l("Cette date n’est plus dans un état qui le permet. Rechargez la page."),
    "already_decided": _l("Une réponse a déjà été donnée à cette demande."),
    "already_over": _l("Ce moment est passé : la réservation ne peut plus changer."),
    "not_over_yet": _l("Attendez que la réservation ait commencé."),
    "nothing_left": _l("Aucune des dates demandées n’est libre. Rien n’a été enregistré pour vous."),
    "nothing_stands": _l("Plus aucune règle ne s’y oppose. Réservez."),
    "changed_meanwhile": _l("Cette réservation a changé entre-temps. Relisez-la, puis recommencez."),
    "ends_before_start": _l("La fin doit suivre le début."),
    "which_date": _l("Cette réservation a plusieurs dates. Dites laquelle."),
    "series_malformed": _l("Cette répétition n’est pas lisible. Choisissez-en une dans la liste."),
    "series_endless": _l("Une répétition a une fin. Donnez un nombre de dates ou un dernier jour."),
    "series_too_many": _l("Une série compte 400 dates au plus. Choisissez-en moins."),
    "series_too_long": _l("Une série dure deux ans au plus. Choisissez une fin plus proche."),
}
