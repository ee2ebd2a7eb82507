"""Fields of a signature: the password again, the code received, the person a link is for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from mutua.pole.forms.fields import mail_address
from mutua.staffing.forms.request import NEEDED
from mutua.web.forms import BaseForm


class PasswordForm(BaseForm):
    password = PasswordField(_l("Votre mot de passe, encore une fois"), [InputRequired(NEEDED), Length(max=1000)])


class CodeForm(BaseForm):
    code = StringField(_l("Code à six chiffres reçu par courriel"), [InputRequired(NEEDED), Length(max=20)])


class LinkForm(BaseForm):
    """Who signs without an account; the choices are set by the view."""

    side = RadioField(_l("Cette personne signe pour"), validators=[InputRequired(NEEDED)])
    name = StringField(_l("Nom"), [InputRequired(NEEDED), Length(max=120)])
    email = EmailField(_l("Adresse électronique"), [InputRequired(NEEDED), Length(max=254), mail_address])
