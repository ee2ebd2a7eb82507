"""create_app: extensions, blueprints, hooks, nothing else."""

from __future__ import annotations

import importlib

from flask import Flask, current_app
from whitenoise import WhiteNoise

from mutua.config import HERE, Settings
from mutua.kernel.db import db, finish_tables, prepare_engine
from mutua.pole import login
from mutua.web import access, pages, rest

# Every module with tables, so that the metadata is whole before anything uses it.
MODELS = (
    "mutua.kernel.audit",
    "mutua.kernel.outbox",
    "mutua.kernel.idempotency",
    "mutua.pole.models",
    "mutua.documents.models",
    "mutua.resources.models",
    "mutua.staffing.models",
    "mutua.bookings.models",
    "mutua.calendars.models",
    "mutua.exchanges.models",
    "mutua.safety.models",
    "mutua.home.models",
)
# The doors: each module offers `blueprints`, a tuple.
DOORS = (
    "mutua.pole.views",
    "mutua.documents.views",
    "mutua.resources.views",
    "mutua.resources.api",
    "mutua.bookings.views",
    "mutua.bookings.api",
    "mutua.calendars.views",
    "mutua.calendars.dav",
    "mutua.exchanges.views",
    "mutua.exchanges.api",
    "mutua.staffing.views",
    "mutua.safety.views",
    "mutua.safety.api",
    "mutua.home.views",
)
# Modules whose `connect()` hangs a domain on a lower domain's hook.
HOOKS = (
    "mutua.documents.actions.passkeys",
    "mutua.resources.actions.rights",
    "mutua.bookings.actions.leaving",
    "mutua.bookings.views.lent",
    "mutua.calendars.actions",
    "mutua.calendars.views.answers",
    "mutua.exchanges.actions.search",
    "mutua.safety.views",
    "mutua.safety.actions.defects",
)
LARGEST_BODY = 12 * 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """The web application on its settings."""
    app = Flask("mutua", template_folder=str(HERE / "templates"), static_folder=str(HERE / "static"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=settings.testing,
        SETTINGS=settings,
    )
    load_models()
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    pages.connect(app, settings)
    login.connect(app)
    rest.connect(app)
    _open_doors(app)
    _hang_hooks()
    access.check_every_route(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(HERE / "static"),
        prefix="static/",
        max_age=3600,
        immutable_file_test=lambda path, url: "/static/vendor/" in url,
    )
    return app


def upgrade(revision: str = "head") -> None:
    """Bring the current application's database to a revision. Alembic is loaded by this alone: no page needs it."""
    from flask_migrate import Migrate  # noqa: PLC0415
    from flask_migrate import upgrade as run  # noqa: PLC0415

    Migrate(current_app, db, directory=str(HERE / "migrations"))
    run(revision=revision)


def load_models() -> None:
    """Import every table and finish the metadata."""
    for name in MODELS:
        importlib.import_module(name)
    finish_tables()


def _engine_options(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 20}}
    # A short pool a worker; a lost server is noticed before it is used; nobody waits for a lock for ever. Compiling a
    # statement costs more than any of ours takes.
    options = "-c lock_timeout=8000 -c statement_timeout=60000 -c timezone=UTC -c jit=off"
    return {"pool_pre_ping": True, "pool_size": 5, "connect_args": {"connect_timeout": 5, "options": options}}


def _open_doors(app: Flask) -> None:
    for name in DOORS:
        for blueprint in importlib.import_module(name).blueprints:
            if isinstance(blueprint, rest.Blueprint):
                pages.csrf.exempt(blueprint)  # a bearer token, not a cookie, says who asks
                rest.api.register_blueprint(blueprint)
            else:
                app.register_blueprint(blueprint)


def _hang_hooks() -> None:
    for name in HOOKS:
        importlib.import_module(name).connect()
