"""Refusals of calendars, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "feed_needs_structure": _l("Vous agissez pour la coordination. Choisissez d’abord une structure à suivre."),
    "feed_unknown_resource": _l("Cette ressource n’est pas ouverte à votre structure. Choisissez-en une autre."),
    "too_many_feeds": _l("Vous avez déjà beaucoup d’adresses d’agenda. Arrêtez celles qui ne servent plus."),
    "feed_revoked": _l("Cette adresse est déjà arrêtée. Créez-en une nouvelle."),
    "password_needs_structure": _l("Choisissez pour quelle structure ce mot de passe réserve."),
    "too_many_passwords": _l("Vous avez déjà beaucoup de mots de passe. Retirez ceux qui ne servent plus."),
    "series_other_zone": _l(
        "Cette série suit l’heure d’un autre pays, qui ne change pas en même temps. Réglez-la sur l’heure du lieu."
    ),
    "dav_name_taken": _l("Cet événement est déjà dans cet agenda. Synchronisez, puis recommencez."),
    "old_empty": _l("Ce fichier ne contient aucun événement."),
    "old_taken": _l("Ce fichier est déjà repris. Ses réservations sont dans Mutua."),
    "guest_twice": _l("Cette personne est déjà invitée. Un courriel suit chaque changement."),
    "too_many_guests": _l("Cinquante invités au plus pour une réservation."),
    "guest_nothing_left": _l("Cette réservation est passée ou annulée : il n’y a plus de date à proposer."),
    "guest_withdrawn": _l("Cette invitation a été retirée. Écrivez à la personne qui vous a invité."),
    "outside_only_own_time": _l("Le temps d’une personne se règle par elle-même, depuis son compte."),
    "too_many_outside": _l("Dix agendas extérieurs au plus. Retirez d’abord celui qui ne sert plus."),
    "outside_not_a_file": _l("Cet agenda se lit à son adresse. Pour un fichier, ajoutez un autre agenda."),
    "outside_bad_address": _l("Cette adresse n’est pas complète. Recopiez-la entière, sans espace."),
    "outside_not_https": _l("L’adresse doit commencer par https:// ou webcal://."),
    "outside_password": _l("L’adresse ne doit pas contenir de mot de passe. Demandez une adresse de partage."),
    "outside_private": _l("Cette adresse mène à un réseau privé. Mutua ne lit que des adresses publiques."),
    "outside_unknown_host": _l("Ce nom de site est introuvable. Vérifiez l’adresse."),
    "outside_unreachable": _l("Le site ne répond pas. Mutua réessaie plus tard."),
    "outside_certificate": _l("Le certificat du site n’est pas valable. Signalez-le à qui tient cet agenda."),
    "outside_too_slow": _l("Le site répond trop lentement. Mutua réessaie plus tard."),
    "outside_too_large": _l("Ce calendrier dépasse 5 Mo. Publiez-en une version plus courte."),
    "outside_redirects": _l("L’adresse renvoie sans fin vers d’autres. Demandez l’adresse définitive."),
    "outside_status": _l("Le site refuse de donner ce calendrier. Demandez une nouvelle adresse de partage."),
    "outside_gone": _l("Il n’y a pas, ou plus, de calendrier à cette adresse. Demandez la nouvelle."),
    "outside_down": _l("Le site est en panne ou trop demandé. Mutua réessaie plus tard."),
    "outside_not_calendar": _l("Ce que donne cette source n’est pas un calendrier."),
}
