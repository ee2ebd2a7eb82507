"""What somebody wants in their calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from mutua.calendars.models import FeedKind, Way
from mutua.web.forms import BaseForm

# The groups of the choice: label -> (value, label) of each.
Groups = dict[str, Sequence[tuple[str, str]]]


class FeedForm(BaseForm):
    """`what` is `person`, `structure`, `pole` or `resource-7`."""

    what = SelectField(_l("Que suivre ?"), validators=[InputRequired(_l("Choisissez ce que vous voulez suivre."))])
    busy_only = BooleanField(_l("Montrer seulement les heures prises"))
    confirmed_only = BooleanField(_l("Sans les demandes en attente de réponse"))
    flat = BooleanField(_l("Une date à la fois, pour un logiciel qui lit mal les séries"))

    def offer(self, groups: Groups) -> None:
        self.what.choices = groups

    @property
    def kind(self) -> FeedKind:
        return FeedKind(str(self.what.data).partition("-")[0])

    @property
    def resource_id(self) -> int | None:
        number = str(self.what.data).partition("-")[2]
        return int(number) if number else None


class WayForm(BaseForm):
    """How the member's own bookings come into their calendar."""

    way = RadioField(
        _l("Comment recevoir vos réservations ?"),
        choices=[
            (Way.SUBSCRIPTION.value, _l("Par une adresse que votre agenda relit")),
            (Way.MAIL.value, _l("Par courriel, à chaque changement")),
            (Way.BOTH.value, _l("Les deux")),
        ],
        validators=[InputRequired(_l("Choisissez une façon."))],
    )


class DavPasswordForm(BaseForm):
    """A password for one calendar program: its name, and for which structure it books."""

    label = StringField(
        _l("Pour quel appareil ou logiciel ?"),
        [
            InputRequired(_l("Donnez un nom, pour vous y retrouver.")),
            Length(max=80, message=_l("80 caractères au plus.")),
        ],
    )
    acting = SelectField(_l("Réserver pour"), [InputRequired(_l("Choisissez une structure."))])

    def offer(self, choices: Sequence[Any]) -> None:
        self.acting.choices = list(choices)
