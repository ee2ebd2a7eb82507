"""Fields of a signature: the password again, the code received, the person a link is for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from mutua.pole.forms.fields import mail_address
from mutua.staffing.forms.request import NEEDED
from mutua.web.forms import BaseForm


class PasswordForm(BaseForm):
    """The password, or in its place what a key of one's own device answered (written by the script)."""

    password = PasswordField(_l("Votre mot de passe, encore une fois"), [Optional(), Length(max=1000)])
    credential = HiddenField(validators=[Length(max=20_000)])

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.credential.data and not self.password.data:
            self.password.errors = [*self.password.errors, str(NEEDED)]
            return False
        return True


class CodeForm(BaseForm):
    code = StringField(_l("Code à six chiffres reçu par courriel"), [InputRequired(NEEDED), Length(max=20)])


class LinkForm(BaseForm):
    """Who signs without an account; the choices are set by the view."""

    side = RadioField(_l("Cette personne signe pour"), validators=[InputRequired(NEEDED)])
    name = StringField(_l("Nom"), [InputRequired(NEEDED), Length(max=120)])
    email = EmailField(_l("Adresse électronique"), [InputRequired(NEEDED), Length(max=254), mail_address])
