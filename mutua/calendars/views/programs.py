"""What each calendar program can do with Mutua and what it cannot, in the reader's language (calendars.md, 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

Words = Any  # a text that waits for its reader's language
Lines = tuple[Words, ...]


@dataclass(frozen=True)
class Program:
    """`delay`: how soon a change shows; `refusal`: where a refused booking is told; `writes`: empty when it only reads.

    `follow` and `write`: three lines each, how to set it up; empty when it cannot.
    """

    slug: str
    name: Words
    delay: Words
    writes: Words = ""
    refusal: Words = "—"
    follow: Lines = ()
    write: Lines = ()
    can: Lines = ()
    cannot: Lines = ()


_YES = _l("oui")
_ALERT, _MAIL_ONLY = _l("dans une alerte"), _l("par courriel seulement")
_READS = _l("Montrer vos réservations, celles d’une ressource ou de toute la structure, à jour toutes seules.")
_BOOKS = _l("Réserver, déplacer et annuler, une date ou une série, sous les mêmes règles que la page.")
_REMINDERS = _l("Garder vos rappels et vos couleurs pour vous seul.")
_INVITES = _l("Prendre seul un rendez-vous reçu par courriel, son changement et son annulation.")
_NO_WRITE = _l("Réserver : un agenda suivi se lit seulement.")
_NO_GUESTS = _l("Inviter : faites-le dans Mutua, les invités de l’événement ne sont pas repris.")
_NO_ENDLESS = _l("Faire une série sans fin : donnez une dernière date, deux ans et 400 dates au plus.")

PROGRAMS: tuple[Program, ...] = (
    Program(
        "outlook",
        _l("Outlook sur ordinateur"),
        _l("1 à 3 h"),
        writes=_l("avec le module CalDav Synchronizer"),
        refusal=_l("par courriel"),
        follow=(
            _l("Ouvrez Calendrier, puis Ajouter un calendrier, À partir d’Internet."),
            _l("Collez l’adresse et validez."),
            _l("Les changements arrivent en une à trois heures, ou tout de suite par Envoyer/Recevoir."),
        ),
        write=(
            _l("Installez le module gratuit CalDav Synchronizer ; dans son onglet, ajoutez un profil Generic CalDAV."),
            _l("Recopiez serveur, utilisateur et mot de passe ; Test or discover settings montre vos calendriers."),
            _l("Choisissez une ressource et un dossier d’Outlook vide : un profil par ressource."),
        ),
        can=(_READS, _INVITES, _l("Avec CalDav Synchronizer, réserver, déplacer et annuler sous les mêmes règles.")),
        cannot=(_l("Réserver sans le module CalDav Synchronizer."), _NO_GUESTS),
    ),
    Program(
        "microsoft-365",
        _l("Outlook en ligne et Microsoft 365"),
        _l("3 h à un jour"),
        follow=(
            _l("Ouvrez Calendrier, puis Ajouter un calendrier, S’abonner à partir du web."),
            _l("Collez l’adresse, donnez un nom, importez."),
            _l("Microsoft relit l’adresse toutes les trois heures environ, parfois une fois par jour."),
        ),
        can=(_READS, _INVITES),
        cannot=(_NO_WRITE, _l("Relire plus vite : c’est Microsoft qui choisit quand.")),
    ),
    Program(
        "google",
        _l("Google Agenda"),
        _l("12 à 24 h"),
        follow=(
            _l("Sur ordinateur, à côté de « Autres agendas », choisissez + puis À partir de l’URL."),
            _l("Collez l’adresse. L’agenda apparaît aussi sur le téléphone."),
            _l("Google relit l’adresse une à deux fois par jour : un changement de dernière minute n’y sera pas."),
        ),
        write=(
            _l("Google Agenda ne sait pas écrire dans un agenda extérieur."),
            _l("Suivez une adresse d’agenda : elle se lit seulement."),
            _l("Sur Android, DAVx⁵ écrit, et l’application Google Agenda montre le résultat."),
        ),
        can=(_READS, _INVITES),
        cannot=(_NO_WRITE, _l("Relire tout de suite : remplacez l’adresse dans Mutua et ajoutez la nouvelle.")),
    ),
    Program(
        "mac",
        _l("Mac"),
        _l("5 min à 1 h"),
        writes=_YES,
        refusal=_ALERT,
        follow=(
            _l("Touchez Ajouter à cet appareil. Sinon, Calendrier, Fichier, Nouvel abonnement, puis collez l’adresse."),
            _l("Acceptez l’abonnement."),
            _l("Réglez Actualiser sur Toutes les heures ; au plus court, toutes les cinq minutes."),
        ),
        write=(
            _l("Calendrier, Réglages, Comptes, +, Autre compte CalDAV, type Avancé."),
            _l("Adresse du serveur, utilisateur, mot de passe. Le port et le chemin se remplissent seuls."),
            _l("Un refus s’affiche dans une alerte. Choisissez Revenir à la version du serveur."),
        ),
        can=(_READS, _BOOKS, _REMINDERS, _INVITES),
        cannot=(_NO_GUESTS, _NO_ENDLESS),
    ),
    Program(
        "iphone",
        _l("iPhone et iPad"),
        _l("15 min à 1 h"),
        writes=_YES,
        refusal=_MAIL_ONLY,
        follow=(
            _l("Visez le code avec l’appareil photo, ou touchez Ajouter à cet appareil."),
            _l("Acceptez l’abonnement."),
            _l("Réglages, Apps, Calendrier, Comptes, Nouvelles données : Toutes les heures."),
        ),
        write=(
            _l("Réglages, Apps, Calendrier, Comptes, Ajouter un compte, Autre, Ajouter un compte CalDAV."),
            _l("Serveur, utilisateur, mot de passe : recopiez-les tels quels. Chaque ressource devient un calendrier."),
            _l("Un refus ne s’affiche pas sur le téléphone : un courriel vous dit pourquoi et ce qui est libre."),
        ),
        can=(_READS, _BOOKS, _REMINDERS, _INVITES),
        cannot=(_l("Dire pourquoi une réservation est refusée : lisez le courriel."), _NO_GUESTS, _NO_ENDLESS),
    ),
    Program(
        "thunderbird",
        _l("Thunderbird"),
        _l("30 min"),
        writes=_YES,
        refusal=_ALERT,
        follow=(
            _l("Ouvrez Agenda, puis Nouvel agenda, Sur le réseau."),
            _l("Laissez le nom d’utilisateur vide, collez l’adresse, choisissez iCalendar (ICS)."),
            _l("Les changements arrivent dans la demi-heure ; le délai se règle dans les propriétés de l’agenda."),
        ),
        write=(
            _l("Agenda, Nouvel agenda, Sur le réseau : utilisateur et adresse du serveur, puis Trouver les agendas."),
            _l("Cochez les ressources que vous utilisez."),
            _l("Un refus s’affiche. Si Thunderbird propose d’écraser, annulez : la version de Mutua est la bonne."),
        ),
        can=(_READS, _BOOKS, _REMINDERS, _INVITES),
        cannot=(_NO_GUESTS, _NO_ENDLESS),
    ),
    Program(
        "android",
        _l("Android avec DAVx⁵"),
        _l("15 min à 4 h"),
        writes=_YES,
        refusal=_MAIL_ONLY,
        write=(
            _l("Installez DAVx⁵, puis Ajouter un compte, Se connecter avec une adresse et un nom d’utilisateur."),
            _l("Cochez les calendriers voulus. Ils apparaissent dans l’agenda du téléphone."),
            _l(
                "Un refus ne s’affiche pas : un courriel vous dit pourquoi. L’événement refusé reste sur le téléphone "
                "tant que vous ne le déplacez pas."
            ),
        ),
        can=(_READS, _BOOKS, _REMINDERS),
        cannot=(_l("Dire pourquoi une réservation est refusée : lisez le courriel."), _NO_GUESTS, _NO_ENDLESS),
    ),
    Program(
        "evolution",
        _l("GNOME Agenda et Evolution"),
        _l("30 min"),
        writes=_YES,
        refusal=_ALERT,
        write=(
            _l("Nouvel agenda, CalDAV : adresse du serveur et utilisateur, puis Trouver les agendas."),
            _l("Le mot de passe est demandé à la première lecture."),
            _l("Un refus s’affiche avec la raison, en français."),
        ),
        can=(_READS, _BOOKS, _REMINDERS, _INVITES),
        cannot=(_NO_GUESTS, _NO_ENDLESS),
    ),
    Program(
        "kde",
        _l("KDE et Merkuro"),
        _l("5 min à 1 h"),
        writes=_YES,
        refusal=_ALERT,
        can=(_READS, _BOOKS, _REMINDERS),
        cannot=(_NO_GUESTS, _NO_ENDLESS),
        write=(
            _l("Réglages, Sources d’agendas, Ajouter, groupware DAV : adresse du serveur, utilisateur, mot de passe."),
            _l("Laissez KDE trouver les agendas, puis cochez ceux que vous utilisez."),
            _l("Un refus s’affiche dans une alerte ; l’événement revient à la version de Mutua."),
        ),
    ),
    Program(
        "nextcloud",
        _l("Nextcloud"),
        _l("1 h"),
        follow=(
            _l("Ouvrez Agenda, puis Nouvel agenda, Nouvel abonnement depuis un lien."),
            _l("Collez l’adresse et validez."),
            _l("Les changements arrivent dans l’heure."),
        ),
        can=(_READS, _l("Montrer l’abonnement sur tous les appareils reliés à Nextcloud.")),
        cannot=(_NO_WRITE,),
    ),
    Program(
        "khal",
        _l("khal et vdirsyncer"),
        _l("à chaque synchronisation"),
        writes=_YES,
        refusal=_l("dans le terminal"),
        write=(
            _l("Dans vdirsyncer, un stockage de type caldav : adresse du serveur, utilisateur, mot de passe."),
            _l("Lancez vdirsyncer discover, puis vdirsyncer sync."),
            _l("Un événement refusé est nommé et reste dans vos fichiers : déplacez-le, il passe ensuite."),
        ),
        can=(_READS, _BOOKS, _REMINDERS),
        cannot=(_l("Montrer la raison en entier : elle est dans le courriel."), _NO_GUESTS, _NO_ENDLESS),
    ),
)
BY_SLUG = {program.slug: program for program in PROGRAMS}
