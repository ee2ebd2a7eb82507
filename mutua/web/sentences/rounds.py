"""Refusals of seasonal rounds, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "round_not_yours": _l("Seule la coordination du pôle peut le faire."),
    "round_term_past": _l("Ce dernier jour des vœux est passé. Choisissez un jour à venir."),
    "round_term_too_long": _l("Une période dure un an au plus. Choisissez une fin plus proche."),
    "round_term_backwards": _l("La fin de la période doit suivre son début."),
    "round_wishes_too_late": _l("Les vœux se ferment avant le début de la période. Choisissez un jour plus tôt."),
    "round_nothing_to_share": _l("Choisissez au moins une ressource à répartir."),
    "round_wishes_closed": _l("Les vœux sont clos."),
    "round_enough_wishes": _l("Votre structure a dit tous les vœux permis. Retirez-en un pour en dire un autre."),
    "round_not_in_it": _l("Cette ressource n’est pas répartie cette fois. Choisissez-en une de la liste."),
    "round_window_backwards": _l("La fin doit suivre le début. Choisissez une heure plus tard."),
    "round_never_in_term": _l("Ce jour de la semaine ne revient pas pendant la période."),
    "round_window_closed": _l("La ressource est fermée à ce moment de la semaine. Choisissez une heure d’ouverture."),
    "round_not_allotting": _l("La répartition n’est pas ouverte. Fermez d’abord les vœux."),
    "round_settled": _l("C’est déjà décidé : les réservations sont faites."),
    "round_still_waiting": _l("Des vœux attendent encore une réponse. Répondez à chacun."),
    "round_outranked": _l("Une autre structure le souhaitait à un meilleur rang."),
    "round_fairer": _l("Une autre structure avait reçu moins d’heures, ou l’avait souhaité plus tôt."),
    "round_had_another": _l("La même structure a déjà un créneau à cette heure."),
    "round_why_not": _l("Dites en quelques mots pourquoi ce vœu n’est pas retenu."),
    "round_no_structure": _l("Choisissez la structure pour laquelle vous agissez."),
    "round_ranked_meanwhile": _l("Une autre personne de votre structure vient de changer vos vœux. Relisez-les."),
    "round_no_longer_here": _l("La personne qui l’a souhaité n’agit plus pour cette structure."),
    "round_granted_already": _l("Ce créneau est déjà accordé à un autre vœu. Choisissez-en un autre."),
}
