"""The sheet of a resource as a form; the questions of its kind come with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.resources.actions import Room, Sheet
from mutua.resources.forms import details
from mutua.resources.forms.checks import MultiCheckboxField
from mutua.resources.forms.hours import HoursField
from mutua.resources.forms.lengths import LONGEST, PositionField, minutes, split, unit_field, written_position
from mutua.resources.forms.questions import QUESTIONS
from mutua.resources.models import Approval, Audience, Draw, Kind, Place, Regime, Resource, Shown
from mutua.web.fields import CountField
from mutua.web.forms import BaseForm

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ANSWERS = (("", _l("Non renseigné")), ("yes", _l("Oui")), ("no", _l("Non")))
MOST_FEATURES = 30


def _short(most: int) -> Length:
    return Length(max=most, message=_l("Ce texte est trop long : %(max)d caractères au plus."))


def _between(least: int, most: int) -> NumberRange:
    return NumberRange(least, most, _l("Écrivez un nombre entre %(min)s et %(max)s."))


class SheetForm(BaseForm):
    """What a manager sets; times in minutes, hours and days as their labels say."""

    kind: Kind
    known_position = ""

    structure = SelectField(_l("Partagé par"), coerce=int)
    name = StringField(_l("Nom"), [InputRequired(_l("Donnez un nom.")), _short(120)])
    subtitle = StringField(_l("En quelques mots"), [_short(160)])
    description = TextAreaField(_l("Description"), [_short(4000)])
    place = SelectField(_l("Lieu"), coerce=str)
    room = StringField(_l("Nom de la nouvelle pièce"), [_short(120)])
    building = StringField(_l("Dans le bâtiment"), [_short(120)])
    position = PositionField(_l("Position du lieu"), [_short(300)])
    capacity = CountField(_l("Capacité, en personnes"), [Optional(), _between(1, 100_000)])
    units = CountField(_l("Nombre d’exemplaires"), [Optional(), _between(1, 50)], default=1)
    parts = MultiCheckboxField(_l("Réunit ces ressources"), coerce=int)
    features = TextAreaField(_l("Équipements"), [_short(2000)])
    photo = FileField(_l("Photo"))
    photo_alt = StringField(_l("Ce que montre la photo"), [_short(200)])
    monday = HoursField(_l("Lundi"))
    tuesday = HoursField(_l("Mardi"))
    wednesday = HoursField(_l("Mercredi"))
    thursday = HoursField(_l("Jeudi"))
    friday = HoursField(_l("Vendredi"))
    saturday = HoursField(_l("Samedi"))
    sunday = HoursField(_l("Dimanche"))
    approval = SelectField(
        _l("Accord"),
        choices=(
            (Approval.AUTOMATIC.value, _l("Immédiat")),
            (Approval.OWNER.value, _l("Par la structure qui partage")),
            (Approval.COORDINATOR.value, _l("Par la coordination")),
        ),
    )
    shown = SelectField(
        _l("Ce que les autres voient d’une réservation"),
        choices=(
            (Shown.EVERYTHING.value, _l("La structure, la personne et l’objet")),
            (Shown.STRUCTURE.value, _l("La structure seulement")),
            (Shown.BUSY.value, _l("Occupé, sans plus")),
        ),
    )
    audience = SelectField(
        _l("Ouvert à"),
        choices=((Audience.POLE.value, _l("Tout le pôle")), (Audience.OWNER.value, _l("Notre structure seulement"))),
    )
    granularity = SelectField(
        _l("Les réservations commencent toutes les"),
        choices=[(minutes, f"{minutes} min") for minutes in (5, 10, 15, 30, 60)],
        coerce=int,
        default=15,
    )
    turnaround = CountField(_l("Remise en état après usage, en minutes"), [Optional(), _between(0, 1440)], default=0)
    notice = CountField(_l("Délai de prévenance"), [Optional(), _between(0, LONGEST)])
    notice_unit = unit_field(_l("Unité du délai"))
    longest = CountField(_l("Durée au plus"), [Optional(), _between(1, LONGEST)])
    longest_unit = unit_field(_l("Unité de la durée"))
    horizon = CountField(_l("Réservable jusqu’à, en jours"), [Optional(), _between(1, 731)], default=366)
    value = CountField(_l("Valeur d’usage, en unités du pôle"), [Optional(), _between(0, 100_000)])
    value_for = SelectField(
        _l("Comptée"),
        choices=(("hour", _l("par heure")), ("use", _l("par usage, quelle que soit la durée"))),
        default="hour",
    )
    access = TextAreaField(_l("Accès"), [_short(4000)])
    safety = TextAreaField(_l("Consignes de sécurité"), [_short(4000)])
    regime = SelectField(
        _l("Cadre du temps de personnel"),
        choices=(
            (Regime.SERVICE.value, _l("Prestation : la personne travaille sous l’autorité de son employeur")),
            (Regime.LOAN.value, _l("Prêt à prix coûtant : une convention est nécessaire")),
            (Regime.LOAN_BELOW_COST.value, _l("Prêt sous le coût : une convention est nécessaire")),
        ),
        default=Regime.SERVICE.value,
    )
    qualification = StringField(_l("Qualification"), [_short(160)])
    with_parts = HiddenField(default="yes", validators=[Length(max=3)])
    version = HiddenField(validators=[Length(max=12)])

    def questions(self) -> list[Any]:
        """The fields of the safety questions, in the catalogue's order."""
        return [self[f"ask_{code}"] for code, _label in QUESTIONS[self.kind]]

    @property
    def asks_parts(self) -> bool:
        """A page says that it shows the boxes, so that none ticked is not mistaken for none asked."""
        return self.with_parts.data == "yes" or bool(self.parts.data)

    def measures(self) -> list[Any]:
        return [self[name] for name in details.fields_of(self.kind)]

    def days(self) -> list[HoursField]:
        return [self[name] for name in WEEKDAYS]

    def to_sheet(self, *, photo: str | None) -> Sheet:
        """After `validate`."""
        lines = (part.strip()[:80] for part in (self.features.data or "").replace(",", "\n").splitlines())
        each_hour = self.value_for.data == "hour"
        return Sheet(
            name=self.name.data or "",
            subtitle=self.subtitle.data or "",
            description=self.description.data or "",
            capacity=self.capacity.data,
            photo=photo,
            photo_alt=self.photo_alt.data or "",
            features=list(dict.fromkeys(part for part in lines if part))[:MOST_FEATURES],
            attributes=self._answers(),
            details=details.answers(self.kind, self),
            approval=Approval(self.approval.data),
            shown=Shown(self.shown.data),
            audience=Audience(self.audience.data),
            granularity_minutes=self.granularity.data,
            turnaround_minutes=self.turnaround.data or 0,
            notice_minutes=minutes(self.notice, self.notice_unit) or 0,
            longest_minutes=minutes(self.longest, self.longest_unit),
            horizon_days=self.horizon.data or 366,
            value_per_hour=self.value.data if each_hour else None,
            value_per_use=None if each_hour else self.value.data,
            access_instructions=self.access.data or "",
            safety_instructions=self.safety.data or "",
            regime=Regime(self.regime.data) if self.kind is Kind.STAFF else None,
            qualification=self.qualification.data or "",
            hours=tuple((day, *slot) for day, field in enumerate(self.days()) for slot in field.slots),
            units=self.units.data or 1,
            where=self._room(),
        )

    def _answers(self) -> dict[str, bool]:
        return {
            code: self[f"ask_{code}"].data == "yes"
            for code, _label in QUESTIONS[self.kind]
            if self[f"ask_{code}"].data in ("yes", "no")
        }

    def _room(self) -> Room:
        """A position is taken when it was typed, not when it is that of the place the resource leaves."""
        position = self.position.position if self.position.data != self.known_position else None
        if self.place.data == "new":
            return Room(room=self.room.data or "", building=self.building.data or "", position=position)
        return Room(place_id=int(self.place.data), position=position) if self.place.data else Room()

    def validate(self, extra_validators: Any = None) -> bool:
        """A new room needs its name; a stay and a notice last a year at most."""
        good = bool(super().validate(extra_validators))
        pairs = ((self.notice, self.notice_unit), (self.longest, self.longest_unit))
        good = good and all(minutes(figure, unit) is not None or not figure.errors for figure, unit in pairs)
        if self.place.data == "new" and not self.room.data:
            self.room.errors = [*self.room.errors, _("Donnez le nom de la pièce.")]
            return False
        return good


