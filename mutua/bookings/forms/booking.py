"""From what is typed to a wish: local times in the resource's zone, repeats as an RRULE."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.bookings import series
from mutua.bookings.forms.repeating import REPEATS, DaysField, Repeating
from mutua.bookings.models import Profile, Scope, Slot, Wish
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
from mutua.resources.occupancy import OnConflict
from mutua.web.fields import ClockField, CountField, DayField
from mutua.web.forms import BaseForm

LONGEST_STAY = timedelta(days=60)
KINDS = (
    (Kind.PREMISES.value, _l("Locaux")),
    (Kind.VEHICLE.value, _l("Véhicules")),
    (Kind.DESK.value, _l("Postes de travail")),
    (Kind.EQUIPMENT.value, _l("Matériel")),
    (Kind.STAFF.value, _l("Temps de personnel")),
)
PROFILES = (
    (Profile.MEETING.value, _l("Réunion")),
    (Profile.OFFICE.value, _l("Travail de bureau")),
    (Profile.PUBLIC.value, _l("Accueil du public")),
    (Profile.WORKSHOP.value, _l("Atelier")),
    (Profile.WORKS.value, _l("Travaux")),
    (Profile.CLEANING.value, _l("Ménage")),
    (Profile.CATERING.value, _l("Cuisine, repas")),
    (Profile.STORAGE.value, _l("Stockage")),
    (Profile.DELIVERY.value, _l("Livraison")),
    (Profile.DRIVING.value, _l("Conduite")),
    (Profile.CHILDREN.value, _l("Accueil d’enfants")),
    (Profile.REHEARSAL.value, _l("Répétition")),
)
SCOPES = (
    (Scope.THIS.value, _l("Cette date")),
    (Scope.FOLLOWING.value, _l("Cette date et les suivantes")),
    (Scope.ALL.value, _l("Toutes les dates à venir")),
)
LENGTHS = (30, 60, 90, 120, 180, 240, 480, 600)
HOW_MANY = _l("Écrivez un nombre entre 1 et 100 000.")
# What an address may fill in.
ACCEPTED = frozenset(
    (
        *("kind", "day", "from", "to", "until", "duration", "people", "repeat", "times", "title", "feature"),
        *("every", "weekdays", "last", "also", "profile", "public"),
    )
)
OTHER = re.compile(r"(\d{1,12}) (\d{4}-\d\d-\d\dT\d\d:\d\d) (\d{4}-\d\d-\d\dT\d\d:\d\d)")


class Other(NamedTuple):
    """Another resource or time, as a button of the conflict sheet sends it."""

    resource_id: int
    start: datetime
    end: datetime


def other(text: str) -> Other | None:
    """Read `7 2027-03-02T14:00 2027-03-02T16:00`; None when it is nothing of the kind."""
    found = OTHER.fullmatch(text)
    try:
        return (
            Other(int(found[1]), datetime.fromisoformat(found[2]), datetime.fromisoformat(found[3])) if found else None
        )
    except ValueError:
        return None


def series_error(code: str) -> str:
    """What to change when a repeat cannot be."""
    sentences: dict[str, str] = {
        "too_many": _("Répétez au plus 400 fois."),
        "too_long": _("Une série dure au plus deux ans. Choisissez moins de répétitions."),
        "endless": _("Dites combien de fois répéter."),
    }
    return sentences.get(code) or str(_("Cette répétition n’est pas lisible. Choisissez-la dans la liste."))


class Named(BaseForm):
    """A form that may be filled in from an address."""

    @classmethod
    def accepted(cls) -> frozenset[str]:
        """Names an address may use."""
        return ACCEPTED


class SearchForm(Named):
    """What, when, how long, for how many, and how often."""

    class Meta(BaseForm.Meta):
        csrf = False

    kind = RadioField(_l("Type de ressource"), choices=KINDS, default=Kind.PREMISES.value)
    day = DayField(_l("Jour"), [InputRequired(_l("Choisissez un jour."))])
    after = ClockField(_l("À partir de"), [InputRequired(_l("Choisissez une heure."))], name="from")
    length = SelectField(_l("Durée"), name="duration", coerce=str, default="120")
    people = CountField(_l("Personnes"), [Optional(), NumberRange(1, 100_000, HOW_MANY)])
    repeat = SelectField(_l("Répéter"), choices=REPEATS, default="once")
    times = CountField(_l("Nombre de fois"), [Optional(), NumberRange(1, 400, _l("Répétez entre 1 et 400 fois."))])


class BookingForm(Repeating, Named):
    """One or several resources, one time, perhaps repeated."""

    class Meta(BaseForm.Meta):
        mark = "booking"

    day = DayField(_l("Jour"), [InputRequired(_l("Choisissez un jour."))])
    starts = ClockField(_l("De"), [InputRequired(_l("Choisissez l’heure de début."))], name="from")
    ends = ClockField(_l("À"), [InputRequired(_l("Choisissez l’heure de fin."))], name="to")
    until = DayField(_l("Dernier jour"), [Optional()])
    title = StringField(_l("Objet"), [Length(max=160, message=_l("160 caractères au plus."))])
    people = CountField(_l("Personnes"), [Optional(), NumberRange(1, 100_000, HOW_MANY)])
    profile = SelectField(_l("Activité"), choices=(("", _l("Habituelle pour cette ressource")), *PROFILES), default="")
    public = BooleanField(_l("Ouvert au public"))
    on_conflict = SelectField(
        _l("Si une date est prise"),
        choices=(("refuse", _l("Me demander quoi faire")), ("skip", _l("Garder les dates libres"))),
        default="refuse",
    )
    note = TextAreaField(_l("Note"), [Length(max=4000, message=_l("4 000 caractères au plus."))])
    idempotency_key = HiddenField(validators=[Length(max=80)])

    slots: tuple[Slot, ...] = ()
    rrule: str | None = None
    capacity: int | None = None

    def fit(self, resource: Resource) -> None:
        """Offer the times of the resource: its grid, its opening hours."""
        self.capacity = resource.capacity
        first = min((slot.opens for slot in resource.hours), default=0)
        last = max((slot.closes for slot in resource.hours), default=1440)
        grid = resource.granularity_minutes
        self.starts.offer(range(first, last, grid))
        self.ends.offer(range(first + grid, last + 1, grid))

    def validate_for(self, zone: str) -> bool:
        """Validate, then make the dates in the resource's zone; errors stand beside their field."""
        if not self.validate():
            self.count_people()
            return False
        self._check_dates(zone)
        if self.errors:
            self.count_people()
        return not self.errors

    def count_people(self) -> None:
        """Beside another error or a refusal: more people than the resource takes. Alone it is the rule's to say."""
        if self.capacity is not None and (self.people.data or 0) > self.capacity and not self.people.errors:
            self._say(self.people, _("%(count)s personnes au plus.", count=self.capacity))

    def _check_dates(self, zone: str) -> None:
        first, last = self._ends_of_first_date()
        if last <= first:
            self._say(self.ends, _("La fin doit suivre le début. Choisissez une heure plus tard."))
        elif last - first > LONGEST_STAY:
            self._say(self.until, _("Une réservation dure au plus 60 jours. Choisissez un jour plus proche."))
        elif self.repeats and self.times.data is None and self.last.data is None:
            self._say(self.times, _("Dites combien de fois répéter, ou jusqu’à quel jour."))
        elif self.repeats and self.last.data is not None and self.last.data < first.date():
            self._say(self.last, _("La série finit avant de commencer. Choisissez un jour plus tard."))
        elif self.repeat.data == "dates" and not self.also.data:
            self._say(self.also, _("Ajoutez au moins une date."))
        else:
            self._make_slots(first, last, zone)

    def _ends_of_first_date(self) -> tuple[datetime, datetime]:
        """Naive local start and end of the first date; midnight as an end is the day's end."""
        start, end = _wall(self.day.data, self.starts.minutes or 0), self.until.data or self.day.data
        ahead = self.first_day(start.date()) - start.date()
        return start + ahead, _wall(end, self.ends.minutes or 1440) + ahead

    def _make_slots(self, first: datetime, last: datetime, zone: str) -> None:
        self.rrule = self.written(first.date())
        try:
            if self.repeat.data == "dates":
                self.slots = series.chosen(first, last, zone, self.also.data)
            else:
                self.slots = series.slots(first, last, zone, self.rrule)
        except series.WrongSeries as wrong:
            self._say(self.times, series_error(wrong.code))
        except ValueError:
            self._say(self.ends, _("Cette heure n’existe pas la nuit du changement d’heure. Choisissez-en une autre."))

    @staticmethod
    def _say(field: DayField | ClockField | CountField | DaysField, text: str) -> None:
        field.errors = [*field.errors, text]

    def wish(self, resource: Resource, member: Member, *, skip: bool = False, others: tuple[int, ...] = ()) -> Wish:
        """After `validate_for`. `others`: resources booked together with this one."""
        return Wish(
            resource_ids=(resource.id, *(number for number in others if number != resource.id)),
            structure_id=member.structure_id or 0,
            slots=self.slots,
            zone=resource.zone,
            title=self.title.data or "",
            note=self.note.data or "",
            headcount=self.people.data or 1,
            profile=Profile(self.profile.data) if self.profile.data else None,
            public=bool(self.public.data),
            rrule=self.rrule,
            on_conflict=OnConflict.SKIP if skip else OnConflict(self.on_conflict.data or "refuse"),
        )


