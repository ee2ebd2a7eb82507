"""Photos with their words, and documents with their readers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, StringField
from wtforms.validators import Length

from mutua.documents.models import LARGEST_FILE
from mutua.resources.models import PaperSort, Readers
from mutua.web.forms import BaseForm

SORTS = {
    PaperSort.MANUAL: _l("Mode d’emploi"),
    PaperSort.TERMS: _l("Conditions, règlement"),
    PaperSort.PLAN: _l("Plan"),
    PaperSort.ASBESTOS: _l("Dossier amiante"),
    PaperSort.CERTIFICATE: _l("Certificat, déclaration de conformité"),
    PaperSort.INSURANCE: _l("Assurance"),
    PaperSort.REPORT: _l("Rapport de vérification"),
    PaperSort.OTHER: _l("Autre document"),
}
READERS = {
    Readers.ALL: _l("Tous ceux qui voient la ressource"),
    Readers.BOOKED: _l("Les structures qui ont une date confirmée"),
    Readers.SETTERS: _l("La gestion de la ressource seulement"),
}


class PhotoForm(BaseForm):
    """One more photo."""

    photo = FileField(_l("Photo"))
    alt = StringField(_l("Ce que montre la photo"), [Length(max=200, message=_l("200 caractères au plus."))])

    def content(self, most: int) -> bytes:
        """At most one byte more than allowed."""
        return self.photo.data.stream.read(most + 1) if isinstance(self.photo.data, FileStorage) else b""


class WordsForm(BaseForm):
    """What a photo shows, and where it goes."""

    alt = StringField(_l("Ce que montre la photo"), [Length(max=200, message=_l("200 caractères au plus."))])


class DocumentForm(BaseForm):
    """A file and who reads it."""

    document = FileField(_l("Fichier"))
    title = StringField(_l("Titre"), [Length(max=120, message=_l("120 caractères au plus."))])
    sort = SelectField(_l("Nature"), choices=[(entry.value, words) for entry, words in SORTS.items()])
    readers = SelectField(_l("Qui le lit"), choices=[(entry.value, words) for entry, words in READERS.items()])

    def upload(self) -> tuple[bytes, str]:
        sent = self.document.data
        if not isinstance(sent, FileStorage):
            return b"", ""
        return sent.stream.read(LARGEST_FILE + 1), sent.filename or ""
