"""What somebody saw when a thing left or came back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from mutua.bookings.actions.handover import Seen
from mutua.bookings.models.handover import Condition, Moment
from mutua.resources.actions.photos import UnreadablePhoto, reduced
from mutua.web.fields import CountField
from mutua.web.forms import BaseForm

MOST_PHOTOS = 6
CONDITIONS = (
    (Condition.GOOD.value, _l("En bon état")),
    (Condition.WORN.value, _l("Usé, mais bon à l’usage")),
    (Condition.DAMAGED.value, _l("Abîmé")),
)


class DefectForm(BaseForm):
    """What does not work, in words."""

    text = TextAreaField(
        _l("Ce qui ne va pas"),
        [
            DataRequired(_l("Dites en quelques mots ce qui ne va pas.")),
            Length(max=1000, message=_l("1000 caractères au plus.")),
        ],
    )


class HandoverForm(BaseForm):
    """One state of one resource; the moment is in the address."""

    line = HiddenField(validators=[Length(max=18)])
    condition = RadioField(_l("État"), choices=CONDITIONS, default=Condition.GOOD.value)
    mileage = CountField(
        _l("Kilométrage"), [Optional(), NumberRange(0, 9_999_999, _l("Écrivez le nombre du compteur."))]
    )
    fuel = CountField(
        _l("Carburant ou charge"), [Optional(), NumberRange(0, 100, _l("Écrivez un nombre entre 0 et 100."))]
    )
    lent_keys = StringField(_l("Clés remises"), [Length(max=160, message=_l("160 caractères au plus."))])
    keys_back = BooleanField(_l("Les clés sont rendues"))
    note = TextAreaField(_l("Remarques"), [Length(max=2000, message=_l("2 000 caractères au plus."))])
    defect = StringField(_l("Ce qui ne va pas"), [Length(max=200, message=_l("200 caractères au plus."))])
    stops = BooleanField(_l("Ne peut plus servir avant réparation"))
    photos = MultipleFileField(_l("Photos"))

    pictures: tuple[tuple[str, bytes], ...] = ()

    def read_photos(self, refusal: str) -> bool:
        """Pictures made small and stripped of where they were taken; False, with a message, when one is none."""
        files = [file for file in self.photos.data or () if getattr(file, "filename", "")]
        try:
            self.pictures = tuple((file.filename, reduced(file.read())) for file in files[:MOST_PHOTOS])
        except UnreadablePhoto:
            self.photos.errors = [refusal]
            return False
        return True

    def seen(self, moment: Moment) -> Seen:
        """After validation."""
        return Seen(
            condition=Condition(self.condition.data),
            mileage=self.mileage.data,
            fuel=self.fuel.data,
            note=self.note.data or "",
            lent_keys=(self.lent_keys.data or "") if moment is Moment.OUT else "",
            keys_back=bool(self.keys_back.data) and moment is Moment.BACK,
            defect=self.defect.data or "",
            stops=bool(self.stops.data),
        )
