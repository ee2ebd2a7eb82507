"""The rules of a resource as a form: who, how long, how often, which days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from mutua.resources.forms.checks import MultiCheckboxField
from mutua.resources.forms.lengths import LONGEST, minutes, split, unit_field
from mutua.resources.forms.rows import ExceptionRow, PriorityRow, QuotaRow, Row, WindowRow, days_code
from mutua.resources.forms.words import REGIONS, RIGHTS
from mutua.resources.models import (
    Crowd,
    HolidayEffect,
    HouseRules,
    LateCancel,
    Purpose,
    Region,
    Resource,
    SchoolEffect,
    SchoolZone,
    almanac,
)
from mutua.web.fields import CountField
from mutua.web.forms import BaseForm, text

# The choice that stands for all poles of the installation, those to come included.
EVERY_POLE = 0
MOST_ROWS = {"exceptions": 40, "peaks": 8, "priorities": 8, "quotas": 8}
ROWS: dict[str, type[Row]] = {
    "exceptions": ExceptionRow,
    "peaks": WindowRow,
    "priorities": PriorityRow,
    "quotas": QuotaRow,
}


def _between(least: int, most: int) -> list[Any]:
    return [Optional(), NumberRange(least, most, _l("Écrivez un nombre entre %(min)s et %(max)s."))]


class RulesForm(BaseForm):
    """`rows`: the small forms of each list, those kept and one or two empty ones."""

    rows: dict[str, list[Any]]

    shortest = CountField(_l("Durée au moins, en minutes"), _between(0, 7 * 1440))
    peak_longest = CountField(_l("Durée au plus aux heures chargées, en minutes"), _between(5, 7 * 1440))
    change = CountField(_l("Changer une date : jusqu’à"), _between(0, LONGEST))
    change_unit = unit_field(_l("Unité"))
    cancel = CountField(_l("Annuler une date : jusqu’à"), _between(0, LONGEST))
    cancel_unit = unit_field(_l("Unité"))
    late_cancel = SelectField(
        _l("Annuler plus tard"),
        choices=(
            (LateCancel.COUNTS.value, _l("reste possible, et compte comme utilisé dans les quotas")),
            (LateCancel.REFUSED.value, _l("n’est pas possible")),
        ),
    )
    holidays = SelectField(
        _l("Jours fériés"),
        choices=(
            (HolidayEffect.OPEN.value, _l("Ouvert comme d’habitude")),
            (HolidayEffect.CLOSED.value, _l("Fermé")),
            (HolidayEffect.SUNDAY.value, _l("Ouvert comme un dimanche")),
        ),
    )
    region = SelectField(_l("Jours fériés de"), choices=[(region.value, name) for region, name in REGIONS.items()])
    school = SelectField(
        _l("Vacances scolaires"),
        choices=(
            (SchoolEffect.OPEN.value, _l("Ouvert comme d’habitude")),
            (SchoolEffect.CLOSED.value, _l("Fermé")),
        ),
    )
    school_zone = SelectField(
        _l("Zone scolaire"), choices=[("", _l("Ne pas montrer")), *((zone.value, zone.value) for zone in SchoolZone)]
    )
    crowd = SelectField(
        _l("Qui réserve"),
        choices=(
            (Crowd.MEMBERS.value, _l("Tous les membres des structures")),
            (Crowd.MANAGERS.value, _l("La gestion des structures seulement")),
        ),
    )
    structures = MultiCheckboxField(_l("Ouvert à ces structures seulement (aucune cochée : toutes)"), coerce=int)
    trusted = MultiCheckboxField(_l("Sans accord à demander pour ces structures"), coerce=int)
    requires = MultiCheckboxField(
        _l("Titres demandés"), choices=[(right.value, name) for right, name in RIGHTS.items()]
    )
    poles = MultiCheckboxField(_l("Aussi ouverte aux membres d’autres pôles"), coerce=int)
    terms = TextAreaField(_l("Conditions d’usage à accepter"), [Length(max=20_000)])
    version = HiddenField(validators=[Length(max=12)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        pairs = ((self.change, self.change_unit), (self.cancel, self.cancel_unit))
        good = good and all(minutes(figure, unit) is not None or not figure.errors for figure, unit in pairs)
        return all([good, *(row.validate() for rows in self.rows.values() for row in rows)])

    def to_rules(self) -> HouseRules:
        """After `validate`."""
        made = {name: [row.to_rule() for row in rows] for name, rows in self.rows.items()}
        kept = {name: tuple(rule for rule in rules if rule is not None) for name, rules in made.items()}
        return HouseRules(
            exceptions=tuple(sorted(kept["exceptions"], key=lambda entry: (entry.first_on, entry.last_on))),
            windows=kept["peaks"] + kept["priorities"],
            quotas=kept["quotas"],
            shortest_minutes=self.shortest.data or 0,
            change_notice_minutes=minutes(self.change, self.change_unit) or 0,
            cancel_notice_minutes=minutes(self.cancel, self.cancel_unit) or 0,
            late_cancel=LateCancel(self.late_cancel.data),
            peak_longest_minutes=self.peak_longest.data or 0,
            holidays=HolidayEffect(self.holidays.data),
            region=Region(self.region.data),
            school=SchoolEffect(self.school.data),
            school_zone=SchoolZone(self.school_zone.data) if self.school_zone.data else None,
            crowd=Crowd(self.crowd.data),
            structures=tuple(self.structures.data or ()),
            trusted=tuple(self.trusted.data or ()),
            requires=tuple(self.requires.data or ()),
        )

    @property
    def every_pole(self) -> bool:
        return EVERY_POLE in (self.poles.data or ())

    @property
    def pole_ids(self) -> set[int]:
        """The other poles that are named."""
        return set(self.poles.data or ()) - {EVERY_POLE}

    @property
    def terms_text(self) -> str:
        return text(self.terms)


def rules_form(
    resource: Resource,
    structures: list[tuple[int, str]],
    terms: str,
    *,
    sent: Collection[str] | None,
    poles: Sequence[tuple[int, str]] = (),
    opened: Collection[int] = (),
) -> RulesForm:
    """The form with the fields that were `sent`, by name; filled in from the resource when None was.

    `poles`: the others of the installation; `opened`: those that the resource is opened to.
    """
    house = resource.house
    facts = {**_facts(resource, terms), "poles": list(opened)}
    form = RulesForm(**({"formdata": None} if sent is None else {}), data=facts)
    form.poles.choices = [(EVERY_POLE, _l("Tous les pôles de l’installation")), *poles] if poles else []
    others = [(number, name) for number, name in structures if number != resource.structure_id]
    form.structures.choices = form.trusted.choices = others
    kept: dict[str, list[dict[str, Any]]] = {
        "exceptions": [_exception(entry) for entry in house.exceptions],
        "peaks": [_window(entry) for entry in house.windows_for(Purpose.PEAK)],
        "priorities": [_window(entry) for entry in house.windows_for(Purpose.PRIORITY)],
        "quotas": [_quota(entry) for entry in house.quotas],
    }
    form.rows = {name: _kept_rows(name, facts) if sent is None else _sent(name, sent) for name, facts in kept.items()}
    return form


def _kept_rows(name: str, facts: list[dict[str, Any]]) -> list[Any]:
    """Those kept, and an empty one."""
    shown = [*facts, {}][: MOST_ROWS[name]]
    return [
        _offered(ROWS[name](prefix=f"{name}{number}-", formdata=None, data=known)) for number, known in enumerate(shown)
    ]


def _sent(name: str, fields: Collection[str]) -> list[Any]:
    wanted = {field.partition("-")[0] for field in fields}
    numbers = [number for number in range(MOST_ROWS[name]) if f"{name}{number}" in wanted]
    return [_offered(ROWS[name](prefix=f"{name}{number}-")) for number in numbers]


def _offered(row: Any) -> Any:
    if isinstance(row, WindowRow):
        row.opens.offer(range(0, 1440, 30))
        row.closes.offer(range(30, 1441, 30))
    return row


def _facts(resource: Resource, terms: str) -> dict[str, Any]:
    house = resource.house
    region = house.region if resource.rules else almanac.region_of(resource.zone)
    change, change_unit = split(house.change_notice_minutes)
    cancel, cancel_unit = split(house.cancel_notice_minutes)
    return {
        "shortest": house.shortest_minutes or None,
        "peak_longest": house.peak_longest_minutes or None,
        "change": change,
        "change_unit": change_unit,
        "cancel": cancel,
        "cancel_unit": cancel_unit,
        "late_cancel": house.late_cancel.value,
        "holidays": house.holidays.value,
        "region": region.value,
        "school": house.school.value,
        "school_zone": house.school_zone.value if house.school_zone else "",
        "crowd": house.crowd.value,
        "structures": list(house.structures),
        "trusted": list(house.trusted),
        "requires": list(house.requires),
        "terms": terms,
        "version": str(resource.version),
    }


def _exception(entry: Any) -> dict[str, Any]:
    return {"first": entry.first_on, "last": entry.last_on, "hours": entry.slots, "label": entry.label}


def _window(entry: Any) -> dict[str, Any]:
    days = days_code(entry.weekdays)
    return {"days": days, "opens": entry.opens, "closes": entry.closes, "release": entry.release_days}


def _quota(entry: Any) -> dict[str, Any]:
    words = {name: getattr(entry, name).value for name in ("per", "measure", "period")}
    return {**words, "most": entry.most, "peak": entry.peak}
