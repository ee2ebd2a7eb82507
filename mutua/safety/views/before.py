"""What a booking's page says of safety before anybody confirms it (bookings.hooks.before_asking, before_confirming)."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _

from mutua.bookings.actions import USUAL_PROFILE
from mutua.bookings.hooks import Note, before_asking, before_confirming
from mutua.bookings.models import Booking, Wish
from mutua.kernel.outbox import ENCLOSURES
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.safety import queries, rules, thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.mails import enclosures
from mutua.safety.models import Risk, SourceKind
from mutua.safety.queries import Crossing
from mutua.safety.views.door import address
from mutua.staffing.hooks import safety_sheet_wanted
from mutua.staffing.models import Arrangement


def connect() -> None:
    before_confirming.connect(notes)
    before_asking.connect(asked)
    ENCLOSURES["safety/published"] = enclosures
    safety_sheet_wanted.connect(reception)


def reception(arrangement: Arrangement) -> list[tuple[str, list[str]]]:
    """What the shared document knows of the host's units: for the sheet a person lent is received with."""
    document = queries.document_of(arrangement.pole_id)
    units = queries.units_of(document.id) if document is not None else []
    mine = [
        unit
        for unit in units
        if unit.structure_id == arrangement.host_id
        or (unit.source_kind is SourceKind.ARRANGEMENT and unit.source_id == arrangement.id)
    ]
    found = [(unit.name, [_line(risk) for risk in queries.live_risks([unit])]) for unit in mine]
    return [(name, lines) for name, lines in found if lines]


def _line(risk: Risk) -> str:
    return f"{risk.situation} — {risk.existing}" if risk.existing else risk.situation


def notes(booking: Booking, *, member: Member, now: datetime) -> list[Note]:
    """Nothing before the pole has opened its document; the sheet is asked of the structure that comes."""
    if queries.document_of(member.pole_id) is None:
        return []
    today = wall(now, member.pole_zone).date()
    asks = catalogue().profiles[str(booking.profile)].asks
    firms = [_operation(booking)] if asks and _concerned(booking, member) else []
    found = firms + [_note(warning, today) for warning in queries.warnings_for(booking.id, now, today)]
    return (_sheets(booking, member) if booking.structure_id == member.structure_id else []) + found


def asked(wish: Wish, *, member: Member, now: datetime, booking_id: int) -> list[Note]:
    """Thresholds that a wish crosses, written (`booking_id`) or not; nothing before the pole opens its document."""
    if not wish.slots or queries.document_of(member.pole_id) is None:
        return []
    resources = resource_queries.named(member, wish.resource_ids)
    profile = wish.profile or (USUAL_PROFILE[resources[0].kind] if resources else "")
    today = wall(now, member.pole_zone).date()
    crossings = queries.warnings_of_wish(
        resources, [slot.span for slot in wish.slots], structure_id=wish.structure_id, headcount=wish.headcount,
        profile=str(profile), today=today, booking_id=booking_id,
    )  # fmt: skip
    return [_note(crossing, today) for crossing in crossings]


def _concerned(booking: Booking, member: Member) -> bool:
    """Whoever may open the operation: the firm, the host and the prevention, while nobody has."""
    hosts = {line.resource.structure_id for occurrence in booking.occurrences for line in occurrence.lines}
    writes = any(rules.why_not_write_operation(host, booking.structure_id, member) is None for host in hosts)
    return writes and queries.operation_of_booking(booking.id) is None


def _operation(booking: Booking) -> Note:
    """Working in another's place asks who works for whom (R4511, R4515), before it begins."""
    title = _("Travaux, ménage ou livraison : un papier de sécurité avant de commencer")
    return Note("waiting", title, _("Plan de prévention ou protocole, déjà rempli depuis cette réservation."),
                address("new_operation", booking=booking.id), _("L’ouvrir"))  # fmt: skip


