"""Validators that the forms of people and structures share."""

from __future__ import annotations

from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum.fr import siret
from wtforms import Field
from wtforms.validators import DataRequired, Length, ValidationError

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_NAME = 120


def required() -> DataRequired:
    return DataRequired(_l("Remplissez ce champ."))


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("Ce texte est trop long : %(max)d caractères au plus."))


def mail_address(form: Any, field: Field) -> None:
    """An address that SMTP can carry, in lower case; `.example` and `.test` are fine."""
    if not field.data:
        return
    try:
        found = validate_email(
            field.data,
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=False,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise ValidationError(_("Écrivez une adresse complète, comme prenom@structure.fr.")) from error
    field.data = (found.ascii_email or found.normalized).lower()


def siret_number(form: Any, field: Field) -> None:
    """14 digits with their Luhn key (La Poste has its own); spaces are fine."""
    if not field.data:
        return
    if not siret.is_valid(field.data):
        raise ValidationError(_("Vérifiez ce numéro SIRET : il compte 14 chiffres, dont une clé."))
    field.data = siret.compact(field.data)


def plausible_day(form: Any, field: Field) -> None:
    """A day people can mean: 1900 to 2100."""
    if isinstance(field.data, date) and not 1900 <= field.data.year <= 2100:
        raise ValidationError(_("Choisissez une date entre 1900 et 2100."))


def one_line(form: Any, field: Field) -> None:
    """Names go into menus, mails and documents: no line breaks."""
    if field.data and any(ord(character) < 32 for character in field.data):
        raise ValidationError(_("Écrivez ce texte sur une seule ligne."))
