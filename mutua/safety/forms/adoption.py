"""Forms of adoption and of outside readers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import Optional

from mutua.pole.forms.fields import LONGEST_ADDRESS, mail_address
from mutua.safety.forms.fields import READERS, OnceForm, code, day, line, one_of, prose, too_long
from mutua.web.forms import BaseForm


class OpenAdoptionForm(OnceForm):
    reason = line(_l("Raison de cette version"), 300)


class SigningCodeForm(BaseForm):
    code = line(_l("Code à six chiffres reçu par courriel"), 20)


class RemarkForm(OnceForm):
    unit_id = one_of(_l("De quoi parle-t-elle"), required=False)
    text = prose(_l("Remarque"))


class AnswerForm(BaseForm):
    answer = prose(_l("Réponse"))


class ReaderForm(OnceForm):
    kind = code(_l("Qui lit"), READERS)
    reader = line(_l("Nom du service ou de la personne"), 120)
    email = EmailField(_l("Son courriel"), [Optional(), too_long(LONGEST_ADDRESS), mail_address])
    number = one_of(_l("Version"))
    from_on = day(_l("Présence du"), required=False)
    until_on = day(_l("Présence jusqu’au"), required=False)
    place_id = one_of(_l("Lieu"), required=False)
    expires_on = day(_l("Valable jusqu’au"))