def _sheets(booking: Booking, member: Member) -> list[Note]:
    """Safety sheets that this person has not read as they stand."""
    ids = {line.resource_id: None for occurrence in booking.occurrences for line in occurrence.lines}
    found = []
    for resource_id in ids:
        resource = queries.shared_resource(member, resource_id)
        sheet = queries.safety_sheet(resource) if resource else None
        if sheet and sheet.says_something and queries.reading_of(member.person_id, resource_id, sheet.sha256) is None:
            title = _("Fiche de sécurité à lire avant de venir : %(name)s", name=sheet.name)
            where = address("sheet", resource_id=resource_id)
            found.append(Note("waiting", title, _("Deux minutes, une seule fois."), where, _("Lire la fiche")))
    return found


def _note(warning: Crossing, on: date) -> Note:
    place, numbers = warning.place, [f"{number:g}".replace(".", ",") for number in warning.numbers]
    if warning.code == "exits":
        title = _("%(place)s : %(people)s personnes au même moment", place=place, people=numbers[0])
        text = _("Sorties demandées : %(exits)s, %(width)s m en tout (R4227-5). Vérifiez le lieu.",
                 exits=numbers[1], width=numbers[2])  # fmt: skip
        return Note("info", title, text)
    if warning.code == "alarm":
        title = _("%(place)s : plus de %(n)s personnes", place=place, n=f"{thresholds.alarm_people(on):g}")
        return Note("info", title, _("Alarme, consigne affichée et exercices sont à examiner (R4227-34, R4227-39)."))
    if warning.code == "air":
        title = _("%(place)s : %(people)s personnes, de l’air pour %(holds)s", place=place, people=numbers[0],
                  holds=numbers[1])  # fmt: skip
        each = f"{thresholds.air_volume(on):g}"
        return Note("info", title, _("Sans ventilation mécanique, %(n)s m³ par personne (R4222-5).", n=each))
    if warning.code == "toilets":
        title = _(
            "%(place)s : %(people)s personnes, %(has)s sanitaires", place=place, people=numbers[0], has=numbers[2]
        )
        return Note("info", title, _("Il en faut %(wanted)s à ce nombre (R4228-10).", wanted=numbers[1]))
    return _alone(warning) if warning.code.startswith("lone") else _of_employers(warning, numbers)


def _alone(warning: Crossing) -> Note:
    """By night, or while the host's own activity is interrupted (R4512-13)."""
    if warning.code == "lone":
        title = _("%(place)s : une personne seule, la nuit", place=warning.place)
        return Note("info", title, _("Convenez d’une alerte ou d’une seconde personne (R4512-13)."))
    title = _("%(place)s : une personne seule, la maison fermée", place=warning.place)
    text = _("L’hôte n’y travaille pas à ces heures. Convenez d’une alerte ou d’une seconde personne (R4512-13).")
    return Note("info", title, text)


def _of_employers(warning: Crossing, numbers: list[str]) -> Note:
    """What counts by employer rather than by place; else a level that asks for care."""
    place = warning.place
    if warning.code.startswith("hours_"):
        title = _("%(place)s : %(hours)s heures de travaux en 12 mois", place=place, hours=numbers[0])
        text = _("Le plan de prévention doit être écrit à partir de %(limit)s heures (R4512-7).", limit=numbers[1])
        return Note("waiting" if warning.code == "hours_written" else "info", title, text)
    if warning.code == "headcount":
        title = _("%(place)s : %(count)s salariés avec le personnel accueilli", place=place, count=numbers[0])
        text = _("Présents depuis un an, ils comptent (L1111-2). À %(limit)s, d’autres règles s’appliquent.",
                 limit=numbers[1])  # fmt: skip
        return Note("info", title, text)
    title = _("%(place)s : un risque élevé est en cours de traitement", place=place)
    return Note("info", title, _("Lisez la fiche de sécurité avant de venir."),
                address("sheet", resource_id=warning.resource_id), _("Fiche de sécurité"))  # fmt: skip
