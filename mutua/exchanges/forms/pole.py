"""Offers and needs, and what the coordination sets."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from mutua.documents.models import LARGEST_FILE, LONGEST_NAME
from mutua.exchanges import rules
from mutua.exchanges.forms.exchange import CHOOSE, KINDS, REQUIRED, _quantity
from mutua.exchanges.models import ListingKind, Notice, Outcome, Picture, UnitCode
from mutua.pole.models import ExchangeMode
from mutua.resources.actions.photos import UnreadablePhoto, reduced
from mutua.resources.models import Kind
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm, text
from mutua.web.sentences import sentence

DAYS = (10, 15, 21, 30)
HOURS = (2, 12, 24, 48, 72)


class ListingForm(BaseForm):
    """An offer or a need."""

    listing = RadioField(
        _l("Vous"),
        choices=[(ListingKind.OFFER.value, _l("Proposez")), (ListingKind.NEED.value, _l("Recherchez"))],
        validators=[InputRequired(CHOOSE)],
    )
    category = RadioField(_l("Quoi"), choices=list(KINDS), validators=[InputRequired(CHOOSE)])
    title = StringField(_l("En une ligne"), validators=[InputRequired(REQUIRED), Length(max=120)])
    text = TextAreaField(_l("Précisions"), validators=[Optional(), Length(max=2000)])
    where = StringField(_l("Où"), validators=[Optional(), Length(max=120)])
    when = StringField(_l("Quand"), validators=[Optional(), Length(max=120)])
    until_on = DayField(_l("Jusqu’à quand"), validators=[InputRequired(REQUIRED)])
    photos = MultipleFileField(_l("Photos"))
    photos_alt = StringField(_l("Ce que montrent les photos"), validators=[Optional(), Length(max=200)])

    pictures: tuple[Picture, ...] = ()

    def read_photos(self) -> bool:
        """Pictures made small and stripped of where they were taken; False, with a message, when one is none."""
        files = [file for file in self.photos.data or () if getattr(file, "filename", "")]
        if len(files) > rules.MOST_PICTURES:
            self.photos.errors = [str(_l("Quatre photos au plus."))]
            return False
        alt = text(self.photos_alt)
        try:
            self.pictures = tuple(Picture(file.filename, reduced(file.read()), alt) for file in files)
        except UnreadablePhoto:
            self.photos.errors = [str(_l("Cette photo n’est pas lisible. Choisissez un JPEG ou un PNG."))]
            return False
        return True

    def validate_for(self, today: date) -> bool:
        """Every field at once, the day and the photos too."""
        self.validate()
        why = rules.why_not_until(self.until_on.data, today) if self.until_on.data else None
        if why is not None and not self.until_on.errors:
            self.until_on.errors = [sentence(why)]
        return self.read_photos() and not self.errors

    def notice(self) -> Notice:
        """After `validate_for`."""
        assert self.until_on.data is not None
        kind, category = ListingKind(text(self.listing)), Kind(text(self.category))
        return Notice(
            kind, category, text(self.title), text(self.text), self.until_on.data, text(self.where), text(self.when)
        )


class PictureForm(BaseForm):
    """One more picture of a notice."""

    photo = FileField(_l("Photo"), validators=[FileRequired(REQUIRED)])
    alt = StringField(_l("Ce que montre la photo"), validators=[Optional(), Length(max=200)])

    def picture(self) -> Picture | None:
        """None, with a message, when the file is no picture."""
        try:
            return Picture(self.photo.data.filename, reduced(self.photo.data.read()), text(self.alt))
        except UnreadablePhoto:
            self.photo.errors = [str(_l("Cette photo n’est pas lisible. Choisissez un JPEG ou un PNG."))]
            return None


class ProofForm(BaseForm):
    """A file beside an exchange, and what it is."""

    proof = FileField(_l("Fichier"), validators=[FileRequired(REQUIRED)])
    title = StringField(_l("Ce que c’est"), validators=[Optional(), Length(max=LONGEST_NAME)])

    def upload(self) -> tuple[bytes, str]:
        """Content and name; no more of it is read than says that it is too large."""
        return self.proof.data.stream.read(LARGEST_FILE + 1), self.proof.data.filename or ""


class SearchForm(BaseForm):
    """Words, a sort, a kind: any of them may be left open."""

    q = StringField(_l("Ce que vous cherchez"), validators=[Optional(), Length(max=120)])
    listing = SelectField(
        _l("Sens"),
        choices=[("", _l("Proposé ou recherché")), ("offer", _l("Proposé")), ("need", _l("Recherché"))],
        default="",
        validators=[Optional()],
    )
    category = SelectField(
        _l("Quoi"), choices=[("", _l("Tous les types")), *KINDS], default="", validators=[Optional()]
    )

    def wanted(self) -> tuple[str, ListingKind | None, Kind | None]:
        listing, category = text(self.listing), text(self.category)
        return text(self.q), ListingKind(listing) if listing else None, Kind(category) if category else None


class OutcomeForm(BaseForm):
    """What came of a notice."""

    outcome = SelectField(choices=[(each.value, each.value) for each in Outcome], default=Outcome.NOTHING.value)

    def chosen(self) -> Outcome:
        return Outcome(text(self.outcome))


class AnswerForm(BaseForm):
    """A private word to who published the notice."""

    message = TextAreaField(_l("Votre message"), validators=[InputRequired(REQUIRED), Length(max=2000)])


class ModeForm(BaseForm):
    """How the pole counts."""

    mode = RadioField(
        _l("Mode"),
        choices=[
            (ExchangeMode.REGISTER.value, _l("Registre : chaque type dans son unité, donné et reçu côte à côte")),
            (ExchangeMode.TIME_UNIT.value, _l("Unité-temps : tout en heures, avec un solde d’entraide")),
        ],
        validators=[InputRequired(CHOOSE)],
    )
    read = BooleanField(_l("J’ai lu l’avertissement"))


class LimitForm(BaseForm):
    """A soft limit in hours, either way."""

    hours = StringField(_l("Limite, en heures"), validators=[InputRequired(REQUIRED), Length(max=20)])

    def minutes(self) -> int | None:
        return _quantity(self.hours, UnitCode.HOUR, least=0)


class RulesForm(BaseForm):
    """What is done with silence, and with dates that were booked and not used."""

    delay_days = SelectField(
        _l("Sans réponse de l’autre structure"),
        choices=[
            ("", _l("Jamais enregistré sans réponse")),
            *(
                (str(days), _l("Enregistré après %(days)s jours et deux rappels", days=days))
                for days in (10, 15, 21, 30)
            ),
        ],
        default="",
        validators=[Optional()],
    )
    no_show = BooleanField(_l("Une date réservée et non honorée propose aussi un échange"))
    late_hours = SelectField(
        _l("Annulation tardive"),
        choices=[
            ("", _l("Ne propose rien")),
            *((str(hours), _l("Propose un échange à moins de %(hours)s h du début", hours=hours)) for hours in HOURS),
        ],
        default="",
        validators=[Optional()],
    )

    def facts(self) -> dict[str, int | None]:
        """{"delay_days": …, "late_hours": …}"""
        return {
            "delay_days": int(self.delay_days.data) if self.delay_days.data else None,
            "late_hours": int(self.late_hours.data) if self.late_hours.data else None,
        }


class CloseForm(BaseForm):
    """The last day of the month to close, chosen on one page and made sure of on the next: it is for good."""

    through_on = SelectField(_l("Clore jusqu’à la fin de"), validators=[InputRequired(CHOOSE)])
    sure = BooleanField(
        _l("J’ai relu : ces mois ne bougeront plus"),
        validators=[InputRequired(_l("Cochez cette case : une clôture ne se défait pas."))],
    )

    def day(self) -> date:
        return date.fromisoformat(text(self.through_on))


class BatchForm(BaseForm):
    """What was on the screen: `id:version hash`, separated by spaces."""

    wanted = HiddenField(validators=[InputRequired(REQUIRED), Length(max=12_000)])

    def pairs(self) -> list[tuple[int, str]]:
        """Well-formed pairs alone; what is malformed was not on our page."""
        parts = [part.partition(":") for part in text(self.wanted).split()]
        return [
            (int(number), sha) for number, _, sha in parts if number.isascii() and number.isdigit() and len(number) < 16
        ]
