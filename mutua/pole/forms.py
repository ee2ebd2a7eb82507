"""Forms of sign-in, of the account and of invitations: text to values."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from mutua.pole.rules import SHORTEST_PASSWORD
from mutua.web.forms import BaseForm

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_NAME = 120
LONGEST_PASSWORD = 200  # argon2 takes more, but each try costs the server its time


def required() -> DataRequired:
    return DataRequired(_l("Remplissez ce champ."))


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("Ce texte est trop long : %(max)d caractères au plus."))


def mail_address(form: Any, field: Field) -> None:
    """An address that SMTP can carry, in lower case; `.example` and local domains are fine."""
    if not field.data:
        return
    try:
        found = validate_email(field.data, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValidationError(_("Écrivez une adresse complète, comme prenom@structure.fr.")) from error
    field.data = (found.ascii_email or found.normalized).lower()


class SignInForm(BaseForm):
    """Sign-in asks for no valid address: an unknown one gets the same answer as a wrong password."""

    email = EmailField(_l("Courriel"), [required(), at_most(LONGEST_ADDRESS)])
    password = PasswordField(
        _l("Mot de passe"), [InputRequired(_l("Écrivez votre mot de passe.")), at_most(LONGEST_PASSWORD)]
    )
    keep = BooleanField(_l("Garder la session ouverte sur cet appareil"), default=True)
    next = HiddenField()


class AddressForm(BaseForm):
    """Only an address: forgotten password, sign-in link."""

    email = EmailField(_l("Courriel"), [required(), at_most(LONGEST_ADDRESS), mail_address])
    next = HiddenField()


class NewPasswordForm(BaseForm):
    """A password chosen once, without a second field to copy it into: the page can show it."""

    password = PasswordField(
        _l("Nouveau mot de passe"),
        [
            InputRequired(_l("Choisissez un mot de passe.")),
            Length(min=SHORTEST_PASSWORD, message=_l("Choisissez un mot de passe d’au moins %(min)d caractères.")),
            at_most(LONGEST_PASSWORD),
        ],
    )


class JoinForm(NewPasswordForm):
    """What a new person gives on an invitation."""

    name = StringField(_l("Prénom et nom"), [required(), at_most(LONGEST_NAME)])


class OneButtonForm(BaseForm):
    """A button: nothing but the CSRF token, and where to go back to."""

    next = HiddenField()
