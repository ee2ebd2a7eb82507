"""Errors of the API as problem details (RFC 9457): a stable `type`, and text in French and English."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Response, json, make_response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from mutua.web.sentences import sentence

_TITLES = {
    400: _l("La demande est mal formée."),
    401: _l("Un jeton d’accès valable est nécessaire."),
    403: _l("Vous n’avez pas ce droit."),
    404: _l("Rien ne se trouve à cette adresse."),
    405: _l("Cette adresse ne connaît pas cette méthode."),
    409: _l("Ce que vous modifiez a changé entre-temps. Rien n’a été enregistré pour vous."),
    413: _l("La demande est trop grande."),
    415: _l("Le corps de la demande doit être en JSON."),
    422: _l("Une valeur ne convient pas."),
    429: _l("Trop de demandes. Réessayez plus tard."),
    500: _l("Une erreur est survenue. Rien n’a été enregistré."),
    503: _l("La base de données ne répond pas. Réessayez dans un instant."),
}


def title_of(status: int) -> str:
    """What went wrong, in the language of the request."""
    return str(_TITLES.get(status) or _TITLES[400 if status < 500 else 500])


def answer(status: int, *, kind: str | None = None, reason: StrEnum | None = None, **more: Any) -> Response:
    """`application/problem+json` with type, title and detail in both languages, and whatever helps the caller."""
    body: dict[str, Any] = {"type": f"urn:mutua:problem:{kind or reason or status}", "status": status}
    for language in ("fr", "en"):
        with force_locale(language):
            title = title_of(status)
            title = sentence(reason) if reason and status == 409 else title  # not every conflict is about a time
            body[f"title_{language}"] = title
            body[f"detail_{language}"] = sentence(reason) if reason else title
    body["title"], body["detail"] = body["title_fr"], body["detail_fr"]
    response = make_response(json.dumps({**body, **more}), status)
    response.mimetype = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