def _wall(day: date | None, minutes: int) -> datetime:
    """The form has been validated: a day is there."""
    assert day is not None
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


class MoveForm(BaseForm):
    """Another time for one date."""

    class Meta(BaseForm.Meta):
        mark = "move"

    day = DayField(_l("Jour"), [InputRequired(_l("Choisissez un jour."))])
    starts = ClockField(_l("De"), [InputRequired(_l("Choisissez l’heure de début."))], name="from")
    ends = ClockField(_l("À"), [InputRequired(_l("Choisissez l’heure de fin."))], name="to")
    until = DayField(_l("Dernier jour"), [Optional()])
    scope = SelectField(_l("Quelles dates"), choices=SCOPES, default=Scope.THIS.value)
    on_conflict = SelectField(
        _l("Si une date est prise"),
        choices=(("refuse", _l("Ne rien changer et me le dire")), ("skip", _l("La laisser à son heure"))),
        default="refuse",
    )

    def slot(self, zone: str) -> Slot | None:
        """None, with a message beside the end, when end and start make no span."""
        start = _wall(self.day.data, self.starts.minutes or 0)
        end = _wall(self.until.data or self.day.data, self.ends.minutes or 1440)
        try:
            return series.slot(start, end, zone)
        except ValueError:
            self.ends.errors = [_("La fin doit suivre le début. Choisissez une heure plus tard.")]
            return None


class WordsForm(BaseForm):
    """Title, note and how many come; `version` is the one that was read."""

    title = StringField(_l("Objet"), [Length(max=160, message=_l("160 caractères au plus."))])
    people = CountField(_l("Personnes"), [Optional(), NumberRange(1, 100_000, HOW_MANY)])
    note = TextAreaField(_l("Note"), [Length(max=4000, message=_l("4 000 caractères au plus."))])
    version = HiddenField(validators=[Length(max=12)])


class ReasonForm(BaseForm):
    """A decision with its reason, for whom it concerns."""

    reason = StringField(_l("Motif"), [Length(max=300, message=_l("300 caractères au plus."))])
