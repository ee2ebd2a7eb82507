"""What the API's doors share: the OpenAPI document, bearer tokens, and requests that act once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, json, make_response, request
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.exc import IntegrityError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from mutua.kernel import clock, idempotency
from mutua.kernel.idempotency import RememberedRequest
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.forms import is_storable

LONGEST_KEY = 200


class _Api(Api):
    """Errors stay with the pages' own handlers, which answer problem details."""

    def _register_error_handlers(self) -> None:
        return


class _Parser(FlaskParser):
    """Brackets within brackets and digits without end are malformed too: the reader of JSON gives up on them."""

    def load_json(self, req: Any, schema: Schema) -> Any:
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):
            raise BadRequest from None


class Blueprint(SmorestBlueprint):
    """Doors of the API of one domain."""

    ARGUMENTS_PARSER = _Parser()


api = _Api()


def connect(app: Flask) -> None:
    """Serve the OpenAPI document and take blueprints of the API."""
    app.config.update(
        API_TITLE="Mutua",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
        },
    )
    api.init_app(app)
    name = "api-docs.openapi_json"
    document = app.view_functions[name]

    def openapi_document(**arguments: Any) -> Any:
        """A function of our own: what the CSRF protection and the access table look for is its name and its mark."""
        return document(**arguments)

    app.view_functions[name] = open_to(Role.ANYONE)(openapi_document)


class Text(fields.String):
    """Text that a database can keep: stripped, no NUL, no lone surrogate, at most `longest` characters."""

    def __init__(self, longest: int, *, shortest: int = 0, **more: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=longest), **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **more)).strip()
        if not is_storable(text):
            raise ValidationError("unreadable character")
        return text


class Strict(Schema):
    """Unknown fields are refused by name."""


def once(person_id: int, act: Callable[[], tuple[dict[str, Any], int]]) -> Response:
    """Run `act` in a transaction and answer its JSON. With Idempotency-Key, a repeated request gets the first answer.

    `act` gives (body, status). The same key with another body is 422. A rival with the same key that lost the race
    gets the winner's answer, not "taken".
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        with transaction():
            body, status = act()
        return answered(body, status)
    if len(key) > LONGEST_KEY or not is_storable(key):
        return problems.answer(422, kind="wrong_idempotency_key")
    try:
        with transaction():
            return _recalled(person_id, key) or _remembered(person_id, key, act)
    except (Refused, IntegrityError):
        with transaction():
            known = _recalled(person_id, key)
        if known:
            return known
        raise


def _route() -> str:
    """The endpoint and the object it acts on: one key on two objects is two requests."""
    return " ".join([str(request.endpoint), *map(str, (request.view_args or {}).values())])[:120]


def _recalled(person_id: int, key: str) -> Response | None:
    known: RememberedRequest | None = idempotency.recall(person_id, _route(), key)
    if known is None:
        return None
    if known.body_sha256 != idempotency.body_hash(request.get_data()):
        return problems.answer(422, kind="idempotency_key_reused")
    return answered(known.answer, known.status)


def _remembered(person_id: int, key: str, act: Callable[[], tuple[dict[str, Any], int]]) -> Response:
    body, status = act()
    digest = idempotency.body_hash(request.get_data())
    route, now = _route(), clock.now()
    kept = json.loads(json.dumps(body))
    idempotency.remember(person_id, route, key, body_sha256=digest, status=status, answer=kept, now=now)
    return answered(body, status)


def answered(body: Any, status: int = 200) -> Response:
    response = make_response(json.dumps(body), status)
    response.mimetype = "application/json"
    return response


__all__ = ["Blueprint", "Strict", "Text", "answered", "api", "connect", "once"]
