"""The form that registers a device's key."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from mutua.web.forms import BaseForm

NEEDED = _l("Remplissez ce champ.")


class PasskeyForm(BaseForm):
    """A new key: its name, the password once, and what the device answered (written by the script)."""

    name = StringField(_l("Nom de cet appareil"), [InputRequired(NEEDED), Length(max=80)])
    password = PasswordField(_l("Votre mot de passe, encore une fois"), [InputRequired(NEEDED), Length(max=1000)])
    credential = HiddenField(validators=[Length(max=20_000)])
