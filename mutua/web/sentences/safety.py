"""Refusals of the safety document, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "not_the_safety_officer": _l("Seules la prévention et la coordination du pôle peuvent modifier le document."),
    "not_the_safety_coordination": _l("Seule la coordination du pôle ouvre l’adoption et publie."),
    "unknown_family": _l("Choisissez une famille de danger dans la liste."),
    "situation_missing": _l("Décrivez la situation en quelques mots."),
    "lowered_without_reason": _l("La gravité est sous celle de la famille de danger. Dites pourquoi."),
    "frequency_without_reason": _l("La fréquence diffère de celle des réservations. Dites pourquoi."),
    "measure_state": _l("Cette action n’est plus dans un état qui le permet. Rechargez la page."),
    "measure_owner": _l("Choisissez des structures et un lieu du pôle."),
    "empty_document": _l("Le document ne contient encore aucun risque. Actualisez-le d’abord."),
    "nothing_rated": _l("Aucun risque n’est encore coté. Cotez-en un avant d’ouvrir l’adoption."),
    "adoption_open": _l("Une version est déjà à la signature. Publiez-la ou retirez-la d’abord."),
    "no_adoption": _l("Aucune version n’est à la signature."),
    "adoption_closed": _l("Cette adoption est close. Rechargez la page."),
    "not_a_signatory": _l("Seule la gestion d’une structure de la liste peut signer pour elle."),
    "already_signed": _l("Votre structure a déjà signé."),
    "not_your_pair": _l("Seule la gestion d’une des deux structures peut signer cette mesure."),
    "in_the_future": _l("Cette date n’est pas encore passée. Choisissez le jour de l’événement."),
    "link_too_long": _l("Choisissez une fin de validité à venir, à un an au plus."),
    "not_your_link": _l("Ce lien ne relève pas de votre structure."),
    "not_the_place_head": _l("Seules la prévention, la coordination et la personne responsable du lieu y touchent."),
    "plan_without_words": _l("Décrivez le plan en une phrase, pour qui ne peut pas le voir."),
    "sheet_changed": _l("La fiche a changé depuis que vous l’avez ouverte. Relisez-la, puis confirmez."),
    "shares_not_whole": _l("Les parts de chaque structure doivent faire 100 % ensemble."),
    "not_done_yet": _l("L’effet se vérifie une fois l’action faite."),
    "too_many_reports": _l("Ce point a déjà reçu beaucoup de signalements. Prévenez quelqu’un sur place, ou appelez."),
    "not_your_code": _l("Seules la prévention et la structure qui partage la ressource impriment ce code."),
    "form_taken": _l("Ce formulaire est déjà enregistré."),
    "draft_changed": _l("Cette fiche a changé entre-temps. Relisez-la, puis recommencez."),
}
