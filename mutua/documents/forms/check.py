"""What the public check page takes: a file, or the hash printed on a page."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length, Optional

from mutua.documents.models import LARGEST_FILE
from mutua.web.forms import BaseForm

HASH = re.compile(r"[0-9a-f]{64}")


class CheckForm(BaseForm):
    """One of the two is enough."""

    file = FileField(_l("Fichier PDF"))
    sha256 = StringField(_l("Ou l’empreinte imprimée au bas des pages"), [Optional(), Length(max=200)])

    def content(self) -> bytes:
        """The file's bytes, at most what we keep; empty when none was given."""
        given = self.file.data
        return given.read(LARGEST_FILE + 1) if given else b""

    def typed_hash(self) -> str:
        """64 figures of a hash, however they were grouped; "" when it is none."""
        text = re.sub(r"[\s:-]", "", self.sha256.data or "").lower()
        return text if HASH.fullmatch(text) else ""
