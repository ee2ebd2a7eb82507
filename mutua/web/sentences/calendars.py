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
}
