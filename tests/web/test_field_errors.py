"""What a field of the API lacks is said in the reader's language; the sentences are marshmallow's own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from marshmallow import Schema, ValidationError, fields, validate

from mutua.web.field_errors import in_words
from tests.bookings.test_api import bearer
from tests.builders import World

FIELDS: dict[str, tuple[fields.Field[Any], Any]] = {
    "date": (fields.Date(), "31 mars"),
    "moment": (fields.AwareDateTime(), "2027-03-01"),
    "naive": (fields.AwareDateTime(), "2027-03-01T09:00:00"),
    "count": (fields.Integer(), "trois"),
    "flag": (fields.Boolean(), "peut-être"),
    "text": (fields.String(), 3),
    "list": (fields.List(fields.Integer()), "1"),
    "inner": (fields.List(fields.Integer()), ["a"]),
    "null": (fields.Integer(), None),
    "mail": (fields.Email(), "personne"),
    "choice": (fields.String(validate=validate.OneOf(["refuse", "skip"])), "peut-être"),
    "least": (fields.Integer(validate=validate.Range(min=1)), 0),
    "most": (fields.Integer(validate=validate.Range(max=5)), 6),
    "between": (fields.Integer(validate=validate.Range(min=1, max=5)), 6),
    "long": (fields.String(validate=validate.Length(max=2)), "abc"),
    "short": (fields.String(validate=validate.Length(min=2)), "a"),
    "length": (fields.String(validate=validate.Length(min=2, max=3)), "a"),
    "form": (fields.String(validate=validate.Regexp("[0-9]+$")), "a"),
}


def leaves(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [leaf for inner in errors.values() for leaf in leaves(inner)]
    return [leaf for inner in errors for leaf in leaves(inner)] if isinstance(errors, list) else [errors]


@pytest.mark.parametrize("name", FIELDS)
def test_each_sentence_has_its_french(app: Flask, name: str) -> None:
    field, value = FIELDS[name]
    with pytest.raises(ValidationError) as refused:
        Schema.from_dict({name: field})().load({name: value})
    (english,) = leaves(refused.value.messages)
    with app.test_request_context(), force_locale("fr"):
        (french,) = leaves(in_words(refused.value.messages))
    with app.test_request_context(), force_locale("en"):
        assert leaves(in_words(refused.value.messages)) == [english]
    assert french != english
    assert not {"Must", "Not", "Length", "Field", "Invalid"} & set(french.split())


def test_the_api_answers_a_wrong_body_in_the_language_asked(world: World, client: FlaskClient) -> None:
    body = {"resource_ids": "1", "starts_at": "demain", "colour": "red"}
    told = {}
    for language in ("fr", "en"):
        headers = {**bearer(world.karim), "Accept-Language": language}
        answer = client.post("/api/v1/bookings", json=body, headers=headers)
        assert answer.status_code == 422
        told[language] = answer.json["errors"]["json"]
    assert told["fr"]["colour"] == ["Ce champ n’existe pas ici."]
    assert told["fr"]["structure_id"] == ["Ce champ est nécessaire."]
    assert told["fr"]["starts_at"] == ["Écrivez une date, une heure et leur fuseau, comme 2027-03-01T09:00:00+01:00."]
    assert told["en"]["structure_id"] == ["Missing data for required field."]
