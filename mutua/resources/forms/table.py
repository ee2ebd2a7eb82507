"""A table of resources to import."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from mutua.web.forms import BaseForm


class TableForm(BaseForm):
    """One file; its rows are read apart."""

    file = FileField(_l("Fichier"))
