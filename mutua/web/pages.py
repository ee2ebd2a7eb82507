"""What every page gets: headers, language, theme, addresses of static files, and error pages people understand."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, get_translations
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException, NotFound
from werkzeug.routing import BuildError, IntegerConverter, Map

from mutua.config import HERE, Settings
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, is_lost_race
from mutua.web import filters, problems
from mutua.web.field_errors import in_words
from mutua.web.sentences import sentence

LANGUAGES = ("fr", "en")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
# What is there is read by calendar programs: they would show the source of a page.
FOR_PROGRAMS = ("/dav/", "/calendars/")
PAGES = (400, 403, 404, 409, 422, 429, 500, 503)

log = logging.getLogger(__name__)
csrf = CSRFProtect()
babel = Babel()


class StorableInteger(IntegerConverter):
    """A number in an address that no column can hold names nothing: 404, not an error of the database."""

    def __init__(self, map: Map, **limits: int) -> None:
        super().__init__(map, **{"max": 2**63 - 1, **limits})  # type: ignore[arg-type]


def connect(app: Flask, settings: Settings) -> None:
    """Hang all of it on the app."""
    csrf.init_app(app)
    app.url_map.converters["int"] = StorableInteger
    app.config.update(BABEL_DEFAULT_LOCALE="fr", BABEL_TRANSLATION_DIRECTORIES=str(_translations()))
    babel.init_app(app, locale_selector=chosen_language)
    _typeset(app)
    filters.connect(app)
    app.jinja_env.globals.update(static_url=static_url, endpoint_url=endpoint_url)
    app.context_processor(_context)
    app.after_request(_headers(settings))
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CSRFError, _failed)
    app.register_error_handler(Refused, _refused)
    for lost in (StaleDataError, IntegrityError):
        app.register_error_handler(lost, _overtaken)
    for gone in (OperationalError, InterfaceError):
        app.register_error_handler(gone, _no_database)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(Exception, _broken)


def _typeset(app: Flask) -> None:
    """Texts of templates come out with the spaces of French that do not break, however they were typed."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _typeset_text(get_translations(), text),
        ngettext=lambda one, many, count: filters.typo(get_translations().ungettext(one, many, count)),
        newstyle=True,
    )


@lru_cache(maxsize=8192)
def _typeset_text(translations: NullTranslations, text: str) -> str:
    """Kept: a page says some hundred of them."""
    return filters.typo(translations.gettext(text))


def _translations() -> Path:
    return Path(__file__).resolve().parent.parent / "translations"


def chosen_language() -> str:
    """A choice kept in a cookie, else the person's, else the browser's, else French."""
    kept = request.cookies.get("language")
    if kept in LANGUAGES:
        return str(kept)
    if current_user and current_user.is_authenticated and current_user.locale in LANGUAGES:
        return str(current_user.locale)
    return request.accept_languages.best_match(LANGUAGES, "fr") or "fr"


def chosen_theme() -> str:
    kept = request.cookies.get("theme", "auto")
    return kept if kept in ("light", "dark") else "auto"


@cache
def _content_version(path: str) -> str:
    file = HERE / "static" / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"


def static_url(path: str) -> str:
    """The address of a static file with its content's mark, so that browsers may keep it for ever."""
    return f"/static/{path}?v={_content_version(path)}"


def endpoint_url(endpoint: str, **values: object) -> str:
    """The address of a page, of the current pole when it belongs to one; empty when there is none."""
    pole = g.get("pole")
    try:
        if pole and current_app.url_map.is_endpoint_expecting(endpoint, "pole"):
            values.setdefault("pole", pole.slug)
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    except (BuildError, KeyError):
        return ""


def safe_next(address: str | None, default: str) -> str:
    """A path of ours to go back to, never another site."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc or any(mark in address for mark in "\r\n\t") else address


def _context() -> dict[str, object]:
    return {
        "locale": str(get_locale() or "fr"),
        "theme": chosen_theme(),
        "member": g.get("member"),
        "pole": g.get("pole"),
    }


def _headers(settings: Settings) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.production:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in response.headers and response.mimetype == "text/html":
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    return add


def _failed(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if request.path.startswith("/api/"):
        errors = (getattr(error, "data", None) or {}).get("messages")
        return problems.answer(code, **({"errors": in_words(errors)} if errors else {}))
    if code < 400:
        return error
    page = code if code in PAGES else 400 if code < 500 else 500
    response = _told(page, error, code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _told(page: int, error: Exception, code: int) -> Response:
    """The page of an error; one line of text where programs read."""
    if not request.path.startswith(FOR_PROGRAMS):
        return make_response(render_template(f"errors/{page}.html", error=error), code)
    response = make_response(f"{problems.title_of(code)}\n", code)
    response.mimetype = "text/plain"
    return response


def _refused(error: Refused) -> ResponseReturnValue:
    """A refusal that no door caught: 422 with its sentence."""
    if request.path.startswith("/api/"):
        return problems.answer(422, reason=error.reason)
    return render_template("errors/422.html", error=error, reason=sentence(error.reason)), 422


def _overtaken(error: Exception) -> ResponseReturnValue:
    """Somebody else changed the same thing at the same moment, and no door caught it: nothing was written here."""
    if not is_lost_race(error):
        return _broken(error)
    db.session.rollback()
    if request.path.startswith("/api/"):
        return problems.answer(409, kind="changed_meanwhile")
    return _failed(Conflict())


def _no_database(error: Exception) -> ResponseReturnValue:
    if is_lost_race(error):
        return _overtaken(error)
    log.error("the database does not answer: %s", error)
    if request.path.startswith("/api/"):
        return problems.answer(503)
    response = _told(503, error, 503)
    response.headers["Retry-After"] = "30"
    return response


def _out_of_range(error: DataError) -> ResponseReturnValue:
    """A number no column can hold names nothing: PostgreSQL says so, where SQLite finds no row."""
    db.session.rollback()
    if getattr(error.orig, "sqlstate", None) == "22003":
        return _failed(NotFound())
    return _broken(error)


def _broken(error: Exception) -> ResponseReturnValue:
    log.exception("an answer failed", exc_info=error)
    db.session.rollback()  # what failed may have left a transaction in which nothing can be read, not even the menu
    if request.path.startswith("/api/"):
        return problems.answer(500)
    return _told(500, error, 500)
