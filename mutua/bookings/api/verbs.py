"""What the doors around a booking share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields, validate

from mutua.bookings.api.why import answering
from mutua.pole.login import current_member
from mutua.web import problems
from mutua.web.rest import once


class Missing(Exception):
    """What is named does not exist for this member."""


def number(**more: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(min=1, max=2**53), **more)


def verb(act: Callable[[], tuple[dict[str, Any], int]]) -> Response:
    """One transaction, once for an Idempotency-Key; what does not exist is 404, a refusal its problem."""
    try:
        return answering(lambda: once(current_member().person_id, act))
    except Missing:
        return problems.answer(404)
