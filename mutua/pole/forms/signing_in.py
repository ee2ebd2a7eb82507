"""Forms of sign-in, of passwords and of the account: text to values."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from mutua.pole.forms.fields import LONGEST_ADDRESS, LONGEST_NAME, at_most, one_line, required
from mutua.pole.rules import SHORTEST_PASSWORD
from mutua.web.forms import BaseForm, option

LONGEST_PASSWORD = 200  # argon2 takes more, but each try costs the server its time


class SignInForm(BaseForm):
    """Sign-in asks for no valid address: an unknown one gets the same answer as a wrong password."""

    email = EmailField(_l("Courriel"), [required(), at_most(LONGEST_ADDRESS)])
    password = PasswordField(
        _l("Mot de passe"), [InputRequired(_l("Écrivez votre mot de passe.")), at_most(LONGEST_PASSWORD)]
    )
    keep = BooleanField(_l("Garder la session ouverte sur cet appareil"), default=True)
    next = HiddenField()


class AddressForm(BaseForm):
    """Only an address, as it was typed: forgotten password, sign-in link."""

    email = EmailField(_l("Courriel"), [required(), at_most(LONGEST_ADDRESS)])
    next = HiddenField()


class NewPasswordForm(BaseForm):
    """A password, written once."""

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

    name = StringField(_l("Prénom et nom"), [required(), at_most(LONGEST_NAME), one_line])


class ChangePasswordForm(NewPasswordForm):
    """From the account: the present password first."""

    old = PasswordField(
        _l("Mot de passe actuel"), [InputRequired(_l("Écrivez votre mot de passe actuel.")), at_most(LONGEST_PASSWORD)]
    )


class OneButtonForm(BaseForm):
    """A button: nothing but the CSRF token, and where to go back to."""

    next = HiddenField()


class ProfileForm(BaseForm):
    """What people say of themselves."""

    name = StringField(_l("Prénom et nom"), [required(), at_most(LONGEST_NAME), one_line])
    locale = RadioField(
        _l("Langue des pages et des courriels"), choices=[option("fr", "Français"), option("en", "English")]
    )


class TokenForm(BaseForm):
    """A token of the API: what it is for, and as whom it acts. `acting`: "pole id:structure id"."""

    label = StringField(_l("À quoi sert-il ?"), [required(), at_most(80), one_line])
    acting = SelectField(_l("Pour quelle structure ?"), validate_choice=True)
