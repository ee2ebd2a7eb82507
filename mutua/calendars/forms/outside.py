"""A calendar kept elsewhere: its address or its file, and whose time it takes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from mutua.calendars.feed.lines import clean
from mutua.calendars.reading.files import LARGEST_FILE
from mutua.web.forms import BaseForm, text

OWN = "me"


class FileForm(BaseForm):
    """A calendar file."""

    file = FileField(_l("Fichier .ics"), description=_l("5 Mo au plus."))

    def body(self) -> bytes | None:
        """Its bytes; None, with a message, when there is none or it is too large."""
        given = self.file.data
        found: bytes = given.read(LARGEST_FILE + 1) if given else b""
        if not found:
            self.file.errors = [_("Choisissez un fichier.")]
            return None
        if len(found) > LARGEST_FILE:
            self.file.errors = [_("Ce fichier dépasse 5 Mo. Exportez une période plus courte.")]
            return None
        return found

    @property
    def filename(self) -> str:
        given = self.file.data
        return clean(str(given.filename or ""))[:120] if given else ""


class OutsideForm(FileForm):
    """`whose`: `me` or a resource's number."""

    name = StringField(
        _l("Nom de cet agenda"),
        [
            InputRequired(_l("Donnez un nom, pour vous y retrouver.")),
            Length(max=120, message=_l("120 caractères au plus.")),
        ],
    )
    whose = SelectField(_l("Ce qu’il occupe"), [InputRequired(_l("Choisissez ce que cet agenda occupe."))])
    url = StringField(
        _l("Son adresse"),
        [Length(max=2000, message=_l("2 000 caractères au plus."))],
        description=_l("Commence par https:// ou webcal://. Mutua la relit toutes les heures."),
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        self.whose.choices = list(choices)

    @property
    def resource_id(self) -> int | None:
        return None if self.whose.data == OWN else int(str(self.whose.data))

    def source(self) -> tuple[str, bytes | None] | None:
        """(address, None) or ("", file); None, with a message, for neither or both."""
        url = text(self.url)
        if url and self.file.data:
            self.url.errors = [_("Donnez l’adresse ou le fichier, pas les deux.")]
            return None
        if url:
            return url, None
        if not self.file.data:
            self.url.errors = [_("Donnez l’adresse de l’agenda, ou choisissez un fichier plus bas.")]
            return None
        body = self.body()
        return None if body is None else ("", body)


class OldForm(FileForm):
    """A file of an old system, and the resource its events are bookings of."""

    resource = SelectField(_l("Ressource réservée"), [InputRequired(_l("Choisissez une ressource."))], coerce=str)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        self.resource.choices = list(choices)
