"""The base of every form: CSRF, stripped text, and no byte that a database or a page would choke on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.fields.core import UnboundField

LONGEST_TEXT = 20_000


def clean(value: Any) -> Any:
    """Strip text; NUL and lone surrogates become U+FFFD here and are refused by `acceptable`."""
    return value.strip() if isinstance(value, str) else value


def is_storable(text: str) -> bool:
    """No NUL and nothing that UTF-8 cannot write."""
    if "\x00" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def acceptable(form: Any, field: Field) -> None:
    """Refuse what no honest keyboard sends."""
    from flask_babel import gettext as _  # noqa: PLC0415 -- the catalogue of the request

    for value in field.raw_data or ():
        if isinstance(value, str) and not is_storable(value):
            raise ValidationError(_("Ce texte contient un caractère illisible. Retapez-le."))
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise ValidationError(_("Ce texte est trop long."))


def option(value: str, label: str = "") -> Any:
    """One choice of a list. (The published types of WTForms do not know SelectChoice yet.)"""
    return SelectChoice(value, label or value)


class _Pair(SelectChoice):
    """A choice that a page may still read as the pair (value, label) it was written as."""

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.label))

    def __getitem__(self, place: int) -> Any:
        return (self.value, self.label)[place]

    def __len__(self) -> int:
        return 2


def _choice(one: Any) -> Any:
    """A pair of a form's class as WTForms 3.4 will want it; the value keeps its type."""
    return _Pair(*one) if isinstance(one, tuple) else one


def text(field: Field) -> str:
    """What a text field of a valid form holds; empty when nothing was sent."""
    return str(field.data or "")


class BaseForm(FlaskForm):
    """A form of Mutua. `Meta.mark` begins the ids of a form that opens in the sheet, over a page with fields alike."""

    class Meta(FlaskForm.Meta):
        mark = ""

        def bind_field(self, form: Any, unbound_field: UnboundField[Any], options: dict[str, Any]) -> Field:
            filters = [*unbound_field.kwargs.get("filters", ()), clean]
            if self.mark:
                options = {**options, "id": f"{self.mark}-{options['name']}"}
            choices = unbound_field.kwargs.get("choices")
            if isinstance(choices, list | tuple):
                options = {**options, "choices": [_choice(one) for one in choices]}
            field: Field = unbound_field.bind(form=form, filters=filters, **options)
            if not field.name.endswith("csrf_token"):
                field.validators = [*field.validators, acceptable]
            return field