def sheet_form(
    kind: Kind,
    places: list[Place],
    structures: list[tuple[int, str]],
    resource: Resource | None = None,
    *,
    parts: Sequence[tuple[int, str]] = (),
    joined: Sequence[int] = (),
    sent: bool = True,
) -> SheetForm:
    """The form for one kind, filled in from a resource when nothing was sent (or `sent` is False)."""
    questions = {f"ask_{code}": SelectField(label, choices=ANSWERS, default="") for code, label in QUESTIONS[kind]}
    made: SheetForm = type("KindForm", (SheetForm,), {"kind": kind, **questions, **details.fields_of(kind)})(
        **({} if sent else {"formdata": None}), data={**_facts(resource), "parts": list(joined)}
    )
    made.place.choices = [
        ("", _("Sans lieu fixe")),
        *((str(place.id), f"{place.parent.name}, {place.name}" if place.parent else place.name) for place in places),
        ("new", _("Une nouvelle pièce")),
    ]
    made.known_position = written_position(resource.place) if resource else ""
    made.structure.choices = structures
    made.parts.choices = list(parts)
    return made


def _facts(resource: Resource | None) -> dict[str, Any]:
    if resource is None:
        return {}
    answers = {f"ask_{code}": "yes" if answer else "no" for code, answer in resource.attributes.items()}
    notice, notice_unit = split(resource.notice_minutes)
    longest, longest_unit = split(resource.longest_minutes)
    return {
        **{name: getattr(resource, name) for name in ("name", "subtitle", "description", "capacity", "photo_alt")},
        **{name: getattr(resource, name).value for name in ("approval", "shown", "audience")},
        **answers,
        **details.filled_in(resource.kind, resource.details),
        **{name: _of_day(resource, weekday) for weekday, name in enumerate(WEEKDAYS)},
        "structure": resource.structure_id,
        "place": str(resource.place_id or ""),
        "units": _units(resource),
        "features": "\n".join(resource.features),
        "granularity": resource.granularity_minutes,
        "turnaround": resource.turnaround_minutes,
        "notice": notice,
        "notice_unit": notice_unit,
        "longest": longest,
        "longest_unit": longest_unit,
        "position": written_position(resource.place),
        "horizon": resource.horizon_days,
        "value": resource.value_per_hour if resource.value_per_use is None else resource.value_per_use,
        "value_for": "hour" if resource.value_per_use is None else "use",
        "access": resource.access_instructions,
        "safety": resource.safety_instructions,
        "regime": resource.regime.value if resource.regime else Regime.SERVICE.value,
        "qualification": resource.qualification,
        "version": str(resource.version),
    }


def _of_day(resource: Resource, weekday: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((slot.opens, slot.closes) for slot in resource.hours if slot.weekday == weekday))


def _units(resource: Resource) -> int:
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    return 1 if resource.draw is Draw.ALL else len(live)
