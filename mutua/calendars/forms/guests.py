"""Asking somebody from outside to come, and their answer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from mutua.calendars.models import Answer
from mutua.pole.forms.fields import LONGEST_ADDRESS, LONGEST_NAME, at_most, mail_address, required
from mutua.web.forms import BaseForm


class GuestInvitationForm(BaseForm):
    """Who is asked, and where the letter goes."""

    name = StringField(_l("Son nom"), [required(), at_most(LONGEST_NAME)])
    email = EmailField(_l("Son courriel"), [required(), at_most(LONGEST_ADDRESS), mail_address])


class AnswerForm(BaseForm):
    """What somebody from outside answers."""

    answer = RadioField(
        _l("Venez-vous ?"),
        choices=[
            (Answer.ACCEPTED.value, _l("Je viens")),
            (Answer.TENTATIVE.value, _l("Peut-être")),
            (Answer.DECLINED.value, _l("Je ne viens pas")),
        ],
        validators=[InputRequired(_l("Choisissez une réponse."))],
    )
    words = TextAreaField(_l("Un mot pour la personne qui vous invite"), [at_most(300)])
