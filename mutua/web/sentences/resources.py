"""Refusals of a resource's own rules, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "too_many_photos": _l("Douze photos au plus. Retirez-en une d’abord."),
    "paper_kept_back": _l("Ce document est réservé à celles et ceux qui ont une date confirmée."),
    "retired_already": _l("Cette ressource n’est déjà plus partagée."),
    "last_unit": _l("C’est la dernière place de cette ressource. Cessez plutôt de la partager."),
    "too_many_units": _l("Une ressource compte 50 places au plus."),
    "unit_named_already": _l("Une autre place de cette ressource porte déjà ce nom."),
    "unit_of_somebody": _l("Cette place est le temps d’une personne : elle porte son nom."),
    "made_of_parts": _l("Cette ressource réunit d’autres ressources. Changez plutôt ses parties."),
    "no_target": _l("Choisissez une autre ressource de la même structure et du même type."),
    "dates_ahead": _l("Des dates sont à venir. Dites ce qu’elles deviennent."),
    "no_part": _l("Cette ressource ne peut pas être une partie de celle-ci."),
    "dates_to_cancel": _l("Des réservations sont prévues pendant cet arrêt. Voyez lesquelles avant de les annuler."),
    "managers_alone": _l("Seule la gestion d’une structure réserve cette ressource. Demandez-lui de le faire."),
    "not_on_the_list": _l("Cette ressource est ouverte à quelques structures. La vôtre n’est pas sur la liste."),
    "pole_not_open": _l("Cette ressource n’est plus ouverte à votre pôle. Les dates déjà prises restent les vôtres."),
    "staff_stays": _l("Le temps de personnel ne s’ouvre pas à un autre pôle."),
    "no_such_pole": _l("Ce pôle n’existe pas sur cette installation."),
    "too_short": _l("C’est plus court que la durée permise pour cette ressource. Choisissez une durée plus longue."),
    "peak_too_long": _l("Aux heures chargées, les réservations sont plus courtes. Choisissez une durée plus courte."),
    "owner_first": _l("Ces heures sont encore gardées pour la structure qui partage la ressource."),
    "too_late_to_change": _l("C’est trop tard pour changer cette date. Appelez la structure qui partage la ressource."),
    "too_late_to_cancel": _l("C’est trop tard pour annuler cette date. Appelez la structure qui partage la ressource."),
    "quota_of_structure": _l("Votre structure dépasserait ce que cette ressource lui permet pendant cette période."),
    "quota_of_person": _l("Vous dépasseriez ce que cette ressource vous permet pendant cette période."),
    "terms_to_accept": _l("Cette ressource a des conditions d’usage. Lisez-les et acceptez-les d’abord."),
    "not_entitled": _l("Il vous manque un titre pour utiliser cette ressource."),
    "entitled_too_short": _l("Un de vos titres ne sera plus valable ce jour-là."),
}
